"""Cues by hand, and what holds for any news: nothing lost, nothing too long, in order, at the moments of the speech."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from audiocast import feed, text
from audiocast.catalog import Catalog
from audiocast.cueing import cues
from audiocast.models import Cue, Script, Segment, Sentence
from audiocast.plan import Cast, Manner, Passage, plan
from tests.news_strategies import news, thorough
from tests.shows import cue_texts, cue_times, make_show, run_build

LONG = (
    "2023年全区完成固定资产投资220亿元，比上年增加20亿元，"
    "其中城市更新项目四十五个，投资一百二十亿元，占全部投资的一半以上。"
)


def sentence(written: str, lexicon: text.Lexicon | None = None) -> Sentence:
    return Sentence(written, tuple(text.read(written, lexicon or text.Lexicon())), "body", "story", 400)


def planned(sentences: Sequence[Sentence], max_chars: int = 400) -> Passage:
    script = Script((Segment("story", "题目", tuple(sentences)),))
    (passage,) = plan(script, ["a"], Manner("text", max_chars, "f"), Cast(("a",), quotation="b"))
    return passage


def shown(cue: Cue) -> list[str]:
    """The cue's lines, as a player gets them."""
    return feed.srt([cue]).splitlines()[2:]


def of_one(written: str, times: Sequence[tuple[int, int]], max_chars: int = 400) -> list[tuple[int, int, list[str]]]:
    passage = planned([sentence(written)], max_chars)
    assert len(passage.pieces) == len(times)
    return [(cue.start_ms, cue.end_ms, shown(cue)) for cue in cues([passage], [times])]


def test_a_short_sentence_is_one_cue_however_it_was_spoken() -> None:
    written = "管城回族区坚持高质量发展，推动城区治理提速。"

    assert of_one(written, [(500, 4_000)]) == [(500, 4_000, [written])]
    assert of_one(written, [(500, 2_500), (2_650, 4_100)], max_chars=14) == [(500, 4_100, [written])]


def test_a_sentence_of_two_lines_is_one_cue() -> None:
    assert of_one("今年以来，管城回族区坚持高质量发展，推动城区治理提速，不断提升群众获得感。", [(0, 7_000)]) == [
        (0, 7_000, ["今年以来，管城回族区坚持高质量发展，", "推动城区治理提速，不断提升群众获得感。"])
    ]


def test_inside_a_piece_syllables_are_counted_not_characters() -> None:
    """二零二三年 (5) 全区完成固定资产投资 (10) 二百二十亿元 (6) 比上年增加 (5) 二十亿元 (4) are 30 of 60 syllables.

    Two rests at commas are on either side; none is where the speech ends.
    """
    assert of_one(LONG, [(1_000, 7_000)]) == [
        (1_000, 4_000, ["2023年全区完成固定资产投资220亿元，比上年增加20亿元，"]),
        (4_000, 7_000, ["其中城市更新项目四十五个，", "投资一百二十亿元，占全部投资的一半以上。"]),
    ]


def test_a_long_sentence_is_cut_where_the_speech_was_cut() -> None:
    """The engine took 40 characters: the moments are the pieces' own, with the pause between them left out."""
    passage = planned([sentence(LONG)], max_chars=40)
    assert [piece.written for piece in passage.pieces] == [LONG[:31], LONG[31:]]

    found = cues([passage], [[(1_000, 3_456), (3_606, 7_000)]])

    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in found] == [
        (1_000, 3_456, LONG[:31]),
        (3_606, 7_000, LONG[31:]),
    ]


def test_a_piece_that_is_still_too_long_is_cut_again_at_a_mark() -> None:
    """The quotation has a voice and a piece of its own, 61 syllables and 5 rests; 36 of them are 6,818 of 12,500 ms."""
    before = "全区城市更新项目全部完工之后，居民们纷纷向记者表示："
    quoted = "“" + "这里的环境比从前好多了，" * 5 + "大家都很满意。”"
    passage = planned([sentence(before + quoted)])
    assert len(passage.pieces) == 2

    found = cues([passage], [[(0, 5_000), (5_150, 17_650)]])

    assert [(cue.start_ms, cue.end_ms) for cue in found] == [(0, 5_000), (5_150, 11_968), (11_968, 17_650)]
    assert [cue.text for cue in found] == [before, quoted[:37], quoted[37:]]


def test_where_no_mark_is_a_word_is_not_cut() -> None:
    written = (
        "管城回族区人民政府办公室关于印发管城回族区深化医药卫生体制改革重点工作任务的"
        "通知现予公布请认真遵照执行并及时反馈意见建议和有关情况说明材料。"
    )
    words = [
        "管城",
        "人民政府",
        "办公室",
        "关于",
        "印发",
        "深化",
        "医药",
        "卫生",
        "体制",
        "改革",
        "重点",
        "工作",
        "任务",
        "通知",
        "公布",
        "认真",
        "遵照",
        "执行",
    ]

    lines = [line for _, _, cue in of_one(written, [(0, 15_000)]) for line in cue]

    assert len(lines) == 4
    assert all("".join(lines).count(word) == sum(line.count(word) for line in lines) for word in words)


def test_a_lexicon_s_word_is_not_cut() -> None:
    """Half of 35 is inside the name, and no mark is near."""
    lexicon = text.load_lexicon(
        "郑东新区龙子湖智慧岛\tzheng4 dong1 xin1 qu1 long2 zi5 hu2 zhi4 hui4 dao3\n", "lexicon.tsv"
    )
    written = "全市重点建设项目推进会昨日在郑东新区龙子湖智慧岛隆重召开并部署下一步工作。"

    (cue,) = cues([planned([sentence(written, lexicon)])], [[(0, 8_000)]])

    assert any("郑东新区龙子湖智慧岛" in line for line in shown(cue))
    assert len(shown(cue)) == 2


def test_what_is_longer_than_a_line_by_itself_is_cut_all_the_same() -> None:
    address = "https://www.example.gov.cn/" + "abcdefgh/" * 12
    (passage,) = [planned([sentence(f"详见{address}网页。")])]

    found = cues([passage], [[(0, 9_000)]])

    assert all(len(line) <= 32 for cue in found for line in shown(cue))
    assert all(len(shown(cue)) <= 2 for cue in found)
    assert "".join(cue.text for cue in found) == f"详见{address}网页。"


def test_kinds_and_paragraphs_go_on_through_the_episode() -> None:
    opening = planned([replace(sentence("管城新闻。"), kind="opening")])
    first, unsaid, second = sentence("甲。"), sentence("……"), replace(sentence("乙。"), opens_paragraph=False)
    script = Script((opening.segment, Segment("story", "题", (first, unsaid, second))))
    passages = plan(script, ["a", "a"], Manner("text", 100, "f"))

    found = cues(passages, [[(0, 1_000)], [(1_500, 2_000), (2_400, 3_000)]])

    assert found == (
        Cue(0, 1_000, "管城新闻。", "opening", 0),
        Cue(1_500, 2_000, "甲。", "body", 1),
        Cue(2_400, 3_000, "乙。", "body", 2),
    )


def test_what_is_published_agrees_with_the_record(tmp_path: Path) -> None:
    """The tone engine takes 45 characters, so the long sentence is spoken in two pieces, 150 ms apart."""
    show = make_show(
        tmp_path / "show", article=f"# 投资过半\n\n{LONG}全区上下很高兴。\n\n## 公园开放\n\n市民公园开放。\n"
    )
    run_build(show)
    episode = Catalog(show / "episodes").read()["2025-03-02"].episode
    texts = show / "public" / "episodes"
    vtt, srt = ((texts / f"2025-03-02.{kind}").read_text(encoding="utf-8") for kind in ("vtt", "srt"))
    segments = json.loads((texts / "2025-03-02.transcript.json").read_text(encoding="utf-8"))["segments"]
    chapters = json.loads((texts / "2025-03-02.chapters.json").read_text(encoding="utf-8"))["chapters"]

    times = [(cue.start_ms, cue.end_ms) for cue in episode.cues]
    assert cue_times(vtt) == cue_times(srt.replace(",", ".")) == times
    assert [(round(one["startTime"] * 1000), round(one["endTime"] * 1000)) for one in segments] == times
    assert ["".join(lines.split("\n")) for lines in cue_texts(vtt)] == [one["body"] for one in segments]
    assert [one["body"] for one in segments] == [cue.text for cue in episode.cues]
    long = [cue for cue in episode.cues if cue.text in LONG]
    assert [cue.text for cue in long] == [LONG[:31], LONG[31:]]
    assert abs(long[1].start_ms - long[0].end_ms - 150) <= 1
    assert [(round(one["startTime"] * 1000), round(one["endTime"] * 1000), one["title"]) for one in chapters] == [
        (chapter.start_ms, chapter.end_ms, chapter.title) for chapter in episode.chapters
    ]
    assert len(chapters) == 2


clauses = st.lists(
    st.sampled_from(
        [
            *"，。、；：“”《》（）",
            "——",
            " ",
            "220亿元",
            "2023年",
            "3.5%",
            "GDP",
            "OpenAI",
            "COVID-19",
            "管城回族区",
            "高质量发展",
            "人民政府",
            "的",
        ]
    ),
    min_size=10,
    max_size=80,
).map("".join)


@thorough
@given(st.one_of(clauses, news), st.sampled_from([8, 20, 60, 400]), st.integers(60, 300))
def test_any_news_makes_cues_that_hold(raw: str, max_chars: int, per_character_ms: int) -> None:
    sentences = [sentence(one) for one in text.split(raw, max_chars=None)]
    passage = planned(sentences or [sentence("空。")], max_chars)
    lengths = [len(piece.utterance.text) * per_character_ms for piece in passage.pieces]
    starts = list(accumulate((length + 150 for length in lengths), initial=77))
    times = [(start, start + length) for start, length in zip(starts, lengths, strict=False)]

    found = cues([passage], [times])

    assert all(before.end_ms <= after.start_ms for before, after in pairwise(found))
    assert all(cue.start_ms < cue.end_ms for cue in found)
    for cue in found:
        assert len(shown(cue)) <= 2
        assert all(len(line) <= 32 for line in shown(cue))
    for number, one in enumerate(passage.segment.sentences):
        own = [cue for cue in found if cue.paragraph == number]
        when = [time for piece, time in zip(passage.pieces, times, strict=True) if piece.sentence == number]
        assert "".join(cue.text for cue in own) == (one.written if when else "")
        if own:
            assert (own[0].start_ms, own[-1].end_ms) == (when[0][0], when[-1][1])
        assert len(own) <= 1 or len(one.written.rstrip()) > 32
