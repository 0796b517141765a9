"""What cleaning rules look at: one form for each letter, mark and bracket, every offset kept."""

from __future__ import annotations

from functools import lru_cache

from audiocast.text.characters import FULL_TO_ASCII
from audiocast.text.tables import rows

HAN = r"[^\W\d_A-Za-z]"
"""A pattern for one Han character of folded text; a negated class, as a class of all Han takes long to compile."""

_MARKS = {
    "【": "[",
    "】": "]",
    "〔": "[",
    "〕": "]",
    "丨": "|",
    "│": "|",
    "∣": "|",
    "∶": ":",
    "﹕": ":",
    "•": "·",
    "・": "·",
    "‧": "·",
}


@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """Return ``text`` in the one form that rules are written in, character for character.

    Simplified characters, ASCII letters, digits and marks, square brackets for 【】 and 〔〕; 。 “ ” 《 》 stay.
    """
    return text.translate(_table())


@lru_cache(maxsize=1)
def _table() -> dict[int, str | int]:
    simplified = {ord(pair[0]): pair[1] for row in rows("traditional.tsv") for pair in row}
    return {**simplified, **FULL_TO_ASCII, **{ord(old): new for old, new in _MARKS.items()}}
