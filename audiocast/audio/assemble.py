"""Segments become the episode's file: one ffmpeg stream copy writes header, tags, chapters and cover around them.

Nothing is decoded or encoded again: the frames of the file are the segments' frames. The file is ID3v2.3, the version
that every player reads, with one table of contents over the chapters.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL

from audiocast.audio.codec import codec_of
from audiocast.audio.ffmpeg import check, start
from audiocast.audio.sound import Sound
from audiocast.errors import EncodeError, StorageError
from audiocast.models import Chapter

MAX_CHAPTERS = 255
"""ID3v2's CTOC and Nero's list count chapters in one byte, and ffmpeg writes a wrong CTOC for more without a word."""

_M4A_TITLE_BYTES = 255
"""QuickTime's and Nero's list has one byte for a title's length, and ffmpeg cuts a character in two there."""
_DEFAULT = Sound()
_QUEUES_OUTPUT_FROM = 7

# ID3v2.3 wants ISO 639-2 in TLAN; feeds name languages by BCP 47.
_LANGUAGES = {"zh": "zho", "cmn": "zho", "yue": "yue", "en": "eng"}


@dataclass(frozen=True, slots=True)
class Tags:
    """What the file says about itself; empty fields are left out.

    ``date`` is the episode's, YYYY-MM-DD. ``aigc_json`` is the mandatory label of synthetic speech, written as
    ``TXXX:AIGC``. ``language`` is a BCP 47 tag (``zh-cn``). ``track`` stands in MP3 alone: M4A has 16 bits for it,
    which ffmpeg fills with the rest of a larger number, such as a date.
    """

    title: str
    artist: str = ""
    album: str = ""
    date: str = ""
    track: int = 0
    aigc_json: str = ""
    language: str = ""


def assemble(
    segments: Iterable[bytes | Path],
    out: Path,
    *,
    tags: Tags,
    chapters: Sequence[Chapter],
    cover_jpeg: bytes | None,
    ffmpeg: Path,
    ffmpeg_version: str = "",
    sound: Sound = _DEFAULT,
) -> None:
    """Write the episode's file to ``out``: into a temporary folder beside it first, flushed, then renamed.

    Args:
        segments: encoded segments in order, as bytes or as files of bytes; one is in memory at a time.
        out: replaced when it exists, and only when everything went well.
        tags: for the ID3 header.
        chapters: at most 255, in order, the first at 0.
        cover_jpeg: a square JPEG, or None.
        ffmpeg: from `audiocast.audio.ffmpeg.find_ffmpeg`.
        ffmpeg_version: what it calls itself; it may be left out, and then a slower way is taken that all of them know.
        sound: what the segments were encoded with.

    Raises:
        EncodeError: too many chapters, segments that cannot be joined, ffmpeg failed, or frames were lost.
        StorageError: a segment cannot be read, or the folder of ``out`` cannot be written.
    """
    if len(chapters) > MAX_CHAPTERS:
        raise EncodeError(
            f"{out.name} would have {len(chapters)} chapters",
            way_out=f"a file holds {MAX_CHAPTERS}: make one episode of each story, or of fewer stories",
        )
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.stem}-") as name:
            folder = Path(name)
            (folder / "meta.txt").write_bytes(_metadata(tags, chapters, sound).encode())
            if cover_jpeg is not None:
                (folder / "cover.jpg").write_bytes(cover_jpeg)
            made = folder / f"out.{sound.format}"
            queued = _queues_output(ffmpeg_version)
            arguments = _arguments(folder, made, tags, sound, cover=cover_jpeg is not None, queued=queued)
            frames = _copy(segments, folder, arguments, ffmpeg, codec_of(sound).count_frames)
            _flush(made)
            written = codec_of(sound).read_frames(made)
            if written != frames:
                raise EncodeError(f"{out.name} says it has {written} frames and was given {frames}")
            made.replace(out)
    except OSError as error:
        raise StorageError(
            f"cannot write {out} ({error.strerror or error})", way_out="see to the folder's rights and free space"
        ) from error


def _copy(
    segments: Iterable[bytes | Path],
    folder: Path,
    arguments: Sequence[str],
    ffmpeg: Path,
    count_frames: Callable[[bytes], int],
) -> int:
    """Stream the segments through ffmpeg; return how many frames went in."""
    frames = 0
    with (folder / "complaint.txt").open("w+b") as complaint:
        process = start(ffmpeg, arguments, stdout=DEVNULL, stderr=complaint)
        with suppress(BrokenPipeError), process:  # An ffmpeg that gives up says why in its complaint.
            assert process.stdin is not None
            for data in _read(segments):
                frames += count_frames(data)
                process.stdin.write(data)
        complaint.seek(0)
        check(process.returncode, complaint.read())
    return frames


def _read(segments: Iterable[bytes | Path]) -> Iterator[bytes]:
    for segment in segments:
        if isinstance(segment, bytes):
            yield segment
            continue
        try:
            yield segment.read_bytes()
        except OSError as error:
            raise StorageError(f"cannot read the segment {segment} ({error.strerror or error})") from error


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _arguments(folder: Path, made: Path, tags: Tags, sound: Sound, *, cover: bool, queued: bool) -> list[str]:
    """Build the stream copy; without the queue sizes ffmpeg waits for its pipe, and its threads for each other."""
    codec = codec_of(sound)
    picture = [
        *("-map", "2:v", "-disposition:v:0", "attached_pic"),
        *("-metadata:s:v", "title=Cover", "-metadata:s:v", "comment=Cover (front)"),
    ]
    language = _language(tags)
    return [
        *("-v", "error", "-y", "-thread_queue_size", "4096", "-f", codec.stream, "-i", "pipe:0"),
        *("-f", "ffmetadata", "-i", str(folder / "meta.txt")),
        *(("-i", str(folder / "cover.jpg")) if cover else ()),
        *("-map", "0:a", *(picture if cover else ()), "-map_metadata", "1", "-map_chapters", "1", "-c", "copy"),
        *(("-thread_queue_size", "4096") if queued else ()),
        *(("-metadata:s:a", f"language={language}") if language and sound.format == "m4a" else ()),
        *("-fflags", "+bitexact", "-flags:a", "+bitexact", *codec.muxer, str(made)),
    ]


def _queues_output(ffmpeg_version: str) -> bool:
    """Whether this ffmpeg takes the size of the queue before its muxer; 5.1 refuses it."""
    major = re.match(r"n?(\d+)\.", ffmpeg_version)
    return major is not None and int(major[1]) >= _QUEUES_OUTPUT_FROM


def _metadata(tags: Tags, chapters: Sequence[Chapter], sound: Sound) -> str:
    """Write ffmpeg's metadata file: global tags, then chapters in milliseconds."""
    named = {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "date": tags.date,
    }
    if sound.format == "m4a":
        # ffmpeg writes only the names that iTunes knows, so the label goes where any text may stand, with its name.
        named["comment"] = f'{{"AIGC":{tags.aigc_json}}}' if tags.aigc_json else ""
    else:
        named |= {"track": str(tags.track or ""), "language": _language(tags), "AIGC": tags.aigc_json}
    lines = [";FFMETADATA1", *(f"{name}={_escape(value)}" for name, value in named.items() if value)]
    for chapter in chapters:
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={chapter.start_ms}", f"END={chapter.end_ms}"]
        title = chapter.title if sound.format == "mp3" else _within(chapter.title, _M4A_TITLE_BYTES)
        lines.append(f"title={_escape(title)}")
    return "\n".join(lines) + "\n"


def _language(tags: Tags) -> str:
    return _LANGUAGES.get(tags.language.lower().partition("-")[0], "")


def _within(value: str, size_bytes: int) -> str:
    """Return as many whole characters as fit."""
    return value.encode()[:size_bytes].decode(errors="ignore")


def _escape(value: str) -> str:
    """Escape for ffmpeg's metadata file; it cannot end a value in a backslash, so a full-width one takes its place."""
    if value.endswith("\\"):
        value = f"{value[:-1]}＼"
    return "".join(f"\\{character}" if character in "=;#\\\n" else character for character in value)
