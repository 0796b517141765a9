"""One episode, from planned passages to files: segments from the cache or encoded anew, one stream copy, cues."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, pairwise
from pathlib import Path

from audiocast.audio.assemble import Tags, assemble
from audiocast.audio.decode import decoder_version
from audiocast.audio.sound import EncodedSegment, Mark, Part, Sound
from audiocast.audio.stitch import encode_segment, samples_to_ms, segment_key, timeline
from audiocast.cache import Cache
from audiocast.errors import EpisodeError, StorageError
from audiocast.executors import Map
from audiocast.files import TEMPORARY_PREFIX
from audiocast.models import Chapter, Cue, Media, digest
from audiocast.plan import Passage

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
class Studio:
    """What turns clips into files: settings, encoder and where encoded segments are kept."""

    sound: Sound
    ffmpeg: Path
    ffmpeg_version: str
    cache: Cache
    spread: Map


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
    media_dir: Path,
) -> Product:
    """Encode what the cache lacks, join the segments and write the media file under its digest's name.

    Raises:
        EpisodeError: a clip is not in the cache; EncodeError: ffmpeg failed; StorageError: the file can't be written.
    """
    segments = _encoded(episode_id, passages, studio)
    rate_hz = studio.sound.rate_hz
    *starts, end = timeline(segments, rate_hz)
    duration_ms = samples_to_ms(end, rate_hz)
    chapters = _chapters(passages, [samples_to_ms(start, rate_hz) for start in starts], duration_ms)
    cues = tuple(_cues(passages, segments, starts, rate_hz))
    tags = Tags(
        title=labelling.title,
        artist=labelling.artist,
        album=labelling.album,
        date=labelling.date,
        track=labelling.track,
        aigc_json=labelling.aigc_json,
        language=labelling.language,
    )
    try:
        media_dir.mkdir(parents=True, exist_ok=True)
        temporary = media_dir / f"{TEMPORARY_PREFIX}{episode_id}.mp3"
        assemble(
            [segment.data for segment in segments],
            temporary,
            tags=tags,
            chapters=chapters,
            cover_jpeg=cover_jpeg,
            ffmpeg=studio.ffmpeg,
        )
        sha256 = _file_digest(temporary)
        size = temporary.stat().st_size
        name = f"{episode_id}-{sha256[:MEDIA_DIGITS]}.mp3"
        temporary.replace(media_dir / name)
    except OSError as error:
        raise StorageError(f"{media_dir} cannot be written", way_out=error.strerror or str(error)) from error
    return Product(Media(name, sha256, size, duration_ms), chapters, cues)


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


def _encoded(episode_id: str, passages: Sequence[Passage], studio: Studio) -> list[EncodedSegment]:
    def encode(passage: Passage) -> EncodedSegment:
        parts = []
        for piece in passage.pieces:
            clip = studio.cache.clip(piece.utterance.digest)
            if clip is None:
                raise EpisodeError(f"{episode_id}: the clip of “{piece.written}” is gone", way_out="build again")
            parts.append(Part(clip, piece.pause_after_ms))
        return _segment(parts, studio)

    made = dict(studio.spread(encode, passages))
    return [made[passage] for passage in passages]


def _segment(parts: Sequence[Part], studio: Studio) -> EncodedSegment:
    key = segment_key(parts, studio.sound, studio.ffmpeg_version, decoder_version(parts[0].clip.format))
    entry = studio.cache.get("stories", key)
    if entry is not None:
        marks = tuple(Mark(start, end) for start, end in entry.facts["marks"])
        return EncodedSegment(entry.payload, entry.facts["frames"], marks)
    segment = encode_segment(parts, studio.sound, studio.ffmpeg)
    marks_list = [[mark.start_sample, mark.end_sample] for mark in segment.marks]
    studio.cache.put("stories", key, segment.data, {"frames": segment.frames, "marks": marks_list})
    return segment


def _chapters(passages: Sequence[Passage], starts_ms: Sequence[int], duration_ms: int) -> tuple[Chapter, ...]:
    """One chapter a story: the opening belongs to the first, the closing to the last."""
    stories = [
        (passage.segment.title or passage.pieces[0].written, start)
        for passage, start in zip(passages, starts_ms, strict=True)
        if passage.segment.kind == "story"
    ]
    bounds = [0, *(start for _, start in stories[1:]), duration_ms]
    return tuple(Chapter(*span, title) for span, (title, _) in zip(pairwise(bounds), stories, strict=True))


def _cues(
    passages: Sequence[Passage], segments: Sequence[EncodedSegment], starts: Sequence[int], rate_hz: int
) -> Iterator[Cue]:
    sentences = list(chain.from_iterable(passage.segment.sentences for passage in passages))
    paragraphs: list[int] = []
    for sentence in sentences:
        paragraphs.append((paragraphs[-1] if paragraphs else -1) + sentence.opens_paragraph)
    for passage, segment, start in zip(passages, segments, starts, strict=True):
        for piece, mark in zip(passage.pieces, segment.marks, strict=True):
            yield Cue(
                start_ms=samples_to_ms(start + mark.start_sample, rate_hz),
                end_ms=samples_to_ms(start + mark.end_sample, rate_hz),
                text=piece.written,
                kind=sentences[piece.sentence].kind,
                paragraph=paragraphs[piece.sentence],
            )


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
