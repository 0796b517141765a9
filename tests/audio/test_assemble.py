from __future__ import annotations

import hashlib
import io
from itertools import pairwise
from pathlib import Path

import miniaudio
import mutagen.id3
import mutagen.mp3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from audiocast.audio.assemble import Tags, assemble
from audiocast.audio.mp3 import read_info_frames
from audiocast.audio.stitch import Part, Sound, encode_segment, samples_to_ms, timeline
from audiocast.errors import EncodeError, StorageError
from audiocast.models import Chapter

RATE_HZ = 48_000
HEARD = 0.01
TAGS = Tags(
    title="管城新闻：铸\\牢 = ; # “意识”",
    artist="管城新闻编辑部",
    album="管城新闻\n第二行",
    date="2023-02-10",
    track=20230210,
    aigc_json='{"Label":"1","ContentProducer":"a=b;c#d\\\\e"}',
    language="zh-cn",
)


@pytest.fixture(scope="module")
def segments(spoken, ffmpeg):
    """An opening, two stories and a closing."""
    plans = [([1], 800), ([2, 3, 4], 1500), ([5, 6], 1500), ([7], 800)]
    return [
        encode_segment(
            [Part(spoken(seed, seconds=1.7).clip, 400 if seed != seeds[-1] else last) for seed in seeds],
            Sound(),
            ffmpeg,
        )
        for seeds, last in plans
    ]


@pytest.fixture(scope="module")
def chapters(segments):
    bounds = [samples_to_ms(at) for at in timeline(segments, Sound())]
    return [Chapter(start, end, f"第{place}条；=#\\。") for place, (start, end) in enumerate(pairwise(bounds), 1)]


@pytest.fixture(scope="module")
def cover():
    buffer = io.BytesIO()
    Image.new("RGB", (1400, 1400), (20, 90, 150)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def write(segments, chapters, cover, ffmpeg):
    def make(out: Path, **changes: object) -> Path:
        given = {"tags": TAGS, "chapters": chapters, "cover_jpeg": cover, "ffmpeg": ffmpeg} | changes
        assemble(given.pop("segments", [one.data for one in segments]), out, **given)  # type: ignore[arg-type]
        return out

    return make


def test_the_files_frames_are_the_segments_frames(write, segments, tmp_path):
    data = write(tmp_path / "out.mp3").read_bytes()
    assert data.endswith(b"".join(one.data for one in segments))
    assert read_info_frames(tmp_path / "out.mp3") == sum(one.frames for one in segments)
    assert data.count(b"ID3") == 1
    assert b"Lavf" not in data[-200_000:].replace(b"Lavf" + bytes(4), b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.mp3"]


def test_tags_chapters_and_cover_are_read_back(write, chapters, cover, tmp_path):
    tags = mutagen.id3.ID3(write(tmp_path / "out.mp3"), translate=False)
    assert tags.version == (2, 3, 0)
    text = {name: tags[name].text[0] for name in ("TIT2", "TPE1", "TALB", "TRCK", "TLAN", "TYER", "TDAT", "TXXX:AIGC")}
    assert text == {
        "TIT2": TAGS.title,
        "TPE1": TAGS.artist,
        "TALB": TAGS.album,
        "TRCK": "20230210",
        "TLAN": "zho",
        "TYER": "2023",
        "TDAT": "1002",  # ID3v2.3: DDMM
        "TXXX:AIGC": TAGS.aigc_json,
    }
    assert "TSSE" not in tags
    (picture,) = tags.getall("APIC")
    assert (picture.type, picture.mime, picture.data) == (3, "image/jpeg", cover)
    (contents,) = tags.getall("CTOC")
    assert contents.flags == 3
    read = [tags[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [(one.start_time, one.end_time, one.sub_frames["TIT2"].text[0]) for one in read] == [
        (chapter.start_ms, chapter.end_ms, chapter.title) for chapter in chapters
    ]


@settings(max_examples=25, deadline=None)
@given(
    title=st.text(st.sampled_from("=;#\\\n'\"[] a管“、"), min_size=1)
    | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)
)
def test_any_title_is_read_back(segments, ffmpeg, tmp_path_factory, title):
    out = tmp_path_factory.mktemp("title") / "out.mp3"
    chapter = Chapter(0, 1000, title)
    assemble([segments[0].data], out, tags=Tags(title), chapters=[chapter], cover_jpeg=None, ffmpeg=ffmpeg)
    tags = mutagen.id3.ID3(out)
    expected = f"{title[:-1]}＼" if title.endswith("\\") else title
    assert tags["TIT2"].text == [expected]
    assert tags["CHAP:ch0"].sub_frames["TIT2"].text == [expected]


def test_durations_agree(write, segments, ffmpeg_decode, tmp_path):
    path = write(tmp_path / "out.mp3")
    data = path.read_bytes()
    counted = timeline(segments, Sound())[-1] / RATE_HZ
    info = mutagen.mp3.MP3(path).info
    assert info.length == pytest.approx(counted, abs=0.001)
    assert not info.sketchy
    assert (info.bitrate, info.sample_rate, info.channels) == (64_000, RATE_HZ, 1)
    assert miniaudio.mp3_read_s16(data).num_frames / RATE_HZ == pytest.approx(counted, abs=0.06)
    assert len(ffmpeg_decode(data)) / RATE_HZ == pytest.approx(counted, abs=0.06)


def test_cues_land_on_the_sound_in_two_decoders(write, segments, ffmpeg_decode, tmp_path):
    data = write(tmp_path / "out.mp3").read_bytes()
    decoders = [np.asarray(miniaudio.mp3_read_s16(data).samples, np.int16) / 32768, ffmpeg_decode(data)]
    for sound in decoders:
        for offset, segment in zip(timeline(segments, Sound()), segments, strict=False):
            for mark in segment.marks:
                start, end = offset + mark.start_sample, offset + mark.end_sample
                first = max(0, start - 5000)
                heard = first + np.flatnonzero(np.abs(sound[first : end + 5000]) > HEARD)
                assert abs(heard[0] - start) <= 0.015 * RATE_HZ
                assert abs(heard[-1] - end) <= 0.015 * RATE_HZ


def test_the_file_is_as_loud_as_its_segments(write, ebur128, tmp_path):
    loudness, peak = ebur128(write(tmp_path / "out.mp3").read_bytes())
    assert loudness == pytest.approx(-19.0, abs=0.5)
    assert peak <= -1.0


def test_two_folders_one_digest(write, segments, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "a much longer name 管城").mkdir()
    files = []
    for number, segment in enumerate(segments):
        files.append(tmp_path / f"{number}.seg")
        files[-1].write_bytes(segment.data)
    made = [
        write(tmp_path / "one" / "a.mp3"),
        write(tmp_path / "a much longer name 管城" / "b.mp3", segments=iter(files)),
    ]
    assert len({hashlib.sha256(path.read_bytes()).digest() for path in made}) == 1


def test_without_cover_chapters_or_optional_tags(write, tmp_path):
    path = write(tmp_path / "out.mp3", cover_jpeg=None, chapters=[], tags=Tags(title="题"))
    assert sorted(mutagen.id3.ID3(path, translate=False).keys()) == ["TIT2"]


def test_255_chapters_are_written_and_256_refused(write, tmp_path):
    many = [Chapter(number * 10, number * 10 + 10, f"章{number}") for number in range(256)]
    tags = mutagen.id3.ID3(write(tmp_path / "out.mp3", chapters=many[:255]))
    assert len(tags.getall("CTOC")[0].child_element_ids) == len(tags.getall("CHAP")) == 255
    with pytest.raises(EncodeError, match=r"refused\.mp3 would have 256 chapters"):
        write(tmp_path / "refused.mp3", chapters=many)
    assert not (tmp_path / "refused.mp3").exists()


def failing(tmp_path, script):
    program = tmp_path / "not-ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("cat >/dev/null; echo 'first' >&2; echo 'No space left on device' >&2; exit 1", "No space left on device"),
        ("exit 3", "status 3"),
    ],
)
def test_a_failure_leaves_the_old_file_and_no_litter(write, segments, tmp_path, script, words):
    out = tmp_path / "media" / "out.mp3"
    out.parent.mkdir()
    out.write_bytes(b"the old episode")
    many = [one.data for one in segments] * 10
    with pytest.raises(EncodeError, match=words):
        write(out, segments=many, ffmpeg=failing(tmp_path, script))
    assert out.read_bytes() == b"the old episode"
    assert list(out.parent.iterdir()) == [out]


def test_a_lost_frame_is_noticed(write, ffmpeg, tmp_path):
    # It eats what it is given before the real one sees it.
    thief = failing(tmp_path, f'head -c 20000 | "{ffmpeg}" "$@"; cat >/dev/null')
    with pytest.raises(EncodeError, match=r"out.mp3 says it has \d+ frames and was given \d+"):
        write(tmp_path / "out.mp3", ffmpeg=thief)
    assert not (tmp_path / "out.mp3").exists()


def test_what_is_not_a_segment_is_refused(write, segments, tmp_path):
    for bad in (b"", b"RIFF....WAVE", segments[0].data[:-1], segments[0].data[:192] + bytes(192)):
        with pytest.raises(EncodeError):
            write(tmp_path / "out.mp3", segments=[segments[0].data, bad])
    with pytest.raises(StorageError, match=r"cannot read the segment .*gone\.seg"):
        write(tmp_path / "out.mp3", segments=[tmp_path / "gone.seg"])
    with pytest.raises(StorageError, match="cannot write"):
        write(tmp_path / "no" / "such" / "folder.mp3")
    assert list(tmp_path.iterdir()) == []
