"""The one reading: written text to spans of what is said, with pinyin, rule and risk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audiocast.models import Span
from audiocast.text.lexicon import Entry, as_lexicon
from audiocast.text.normalise import PLAIN, Token, tokens
from audiocast.text.readings import Reading, pronounce


def read(text: str, lexicon: Sequence[Entry] = ()) -> list[Span]:
    """Return how ``text`` is said: normalised, then given pinyin.

    The written parts joined are ``text``. A mark, a number with its unit, a Latin word and a match of the lexicon are
    spans of their own; in a plain span written and spoken are the same.

    Args:
        text: one sentence or any longer text.
        lexicon: ``=`` entries match the written text, pinyin entries the spoken text; longest match wins.
    """
    own = as_lexicon(lexicon)
    parts = list(tokens(text, own))
    readings = pronounce("".join(part.spoken for part in parts), own)
    spans: list[Span] = []
    offset = 0
    for part in parts:
        end = offset + len(part.spoken)
        spans.extend(_spans(part, readings[offset:end]))
        offset = end
    return spans


def spoken(text: str, lexicon: Sequence[Entry] = ()) -> str:
    """Return what is said for ``text``: Han, Latin letters, spaces and punctuation only; looks no pinyin up."""
    return "".join(token.spoken for token in tokens(text, as_lexicon(lexicon)))


def pinyin(text: str, lexicon: Sequence[Entry] = ()) -> list[str | None]:
    """Return one entry for each character of ``text`` as it stands: ``"hang2"``, or None for what is not Han.

    v stands for ü and 5 for the neutral tone; the tones are the dictionary's, without sandhi.
    """
    return [reading.pinyin for reading in pronounce(text, as_lexicon(lexicon))]


def _spans(token: Token, readings: Sequence[Reading]) -> Iterator[Span]:
    if token.rule != PLAIN:
        risk = max((token.risk, *(reading.risk for reading in readings)))
        yield Span(token.written, token.spoken, tuple(reading.pinyin for reading in readings), token.rule, risk)
        return
    start = 0
    while start < len(readings):
        end = start + 1
        first = readings[start]
        while end < len(readings) and _together(first, readings[end]):
            end += 1
        group = readings[start:end]
        yield Span(
            token.written[start:end],
            token.spoken[start:end],
            tuple(reading.pinyin for reading in group),
            first.rule,
            max(reading.risk for reading in group),
        )
        start = end


def _together(first: Reading, following: Reading) -> bool:
    return first.rule == following.rule and first.rule in ("plain", "word", "lexicon")
