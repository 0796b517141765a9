from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast.adoption import Adoption, OldArticle, match, plan_adoption, write_adoption
from audiocast.adoption.front_matter import adopted
from audiocast.errors import ConfigError, InputError
from audiocast.feed import FeedItem, read_feed
from audiocast.identity import podcast_guid
from audiocast.shows import open_show
from audiocast.sources.files import read_article, slug
from tests.shows import ARTICLE, files, invoke, make_show, run_build

CHINA = timezone(timedelta(hours=8))
OLD_GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
PUBLIC_URL = "https://news.example.org/"


def moment(day: int, hour: int = 7) -> datetime:
    return datetime(2025, 3, day, hour, tzinfo=CHINA)


def item(guid: str, title: str, when: datetime | None = None, url: str = "", link: str = "") -> FeedItem:
    return FeedItem(guid, title, url, 1, "audio/mpeg", when, link)


def article(file: str, *titles: str, when: datetime | None = None, url: str = "", guid: str = "") -> OldArticle:
    return OldArticle(file, slug(Path(file).stem), titles, when, url, guid)


def pairs(items: list[FeedItem], articles: list[OldArticle], *, by_day: bool = False) -> dict[str, tuple[str, str]]:
    found = match(items, articles, "Asia/Shanghai", slug, by_day=by_day)
    return {one.item.guid: (one.file, one.by) for one in found.matches}


def rss(*items: str, channel: str = "") -> bytes:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>旧播客</title>'
    )
    return f"{head}{channel}{''.join(items)}</channel></rss>".encode()


def rss_item(guid: str, title: str, date_line: str = "", url: str = "", link: str = "") -> str:
    return "".join(
        [
            "<item>",
            f"<title>{escape(title)}</title>",
            f'<guid isPermaLink="false">{escape(guid)}</guid>' if guid else "",
            f"<pubDate>{date_line}</pubDate>" if date_line else "",
            f'<enclosure url="{escape(url)}" length="1" type="audio/mpeg"/>' if url else "",
            f"<link>{escape(link)}</link>" if link else "",
            "</item>",
        ]
    )


@contextmanager
def serving(pages: dict[str, bytes | str | int]) -> Iterator[str]:
    """Serve bytes, redirect to a path (text) or answer a status (a number), each under its path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path, 404)
            if isinstance(page, bytes):
                self.send_response(200)
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)
            else:
                self.send_response(page if isinstance(page, int) else 302)
                if isinstance(page, str):
                    self.send_header("Location", page)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def adopt(show: Path, source: str) -> Adoption:
    folder = open_show(str(show), environ=os.environ)
    adoption = plan_adoption(folder, source)
    write_adoption(folder, adoption)
    return adoption


def set_key(show: Path, line: str) -> None:
    path = show / "show.toml"
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


# ---- matching ---------------------------------------------------------------------------------------------------


def test_each_rule_finds_its_article() -> None:
    items = [
        item("by-link", "x", moment(1), link="https://www.paper.example/a/1/#top"),
        item("by-file", "y", moment(2), url="https://cdn.example/20250302.mp3?dl=1"),
        item("by-digest", "z", moment(3), url="https://cdn.example/2025-03-04-0a1b2c3d4e5f.mp3"),
        item("by-title", "管城新闻：城东新桥正式通车", moment(5)),
        item("late", "公园今起免费开放", moment(9)),
        item("undated", "老旧小区改造提速", moment(20)),
        item("has-it", "?", moment(25)),
    ]
    articles = [
        article("link.txt", "标题甲", when=moment(11), url="http://paper.example/a/1"),
        article("2025-03-02.txt", "标题乙", when=moment(2, 6)),
        article("2025-03-04.txt", "标题丙", when=moment(4, 6)),
        article("bridge.txt", "城东新桥正式通车", when=moment(5, 23)),
        article("park.txt", "公园 今起免费开放", when=moment(7)),
        article("old.txt", "老旧小区改造提速"),
        article("mine.txt", "任意", when=moment(26), guid="has-it"),
    ]
    assert pairs(items, articles) == {
        "by-link": ("link.txt", "link"),
        "by-file": ("2025-03-02.txt", "file"),
        "by-digest": ("2025-03-04.txt", "file"),
        "by-title": ("bridge.txt", "title"),
        "late": ("park.txt", "title"),
        "undated": ("old.txt", "title"),
        "has-it": ("mine.txt", "guid"),
    }


def test_days_are_counted_where_the_show_is() -> None:
    late_in_china = datetime(2025, 3, 1, 22, tzinfo=UTC)
    paper = [article("a.txt", "城东新桥通车了", when=moment(2, 6))]
    assert pairs([item("g", "城东新桥通车啦", late_in_china)], paper) == {"g": ("a.txt", "title")}
    assert pairs([item("g", "城东新桥通车啦", late_in_china - timedelta(hours=7))], paper) == {}


def test_what_cannot_be_told_apart_is_named_and_never_guessed() -> None:
    items = [
        item("twin-1", "城东新桥通车", moment(2)),
        item("twin-2", "城东新桥通车", moment(2)),
        item("either", "今日要闻速览", moment(3)),
        item("same", "a", moment(4), link="https://paper.example/4"),
        item("same", "b", moment(5), link="https://paper.example/5"),
        item("none", "别处的一期", moment(28)),
    ]
    articles = [
        article("bridge.txt", "城东新桥通车", when=moment(2)),
        article("morning.txt", "今日要闻速览", when=moment(3)),
        article("evening.txt", "今日要闻速览", when=moment(3)),
        article("four.txt", "四", when=moment(4), url="https://paper.example/4"),
        article("own.txt", "别处的一期", when=moment(28), guid="another"),
    ]
    found = match(items, articles, "Asia/Shanghai", slug)
    assert found.matches == ()
    assert [(doubt.item.guid, doubt.files) for doubt in found.doubts] == [
        ("twin-1", ("bridge.txt",)),
        ("twin-2", ("bridge.txt",)),
        ("either", ("morning.txt", "evening.txt")),
        ("same", ()),
        ("same", ()),
    ]
    assert [doubt.reason for doubt in found.doubts[2:4]] == [
        "several articles fit",
        "its GUID stands in the feed more than once",
    ]
    assert [one.guid for one in found.items] == ["none"]
    assert found.files == tuple(one.file for one in articles)


def test_the_clearly_better_title_wins_and_a_close_race_is_left_open() -> None:
    two = [
        article("a.txt", "城东新桥今天正式通车", when=moment(2)),
        article("b.txt", "市民公园即日起免费开放", when=moment(2)),
    ]
    assert pairs([item("g", "城东新桥今天通车", moment(2))], two) == {"g": ("a.txt", "title")}
    close = [article("a.txt", "三月二日早间新闻", when=moment(2)), article("b.txt", "三月二日晚间新闻", when=moment(2))]
    assert pairs([item("g", "三月二日新闻", moment(2))], close) == {}


def test_a_title_that_comes_every_day_names_a_day_only() -> None:
    items = [item(f"g{day}", "每日新闻播报", moment(day)) for day in (1, 2, 3)]
    papers = [article(f"{day}.txt", "每日新闻播报", when=moment(day)) for day in (2, 3, 4)]
    assert pairs(items, papers) == {"g2": ("2.txt", "title"), "g3": ("3.txt", "title")}


def test_titles_of_one_length_are_not_alike_for_that() -> None:
    assert (
        pairs([item("g", "城东新桥今日通车", moment(2))], [article("a.txt", "市民公园免费开放", when=moment(2))]) == {}
    )


def test_only_asked_for_the_day_alone_is_enough() -> None:
    items = [item("g", "第12期", moment(2)), item("h", "第13期", moment(3)), item("i", "第14期", moment(3))]
    papers = [article("a.txt", "城东新桥通车", when=moment(2)), article("b.txt", "公园免费开放", when=moment(3))]
    assert pairs(items, papers) == {}
    assert pairs(items, papers, by_day=True) == {"g": ("a.txt", "day")}


NAMES = st.sampled_from(["城东新桥通车", "公园免费开放", "公园免费开放了", "早报"])
WHEN = st.none() | st.sampled_from([moment(1), moment(2), moment(2, 23)])
URLS = st.sampled_from(["", "https://a.example/1", "https://a.example/2"])


@given(
    st.lists(st.builds(item, st.sampled_from(["", *"abcdef"]), NAMES, WHEN, URLS, URLS), max_size=6),
    st.lists(st.tuples(NAMES, WHEN, URLS), max_size=5),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_whatever_the_order_every_item_and_article_is_in_one_place(
    items: list[FeedItem], papers: list[tuple[str, datetime | None, str]], by_day: bool, random: object
) -> None:
    articles = [article(f"{n}.txt", title, when=when, url=url) for n, (title, when, url) in enumerate(papers)]
    found = match(items, articles, "Asia/Shanghai", slug, by_day=by_day)
    assert sorted([one.file for one in found.matches] + list(found.files)) == sorted(one.file for one in articles)
    left = [one.item for one in found.matches] + [one.item for one in found.doubts] + list(found.items)
    assert sorted(map(repr, left)) == sorted(map(repr, items))
    random.shuffle(items)  # type: ignore[attr-defined]
    again = match(items, articles[::-1], "Asia/Shanghai", slug, by_day=by_day)
    assert {(repr(one.item), one.file) for one in again.matches} == {
        (repr(one.item), one.file) for one in found.matches
    }


# ---- front matter -----------------------------------------------------------------------------------------------

BODY = "# 城东新桥通车\n\n今天通车。\n"
GUID = 'old:"1"\\é#: 播'
DATE = "2025-03-02T07:00:00+08:00"
QUOTED = '"old:\\"1\\"\\\\\\U000000e9#: \\U000064ad"'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BODY, f"---\nguid: {QUOTED}\ndate: {DATE}\n---\n{BODY}"),
        (f"---\n{BODY}", f"---\nguid: {QUOTED}\ndate: {DATE}\n---\n---\n{BODY}"),
        (f"---\n导语\n---\n{BODY}", f"---\nguid: {QUOTED}\ndate: {DATE}\n---\n---\n导语\n---\n{BODY}"),
        (
            f"---\n# 说明\ntitle: 新桥   # 短题\nplace: 郑州\n---\n{BODY}",
            f"---\n# 说明\ntitle: 新桥   # 短题\nplace: 郑州\nguid: {QUOTED}\ndate: {DATE}\n---\n{BODY}",
        ),
        (
            f"---  \ndate: 2025-03-01  # 见报日\ntitle: |\n  新桥\n  date: 不是键\n---\n{BODY}",
            f"---  \ndate: {DATE}  # 见报日\ntitle: |\n  新桥\n  date: 不是键\nguid: {QUOTED}\n---\n{BODY}",
        ),
        (
            f"---\n\"date\": '2025-03-01'\nguid:\n---\n{BODY}",
            f'---\n"date": {DATE}\nguid: {QUOTED}\n---\n{BODY}',
        ),
    ],
)
@pytest.mark.parametrize("form", ["utf-8", "crlf", "bom", "gb18030", "utf-16", "utf-16-be"])
def test_only_the_two_keys_change(tmp_path: Path, before: str, after: str, form: str) -> None:
    def stored(text: str) -> bytes:
        if form == "crlf":
            return text.replace("\n", "\r\n").encode()
        marks = {"bom": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
        return marks.get(form, b"") + text.encode({"bom": "utf-8", "utf-16": "utf-16-le"}.get(form, form))

    path = tmp_path / "2025-03-01.txt"
    path.write_bytes(stored(before))
    raw = read_article(path)
    changed = adopted(path.read_bytes(), path, raw, GUID, moment(2))
    assert changed == stored(after)
    path.write_bytes(changed)
    again = read_article(path)
    assert (again.guid, again.date, again.text.strip(), again.title) == (GUID, moment(2), raw.text.strip(), raw.title)
    assert adopted(changed, path, again, GUID, moment(2)) == changed


def test_a_web_page_keeps_its_bytes_behind_the_new_block(tmp_path: Path) -> None:
    pytest.importorskip("readability")
    text = "".join(f"<p>第{n}段，新桥今天正式通车，市民过河只要五分钟，比从前快了许多。</p>" for n in range(6))
    page = f"<html><head><meta charset=gbk><title>新桥通车</title></head><body><h1>新桥通车</h1>{text}</body></html>"
    path = tmp_path / "2025-03-01.html"
    path.write_bytes(page.encode("gbk"))
    changed = adopted(path.read_bytes(), path, read_article(path), "g-1", moment(2))
    assert changed == f'---\nguid: "g-1"\ndate: {DATE}\n---\n'.encode() + page.encode("gbk")


def test_front_matter_that_is_not_edited_is_said_with_the_lines_to_write(tmp_path: Path) -> None:
    path = tmp_path / "2025-03-01.txt"
    path.write_text(f"---\n{{title: 新桥, guid: x}}\n---\n{BODY}", encoding="utf-8")
    with pytest.raises(InputError, match=r'2025-03-01.txt cannot be edited: write into it yourself: guid: "g-1"; date'):
        adopted(path.read_bytes(), path, read_article(path), "g-1", moment(2))


# ---- the whole of it --------------------------------------------------------------------------------------------


def test_a_show_goes_on_with_the_feed_that_it_had_elsewhere(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    second = ARTICLE.replace("城东新桥通车 全长320米", "地铁延长线开工").replace("公园免费开放", "夜市开张")
    (show / "articles" / "2025-03-03.txt").write_text(second, encoding="utf-8")
    newest = rss(
        rss_item("Old-2", "地铁延长线开工", "Mon, 03 Mar 2025 18:30:00 +0800", "https://cdn.example/x.mp3"),
        channel=f"<podcast:guid>{OLD_GUID}</podcast:guid><atom:link rel='prev-archive' href='page2.xml'/>",
    )
    older = rss(
        rss_item(
            "Old-1", "旧播客｜城东新桥通车 全长320米", "Sat, 01 Mar 2025 23:00:00 GMT", "https://cdn.example/y.mp3"
        ),
        rss_item("Old-0", "没有文稿的一期", "Sat, 01 Feb 2025 06:00:00 +0800", "https://cdn.example/z.mp3"),
        channel="<atom:link rel='prev-archive' href='/feed/old.xml'/>",
    )
    with serving({"/": "/feed/old.xml", "/feed/old.xml": newest, "/feed/page2.xml": older}) as site:
        adoption = adopt(show, f"{site}/")
        before = files(show)
        again = adopt(show, f"{site}/feed/old.xml")
    assert [(one.match.item.guid, one.match.file, one.state) for one in adoption.adopted] == [
        ("Old-2", "2025-03-03.txt", "changed"),
        ("Old-1", "2025-03-02.txt", "changed"),
    ]
    assert [one.guid for one in adoption.items] == ["Old-0"]
    assert adoption.feed.pages == 2
    assert {one.state for one in again.adopted} == {"as it is"}
    assert files(show) == before
    assert (show / "articles" / "2025-03-03.txt").read_text(encoding="utf-8").endswith(second)

    run_build(show)
    made = read_feed((show / "public" / "feed.xml").read_bytes(), "feed")
    assert made.guid == OLD_GUID
    assert [(one.guid, one.pub_date) for one in made.items] == [
        ("Old-2", datetime(2025, 3, 3, 10, 30, tzinfo=UTC)),
        ("Old-1", datetime(2025, 3, 1, 23, tzinfo=UTC)),
    ]


def test_without_a_guid_of_its_own_the_feed_has_that_of_its_address(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    with serving({"/f.xml": rss(rss_item("a", "别的", "Sun, 02 Mar 2025 06:00:00 +0800"))}) as site:
        assert adopt(show, f"{site}/f.xml").guid == podcast_guid(f"{site}/f.xml")
        assert open_show(str(show), environ=os.environ).settings.guid == podcast_guid(f"{site}/f.xml")


def test_a_guid_that_is_recorded_stays(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    set_key(show, 'guid = "11111111-1111-4111-8111-111111111111"')
    feed = tmp_path / "old.xml"
    feed.write_bytes(rss(rss_item("a", "别的"), channel=f"<podcast:guid>{OLD_GUID}</podcast:guid>"))
    adoption = adopt(show, str(feed))
    assert adoption.guid == ""
    assert any("keeps its own guid" in line and OLD_GUID in line for line in adoption.remarks)
    assert OLD_GUID not in (show / "show.toml").read_text(encoding="utf-8")


def test_a_published_episode_is_left_as_it_is(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    run_build(show)
    before = files(show)
    feed = tmp_path / "old.xml"
    feed.write_bytes(rss(rss_item("Old-1", "城东新桥通车 全长320米", "Sun, 02 Mar 2025 07:00:00 +0800")))
    adoption = adopt(show, str(feed))
    assert [one.state for one in adoption.adopted] == ["published"]
    assert any("2025-03-02.txt is published with another GUID" in line for line in adoption.remarks)
    assert files(show) == before


def test_an_item_without_a_guid_gives_its_date_alone(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    feed = tmp_path / "old.xml"
    feed.write_bytes(rss(rss_item("", "城东新桥通车 全长320米", "Sun, 02 Mar 2025 07:00:00 +0800")))
    adoption = adopt(show, str(feed))
    assert any("its item has no GUID" in line for line in adoption.remarks)
    raw = read_article(show / "articles" / "2025-03-02.txt")
    assert (raw.guid, raw.date) == ("", moment(2))


def test_an_article_that_cannot_be_read_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "articles" / "2025-03-04.txt").write_bytes(b"")
    feed = tmp_path / "old.xml"
    feed.write_bytes(rss(rss_item("Old-1", "城东新桥通车 全长320米", "Sun, 02 Mar 2025 07:00:00 +0800")))
    adoption = adopt(show, str(feed))
    assert [one.state for one in adoption.adopted] == ["changed"]
    assert any("2025-03-04.txt is empty" in line for line in adoption.remarks)
    assert read_article(show / "articles" / "2025-03-02.txt").date == moment(2)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/nothing.xml", "answers 404 Not Found: check the feed's address"),
        ("/broken.xml", "answers 503"),
        ("/page.html", "is not a podcast feed: give the address of its RSS file"),
        ("/empty.xml", "is empty"),
        ("/bare.xml", "holds no episodes"),
        ("/loop.xml", "cannot be fetched"),
        ("/away.xml", "answers 404"),
    ],
)
def test_what_is_no_feed_is_one_line(tmp_path: Path, path: str, line: str) -> None:
    show = make_show(tmp_path / "show")
    before = files(show)
    pages: dict[str, bytes | str | int] = {
        "/broken.xml": 503,
        "/page.html": b"<html><body>hello</body></html>",
        "/empty.xml": b"",
        "/bare.xml": rss(),
        "/loop.xml": "/loop.xml",
        "/away.xml": rss(rss_item("a", "b"), channel="<atom:link rel='next' href='/gone.xml'/>"),
    }
    with serving(pages) as site:
        done = invoke("adopt", str(show), f"{site}{path}")
    assert (done.status, done.out) == (1, "")
    assert line in done.err
    assert len(done.err.splitlines()) == 1
    assert files(show) == before


def test_nobody_answers_or_there_is_no_file(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    with serving({}) as site:
        gone = site
    with pytest.raises(InputError, match=r"^http://127.0.0.1:\d+/f.xml cannot be fetched: .+"):
        adopt(show, f"{gone}/f.xml")
    with pytest.raises(InputError, match=r"old\.xml cannot be read: give the feed's http\(s\) address or a file"):
        adopt(show, str(tmp_path / "old.xml"))


def test_pages_that_go_round_in_a_circle_are_read_once(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    page = rss(rss_item("a", "b"), channel="<atom:link rel='next' href='/2.xml'/>")
    other = rss(rss_item("a", "b"), rss_item("c", "d"), channel="<atom:link rel='next' href='/1.xml'/>")
    with serving({"/1.xml": page, "/2.xml": other}) as site:
        adoption = adopt(show, f"{site}/1.xml")
    assert (adoption.feed.pages, [one.guid for one in adoption.feed.items]) == (2, ["a", "c"])


def test_single_stories_have_no_front_matter_of_their_own(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    set_key(show, 'per = "story"')
    with pytest.raises(ConfigError, match=r'per = "file"'):
        adopt(show, "https://old.example/feed.xml")


def test_the_command_prints_what_became_of_everything(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "articles" / "2025-03-09.txt").write_text("# 夜市开张\n\n今天开张。\n", encoding="utf-8")
    feed = tmp_path / "old.xml"
    feed.write_bytes(
        rss(
            rss_item("Old-1", "城东新桥通车 全长320米", "Sat, 01 Mar 2025 23:00:00 GMT"),
            rss_item("Old-0", "没有文稿的一期", "Sat, 01 Feb 2025 06:00:00 +0800"),
            channel=f"<podcast:guid>{OLD_GUID}</podcast:guid>",
        )
    )
    before = files(show)
    dry = invoke("adopt", str(show), str(feed), "-n")
    assert dry.out.splitlines() == [
        "would change  title  2025-03-02  2025-03-02.txt  <-  城东新桥通车 全长320米",
        "no article    -      2025-02-01  没有文稿的一期",
        "no item       -                  2025-03-09.txt",
        f"would change  guid   {OLD_GUID}  ->  show.toml",
        "1 of 2 items matched, 0 doubtful; 1 articles without an item",
    ]
    assert files(show) == before
    assert invoke("adopt", str(show), str(feed), "-n", "--json").json["dry_run"] is True
    assert files(show) == before
    done = invoke("adopt", str(show), str(feed), "--json").json
    assert done["dry_run"] is False
    assert done["matched"] == [
        {
            "article": "2025-03-02.txt",
            "by": "title",
            "state": "changed",
            "guid": "Old-1",
            "title": "城东新桥通车 全长320米",
            "date": DATE,
            "url": None,
        }
    ]
    assert (done["guid"], done["articles"], done["doubtful"]) == (OLD_GUID, ["2025-03-09.txt"], [])
    assert read_article(show / "articles" / "2025-03-02.txt").guid == "Old-1"
    assert read_article(show / "articles" / "2025-03-09.txt").date == date(2025, 3, 9)
