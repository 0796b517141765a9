"""The sound of a show, what goes into a segment and what comes out of it: frozen, light, no sound library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audiocast.models import Clip

OUTPUT_RATE_HZ = 48_000


@dataclass(frozen=True, slots=True)
class Sound:
    """How a segment is trimmed, levelled and encoded; the sources of the numbers stand in docs/audio.md.

    ``target_lufs`` and ``true_peak_dbtp`` hold for the decoded file, on a one-channel meter. Two ``channels`` are the
    same one twice, each as loud as one alone, which every meter that counts both reads 3 LU higher.
    """

    rate_hz: int = OUTPUT_RATE_HZ
    bitrate_kbps: int = 64
    channels: Literal[1, 2] = 1
    format: Literal["mp3", "m4a"] = "mp3"
    target_lufs: float = -19.0
    true_peak_dbtp: float = -1.0
    keep_before_ms: int = 20
    keep_after_ms: int = 60
    fade_ms: int = 5


SMALL = Sound(rate_hz=24_000, bitrate_kbps=48)
"""``profile = "small"``: half the encoding and three quarters of the bytes, as wide a band as a 24 kHz voice fills."""


@dataclass(frozen=True, slots=True)
class Part:
    """One clip of a segment and the pause that follows it, from the end of its speech to the next speech.

    ``voice`` says whose it is: a voice has one gain.
    """

    clip: Clip
    pause_after_ms: int
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a part's speech lies: samples at the output rate from the segment's first frame, codec delay included."""

    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud encoded sound is once it is decoded, on a one-channel meter.

    ``lufs`` is minus infinity where nothing passes the meter's gate.
    """

    lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True)
class EncodedSegment:
    """Frames that stand on their own, how many there are, one mark for each part, and how loud they are."""

    data: bytes
    frames: int
    marks: tuple[Mark, ...]
    loudness: Loudness
