"""Signs that are neither number nor word: plus, ampersand, Greek, brackets of other kinds, and what is silent."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from audiocast.text.characters import is_han
from audiocast.text.tables import rows

VERBATIM = frozenset("，。！？；：、“”‘’（）《》—…,.!?;:\"'()")
"""Marks that the spoken text keeps."""

_SAID = {sign: (said, kind) for sign, kind, said in rows("signs.tsv")}
_CIRCLED = (
    {chr(0x2460 + n): n + 1 for n in range(20)}
    | {chr(0x2474 + n): n + 1 for n in range(20)}
    | {chr(0x2776 + n): n + 1 for n in range(10)}
)
_CIRCLED |= {chr(0x3251 + n): n + 21 for n in range(15)}


def circled(char: str) -> int:
    """Return the number in a circled or bracketed digit, 0 for any other character."""
    return _CIRCLED.get(char, 0)


def roman_sign(char: str) -> str:
    """Return what a Roman numeral that is one character says, empty for any other."""
    said, kind = _SAID.get(char, ("", ""))
    return said if kind == "roman" else ""


def say_sign(char: str, left: str, right: str) -> tuple[str, str, float]:
    """Return (spoken, rule, risk) of one character that no class claimed.

    Args:
        char: the character, not a Han character, digit or ASCII letter.
        left: the character before it, empty at the start.
        right: the character after it, empty at the end.
    """
    if char == "." and _is_latin(left) and _is_latin(right):
        return " ", "mark", 0.0
    if char in VERBATIM:
        return char, "mark", 0.0
    silence = " " if _is_latin(left) or _is_latin(right) else ""
    if char == "+":
        return ("加", "plus", 0.2) if left else ("", "unspoken", 0.3)
    if char == "&" and _is_latin(left) and _is_latin(right):
        return " and ", "sign", 0.1
    said, kind = _SAID.get(char, ("", ""))
    if kind == "sign":
        return said, "sign", 0.2
    if kind == "mark":
        if char == "/" and not _is_alike(left, right):
            said = ""
        return said or silence, "mark", 0.0
    latin = _latin(char)
    if latin:
        return latin, "latin", 0.2
    return silence, "unspoken", 1.0


def _is_alike(left: str, right: str) -> bool:
    """Whether a slash stands between Han and Han, or number and number (120/80): said as a pause."""
    return (left.isdecimal() and right.isdecimal()) or (is_han(left or " ") and is_han(right or " "))


def _is_latin(char: str) -> bool:
    return bool(_latin(char))


@lru_cache(maxsize=4096)
def _latin(char: str) -> str:
    """The ASCII letters that a letter with an accent, a ligature or a styled letter stands for."""
    said, kind = _SAID.get(char, ("", ""))
    if kind:
        return said if kind == "latin" else ""
    letters = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return letters if re.fullmatch("[A-Za-z]+", letters) else ""
