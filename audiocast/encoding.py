"""Passages to encoded takes, from the cache or anew, beside whatever else is going on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audiocast.audio.decode import decoder_version
from audiocast.audio.inspect import inspect
from audiocast.audio.level import voice_gains
from audiocast.audio.sound import Loudness, Mark, Part, Sound
from audiocast.audio.stitch import encode_segment, segment_key
from audiocast.cache import Cache
from audiocast.errors import ClipError, EpisodeError
from audiocast.models import AudioFormat, Clip, ClipFacts
from audiocast.plan import Passage, Piece
from audiocast.takes import cut_takes

MOST_THREADS = 2
"""Each holds a story's samples and runs an ffmpeg, 25 MB together: a machine of many cores needs no more memory."""


_READINGS = 3


@dataclass(frozen=True, slots=True)
class Studio:
    """What turns clips into sound: settings, encoder, and where clips and encoded takes are kept."""

    sound: Sound
    ffmpeg: Path
    ffmpeg_version: str
    cache: Cache


@dataclass(frozen=True, slots=True)
class EncodedTake:
    """A take that is in the cache under ``key``: its length in frames, a mark for each piece, and how loud it is."""

    key: str
    frames: int
    marks: tuple[Mark, ...]
    loudness: Loudness


@dataclass(frozen=True, slots=True)
class _Known:
    """A clip as far as it need be known while its take may be in the cache already."""

    sha256: str
    format: AudioFormat
    facts: ClipFacts


class _ChangedError(Exception):
    """Another process put another clip in the place of one that was read before."""


class Encoder:
    """Encodes passages side by side in threads of its own, each of which holds one take's samples at a time."""

    def __init__(self, studio: Studio, pool: ThreadPoolExecutor) -> None:
        self._studio = studio
        self._pool = pool
        self._begun: dict[Passage, Future[list[EncodedTake]]] = {}

    def begin(self, passage: Passage, *, beside_speaking: bool = False) -> None:
        """Begin to encode a passage whose clips are all cached; ``beside_speaking`` leaves the processor to that."""
        if passage not in self._begun:
            self._begun[passage] = self._pool.submit(_encode, passage, self._studio, beside_speaking)

    def takes(self, passages: Sequence[Passage]) -> list[list[EncodedTake]]:
        """Return the takes of each passage, in order; waits for what is being encoded and begins what is not.

        Raises:
            EpisodeError: a clip is gone; ClipError: one is no speech; EncodeError: ffmpeg failed.
        """
        for passage in passages:
            self.begin(passage)
        return [self._begun[passage].result() for passage in passages]

    def data(self, takes: Sequence[EncodedTake]) -> Iterator[bytes]:
        """Yield the takes' encoded bytes, one at a time.

        Raises:
            EpisodeError: one is gone from the cache.
        """
        for take in takes:
            entry = self._studio.cache.get("stories", take.key)
            if entry is None:
                raise EpisodeError("an encoded story is gone from the cache", way_out="build again")
            yield entry.payload


@contextmanager
def open_encoder(studio: Studio) -> Iterator[Encoder]:
    """Open an encoder with one thread or two; what it has not begun when the context ends, it drops."""
    pool = ThreadPoolExecutor(max_workers=min(MOST_THREADS, os.cpu_count() or 1), thread_name_prefix="encoder")
    try:
        yield Encoder(studio, pool)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _encode(passage: Passage, studio: Studio, low_priority: bool) -> list[EncodedTake]:
    for _ in range(_READINGS):
        try:
            return _encode_once(passage, studio, low_priority)
        except _ChangedError:
            continue
    raise EpisodeError("its clips keep changing", way_out="let one build of them end before the next")


def _encode_once(passage: Passage, studio: Studio, low_priority: bool) -> list[EncodedTake]:
    known = [_known(piece, studio.cache) for piece in passage.pieces]
    spoken = [
        (piece.utterance.voice, one.facts, piece.pause_after_ms)
        for piece, one in zip(passage.pieces, known, strict=True)
    ]
    gains_db = voice_gains(spoken, studio.sound)
    takes = []
    for places in cut_takes(passage, [one.facts for one in known]):
        pieces = passage.pieces[places.start : places.stop]
        key = segment_key(
            [
                (known[place].sha256, piece.pause_after_ms, piece.utterance.voice)
                for place, piece in zip(places, pieces, strict=True)
            ],
            gains_db,
            studio.sound,
            studio.ffmpeg_version,
            decoder_version(known[places.start].format),
        )
        taken = _kept(key, studio.cache)
        if taken is None:
            parts = [_part(piece, known[place], studio.cache) for place, piece in zip(places, pieces, strict=True)]
            taken = _made(key, pieces, parts, gains_db, studio, low_priority)
        takes.append(taken)
    return takes


def _kept(key: str, cache: Cache) -> EncodedTake | None:
    entry = cache.get("stories", key)
    if entry is None:
        return None
    facts = entry.facts
    marks = tuple(Mark(start, end) for start, end in facts["marks"])
    return EncodedTake(key, facts["frames"], marks, Loudness(facts["lufs"], facts["true_peak_dbtp"]))


def _part(piece: Piece, known: _Known, cache: Cache) -> Part:
    """Read a clip again; it must be the one that the take's key and gains were made of."""
    clip = _clip(piece, cache)
    if hashlib.sha256(clip.data).hexdigest() != known.sha256:
        raise _ChangedError
    return Part(clip, piece.pause_after_ms, piece.utterance.voice)


def _made(
    key: str,
    pieces: Sequence[Piece],
    parts: Sequence[Part],
    gains_db: Mapping[str, float],
    studio: Studio,
    low_priority: bool,
) -> EncodedTake:
    try:
        made = encode_segment(parts, studio.sound, studio.ffmpeg, gains_db=gains_db, low_priority=low_priority)
    except ClipError as error:
        raise _named(error, pieces, studio.cache) from error
    facts = {
        "frames": made.frames,
        "marks": [[mark.start_sample, mark.end_sample] for mark in made.marks],
        "lufs": made.loudness.lufs,
        "true_peak_dbtp": made.loudness.true_peak_dbtp,
    }
    studio.cache.put("stories", key, made.data, facts)
    return EncodedTake(key, made.frames, made.marks, made.loudness)


def _named(error: ClipError, pieces: Sequence[Piece], cache: Cache) -> ClipError:
    """Return the error with the sentence whose clip it is about."""
    for piece in pieces:
        clip = _clip(piece, cache)
        try:
            inspect(clip.data, clip.format)
        except ClipError as own:
            return ClipError(f"“{piece.written}”: {own.what}", way_out="audiocast cache verify, then build again")
    return error


def _known(piece: Piece, cache: Cache) -> _Known:
    clip = _clip(piece, cache)
    if clip.facts is None:
        raise EpisodeError(f"the clip of “{piece.written}” was never measured", way_out="audiocast cache verify")
    return _Known(hashlib.sha256(clip.data).hexdigest(), clip.format, clip.facts)


def _clip(piece: Piece, cache: Cache) -> Clip:
    clip = cache.clip(piece.utterance.digest)
    if clip is None:
        raise EpisodeError(f"the clip of “{piece.written}” is gone", way_out="build again")
    return clip
