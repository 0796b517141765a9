"""A clip is measured once, where it was spoken: this module is light enough for a worker to import."""

from __future__ import annotations

import numpy as np

from audiocast.audio.decode import FULL_SCALE, Samples, decode, to_wave
from audiocast.audio.loudness import k_energies
from audiocast.errors import ClipError
from audiocast.models import AudioFormat, ClipFacts

WINDOW_MS = 5
SILENCE_DBFS = -50.0
BELOW_PEAK_DB = -40.0


def inspect(data: bytes, format: AudioFormat) -> ClipFacts:
    """Decode a clip once and return what was measured on it.

    Raises:
        ClipError: the clip does not decode, is empty, is not mono, or is silent from end to end.
    """
    sound = decode(data, format)
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
