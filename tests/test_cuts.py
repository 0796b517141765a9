"""What a show makes of one article file: editions, sections, stories; and that each keeps what it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from audiocast.catalog import Line, Record, StoryVoice
from audiocast.config import Settings
from audiocast.cuts import cuts, match_stories, recorded_voices, section_id, stem_of, story_id
from audiocast.draft import Draft, draft, voiced
from audiocast.errors import InputError
from audiocast.matching import Told, told
from audiocast.models import Article, Byline, Episode, Media
from audiocast.plan import Cast, Manner, Passage, alone, utterances
from audiocast.programme import Words, places
from audiocast.sources import RawArticle

SHOW = {
    "title": "管城新闻",
    "description": "每日要闻",
    "author": "编辑部",
    "email": "news@example.org",
    "base_url": "http://127.0.0.1/",
}
PAPER = """\
# 要闻

## 新桥通车

本报讯 城东新桥昨日正式通车。大桥全长320米。

记者 王一

## 公园免费开放

本报讯 市民公园免费开放，每天6时开门。

记者 李二

# 民生

## 菜价回落

本报讯 黄瓜每斤降了五角。

## 地铁延长运营

本报讯 末班车推迟半小时。
"""
PER_STORY: dict[str, Any] = {"per": "story"}
BOTH: dict[str, Any] = {"feed": [{"name": "stories"}]}
SECTIONS: dict[str, Any] = {
    "feed": [
        {"name": "head", "per": "file", "sections": ["A01版 要闻"]},
        {"name": "life", "sections": "民生"},
        {"name": "sport", "per": "file", "sections": ["体育"]},
    ]
}
ALL: dict[str, Any] = {"feed": BOTH["feed"] + SECTIONS["feed"]}
TEXT = Manner("text", 40, "engine/1")
CAST = Cast(("x", "y"), opening="z")


def show(keys: Mapping[str, Any]) -> Settings:
    return Settings.model_validate({**SHOW, **keys})


def whole(raw: RawArticle | str, settings: Settings, words: Words | None = None) -> Draft:
    if isinstance(raw, str):
        raw = RawArticle("2023-02-10", raw, date=date(2023, 2, 10), origin="articles/2023-02-10.txt")
    return draft(raw, "2023-02-10", "2023-02-10.txt", settings, words or Words())


def made(keys: Mapping[str, Any], raw: RawArticle | str = PAPER, stories: Sequence[Told] = ()) -> tuple[Draft, ...]:
    settings = show(keys)
    return cuts(whole(raw, settings), settings, Words(), stories)


def recorded(drafts: Sequence[Draft]) -> list[Told]:
    """What the records of these stories' episodes would hold."""
    return [
        Told(one.episode_id, one.heading, one.articles[0].title, "".join(one.articles[0].paragraphs))
        for one in drafts
        if one.cut == "story"
    ]


def written(one: Draft) -> list[str]:
    return [sentence.written for sentence in one.script.sentences]


def raw_article(text: str = PAPER, **fields: Any) -> RawArticle:
    return RawArticle("2023-02-10", text, date=date(2023, 2, 10), **fields)


# ---- which episodes ----


def test_a_show_without_further_feeds_makes_one_episode_of_a_file() -> None:
    settings = show({})
    edition = whole(PAPER, settings)
    assert cuts(edition, settings, Words()) == (edition,)
    assert (edition.cut, edition.episode_id, edition.title) == ("file", "2023-02-10", "新桥通车 等4条")


def test_single_stories() -> None:
    drafts = made(PER_STORY)
    assert [(one.cut, one.title, one.section) for one in drafts] == [
        ("story", "新桥通车", "要闻"),
        ("story", "公园免费开放", "要闻"),
        ("story", "菜价回落", "民生"),
        ("story", "地铁延长运营", "民生"),
    ]
    assert drafts[0].episode_id == story_id("2023-02-10", "新桥通车") == "2023-02-10-da71ec6f"
    assert drafts[1].authors == (Byline("记者", ("李二",)),)
    assert written(drafts[2]) == [
        "管城新闻，2023年2月10日，星期五。",
        "本节目由人工智能合成语音播报。",
        "菜价回落",
        "黄瓜每斤降了五角。",
        "以上是本期管城新闻的全部内容，感谢收听。",
    ]


def test_editions_and_single_stories_side_by_side() -> None:
    drafts = made(BOTH)
    assert [one.cut for one in drafts] == ["file", *["story"] * 4]
    assert len({one.episode_id for one in drafts}) == 5


def test_sections_by_feed() -> None:
    edition, head, *life = made(SECTIONS)
    assert (edition.cut, edition.section) == ("file", "")
    assert (head.cut, head.episode_id, head.feed, head.section) == ("section", "2023-02-10-head", "head", "要闻")
    assert head.title == "新桥通车 等2条"
    assert [(one.cut, one.title) for one in life] == [("story", "菜价回落"), ("story", "地铁延长运营")]


def test_front_matter_names_the_section_of_a_whole_file() -> None:
    drafts = made(SECTIONS, raw_article(section="第05版：体育"))
    assert [(one.cut, one.feed, one.section, len(one.articles)) for one in drafts] == [
        ("file", "", "体育", 4),
        ("section", "sport", "体育", 4),
    ]


def test_a_file_without_a_word_that_can_be_said_is_refused() -> None:
    with pytest.raises(InputError, match=r"^articles/2023-02-10\.txt holds nothing that can be said.*lexicon"):
        whole("привет мир。", show({}))


# ---- what is shared ----


def test_headlines_are_those_of_the_cut() -> None:
    three = {"per": "file", "sections": ["要闻", "民生"], "name": "most"}
    text = PAPER.replace(
        "# 民生\n\n## 菜价回落", "# 体育\n\n## 女排夺冠\n\n本报讯 女排昨日夺冠。\n\n# 民生\n\n## 菜价回落"
    )
    edition, most = made({"feed": [three]}, text)
    assert [one.written for one in most.script.sentences if one.kind == "headline"] == [
        "新桥通车",
        "公园免费开放",
        "菜价回落",
        "地铁延长运营",
    ]
    assert "女排夺冠" in written(edition)
    assert "女排夺冠" not in written(most)


def test_a_day_has_the_order_of_its_paper_newest_first() -> None:
    edition, *stories = made(BOTH)
    assert edition.pub_date.isoformat() == "2023-02-10T06:00:00+08:00"
    assert [one.pub_date - edition.pub_date for one in stories] == [timedelta(seconds=later) for later in (3, 2, 1, 0)]
    moment = datetime(2023, 2, 10, 17, 30)
    drafts = made(ALL, replace(raw_article(), date=moment))
    assert {one.pub_date.hour for one in drafts} == {17}


def test_the_words_of_front_matter_are_the_edition_s() -> None:
    raw = raw_article(
        title="二月十日", description="今日四条", guid="g-1", number=7, url="https://example.org/a", season=2
    )
    edition, *stories = made(BOTH, raw)
    assert (edition.title, edition.raw) == ("二月十日", raw)
    for one in stories:
        assert (one.raw.title, one.raw.description, one.raw.guid, one.raw.number) == ("", "", "", None)
        assert (one.raw.url, one.raw.season) == ("https://example.org/a", 2)


def test_of_a_file_with_one_story_they_are_the_story_s() -> None:
    raw = raw_article("# 新桥通车\n\n城东新桥昨日通车。", title="通车", description="一条", guid="g-1", number=7)
    (story,) = made(PER_STORY, raw)
    assert (story.title, story.raw) == ("通车", raw)
    edition, beside = made(BOTH, raw)
    assert (edition.raw.guid, beside.raw.guid, beside.raw.description) == ("g-1", "", "一条")


def test_a_story_with_nothing_to_say_is_no_episode() -> None:
    settings = show(BOTH)
    edition = whole(PAPER, settings)
    silent = Article("Ⲁ", paragraphs=("ⲁⲃⲅ。",))
    drafts = cuts(replace(edition, articles=(silent, *edition.articles)), settings, Words())
    assert places((silent, *edition.articles), edition.edition) == (None, 1, 2, 3, 4)
    assert [one.title for one in drafts if one.cut == "story"] == [one.title for one in edition.articles]
    assert drafts[1].script.segments[1] is edition.edition.segments[1]


# ---- what is revised ----


def changed(before: str, after: str, keys: Mapping[str, Any] = ALL) -> list[str]:
    drafts = made(keys, before)
    old = {one.episode_id: one.article_digest for one in drafts}
    return [one.title for one in made(keys, after, recorded(drafts)) if old.get(one.episode_id) != one.article_digest]


def test_a_correction_revises_its_story_and_the_editions_that_hold_it() -> None:
    assert changed(PAPER, PAPER.replace("320米", "330米")) == ["新桥通车 等4条", "新桥通车 等2条", "新桥通车"]
    assert changed(PAPER, PAPER.replace("记者 李二", "记者 李三")) == [
        "新桥通车 等4条",
        "新桥通车 等2条",
        "公园免费开放",
    ]
    assert changed(PAPER, PAPER.replace("每斤降", "每公斤降")) == ["新桥通车 等4条", "菜价回落"]
    assert changed(PAPER, PAPER) == []


def test_the_digest_of_the_file_stands_in_every_cut() -> None:
    drafts = made(ALL)
    assert {one.source_digest for one in drafts} == {drafts[0].article_digest}
    assert len({one.article_digest for one in drafts}) == len(drafts)


@pytest.mark.parametrize(
    "field",
    [
        {"url": "https://example.org/a"},
        {"season": 2},
        {"kind": "bonus"},
        {"block": True},
        {"explicit": False},
        {"image": "a.jpg"},
        {"rights": "转自管城报"},
    ],
)
def test_front_matter_revises_every_cut(field: dict[str, Any]) -> None:
    for before, after in zip(made(BOTH), made(BOTH, raw_article(**field)), strict=True):
        assert before.article_digest != after.article_digest


# ---- who is who ----


def ids(text: str, stories: Sequence[Told] = ()) -> dict[str, str]:
    return {one.title: one.episode_id for one in made(PER_STORY, text, stories)}


def test_a_story_stays_when_its_heading_is_corrected() -> None:
    before = made(PER_STORY)
    after = ids(PAPER.replace("## 菜价回落", "## 本周菜价小幅回落"), recorded(before))
    assert after["本周菜价小幅回落"] == before[2].episode_id
    again = made(PER_STORY, PAPER.replace("## 菜价回落", "## 本周菜价小幅回落"), recorded(before))
    assert again[2].heading == "菜价回落"


def test_a_story_stays_when_its_text_is_rewritten_under_its_heading() -> None:
    before = made(PER_STORY)
    after = ids(PAPER.replace("黄瓜每斤降了五角。", "昨天多种蔬菜降价，茄子最多。"), recorded(before))
    assert after["菜价回落"] == before[2].episode_id


def test_a_brief_without_text_is_known_by_its_heading() -> None:
    page = "# 大河路今起封闭施工三个月\n\n# 新桥通车\n\n城东新桥昨日通车。\n"
    before = made(PER_STORY, page)
    after = ids(page.replace("今起", "今日起"), recorded(before))
    assert after["大河路今日起封闭施工三个月"] == before[0].episode_id


def test_a_new_story_is_a_new_episode_wherever_it_stands() -> None:
    before = made(PER_STORY)
    text = PAPER.replace("## 新桥通车", "## 机场扩建\n\n机场三期昨日动工。\n\n## 新桥通车")
    after = ids(text, recorded(before))
    assert {title: after[title] for title in ids(PAPER)} == ids(PAPER)
    assert after["机场扩建"] == story_id("2023-02-10", "机场扩建")


def test_a_replaced_story_is_another_episode() -> None:
    before = made(PER_STORY)
    text = PAPER.replace("## 菜价回落", "## 机场扩建").replace("黄瓜每斤降了五角。", "机场三期昨日动工。")
    assert ids(text, recorded(before))["机场扩建"] not in {one.episode_id for one in before}


def test_two_stories_of_one_heading_are_told_apart_by_their_text() -> None:
    one, other = "## 简讯一则\n\n城东新桥昨日正式通车。\n\n", "## 简讯一则\n\n市民公园免费开放。\n\n"
    before = made(PER_STORY, one + other)
    assert [each.episode_id for each in before] == [story_id("2023-02-10", "简讯一则", count) for count in (1, 2)]
    after = made(PER_STORY, other + one, recorded(before))
    assert [each.episode_id for each in after] == [each.episode_id for each in reversed(before)]
    third = made(PER_STORY, "## 简讯一则\n\n末班车推迟半小时。\n\n" + one + other, recorded(before))
    assert [each.episode_id for each in third[1:]] == [each.episode_id for each in before]
    assert third[0].episode_id == story_id("2023-02-10", "简讯一则", 3)


def test_the_heading_of_a_story_that_was_renamed_makes_another_id() -> None:
    text = "## 新桥通车\n\n城东新桥昨日正式通车。\n\n"
    (before,) = made(PER_STORY, text)
    renamed = text.replace("新桥通车", "城东大桥通车")
    kept = made(PER_STORY, renamed, recorded([before]))
    again = made(PER_STORY, renamed + "## 新桥通车\n\n城西也有一座桥今晨开放。\n\n", recorded(kept))
    assert [one.episode_id for one in again] == [before.episode_id, story_id("2023-02-10", "新桥通车", 2)]


def test_alike_records_claim_nobody() -> None:
    body = "城东新桥昨日正式通车。"
    stories = [Told("a-1", "甲", "甲", body), Told("a-2", "乙", "乙", body)]
    (name,) = match_stories([Article("丙", paragraphs=(body,))], stories, "a")
    assert name.episode_id == story_id("a", "丙")


def test_a_story_without_a_heading_is_named_by_how_it_begins() -> None:
    body = "城东新桥昨日正式通车，全长320米，双向4车道，市民说过河快多了。"
    (name,) = match_stories([Article("", paragraphs=(body,))], [], "a")
    assert name.heading == body[:30]
    other = Article("", paragraphs=("市民公园免费开放。",))
    known = [Told(name.episode_id, name.heading, "", body)]
    found = match_stories([other, Article("", paragraphs=(body.replace("320", "330"),))], known, "a")
    assert [one.episode_id for one in found] == [story_id("a", "市民公园免费开放。"), name.episode_id]


def test_an_id_that_a_feed_has_is_given_to_no_story() -> None:
    (name,) = match_stories([Article("甲")], [], "a", {story_id("a", "甲")})
    assert name.episode_id == story_id("a", "甲", 2)


def test_the_stem_is_in_every_id() -> None:
    assert stem_of("2023-02-10", "file") == "2023-02-10"
    assert stem_of(story_id("2023-02-10", "甲"), "story") == "2023-02-10"
    assert stem_of(section_id("2023-02-10", "life"), "section") == "2023-02-10"


# ---- voices ----


def voices(one: Draft, recorded: Sequence[StoryVoice] = ()) -> dict[str, str]:
    passages = voiced(one, CAST, TEXT, recorded)
    return {passage.segment.title: passage.voice for passage in passages if passage.segment.kind == "story"}


def test_every_cut_has_the_edition_s_voices() -> None:
    edition, *others = made(ALL)
    dealt = voices(edition)
    assert list(dealt.values()) == ["x", "y", "x", "y"]
    for one in others:
        assert voices(one).items() <= dealt.items()
    kept = [StoryVoice("公园免费开放", "x")]
    for one in others:
        assert voices(one, kept).items() <= voices(edition, kept).items()


def record(one: Draft, dealt: Mapping[str, str]) -> Record:
    """The record of a cut, as a build writes it of what was read in these voices."""
    titles = [article.title for article in one.articles]
    return Record(
        version=1,
        episode=Episode(one.episode_id, "g", one.title, "", one.pub_date, Media("a.mp3", "a", 1, 1), (), ()),
        source=one.source,
        article_digest=one.article_digest,
        speech_digest="s",
        input_digest="i",
        published=True,
        engine="tone",
        voices=tuple(StoryVoice(title, dealt[title]) for title in titles),
        lines=tuple(Line(line.kind, line.written, line.spoken) for line in one.script.sentences),
        cut=one.cut,
        heading=one.heading,
    )


def test_a_story_keeps_its_voice_under_a_corrected_heading_and_between_new_ones() -> None:
    before = made(PER_STORY)
    dealt = {"新桥通车": "x", "公园免费开放": "y", "菜价回落": "y", "地铁延长运营": "y"}
    records = {one.episode_id: record(one, dealt) for one in before}
    text = PAPER.replace("## 新桥通车", "## 机场扩建\n\n机场三期昨日动工。\n\n## 城东新桥通车")
    after = made(PER_STORY, text, [told(one) for one in records.values()])
    known = recorded_voices(after, records)
    assert [one.episode_id for one in after[1:]] == [one.episode_id for one in before]
    assert {title: voice for one in after for title, voice in voices(one, known).items()} == {
        "机场扩建": "x",
        "城东新桥通车": "x",
        "公园免费开放": "y",
        "菜价回落": "y",
        "地铁延长运营": "y",
    }


def test_a_show_that_goes_over_to_single_stories_keeps_the_edition_s_voices() -> None:
    (edition,) = made({})
    dealt = {"新桥通车": "y", "公园免费开放": "y", "菜价回落": "x", "地铁延长运营": "x"}
    stories = made(PER_STORY)
    known = recorded_voices(stories, {edition.episode_id: record(edition, dealt)})
    assert {title: voice for one in stories for title, voice in voices(one, known).items()} == dealt


# ---- properties ----

bodies = st.lists(
    st.text(st.sampled_from("东西南北上下左右山水木火土"), min_size=12, max_size=12),
    min_size=1,
    max_size=6,
    unique=True,
)
titles = st.sampled_from(["新桥通车", "公园开放", "菜价回落", "地铁延长", "简讯一则"])
paper_sections = st.sampled_from(["要闻", "民生", "体育"])
feeds = st.lists(
    st.fixed_dictionaries(
        {"per": st.sampled_from(["file", "story"]), "sections": st.lists(paper_sections, max_size=2)}
    ),
    max_size=3,
).map(lambda made: [{**one, "name": f"feed{number}"} for number, one in enumerate(made)])


@st.composite
def papers(draw: st.DrawFn) -> str:
    parts = []
    for body in draw(bodies):
        if draw(st.booleans()):
            parts.append(f"A0{draw(st.integers(1, 9))}版 {draw(paper_sections)}")
        parts += [f"## {draw(titles)}", f"{body}。"]
    return "\n\n".join(parts)


recorded_strategy = st.lists(st.builds(StoryVoice, titles, st.sampled_from(["x", "y", "gone"])), max_size=4)


@hypothesis(deadline=None)
@given(papers(), st.sampled_from(["file", "story"]), feeds, recorded_strategy)
def test_a_cut_says_nothing_of_its_own_but_what_opens_it(
    paper: str, per: str, further: list[dict[str, Any]], known: list[StoryVoice]
) -> None:
    settings = show({"per": per, "feed": further})
    edition = whole(paper, settings)
    drafts = cuts(edition, settings, Words())
    assert len({one.episode_id for one in drafts}) == len(drafts)
    of_edition = voiced(edition, CAST, TEXT, known)
    passages_of_edition = [alone(passage) for passage in of_edition]
    said = {utterance.digest for utterance in utterances(of_edition)}
    for one in drafts:
        passages = voiced(one, CAST, TEXT, known)
        stories = [passage for passage in passages if passage.segment.kind != "opening"]
        assert all(any(passage.segment is segment for segment in edition.script.segments) for passage in stories)
        assert all(alone(passage) in passages_of_edition for passage in stories)
        assert {utterance.digest for utterance in utterances(passages)} <= said
        assert_numbered(one, passages)


def assert_numbered(one: Draft, passages: Sequence[Passage]) -> None:
    """Every piece is a part of the sentence of this script that it says it is."""
    sentences = one.script.sentences
    first = 0
    for passage in passages:
        assert passage.first_sentence == first
        first += len(passage.segment.sentences)
        for piece in passage.pieces:
            assert passage.first_sentence <= piece.sentence < first
            assert piece.written in sentences[piece.sentence].written
    assert first == len(sentences)


@hypothesis(deadline=None)
@given(bodies, st.randoms(use_true_random=False), st.data())
def test_stories_keep_their_ids_in_any_order_and_under_any_heading(
    texts: list[str], random: Any, data: st.DataObject
) -> None:
    before = [
        Article(data.draw(titles), paragraphs=(f"{body}，编号{number}。" * 3,)) for number, body in enumerate(texts)
    ]
    names = match_stories(before, [], "a")
    assert len({name.episode_id for name in names}) == len(before)
    records = [
        Told(name.episode_id, name.heading, story.title, "".join(story.paragraphs))
        for name, story in zip(names, before, strict=True)
    ]
    assert match_stories(before, records, "a") == names
    order = list(range(len(before)))
    random.shuffle(order)
    corrected = [
        replace(before[at], title=f"更正{number}：{before[at].title}") if data.draw(st.booleans()) else before[at]
        for number, at in enumerate(order)
    ]
    again = match_stories(corrected, records, "a")
    assert [again[place].episode_id for place in range(len(order))] == [names[at].episode_id for at in order]
