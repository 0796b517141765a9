"""Golden transcripts and chapters, checked by hand against the formats' own texts."""

import json
import re
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audiocast.feed import chapters_json, clock, one_line, paths, srt, transcript_json, vtt
from audiocast.feed.lines import LINE_CHARS, places, wrap
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


def test_transcript_json_is_written_to_the_letter():
    assert json.loads(transcript_json(CUES)) == {
        "version": "1.0.0",
        "segments": [
            {"startTime": 0, "endTime": 1.5, "body": "“党建+物业” <进> 社区 & 楼院"},
            {"startTime": 1.9, "endTime": 61.007, "body": "第一行 第二行"},
            {"startTime": 3599.999, "endTime": 36000, "body": "完 --> 毕"},
        ],
    }
    assert "“党建+物业”".encode() in transcript_json(CUES)


def test_nothing_to_say_is_still_a_file():
    assert vtt(()) == "WEBVTT\n"
    assert srt(()) == ""
    assert json.loads(transcript_json(())) == {"version": "1.0.0", "segments": []}


def test_a_cue_whose_second_line_is_chosen_has_it_there():
    cue = Cue(0, 1, "全年完成固定资产投资二百二十亿元 新增市场主体三万二千户而去年同期是两万九千户。", second_line=17)

    assert vtt([cue]).splitlines()[3:] == [
        "全年完成固定资产投资二百二十亿元",
        "新增市场主体三万二千户而去年同期是两万九千户。",
    ]
    assert srt([cue]).splitlines()[2:] == vtt([cue]).splitlines()[3:]
    assert json.loads(transcript_json([cue]))["segments"][0]["body"] == cue.text


@pytest.mark.parametrize(
    "lines",
    [
        # A line may have 32 characters.
        ["一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一。"],
        # After the mark that leaves two lines of about the same length.
        ["今年以来，管城回族区坚持高质量发展，", "推动城区治理提速，不断提升群众获得感。"],
        # No mark: the middle.
        ["这一份名为《管城回族区关于进一步加强城市", "精细化管理工作的实施方案》的文件今日公布。"],
        # Not inside a short quotation, whose marks neither end nor begin a line.
        ["记者从管城回族区有关部门了解到今年当地共有四十五个", "“党建+物业”试点小区投入使用并且运行良好。"],
        ['据了解，小区居民普遍反映"党建+物业"模式好，', '"红色管家"服务到位，大家都很满意。'],
        ["全区上半年累计完成固定资产投资额高达", '"党建+物业"试点小区运行良好而且居民满意'],
        # 的 stays with what it follows: 21 and 20 rather than 20 and 21.
        ["会议要求不断增强各级党组织和党内政治生活的", "政治性时代性原则性战斗性建设并形成合力。"],
        # A number keeps its unit, a Latin word its letters.
        ["全区上半年累计完成固定资产投资1220.5亿元", "人民币而去年的同一时期为1100亿元。"],
        ["The quick brown fox jumps ", "over the lazy dog in the park."],
    ],
)
def test_lines_by_hand(lines):
    assert wrap("".join(lines)) == [line.rstrip() for line in lines]


NEVER_FIRST = set("”’」』】）)》〉〕]，。、；：！？,;:!?.…—·%％")
NEVER_LAST = set("“‘「『【（(《〈〔[")
FRAGMENTS = [
    *"管城，。、“”《》（）： ",
    '"',
    "发展",
    "——",
    "……",
    "25个",
    "3.5%",
    "GDP",
    "COVID-19",
    "12:30",
    "iPhone",
]
lines_of_news = st.lists(st.sampled_from(FRAGMENTS), min_size=15, max_size=60).map("".join).map(one_line)


@given(st.one_of(lines_of_news, st.text(st.characters(), max_size=150).map(one_line)))
@example("（" * 40 + "甲" * 40 + "）" * 40)
@example("https://example.org/" + "a" * 80)
@example("0" * 31 + "\xa00")
def test_no_line_is_too_long_and_nothing_is_lost(text):
    lines = wrap(text)

    assert all(len(line) <= LINE_CHARS for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert len(lines) <= 2 or len(text) > LINE_CHARS


@given(lines_of_news)
@example("管管管管管管管管管管管25个COVID-19COVID-1925个管“ 25个COVID-19")
def test_marks_words_and_numbers_hold_together(text):
    """Wherever no run without a single place is longer than a line."""
    allowed = [0, *(offset for offset, cost in places(text) if cost < 60), len(text)]
    kept = all(len(text[start:end].rstrip()) <= LINE_CHARS for start, end in pairwise(allowed))

    for before, after in pairwise(wrap(text) if kept else []):
        assert before[-1] not in NEVER_LAST
        assert after[0] not in NEVER_FIRST
        assert (
            not re.search("[A-Za-z0-9]$", before) or not re.match("[A-Za-z0-9%]", after) or f"{before} {after}" in text
        )
        assert not re.search("25$", before)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**6), st.text(st.characters())), max_size=8))
def test_a_vtt_cue_never_holds_a_blank_line(rows):
    written = vtt([Cue(start, start + length, text) for start, length, text in rows])

    header, *blocks = written.rstrip("\n").split("\n\n")
    assert header == "WEBVTT"
    for block in blocks:
        times, *lines = block.split("\n")
        assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}", times)
        assert lines
        for line in lines:
            assert line.strip()
            assert "-->" not in line


def test_straight_quotes_open_and_close_in_turn():
    assert [offset for offset, _ in places('他说"好"和"不好"。')] == [1, 2, 5, 6, 8]


def ms_of(clock_time):
    hours, minutes, rest = re.split("[:]", clock_time.replace(",", "."))
    seconds, thousandths = rest.split(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)


@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(1, 10**6), lines_of_news), max_size=6))
def test_all_transcripts_tell_the_same_text_and_times(rows):
    cues = [Cue(start, start + length, text) for start, length, text in rows if text]

    def read(written):
        blocks = re.findall(r"(\S+) --> (\S+)\n((?:.+\n)+)", written)
        return [(ms_of(start), ms_of(end), unescape(lines).split()) for start, end, lines in blocks]

    segments = json.loads(transcript_json(cues))["segments"]
    assert read(vtt(cues)) == read(srt(cues))
    assert [(start, end, "".join(words)) for start, end, words in read(vtt(cues))] == [
        (cue.start_ms, cue.end_ms, cue.text.replace(" ", "")) for cue in cues
    ]
    assert [(round(one["startTime"] * 1000), round(one["endTime"] * 1000), one["body"]) for one in segments] == [
        (cue.start_ms, cue.end_ms, cue.text) for cue in cues
    ]


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


def test_a_chapter_names_its_picture_and_its_page_where_it_has_one():
    chapters = [
        Chapter(0, 1_000, "一", image="https://example.org/1.jpg", url="https://example.org/1"),
        Chapter(1_000, 2_000, "二", url="https://example.org/2"),
    ]

    assert json.loads(chapters_json(chapters))["chapters"] == [
        {
            "startTime": 0,
            "endTime": 1,
            "title": "一",
            "img": "https://example.org/1.jpg",
            "url": "https://example.org/1",
        },
        {"startTime": 1, "endTime": 2, "title": "二", "url": "https://example.org/2"},
    ]


def test_the_page_of_a_chapter_shows_no_password_and_runs_no_script():
    addresses = ("https://me:secret@example.org/1", "javascript:alert(1)")
    chapters = [Chapter(0, 1_000, "一", url=address) for address in addresses]

    found = json.loads(chapters_json(chapters))["chapters"]
    assert [one.get("url") for one in found] == ["https://example.org/1", None]


def test_clock_times():
    assert [clock(0), clock(59_999), clock(3_599_999), clock(3_600_000)] == ["00:00", "00:59", "59:59", "1:00:00"]
    assert clock(61_000, hours=True) == "0:01:01"


def test_one_vtt_for_an_episode():
    where = paths("2023-02-10")

    assert (where.vtt, where.srt, where.chapters, where.transcript) == (
        "episodes/2023-02-10.vtt",
        "episodes/2023-02-10.srt",
        "episodes/2023-02-10.chapters.json",
        "episodes/2023-02-10.transcript.json",
    )
