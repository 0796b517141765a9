"""An episode's page: player, chapters, the text with its times, and what machines are told."""

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.feed import one_line
from audiocast.models import Brief, Byline, Chapter, Cue, Episode, Show
from audiocast.site import episode_page
from tests.samples import EPISODE as SAMPLE
from tests.samples import SHOW
from tests.site.markup import Page

EPISODE = replace(
    SAMPLE,
    media=replace(SAMPLE.media, duration_ms=526_400),
    cues=(
        Cue(0, 2_000, "管城新闻，2月10日。", "opening", 0),
        Cue(2_500, 6_000, "城区治理提速", "heading", 1),
        Cue(6_000, 7_000, "——工作综述", "subtitle", 2),
        Cue(7_000, 8_000, "投资220亿元，", "body", 3),
        Cue(8_000, 9_000, "涉及45个社区。", "body", 3),
        Cue(9_000, 10_000, "第二段。", "body", 4),
    ),
    note="“冉红政”原作“冉红正”。",
    authors=(Byline("记者", ("冉红政", "李四")), Byline("通讯员", ("王五",))),
    section="要闻",
    season=2,
    number=5,
    kind="bonus",
    url="https://example.org/a.html",
    rights="原载《管城新闻》第1版",
)
NEWER = Brief("2023-02-11", "次日要闻", EPISODE.pub_date + timedelta(days=1), 60_000)
OLDER = Brief("2023-02-09", "前日要闻", EPISODE.pub_date - timedelta(days=1), 60_000)


def page(episode: Episode = EPISODE, show: Show = SHOW, newer: Brief | None = None, older: Brief | None = None) -> Page:
    return Page(episode_page(show, episode, newer, older))


def spoken(found: Page) -> list[str]:
    return ["".join(phrase["text"] for phrase in found.all("span", inside="_text"))]


def test_the_episode_introduces_itself():
    found = page()

    assert found.all("html")[0]["lang"] == "zh-CN"
    assert found.texts("h1") == ["城区治理提速等2条"]
    assert found.texts("title") == ["城区治理提速等2条 · 管城新闻"]
    assert found.all("p", class_="dateline")[0]["text"] == "2023年2月10日 星期五 · 第2季第5期 特别节目 · 要闻 · 8分46秒"
    assert found.texts("p", class_="authors") == ["记者 冉红政、李四；通讯员 王五"]
    assert found.texts("p", class_="summary") == ["管城回族区两条要闻。"]
    assert found.texts("p", class_="note") == ["更正　“冉红政”原作“冉红正”。"]
    assert found.texts("p", class_="source") == ["原载《管城新闻》第1版　原文"]
    assert found.all("a", inside="source")[0]["href"] == "https://example.org/a.html"
    assert found.texts("p", class_="notice") == ["本节目由人工智能（AI）合成语音朗读。"]


def test_machines_are_told_of_it():
    found = page(replace(EPISODE, image="images/bridge.jpg"))

    graph = found.graph()
    assert graph["og:type"] == "article"
    assert graph["og:title"] == "城区治理提速等2条"
    assert graph["og:site_name"] == "管城新闻"
    assert (
        graph["og:url"] == found.all("link", rel="canonical")[0]["href"] == f"{SHOW.base_url}episodes/2023-02-10.html"
    )
    assert graph["og:image"] == "https://example.org/audio/images/bridge.jpg"
    assert graph["og:audio"] == "https://example.org/audio/media/2023-02-10-deadbeef.mp3"
    assert graph["article:published_time"] == "2023-02-10T06:00:00+08:00"
    assert graph["article:section"] == "要闻"
    data = json.loads(found.texts("script", type="application/ld+json")[0])
    assert data["@type"] == "PodcastEpisode"
    assert data["datePublished"] == "2023-02-10T06:00:00+08:00"
    assert data["associatedMedia"]["contentUrl"] == graph["og:audio"]
    assert (data["duration"], data["episodeNumber"], data["correction"]) == ("PT526S", 5, EPISODE.note)
    assert [(person["name"], person["jobTitle"]) for person in data["author"]] == [
        ("冉红政", "记者"),
        ("李四", "记者"),
        ("王五", "通讯员"),
    ]
    assert [(clip["startOffset"], clip["url"].partition("#")[2]) for clip in data["hasPart"]] == [
        (0.0, "t=0"),
        (245.5, "t=245.5"),
    ]
    assert data["partOfSeries"] == {
        "@type": "PodcastSeries",
        "name": "管城新闻",
        "url": "https://example.org/audio/",
        "webFeed": "https://example.org/audio/feed.xml",
    }


def test_it_can_be_heard_and_taken_along():
    found = page()

    [player] = found.all("audio")
    assert (player["src"], "controls" in player) == ("../media/2023-02-10-deadbeef.mp3", True)
    assert [link["href"] for link in found.all("a", inside="files")] == [
        "../media/2023-02-10-deadbeef.mp3",
        "../episodes/2023-02-10.vtt",
        "../episodes/2023-02-10.srt",
    ]
    assert [(link["href"], link["text"]) for link in found.all("a", inside="chapters")] == [
        ("../media/2023-02-10-deadbeef.mp3#t=0", "00:00 城区治理提速"),
        ("../media/2023-02-10-deadbeef.mp3#t=245.5", "04:05 “党建+物业”进社区"),
    ]


def test_every_link_leads_back_from_the_folder_it_is_in():
    found = page(show=replace(SHOW, feed_name="minsheng.xml", page_name="minsheng.html"), newer=NEWER, older=OLDER)

    assert found.all("a", inside="nameline")[0]["href"] == "../minsheng.html"
    assert [(link["href"], link["text"].split()) for link in found.all("a", inside="beside")] == [
        ("../episodes/2023-02-11.html", ["后一期", "次日要闻"]),
        ("../episodes/2023-02-09.html", ["前一期", "前日要闻"]),
        ("../archive/minsheng-2023-02.html", ["同月节目", "2023年2月"]),
    ]
    for tag, name in (("script", "src"), ("img", "src"), ("link", "href")):
        for element in found.all(tag):
            if name in element and element.get("rel") != "canonical":
                assert element[name].startswith("../")


def test_the_first_and_the_only_episode_have_no_neighbours():
    assert len(page().all("a", inside="beside")) == 1


def test_the_transcript_has_the_article_s_paragraphs():
    found = page()

    assert [
        (element["tag"], element.get("class"), element["text"])
        for element in found.elements
        if element["inside"] and element["inside"][-1].get("id") == "_text"
    ] == [
        ("p", "opening", "管城新闻，2月10日。"),
        ("h2", None, "00:02 城区治理提速"),
        ("p", "subtitle", "——工作综述"),
        ("p", None, "投资220亿元，涉及45个社区。"),
        ("p", None, "第二段。"),
    ]


def test_every_phrase_knows_when_it_is_said():
    found = page()

    assert [
        (phrase["data-start"], phrase["data-end"], phrase["text"]) for phrase in found.all("span", inside="_text")
    ] == [(str(cue.start_ms), str(cue.end_ms), cue.text) for cue in EPISODE.cues]
    [heading] = found.all("a", inside="_text")
    assert (heading["href"], heading["data-seek"], heading["aria-label"]) == (
        "../media/2023-02-10-deadbeef.mp3#t=2.5",
        "2500",
        "从00:02播放",
    )


def test_pieces_of_a_sentence_join_as_they_were_written():
    cues = (Cue(0, 1, "苹果iPhone", "body", 0), Cue(1, 2, "Pro上市，", "body", 0), Cue(2, 3, "5G手机", "body", 0))

    assert spoken(page(replace(EPISODE, cues=cues))) == ["苹果iPhone Pro上市，5G手机"]


def test_a_sentence_of_several_cues_is_one_text_again():
    cues = (
        Cue(0, 1, "全年完成投资220亿元，", "body", 0),
        Cue(1, 2, "其中OpenAI ", "body", 0, second_line=2),
        Cue(2, 3, "Codex占一半 ", "body", 0),
        Cue(3, 4, "还有　三成。", "body", 0),
        Cue(4, 5, "又一段。", "body", 1),
    )

    assert page(replace(EPISODE, cues=cues)).texts("p", inside="_text") == [
        "全年完成投资220亿元，其中OpenAI Codex占一半 还有　三成。",
        "又一段。",
    ]


def test_an_episode_without_words_chapters_and_source():
    found = page(
        replace(EPISODE, cues=(), chapters=(), url="", rights="", season=None, number=None, kind="full", section=""),
        replace(SHOW, ai_notice=""),
    )

    assert found.all("span", inside="_text") == found.all("ol") == found.all("p", class_="source") == []
    assert [link["href"] for link in found.all("a", inside="files")] == ["../media/2023-02-10-deadbeef.mp3"]
    assert found.all("p", class_="dateline")[0]["text"] == "2023年2月10日 星期五 · 8分46秒"


def test_a_link_to_the_article_shows_no_password_and_runs_no_script():
    url = "https://me:secret@例子.cn/a"
    episode = replace(EPISODE, url=url, chapters=(Chapter(0, 1, "一", url=url), Chapter(1, 2, "二")))

    assert page(episode).all("a", inside="source")[0]["href"] == "https://xn--fsqu00a.cn/a"
    assert "secret" not in str(episode_page(SHOW, episode, None, None))
    assert not page(replace(EPISODE, url="javascript:alert(1)")).all("a", inside="source")


def test_one_chapter_is_no_list():
    found = page(replace(EPISODE, chapters=(Chapter(0, 1, "城区治理提速"),)))

    assert found.all("a", inside="chapters") == []


def test_the_parts_of_a_headline_stay_together():
    found = page(replace(EPISODE, title="45个项目签约 总投资220亿元　<城区>提速"))

    assert found.texts("h1") == ["45个项目签约 总投资220亿元　<城区>提速"]
    assert found.texts("span", class_="part") == ["45个项目签约", "总投资220亿元", "<城区>提速"]


def test_a_blocked_episode_stays_out_of_search():
    assert page(replace(EPISODE, block=True)).all("meta", name="robots")[0]["content"] == "noindex"


def test_the_same_bytes_for_the_same_episode():
    assert episode_page(SHOW, EPISODE, NEWER, OLDER) == episode_page(SHOW, replace(EPISODE), NEWER, OLDER)


any_text = st.text(st.characters(), max_size=40)


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(any_text, max_size=5), title=any_text)
def test_any_words_stay_words(texts, title):
    cues = tuple(Cue(number, number + 1, text) for number, text in enumerate(texts))
    found = page(replace(EPISODE, cues=cues, title=title, url=title, chapters=(Chapter(0, 1, title),)))

    written = "".join(texts)
    assert found.texts("h1") == [one_line(title) or "2023-02-10"]
    for paragraph in found.all("p", inside="_text"):
        assert paragraph["text"] == one_line(paragraph["text"])
        assert paragraph["text"].replace(" ", "") == one_line(written).replace(" ", "")
    assert len(found.all("p", inside="_text")) == bool(one_line(written))
    assert json.loads(found.texts("script", type="application/ld+json")[0])["@type"] == "PodcastEpisode"
