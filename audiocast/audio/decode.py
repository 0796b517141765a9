"""An engine's bytes become samples, in process: `wave` for WAV, miniaudio for MP3.

One process per clip would cost fifty times what the decoding does, so there is none (docs/audio.md).
"""

from __future__ import annotations

import functools
import importlib.metadata
import io
import wave
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiocast.audio.mp3 import ends_whole
from audiocast.errors import ClipError
from audiocast.models import AudioFormat

Samples = NDArray[np.int16]
Wave = NDArray[np.float32]

RATES_HZ = range(8_000, 48_001)
FULL_SCALE = 32768.0


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Mono 16-bit samples at ``rate_hz``; there is at least one."""

    samples: Samples
    rate_hz: int


def decode(data: bytes, format: AudioFormat) -> Decoded:
    """Return the samples of a mono clip at its own rate.

    Raises:
        ClipError: the bytes do not decode, hold no samples, or are not mono 16-bit sound at 8 to 48 kHz.
    """
    if not data:
        raise ClipError("a clip of no bytes", way_out="the engine returned nothing; speak the sentence again")
    samples, rate_hz, channels = _decode_wav(data) if format == "wav" else _decode_mp3(data)
    if channels != 1:
        raise ClipError(f"a clip with {channels} channels", way_out="an engine must return mono")
    if rate_hz not in RATES_HZ:
        raise ClipError(f"a clip at {rate_hz} Hz", way_out="an engine must return 8,000 to 48,000 Hz")
    if not samples.size:
        raise ClipError(f"a {format} clip without samples", way_out="the engine returned no sound")
    return Decoded(samples, rate_hz)


@functools.cache
def decoder_version(format: AudioFormat) -> str:
    """Name the decoder of ``format`` and what could change its samples, for cache keys."""
    return "wave" if format == "wav" else f"miniaudio {importlib.metadata.version('miniaudio')}"


def first_channel(frames: bytes) -> Samples:
    """Decode MP3 frames of our own and return their first channel."""
    samples, _, channels = _decode_mp3(frames)
    return samples[::channels]


def to_samples(wave: Wave) -> Samples:
    """Round a wave (1.0 = full scale) to 16-bit samples; what is beyond full scale stays at it."""
    samples: Samples = np.clip(np.rint(wave * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return samples


def to_wave(samples: Samples) -> Wave:
    """Scale 16-bit samples so that full scale is 1.0."""
    return samples.astype(np.float32) / np.float32(FULL_SCALE)


def _decode_wav(data: bytes) -> tuple[Samples, int, int]:
    try:
        with wave.open(io.BytesIO(data), "rb") as reader:
            width, rate_hz, channels = reader.getsampwidth(), reader.getframerate(), reader.getnchannels()
            declared = reader.getnframes()
            raw = reader.readframes(declared)
    except (wave.Error, EOFError, ValueError, OverflowError, MemoryError) as error:
        raise ClipError(f"a WAV clip that does not decode ({error or 'it ends too soon'})") from error
    if width != 2:
        raise ClipError(f"a WAV clip of {8 * width} bits", way_out="an engine must return 16-bit PCM")
    if len(raw) != declared * width * channels:
        raise ClipError(f"a WAV clip whose header promises {declared} samples and that holds fewer")
    return np.frombuffer(raw, dtype="<i2").astype(np.int16, copy=False), rate_hz, channels


def _decode_mp3(data: bytes) -> tuple[Samples, int, int]:
    import miniaudio

    try:
        sound = miniaudio.mp3_read_s16(data)
    except miniaudio.MiniaudioError as error:
        raise ClipError(f"an MP3 clip that does not decode ({error})") from error
    if not ends_whole(data):
        raise ClipError("an MP3 clip that is cut off inside a frame", way_out="speak the sentence again")
    return np.asarray(sound.samples, dtype=np.int16), sound.sample_rate, sound.nchannels
