"""A passage in takes: the parts of it that are encoded in one go. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from audiocast.models import ClipFacts
from audiocast.plan import Passage, Piece

LONGEST_MS = 300_000
"""Five minutes of sound are 15 MB of samples; most stories are one take."""
_TARGET_MS = 240_000


def cut_takes(passage: Passage, facts: Sequence[ClipFacts]) -> list[range]:
    """Return which pieces each take holds, in order; a passage of up to five minutes is one.

    A longer one is cut where a paragraph ends, after about four minutes, since where two takes meet there must be a
    pause. A single paragraph is never cut, however long it is.

    Args:
        passage: what is said.
        facts: of the clip of each piece.
    """
    lengths = [_length_ms(piece, fact) for piece, fact in zip(passage.pieces, facts, strict=True)]
    count = len(passage.pieces)
    if sum(lengths) <= LONGEST_MS:
        return [range(count)]
    opens = _paragraph_starts(passage)
    takes: list[range] = []
    first, length_ms = 0, 0
    for place in range(count):
        if place in opens and length_ms >= _TARGET_MS:
            takes.append(range(first, place))
            first, length_ms = place, 0
        length_ms += lengths[place]
    return [*takes, range(first, count)]


def _length_ms(piece: Piece, facts: ClipFacts) -> int:
    return 1000 * (facts.speech_end - facts.speech_start) // facts.rate_hz + piece.pause_after_ms


def _paragraph_starts(passage: Passage) -> set[int]:
    starts = set()
    for place, piece in enumerate(passage.pieces):
        is_first_of_sentence = place == 0 or passage.pieces[place - 1].sentence != piece.sentence
        if is_first_of_sentence and passage.segment.sentences[piece.sentence - passage.first_sentence].opens_paragraph:
            starts.add(place)
    return starts
