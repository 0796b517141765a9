"""Readings put into characters, for engines that only take text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from audiocast.models import Span
from audiocast.text.readings import is_word, readings_of

Scope = Literal["lexicon", "all", "off"]

_LONGEST_WORD_CHARS = 4
_COMMON_ROWS = range(0xB0, 0xD8)


def respell(spans: Sequence[Span], scope: Scope = "lexicon") -> str:
    """Return the spoken text with an unambiguous homophone where a character might be read otherwise.

    A homophone is a common character with one reading that forms no word with its neighbours; a character for which
    there is none stays.

    Args:
        spans: what ``read`` gave.
        scope: ``lexicon`` respells what a lexicon pins, ``all`` every polyphone, ``off`` nothing.
    """
    text = list("".join(span.spoken for span in spans))
    if scope == "off":
        return "".join(text)
    offset = 0
    for span in spans:
        for at, syllable in enumerate(span.pinyin, offset):
            pinned = span.rule == "lexicon" or scope == "all"
            if syllable and pinned and readings_of(text[at]) != (syllable,):
                text[at] = _homophone(text, at, syllable)
        offset += len(span.spoken)
    return "".join(text)


def _homophone(text: list[str], at: int, syllable: str) -> str:
    for char in _homophones().get(syllable, ()):
        if char != text[at] and not _forms_word([*text[:at], char, *text[at + 1 :]], at):
            return char
    return text[at]


def _forms_word(text: list[str], at: int) -> bool:
    for length in range(2, _LONGEST_WORD_CHARS + 1):
        for start in range(max(0, at - length + 1), min(at, len(text) - length) + 1):
            if is_word("".join(text[start : start + length])):
                return True
    return False


@lru_cache(maxsize=1)
def _homophones() -> dict[str, list[str]]:
    """Syllable to the common characters (GB 2312 level 1) whose only reading it is."""
    found: dict[str, list[str]] = {}
    for row in _COMMON_ROWS:
        for cell in range(0xA1, 0xFF):
            char = bytes((row, cell)).decode("gb2312", "ignore")
            readings = readings_of(char) if char else ()
            if len(readings) == 1:
                found.setdefault(readings[0], []).append(char)
    return found
