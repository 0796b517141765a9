"""Golden transcripts and chapters, checked by hand against the formats' own texts."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from audiocast.feed import chapters_json, clock, paths, srt, vtt
from audiocast.models import Chapter, Cue

CUES = (
    Cue(0, 1_500, "“党建+物业” <进> 社区 & 楼院", "headline", 0),
    Cue(1_900, 61_007, "第一行\n\n第二行", "body", 1),
    Cue(3_599_999, 36_000_000, "完 --> 毕", "closing", 2),
)


def test_vtt_is_written_to_the_letter():
    assert vtt(CUES) == (
        "WEBVTT\n"
        "\n"
        "00:00:00.000 --> 00:00:01.500\n"
        "“党建+物业” &lt;进&gt; 社区 &amp; 楼院\n"
        "\n"
        "00:00:01.900 --> 00:01:01.007\n"
        "第一行 第二行\n"
        "\n"
        "00:59:59.999 --> 10:00:00.000\n"
        "完 --&gt; 毕\n"
    )


def test_srt_is_written_to_the_letter():
    assert srt(CUES) == (
        "1\n"
        "00:00:00,000 --> 00:00:01,500\n"
        "“党建+物业” <进> 社区 & 楼院\n"
        "\n"
        "2\n"
        "00:00:01,900 --> 00:01:01,007\n"
        "第一行 第二行\n"
        "\n"
        "3\n"
        "00:59:59,999 --> 10:00:00,000\n"
        "完 --> 毕\n"
    )


def test_nothing_to_say_is_still_a_file():
    assert vtt(()) == "WEBVTT\n"
    assert srt(()) == ""


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**6), st.text(st.characters())), max_size=8))
def test_a_vtt_cue_never_holds_a_blank_line(rows):
    written = vtt([Cue(start, start + length, text) for start, length, text in rows])

    header, *blocks = written.rstrip("\n").split("\n\n")
    assert header == "WEBVTT"
    for block in blocks:
        times, text = block.split("\n")
        assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}", times)
        assert text.strip()
        assert "-->" not in text


def test_chapters_are_seconds_and_keep_their_characters():
    written = chapters_json([Chapter(0, 245_500, "一、“要闻”"), Chapter(245_500, 600_007, "二\n续")])

    assert json.loads(written) == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "endTime": 245.5, "title": "一、“要闻”"},
            {"startTime": 245.5, "endTime": 600.007, "title": "二 续"},
        ],
    }
    assert "一、“要闻”".encode() in written


def test_clock_times():
    assert [clock(0), clock(59_999), clock(3_599_999), clock(3_600_000)] == ["00:00", "00:59", "59:59", "1:00:00"]
    assert clock(61_000, hours=True) == "0:01:01"


def test_one_vtt_for_an_episode():
    where = paths("2023-02-10")

    assert (where.vtt, where.srt, where.chapters) == (
        "episodes/2023-02-10.vtt",
        "episodes/2023-02-10.srt",
        "episodes/2023-02-10.chapters.json",
    )
