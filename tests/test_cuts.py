"""What a show makes of one article file: editions, sections, stories; and that each keeps what it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from audiocast.audio.ffmpeg import find_ffmpeg, version
from audiocast.audio.sound import Sound
from audiocast.cache import Cache
from audiocast.catalog import Line, Record, StoryVoice
from audiocast.cuts import cuts, recorded_voices, section_id, story_id
from audiocast.draft import Draft, voiced
from audiocast.encoding import Studio, open_encoder
from audiocast.engines import EngineSpec, open_engine, speak
from audiocast.errors import InputError
from audiocast.ledger import base_of
from audiocast.matching import told
from audiocast.models import Article, Byline, Clip, Episode, Media
from audiocast.plan import Cast, Manner, Passage, alone, utterances
from audiocast.programme import Words, places
from tests.papers import ALL, BOTH, PAPER, PER_STORY, SECTIONS, bodies, made, raw_article, recorded, show, titles, whole

TEXT = Manner("text", 40, "engine/1")
CAST = Cast(("x", "y"), opening="z")


def written(one: Draft) -> list[str]:
    return [sentence.written for sentence in one.script.sentences]


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
    assert changed(PAPER, PAPER.replace("# 民生", "# 民生周刊"), BOTH) == ["新桥通车 等4条", "菜价回落", "地铁延长运营"]
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
        {"section": "号外"},
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


def test_the_stem_is_in_every_id() -> None:
    assert base_of("2023-02-10", "file") == "2023-02-10"
    assert base_of(story_id("2023-02-10", "甲"), "story") == "2023-02-10"
    assert base_of(section_id("2023-02-10", "life"), "section") == "2023-02-10"


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


# ---- sound ----


def test_clips_and_encoded_stories_are_the_edition_s(tmp_path: Path) -> None:
    ffmpeg = find_ffmpeg()
    studio = Studio(Sound(), ffmpeg, version(ffmpeg), Cache(tmp_path))
    spec = EngineSpec("tone")
    engine = open_engine(spec)
    manner, cast = Manner("text", 45, engine.fingerprint), Cast(tuple(voice.name for voice in engine.voices()))
    edition, *others = made(ALL)
    with open_encoder(studio) as encoder:
        passages = voiced(edition, cast, manner, [])
        for utterance in utterances(passages):
            clip = speak(spec, utterance)
            assert isinstance(clip, Clip)
            studio.cache.keep_clip(utterance.digest, clip)
        of_edition = encoder.takes(passages)
        assert len(of_edition) == 6
        opening = {
            takes[0].key for one in others for takes in encoder.takes(voiced(one, cast, manner, [])) if takes
        } - {take.key for takes in of_edition for take in takes}
    assert len(opening) == 1, "the words without the headlines, once for all cuts, are all that is encoded besides"


# ---- properties ----

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
