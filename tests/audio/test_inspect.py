from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast.audio.inspect import find_speech, inspect
from audiocast.audio.loudness import integrated_lufs, k_energies
from audiocast.errors import ClipError


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize(("head_ms", "tail_ms"), [(180, 820), (0, 0), (3, 1500)])
def test_speech_bounds_are_within_a_window(spoken, rate_hz, head_ms, tail_ms):
    one = spoken(1, rate_hz=rate_hz, head_ms=head_ms, tail_ms=tail_ms)
    facts = inspect(one.clip.data, "wav")
    window = rate_hz * 5 // 1000
    assert facts.rate_hz == rate_hz
    assert facts.samples == len(one.samples)
    assert one.start - window < facts.speech_start <= one.start + window
    assert one.end - window <= facts.speech_end < one.end + window
    assert facts.peak == pytest.approx(np.abs(one.samples.astype(int)).max() / 32768)
    assert len(facts.energies) == (facts.speech_end - facts.speech_start) // round(rate_hz / 10)


def test_mp3_gives_the_same_facts_later_by_the_codec_delay(spoken, as_mp3):
    one = spoken(2)
    plain, coded = inspect(one.clip.data, "wav"), inspect(as_mp3(one).data, "mp3")
    assert coded.rate_hz == 24_000
    assert coded.samples % 576 == 0
    assert coded.speech_start - plain.speech_start == pytest.approx(1105, abs=300)
    assert coded.speech_end - coded.speech_start == pytest.approx(plain.speech_end - plain.speech_start, abs=720)
    assert integrated_lufs(np.array(coded.energies)) == pytest.approx(
        integrated_lufs(np.array(plain.energies)), abs=0.6
    )


def test_a_noisy_engine_is_trimmed_under_its_own_peak(spoken):
    one = spoken(3, rms_db=-14)
    hiss = np.random.default_rng(3).uniform(-1, 1, len(one.samples)) * 0.0045 * 32767
    noisy = (one.samples + hiss).astype(np.int16)
    assert np.abs(noisy[: one.start]).max() > 32768 * 10 ** (-50 / 20)
    assert abs(find_speech(noisy, 24_000)[0] - one.start) <= 120


@given(before=st.integers(0, 50), after=st.integers(0, 50))
def test_silence_around_a_clip_moves_its_bounds_and_nothing_else(before, after):
    speech = (8000 * np.sin(np.arange(2400))).astype(np.int16)
    silent = np.zeros(120, np.int16)
    row = np.concatenate([silent] * before + [speech] + [silent] * after)
    assert find_speech(row, 24_000) == (before * 120, before * 120 + 2400)


@pytest.mark.parametrize("rate_hz", [16_000, 24_000, 48_000])
def test_the_meter_reads_the_standards_reference_tone(rate_hz):
    # BS.1770-5, Annex 1: a full-scale sine at 997 Hz in one channel reads -3.01 LKFS.
    tone = np.sin(2 * np.pi * 997 * np.arange(5 * rate_hz) / rate_hz)
    assert integrated_lufs(k_energies(tone, rate_hz)) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_meter_agrees_with_ffmpegs(spoken, ebur128, seed):
    one = spoken(seed, seconds=14, rate_hz=48_000, head_ms=3000)
    ours = integrated_lufs(k_energies(one.samples / 32768, 48_000))
    assert ours == pytest.approx(ebur128(one.clip.data)[0], abs=0.06)


def test_the_meter_works_in_blocks_without_seams(spoken):
    one = spoken(1, seconds=7)
    signal = one.samples / 32768
    filler = np.zeros(2400 * 60)
    late = k_energies(np.concatenate([filler, signal]), 24_000)[60:]
    assert late == pytest.approx(k_energies(signal, 24_000), rel=1e-3, abs=1e-10)


def test_gating_leaves_pauses_out(spoken):
    signal = spoken(1, seconds=4, head_ms=0, tail_ms=0).samples / 32768
    paused = np.concatenate([signal, np.zeros(24_000 * 6), signal])
    plain = integrated_lufs(k_energies(signal, 24_000))
    assert integrated_lufs(k_energies(paused, 24_000)) == pytest.approx(plain, abs=0.5)


def test_bad_clips_are_named_in_one_line(spoken, make_wav):
    one = spoken(1, seconds=0.5)
    good = one.clip.data
    bad = {
        "no bytes": (b"", "wav"),
        "does not decode": (b"not sound at all, not even a little", "wav"),
        "an MP3 clip that does not decode": (b"<html>429 Too Many Requests</html>" * 40, "mp3"),
        "holds fewer": (good[: len(good) // 2], "wav"),
        "without samples": (make_wav(np.zeros(0, np.int16), 24_000), "wav"),
        "silent": (make_wav(np.zeros(24_000, np.int16), 24_000), "wav"),
        "2 channels": (make_wav(np.repeat(one.samples, 2), 24_000, channels=2), "wav"),
        "8 bits": (make_wav(np.zeros(800, np.uint8), 24_000, width=1), "wav"),
        "at 96000 Hz": (make_wav(one.samples, 96_000), "wav"),
    }
    for words, (data, format_) in bad.items():
        with pytest.raises(ClipError, match=words) as caught:
            inspect(data, format_)
        assert "\n" not in str(caught.value)


def test_a_worker_loads_neither_pydub_nor_miniaudio(spoken, tmp_path):
    (tmp_path / "clip.wav").write_bytes(spoken(1).clip.data)
    code = (
        "import sys; from audiocast.audio.inspect import inspect;"
        f"facts = inspect(open({str(tmp_path / 'clip.wav')!r}, 'rb').read(), 'wav');"
        "assert facts.samples; loaded = {'pydub', 'miniaudio', 'imageio_ffmpeg'} & set(sys.modules);"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
