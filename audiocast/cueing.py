"""Passages and when they were spoken to cues: a sentence each, a long one in parts of at most two lines. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil, inf

from audiocast.feed.lines import CUE_LINES, LINE_CHARS, Place, places, second_line, width
from audiocast.models import Cue, Sentence, Span
from audiocast.plan import Passage, Piece
from audiocast.text.readings import is_word
from audiocast.text.segmentation import segment
from audiocast.text.syllables import syllable_weights

Times = tuple[int, int]
"""(start_ms, end_ms) in the episode."""

_HAN_RUN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_RESTS = frozenset("，；：。！？,;:!?")
"""Marks at which a voice rests about as long as a syllable takes: measured on three voices, docs/feed.md."""
_WORD_CHARS = 5
_CRUMB_CHARS = 6


def cues(passages: Sequence[Passage], spoken: Sequence[Sequence[Times]]) -> tuple[Cue, ...]:
    """Return the cues of an episode, in order.

    A sentence that fits two lines is one cue, even if it was spoken in pieces. A longer one is cut where the speech
    was cut, since that moment is known; a piece that is still too long at its marks; and where there is none between
    two words. Inside a piece a moment is found by counting spoken syllables and rests. A sentence's cues begin with its
    first piece, end with its last and joined are what was written; a sentence that is not spoken has none.

    Args:
        passages: the plan, whole.
        spoken: for each passage, for each of its pieces, when it is heard.
    """
    return tuple(_cues(passages, spoken))


def _cues(passages: Sequence[Passage], spoken: Sequence[Sequence[Times]]) -> Iterator[Cue]:
    number, paragraph = 0, -1
    for passage, times in zip(passages, spoken, strict=True):
        said: dict[int, list[tuple[Piece, Times]]] = {}
        for piece, when in zip(passage.pieces, times, strict=True):
            said.setdefault(piece.sentence, []).append((piece, when))
        for sentence in passage.segment.sentences:
            paragraph += sentence.opens_paragraph
            if number in said:
                yield from _of_sentence(sentence, said[number], paragraph)
            number += 1


def _of_sentence(sentence: Sentence, said: Sequence[tuple[Piece, Times]], paragraph: int) -> Iterator[Cue]:
    text = sentence.written
    if width(text) <= LINE_CHARS:
        yield Cue(said[0][1][0], said[-1][1][1], text, sentence.kind, paragraph)
        return
    starts = _starts(text, [piece.written for piece, _ in said])
    times = [when for _, when in said]
    allowed = places(text, _unbroken(sentence.spans))
    cuts = _cuts(text, allowed, starts[1:])
    bounds = [0, *cuts, len(text)]
    moments = _moments(sentence, starts, times, cuts)
    for (start, end), (start_ms, end_ms) in zip(pairwise(bounds), moments, strict=True):
        part = text[start:end]
        inner = [(offset - start, cost) for offset, cost in allowed if start < offset < end]
        yield Cue(start_ms, end_ms, part, sentence.kind, paragraph, second_line(part, inner))


def _starts(text: str, pieces: Sequence[str]) -> list[int]:
    """Return where in the sentence each piece begins: the first at 0, and what no piece holds follows the one before.

    Spaces do not count, since pieces are trimmed.
    """
    kept = [offset for offset, char in enumerate(text) if not char.isspace()]
    squeezed = "".join(text[offset] for offset in kept)
    starts = []
    cursor = 0
    for piece in pieces:
        bare = "".join(piece.split())
        cursor = max(cursor, squeezed.find(bare, cursor))
        starts.append(kept[cursor])
        cursor += len(bare)
    return [0, *starts[1:]]


def _unbroken(spans: Sequence[Span]) -> set[int]:
    """Return the offsets inside words, inside what is not said as it is written, and inside the lexicon's words."""
    inside: set[int] = set()
    start = 0
    for span in spans:
        if span.written != span.spoken or span.rule.startswith("lexicon"):
            inside.update(range(start + 1, start + len(span.written)))
        start += len(span.written)
    written = "".join(span.written for span in spans)
    for run in _HAN_RUN.finditer(written):
        offset = run.start()
        for length in segment(written, run.start(), run.end(), _word_lengths):
            inside.update(range(offset + 1, offset + length))
            offset += length
    return inside


def _word_lengths(text: str, start: int, end: int) -> list[int]:
    return [size for size in range(2, min(_WORD_CHARS, end - start) + 1) if is_word(text[start : start + size])]


def _cuts(text: str, allowed: Sequence[Place], speech_cuts: Sequence[int]) -> list[int]:
    """Return where the sentence is cut into cues: between the pieces of speech, then inside what is still too long."""
    fits = _fitting(text, [offset for offset, _ in allowed])
    legal = {offset for offset, _ in allowed}
    cuts = _cheapest(0, len(text), [(offset, 0.0) for offset in speech_cuts if offset in legal], fits)
    inner = [
        _cheapest(start, end, [place for place in allowed if start < place[0] < end], fits)
        for start, end in pairwise([0, *cuts, len(text)])
    ]
    return sorted([*cuts, *(cut for found in inner for cut in found)])


def _fitting(text: str, offsets: Sequence[int]) -> Callable[[int, int], bool]:
    """Return what tells whether ``text[start:end]`` fits one line, or two that meet at one of ``offsets``."""
    ends = [0]
    for offset, char in enumerate(text, start=1):
        ends.append(ends[-1] if char.isspace() else offset)
    shown = [ends[offset] for offset in offsets]

    def fits(start: int, end: int) -> bool:
        if ends[end] - start <= LINE_CHARS:
            return True
        at = bisect_right(shown, start + LINE_CHARS) - 1
        return at >= 0 and offsets[at] > start and ends[end] - offsets[at] <= LINE_CHARS

    return fits


def _cheapest(start: int, end: int, allowed: Sequence[Place], fits: Callable[[int, int], bool]) -> list[int]:
    """Return the cuts between ``start`` and ``end`` that cost least; what no cut divides may be too long."""
    if fits(start, end) or not allowed:
        return []
    target = (end - start) / ceil((end - start) / (CUE_LINES * LINE_CHARS))
    bounds = [(start, 0.0), *allowed, (end, 0.0)]
    best: list[tuple[float, int]] = [(0.0, -1)]
    for at in range(1, len(bounds)):
        offset, cost = bounds[at]
        found = (inf, at - 1)
        for before in range(at - 1, -1, -1):
            if before < at - 1 and not fits(bounds[before][0], offset):
                break
            found = min(found, (best[before][0] + _cue_cost(offset - bounds[before][0], target), before))
        best.append((found[0] + cost, found[1]))
    cuts = []
    at = best[-1][1]
    while at > 0:
        cuts.append(bounds[at][0])
        at = best[at][1]
    return cuts[::-1]


def _cue_cost(chars: int, target: float) -> float:
    """A cue more costs 1, one that is half as long as the others half as much, a crumb more than a poor place."""
    return 1.0 + 2.0 * ((chars - target) / target) ** 2 + 4.0 * (chars < _CRUMB_CHARS)


def _moments(sentence: Sentence, starts: Sequence[int], times: Sequence[Times], cuts: Sequence[int]) -> list[Times]:
    """Return when each cue begins and ends: measured between pieces, by the share of what is said inside one."""
    said = list(accumulate((weight for span in sentence.spans for weight in _syllables(span)), initial=0.0))
    bounds = [*starts, len(said) - 1]
    moments = []
    begin = times[0][0]
    for place, cut in enumerate(cuts):
        piece = bisect_right(starts, cut) - 1
        if starts[piece] == cut:
            moments.append((begin, times[piece - 1][1]))
            begin = times[piece][0]
            continue
        first, last = bounds[piece], bounds[piece + 1]
        start_ms, end_ms = times[piece]
        # What was measured ends with the last syllable: no mark behind it is a rest.
        while last > cut and (said[last] == said[last - 1] or sentence.written[last - 1] in _RESTS):
            last -= 1
        whole = said[last] - said[first]
        share = (said[cut] - said[first]) / whole if whole else (cut - first) / (last - first)
        waiting = bisect_left(cuts, bounds[piece + 1]) - place
        moment = max(begin, min(max(start_ms + round((end_ms - start_ms) * share), begin + 1), end_ms - waiting))
        moments.append((begin, moment))
        begin = moment
    return [*moments, (begin, times[-1][1])]


def _syllables(span: Span) -> list[float]:
    """Return how many syllables each written character stands for; what is said otherwise shares them evenly."""
    if span.written == span.spoken:
        return _weights(span.spoken)
    return [sum(_weights(span.spoken)) / len(span.written)] * len(span.written)


def _weights(spoken: str) -> list[float]:
    """Return the syllables of each character, with the rests that a voice makes at marks."""
    return [weight + (character in _RESTS) for weight, character in zip(syllable_weights(spoken), spoken, strict=True)]
