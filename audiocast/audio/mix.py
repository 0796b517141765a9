"""Music beside and under speech: a ducked bed, and pieces that stand alone (intro, sting, outro).

Everything here is a pure function of samples at one rate. Distances are in LU under the loudness of speech, both
measured by BS.1770. The speech is left as it is, but for a limiter where the sum would pass the ceiling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiocast.audio.decode import Samples, Wave, to_samples, to_wave
from audiocast.audio.inspect import BELOW_PEAK_DB, SILENCE_DBFS
from audiocast.audio.loop import lay
from audiocast.audio.loudness import Energies, hop_samples, integrated_lufs, k_energies
from audiocast.audio.music import Music, loudness, ms_to_samples
from audiocast.audio.peak import frame_peaks, limit
from audiocast.errors import EncodeError

Gain = NDArray[np.float64]
Span = tuple[int, int]

SHORTEST_FADE_MS = 5
"""No piece begins or ends harder than a clip does."""

_WINDOW_MS = 5
_MOST_LIFT_LU = 12.0
"""A quiet passage is lifted so much over what the whole piece asks for, and no more: it may not stay quiet."""
_LEAST_HOPS = 4
_PASSES = 4
_MARGIN_DB = 0.02
"""What rounding to 16 bits may add to a peak."""


@dataclass(frozen=True, slots=True)
class Duck:
    """When a bed makes room for speech, in milliseconds.

    It goes down during ``attack_ms`` before speech begins, so that the first word is clear; stays down in gaps no
    longer than ``bridge_ms`` (longer than a paragraph's pause, or the bed would pump) and for ``hold_ms`` after the
    last word; comes up during ``release_ms``. Both slopes are straight in decibels.
    """

    attack_ms: int = 500
    hold_ms: int = 150
    release_ms: int = 1_000
    bridge_ms: int = 1_500


@dataclass(frozen=True, slots=True)
class Bed:
    """How music lies under speech: ``below_lu`` under it while it lasts, ``open_below_lu`` before, after and between.

    The bed begins ``lead_ms`` before the speech's first sample and ends ``tail_ms`` after its last one; the fades are
    at these two ends.
    """

    below_lu: float = 18.0
    open_below_lu: float = 6.0
    lead_ms: int = 2_500
    tail_ms: int = 3_000
    fade_in_ms: int = 300
    fade_out_ms: int = 2_500
    duck: Duck = Duck()


@dataclass(frozen=True, slots=True)
class Solo:
    """How a piece stands alone: how far under speech, how much of it at most (0: all of it), and the silence around."""

    below_lu: float = 3.0
    longest_ms: int = 0
    fade_in_ms: int = SHORTEST_FADE_MS
    fade_out_ms: int = 50
    pause_before_ms: int = 0
    pause_after_ms: int = 0


INTRO = Solo(longest_ms=8_000, fade_out_ms=1_500, pause_after_ms=300)
STING = Solo(below_lu=6.0, longest_ms=4_000, fade_out_ms=200, pause_before_ms=500, pause_after_ms=500)
OUTRO = Solo(longest_ms=15_000, fade_in_ms=300, fade_out_ms=4_000, pause_before_ms=500)


def under(speech: Samples, rate_hz: int, music: Music, bed: Bed, ceiling_dbtp: float) -> Samples:
    """Lay music under speech, louder before and after it.

    Returns:
        Exactly the lead, the speech and the tail: sample 0 of ``speech`` is at ``ms_to_samples(bed.lead_ms, rate_hz)``.

    Raises:
        ConfigError: the music is too short, and too short to be repeated.
        EncodeError: the music has another rate, or no speech is heard.
    """
    _require_rate(music, rate_hz)
    speech_lufs = loudness(speech, rate_hz)
    if not math.isfinite(speech_lufs):
        raise EncodeError(f"no speech to lay the music {music.name} under")
    lead, tail = ms_to_samples(bed.lead_ms, rate_hz), ms_to_samples(bed.tail_ms, rate_hz)
    voice = np.pad(to_wave(speech), (lead, tail))
    row = lay(music, len(voice))
    spans = _bridge(find_spans(voice, rate_hz), ms_to_samples(bed.duck.bridge_ms, rate_hz))
    low_db, open_db = _gains(row, music, spans, speech_lufs, bed)
    gain_db = open_db + (low_db - open_db) * _ducking(len(row), spans, bed.duck, rate_hz)
    shaped = row * _fades(len(row), bed.fade_in_ms, bed.fade_out_ms, rate_hz) * 10 ** (gain_db / 20)
    return _finish((voice + shaped).astype(np.float32), rate_hz, ceiling_dbtp)


def play(music: Music, solo: Solo, *, speech_lufs: float, ceiling_dbtp: float) -> Samples:
    """Return a piece alone, ``solo.below_lu`` under speech of ``speech_lufs``, with its pauses of digital silence."""
    longest = ms_to_samples(solo.longest_ms, music.rate_hz) or len(music.samples)
    wave = to_wave(music.samples[:longest])
    gain_db = speech_lufs - solo.below_lu - _loudness(music.samples[:longest], music)
    shaped = wave * _fades(len(wave), solo.fade_in_ms, solo.fade_out_ms, music.rate_hz) * 10 ** (gain_db / 20)
    piece = _finish(shaped.astype(np.float32), music.rate_hz, ceiling_dbtp)
    pauses = (solo.pause_before_ms, solo.pause_after_ms)
    before, after = (ms_to_samples(pause_ms, music.rate_hz) for pause_ms in pauses)
    return np.pad(piece, (before, after))


def find_spans(voice: Wave, rate_hz: int) -> list[Span]:
    """Return the stretches of speech, first sample and one past the last, by the rule that trims clips.

    A 5 ms window is speech when its peak is above -50 dBFS, or above 40 dB under the loudest where that is higher.
    """
    window = max(1, rate_hz * _WINDOW_MS // 1_000)
    starts = np.arange(0, len(voice), window)
    peaks = np.maximum.reduceat(np.abs(voice), starts)
    threshold = max(10 ** (SILENCE_DBFS / 20), float(peaks.max()) * 10 ** (BELOW_PEAK_DB / 20))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], peaks > threshold, [False]]).astype(np.int8)))
    return [(int(first) * window, min(len(voice), int(end) * window)) for first, end in edges.reshape(-1, 2)]


def _bridge(spans: list[Span], gap: int) -> list[Span]:
    """Join spans whose gap is no longer than ``gap`` samples."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= gap:
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _ducking(length: int, spans: list[Span], duck: Duck, rate_hz: int) -> Gain:
    """Return how far the bed is down at each sample, from 0 (open) to 1 (under speech)."""
    slopes_ms = (max(SHORTEST_FADE_MS, ms) for ms in (duck.attack_ms, duck.release_ms))
    attack, release = (ms_to_samples(ms, rate_hz) for ms in slopes_ms)
    hold = ms_to_samples(duck.hold_ms, rate_hz)
    down = np.zeros(length)
    for start, end in spans:
        first, last = max(0, start - attack), min(length, end + hold + release)
        corners = (start - attack, start, end + hold, end + hold + release)
        slope = np.interp(np.arange(first, last), corners, (0.0, 1.0, 1.0, 0.0))
        down[first:last] = np.maximum(down[first:last], slope)
    return down


def _gains(row: Wave, music: Music, spans: list[Span], speech_lufs: float, bed: Bed) -> tuple[float, float]:
    """Return the bed's gain under speech and elsewhere in dB, each measured on what of the music is heard there.

    The open bed is never softer than the ducked one: music that rises after the speech is kept at its distance, music
    that falls is not.
    """
    hop = hop_samples(music.rate_hz)
    energies = k_energies(row, music.rate_hz)
    spoken = np.zeros(len(energies), bool)
    touched = np.zeros(len(energies), bool)
    for start, end in spans:
        spoken[-(-start // hop) : end // hop] = True
        touched[start // hop : -(-end // hop)] = True
    low_db = speech_lufs - bed.below_lu - _passage_lufs(energies[spoken], music)
    open_db = speech_lufs - bed.open_below_lu - _passage_lufs(energies[~touched], music)
    return low_db, max(low_db, open_db)


def _loudness(samples: Samples, music: Music) -> float:
    hop = hop_samples(music.rate_hz)
    return _passage_lufs(k_energies(np.pad(to_wave(samples), (0, -len(samples) % hop)), music.rate_hz), music)


def _passage_lufs(energies: Energies, music: Music) -> float:
    """Return the loudness of a passage; the whole piece's where it is too short to have one."""
    if len(energies) < _LEAST_HOPS:
        return music.loudness_lufs
    return max(integrated_lufs(energies), music.loudness_lufs - _MOST_LIFT_LU)


def _fades(length: int, fade_in_ms: int, fade_out_ms: int, rate_hz: int) -> Gain:
    """Return raised-cosine fades at both ends; what does not fit is shortened in proportion."""
    into, out = (ms_to_samples(max(SHORTEST_FADE_MS, ms), rate_hz) for ms in (fade_in_ms, fade_out_ms))
    if into + out > length:
        into = length * into // (into + out)
        out = length - into
    gain = np.ones(length)
    gain[:into] = _rise(into)
    gain[length - out :] *= _rise(out)[::-1]
    return gain


def _rise(length: int) -> Gain:
    rise: Gain = np.sin(np.pi / 2 * np.arange(length) / max(1, length)) ** 2
    return rise


def _finish(wave: Wave, rate_hz: int, ceiling_dbtp: float) -> Samples:
    """Hold the ceiling and round; a limited peak may leave a smaller one beside it, hence the passes."""
    ceiling = 10 ** ((ceiling_dbtp - _MARGIN_DB) / 20)
    for _ in range(_PASSES):
        peaks = frame_peaks(wave, rate_hz, ceiling)
        if peaks.max() <= ceiling:
            break
        wave = limit(wave, rate_hz, peaks, ceiling)
    return to_samples(wave)


def _require_rate(music: Music, rate_hz: int) -> None:
    if music.rate_hz != rate_hz:
        raise EncodeError(
            f"the music {music.name} at {music.rate_hz} Hz beside speech at {rate_hz} Hz",
            way_out="load it at the rate of the edition",
        )
