from __future__ import annotations

import numpy as np
import pytest

from audiocast.audio.convert import to_samples_file
from audiocast.errors import EncodeError


@pytest.fixture
def tone(make_wav, tmp_path):
    """A tone of one second in a file; two channels hold the same."""

    def write(hertz: float, rate_hz: int, channels: int = 1):
        samples = (10_000 * np.sin(2 * np.pi * hertz * np.arange(rate_hz) / rate_hz)).astype(np.int16)
        path = tmp_path / "=tone 管%d城.wav"
        path.write_bytes(make_wav(np.repeat(samples, channels), rate_hz, channels=channels))
        return path

    return write


@pytest.fixture(params=["soxr", "swr"])
def resampler(request, ffmpeg, tmp_path):
    """An ffmpeg with the better resampler, and one that says that it has only its own."""
    if request.param == "soxr":
        return ffmpeg
    program = tmp_path / "plain-ffmpeg"
    says = 'if [ "$1" = -version ]; then echo ffmpeg version 1; exit; fi'
    refuses = 'case "$*" in *soxr*) exit 1;; esac'
    program.write_text(f'#!/bin/sh\n{says}\n{refuses}\nexec "{ffmpeg}" "$@"\n')
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(("hertz", "rate_hz", "to_hz"), [(6_000, 16_000, 24_000), (8_000, 24_000, 48_000)])
def test_a_high_tone_keeps_its_level_and_gets_no_image(tone, resampler, hertz, rate_hz, to_hz):
    samples = to_samples_file(tone(hertz, rate_hz), to_hz, resampler)
    assert samples.dtype == np.int16
    assert len(samples) == to_hz
    middle = samples[to_hz // 4 : to_hz // 2].astype(float)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) / len(middle) * 4
    peak = round(hertz * len(middle) / to_hz)
    assert 20 * np.log10(spectrum[peak] / 10_000) == pytest.approx(0, abs=0.1)
    spectrum[peak - 40 : peak + 40] = 0
    assert 20 * np.log10(spectrum.max() / 10_000) < -75


@pytest.mark.parametrize("rate_hz", [24_000, 44_100])
def test_two_channels_become_one_at_the_same_level(tone, ffmpeg, rate_hz):
    samples = to_samples_file(tone(440, rate_hz, channels=2), 24_000, ffmpeg)
    assert np.abs(samples[2_000:-2_000]).max() == pytest.approx(10_000, rel=0.01)


def test_what_is_no_sound_is_named(tmp_path, ffmpeg, make_wav):
    (tmp_path / "page.html").write_text("<html></html>")
    (tmp_path / "empty.wav").write_bytes(make_wav(np.zeros(0, np.int16), 24_000))
    for name, words in (("page.html", "used as sound"), ("gone.wav", "used as sound"), ("empty.wav", "sound")):
        with pytest.raises(EncodeError, match=rf"{name} .*{words}") as caught:
            to_samples_file(tmp_path / name, 24_000, ffmpeg)
        assert "\n" not in str(caught.value)
