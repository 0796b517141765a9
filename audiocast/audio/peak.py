"""True peak as ITU-R BS.1770-5 (Annex 2) estimates it, and a limiter that holds it.

Oversampling everything costs more than all the rest of levelling, so only the milliseconds whose sample peak is
within 6 dB of the ceiling are oversampled: the peak between two samples is never that much higher in speech.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from audiocast.audio.decode import Samples, Wave

Peaks = NDArray[np.float64]

ATTACK_DB_PER_MS = 1.0
RELEASE_DB_PER_MS = 0.1

_OVERSAMPLED_HZ = 192_000
"""BS.1770-5 asks for four times 48 kHz."""
_TAPS = 24
_BETWEEN_SAMPLES = 0.5
_BESIDE_LOUDEST = 0.7
_FRAMES_AT_ONCE = 32
"""More would have numpy's matrix product run in threads, which wait so busily that it costs forty times as much."""
SILENCE = 1e-9


def true_peak(samples: Wave | Samples, rate_hz: int) -> float:
    """Return the highest point of the wave that ``samples`` stand for, in their own unit.

    Only the milliseconds whose sample peak is within 3 dB of the highest are oversampled.
    """
    if not samples.size:
        return 0.0
    loudest = max(float(samples.max()), -float(samples.min()))
    return float(_peaks(samples, rate_hz, loudest * _BESIDE_LOUDEST).max())


def frame_peaks(samples: Wave, rate_hz: int, ceiling: float) -> Peaks:
    """Return the true peak of each millisecond that comes near ``ceiling``, and 0 for every other."""
    return _peaks(samples, rate_hz, ceiling * _BETWEEN_SAMPLES)


def _peaks(samples: Wave | Samples, rate_hz: int, floor: float) -> Peaks:
    """Return the true peak of each millisecond whose sample peak passes ``floor``, and 0 for every other."""
    frame = _frame_samples(rate_hz)
    peaks = np.zeros(-(-len(samples) // frame))
    near = np.unique(np.flatnonzero((samples >= floor) | (samples <= -floor)) // frame)
    around = _TAPS // 2 + np.arange(-_TAPS, frame)
    for first in range(0, len(near), _FRAMES_AT_ONCE):
        some = near[first : first + _FRAMES_AT_ONCE]
        at = some[:, None] * frame + around
        # Sound is taken to stay as it is beyond its ends: where it was cut, a fall to zero would be a peak of its own.
        windows = samples[np.clip(at, 0, len(samples) - 1)].astype(np.float32)
        between = np.abs(windows @ _interpolator(frame, math.ceil(_OVERSAMPLED_HZ / rate_hz))).max(axis=1)
        peaks[some] = np.maximum(between, np.abs(windows[:, _TAPS // 2 : _TAPS // 2 + frame]).max(axis=1))
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
def _interpolator(frame: int, factor: int) -> NDArray[np.float32]:
    """Return the matrix that turns a frame and its surroundings into the points between the frame's samples.

    Row 0 is the sample ``_TAPS // 2`` before the frame; each column is a windowed sinc, and sums to 1.
    """
    matrix = np.zeros((frame + _TAPS, frame, factor - 1))
    at = np.arange(_TAPS) - _TAPS // 2
    for step in range(1, factor):
        x = at - step / factor
        taps = np.sinc(x) * np.i0(8.0 * np.sqrt(np.maximum(0.0, 1 - (x / (_TAPS / 2)) ** 2)))
        for sample in range(frame):
            matrix[sample : sample + _TAPS, sample, step - 1] = taps / taps.sum()
    return matrix.reshape(frame + _TAPS, -1).astype(np.float32)
