"""What an audio file itself says: its bytes, its tags through ffmpeg, and with ``--deep`` its sound."""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

import numpy as np

from audiocast.audio import ffmpeg, mp3
from audiocast.audio.loudness import TWO_SPEAKERS_LU, integrated_lufs, window_energies
from audiocast.audio.peak import SILENCE, true_peak
from audiocast.checks.episode import check_loudness
from audiocast.checks.rules import Finding, found
from audiocast.errors import EncodeError
from audiocast.models import Episode

DURATION_TOLERANCE_MS = 200
"""Encoder delay and the padding of the last frame: two frames of MP3 or AAC at 24 kHz, and room."""

_MP3_FRAME_MS = 24
"""1,152 samples at 48 kHz as well as 576 at 24 kHz, which is what we encode at (docs/audio.md)."""
_WAV_HEADER_BYTES = 44
_SECONDS_AT_ONCE = 60
_FULL_SCALE = 32768
_WAY_OUT = "delete the file and build the episode by name"


@dataclass(frozen=True, slots=True)
class Tags:
    """What ffmpeg reads in a file: tags by name in lower case, how many chapters, whether there is a picture."""

    values: Mapping[str, str]
    chapters: int
    has_picture: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on the decoded sound of a file; ``lufs`` is on one channel."""

    duration_ms: int
    lufs: float
    true_peak_dbtp: float


def check_tags(path: Path, episode: Episode, program: Path, *, is_labelled: bool) -> Iterator[Finding]:
    """Yield what is wrong with the tags of an audio file; ``is_labelled`` is whether the show's label is on."""
    try:
        tags = read_tags(path, program)
    except EncodeError as error:
        yield found("tags-readable", path.name, str(error), _WAY_OUT)
        return
    missing = [name for name in ("title", "artist", "album") if not tags.values.get(name)]
    if missing:
        yield found("tags-readable", path.name, f"no {', '.join(missing)} in its tags", _WAY_OUT)
    if is_labelled and (fault := aigc_fault(tags.values)):
        yield found("tags-aigc", path.name, fault, _WAY_OUT)
    if not tags.has_picture:
        yield found("tags-picture", path.name, "no picture in it", _WAY_OUT)
    if tags.chapters != len(episode.chapters):
        fault = f"{tags.chapters} chapters in it, {len(episode.chapters)} in the record"
        yield found("tags-chapters", path.name, fault, _WAY_OUT)


def check_length(path: Path, episode: Episode) -> Iterator[Finding]:
    """Yield when the header of an MP3 counts other frames than the record's duration; M4A waits for ``--deep``."""
    if path.suffix != ".mp3":
        return
    try:
        duration_ms = mp3.read_info_frames(path) * _MP3_FRAME_MS
    except EncodeError as error:
        yield found("duration-file", path.name, str(error), _WAY_OUT)
        return
    yield from _check_duration(path, duration_ms, episode)


def check_digest(path: Path, episode: Episode) -> Iterator[Finding]:
    """Yield when the bytes of an audio file are not those that were recorded."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if sha256 != episode.media.sha256:
        fault = f"its digest is {sha256[:12]}, the record's {episode.media.sha256[:12]}"
        yield found("enclosure-digest", path.name, fault, _WAY_OUT)


def check_sound(path: Path, episode: Episode, program: Path) -> Iterator[Finding]:
    """Yield what is wrong with the decoded sound of an audio file, and a note with what it reads."""
    try:
        measured = measure(path, program)
    except EncodeError as error:
        yield found("duration-file", path.name, f"it does not decode ({error})", _WAY_OUT)
        return
    yield from _check_duration(path, measured.duration_ms, episode)
    one, two, peak = measured.lufs, measured.lufs + TWO_SPEAKERS_LU, measured.true_peak_dbtp
    yield from check_loudness(episode.id, one, two, peak, origin="measured")
    readings = f"{one:.1f} LUFS on one channel, {two:.1f} LUFS on two speakers, true peak {peak:.1f} dBTP"
    yield found("loudness-readings", episode.id, f"measured {readings}")


def read_tags(path: Path, program: Path) -> Tags:
    """Read what a file says about itself.

    Raises:
        EncodeError: ffmpeg cannot read it.
    """
    source = ["-v", "error", "-i", str(path)]
    lines = ffmpeg.run(program, [*source, "-f", "ffmetadata", "pipe:1"]).decode("utf-8", "replace")
    head, *chapters = _unescaped(lines).split("\n[CHAPTER]\n")
    values = dict(line.split("=", 1) for line in head.split("\n") if "=" in line)
    try:
        picture = ffmpeg.run(program, [*source, "-map", "0:v:0", "-c", "copy", "-f", "image2pipe", "pipe:1"])
    except EncodeError:
        picture = b""
    return Tags({name.lower(): value for name, value in values.items()}, len(chapters), bool(picture))


def aigc_fault(values: Mapping[str, str]) -> str:
    """Return what is wrong with the implicit label of GB 45438-2025 in a file's tags, empty when nothing is."""
    text = values.get("aigc", "")
    try:
        label = json.loads(text) if text else json.loads(values.get("comment", "{}")).get("AIGC")
    except (ValueError, AttributeError):
        label = None
    if not isinstance(label, dict):
        return "AIGC in its tags is no JSON object" if text else "no AIGC in its tags"
    return "" if str(label.get("Label")) in ("1", "2", "3") else f"Label in AIGC is {label.get('Label')!r}"


def measure(path: Path, program: Path) -> Measured:
    """Decode a file and measure its first channel, a minute in memory at a time.

    Raises:
        EncodeError: it does not decode.
    """
    command = ["-v", "error", "-i", str(path), "-map", "0:a:0", "-af", "pan=mono|c0=c0"]
    command += [
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
        "-flags:a",
        "+bitexact",
        "-c:a",
        "pcm_s16le",
        "-f",
        "wav",
        "pipe:1",
    ]
    energies, peak, samples = [], SILENCE, 0
    with tempfile.TemporaryFile() as complaint:
        with ffmpeg.start(program, command, stdout=PIPE, stderr=complaint) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
            header = process.stdout.read(_WAV_HEADER_BYTES)
            rate_hz = int.from_bytes(header[24:28], "little")
            while header[36:40] == b"data" and (data := process.stdout.read(2 * rate_hz * _SECONDS_AT_ONCE)):
                part = np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.int16, copy=False)
                samples += len(part)
                energies.append(window_energies(part, rate_hz))
                peak = max(peak, true_peak(part, rate_hz) / _FULL_SCALE)
        complaint.seek(0)
        ffmpeg.check(process.returncode, complaint.read())
    if not samples:
        raise EncodeError(f"{path.name} holds no sound")
    lufs = integrated_lufs(np.concatenate(energies))
    return Measured(round(samples * 1000 / rate_hz), lufs, 20 * math.log10(peak))


def _check_duration(path: Path, duration_ms: int, episode: Episode) -> Iterator[Finding]:
    if abs(duration_ms - episode.media.duration_ms) > DURATION_TOLERANCE_MS:
        fault = f"it lasts {duration_ms / 1000:.1f} s, the record says {episode.media.duration_ms / 1000:.1f} s"
        yield found("duration-file", path.name, fault, _WAY_OUT)


def _unescaped(metadata: str) -> str:
    """Return ffmpeg's metadata file without its escapes; an escaped line end becomes a space."""
    text, at = [], 0
    while (mark := metadata.find("\\", at)) >= 0 and mark + 1 < len(metadata):
        text += [metadata[at:mark], metadata[mark + 1].replace("\n", " ")]
        at = mark + 2
    return "".join([*text, metadata[at:]])
