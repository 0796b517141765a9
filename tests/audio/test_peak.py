from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.audio.level import amplify
from audiocast.audio.loudness import integrated_lufs, k_energies
from audiocast.audio.peak import frame_peaks, limit, true_peak


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 48_000])
def test_a_peak_between_two_samples_is_found(rate_hz):
    # A sine at a quarter of the rate, sampled at its 45 degree points: the samples stop 3 dB short of the wave.
    turns = np.arange(rate_hz // 2) / 4 + 1 / 8
    fade = np.minimum(1, np.minimum(np.arange(len(turns)), np.arange(len(turns))[::-1]) / 500)
    tone = (np.sin(2 * np.pi * turns) * fade).astype(np.float32)
    assert np.abs(tone).max() == pytest.approx(0.7071, abs=1e-4)
    assert 20 * np.log10(true_peak(tone, rate_hz)) == pytest.approx(0, abs=0.1)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), loud=st.floats(0.5, 4), ceiling=st.floats(0.2, 0.9))
def test_the_limiter_holds_the_ceiling_and_touches_nothing_else(seed, loud, ceiling):
    rng = np.random.default_rng(seed)
    wave = (np.convolve(rng.standard_normal(24_000), np.hanning(8), "same") * 0.01).astype(np.float32)
    wave[6_000:6_400] *= np.float32(30 * loud)
    held = limit(wave, 24_000, frame_peaks(wave, 24_000, ceiling), ceiling)
    assert true_peak(held, 24_000) <= ceiling * 1.02
    assert np.array_equal(held[:5_000], wave[:5_000])
    assert np.array_equal(held[16_000:], wave[16_000:])
    assert (np.abs(held) <= np.abs(wave)).all()


def test_sound_that_needs_no_limiter_gets_one_linear_gain(spoken):
    quiet = spoken(1, rms_db=-40).samples
    made = amplify(quiet, 24_000, 9.5, -1.0)
    assert np.abs(made - quiet * 10 ** (9.5 / 20)).max() <= 0.51


@pytest.mark.parametrize("gain_db", [-6.0, 5.0, 12.0])
def test_a_gain_is_what_the_ear_gets_and_the_ceiling_holds(spoken, gain_db):
    samples = spoken(4, seconds=3).samples
    made = amplify(samples, 24_000, gain_db, -2.0)
    before, after = (integrated_lufs(k_energies(one / np.float32(32768), 24_000)) for one in (samples, made))
    assert after - before == pytest.approx(gain_db, abs=0.2)
    assert 20 * np.log10(true_peak(made, 24_000) / 32768) <= -1.9
