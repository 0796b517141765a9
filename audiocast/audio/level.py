"""Levelling: one linear gain for a whole segment, and a limiter only where that gain would pass the ceiling.

Never one gain per sentence (every sentence would sound equally weighty) and never one for the edition (a changed
sentence would change every byte of it).
"""

from __future__ import annotations

import math

import numpy as np

from audiocast.audio.decode import Samples, Wave, to_samples, to_wave
from audiocast.audio.loudness import hop_samples, integrated_lufs, k_energies
from audiocast.audio.peak import frame_peaks, limit

_PASSES = 6
_CLOSE_LU = 0.05


def level(samples: Samples, rate_hz: int, target_lufs: float, ceiling_dbtp: float) -> Samples:
    """Return ``samples`` at ``target_lufs`` (gated, one channel) with no true peak above ``ceiling_dbtp``.

    Where the limiter takes loudness away, the gain makes up for it, in at most six passes.
    """
    wave = to_wave(samples)
    ceiling = 10 ** (ceiling_dbtp / 20)
    gain_lu = _missing(wave, rate_hz, target_lufs)
    for _ in range(_PASSES):
        levelled = wave * np.float32(10 ** (gain_lu / 20))
        peaks = frame_peaks(levelled, rate_hz, ceiling)
        if peaks.max() <= ceiling:
            break
        levelled = limit(levelled, rate_hz, peaks, ceiling)
        missing = _missing(levelled, rate_hz, target_lufs)
        if abs(missing) < _CLOSE_LU:
            break
        gain_lu += missing
    return to_samples(levelled)


def _missing(wave: Wave, rate_hz: int, target_lufs: float) -> float:
    """Return the gain to ``target_lufs``; none for what no gate lets through."""
    hop = hop_samples(rate_hz)
    loudness = integrated_lufs(k_energies(np.pad(wave, (0, -len(wave) % hop)), rate_hz))
    return target_lufs - loudness if math.isfinite(loudness) else 0.0
