"""Where to cut what is too long: the cheapest division into pieces under a cap."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, inf

BREAK_COST = {
    "sentence": 0.0,
    "clause": 0.5,
    "space": 2.5,
    "list": 3.0,
    "conjunction": 3.5,
    "word": 9.0,
    "quoted": 14.0,
}
"""What a cut costs by the place where it falls; a piece more costs 1."""

CRUMB_CHARS = 6


def divide(breaks: Sequence[tuple[int, float]], total: int, max_chars: int) -> list[int]:
    """Return the offsets at which to cut so that every piece has at most ``max_chars`` characters.

    Args:
        breaks: the allowed cuts, ascending, as (offset, cost) with ``0 < offset < total``.
        total: the length of the whole.
        max_chars: the cap; only a stretch with no allowed cut in it may exceed it.
    """
    if total <= max_chars:
        return []
    target = total / ceil(total / max_chars)
    places = [(0, 0.0), *_needed(breaks, total, max_chars), (total, 0.0)]
    best: list[tuple[float, int]] = [(0.0, -1)]
    for at in range(1, len(places)):
        offset, cost = places[at]
        choice = (inf, at - 1)
        before = at - 1
        while before >= 0:
            length = offset - places[before][0]
            if length > max_chars and before < at - 1:
                break
            worth = best[before][0] + _piece_cost(length, target, max_chars)
            if worth < choice[0]:
                choice = (worth, before)
            before -= 1
        best.append((choice[0] + cost, choice[1]))
    cuts: list[int] = []
    at = best[-1][1]
    while at > 0:
        cuts.append(places[at][0])
        at = best[at][1]
    return cuts[::-1]


def _needed(breaks: Sequence[tuple[int, float]], total: int, max_chars: int) -> list[tuple[int, float]]:
    """The breaks at marks, and those inside words only in a stretch that no mark divides enough."""
    kept: list[tuple[int, float]] = []
    waiting: list[tuple[int, float]] = []
    last = 0
    for offset, cost in (*breaks, (total, 0.0)):
        if cost >= BREAK_COST["word"]:
            waiting.append((offset, cost))
            continue
        if offset - last > max_chars:
            kept.extend(waiting)
        kept.append((offset, cost))
        waiting, last = [], offset
    return kept[:-1]


def _piece_cost(length: int, target: float, max_chars: int) -> float:
    cost = 1.0 + 2.0 * ((length - target) / target) ** 2
    if length < CRUMB_CHARS:
        cost += 4.0
    if length > max_chars:
        cost += 1000.0
    return cost
