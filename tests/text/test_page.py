"""The real newspaper page: everything on it comes out right."""

from pathlib import Path

import pytest

from audiocast.models import Article, Byline
from audiocast.text import clean, cut, markdown, read, split

PAGE = Path(__file__).parents[3] / "shared" / "news" / "guancheng-2023-02-10.txt"


@pytest.fixture(scope="module")
def raw() -> str:
    if not PAGE.exists():
        pytest.skip("the newspaper page is not beside this clone")
    return PAGE.read_text("utf-8")


@pytest.fixture(scope="module")
def articles(raw: str) -> list[Article]:
    return clean(raw)


def test_two_articles_three_headings(articles: list[Article]) -> None:
    assert [article.title for article in articles] == [
        "45个优质项目成功签约 总投资达220亿元 管城区高质量发展开启加速度",
        "以“五星”支部创建为引领 深化党建引领网格化基层治理",
    ]
    assert [article.subtitles for article in articles] == [
        (),
        ("管城回族区2022年度党(工)委(党组)书记抓基层党建工作述职评议会召开",),
    ]


def test_twelve_paragraphs_all_breaks_healed(articles: list[Article]) -> None:
    assert [len(article.paragraphs) for article in articles] == [6, 6]
    text = "\n".join("\n".join(article.paragraphs) for article in articles)
    for healed in (
        "产业园项目和营商环境",
        "总经理杨帆等作了",
        "涉及新一代信息技术",
        "树立大抓营商环境",
        "党的政治建设",
        "研究谋划、创新",
        "带动班子成员",
        "强化考核督导",
    ):
        assert healed in text
    assert all(paragraph[-1] in "。”" for paragraph in text.split("\n"))


def test_dateline_and_bylines_are_data(articles: list[Article]) -> None:
    for article in articles:
        assert article.dateline is not None
        assert article.dateline.written == "本报讯"
        assert article.bylines == (Byline("记者", ("冉红政",)), Byline("通讯员", ("姜璞",)))
        assert [each.rule for each in article.dropped] == ["dateline", "byline", "byline"]
        text = "".join(article.paragraphs)
        assert "本报讯" not in text
        assert "冉红政" not in text
        assert "姜璞" not in text


def test_no_character_of_the_stories_is_lost(raw: str, articles: list[Article]) -> None:
    kept = "".join(
        "".join((article.title, *article.subtitles, *article.paragraphs, *(each.text for each in article.dropped)))
        for article in articles
    )
    assert sorted("".join(kept.split())) == sorted("".join(raw.replace("#", "").split()))


def test_markdown_reads_back(articles: list[Article]) -> None:
    for article in articles:
        assert clean(markdown(article)) == [article]
    assert clean("\n".join(map(markdown, articles))) == articles


def test_twenty_eight_sentences(articles: list[Article]) -> None:
    sentences = [s for article in articles for paragraph in article.paragraphs for s in split(paragraph, None)]
    assert len(sentences) == 28
    assert max(map(len, sentences)) == 252


def test_pieces_for_an_engine(articles: list[Article]) -> None:
    for article in articles:
        for paragraph in article.paragraphs:
            for sentence in split(paragraph, None):
                pieces = ["".join(span.spoken for span in piece) for piece in cut(read(sentence), 45)]
                assert all(len(piece) <= 45 for piece in pieces)
                assert min(map(len, pieces)) >= min(8, len(sentence))


def test_names_and_numbers(articles: list[Article]) -> None:
    text = "".join(article.title + "".join(article.paragraphs) for article in articles)
    spans = read(text)
    said = "".join(span.spoken for span in spans)
    for expected in (
        "二百二十亿元",
        "二月十日",
        "四十五个",
        "三十六条",
        "十二个街道",
        "两个区直单位",
        "二零二二年度",
        "三年行动计划",
        "二百多位",
        "“基层党组织加社会组织加群众自治组织”",
    ):
        assert expected in said
    syllables = [entry for span in spans for entry in span.pinyin]
    for phrase, expected in (
        ("区长丁晓永", "qu1 zhang3 ding1 xiao3 yong3"),
        ("管城回族区", "guan3 cheng2 hui2 zu2 qu1"),
        ("重庆医药", "chong2 qing4 yi1 yao4"),
        ("为管城攒人气", "wei4 guan3 cheng2 zan3 ren2 qi4"),
        ("为契机", "wei2 qi4 ji1"),
        ("作为根本任务", "zuo4 wei2 gen1 ben3 ren4 wu4"),
        ("立体地开展", "li4 ti3 de5 kai1 zhan3"),
        ("得到真正落实", "de2 dao4 zhen1 zheng4 luo4 shi2"),
        ("大刀阔斧地为基层减负", "da4 dao1 kuo4 fu3 de5 wei4 ji1 ceng2 jian3 fu4"),
        ("处处长", "chu4 chu4 zhang3"),
        ("干的氛围", "gan4 de5 fen1 wei2"),
    ):
        at = said.index(phrase)
        assert " ".join(str(entry) for entry in syllables[at : at + len(phrase)]) == expected
