"""True peak as ITU-R BS.1770-5 (Annex 2) estimates it, and a limiter that holds it.

Oversampling everything costs more than all the rest of levelling, so only the milliseconds whose sample peak is
within 6 dB of the ceiling are oversampled: the peak between two samples is never that much higher in speech.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from audiocast.audio.decode import Wave

Peaks = NDArray[np.float64]

ATTACK_DB_PER_MS = 1.0
RELEASE_DB_PER_MS = 0.1

_OVERSAMPLED_HZ = 192_000
"""BS.1770-5 asks for four times 48 kHz."""
_TAPS = 24
_BETWEEN_SAMPLES = 0.5
SILENCE = 1e-9


def true_peak(samples: Wave, rate_hz: int) -> float:
    """Return the highest point of the wave that ``samples`` stand for, 1.0 = full scale."""
    if not samples.size:
        return 0.0
    loudest = float(np.abs(samples).max())
    return float(frame_peaks(samples, rate_hz, loudest).max())


def frame_peaks(samples: Wave, rate_hz: int, ceiling: float) -> Peaks:
    """Return the peak of each millisecond: true peaks where ``ceiling`` is near, sample peaks elsewhere."""
    frame = _frame_samples(rate_hz)
    frames = -(-len(samples) // frame)
    padded = np.pad(samples, (_TAPS // 2, frames * frame - len(samples) + _TAPS // 2))
    inside = padded[_TAPS // 2 : _TAPS // 2 + frames * frame].reshape(frames, frame)
    peaks: Peaks = np.abs(inside).max(axis=1).astype(np.float64)
    near = np.flatnonzero(peaks > ceiling * _BETWEEN_SAMPLES)
    around = np.stack([padded[index * frame : index * frame + frame + _TAPS] for index in near]) if near.size else None
    if around is not None:
        for phase in _phases(math.ceil(_OVERSAMPLED_HZ / rate_hz)):
            between = sum(tap * around[:, index : index + frame] for index, tap in enumerate(phase))
            peaks[near] = np.maximum(peaks[near], np.abs(between).max(axis=1))
    return peaks


def limit(samples: Wave, rate_hz: int, peaks: Peaks, ceiling: float) -> Wave:
    """Turn the wave down around each millisecond whose entry in ``peaks`` is above ``ceiling``, and nowhere else.

    The gain looks ahead: it falls by 1 dB a millisecond so that it is down when the peak comes, and rises by 0.1 dB a
    millisecond after it, which is too slow to be heard as distortion.
    """
    needed_db = np.minimum(0.0, 20 * np.log10(ceiling / np.maximum(peaks, SILENCE)))
    # A node of the gain curve stands between two frames and serves both; between nodes the gain is a straight line.
    nodes_db = np.minimum(np.append(needed_db, 0.0), np.insert(needed_db, 0, 0.0))
    nodes_db = _sloped(_sloped(nodes_db, RELEASE_DB_PER_MS)[::-1], ATTACK_DB_PER_MS)[::-1]
    nodes = (10 ** (nodes_db / 20)).astype(np.float32)
    frame = _frame_samples(rate_hz)
    along = np.arange(frame, dtype=np.float32) / frame
    gain = nodes[:-1, None] + (nodes[1:] - nodes[:-1])[:, None] * along
    return (samples * gain.reshape(-1)[: len(samples)]).astype(np.float32, copy=False)


def _sloped(gain_db: Peaks, rise_db: float) -> Peaks:
    """Return the highest curve under ``gain_db`` that rises by no more than ``rise_db`` a step."""
    ramp = np.arange(len(gain_db)) * rise_db
    sloped: Peaks = np.minimum.accumulate(gain_db - ramp) + ramp
    return sloped


def _frame_samples(rate_hz: int) -> int:
    return rate_hz // 1000


@lru_cache(maxsize=4)
def _phases(factor: int) -> tuple[tuple[float, ...], ...]:
    """Windowed-sinc taps for each point between two samples; tap 0 meets the sample ``_TAPS // 2`` before."""
    at = np.arange(_TAPS) - _TAPS // 2
    rows = []
    for step in range(1, factor):
        x = at - step / factor
        window = np.i0(8.0 * np.sqrt(np.maximum(0.0, 1 - (x / (_TAPS / 2)) ** 2))) / np.i0(8.0)
        row = np.sinc(x) * window
        rows.append(tuple(float(tap) for tap in row / row.sum()))
    return tuple(rows)
