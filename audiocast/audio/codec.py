"""What differs between MP3 and AAC: how a segment is encoded, counted, cut and decoded, and how segments are joined.

Of both formats every frame of a segment stands on its own, so that a file is its segments end to end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiocast.audio import aac, mp3
from audiocast.audio.decode import Samples, first_channel
from audiocast.audio.ffmpeg import run
from audiocast.audio.sound import Sound

_FRAMES_AT_ONCE = 375
"""Whole tenths of a second of every frame length at 24 and 48 kHz."""
_FRAMES_BEFORE = 2


@dataclass(frozen=True, slots=True)
class Codec:
    """One format.

    Attributes:
        stream: ffmpeg's name for bare frames when they are read.
        bare: ffmpeg's name for bare frames when they are written.
        delay_samples: how much later sound lies in the frames than in what was encoded, at the output rate.
        level_db: how much louder the decoded sound is than what was encoded.
        encoder: ffmpeg's arguments, without rate, bitrate and channels.
        frame_samples: samples in a frame at an output rate.
        count_frames: frames in bare frames; raises EncodeError for what cannot be joined.
        first_frames: so many bare frames from the first.
        muxer: ffmpeg's arguments for the finished file.
        read_frames: the count that a finished file's header holds; raises EncodeError where there is none.
        decode: bare frames to the samples of their first channel, some at a time and whole tenths of a second.
    """

    stream: str
    bare: str
    delay_samples: int
    level_db: float
    encoder: tuple[str, ...]
    frame_samples: Callable[[int], int]
    count_frames: Callable[[bytes], int]
    first_frames: Callable[[bytes, int], bytes]
    muxer: tuple[str, ...]
    read_frames: Callable[[Path], int]
    decode: Callable[[bytes, Path], Iterator[Samples]]


def codec_of(sound: Sound) -> Codec:
    """Return the codec that ``sound`` asks for."""
    return _CODECS[sound.format]


def _decode_mp3(data: bytes, _ffmpeg: Path) -> Iterator[Samples]:
    """Decode some frames at a time; what a frame sounds like depends on the one before it."""
    header = mp3.read_header(data)
    frame = mp3.frame_samples(header.rate_hz)
    for first in range(0, len(data) // header.size_bytes, _FRAMES_AT_ONCE):
        before = min(first, _FRAMES_BEFORE)
        last = first + _FRAMES_AT_ONCE
        yield first_channel(data[(first - before) * header.size_bytes : last * header.size_bytes])[before * frame :]


def _decode_aac(data: bytes, ffmpeg: Path) -> Iterator[Samples]:
    command = ["-v", "error", "-f", "aac", "-i", "pipe:0", "-af", "pan=mono|c0=c0", "-f", "s16le", "pipe:1"]
    samples = np.frombuffer(run(ffmpeg, command, stdin=data), dtype="<i2").astype(np.int16, copy=False)
    size = _FRAMES_AT_ONCE * aac.FRAME_SAMPLES
    for first in range(0, len(samples), size):
        yield samples[first : first + size]


_CODECS = {
    "mp3": Codec(
        stream="mp3",
        bare="mp3",
        # LAME's encoder delay (576) and a decoder's (529).
        delay_samples=1105,
        # Measured on decoded speech at 48 to 128 kbit/s, see docs/audio.md.
        level_db=-0.4,
        encoder=(
            *("-c:a", "libmp3lame", "-reservoir", "0", "-compression_level", "5"),
            *("-write_xing", "0", "-id3v2_version", "0"),
        ),
        frame_samples=mp3.frame_samples,
        count_frames=mp3.count_frames,
        first_frames=mp3.first_frames,
        muxer=("-id3v2_version", "3", "-write_xing", "1", "-write_id3v1", "0", "-f", "mp3"),
        read_frames=mp3.read_info_frames,
        decode=_decode_mp3,
    ),
    "m4a": Codec(
        stream="aac",
        bare="adts",
        # The encoder's priming; a decoder adds none.
        delay_samples=1024,
        level_db=0.0,
        # Two channels that are the same stay so: only their middle is coded, and no noise is drawn for each.
        encoder=("-c:a", "aac", "-aac_ms", "1", "-aac_is", "0", "-aac_pns", "0"),
        frame_samples=lambda _rate_hz: aac.FRAME_SAMPLES,
        count_frames=aac.count_frames,
        first_frames=aac.first_frames,
        muxer=("-movflags", "+faststart", "-f", "ipod"),
        read_frames=aac.read_sample_count,
        decode=_decode_aac,
    ),
}
