"""Levelling: one linear gain for each voice of a story, and a limiter only where that gain would pass the ceiling.

Never one gain per sentence (every sentence would sound equally weighty) and never one for the edition (a changed
sentence would change every byte of it). Gains come from the energies that were measured when a clip was spoken, so that
they are known before any clip is decoded.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from audiocast.audio.codec import codec_of
from audiocast.audio.decode import FULL_SCALE, Samples, to_samples, to_wave
from audiocast.audio.loudness import Energies, hop_samples, integrated_lufs, window_energies
from audiocast.audio.peak import SILENCE, frame_peaks, limit, true_peak
from audiocast.audio.sound import Loudness, Sound
from audiocast.models import ClipFacts

GAIN_STEP_DB = 0.1
"""Gains are whole steps, so that a changed sentence rarely changes the gain of those that are encoded already."""

PEAK_OVER_LOUDNESS_DB = 17.0
"""What speech has; it stands in where a voice says less than the 100 ms that a meter needs."""

MOST_FOR_PAUSES_LU = 1.0
"""A meter reads a word between two silences lower than it sounds; a story's pauses cost it a tenth of that."""

_HOPS_PER_S = 10
_BLOCK_HOPS = 4
_PASSES = 6
_CLOSE_LU = 0.05


def voice_gains(spoken: Sequence[tuple[str, ClipFacts, int]], sound: Sound) -> dict[str, float]:
    """Return the gain in decibels of each voice of a story, so that it meets ``sound.target_lufs`` once decoded.

    Args:
        spoken: for each clip of the whole story its voice, what was measured on it, and the pause after it in
            milliseconds, speech to speech.
        sound: its target, edges and format count.
    """
    gains_db = gains_to(spoken, sound.target_lufs - codec_of(sound).level_db, sound)
    return {voice: round(GAIN_STEP_DB * round(gain_db / GAIN_STEP_DB), 3) for voice, gain_db in gains_db.items()}


def gains_to(spoken: Sequence[tuple[str, ClipFacts, int]], target_lufs: float, sound: Sound) -> dict[str, float]:
    """Return the gain in decibels of each voice so that the samples of a story meet ``target_lufs``.

    First each voice is brought to the target by its own gated loudness, so that all are equally loud; then all are
    moved together by what the story with its pauses still lacks.
    """
    voices = defaultdict(list)
    for voice, facts, _ in spoken:
        voices[voice].append(facts)
    gains_db = {voice: target_lufs - _voice_lufs(clips) for voice, clips in voices.items()}
    loudness = integrated_lufs(_story_energies(spoken, gains_db, sound))
    missing_db = min(MOST_FOR_PAUSES_LU, target_lufs - loudness) if math.isfinite(loudness) else 0.0
    return {voice: gain_db + missing_db for voice, gain_db in gains_db.items()}


def amplify(samples: Samples, rate_hz: int, gain_db: float, ceiling_dbtp: float) -> Samples:
    """Return ``samples`` louder by ``gain_db``, with no true peak above ``ceiling_dbtp``.

    Where the limiter takes loudness away the gain makes up for it, in at most six passes.
    """
    wave = to_wave(samples)
    ceiling = 10 ** (ceiling_dbtp / 20)
    raised_db = gain_db
    for _ in range(_PASSES):
        levelled = wave * np.float32(10 ** (raised_db / 20))
        peaks = frame_peaks(levelled, rate_hz, ceiling)
        if peaks.max(initial=0.0) <= ceiling:
            break
        levelled = limit(levelled, rate_hz, peaks, ceiling)
        # Both by plain energy: what a limiter holds is loud and in the middle of the band.
        reached_db = 10 * math.log10(float(np.square(levelled).mean()) / float(np.square(wave).mean()))
        missing_db = round(gain_db - reached_db, 2)
        if missing_db < _CLOSE_LU:
            break
        raised_db += missing_db
    return to_samples(levelled)


def measure_loudness(pieces: Iterable[Samples], rate_hz: int) -> Loudness:
    """Return how loud decoded sound is, which comes in pieces of whole tenths of a second."""
    energies, peak = [np.empty(0)], SILENCE
    for samples in pieces:
        energies.append(window_energies(samples, rate_hz))
        peak = max(peak, true_peak(samples, rate_hz) / FULL_SCALE)
    return Loudness(integrated_lufs(np.concatenate(energies)), 20 * math.log10(peak))


def _voice_lufs(clips: Sequence[ClipFacts]) -> float:
    """Return the gated loudness of all that a voice says, without pauses; a word goes on for the meter's 400 ms."""
    energies = np.concatenate([np.asarray(facts.energies) for facts in clips])
    if 0 < len(energies) < _BLOCK_HOPS:
        energies = np.full(_BLOCK_HOPS, energies.mean())
    loudness = integrated_lufs(energies)
    if math.isfinite(loudness):
        return loudness
    peak = max(facts.peak for facts in clips)
    return 20 * math.log10(max(peak, SILENCE)) - PEAK_OVER_LOUDNESS_DB


def _story_energies(spoken: Sequence[tuple[str, ClipFacts, int]], gains_db: dict[str, float], sound: Sound) -> Energies:
    """Lay out what a story's clips were measured to be, pauses between them, and read it off every 100 ms."""
    widths, levels = [], []
    for voice, facts, pause_after_ms in spoken:
        hops = (facts.speech_end - facts.speech_start) / hop_samples(facts.rate_hz)
        energies = facts.energies or (0.0,)
        rest = max(0.0, hops - len(energies))
        pause = max(pause_after_ms, sound.keep_before_ms + sound.keep_after_ms) * _HOPS_PER_S / 1000
        widths += [*(1.0 for _ in energies), rest, pause]
        gain = 10 ** (gains_db[voice] / 10)
        # The rest of less than 100 ms was not measured: it is taken to go on as the last whole one.
        levels += [*(gain * energy for energy in energies), gain * energies[-1], 0.0]
    ends = np.concatenate([[0.0], np.cumsum(widths)])
    sums = np.concatenate([[0.0], np.cumsum(np.multiply(widths, levels))])
    energies_read: Energies = np.diff(np.interp(np.arange(math.ceil(ends[-1]) + 1), ends, sums))
    return energies_read
