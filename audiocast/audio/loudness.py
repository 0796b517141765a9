"""Loudness as ITU-R BS.1770-5 defines it, for one channel, with numpy alone.

The standard gives its two K-weighting filters as coefficients at 48 kHz. We filter in the frequency domain, so the
very same filters are evaluated at each bin's frequency, whatever the sample rate: 24 kHz sound reads as it would
after a perfect resampling to 48 kHz.

One channel on its own: a mono file that plays on two speakers is 3.01 LU louder (`TWO_SPEAKERS_LU`).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Energies = NDArray[np.float64]

TWO_SPEAKERS_LU = 10 * math.log10(2)
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0

_OFFSET_LU = -0.691
_BLOCK_HOPS = 4
"""A gating block is 400 ms and starts every 100 ms (BS.1770-5, Annex 1)."""

# BS.1770-5, Annex 1, tables 1 and 2: the shelf of the head, then the high-pass, at 48 kHz.
_FILTER_RATE_HZ = 48_000
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))

_RING_SECONDS = 0.1
"""The filters' impulse response is under -100 dB after this long."""
_LARGEST_BLOCK = 1 << 15
_WINDOWS_AT_ONCE = 50
_INT16_FULL_SCALE = 32768


def hop_samples(rate_hz: int) -> int:
    """Return the number of samples in 100 ms."""
    return round(rate_hz / 10)


def k_energies(samples: NDArray[np.floating], rate_hz: int, start: int = 0, end: int | None = None) -> Energies:
    """Return the K-weighted mean square of each whole 100 ms of ``samples[start:end]``.

    Args:
        samples: one channel, 1.0 = full scale; all of it runs through the filters, so that ``start`` is not an edge.
        rate_hz: at most 48,000.
        start: the first sample measured.
        end: one past the last; the end of ``samples`` when None.
    """
    hop = hop_samples(rate_hz)
    hops = max(0, (len(samples) if end is None else end) - start) // hop
    squares = np.square(_k_weighted(samples, rate_hz)[start : start + hops * hop])
    energies: Energies = squares.reshape(hops, hop).mean(axis=1, dtype=np.float64)
    return energies


def window_energies(samples: NDArray[np.int16], rate_hz: int) -> Energies:
    """Return the K-weighted mean square of each whole 100 ms of 16-bit samples, each weighted on its own.

    Half the work of `k_energies`, and as good for what is measured as a whole: by Parseval's theorem a window's energy
    is that of its spectrum, so that nothing is transformed back; sound on a window's edge rings into neither neighbour.
    """
    hop = hop_samples(rate_hz)
    hops = len(samples) // hop
    weights = _window_weights(hop, rate_hz)
    windows = samples[: hops * hop].reshape(hops, hop)
    energies = np.empty(hops)
    for first in range(0, hops, _WINDOWS_AT_ONCE):
        spectra = np.fft.rfft(windows[first : first + _WINDOWS_AT_ONCE].astype(np.float32))
        powers = np.square(spectra.real) + np.square(spectra.imag)
        energies[first : first + _WINDOWS_AT_ONCE] = (powers * weights).sum(axis=1, dtype=np.float64)
    return energies


def integrated_lufs(energies: Energies) -> float:
    """Return the gated loudness of 100 ms energies; less than one 400 ms block counts as one, the rest silence.

    Returns:
        LUFS on a one-channel meter; ``-inf`` when everything is under the absolute gate.
    """
    padded = np.pad(energies, (0, max(0, _BLOCK_HOPS - len(energies))))
    blocks = np.convolve(padded, np.full(_BLOCK_HOPS, 1 / _BLOCK_HOPS), mode="valid")
    heard = blocks[blocks > _energy(ABSOLUTE_GATE_LUFS)]
    if not heard.size:
        return -math.inf
    gate = heard.mean() * 10 ** (RELATIVE_GATE_LU / 10)
    return _OFFSET_LU + 10 * math.log10(heard[heard > gate].mean())


@lru_cache(maxsize=4)
def _window_weights(hop: int, rate_hz: int) -> NDArray[np.float32]:
    """Return what a bin of a 16-bit window's power spectrum adds to its mean square, full scale being 1.0."""
    weights = 2 * np.square(np.abs(_k_response(hop, rate_hz).astype(np.complex128)))
    weights[0] /= 2
    if hop % 2 == 0:
        weights[-1] /= 2
    single: NDArray[np.float32] = (weights / (hop * _INT16_FULL_SCALE) ** 2).astype(np.float32)
    return single


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_LU) / 10))


def _k_weighted(samples: NDArray[np.floating], rate_hz: int) -> NDArray[np.float32]:
    """Filter by overlap-save: blocks of a fixed size keep the memory of an hour's sound at that of ten seconds'."""
    ring = math.ceil(_RING_SECONDS * rate_hz)
    size = min(_LARGEST_BLOCK, 1 << (len(samples) + ring - 1).bit_length())
    response = _k_response(size, rate_hz)
    step = size - ring
    padded = np.concatenate([np.zeros(ring, np.float32), samples.astype(np.float32, copy=False)])
    weighted = np.empty(len(samples), np.float32)
    for first in range(0, len(samples), step):
        block = np.fft.irfft(np.fft.rfft(padded[first : first + size], size) * response, size)
        kept = min(step, len(samples) - first)
        weighted[first : first + kept] = block[ring : ring + kept]
    return weighted


@lru_cache(maxsize=8)
def _k_response(size: int, rate_hz: int) -> NDArray[np.complex64]:
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate_hz) / _FILTER_RATE_HZ)
    response = np.ones_like(turn)
    for above, below in (_SHELF, _HIGH_PASS):
        response = response * (np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn))
    single: NDArray[np.complex64] = response.astype(np.complex64)
    return single
