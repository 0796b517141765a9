"""The best way to cut a run of Han characters into words, so that no word is seen across the border of two others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from audiocast.text.polyphones import SIDE_CHARS, pattern
from audiocast.text.tables import rows

FUNCTION_CHARS = frozenset(
    "的了着和在是与及对把被将为不也都就而或等之中上下会要还又再更最很已曾可能应由从向到给以于并且但若如各每该此这那其们者所地得"
    "一二三四五六七八九十百千万亿两几"
)
"""Characters that often stand alone: particles, prepositions, adverbs, numerals."""

_WORD, _ALONE, _STRAY = 10_000, 10_200, 11_000


def segment(text: str, start: int, end: int, words_at: Callable[[str, int, int], Iterable[int]]) -> list[int]:
    """Return the lengths of the words of ``text[start:end]``, in order, in time linear in the run.

    The path with the fewest words wins; then the one with the fewest single characters, of which function characters
    count little; then the one with longer words; of equal paths the one whose last words are longer (市/长江, 商/行政),
    since the head of a Chinese compound comes last.

    Args:
        text: any text.
        start: where the run begins.
        end: where it ends.
        words_at: gives, for text, offset and end, the lengths of the words that begin at the offset, two or more each.
    """
    length = end - start
    costs = [0] + [-1] * length
    sizes = [0] * (length + 1)
    for offset in range(length):
        before = costs[offset]
        steps = [(1, _ALONE if text[start + offset] in FUNCTION_CHARS else _STRAY)]
        steps += [(size, _WORD - size * size) for size in words_at(text, start + offset, end)]
        for size, step in steps:
            stop = offset + size
            if costs[stop] < 0 or before + step < costs[stop]:
                costs[stop], sizes[stop] = before + step, size
    path = []
    while length:
        path.append(sizes[length])
        length -= sizes[length]
    return path[::-1]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What must stand before and after a phrase for it to be one word and not the border of two."""

    left: re.Pattern[str]
    right: re.Pattern[str]


@lru_cache(maxsize=1)
def _crossings() -> dict[str, Crossing]:
    return {
        phrase: Crossing(re.compile(f"(?:{pattern(left)})$"), re.compile(pattern(right)))
        for phrase, left, right in rows("crossings.tsv")
    }


def is_crossing(phrase: str, text: str, start: int) -> bool:
    """Return whether ``phrase``, seen at ``start`` of ``text``, is more likely the border of two words."""
    crossing = _crossings().get(phrase)
    if crossing is None:
        return False
    end = start + len(phrase)
    before, after = text[max(0, start - SIDE_CHARS) : start], text[end : end + SIDE_CHARS]
    return not (crossing.left.search(before) and crossing.right.match(after))
