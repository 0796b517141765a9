"""Script to utterances: who says what in which pieces. Pure; ``audiocast build --dry-run`` prints what it decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from audiocast import text
from audiocast.models import Script, Segment, Sentence, Span, Utterance, digest

Respell = Literal["lexicon", "all", "off"]
FULL_STOP = "。"


@dataclass(frozen=True, slots=True)
class Manner:
    """How an engine wants its utterances, and what the show asks of it."""

    takes: Literal["text", "pinyin"]
    max_chars: int
    fingerprint: str
    rate_percent: int = 0
    pitch_hz: int = 0
    clause_pause_ms: int = 150
    respell: Respell = "lexicon"


@dataclass(frozen=True, slots=True)
class Piece:
    """What is spoken in one go: a sentence, or a part of one that is longer than the engine takes.

    ``sentence`` counts from 0 through the script.
    """

    utterance: Utterance
    written: str
    pause_after_ms: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment of the script in the voice that says it."""

    segment: Segment
    voice: str
    pieces: tuple[Piece, ...]


def plan(script: Script, voices: Sequence[str], manner: Manner) -> tuple[Passage, ...]:
    """Cut the script into pieces that the engine takes; ``voices`` has one voice for each segment."""
    passages = []
    first = 0
    for segment, voice in zip(script.segments, voices, strict=True):
        pieces = [
            piece
            for number, sentence in enumerate(segment.sentences, first)
            for piece in _pieces(sentence, number, voice, manner)
        ]
        passages.append(Passage(segment, voice, tuple(pieces)))
        first += len(segment.sentences)
    return tuple(passages)


def utterances(passages: Sequence[Passage]) -> list[Utterance]:
    """Return everything that is said, in order."""
    return [piece.utterance for passage in passages for piece in passage.pieces]


def owners(passages: Sequence[Passage], missing: Iterable[Utterance]) -> dict[Utterance, int]:
    """Return the number of the sentence that first needs each missing utterance; a repeated sentence owns none."""
    waiting = set(missing)
    needed: dict[Utterance, int] = {}
    for passage in passages:
        for piece in passage.pieces:
            if piece.utterance in waiting:
                needed.setdefault(piece.utterance, piece.sentence)
    return needed


def speech_digest(passages: Sequence[Passage]) -> str:
    """Return the digest of what is said and when: it changes exactly when a listener could hear a difference."""
    return digest(
        "speech/1",
        said=[[piece.utterance.digest, piece.pause_after_ms] for passage in passages for piece in passage.pieces],
    )


def deal_voices(script: Script, voices: Sequence[str], recorded: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return a voice for each segment: stories alternate, and a story that was recorded keeps its voice.

    Args:
        script: the programme.
        voices: those of the show.
        recorded: (story title, voice) of the last build in order; of stories with one title the first come first, and
            a voice that is no longer in ``voices`` is dealt anew.
    """
    kept: dict[str, list[str]] = {}
    for title, voice in recorded:
        kept.setdefault(title, []).append(voice)
    dealt: list[str] = []
    last = len(voices) - 1
    for segment in script.segments:
        if segment.kind != "story":
            dealt.append(voices[0])
            continue
        before = kept.get(segment.title)
        voice = before.pop(0) if before else ""
        last = voices.index(voice) if voice in voices else (last + 1) % len(voices)
        dealt.append(voices[last])
    return tuple(dealt)


def _pieces(sentence: Sentence, number: int, voice: str, manner: Manner) -> list[Piece]:
    pieces: list[Piece] = []
    for spans in text.cut(sentence.spans, manner.max_chars):
        written = "".join(span.written for span in spans)
        if any(character.isalnum() for span in spans for character in span.spoken):
            utterance = _utterance(spans, voice, manner)
            pieces.append(Piece(utterance, written.strip(), manner.clause_pause_ms, number))
        elif pieces:
            pieces[-1] = replace(pieces[-1], written=(pieces[-1].written + written).strip())
    if pieces:
        pieces[-1] = replace(pieces[-1], pause_after_ms=sentence.pause_after_ms)
    return pieces


def _utterance(spans: Sequence[Span], voice: str, manner: Manner) -> Utterance:
    said = [pair for span in spans for pair in zip(span.spoken, span.pinyin, strict=True)]
    while said and said[0][0].isspace():
        said.pop(0)
    while said and said[-1][0].isspace():
        said.pop()
    spoken = "".join(character for character, _ in said)
    pinyin = tuple(syllable for _, syllable in said)
    if manner.takes == "text":
        spoken = text.respell(spans, manner.respell).strip()
        pinyin = ()
    if spoken[-1].isalnum():
        spoken += FULL_STOP
        pinyin = (*pinyin, None) if pinyin else ()
    return Utterance(
        text=spoken,
        voice=voice,
        fingerprint=manner.fingerprint,
        pinyin=pinyin,
        rate_percent=manner.rate_percent,
        pitch_hz=manner.pitch_hz,
    )
