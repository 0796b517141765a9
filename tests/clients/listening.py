"""What a client heard: its samples found again in the episode's own."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
"""The sample rate of an episode, which every client keeps."""
Samples: TypeAlias = NDArray[np.float64]


def decoded(media: Path) -> Samples:
    """Return the samples of ``media``, decoded from the file by the ffmpeg on the PATH."""
    command = ["ffmpeg", "-v", "error", "-i", str(media), "-f", "s16le", "-"]
    return from_s16(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)


def wave_samples(path: Path) -> Samples:
    """Return the samples of a mono 16-bit WAV file, its header finished or not."""
    data = path.read_bytes()
    assert data[:4] == b"RIFF", path
    start = data.index(b"data") + 8
    return from_s16(data[start:])


def from_s16(data: bytes) -> Samples:
    """Return 16-bit samples as numbers."""
    return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.float64)


def heard_at(heard: Samples, whole: Samples, near: float | None = None) -> float:
    """Return the second of ``whole`` at which ``heard`` is found, at most 10 s from ``near`` where that is given.

    Both are compared whole, by normalised cross-correlation, and no syllable of the show occurs twice: a sound that is
    not there fails.
    """
    first = 0 if near is None else max(0, round((near - 10) * RATE_HZ))
    part = whole[first:] if near is None else whole[first : first + 20 * RATE_HZ + len(heard)]
    assert RATE_HZ // 2 <= len(heard) <= len(part)
    size = 1 << (len(part) + len(heard)).bit_length()
    products = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(heard, size)), size)
    offset = int(np.argmax(products[: len(part) - len(heard) + 1]))
    there = part[offset : offset + len(heard)]
    likeness = float(there @ heard) / float(np.linalg.norm(there) * np.linalg.norm(heard))
    assert likeness > 0.99, f"not what is said there: {likeness:.3f} at best"
    return (first + offset) / RATE_HZ
