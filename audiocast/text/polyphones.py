"""Context rules for frequent polyphones of news, asked for characters that no phrase settles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from audiocast.text.surnames import is_surname, surname_at
from audiocast.text.tables import rows

SIDE_CHARS = 12
"""How far a rule looks to the left; to the right it looks twice as far."""

NUMBER = "[零〇一二三四五六七八九十百千万亿两几数多第每0-9]"
_SETS = {"{number}": NUMBER, "{end}": "(?:(?=[^一-鿿]|[的和与及等是在之了也都并还将])|$)"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that holds where ``left`` ends before and ``right`` begins after the character."""

    reading: str
    left: re.Pattern[str]
    right: re.Pattern[str]
    risk: float


def pattern(side: str) -> str:
    """Return a side of a rule as a regular expression, its named sets filled in."""
    for name, expression in _SETS.items():
        side = side.replace(name, expression)
    return side


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[Choice]]:
    rules: dict[str, list[Choice]] = {}
    for char, reading, left, right, risk in rows("polyphones.tsv"):
        before = re.compile(f"(?:{pattern(left)})$")
        rules.setdefault(char, []).append(Choice(reading, before, re.compile(pattern(right)), float(risk)))
    return rules


def is_judged(char: str) -> bool:
    """Return whether some rule chooses between readings of the character."""
    return char in _rules() or is_surname(char)


def choose(text: str, offset: int) -> tuple[str, float] | None:
    """Return (reading, risk) for the polyphone at ``offset``, None when no rule speaks."""
    surname = surname_at(text, offset)
    if surname:
        return surname
    choices = _rules().get(text[offset])
    if not choices:
        return None
    left, right = text[max(0, offset - SIDE_CHARS) : offset], text[offset + 1 : offset + 1 + 2 * SIDE_CHARS]
    for choice in choices:
        if choice.right.match(right) and choice.left.search(left):
            return choice.reading, choice.risk
    return None
