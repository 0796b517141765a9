from __future__ import annotations

from datetime import date

from audiocast.config import LabelSettings, PauseSettings, ProgrammeSettings
from audiocast.models import Article, Byline
from audiocast.programme import Edition, Words, authors, compose, episode_title

EDITION = Edition("晨报", date(2023, 2, 10))


def story(title: str, *paragraphs: str, **fields: object) -> Article:
    return Article(title, paragraphs=paragraphs, **fields)  # type: ignore[arg-type]


def written(articles: list[Article], words: Words | None = None) -> list[tuple[str, str]]:
    script = compose(articles, EDITION, words or Words())
    return [(sentence.kind, sentence.written) for sentence in script.sentences]


def test_the_programme_in_order() -> None:
    article = Article("新桥通车", ("全长320米",), ("今天通车。市民高兴。", "桥很长。"))
    assert written([article]) == [
        ("opening", "晨报，2023年2月10日，星期五。"),
        ("label", "本节目由人工智能合成语音播报。"),
        ("heading", "新桥通车"),
        ("subtitle", "全长320米"),
        ("body", "今天通车。"),
        ("body", "市民高兴。"),
        ("body", "桥很长。"),
        ("closing", "以上是本期晨报的全部内容，感谢收听。"),
    ]


def test_pauses_and_paragraphs() -> None:
    article = Article("新桥通车", ("全长320米",), ("今天通车。市民高兴。", "桥很长。"))
    sentences = compose([article, article], EDITION, Words()).sentences
    assert [sentence.pause_after_ms for sentence in sentences] == [
        *(400, 800),
        *(400, 700, 400, 800, 1500),
        *(400, 700, 400, 800, 800),
        0,
    ]
    assert [sentence.opens_paragraph for sentence in sentences[4:7]] == [True, False, True]


def test_headlines_come_first_from_three_stories_on() -> None:
    articles = [story(title, "正文。") for title in ("甲", "乙", "丙")]
    assert [line for line in written(articles) if line[0] == "headline"] == [
        ("headline", "甲"),
        ("headline", "乙"),
        ("headline", "丙"),
    ]
    assert not [line for line in written(articles[:2]) if line[0] == "headline"]
    never = Words(ProgrammeSettings(headlines_from=0))
    assert not [line for line in written(articles, never) if line[0] == "headline"]


def test_empty_words_say_nothing() -> None:
    words = Words(
        ProgrammeSettings(opening="", closing=""), LabelSettings(enabled=False), PauseSettings(paragraph=5, story=6)
    )
    script = compose([story("甲", "正文。"), story("乙", "正文。")], EDITION, words)
    assert [segment.kind for segment in script.segments] == ["story", "story"]
    assert [segment.sentences[-1].pause_after_ms for segment in script.segments] == [6, 0]


def test_titles() -> None:
    assert episode_title([story("甲", "正文。")]) == "甲"
    assert episode_title([story("甲", "正文。"), story("乙", "正文。")]) == "甲 等2条"
    assert episode_title([story("", "今天,新桥正式通车。")]) == "今天,新桥正式通车。"


def test_authors_once_each() -> None:
    first = story("甲", "正文。", bylines=(Byline("记者", ("王一", "李二")),))
    second = story("乙", "正文。", bylines=(Byline("记者", ("王一",)), Byline("通讯员", ("王一",))))
    assert list(authors([first, second])) == [("记者", "王一"), ("记者", "李二"), ("通讯员", "王一")]
