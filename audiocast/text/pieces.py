"""A sentence's spans cut into pieces that an engine can take."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiocast.models import Span
from audiocast.text.partition import BREAK_COST, divide
from audiocast.text.sentences import break_kind, inside_short_pairs, may_cut

_UNITS = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|.", re.DOTALL)


def cut(spans: Sequence[Span], max_chars: int) -> list[tuple[Span, ...]]:
    """Return ``spans`` in pieces whose spoken length is at most ``max_chars``.

    Cuts fall on the best mark that there is and leave no crumbs; a plain span may be divided, a number, a Latin word
    or a span from a lexicon may not, so that a piece is longer only when one such span is. No piece begins with a
    closing mark. Concatenated, the pieces are the spans (a divided span in parts).

    Args:
        spans: one sentence, as ``read`` gives it.
        max_chars: the engine's cap, at least 1.
    """
    if max_chars < 1:
        raise ValueError("max_chars must be at least 1")
    if not spans:
        return []
    units = [unit for span in spans for unit in _divided(span)]
    spoken = "".join(unit.spoken for unit in units)
    if len(spoken) <= max_chars:
        return [tuple(spans)]
    quoted = inside_short_pairs(spoken)
    breaks: list[tuple[int, float]] = []
    offset = 0
    for unit in units:
        if unit.spoken and offset > 0 and may_cut(spoken[offset - 1], spoken[offset]):
            breaks.append((offset, BREAK_COST["quoted" if offset in quoted else break_kind(spoken, offset)]))
        offset += len(unit.spoken)
    return _grouped(spans, divide(breaks, len(spoken), max_chars))


def _divisible(span: Span) -> bool:
    return span.written == span.spoken and not span.rule.startswith("lexicon")


def _divided(span: Span) -> list[Span]:
    if len(span.spoken) < 2 or not _divisible(span):
        return [span]
    return [_part(span, match.start(), match.end()) for match in _UNITS.finditer(span.spoken)]


def _part(span: Span, start: int, end: int) -> Span:
    if start == 0 and end == len(span.spoken):
        return span
    return Span(span.written[start:end], span.spoken[start:end], span.pinyin[start:end], span.rule, span.risk)


def _grouped(spans: Sequence[Span], cuts: list[int]) -> list[tuple[Span, ...]]:
    pieces: list[tuple[Span, ...]] = []
    piece: list[Span] = []
    offset = 0
    remaining = list(cuts)
    for span in spans:
        start = 0
        while remaining and span.spoken and remaining[0] < offset + len(span.spoken):
            at = remaining.pop(0) - offset
            if at > start:
                piece.append(_part(span, start, at))
            pieces.append(tuple(piece))
            piece, start = [], at
        piece.append(_part(span, start, len(span.spoken)))
        offset += len(span.spoken)
    pieces.append(tuple(piece))
    return pieces
