"""Readings put into characters, for engines that only take text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from audiocast.models import Span
from audiocast.text.readings import is_settled, is_word, readings_of

Scope = Literal["lexicon", "all", "off"]

_LONGEST_WORD_CHARS = 4
_COMMON_ROWS, _RARER_ROWS = range(0xB0, 0xD8), range(0xD8, 0xF8)
_CELLS = range(0xA1, 0xFF)


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading that no homophone can show: the character at ``offset`` of the spoken text stays as it was written."""

    offset: int
    char: str
    pinyin: str


def respell(spans: Sequence[Span], scope: Scope = "lexicon") -> str:
    """Return the spoken text with an unambiguous homophone where a character might be read otherwise.

    A homophone has one reading in use and forms no word with its neighbours; pypinyin, reading the result alone, finds
    the syllable at its place and everything around it unchanged. Where there is none the character stays: see ``kept``.

    Args:
        spans: what ``read`` gave.
        scope: ``lexicon`` respells what a lexicon pins, ``all`` every polyphone, ``off`` nothing.
    """
    return "".join(_respell(spans, scope))


def kept(spans: Sequence[Span], scope: Scope = "lexicon") -> list[Kept]:
    """Return the readings that ``respell`` could not put into other characters and that may be said otherwise."""
    text = _respell(spans, scope)
    if not text:
        return []
    said = _said("".join(text))
    return [Kept(at, text[at], syllable) for at, syllable in _pins(spans, scope).items() if said[at] != syllable]


def _respell(spans: Sequence[Span], scope: Scope) -> list[str]:
    text = list("".join(span.spoken for span in spans))
    pins = _pins(spans, scope)
    if pins:
        before = _said("".join(text))
        shown: dict[int, str] = {}
        for at, syllable in pins.items():
            char = _homophone(text, at, syllable, {**dict(enumerate(before)), **dict.fromkeys(pins), **shown})
            if char:
                text[at] = char
                shown[at] = syllable
    return text


def _pins(spans: Sequence[Span], scope: Scope) -> dict[int, str]:
    """Return the syllable for each offset of the spoken text that is to be respelled."""
    pins: dict[int, str] = {}
    offset = 0
    for span in spans:
        if scope == "all" or (scope == "lexicon" and span.rule == "lexicon"):
            for at, (char, syllable) in enumerate(zip(span.spoken, span.pinyin, strict=True), offset):
                if syllable and readings_of(char) != (syllable,):
                    pins[at] = syllable
        offset += len(span.spoken)
    return pins


def _homophone(text: list[str], at: int, syllable: str, expected: Mapping[int, str | None]) -> str | None:
    """Return the first homophone that stands alone and leaves what pypinyin says elsewhere as ``expected``."""
    for char in _homophones().get(syllable, ()):
        trial = [*text[:at], char, *text[at + 1 :]]
        if char == text[at] or _forms_word(trial, at):
            continue
        said = _said("".join(trial))
        if said[at] == syllable and all(expected[i] in (None, said[i]) for i in range(len(trial)) if i != at):
            return char
    return None


def _forms_word(text: list[str], at: int) -> bool:
    for length in range(2, _LONGEST_WORD_CHARS + 1):
        for start in range(max(0, at - length + 1), min(at, len(text) - length) + 1):
            if is_word("".join(text[start : start + length])):
                return True
    return False


@lru_cache(maxsize=256)
def _said(text: str) -> tuple[str, ...]:
    """Return what pypinyin alone makes of each character; what it cannot read stays as it is."""
    from pypinyin import Style, lazy_pinyin

    # A list keeps one entry a character where pypinyin would give one for a whole run.
    one_by_one: Any = list
    style = Style.TONE3
    return tuple(lazy_pinyin(text, style=style, neutral_tone_with_five=True, v_to_u=False, errors=one_by_one))


@lru_cache(maxsize=1)
def _homophones() -> dict[str, list[str]]:
    """Syllable to the characters that say it: common ones (GB 2312 level 1) with one reading, then the rarer ones.

    Last come common ones whose other readings are only in dictionaries.
    """
    found: dict[str, list[str]] = {}
    for char in (*_chars(_COMMON_ROWS), *_chars(_RARER_ROWS)):
        readings = readings_of(char)
        if len(readings) == 1:
            found.setdefault(readings[0], []).append(char)
    for char in _chars(_COMMON_ROWS):
        readings = readings_of(char)
        if len(readings) > 1 and is_settled(char):
            found.setdefault(readings[0], []).append(char)
    return found


def _chars(rows: range) -> Iterator[str]:
    for row in rows:
        for cell in _CELLS:
            yield from bytes((row, cell)).decode("gb2312", "ignore")
