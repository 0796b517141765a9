"""The page as a browser's parser sees it: what a listener is promised, and nothing from elsewhere."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.feed import media_path, one_line, paths
from audiocast.models import Byline, Chapter, Cue, Episode, Show
from audiocast.site import render
from tests.samples import EPISODE as SAMPLE
from tests.samples import SHOW

VOID = {"meta", "link", "img", "input", "source", "br", "hr"}
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
)


class Page(HTMLParser):
    """The elements in order, each with its attributes, its ancestors' names and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[dict] = []
        self._open: list[dict] = []
        self.feed(markup)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs)
        element = {"tag": tag, "inside": [other["tag"] for other in self._open], "text": "", **dict(attrs)}
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        assert self._open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, tag, **attributes):
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element["tag"] == tag and all(element.get(name) == value for name, value in wanted.items())
        ]

    def texts(self, tag, **attributes):
        return [element["text"].strip() for element in self.all(tag, **attributes)]


def page(show: Show = SHOW, episodes: tuple[Episode, ...] = (EPISODE,)) -> Page:
    return Page(render(show, episodes)["index.html"].decode())


def test_the_show_introduces_itself():
    found = page()

    assert found.all("html")[0]["lang"] == "zh-CN"
    assert found.texts("title") == found.texts("h1") == ["管城新闻"]
    assert found.texts("p", class_="about") == ["每日要闻"]
    [cover] = found.all("img")
    assert (cover["src"], cover["alt"]) == ("cover-0a1b2c3d.png", "管城新闻的封面")
    assert found.all("link", rel="alternate", type="application/rss+xml")[0]["href"] == "feed.xml"
    graph = {meta["property"]: meta["content"] for meta in found.all("meta") if "property" in meta}
    assert graph["og:title"] == "管城新闻"
    assert graph["og:url"] == "https://example.org/audio/"
    assert graph["og:image"] == "https://example.org/audio/cover-0a1b2c3d.png"


def test_the_feed_can_be_copied_with_and_without_a_script():
    found = page()

    [field] = found.all("input")
    assert (field["type"], field["value"]) == ("text", "https://example.org/audio/feed.xml")
    assert "readonly" in field
    assert [label["for"] for label in found.all("label")] == [field["id"]]
    assert "hidden" in found.all("button")[0]
    assert "feed.xml" in [link["href"] for link in found.all("a")]


def test_an_episode_can_be_heard_read_and_taken_along():
    found = page()

    [article] = found.all("article")
    assert article["id"] == "2023-02-10"
    assert found.texts("h3") == ["城区治理提速等2条"]
    assert [(time["datetime"], time["text"]) for time in found.all("time")] == [
        ("2023-02-10T06:00:00+08:00", "2023年2月10日 星期五"),
        ("PT526S", "8分46秒"),
    ]
    assert found.texts("p", class_="authors") == ["记者 冉红政、李四；通讯员 王五"]
    assert found.texts("p", class_="summary") == ["管城回族区两条要闻。"]
    assert found.texts("p", class_="note") == ["更正　“冉红政”原作“冉红正”。"]
    assert found.texts("p", class_="notice") == ["本节目由人工智能（AI）合成语音朗读。"]
    [player] = found.all("audio")
    assert player["preload"] == "none"
    assert "controls" in player
    [source] = found.all("source")
    assert (source["src"], source["type"]) == (media_path("2023-02-10-deadbeef.mp3"), "audio/mpeg")
    downloads = [link["href"] for link in found.all("a") if "download" in link]
    assert downloads == [media_path("2023-02-10-deadbeef.mp3"), paths("2023-02-10").vtt, paths("2023-02-10").srt]


def test_chapters_lead_into_the_recording_even_without_a_script():
    links = [link for link in page().all("a") if "data-start" in link]

    assert [(link["data-start"], link["href"], link["text"]) for link in links] == [
        ("0", "media/2023-02-10-deadbeef.mp3#t=0", "00:00 城区治理提速"),
        ("245.5", "media/2023-02-10-deadbeef.mp3#t=245.5", "04:05 “党建+物业”进社区"),
    ]


def test_a_late_chapter_keeps_its_milliseconds():
    chapters = (Chapter(0, 36_000_123, "一"), Chapter(36_000_123, 36_000_999, "二"))

    links = [link for link in page(SHOW, (replace(EPISODE, chapters=chapters),)).all("a") if "data-start" in link]

    assert [(link["data-start"], link["text"]) for link in links] == [("0", "0:00:00 一"), ("36000.123", "10:00:00 二")]


def test_the_transcript_has_the_article_s_paragraphs():
    inside = [element for element in page().elements if "details" in element["inside"]]

    assert [
        (element["tag"], element.get("class"), element["text"]) for element in inside if element["tag"] != "div"
    ] == [
        ("summary", None, "阅读全文"),
        ("p", "opening", "管城新闻，2月10日。"),
        ("h4", None, "城区治理提速"),
        ("p", "subtitle", "——工作综述"),
        ("p", None, "投资220亿元，涉及45个社区。"),
        ("p", None, "第二段。"),
    ]


def test_pieces_of_a_sentence_join_as_they_were_written():
    cues = (Cue(0, 1, "苹果iPhone", "body", 0), Cue(1, 2, "Pro上市，", "body", 0), Cue(2, 3, "5G手机", "body", 0))

    found = page(SHOW, (replace(EPISODE, cues=cues),))

    assert [element["text"] for element in found.all("p") if "details" in element["inside"]] == [
        "苹果iPhone Pro上市，5G手机"
    ]


def test_a_sentence_of_several_cues_is_one_text_again():
    cues = (
        Cue(0, 1, "全年完成投资220亿元，", "body", 0),
        Cue(1, 2, "其中OpenAI ", "body", 0, second_line=2),
        Cue(2, 3, "Codex占一半 ", "body", 0),
        Cue(3, 4, "还有　三成。", "body", 0),
        Cue(4, 5, "又一段。", "body", 1),
    )

    found = page(SHOW, (replace(EPISODE, cues=cues),))

    assert [element["text"] for element in found.all("p") if "details" in element["inside"]] == [
        "全年完成投资220亿元，其中OpenAI Codex占一半 还有　三成。",
        "又一段。",
    ]


def test_what_an_episode_lacks_is_not_shown():
    bare = replace(EPISODE, chapters=(), cues=(), note="", authors=(), summary="")
    found = page(replace(SHOW, ai_notice=""), (bare,))

    for name in ("authors", "summary", "note", "notice"):
        assert found.all("p", class_=name) == []
    assert found.all("details") == found.all("ol") == []
    assert [link["href"] for link in found.all("a") if "download" in link] == ["media/2023-02-10-deadbeef.mp3"]


def test_no_episode_yet():
    assert page(SHOW, ()).texts("p", class_="empty") == ["还没有节目。"]


def test_newest_first_in_any_order():
    older = replace(EPISODE, id="2023-02-09", pub_date=EPISODE.pub_date - timedelta(days=1))
    same = replace(EPISODE, id="2023-02-10-b")

    assert render(SHOW, [older, same, EPISODE]) == render(SHOW, [EPISODE, older, same])
    assert [article["id"] for article in page(SHOW, (older, same, EPISODE)).all("article")] == [
        "2023-02-10-b",
        "2023-02-10",
        "2023-02-09",
    ]


def test_everything_comes_from_here_and_no_script_is_inline():
    files = render(SHOW, [EPISODE])
    found = Page(files["index.html"].decode())

    [policy] = found.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert "default-src 'none'" in policy["content"]
    assert "unsafe" not in policy["content"]
    assert [(script["src"], script["text"]) for script in found.all("script")] == [("player.js", "")]
    assert found.all("style") == []
    for element in found.elements:
        assert "style" not in element
        assert not [name for name in element if name.startswith("on")]
        for name in ("src", "href"):
            target = urlsplit(element.get(name) or "")
            if element["tag"] != "link" or element["rel"] != "canonical":
                assert target.netloc == ""
                assert target.scheme in ("", "mailto")
    for name in ("style.css", "player.js", "favicon.svg"):
        assert not re.search(rb"https?://(?!www\.w3\.org/2000/svg)|@import|url\(", files[name])
    asked = {
        element[name]
        for element in found.elements
        for name in ("src", "href")
        if element["tag"] in ("script", "link") and name in element
    }
    assert {"player.js", "style.css", "favicon.svg"} <= asked


def test_landmarks_labels_and_ids():
    found = page(SHOW, (EPISODE, replace(EPISODE, id="2")))

    assert [len(found.all(tag)) for tag in ("main", "h1")] == [1, 1]
    ids = [element["id"] for element in found.elements if "id" in element]
    assert len(ids) == len(set(ids))
    for element in found.elements:
        assert element.get("aria-labelledby", ids[0]) in ids
    for link in found.all("a"):
        if link["href"].startswith("#"):
            assert unquote(link["href"][1:]) in ids
        assert link["text"].strip()
    levels = [int(element["tag"][1]) for element in found.elements if re.fullmatch("h[1-6]", element["tag"])]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(player["aria-label"] for player in found.all("audio"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_its_ground(theme):
    """WCAG 2.2, 1.4.3: a contrast of 4.5 for text; 7 for the text that is read at length."""
    style = render(SHOW, [])["style.css"].decode()
    light, dark = (
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)
    )
    colours = light if theme == "light" else dark

    for ground in ("paper", "sheet", "wash"):
        assert contrast(colours["ink"], colours[ground]) >= 7
    assert contrast(colours["soft"], colours["paper"]) >= 4.5
    assert contrast(colours["red"], colours["paper"]) >= 4.5
    assert contrast(colours["sheet"], colours["red"]) >= 4.5
    assert contrast(colours["red"], colours["wash"]) >= 4.5


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("language", "tag"), [("zh-cn", "zh-CN"), ("zh", "zh"), ("zh-hans-cn", "zh-Hans-CN"), ("ZH-TW", "zh-TW")]
)
def test_the_language_is_written_as_bcp_47_does(language, tag):
    assert page(replace(SHOW, language=language)).all("html")[0]["lang"] == tag


any_text = st.text(st.characters(), max_size=40)


@settings(max_examples=100, deadline=None)
@given(title=any_text, text=any_text, name=any_text)
def test_any_text_stays_text(title, text, name):
    episode = replace(EPISODE, title=title, note=text, authors=(Byline("记者", (name,)),), cues=(Cue(0, 1, text),))
    found = page(replace(SHOW, title="T" + title), (episode,))

    assert found.texts("h1") == [one_line("T" + title).strip()]
    assert found.texts("h3") == [one_line(title).strip() or "2023-02-10"]
    assert found.all("h1")[0]["inside"] == ["html", "body", "header", "div"]
    assert [element["text"] for element in found.all("p") if "details" in element["inside"]] == (
        [one_line(text)] if one_line(text) else []
    )
