from __future__ import annotations

import io
import sys
import wave
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import miniaudio
import numpy as np
import pytest

from audiocast.audio import segment
from audiocast.audio.inspect import inspect
from audiocast.audio.loudness import TWO_SPEAKERS_LU, integrated_lufs, k_energies
from audiocast.audio.mp3 import count_frames
from audiocast.audio.peak import true_peak
from audiocast.audio.stitch import (
    Part,
    Sound,
    encode_segment,
    samples_to_ms,
    segment_key,
    timeline,
    wav_bytes,
)
from audiocast.errors import ClipError, EncodeError
from audiocast.models import Clip

RATE_HZ = 48_000
SOUND = Sound()
HEARD = 0.01
"""Amplitude that the levelled voice passes within a millisecond of its start, and codec noise does not reach."""

started: list[str] = []
"""Every program this test process starts; the hook can't be taken off again, so each test looks at the end only."""


def note_program(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen":
        started.append(Path(str(arguments[0])).name)


sys.addaudithook(note_program)


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(miniaudio.mp3_read_s16(data).samples, np.int16) / np.float32(32768)


def heard_bounds(sound: np.ndarray, start: int, end: int, margin: int = 3_000) -> tuple[int, int]:
    """Where sound is first and last heard around a mark."""
    first = max(0, start - margin)
    loud = np.flatnonzero(np.abs(sound[first : end + margin]) > HEARD)
    return first + int(loud[0]), first + int(loud[-1]) + 1


@pytest.fixture(scope="module")
def parts(spoken):
    """Six clips of different length, edges and level, by one engine."""
    shapes = [
        (1, 180, 820, 400),
        (2, 0, 60, 150),
        (3, 40, 0, 800),
        (4, 500, 1200, 700),
        (5, 0, 0, 400),
        (6, 20, 60, 1500),
    ]
    return [
        Part(spoken(seed, head_ms=head, tail_ms=tail, seconds=0.8 + seed / 3, rms_db=-27 + seed).clip, pause)
        for seed, head, tail, pause in shapes
    ]


@pytest.fixture(scope="module")
def encoded(parts, ffmpeg):
    return encode_segment(parts, SOUND, ffmpeg)


def test_frames_are_counted_and_marks_lie_on_the_sound(parts, encoded):
    sound = decoded(encoded.data)
    assert count_frames(encoded.data) == encoded.frames
    assert len(encoded.data) == encoded.frames * 192
    assert len(sound) == encoded.frames * 1152
    assert len(encoded.marks) == len(parts)
    for mark in encoded.marks:
        start, end = heard_bounds(sound, mark.start_sample, mark.end_sample)
        assert abs(start - mark.start_sample) <= 0.008 * RATE_HZ
        assert abs(end - mark.end_sample) <= 0.008 * RATE_HZ


def test_silence_between_sentences_is_the_pause_whatever_edges_the_engine_left(parts, encoded):
    sound = decoded(encoded.data)
    bounds = [heard_bounds(sound, mark.start_sample, mark.end_sample) for mark in encoded.marks]
    for part, (_, end), (start, _) in zip(parts, bounds, bounds[1:], strict=False):
        assert (start - end) / RATE_HZ * 1000 == pytest.approx(part.pause_after_ms, abs=10)


def test_the_last_pause_reaches_into_the_next_segment(parts, encoded, ffmpeg):
    following = encode_segment(parts[:2], SOUND, ffmpeg)
    offset = timeline([encoded, following], SOUND)[1]
    silence = offset + following.marks[0].start_sample - encoded.marks[-1].end_sample
    # A segment ends with a whole frame of 24 ms, so the pause is met to the nearest one.
    assert silence / RATE_HZ * 1000 == pytest.approx(1500, abs=12.1)


def test_mp3_clips_are_stitched_like_wav_clips(spoken, as_mp3, ffmpeg):
    clips = [spoken(seed) for seed in (1, 2, 3)]
    made = encode_segment([Part(as_mp3(clip), 400) for clip in clips], SOUND, ffmpeg)
    sound = decoded(made.data)
    bounds = [heard_bounds(sound, mark.start_sample, mark.end_sample) for mark in made.marks]
    for (_, end), (start, _) in pairwise(bounds):
        assert (start - end) / RATE_HZ * 1000 == pytest.approx(400, abs=15)


def test_wav_is_exact_to_the_sample(spoken):
    # Speech bounds on the trimmer's 5 ms grid, so that the expected length is known to the sample.
    one, two = (spoken(seed, head_ms=100, tail_ms=300, seconds=1.5) for seed in (1, 2))
    facts = [inspect(each.clip.data, "wav") for each in (one, two)]
    speech = sum(fact.speech_end - fact.speech_start for fact in facts)
    with wave.open(io.BytesIO(wav_bytes([Part(one.clip, 400), Part(two.clip, 1500)], SOUND))) as reader:
        assert (reader.getframerate(), reader.getnchannels(), reader.getsampwidth()) == (24_000, 1, 2)
        assert reader.getnframes() == 24 * 20 + speech + 24 * 400 + 24 * 60
        samples = np.frombuffer(reader.readframes(reader.getnframes()), "<i2") / np.float32(32768)
    assert integrated_lufs(k_energies(samples, 24_000)) == pytest.approx(-19.0, abs=0.1)
    gap = 24 * 20 + (facts[0].speech_end - facts[0].speech_start) + 24 * 60
    assert not samples[gap : gap + 24 * 320].any()
    assert samples[gap - 20 : gap].any()


def test_no_join_clicks_even_when_a_clip_is_cut_off_at_full_swing(make_wav):
    tone = (12_000 * np.cos(2 * np.pi * 220 * np.arange(24_000) / 24_000)).astype(np.int16)
    clip = Clip(make_wav(tone, 24_000), "wav")
    with wave.open(io.BytesIO(wav_bytes([Part(clip, 100)] * 4, SOUND))) as reader:
        samples = np.frombuffer(reader.readframes(reader.getnframes()), "<i2").astype(int)
    steps = np.abs(np.diff(samples))
    inside = steps[5_000:20_000].max()
    assert steps.max() <= 1.1 * inside
    assert samples[-1] == 0 == samples[0]


@pytest.mark.parametrize("rms_db", [-38, -24, -12])
def test_loudness_and_true_peak_of_the_decoded_sound(spoken, ffmpeg, ebur128, rms_db):
    parts = [Part(spoken(seed, seconds=3, rms_db=rms_db).clip, 400) for seed in (1, 2, 3)]
    data = encode_segment(parts, SOUND, ffmpeg).data
    sound = decoded(data)
    assert integrated_lufs(k_energies(sound, RATE_HZ)) == pytest.approx(-19.0, abs=0.3)
    loudness, peak = ebur128(data)
    assert loudness == pytest.approx(-19.0, abs=0.3)
    assert loudness + TWO_SPEAKERS_LU == pytest.approx(-16.0, abs=0.3)
    assert peak <= -1.0


def test_hiss_that_the_codec_raises_still_keeps_under_the_true_peak(make_wav, ffmpeg, ebur128):
    rng = np.random.default_rng(3)
    bursts = rng.standard_normal(72_000) * np.repeat(rng.random(72) ** 6, 1000)
    clip = Clip(make_wav((bursts / np.abs(bursts).max() * 30_000).astype(np.int16), 24_000), "wav")
    data = encode_segment([Part(clip, 400)] * 3, SOUND, ffmpeg).data
    assert ebur128(data)[1] <= -1.0
    assert true_peak(decoded(data), RATE_HZ) <= 10 ** (-1 / 20)


@pytest.mark.parametrize("seconds", [0.3, 2.0])
def test_a_short_opening_is_as_loud_as_a_story(spoken, ffmpeg, seconds):
    opening = encode_segment([Part(spoken(7, seconds=seconds, rms_db=-33).clip, 800)], SOUND, ffmpeg)
    speech = decoded(opening.data)[opening.marks[0].start_sample : opening.marks[0].end_sample]
    story = encode_segment([Part(spoken(seed, seconds=4).clip, 400) for seed in (1, 2)], SOUND, ffmpeg)
    told = decoded(story.data)[story.marks[0].start_sample : story.marks[0].end_sample]
    difference = 10 * np.log10(k_energies(speech, RATE_HZ).mean() / k_energies(told, RATE_HZ).mean())
    assert abs(difference) <= 1.5


def test_segments_join_without_a_trace(parts, encoded, ffmpeg):
    other = encode_segment(parts[3:], SOUND, ffmpeg)
    joined = decoded(encoded.data + other.data)
    alone = np.concatenate([decoded(encoded.data), decoded(other.data)])
    assert np.array_equal(joined, alone)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 44_100, 48_000])
def test_every_engine_rate_comes_out_at_48_khz_in_time(spoken, ffmpeg, rate_hz):
    clips = [spoken(seed, rate_hz=rate_hz, seconds=1.0) for seed in (1, 2)]
    made = encode_segment([Part(clip.clip, 400) for clip in clips], SOUND, ffmpeg)
    sound = decoded(made.data)
    for mark in made.marks:
        start, end = heard_bounds(sound, mark.start_sample, mark.end_sample)
        assert abs(start - mark.start_sample) <= 0.008 * RATE_HZ
        assert abs(end - mark.end_sample) <= 0.008 * RATE_HZ


def test_24_khz_output_is_counted_in_its_own_frames(spoken, ffmpeg):
    small = Sound(rate_hz=24_000)
    made = encode_segment([Part(spoken(1).clip, 400)], small, ffmpeg)
    sound = decoded(made.data)
    assert len(sound) == made.frames * 576
    assert timeline([made], small) == (0, made.frames * 576)
    start, _ = heard_bounds(sound, made.marks[0].start_sample, made.marks[0].end_sample)
    assert abs(start - made.marks[0].start_sample) <= 0.008 * 24_000


def test_same_clips_same_bytes_whether_inspected_or_not(parts, encoded, ffmpeg):
    inspected = [
        Part(replace(part.clip, facts=inspect(part.clip.data, part.clip.format)), part.pause_after_ms) for part in parts
    ]
    assert encode_segment(inspected, SOUND, ffmpeg) == encoded


def test_one_program_a_segment_and_none_a_clip(spoken, as_mp3, ffmpeg):
    clips = [spoken(1).clip, spoken(2).clip] * 5
    mp3s = [as_mp3(spoken(seed)) for seed in (1, 2)] * 5
    before = len(started)
    encode_segment([Part(clip, 400) for clip in clips], SOUND, ffmpeg)
    encode_segment([Part(clip, 400) for clip in mp3s], SOUND, ffmpeg)
    wav_bytes([Part(clip, 400) for clip in mp3s], SOUND)
    assert started[before:] == [ffmpeg.name] * 2


def test_no_parts_are_refused(ffmpeg):
    with pytest.raises(EncodeError, match="without clips"):
        encode_segment([], SOUND, ffmpeg)
    with pytest.raises(EncodeError, match="without clips"):
        wav_bytes([], SOUND)


def test_sound_of_different_kinds_is_not_joined():
    plain = segment.wrap(np.zeros(100, np.int16), 24_000)
    others = [plain.set_channels(2), plain.set_sample_width(1), segment.wrap(np.zeros(100, np.int16), 22_050)]
    assert segment.join([plain, plain]).frame_count() == 200
    for other in others:
        with pytest.raises(EncodeError, match="clips of different kinds in one segment"):
            segment.join([plain, other])


def test_a_bad_clip_is_named_by_its_place(spoken, as_mp3, make_wav, ffmpeg):
    one, mp3 = spoken(1), as_mp3(spoken(2))
    lying = bytearray(one.clip.data)
    lying[40:44] = (len(one.samples) * 4).to_bytes(4, "little")
    measured = inspect(mp3.data, "mp3")
    bad = {
        "is a clip of no bytes": Clip(b"", "wav"),
        "is a wav clip without samples": Clip(make_wav(one.samples[:0], 24_000), "wav"),
        "is a WAV clip that does not decode": Clip(b"RIFF and no more", "wav"),
        "is a WAV clip whose header promises": Clip(bytes(lying), "wav"),
        "is a clip with 2 channels": Clip(make_wav(one.samples.repeat(2), 24_000, channels=2), "wav"),
        "is a clip at 96000 Hz": Clip(make_wav(one.samples, 96_000), "wav"),
        "is at 22050 Hz, and those before it are at 24000 Hz: use one engine": spoken(2, rate_hz=22_050).clip,
        "is a silent clip": Clip(make_wav(one.samples * 0, 24_000), "wav"),
        "is an MP3 clip that is cut off inside a frame": replace(mp3, data=mp3.data[:-50]),
        "is a clip of .* samples at 24000 Hz that had": replace(mp3, data=mp3.data[: 144 * 20], facts=measured),
    }
    for words, clip in bad.items():
        with pytest.raises(ClipError, match=f"^clip 2 of a segment {words}") as caught:
            encode_segment([Part(one.clip, 400), Part(clip, 400)], SOUND, ffmpeg)
        assert "\n" not in str(caught.value)


def test_an_mp3_clip_with_tags_around_it_is_whole(spoken, as_mp3, ffmpeg):
    plain = as_mp3(spoken(2))
    tag = b"ID3\x03\x00\x00\x00\x00\x01\x00" + bytes(128)
    for data in (tag + plain.data, plain.data + b"TAG" + bytes(125)):
        tagged = encode_segment([Part(replace(plain, data=data), 400)], SOUND, ffmpeg)
        assert tagged == encode_segment([Part(plain, 400)], SOUND, ffmpeg)


def test_a_bitrate_without_whole_frames_is_refused(spoken, ffmpeg):
    with pytest.raises(EncodeError, match=r"an MP3 segment .* encode at 48 or 24 kHz"):
        encode_segment([Part(spoken(1).clip, 400)], Sound(rate_hz=44_100), ffmpeg)


def test_the_key_changes_with_what_changes_the_bytes_and_with_nothing_else():
    clips, gains = [("aa", 400, "one"), ("bb", 800, "two")], {"one": 2.5, "two": -1.0}
    key = segment_key(clips, gains, SOUND, "9.0", "wave")
    assert segment_key(clips, gains | {"a voice of other takes": 3.0}, SOUND, "9.0", "wave") == key
    others = [
        segment_key(clips[::-1], gains, SOUND, "9.0", "wave"),
        segment_key([("aa", 401, "one"), clips[1]], gains, SOUND, "9.0", "wave"),
        segment_key([("ab", 400, "one"), clips[1]], gains, SOUND, "9.0", "wave"),
        segment_key([("aa", 400, "two"), clips[1]], gains, SOUND, "9.0", "wave"),
        segment_key(clips, gains | {"two": -1.1}, SOUND, "9.0", "wave"),
        segment_key(clips, gains, SOUND, "9.1", "wave"),
        segment_key(clips, gains, SOUND, "9.0", "miniaudio 1.71"),
        *(segment_key(clips, gains, replace(SOUND, **{field.name: 7}), "9.0", "wave") for field in fields(Sound)),
    ]
    assert len({key, *others}) == len(others) + 1


def test_times_are_rounded_once_from_samples(encoded):
    assert samples_to_ms(0) == 0
    assert samples_to_ms(23) == 0
    assert samples_to_ms(24) == 1
    assert samples_to_ms(10_000 * 1152) == 240_000
    assert timeline([encoded] * 3, SOUND) == tuple(index * encoded.frames * 1152 for index in range(4))
