"""Loudness of whole stories, two voices in one, and joins, on the decoded sound."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import miniaudio
import numpy as np
import pytest

from audiocast.audio.codec import codec_of
from audiocast.audio.inspect import inspect
from audiocast.audio.level import voice_gains
from audiocast.audio.loudness import integrated_lufs, k_energies, window_energies
from audiocast.audio.sound import Part, Sound
from audiocast.audio.stitch import encode_segment
from audiocast.models import Clip

RATE_HZ = 48_000
SOUND = Sound()
FULL_SCALE = np.float32(32768)


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(miniaudio.mp3_read_s16(data).samples, np.int16) / FULL_SCALE


def lufs(sound: np.ndarray) -> float:
    return integrated_lufs(k_energies(sound, RATE_HZ))


@pytest.fixture(scope="module")
def story(spoken):
    """A story in two voices that are 6 dB apart, its clips measured."""

    def part(seed: int, voice: str, rms_db: float, pause_after_ms: int) -> Part:
        clip = spoken(seed, seconds=1.5 + seed % 4, rms_db=rms_db).clip
        return Part(replace(clip, facts=inspect(clip.data, clip.format)), pause_after_ms, voice)

    plan = [("a", -21, 400), ("a", -20, 800), ("b", -27, 400), ("b", -26, 400), ("a", -21, 400), ("b", -27, 1500)]
    return [part(seed, *row) for seed, row in enumerate(plan, 1)]


@pytest.fixture(scope="module")
def gains_db(story):
    return voice_gains([(part.voice, part.clip.facts, part.pause_after_ms) for part in story], SOUND)


def test_two_voices_are_one_loudness_and_the_story_is_on_target(story, gains_db, ffmpeg, ebur128, make_wav):
    made = encode_segment(story, SOUND, ffmpeg, gains_db=gains_db)
    by_ffmpeg, peak = ebur128(made.data)
    assert by_ffmpeg == pytest.approx(-19.0, abs=0.3)
    assert peak <= -1.0
    assert made.loudness.lufs == pytest.approx(by_ffmpeg, abs=0.15)
    assert made.loudness.true_peak_dbtp == pytest.approx(peak, abs=0.15)
    sound = decoded(made.data)
    said = {
        voice: np.concatenate(
            [
                sound[mark.start_sample : mark.end_sample]
                for part, mark in zip(story, made.marks, strict=True)
                if part.voice == voice
            ]
        )
        for voice in "ab"
    }
    assert abs(lufs(said["a"]) - lufs(said["b"])) <= 0.5
    read = [ebur128(make_wav(np.rint(one * 32767).astype(np.int16), RATE_HZ))[0] for one in said.values()]
    assert abs(read[0] - read[1]) <= 1.0


def test_a_story_in_two_segments_has_the_gains_of_the_whole(story, gains_db, ffmpeg, ebur128):
    one, two = (encode_segment(parts, SOUND, ffmpeg, gains_db=gains_db) for parts in (story[:2], story[2:]))
    assert ebur128(one.data + two.data)[0] == pytest.approx(-19.0, abs=0.3)
    whole = encode_segment(story, SOUND, ffmpeg, gains_db=gains_db)
    speech = [
        decoded(made.data)[mark.start_sample : mark.end_sample]
        for made, mark in ((one, one.marks[0]), (whole, whole.marks[0]))
    ]
    shorter = min(map(len, speech))
    assert np.abs(speech[0][:shorter] - speech[1][:shorter]).max() < 0.01


@pytest.mark.parametrize("loud_db", [-34, -18])
def test_stories_are_as_loud_as_each_other_and_no_louder_than_the_peak_allows(spoken, ffmpeg, ebur128, loud_db):
    lengths = [(1, 1.2, 400), (4, 2.5, 800), (9, 1.5, 1500)]
    for clips, seconds, pause in lengths:
        parts = [Part(spoken(90 + seed, seconds=seconds, rms_db=loud_db).clip, pause) for seed in range(clips)]
        loudness, peak = ebur128(encode_segment(parts, SOUND, ffmpeg).data)
        assert loudness == pytest.approx(-19.0, abs=0.5)
        assert peak <= -1.0


def test_gains_are_known_without_the_clips_bytes_and_are_the_same_with_them(story, gains_db, ffmpeg):
    assert sorted(gains_db) == ["a", "b"]
    assert gains_db["b"] - gains_db["a"] == pytest.approx(6, abs=1.2)
    assert encode_segment(story, SOUND, ffmpeg) == encode_segment(story, SOUND, ffmpeg, gains_db=gains_db)


def test_a_voice_of_less_than_a_tenth_of_a_second_is_levelled_by_its_peak(spoken):
    word = spoken(5, seconds=0.08, rms_db=-30)
    facts = inspect(word.clip.data, "wav")
    assert not facts.energies
    (gain,) = voice_gains([("a", facts, 400)], Sound(format="m4a")).values()
    assert 20 * np.log10(facts.peak) + gain == pytest.approx(-2.0, abs=0.1)


def test_windows_read_like_the_running_filter(spoken):
    samples = spoken(3, seconds=6, rate_hz=RATE_HZ).samples
    running = integrated_lufs(k_energies(samples / FULL_SCALE, RATE_HZ))
    assert integrated_lufs(window_energies(samples, RATE_HZ)) == pytest.approx(running, abs=0.03)


@pytest.mark.parametrize("rate_hz", [24_000, 48_000])
def test_a_long_segment_is_measured_piece_by_piece_as_if_in_one(spoken, ffmpeg, ebur128, rate_hz):
    sound = Sound(rate_hz=rate_hz)
    made = encode_segment([Part(spoken(seed, seconds=6).clip, 400) for seed in (1, 2, 3, 4)], sound, ffmpeg)
    pieces = list(codec_of(sound).decode(made.data, ffmpeg))
    assert len(pieces) > 1
    assert all(len(piece) % (rate_hz // 10) == 0 for piece in pieces[:-1])
    assert np.array_equal(np.concatenate(pieces) / FULL_SCALE, decoded(made.data))
    assert (made.loudness.lufs, made.loudness.true_peak_dbtp) == pytest.approx(ebur128(made.data), abs=0.15)


def test_no_join_is_a_larger_step_than_the_speech_around_it(make_wav, ffmpeg):
    # Cut off at full swing, the worst that an engine can do; the decoder sees what a listener does.
    rng = np.random.default_rng(1)
    wobble = np.cumsum(rng.standard_normal(30_000)) / 50_000
    tone = (12_000 * np.cos(2 * np.pi * (220 * np.arange(30_000) / 24_000 + wobble))).astype(np.int16)
    made = encode_segment([Part(Clip(make_wav(tone, 24_000), "wav"), 400)] * 3, SOUND, ffmpeg)
    following = encode_segment([Part(Clip(make_wav(tone, 24_000), "wav"), 400)], SOUND, ffmpeg)
    sound = decoded(made.data + following.data)
    steps = np.abs(np.diff(sound))
    inside = [steps[mark.start_sample + 2_400 : mark.end_sample - 2_400].max() for mark in made.marks]
    joins = [(one.end_sample, two.start_sample) for one, two in pairwise(made.marks)]
    joins += [(made.marks[-1].end_sample, made.frames * 1152 + following.marks[0].start_sample)]
    for end, start in joins:
        assert steps[end - 1_200 : start + 1_200].max() <= 1.05 * min(inside)
