"""A clip is measured once, where it was spoken: this module is light enough for a worker to import."""

from __future__ import annotations

import numpy as np

from audiocast.audio.decode import FULL_SCALE, Decoded, Samples, Wave, decode, to_wave
from audiocast.audio.loudness import k_energies
from audiocast.errors import ClipError
from audiocast.models import AudioFormat, ClipFacts

WINDOW_MS = 5
SILENCE_DBFS = -50.0
BELOW_PEAK_DB = -40.0
CLIPPED_SHARE = 0.002
"""A loud codec touches full scale now and then; more than that of a clip's samples there is distortion."""
EDGE_MS = 5


def inspect(data: bytes, format: AudioFormat) -> ClipFacts:
    """Decode a clip once and return what was measured on it.

    Raises:
        ClipError: the clip does not decode, is empty, is not mono, is silent from end to end, is clipped, or begins or
            ends in the middle of speech.
    """
    sound = decode(data, format)
    facts = measure(sound)
    _require_headroom(sound.samples[facts.speech_start : facts.speech_end])
    _require_edges(to_wave(sound.samples), sound.rate_hz, facts.speech_start, facts.speech_end)
    return facts


def measure(sound: Decoded) -> ClipFacts:
    """Measure decoded sound, whatever its faults.

    Raises:
        ClipError: it is silent from end to end.
    """
    start, end = find_speech(sound.samples, sound.rate_hz)
    wave = to_wave(sound.samples)
    return ClipFacts(
        rate_hz=sound.rate_hz,
        samples=len(sound.samples),
        speech_start=start,
        speech_end=end,
        peak=float(np.abs(wave).max()),
        energies=tuple(k_energies(wave, sound.rate_hz, start, end).tolist()),
    )


def _require_headroom(speech: Samples) -> None:
    at_full_scale = np.abs(speech.astype(np.int32)) >= FULL_SCALE - 1
    share = float(at_full_scale.mean())
    if share > CLIPPED_SHARE:
        raise ClipError(f"a clipped clip, {100 * share:.1f} % of it at full scale", way_out="speak it again")


def _require_edges(wave: Wave, rate_hz: int, start: int, end: int) -> None:
    """Refuse a clip that was cut off: its sound touches an end of the clip there as loud as it is on the whole."""
    edge = max(1, rate_hz * EDGE_MS // 1000)
    speech_rms = _rms(wave[start:end])
    if start == 0 and _rms(wave[:edge]) > speech_rms:
        raise ClipError("a clip that begins in mid speech", way_out="speak it again")
    if end == len(wave) and _rms(wave[-edge:]) > speech_rms:
        raise ClipError("a clip that ends in mid speech", way_out="speak it again")


def _rms(wave: Wave) -> float:
    return float(np.sqrt(np.mean(np.square(wave, dtype=np.float64))))


def find_speech(samples: Samples, rate_hz: int) -> tuple[int, int]:
    """Return the first sample of speech and one past the last, to within one 5 ms window.

    A window is speech when its peak is above -50 dBFS, or above 40 dB under the clip's own peak where that is
    higher (an engine whose pauses are not silent).

    Raises:
        ClipError: no window is.
    """
    window = max(1, rate_hz * WINDOW_MS // 1000)
    starts = np.arange(0, len(samples), window)
    peaks = np.maximum.reduceat(np.abs(samples.astype(np.int32)), starts) / FULL_SCALE
    threshold = max(10 ** (SILENCE_DBFS / 20), float(peaks.max()) * 10 ** (BELOW_PEAK_DB / 20))
    speech = np.flatnonzero(peaks > threshold)
    if not speech.size:
        raise ClipError("a silent clip", way_out="the engine returned no speech; speak the sentence again")
    return int(starts[speech[0]]), min(len(samples), int(starts[speech[-1]]) + window)
