"""One episode, from planned passages to files: takes from the cache or encoded anew, one stream copy, cues."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, pairwise
from pathlib import Path

from audiocast import cueing
from audiocast.audio.assemble import Tags, assemble
from audiocast.audio.loudness import TWO_SPEAKERS_LU
from audiocast.audio.sound import Loudness, Sound
from audiocast.audio.stitch import samples_to_ms, timeline
from audiocast.encoding import EncodedTake, Encoder, Studio
from audiocast.errors import StorageError
from audiocast.files import TEMPORARY_PREFIX
from audiocast.models import Chapter, Cue, Media, digest
from audiocast.plan import Passage

MIME = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a"}
"""The enclosure's type, by format (Apple's feed requirements)."""
MEDIA_DIGITS = 12
"""How many hex digits of its own digest a media file's name holds."""


@dataclass(frozen=True, slots=True)
class Labelling:
    """What is written into the file beside the sound. ``date`` is YYYY-MM-DD."""

    title: str
    artist: str
    album: str
    date: str
    track: int
    language: str
    aigc_json: str
    cover_digest: str


@dataclass(frozen=True, slots=True)
class Product:
    """A finished media file and what was measured on it."""

    media: Media
    chapters: tuple[Chapter, ...]
    cues: tuple[Cue, ...]


def input_digest(speech: str, labelling: Labelling, texts: Sequence[str], studio: Studio) -> str:
    """Return the digest of all that an episode's files are made of.

    Args:
        speech: the digest of utterances and pauses.
        texts: what pages and subtitles show besides (written sentences, titles, summary, by-lines).
    """
    return digest(
        "inputs/1",
        speech=speech,
        labelling=asdict(labelling),
        texts=list(texts),
        sound=asdict(studio.sound),
        ffmpeg=studio.ffmpeg_version,
    )


def produce(
    episode_id: str,
    passages: Sequence[Passage],
    labelling: Labelling,
    cover_jpeg: bytes | None,
    studio: Studio,
    encoder: Encoder,
    media_dir: Path,
) -> Product:
    """Encode what the cache lacks, join the takes and write the media file under its digest's name.

    Raises:
        EpisodeError: a clip is not in the cache; EncodeError: ffmpeg failed; StorageError: the file can't be written.
    """
    takes = encoder.takes(passages)
    rate_hz = studio.sound.rate_hz
    starts, end = _starts(takes, studio.sound)
    duration_ms = samples_to_ms(end, rate_hz)
    chapters = _chapters(passages, [samples_to_ms(row[0], rate_hz) for row in starts], duration_ms)
    cues = cueing.cues(passages, [_times(*row, rate_hz) for row in zip(takes, starts, strict=True)])
    every = list(chain.from_iterable(takes))
    media = _write(episode_id, encoder.data(every), labelling, chapters, cover_jpeg, studio, media_dir)
    loudness = overall([(take.loudness, take.frames) for take in every])
    media = replace(
        media,
        duration_ms=duration_ms,
        lufs=round(loudness.lufs, 1),
        lufs_two_speakers=round(loudness.lufs + TWO_SPEAKERS_LU, 1),
        true_peak_dbtp=round(loudness.true_peak_dbtp, 1),
    )
    return Product(media, chapters, cues)


def overall(parts: Sequence[tuple[Loudness, int]]) -> Loudness:
    """Return the loudness of takes end to end, each weighed by its length in frames, and their highest true peak."""
    frames = sum(length for _, length in parts)
    energy = sum(length * 10 ** (one.lufs / 10) for one, length in parts) / frames
    return Loudness(10 * math.log10(energy) if energy else -math.inf, max(one.true_peak_dbtp for one, _ in parts))


def aigc_json(producer: str, produce_id: str) -> str:
    """Return the implicit label of GB 45438-2025 for a file's metadata; Label 1 is “is synthetic”."""
    return json.dumps(
        {
            "Label": "1",
            "ContentProducer": producer,
            "ProduceID": produce_id,
            "ReservedCode1": "",
            "ContentPropagator": producer,
            "PropagateID": produce_id,
            "ReservedCode2": "",
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _write(
    episode_id: str,
    data: Iterable[bytes],
    labelling: Labelling,
    chapters: Sequence[Chapter],
    cover_jpeg: bytes | None,
    studio: Studio,
    media_dir: Path,
) -> Media:
    tags = Tags(
        title=labelling.title,
        artist=labelling.artist,
        album=labelling.album,
        date=labelling.date,
        track=labelling.track,
        aigc_json=labelling.aigc_json,
        language=labelling.language,
    )
    sound = studio.sound
    suffix = f".{sound.format}"
    try:
        media_dir.mkdir(parents=True, exist_ok=True)
        temporary = media_dir / f"{TEMPORARY_PREFIX}{episode_id}{suffix}"
        assemble(
            data,
            temporary,
            tags=tags,
            chapters=chapters,
            cover_jpeg=cover_jpeg,
            ffmpeg=studio.ffmpeg,
            ffmpeg_version=studio.ffmpeg_version,
            sound=sound,
        )
        sha256 = _file_digest(temporary)
        size = temporary.stat().st_size
        name = f"{episode_id}-{sha256[:MEDIA_DIGITS]}{suffix}"
        temporary.replace(media_dir / name)
    except OSError as error:
        raise StorageError(f"{media_dir} cannot be written", way_out=error.strerror or str(error)) from error
    return Media(name, sha256, size, 0, MIME[sound.format])


def _starts(takes: Sequence[Sequence[EncodedTake]], sound: Sound) -> tuple[list[list[int]], int]:
    """Return the sample at which each take of each passage begins, and the one at which the last ends."""
    *places, end = timeline(list(chain.from_iterable(takes)), sound)
    place = iter(places)
    return [[next(place) for _ in row] for row in takes], end


def _times(takes: Sequence[EncodedTake], starts: Sequence[int], rate_hz: int) -> list[tuple[int, int]]:
    """Return when each piece of a passage is said, in milliseconds from the start of the episode."""
    return [
        (samples_to_ms(start + mark.start_sample, rate_hz), samples_to_ms(start + mark.end_sample, rate_hz))
        for take, start in zip(takes, starts, strict=True)
        for mark in take.marks
    ]


def _chapters(passages: Sequence[Passage], starts_ms: Sequence[int], duration_ms: int) -> tuple[Chapter, ...]:
    """One chapter a story: the opening belongs to the first, the closing to the last."""
    stories = [
        (passage.segment.title or passage.pieces[0].written, start)
        for passage, start in zip(passages, starts_ms, strict=True)
        if passage.segment.kind == "story"
    ]
    bounds = [0, *(start for _, start in stories[1:]), duration_ms]
    return tuple(Chapter(*span, title) for span, (title, _) in zip(pairwise(bounds), stories, strict=True))


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
