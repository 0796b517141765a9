"""The sound of a show, what goes into a segment and what comes out of it: frozen, light, no sound library."""

from __future__ import annotations

from dataclasses import dataclass

from audiocast.models import Clip

OUTPUT_RATE_HZ = 48_000


@dataclass(frozen=True, slots=True)
class Sound:
    """How a segment is trimmed, levelled and encoded; the sources of the numbers stand in docs/audio.md.

    ``target_lufs`` and ``true_peak_dbtp`` hold for the decoded file, on a one-channel meter.
    """

    rate_hz: int = OUTPUT_RATE_HZ
    bitrate_kbps: int = 64
    target_lufs: float = -19.0
    true_peak_dbtp: float = -1.0
    keep_before_ms: int = 20
    keep_after_ms: int = 60
    fade_ms: int = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One clip of a segment and the pause that follows it, from the end of its speech to the next speech."""

    clip: Clip
    pause_after_ms: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a part's speech lies: samples at the output rate from the segment's first frame, codec delay included."""

    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class EncodedSegment:
    """MP3 frames that stand on their own, how many there are, and one mark for each part."""

    data: bytes
    frames: int
    marks: tuple[Mark, ...]
