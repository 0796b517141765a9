"""Every shape a show may ask for is clean, as long as it says, level, and in time: mono, two channels, small, M4A."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import mutagen
import mutagen.mp4
import numpy as np
import pytest
from PIL import Image

from audiocast.audio.aac import count_frames, read_sample_count
from audiocast.audio.assemble import Tags, assemble
from audiocast.audio.codec import codec_of
from audiocast.audio.loudness import TWO_SPEAKERS_LU
from audiocast.audio.sound import SMALL, Part, Sound
from audiocast.audio.stitch import encode_segment, samples_to_ms, timeline
from audiocast.errors import EncodeError
from audiocast.models import Chapter

SHAPES = {
    "mono": Sound(),
    "two channels": Sound(channels=2),
    "small": SMALL,
    "m4a": Sound(format="m4a"),
    "m4a two channels": Sound(format="m4a", channels=2),
    "m4a small": Sound(format="m4a", rate_hz=24_000, bitrate_kbps=48),
}
LABEL = '{"Label":"1","ContentProducer":"a=b;c#d\\\\e"}'
HEARD = 0.02
"""Amplitude that the levelled voice passes within a millisecond of its start, and a codec's echo does not reach."""


@pytest.fixture(scope="module", params=SHAPES)
def sound(request) -> Sound:
    return SHAPES[request.param]


@pytest.fixture(scope="module")
def segments(sound, spoken, ffmpeg):
    plans = [([1], 800), ([2, 3, 4], 1500), ([5, 6], 800)]
    return [
        encode_segment(
            [Part(spoken(seed, seconds=1.7).clip, 400 if seed != seeds[-1] else last) for seed in seeds],
            sound,
            ffmpeg,
        )
        for seeds, last in plans
    ]


@pytest.fixture(scope="module")
def cover() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1400, 1400), (20, 90, 150)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def write(sound, segments, cover, ffmpeg) -> Callable[[Path], Path]:
    bounds = [samples_to_ms(at, sound.rate_hz) for at in timeline(segments, sound)]
    chapters = [Chapter(*span, f"第{place}条；=#\\。") for place, span in enumerate(pairwise(bounds), 1)]
    tags = Tags("管城新闻：题", "编辑部", "管城新闻", "2023-02-10", 20230210, LABEL, "zh-cn")

    def make(out: Path) -> Path:
        data = [one.data for one in segments]
        assemble(data, out, tags=tags, chapters=chapters, cover_jpeg=cover, ffmpeg=ffmpeg, sound=sound)
        return out

    return make


@pytest.fixture(scope="module")
def file(write, sound, tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("made") / f"out.{sound.format}")


@pytest.fixture(scope="module")
def heard(file, ffmpeg) -> np.ndarray:
    """The finished file decoded, one column a channel; any complaint of the decoder's is a failure."""
    command = f"-v error -xerror -i {file} -map 0:a -f f32le -"
    made = subprocess.run([ffmpeg, *command.split()], capture_output=True, check=True)
    assert made.stderr == b""
    return np.frombuffer(made.stdout, "<f4").reshape(-1, mutagen.File(file).info.channels)


def test_channels_are_one_and_the_same(heard, sound):
    assert heard.shape[1] == sound.channels
    assert np.array_equal(heard[:, 0], heard[:, -1])


def test_durations_agree(file, heard, segments, sound):
    counted = timeline(segments, sound)[-1] / sound.rate_hz
    info = mutagen.File(file).info
    assert info.length == pytest.approx(counted, abs=0.06)
    assert len(heard) / sound.rate_hz == pytest.approx(counted, abs=0.06)
    assert (info.sample_rate, info.channels) == (sound.rate_hz, sound.channels)


def test_every_frame_is_in_the_file(file, segments, sound):
    codec = codec_of(sound)
    assert [codec.count_frames(one.data) for one in segments] == [one.frames for one in segments]
    assert codec.read_frames(file) == sum(one.frames for one in segments)


def test_marks_lie_on_the_sound_of_the_finished_file(heard, segments, sound):
    margin = sound.rate_hz // 10
    for offset, segment in zip(timeline(segments, sound), segments, strict=False):
        for mark in segment.marks:
            start, end = offset + mark.start_sample, offset + mark.end_sample
            first = max(0, start - margin)
            loud = first + np.flatnonzero(np.abs(heard[first : end + margin, 0]) > HEARD)
            # Decoders that heed an Info header drop 529 samples in front: 11 ms at 48 kHz, 22 at 24.
            assert abs(loud[0] - start) <= 0.030 * sound.rate_hz
            assert abs(loud[-1] - end) <= 0.030 * sound.rate_hz


def test_pauses_are_met_within_and_between_segments(heard, segments, sound):
    marks = [
        (offset + mark.start_sample, offset + mark.end_sample, last)
        for offset, segment in zip(timeline(segments, sound), segments, strict=False)
        for mark, last in zip(segment.marks, [*[False] * (len(segment.marks) - 1), True], strict=True)
    ]
    pauses = iter([800, 400, 400, 1500, 400])
    frame_ms = 1000 * codec_of(sound).frame_samples(sound.rate_hz) / sound.rate_hz
    for (_, end, crosses), (start, _, _) in pairwise(marks):
        # A segment ends with a whole frame, so a pause between two is met to the nearest one.
        allowed = frame_ms / 2 + 1 if crosses else 1
        assert 1000 * (start - end) / sound.rate_hz == pytest.approx(next(pauses), abs=allowed)
        middle = heard[end + sound.rate_hz // 10 : start - sound.rate_hz // 20, 0]
        assert np.abs(middle).max() < HEARD / 20


def test_nothing_is_heard_where_segments_meet(heard, segments, sound):
    for seam in timeline(segments, sound)[1:-1]:
        around = heard[seam - sound.rate_hz // 20 : seam + sound.rate_hz // 100, 0]
        assert np.abs(around).max() < HEARD / 20


def test_it_is_level_on_every_meter(file, segments, sound, ebur128):
    loudness, peak = ebur128(file.read_bytes())
    expected = -19.0 if sound.channels == 1 else -19.0 + TWO_SPEAKERS_LU
    assert loudness == pytest.approx(expected, abs=0.5)
    assert peak <= -1.0
    for one in segments:
        assert one.loudness.lufs == pytest.approx(ebur128(one.data)[0] - (expected + 19.0), abs=0.3)


def test_two_folders_one_digest(write, file, sound, tmp_path):
    (tmp_path / "a much longer name 管城").mkdir()
    again = write(tmp_path / "a much longer name 管城" / f"b.{sound.format}")
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(file.read_bytes()).digest()


def test_another_process_makes_the_same_segment(spoken, ffmpeg, sound, tmp_path):
    (tmp_path / "clip.wav").write_bytes(spoken(1).clip.data)
    code = (
        "import sys; from pathlib import Path; from audiocast.models import Clip;"
        "from audiocast.audio.stitch import Part, Sound, encode_segment;"
        "clip = Clip(Path('clip.wav').read_bytes(), 'wav');"
        f"sys.stdout.buffer.write(encode_segment([Part(clip, 400)] * 2, {sound!r}, Path({str(ffmpeg)!r})).data)"
    )
    made = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, check=True)
    assert made.stdout == encode_segment([Part(spoken(1).clip, 400)] * 2, sound, ffmpeg).data


@pytest.mark.parametrize("sound", ["m4a", "m4a small"], indirect=True)
def test_an_m4a_has_its_tags_chapters_cover_and_label(file, sound, cover, segments):
    tags = mutagen.mp4.MP4(file)
    text = {name: tags[f"\xa9{name}"] for name in ("nam", "ART", "alb", "day")}
    assert text == {"nam": ["管城新闻：题"], "ART": ["编辑部"], "alb": ["管城新闻"], "day": ["2023-02-10"]}
    assert "trkn" not in tags, "its 16 bits cannot hold a date"
    assert tags["\xa9cmt"] == [f'{{"AIGC":{LABEL}}}']
    assert "\xa9too" not in tags
    assert [bytes(one) for one in tags["covr"]] == [cover]
    starts = [samples_to_ms(at, sound.rate_hz) / 1000 for at in timeline(segments, sound)[:-1]]
    assert [one.start for one in tags.chapters] == pytest.approx(starts, abs=0.001)
    assert [one.title for one in tags.chapters] == [f"第{place}条；=#\\。" for place in (1, 2, 3)]
    data = file.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"Lavf" not in data


def test_a_long_m4a_chapter_title_ends_with_a_whole_character(spoken, ffmpeg, tmp_path):
    sound = SHAPES["m4a"]
    made = encode_segment([Part(spoken(1).clip, 400)], sound, ffmpeg)
    out = tmp_path / "out.m4a"
    chapters = [Chapter(0, 1000, "a" + "长" * 100)]
    assemble([made.data], out, tags=Tags("题"), chapters=chapters, cover_jpeg=None, ffmpeg=ffmpeg, sound=sound)
    assert [one.title for one in mutagen.mp4.MP4(out).chapters] == ["a" + "长" * 84]


def test_what_is_no_aac_is_refused(spoken, ffmpeg, tmp_path):
    made = encode_segment([Part(spoken(1).clip, 400)], SHAPES["m4a"], ffmpeg).data
    other = encode_segment([Part(spoken(1).clip, 400)], SHAPES["m4a small"], ffmpeg).data
    for bad in (b"", made[:-1], made[:5], made + other, made[1:], b"RIFF....WAVE"):
        with pytest.raises(EncodeError, match="AAC"):
            count_frames(bad)
    (tmp_path / "no.m4a").write_bytes(b"\0\0\0\x10ftypM4A \0\0\0\0\0\0\0\x08mdat")
    with pytest.raises(EncodeError, match=re.escape("no.m4a has no index")):
        read_sample_count(tmp_path / "no.m4a")
