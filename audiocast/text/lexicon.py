"""A producer's own readings: ``lexicon.tsv`` as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from audiocast.errors import ConfigError
from audiocast.text.characters import is_han

_SYLLABLE = re.compile(r"[a-zêü]+[1-5]")
_WAY_OUT = "write WRITTEN <TAB> pinyin such as guan3 cheng2, or WRITTEN <TAB> =spoken words"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lexicon: either ``pinyin``, one syllable a character of ``key``, or ``words`` to say instead."""

    key: str
    pinyin: tuple[str, ...] = ()
    words: str | None = None


T = TypeVar("T")


class Matcher(Generic[T]):
    """Longest match from a table of words; of two equal keys the later one wins."""

    def __init__(self, items: Iterable[tuple[str, T]]) -> None:
        self._values: dict[str, T] = dict(items)
        lengths: dict[str, set[int]] = {}
        for key in self._values:
            lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}

    def at(self, text: str, start: int) -> tuple[str, T] | None:
        """Return the longest key that begins at ``start`` in ``text``, and its value."""
        for length in self._lengths.get(text[start], ()):
            key = text[start : start + length]
            if key in self._values:
                return key, self._values[key]
        return None

    def find(self, text: str) -> Iterator[tuple[int, str, T]]:
        """Yield (offset, key, value) of the matches from left to right, none overlapping another."""
        if not self._values:
            return
        offset = 0
        while offset < len(text):
            found = self.at(text, offset)
            if found is None:
                offset += 1
            else:
                yield offset, *found
                offset += len(found[0])


class Lexicon(tuple[Entry, ...]):
    """Entries in file order; ``Lexicon((*shared, *own))`` joins two, and the later entry of a key wins."""

    @cached_property
    def words(self) -> Matcher[str]:
        """The ``=`` entries, which match the written text."""
        return Matcher((entry.key, entry.words) for entry in self if entry.words is not None)

    @cached_property
    def readings(self) -> Matcher[tuple[str, ...]]:
        """The pinyin entries, which match the spoken text."""
        return Matcher((entry.key, entry.pinyin) for entry in self if entry.words is None)


def as_lexicon(entries: Sequence[Entry]) -> Lexicon:
    """Return ``entries`` as a Lexicon, itself when it is one."""
    return entries if isinstance(entries, Lexicon) else Lexicon(entries)


def load_lexicon(text: str, name: str) -> Lexicon:
    """Parse the text of a ``lexicon.tsv``.

    Args:
        text: lines ``written TAB pinyin`` or ``written TAB =spoken words``; ``#`` begins a comment line.
        name: what errors call the file.

    Raises:
        ConfigError: a line is malformed; names file, line and column.
    """
    entries = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            entries.append(_entry(line, f"{name}:{number}"))
    return Lexicon(entries)


def _entry(line: str, place: str) -> Entry:
    written, tab, value = line.partition("\t")
    key = written.strip()
    if not tab:
        raise ConfigError(f"{place}:{len(line) + 1}: no TAB after {key!r}", way_out=_WAY_OUT)
    if not key:
        raise ConfigError(f"{place}:1: nothing before the TAB", way_out=_WAY_OUT)
    column = len(written) + 2 + len(value) - len(value.lstrip())
    value = value.split("\t#")[0].strip()
    if value.startswith("="):
        if not value[1:].strip():
            raise ConfigError(f"{place}:{column}: nothing to say for {key!r}", way_out=_WAY_OUT)
        return Entry(key, words=value[1:].strip())
    syllables = []
    for match in re.finditer(r"\S+", value):
        syllable = match.group().lower().replace("u:", "v").replace("ü", "v")
        if not _SYLLABLE.fullmatch(syllable):
            raise ConfigError(f"{place}:{column + match.start()}: {match.group()!r} is not pinyin", way_out=_WAY_OUT)
        syllables.append(syllable)
    if not all(map(is_han, key)):
        raise ConfigError(f"{place}:1: {key!r} is not all Han characters", way_out="give it as =spoken words")
    if len(syllables) != len(key):
        raise ConfigError(
            f"{place}:{column}: {len(syllables)} syllables for the {len(key)} characters of {key!r}", way_out=_WAY_OUT
        )
    return Entry(key, tuple(syllables))
