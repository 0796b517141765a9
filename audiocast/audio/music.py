"""A piece of music for a show: a producer's file, converted once by ffmpeg, or a short piece that ships as code."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiocast.audio import jingle
from audiocast.audio.convert import to_samples_file
from audiocast.audio.decode import Samples, to_wave
from audiocast.audio.loudness import hop_samples, integrated_lufs, k_energies
from audiocast.errors import ConfigError, EncodeError, suggest

SHORTEST_MS = 400
"""BS.1770 tells no loudness of less."""

_EDGE_DB = -60.0
_EDGE_MS = 5
_WAY_OUT = "give a sound file such as MP3, WAV, FLAC, M4A or Ogg"


@dataclass(frozen=True, slots=True, eq=False)
class Music:
    """Mono 16-bit samples without silence at their ends, and how loud they are on a one-channel meter.

    ``name`` is what the producer called it, for messages.
    """

    name: str
    samples: Samples
    rate_hz: int
    loudness_lufs: float

    def fingerprint(self) -> str:
        """Return a digest of the sound, for the key of whatever it is mixed into."""
        return hashlib.sha256(self.samples.astype("<i2", copy=False).tobytes()).hexdigest()


def load(name: str, rate_hz: int, ffmpeg: Path, folder: Path = Path()) -> Music:
    """Return the piece called ``name``, or the music in the file of that name.

    Args:
        name: one of `audiocast.audio.jingle.NAMES`, else a path.
        rate_hz: the edition's rate, which is the engine's.
        ffmpeg: from `audiocast.audio.ffmpeg.find_ffmpeg`; a piece that ships as code does without.
        folder: where a relative path starts, usually the show's folder.

    Raises:
        ConfigError: there is no such piece or file, it holds no sound, is silent, or is shorter than 400 ms.
    """
    if name in jingle.NAMES:
        return measure(name, jingle.synthesise(name, rate_hz), rate_hz)
    path = folder / name
    if not path.is_file():
        near = suggest(name, jingle.NAMES, f"give a file, or one of {', '.join(jingle.NAMES)}")
        raise ConfigError(f"no music at {path}", way_out=near)
    try:
        samples = to_samples_file(path, rate_hz, ffmpeg)
    except EncodeError as error:
        raise ConfigError(f"the music {path} cannot be read ({error})", way_out=_WAY_OUT) from error
    return measure(str(path), samples, rate_hz)


def measure(name: str, samples: Samples, rate_hz: int) -> Music:
    """Return samples as Music: silence at the ends is cut off, and the rest measured.

    Raises:
        ConfigError: they are silent, or less than 400 ms of them are not.
    """
    kept = _without_silent_ends(samples, rate_hz)
    if not kept.size:
        raise ConfigError(f"the music {name} is silent", way_out="give another piece")
    if len(kept) * 1_000 < SHORTEST_MS * rate_hz:
        raise ConfigError(
            f"the music {name} lasts {len(kept) * 1_000 // rate_hz} ms", way_out=f"give at least {SHORTEST_MS} ms"
        )
    loudness_lufs = loudness(kept, rate_hz)
    if not math.isfinite(loudness_lufs):
        raise ConfigError(f"the music {name} is too quiet to be heard", way_out="give another piece")
    return Music(name, kept, rate_hz, loudness_lufs)


def loudness(samples: Samples, rate_hz: int) -> float:
    """Return the gated loudness in LUFS, one channel; ``-inf`` when no gate lets anything through."""
    padded = np.pad(to_wave(samples), (0, -len(samples) % hop_samples(rate_hz)))
    return integrated_lufs(k_energies(padded, rate_hz))


def ms_to_samples(ms: int, rate_hz: int) -> int:
    """Return the nearest whole sample, halves up."""
    return (2 * ms * rate_hz + 1_000) // 2_000


def _without_silent_ends(samples: Samples, rate_hz: int) -> Samples:
    """Cut what is 60 dB under the peak off both ends: a loop would have a hole there, and a pause would grow."""
    window = max(1, rate_hz * _EDGE_MS // 1_000)
    starts = np.arange(0, len(samples), window)
    if not starts.size:
        return samples
    peaks = np.maximum.reduceat(np.abs(samples.astype(np.int32)), starts)
    heard = np.flatnonzero(peaks > peaks.max() * 10 ** (_EDGE_DB / 20))
    return samples[starts[heard[0]] : starts[heard[-1]] + window] if heard.size else samples[:0]
