from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.audio import jingle
from audiocast.audio.loop import lay
from audiocast.audio.loudness import integrated_lufs, k_energies
from audiocast.audio.mix import INTRO, OUTRO, STING, Bed, Duck, Solo, find_spans, play, under
from audiocast.audio.music import Music, load, loudness, measure, ms_to_samples
from audiocast.audio.peak import true_peak
from audiocast.errors import ConfigError, EncodeError

RATE_HZ = 24_000
SPEECH_LUFS = -18.6
NO_CEILING_DBTP = 20.0
"""Never reached, so that what a mix holds beside the speech is the bed and nothing else."""


def sine(hertz: float, seconds: float, rate_hz: int = RATE_HZ, amplitude: float = 0.3) -> np.ndarray:
    return amplitude * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate_hz)) / rate_hz)


def as_samples(wave: np.ndarray) -> np.ndarray:
    return np.rint(wave * 32767).astype(np.int16)


def tune(seconds: float, seed: int = 7, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Something like a band: new chords twice a second over soft noise, no two bars alike."""
    rng = np.random.default_rng(seed)
    beat = rate_hz // 2
    bars = []
    for _ in range(-(-round(seconds * rate_hz) // beat)):
        notes = rng.choice([196.0, 261.6, 329.6, 392.0, 523.3], 3)
        decay = np.exp(-np.arange(beat) / beat) * np.minimum(1, np.arange(beat) / 240)
        bars.append(sum(sine(note, 0.5, rate_hz, 0.1) for note in notes) * decay)
    row = np.concatenate(bars)[: round(seconds * rate_hz)]
    return row + rng.standard_normal(len(row)) * 0.003


def music(wave: np.ndarray, rate_hz: int = RATE_HZ, name: str = "tune.wav") -> Music:
    return measure(name, as_samples(wave), rate_hz)


def decibels(ratio: np.ndarray | float) -> np.ndarray:
    return 20 * np.log10(np.maximum(ratio, 1e-9))


def rms(wave: np.ndarray, window: int) -> np.ndarray:
    whole = wave[: len(wave) // window * window].astype(np.float64).reshape(-1, window)
    return np.sqrt(np.mean(whole**2, axis=1))


def lufs(wave: np.ndarray, rate_hz: int = RATE_HZ) -> float:
    return integrated_lufs(k_energies(wave, rate_hz))


def levelled(samples: np.ndarray, target_lufs: float) -> np.ndarray:
    """16-bit samples at a loudness, cut off at full scale."""
    wave = samples * 10 ** ((target_lufs - loudness(samples, RATE_HZ)) / 20)
    return np.clip(np.rint(wave), -32768, 32767).astype(np.int16)


def steps(samples: np.ndarray) -> np.ndarray:
    return np.abs(np.diff(samples.astype(int)))


def bed_of(mixed: np.ndarray, speech: np.ndarray, bed: Bed, rate_hz: int = RATE_HZ) -> np.ndarray:
    """The mix less the speech at its place: the bed alone, 1.0 = full scale."""
    alone = mixed.astype(np.int32)
    lead = ms_to_samples(bed.lead_ms, rate_hz)
    alone[lead : lead + len(speech)] -= speech
    return alone / 32768


@pytest.fixture(scope="module")
def speech(spoken) -> np.ndarray:
    """Six seconds of levelled speech with 800 ms between its two halves, and nothing at its ends."""
    halves = [spoken(seed, seconds=2.6, head_ms=0, tail_ms=0).samples for seed in (1, 2)]
    row = np.concatenate([halves[0], np.zeros(RATE_HZ * 8 // 10, np.int16), halves[1]])
    return levelled(row, SPEECH_LUFS)


PIECES_OF_MUSIC = {
    "longer": tune(30),
    "looped": tune(4),
    "soft at first": tune(30) * np.linspace(0.15, 1, 30 * RATE_HZ),
    "loud": np.clip(tune(20) * 3, -1, 1),
}


@pytest.mark.parametrize("kind", PIECES_OF_MUSIC)
@pytest.mark.parametrize("below_lu", [10.0, 18.0, 24.0])
def test_the_bed_keeps_its_distance_under_speech(speech, kind, below_lu):
    bed = Bed(below_lu=below_lu, open_below_lu=4.0)
    mixed = under(speech, RATE_HZ, music(PIECES_OF_MUSIC[kind]), bed, NO_CEILING_DBTP)
    alone = bed_of(mixed, speech, bed)
    lead = ms_to_samples(bed.lead_ms, RATE_HZ)
    distance_lu = lufs(speech / 32768) - lufs(alone[lead : lead + len(speech)])
    assert distance_lu == pytest.approx(below_lu, abs=1.0)


def test_the_bed_is_at_its_open_distance_where_nobody_speaks(speech):
    bed = Bed(open_below_lu=6.0, lead_ms=5_000, tail_ms=5_000, fade_in_ms=5, fade_out_ms=5)
    mixed = under(speech, RATE_HZ, music(tune(30)), bed, NO_CEILING_DBTP)
    before, after = mixed[: RATE_HZ * 4] / 32768, mixed[-RATE_HZ * 3 :] / 32768
    assert lufs(np.concatenate([before, after])) == pytest.approx(SPEECH_LUFS - 6, abs=1.0)


def test_ducking_is_down_before_the_first_word_and_up_in_time_after_the_last(spoken):
    # A steady tone, 24 samples a cycle, shows its own envelope in windows of whole cycles.
    duck = Duck(attack_ms=400, hold_ms=200, release_ms=800, bridge_ms=1_500)
    bed = Bed(20.0, 8.0, lead_ms=3_000, tail_ms=4_000, fade_in_ms=5, fade_out_ms=5, duck=duck)
    one, two, three = (spoken(seed, seconds=1.5, head_ms=0, tail_ms=0).samples // 2 for seed in (1, 2, 3))
    row = np.concatenate([one, np.zeros(RATE_HZ, np.int16), two, np.zeros(4 * RATE_HZ, np.int16), three])
    mixed = under(row, RATE_HZ, music(sine(1_000, 40)), bed, NO_CEILING_DBTP)
    envelope = decibels(rms(bed_of(mixed, row, bed), 240))
    up, down = envelope[50], envelope[310]
    assert up - down == pytest.approx(12, abs=0.3)

    def at(ms: int) -> float:
        return float(envelope[ms // 10])

    assert at(2_580) == pytest.approx(up, abs=0.3)  # until 400 ms before the first word
    assert at(2_800) == pytest.approx((up + down) / 2, abs=0.5)  # half way down, straight in decibels
    assert envelope[300:701] == pytest.approx(down, abs=0.3)  # all of the second of silence between two sentences
    assert at(7_180) == pytest.approx(down, abs=0.3)  # held for 200 ms
    assert at(7_600) == pytest.approx((up + down) / 2, abs=0.5)
    assert envelope[802:1_058] == pytest.approx(up, abs=0.3)  # open in the long gap
    assert envelope[1_100:1_250] == pytest.approx(down, abs=0.3)
    assert envelope[1_352:1_640] == pytest.approx(up, abs=0.3)


def test_a_gap_too_short_to_open_wholly_is_one_soft_rise(spoken):
    duck = Duck(attack_ms=500, hold_ms=150, release_ms=1_000, bridge_ms=800)
    bed = Bed(20.0, 8.0, lead_ms=1_000, tail_ms=2_000, fade_in_ms=5, fade_out_ms=5, duck=duck)
    one, two = (spoken(seed, seconds=1.5, head_ms=0, tail_ms=0).samples // 2 for seed in (1, 2))
    row = np.concatenate([one, np.zeros(RATE_HZ * 12 // 10, np.int16), two])
    mixed = under(row, RATE_HZ, music(sine(1_000, 20)), bed, NO_CEILING_DBTP)
    envelope = decibels(rms(bed_of(mixed, row, bed), 240))[110:-50]
    down = envelope[100]
    # Up at 12 dB a second from 150 ms after the first, down at 24 dB a second to the second: they meet after 850 ms.
    assert envelope[140:260].max() - down == pytest.approx(8.4, abs=0.3)
    assert np.abs(np.diff(envelope)).max() < 0.4


def test_speech_is_found_by_the_trimmers_rule():
    wave = np.zeros(24_000, np.float32)
    wave[2_400:4_800] = 0.2
    wave[12_000:12_120] = 0.004  # over -50 dBFS, and over 40 dB under the loudest
    wave[20_000:20_120] = 0.0015  # under both
    assert find_spans(wave, RATE_HZ) == [(2_400, 4_800), (12_000, 12_120)]
    assert find_spans(np.zeros(100, np.float32), RATE_HZ) == []


@settings(max_examples=15, deadline=None)
@given(
    rate_hz=st.sampled_from([16_000, 22_050, 24_000, 48_000]),
    lead_ms=st.integers(0, 3_001),
    tail_ms=st.integers(0, 3_001),
    fade_ms=st.integers(0, 9_000),
    extra=st.integers(0, 500),
)
def test_a_mix_is_lead_speech_and_tail_to_the_sample(rate_hz, lead_ms, tail_ms, fade_ms, extra):
    voice = as_samples(sine(440, 1, rate_hz))[: rate_hz - extra]
    bed = Bed(40.0, 40.0, lead_ms, tail_ms, fade_ms, fade_ms)
    piece = music(tune(2.5, rate_hz=rate_hz), rate_hz)
    mixed = under(voice, rate_hz, piece, bed, NO_CEILING_DBTP)
    assert len(mixed) == ms_to_samples(lead_ms, rate_hz) + len(voice) + ms_to_samples(tail_ms, rate_hz)
    # Speech that lay a sample beside its place would leave at least 0.012 behind.
    lead = ms_to_samples(lead_ms, rate_hz)
    alone = bed_of(mixed, voice, bed, rate_hz)[lead : lead + len(voice)]
    assert rms(alone, len(voice))[0] < 0.005
    assert abs(int(mixed[0]) - (0 if lead_ms else int(voice[0]))) <= 1


@settings(max_examples=25, deadline=None)
@given(
    before_ms=st.integers(0, 999),
    after_ms=st.integers(0, 999),
    longest_ms=st.integers(0, 2_500),
    fade_ms=st.integers(0, 4_000),
)
def test_a_piece_alone_is_its_pauses_and_itself_to_the_sample(before_ms, after_ms, longest_ms, fade_ms):
    piece = music(tune(2))
    solo = Solo(6.0, longest_ms, fade_ms, fade_ms, before_ms, after_ms)
    made = play(piece, solo, speech_lufs=SPEECH_LUFS, ceiling_dbtp=-1.0)
    before, after = ms_to_samples(before_ms, RATE_HZ), ms_to_samples(after_ms, RATE_HZ)
    heard = min(ms_to_samples(longest_ms, RATE_HZ) or len(piece.samples), len(piece.samples))
    assert len(made) == before + heard + after
    assert not made[:before].any()
    assert not made[before + heard :].any()
    assert abs(int(made[before])) <= 1


@pytest.mark.parametrize("solo", [INTRO, STING, OUTRO, Solo(below_lu=0.0), Solo(below_lu=20.0)])
def test_a_piece_alone_is_at_its_distance_from_speech(solo):
    plain = replace(solo, fade_in_ms=5, fade_out_ms=5)
    made = play(music(tune(20)), plain, speech_lufs=SPEECH_LUFS, ceiling_dbtp=-1.0)
    assert loudness(made, RATE_HZ) == pytest.approx(SPEECH_LUFS - solo.below_lu, abs=0.3)


@pytest.mark.parametrize("hertz", [(110.2,), (261.63, 329.63, 392.0), (97.3, 1_013.7)])
def test_a_loop_of_steady_sound_has_no_seam(hertz):
    # The first one's end meets its start half a cycle off, and would cancel itself out in the middle of the crossfade.
    steady = sum(sine(one, 2.7, amplitude=0.2) for one in hertz)
    row = lay(music(steady), 20 * RATE_HZ)
    assert len(row) == 20 * RATE_HZ
    assert np.abs(np.diff(row)).max() <= 1.05 * np.abs(np.diff(steady)).max()
    assert np.ptp(decibels(rms(row, RATE_HZ // 5))) < 0.5


@pytest.mark.parametrize("wave", [tune(4), tune(7.77, seed=2), jingle.synthesise("pad", RATE_HZ) / 32768])
def test_a_loop_of_music_neither_clicks_nor_swells_nor_sinks(wave):
    row = lay(music(wave), 3 * len(wave))
    assert np.array_equal(row[:RATE_HZ], as_samples(wave)[:RATE_HZ] / np.float32(32768))
    assert np.abs(np.diff(row)).max() <= 1.1 * np.abs(np.diff(wave)).max()
    once, looped = (decibels(rms(one, RATE_HZ)) for one in (wave, row))
    assert looped.min() >= once.min() - 1.5
    assert looped.max() <= once.max() + 1.5


def test_a_loop_leaves_out_a_soft_beginning_and_a_dying_end():
    wave = tune(12)
    wave[: 2 * RATE_HZ] *= np.linspace(0, 1, 2 * RATE_HZ)
    wave[-4 * RATE_HZ :] *= np.exp(-np.arange(4 * RATE_HZ) / (RATE_HZ / 2))
    looped = decibels(rms(lay(music(wave), 40 * RATE_HZ), RATE_HZ // 2))
    assert looped[6:].min() > looped[6:14].mean() - 10
    assert decibels(rms(wave, RATE_HZ // 2)).min() < looped[6:14].mean() - 40  # the file itself has the hole


def test_nothing_clicks_where_music_begins_turns_or_ends(speech):
    piece = music(sine(220, 3.1))
    bed = Bed(below_lu=18, open_below_lu=3, fade_in_ms=0, fade_out_ms=0, duck=Duck(attack_ms=0, release_ms=0))
    alone = bed_of(under(speech, RATE_HZ, piece, bed, NO_CEILING_DBTP), speech, bed)
    steepest = np.abs(np.diff(alone))[: RATE_HZ * 2].max()
    assert np.abs(np.diff(alone)).max() <= 1.1 * steepest
    assert np.abs(np.diff(alone)[[0, 1, -2, -1]]).max() < steepest / 10
    sting = play(piece, Solo(3.0, 1_000, 0, 0, 300, 300), speech_lufs=SPEECH_LUFS, ceiling_dbtp=-1.0)
    ends = ms_to_samples(300, RATE_HZ), len(sting) - ms_to_samples(300, RATE_HZ)
    for end in ends:
        assert steps(sting)[end - 3 : end + 3].max() <= steps(sting).max() / 10


def test_no_mix_passes_the_ceiling(speech):
    loud = levelled(speech, -10.0)
    shrill = music(sine(6_000 - 1 / 3, 20, amplitude=0.9) + 0.05 * tune(20))
    bed = Bed(below_lu=3.0, open_below_lu=-6.0)
    for made in (
        under(loud, RATE_HZ, shrill, bed, -1.0),
        play(shrill, Solo(below_lu=-12.0), speech_lufs=-12.0, ceiling_dbtp=-1.0),
    ):
        assert decibels(true_peak((made / 32768).astype(np.float32), RATE_HZ)) <= -1.0
        assert decibels(true_peak((made / 32768).astype(np.float32), RATE_HZ)) > -2.5


def test_speech_is_left_as_it_is_where_the_sum_stays_under_the_ceiling(speech):
    bed, piece = Bed(below_lu=18.0), music(tune(30))
    mixed = under(speech, RATE_HZ, piece, bed, -0.5)
    free = under(speech, RATE_HZ, piece, bed, NO_CEILING_DBTP)
    assert np.array_equal(mixed, free)


def test_no_speech_is_one_clear_line():
    with pytest.raises(EncodeError, match=r"no speech to lay the music tune\.wav under"):
        under(np.zeros(RATE_HZ, np.int16), RATE_HZ, music(tune(4)), Bed(), -1.0)


def test_music_of_another_rate_is_refused(speech):
    with pytest.raises(EncodeError, match=r"tune\.wav at 48000 Hz beside speech at 24000 Hz"):
        under(speech, RATE_HZ, music(tune(3, rate_hz=48_000), 48_000), Bed(), -1.0)


def test_a_bed_too_short_to_be_repeated_is_refused_by_name(speech):
    with pytest.raises(ConfigError, match=r"blip\.wav lasts 900 ms and 11 s are to be filled"):
        under(speech, RATE_HZ, music(tune(0.9), name="blip.wav"), Bed(), -1.0)


# --- files


@pytest.fixture(scope="module")
def write_wav(make_wav, tmp_path_factory):
    def write(name: str, wave: np.ndarray, rate_hz: int, channels: int = 1) -> Path:
        path = tmp_path_factory.mktemp("music") / name
        path.write_bytes(make_wav(as_samples(np.repeat(wave, channels)), rate_hz, channels=channels))
        return path

    return write


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "m4a", "aiff"])
def test_any_format_that_ffmpeg_reads_is_music(write_wav, ffmpeg, kind):
    source = write_wav("tune.wav", tune(3, rate_hz=44_100), 44_100, channels=2)
    given_ = source.with_suffix(f".{kind}")
    subprocess.run([ffmpeg, "-v", "error", "-i", source, given_], check=True)
    loaded, plain = load(str(given_), RATE_HZ, ffmpeg), load(str(source), RATE_HZ, ffmpeg)
    assert loaded.rate_hz == RATE_HZ
    assert len(loaded.samples) == pytest.approx(3 * RATE_HZ, abs=RATE_HZ // 5)
    # Some decoders yield floats and some integers: two channels must come to one in the same way.
    assert loaded.loudness_lufs == pytest.approx(plain.loudness_lufs, abs=0.5)


@pytest.mark.parametrize("rate_hz", [22_050, 24_000, 48_000])
def test_stereo_at_44_1_khz_is_converted_without_loss_or_image(write_wav, ffmpeg, rate_hz):
    path = write_wav("tone.wav", sine(8_000, 3, 44_100), 44_100, channels=2)
    wave = load(path.name, rate_hz, ffmpeg, path.parent).samples[rate_hz : 2 * rate_hz] / 32768
    window = np.hanning(rate_hz)
    lines = np.abs(np.fft.rfft(wave * window)) * 2 / window.sum()
    assert decibels(lines[8_000] / 0.3) == pytest.approx(0, abs=0.5)
    lines[7_990:8_011] = 0
    assert decibels(lines.max() / 0.3) < -60


def test_what_the_new_rate_cannot_hold_does_not_fold_back(write_wav, ffmpeg):
    path = write_wav("high.wav", sine(500, 3, 44_100) + sine(12_600, 3, 44_100), 44_100)
    wave = load(str(path), RATE_HZ, ffmpeg).samples[RATE_HZ : 2 * RATE_HZ] / 32768
    lines = np.abs(np.fft.rfft(wave * np.hanning(RATE_HZ)))
    assert decibels(lines[24_000 - 12_600 - 5 : 24_000 - 12_600 + 6].max() / lines[500]) < -60


def test_silence_at_the_ends_of_a_file_is_no_part_of_the_music(write_wav, ffmpeg):
    silent = np.zeros(RATE_HZ)
    path = write_wav("padded.wav", np.concatenate([silent, sine(440, 2), silent]), RATE_HZ)
    assert len(load(str(path), RATE_HZ, ffmpeg).samples) == pytest.approx(2 * RATE_HZ, abs=500)


def test_what_is_no_music_is_one_line_that_names_the_file(write_wav, ffmpeg, tmp_path):
    (tmp_path / "page.mp3").write_bytes(b"<html>429 Too Many Requests</html>")
    (tmp_path / "none.ogg").write_bytes(b"")
    (tmp_path / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/part.ts\n")
    subprocess.run(
        [ffmpeg, "-v", "error", "-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", tmp_path / "cover.png"],
        check=True,
    )
    bad = {
        str(tmp_path / "page.mp3"): r"page\.mp3 cannot be read",
        str(tmp_path / "none.ogg"): r"none\.ogg cannot be read",
        str(tmp_path / "list.m3u8"): r"list\.m3u8 cannot be read",
        str(tmp_path / "cover.png"): r"cover\.png cannot be read",
        str(write_wav("hush.wav", np.zeros(RATE_HZ), RATE_HZ)): r"hush\.wav is silent",
        str(write_wav("faint.wav", sine(30, 2, amplitude=0.0002), RATE_HZ)): r"faint\.wav is too quiet",
        str(write_wav("blip.wav", sine(440, 0.2), RATE_HZ)): r"blip\.wav lasts 200 ms: give at least 400 ms",
        str(tmp_path / "nowhere.mp3"): r"no music at .*nowhere\.mp3: give a file, or one of chime, sting, close, pad",
        "chim": "did you mean 'chime'",
    }
    for name, words in bad.items():
        with pytest.raises(ConfigError, match=words) as caught:
            load(name, RATE_HZ, ffmpeg)
        assert "\n" not in str(caught.value)
        assert "Error" not in str(caught.value).split(" cannot be read")[0]


def test_an_ffmpeg_that_does_not_run_is_named(write_wav, tmp_path):
    path = write_wav("tune.wav", tune(1), RATE_HZ)
    with pytest.raises((ConfigError, EncodeError), match="no-ffmpeg does not run"):
        load(str(path), RATE_HZ, tmp_path / "no-ffmpeg")


# --- pieces that ship as code


@pytest.mark.parametrize("name", jingle.NAMES)
def test_a_piece_sounds_the_same_at_every_rate(name):
    made = {rate_hz: jingle.synthesise(name, rate_hz) for rate_hz in (16_000, 22_050, 24_000, 48_000)}
    whole = made[48_000]
    for rate_hz, samples in made.items():
        assert len(samples) / rate_hz == pytest.approx(len(whole) / 48_000, abs=1e-4)
        assert loudness(samples, rate_hz) == pytest.approx(loudness(whole, 48_000), abs=0.5)
        assert decibels(true_peak((samples / 32768).astype(np.float32), rate_hz)) == pytest.approx(-6, abs=0.5)
        assert abs(int(samples.astype(int).mean())) <= 20


@pytest.mark.parametrize("name", ["chime", "sting", "close"])
def test_a_struck_piece_begins_and_ends_in_silence(name):
    samples = jingle.synthesise(name, RATE_HZ)
    assert abs(int(samples[0])) <= 1
    assert np.abs(samples[-24:]).max() <= 8
    tenths = decibels(rms(samples / 32768, RATE_HZ // 10))
    assert tenths[-1] < tenths.max() - 25


def test_a_partial_that_a_rate_cannot_hold_does_not_fold_back():
    # The mallet's highest partial of C6 lies at 9,627 Hz, which 16 kHz would fold to 6,373.
    def around(hertz: int, rate_hz: int) -> float:
        wave = jingle.synthesise("sting", rate_hz) / 32768
        spectrum = np.abs(np.fft.rfft(wave, rate_hz)) / rate_hz
        return float(spectrum[hertz - 40 : hertz + 40].max())

    assert around(9_627, 48_000) > 4 * around(6_373, 48_000)
    assert around(6_373, 16_000) < 2 * around(6_373, 48_000)


def test_the_pad_repeats_without_an_edge_and_keeps_its_level():
    twice = np.tile(jingle.synthesise("pad", RATE_HZ), 2)
    join = len(twice) // 2
    assert steps(twice)[join - 2 : join + 2].max() <= steps(twice).max()
    assert np.ptp(decibels(rms(twice / 32768, RATE_HZ))) < 5


def test_the_pieces_need_no_ffmpeg():
    assert load("pad", RATE_HZ, Path("no-ffmpeg-here")).name == "pad"


def test_two_processes_mix_the_same_bytes(tmp_path):
    code = (
        "import sys, hashlib, pathlib, numpy as np\n"
        "from audiocast.audio.mix import *\n"
        "from audiocast.audio.music import load\n"
        "speech = (8000 * np.sin(np.arange(48000) * np.hanning(48000) / 9)).astype(np.int16)\n"
        "bed = under(speech, 24000, load('pad', 24000, pathlib.Path('x')), Bed(lead_ms=15000), -1.0)\n"
        "chime = play(load('chime', 24000, pathlib.Path('x')), INTRO, speech_lufs=-18.6, ceiling_dbtp=-1.0)\n"
        "print(hashlib.sha256(bed.tobytes() + chime.tobytes()).hexdigest())\n"
    )
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    runs = [subprocess.run([sys.executable, "-c", code], cwd=one, capture_output=True, check=True) for one in folders]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout.strip()) == hashlib.sha256().digest_size * 2


def test_a_fingerprint_tells_sounds_apart_and_nothing_else():
    one = music(tune(2), name="a.wav")
    assert one.fingerprint() == replace(one, name="b.wav").fingerprint()
    assert one.fingerprint() != music(tune(2, seed=8)).fingerprint()
