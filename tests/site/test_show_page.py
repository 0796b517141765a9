"""The show's page: how to subscribe, the newest episodes, the way to all others."""

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.feed import media_path, one_line
from audiocast.models import Byline, Chapter, Cue, Episode, FeedLink, Place, Show
from audiocast.site import RECENT, show_page
from tests.samples import EPISODE as SAMPLE
from tests.samples import SHOW
from tests.site.markup import Page

EPISODE = replace(
    SAMPLE,
    media=replace(SAMPLE.media, duration_ms=526_400),
    note="“冉红政”原作“冉红正”。",
    authors=(Byline("记者", ("冉红政", "李四")), Byline("通讯员", ("王五",))),
    section="要闻",
)
MINSHENG = replace(
    SHOW,
    title="管城新闻 · 民生",
    feed_name="minsheng.xml",
    page_name="minsheng.html",
    also=(FeedLink("管城新闻", "feed.xml", "index.html"),),
)


def page(show: Show = SHOW, *episodes: Episode, months: tuple[str, ...] = (), total: int = 0) -> Page:
    shown = episodes or (EPISODE,)
    return Page(show_page(show, shown, months, total or len(shown)))


def test_the_show_introduces_itself():
    found = page()

    assert found.all("html")[0]["lang"] == "zh-CN"
    assert found.texts("title") == found.texts("h1") == ["管城新闻"]
    assert found.texts("p", class_="about") == ["每日要闻"]
    [cover] = found.all("img")
    assert (cover["src"], cover["alt"]) == ("cover-0a1b2c3d.png", "管城新闻的封面")
    graph = found.graph()
    assert graph["og:title"] == "管城新闻"
    assert graph["og:type"] == "website"
    assert graph["og:url"] == "https://example.org/audio/"
    assert graph["og:image"] == "https://example.org/audio/cover-0a1b2c3d.png"
    [data] = found.texts("script", type="application/ld+json")
    assert json.loads(data) == {
        "@context": "https://schema.org",
        "@type": "PodcastSeries",
        "name": "管城新闻",
        "url": "https://example.org/audio/",
        "webFeed": "https://example.org/audio/feed.xml",
        "description": "每日要闻",
        "image": "https://example.org/audio/cover-0a1b2c3d.png",
        "inLanguage": "zh-CN",
        "author": {"@type": "Organization", "name": "管城新闻编辑部"},
    }


def test_the_feed_can_be_copied_opened_scanned_and_found():
    found = page()

    [field] = found.all("input", type="text")
    assert field["value"] == "https://example.org/audio/feed.xml"
    assert "readonly" in field
    assert field["id"] in [label.get("for") for label in found.all("label")]
    assert "hidden" in found.all("button", id="_copy")[0]
    assert [link["href"] for link in found.all("a", inside="feed-row")] == [
        "podcast://example.org/audio/feed.xml",
        "feed.xml",
    ]
    assert found.all("link", rel="alternate", type="application/rss+xml")[0]["href"] == "feed.xml"
    [code] = found.all("div", role="img")
    assert code["aria-label"] == "订阅地址的二维码"
    assert [(path.get("fill"), path.get("stroke")) for path in found.all("path", inside="qr")] == [
        ("#fff", None),
        (None, "#000"),
    ]


def test_an_address_that_fits_no_code_has_none():
    found = page(replace(SHOW, base_url=f"https://example.org/{'a' * 3000}/"))

    assert found.all("div", role="img") == found.all("details", class_="scan") == []


def test_a_further_feed_speaks_for_itself_and_names_the_others():
    found = page(MINSHENG, months=("2023-02",))

    assert found.texts("h1") == ["管城新闻 · 民生"]
    assert found.graph()["og:url"] == "https://example.org/audio/minsheng.html"
    assert found.all("input", type="text")[0]["value"] == "https://example.org/audio/minsheng.xml"
    assert found.all("link", rel="alternate")[0]["href"] == "minsheng.xml"
    assert [(link["href"], link["text"]) for link in found.all("a", inside="also")] == [("index.html", "管城新闻")]
    assert [link["href"] for link in found.all("a", inside="archive")] == ["archive/minsheng-2023-02.html"]


def test_an_episode_can_be_heard_opened_and_taken_along():
    found = page()

    [article] = found.all("article")
    assert (article["id"], article["data-media"], article["data-duration"]) == (
        "2023-02-10",
        "2023-02-10-deadbeef.mp3",
        "526400",
    )
    assert found.texts("h3") == ["城区治理提速等2条"]
    assert [link["href"] for link in found.all("a", inside="2023-02-10_title")] == ["episodes/2023-02-10.html"]
    assert [(time["datetime"], time["text"]) for time in found.all("time")] == [
        ("2023-02-10T06:00:00+08:00", "2023年2月10日 星期五"),
        ("PT526S", "8分46秒"),
    ]
    assert found.texts("span", class_="section") == ["要闻"]
    assert found.texts("p", class_="authors") == ["记者 冉红政、李四；通讯员 王五"]
    assert found.texts("p", class_="summary") == ["管城回族区两条要闻。"]
    assert found.texts("p", class_="note") == ["更正　“冉红政”原作“冉红正”。"]
    assert found.texts("p", class_="notice") == ["本节目由人工智能（AI）合成语音朗读。"]
    [player] = found.all("audio")
    assert (player["src"], player["preload"]) == (media_path("2023-02-10-deadbeef.mp3"), "none")
    assert "controls" in player
    assert [link["href"] for link in found.all("a", inside="files")] == [
        "episodes/2023-02-10.html",
        "media/2023-02-10-deadbeef.mp3",
    ]


def test_chapters_lead_into_the_recording_even_without_a_script():
    links = [link for link in page().all("a") if "data-seek" in link]

    assert [(link["data-seek"], link["href"], link["text"]) for link in links] == [
        ("0", "media/2023-02-10-deadbeef.mp3#t=0", "00:00 城区治理提速"),
        ("245500", "media/2023-02-10-deadbeef.mp3#t=245.5", "04:05 “党建+物业”进社区"),
    ]


def test_a_late_chapter_keeps_its_milliseconds():
    chapters = (Chapter(0, 36_000_123, "一"), Chapter(36_000_123, 36_000_999, "二"))

    links = [link for link in page(SHOW, replace(EPISODE, chapters=chapters)).all("a") if "data-seek" in link]

    assert [(link["href"].partition("#")[2], link["text"]) for link in links] == [
        ("t=0", "0:00:00 一"),
        ("t=36000.123", "10:00:00 二"),
    ]


def test_what_an_episode_lacks_is_not_shown():
    bare = replace(EPISODE, chapters=(), cues=(), note="", authors=(), summary="", section="")
    found = page(replace(SHOW, ai_notice=""), bare)

    for name in ("authors", "summary", "note", "notice"):
        assert found.all("p", class_=name) == []
    assert found.all("ol") == found.all("nav") == found.all("span", class_="section") == []
    assert [link["href"] for link in found.all("a", inside="files")] == ["media/2023-02-10-deadbeef.mp3"]


def test_what_the_show_says_of_itself():
    told = replace(
        SHOW,
        copyright="© 2023 编辑部",
        license="cc-by-4.0",
        license_url="https://creativecommons.org/licenses/by/4.0/",
        funding="请我们喝茶",
        funding_url="https://example.org/tea",
        place=Place("郑州市管城区"),
        update_frequency="每日更新",
        new_feed_url="https://example.net/feed.xml",
        block=True,
    )
    found = page(told)

    assert found.texts("p", class_="publisher") == ["管城新闻编辑部 · 郑州市管城区 · 每日更新"]
    assert found.texts("p", class_="note")[0] == "本节目已搬家，请改订：https://example.net/feed.xml"
    links = {link["href"]: link["text"] for link in found.all("a")}
    assert links["https://example.org/tea"] == "请我们喝茶"
    assert links["https://creativecommons.org/licenses/by/4.0/"] == "cc-by-4.0"
    assert "© 2023 编辑部" in found.all("footer")[0]["text"]
    assert found.all("meta", name="robots")[0]["content"] == "noindex"
    assert "已完结" in page(replace(told, complete=True)).texts("p", class_="publisher")[0]
    assert page().all("meta", name="robots") == []


def test_an_address_that_is_no_page_is_no_link():
    doubtful = replace(SHOW, funding_url="javascript:alert(1)", license="x", license_url="data:text/html,x")
    chapters = (Chapter(0, 1, "一", url="javascript:alert(1)"), Chapter(1, 2, "二", url="https://example.org/2"))

    found = page(doubtful, replace(EPISODE, chapters=chapters))

    assert [link["href"] for link in found.all("a") if ":" in link["href"]] == [
        "podcast://example.org/audio/feed.xml",
        "https://example.org/2",
        "mailto:news@example.org",
    ]


def test_no_episode_yet():
    found = Page(show_page(SHOW, (), (), 0))

    assert found.texts("p", class_="empty") == ["还没有节目。"]
    assert found.all("article") == found.all("nav") == []


def test_the_newest_thirty_and_the_months_of_all():
    month_before = EPISODE.pub_date - timedelta(days=31)
    many = [
        replace(EPISODE, id=f"e-{number:02d}", pub_date=month_before + timedelta(hours=number))
        for number in range(RECENT + 5)
    ]
    found = page(SHOW, *many, EPISODE, months=("2023-01", "2022-12", "2023-02"), total=1234)

    ids = [article["id"] for article in found.all("article")]
    assert ids == ["2023-02-10", *(f"e-{number:02d}" for number in range(RECENT + 4, 5, -1))]
    assert found.texts("h2", class_="list-heading") == ["最近30期", "按月浏览（共1234期）"]
    assert [(link["href"], link["aria-label"]) for link in found.all("a", inside="archive")] == [
        ("archive/2023-01.html", "2023年1月"),
        ("archive/2023-02.html", "2023年2月"),
        ("archive/2022-12.html", "2022年12月"),
    ]


any_text = st.text(st.characters(), max_size=40)


@settings(max_examples=100, deadline=None)
@given(title=any_text, text=any_text, name=any_text)
def test_any_text_stays_text(title, text, name):
    episode = replace(EPISODE, title=title, note=text, authors=(Byline("记者", (name,)),), cues=(Cue(0, 1, text),))
    found = page(replace(SHOW, title="T" + title, description=text), episode)

    assert found.texts("h1") == [one_line("T" + title).strip()]
    assert found.texts("h3") == [one_line(title).strip() or "2023-02-10"]
    [heading] = found.all("h1")
    assert [element["tag"] for element in heading["inside"]] == ["html", "body", "header", "div"]
    assert found.texts("p", class_="note") == ([f"更正　{one_line(text)}"] if one_line(text) else [])
    [data] = found.texts("script", type="application/ld+json")
    assert json.loads(data)["name"] == one_line("T" + title)
    assert "<" not in data


def test_newest_first_in_any_order():
    older = replace(EPISODE, id="2023-02-09", pub_date=EPISODE.pub_date - timedelta(days=1))
    same = replace(EPISODE, id="2023-02-10-b")

    for episodes in ([older, same, EPISODE], [EPISODE, older, same]):
        assert [article["id"] for article in page(SHOW, *episodes).all("article")] == [
            "2023-02-10-b",
            "2023-02-10",
            "2023-02-09",
        ]
