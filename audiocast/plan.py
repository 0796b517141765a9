"""Script to utterances: who says what in which pieces. Pure; ``audiocast build --dry-run`` prints what it decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from audiocast import text
from audiocast.models import Script, Segment, Sentence, Span, Utterance, VoiceRole, digest

Respell = Literal["lexicon", "all", "off"]
FULL_STOP = "。"
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"'}
_CLOSING = '”」』’" 　'
_SENTENCE_ENDS = ("。", "！", "？", "!", "?", "…")


Run = tuple[bool, tuple[Span, ...]]
"""Spans that follow each other, and whether they are direct speech."""


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
class Cast:
    """The voices of one engine: stories alternate between ``story``; a role's own voice stands over the story's."""

    story: tuple[str, ...]
    opening: str = ""
    headline: str = ""
    quotation: str = ""

    @property
    def roles(self) -> tuple[tuple[VoiceRole, str], ...]:
        """The roles that have a voice of their own, and that voice."""
        own: tuple[tuple[VoiceRole, str], ...] = (
            ("opening", self.opening),
            ("headline", self.headline),
            ("quotation", self.quotation),
        )
        return tuple((role, voice) for role, voice in own if voice)

    @property
    def names(self) -> tuple[str, ...]:
        """Every voice that may speak, each once."""
        return tuple(dict.fromkeys((*self.story, *(voice for _, voice in self.roles))))

    def voice(self, role: VoiceRole, of_segment: str) -> str:
        """Return who says a sentence of that role in a segment that has a voice of its own."""
        return dict(self.roles).get(role, of_segment)


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
    """A segment of the script in the voice that says it; ``first_sentence`` is the number of its first one."""

    segment: Segment
    voice: str
    pieces: tuple[Piece, ...]
    first_sentence: int = 0


def plan(script: Script, voices: Sequence[str], manner: Manner, cast: Cast | None = None) -> tuple[Passage, ...]:
    """Cut the script into pieces that the engine takes.

    Args:
        script: the programme.
        voices: one voice for each segment.
        manner: how the engine wants its utterances.
        cast: who speaks in place of a segment's voice, by role.
    """
    cast = cast or Cast(tuple(voices))
    passages = []
    first = 0
    for segment, voice in zip(script.segments, voices, strict=True):
        parts = _parts(segment.sentences, cast)
        pieces = [
            piece
            for number, (sentence, runs) in enumerate(zip(segment.sentences, parts, strict=True), first)
            for piece in _pieces(sentence, runs, number, voice, manner, cast)
        ]
        passages.append(Passage(segment, voice, tuple(pieces), first))
        first += len(segment.sentences)
    return tuple(passages)


def alone(passage: Passage) -> Passage:
    """Return a passage as if it were all of a script: the same one in every cut of a file that tells it."""
    first = passage.first_sentence
    pieces = tuple(replace(piece, sentence=piece.sentence - first) for piece in passage.pieces)
    return replace(passage, pieces=pieces, first_sentence=0)


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


def deal_voices(script: Script, cast: Cast, recorded: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return a voice for each segment: stories alternate, and a story that was recorded keeps its voice.

    Args:
        script: the programme.
        cast: the voices of the show.
        recorded: (story title, voice) of the last build in order; of stories with one title the first come first, and
            a voice that is no longer in the cast is dealt anew.
    """
    voices = cast.story
    kept: dict[str, list[str]] = {}
    for title, voice in recorded:
        kept.setdefault(title, []).append(voice)
    dealt: list[str] = []
    last = len(voices) - 1
    for segment in script.segments:
        if segment.kind != "story":
            dealt.append(cast.opening or voices[0])
            continue
        before = kept.get(segment.title)
        voice = before.pop(0) if before else ""
        last = voices.index(voice) if voice in voices else (last + 1) % len(voices)
        dealt.append(voices[last])
    return tuple(dealt)


def _parts(sentences: Sequence[Sentence], cast: Cast) -> list[list[Run]]:
    """Return each sentence in runs; direct speech may go on over several sentences of its paragraph."""
    if not cast.quotation:
        return [[(False, sentence.spans)] for sentence in sentences]
    parts: list[list[Run]] = []
    for paragraph in _paragraphs(sentences):
        if paragraph[0].role != "story":
            parts += [[(False, sentence.spans)] for sentence in paragraph]
            continue
        runs = by_speaker([span for sentence in paragraph for span in sentence.spans])
        quoted = iter([is_quoted for is_quoted, run in runs for _ in run])
        for sentence in paragraph:
            marked = [(next(quoted), span) for span in sentence.spans]
            grouped = groupby(marked, key=lambda pair: pair[0])
            parts.append([(is_quoted, tuple(span for _, span in run)) for is_quoted, run in grouped])
    return parts


def _paragraphs(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    paragraphs: list[list[Sentence]] = []
    for sentence in sentences:
        if sentence.opens_paragraph or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(sentence)
    return paragraphs


def _pieces(
    sentence: Sentence, runs: Sequence[Run], number: int, voice: str, manner: Manner, cast: Cast
) -> list[Piece]:
    pieces: list[Piece] = []
    said_by = cast.voice(sentence.role, voice)
    for is_quoted, part in runs:
        speaker = cast.quotation if is_quoted else said_by
        for spans in text.cut(part, manner.max_chars):
            written = "".join(span.written for span in spans)
            if any(character.isalnum() for span in spans for character in span.spoken):
                utterance = _utterance(spans, speaker, manner)
                pieces.append(Piece(utterance, written.strip(), manner.clause_pause_ms, number))
            elif pieces:
                pieces[-1] = replace(pieces[-1], written=(pieces[-1].written + written).strip())
    if pieces:
        pieces[-1] = replace(pieces[-1], pause_after_ms=sentence.pause_after_ms)
    return pieces


def by_speaker(spans: Sequence[Span]) -> list[Run]:
    """Return the spans of a sentence or a paragraph in runs and whether each is direct speech.

    Direct speech stands in quotation marks, marks included, and ends a sentence inside them (“过河快多了。”); a quoted
    word or name (“党建+物业”) does not. Marks inside other marks belong to the outer ones. The runs
    joined are the spans.
    """
    runs: list[Run] = []
    first = place = 0
    while place < len(spans):
        end = _closing(spans, place)
        inside = "".join(span.written for span in spans[place + 1 : end]).rstrip(_CLOSING)
        if end is not None and inside[-1:] in _SENTENCE_ENDS:
            runs += [(False, tuple(spans[first:place])), (True, tuple(spans[place : end + 1]))]
            first = end + 1
        place = place + 1 if end is None else end + 1
    runs.append((False, tuple(spans[first:])))
    return [run for run in runs if run[1]]


def _closing(spans: Sequence[Span], place: int) -> int | None:
    """Return where the quotation that begins at ``place`` closes; None when none does."""
    opening = spans[place].written
    closing = _QUOTES.get(opening)
    if closing is None:
        return None
    depth = 0
    for number in range(place, len(spans)):
        written = spans[number].written
        if opening == closing:
            depth = (depth + (written == opening)) % 2
        else:
            depth += (written == opening) - (written == closing)
        if depth == 0:
            return number
    return None


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
