"""What a model can say: its lexicon, and the text as that lexicon wants it.

sherpa-onnx leaves out what it does not know and goes on, which in a newspaper is a word lost without a trace. So every
word is looked up here first; what is not there is an error that names it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from audiocast.errors import EngineError

DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
"""Figures should arrive as words; one that does not is still said, one by one."""

MARKS = {
    "，": "，", ",": "，", "、": "、", "。": "。", "．": "。", ".": "。", "！": "！", "!": "！", "？": "？", "?": "？",
    "；": "；", ";": "；", "：": "：", ":": "：", "…": "，", "—": "，", "–": "，",
}  # fmt: skip
"""Marks that are a pause. The models know no others, so these are left out: quotes, brackets, 《》."""

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a model, in lower case. ``phrases`` are those with a character that has no entry of its own."""

    words: frozenset[str]
    phrases: tuple[str, ...]

    def can_say(self, character: str, text: str) -> bool:
        """Whether ``character`` is said where it stands in ``text``."""
        return character in self.words or any(phrase in text for phrase in self.phrases if character in phrase)


@lru_cache(maxsize=4)
def read_lexicon(paths: tuple[Path, ...], _digest: str = "") -> Lexicon:
    """Return the words of all ``paths``: the first column, or what stands before ``||`` or ``::``.

    ``_digest`` is of their contents: a lexicon that changes is read again.

    Raises:
        EngineError: one cannot be read.
    """
    words: set[str] = set()
    for path in paths:
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                words.update(_entries(file))
        except OSError as error:
            raise EngineError(
                f"{path} cannot be read ({error.strerror})", way_out="look at its rights", trouble="refusal"
            ) from error
    alone = frozenset(word for word in words if len(word) == 1 or word.isascii())
    return Lexicon(alone, tuple(sorted(word for word in words - alone if not alone.issuperset(word))))


def spell(text: str, lexicon: Lexicon) -> str:
    """Return ``text`` as the model wants it: known words, its own marks, Latin words that it lacks by their letters.

    Raises:
        EngineError: the lexicon has no entry for a word or character.
    """
    plain = "".join(_plain(character) for character in text)
    spelt = "".join(_spelt(match[0], plain, lexicon) for match in _WORD.finditer(plain))
    return re.sub(r"\s+", " ", spelt).strip()


def _entries(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        head, bar, _ = line.partition("||")
        head, bar, _ = (head, bar, "") if bar else line.partition(" :: ")
        word = head.strip() if bar else line.split(maxsplit=1)[0] if line.strip() else ""
        if word:
            yield word.lower()


def _plain(character: str) -> str:
    """Return a letter or figure in its plain form, a mark as the models know it, nothing for anything else."""
    if character in MARKS:
        return MARKS[character]
    if character.isalnum():
        folded = unicodedata.normalize("NFKD", character)
        bare = "".join(part for part in folded if part.isascii() and part.isalnum())
        return "".join(DIGITS.get(part, part) for part in bare) or unicodedata.normalize("NFKC", character)
    return character if character in "'’-" else " " if character.isspace() else ""


def _spelt(word: str, text: str, lexicon: Lexicon) -> str:
    if not word.isascii() or not word[0].isalpha():
        if word.isalnum() and not lexicon.can_say(word, text):
            raise _unknown(word, text)
        return "" if word in "'’-" else word
    if word.lower() in lexicon.words:
        return f" {word.lower()} "
    letters = [letter for letter in word.lower() if letter.isalpha()]
    if not lexicon.words.issuperset(letters):
        raise _unknown(word, text)
    return f" {' '.join(letters)} "


def _unknown(word: str, text: str) -> EngineError:
    return EngineError(
        f"the model's lexicon has no {word!r}, in {text!r}",
        way_out=f"give it words in lexicon.tsv ({word} TAB =spoken words), or the model another lexicon",
    )
