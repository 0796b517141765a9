"""Feeds read back: ours to the letter, and other people's."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast.errors import InputError
from audiocast.feed import FeedContent, FeedDocument, FeedItem, one_line, read_feed, render
from tests.samples import EPISODE, SHOW

MORNING = datetime(2023, 2, 9, 22, 0, tzinfo=UTC)
ITEM = FeedItem(
    "aaaaaaaa-bbbb-5ccc-8ddd-eeeeeeeeeeee",
    "城区治理提速等2条",
    "https://example.org/audio/media/2023-02-10-deadbeef.mp3",
    4_801_234,
    "audio/mpeg",
    MORNING,
    "https://example.org/audio/episodes/2023-02-10.html",
)


def rss(items, channel=""):
    return f"<rss version='2.0'><channel><title>老节目</title>{channel}{items}</channel></rss>".encode()


def test_our_own_feed():
    document = FeedDocument("feed.xml", (EPISODE.id,), prev_archive="feed-archive-1.xml")

    assert read_feed(render(SHOW, [EPISODE], document), "feed.xml") == FeedContent(
        "管城新闻",
        "11111111-2222-5333-8444-555555555555",
        (ITEM,),
        "https://example.org/audio/feed-archive-1.xml",
    )


any_text = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(
    ["Ã©", "&amp;", "<b>", "a\xa0b"]
)


@given(any_text.filter(one_line), any_text)
def test_identities_come_back_to_the_letter(guid, title):
    [item] = read_feed(render(SHOW, [replace(EPISODE, guid=guid, title="T" + title)]), "feed.xml").items

    assert (item.guid, item.title) == (one_line(guid), one_line("T" + title))


@pytest.mark.parametrize(
    ("written", "changes"),
    [
        ("<guid> https://Old.example.org/?P=1&amp;q=Ü </guid>", {"guid": "https://Old.example.org/?P=1&q=Ü"}),
        ("", {"guid": "https://old.example.org/1.mp3"}),
        ("<guid></guid>", {"guid": "https://old.example.org/1.mp3"}),
        ("<guid>https://old.example.org/1</guid>", {"link": "https://old.example.org/1"}),
        ("<guid isPermaLink='false'>https://old.example.org/1</guid>", {"link": ""}),
        ("<title>A &lt;b&gt; &amp;amp; <![CDATA[<i>C</i>]]></title>", {"title": "A <b> &amp; <i>C</i>"}),
        ("<pubDate>Fri, 10 Feb 2023 06:00:00 +0800</pubDate>", {"pub_date": MORNING}),
        ("<pubDate>Thu, 09 Feb 2023 22:00:00 GMT</pubDate>", {"pub_date": MORNING}),
        ("<pubDate>Thu, 09 Feb 2023 22:00:00</pubDate>", {"pub_date": MORNING}),
        ("<pubDate>Fri, 10 Feb 2023 06:00:00 +08:00</pubDate>", {"pub_date": MORNING}),
        ("<pubDate>2023-02-10T06:00:00+08:00</pubDate>", {"pub_date": MORNING}),
        ("<pubDate>昨天早上</pubDate>", {"pub_date": None}),
        ("", {"pub_date": None}),
        ("<enclosure url=' ' length='1' type='audio/mpeg'/>", {"url": "https://old.example.org/1.mp3", "length": 12}),
        ("<enclosure url='p.jpg' length='5' type='image/jpeg'/>", {"mime": "audio/mpeg"}),
    ],
)
def test_an_item_of_a_foreign_feed(written, changes):
    enclosure = "<enclosure url='https://old.example.org/1.mp3' length='12' type='audio/mpeg'/>"

    [item] = read_feed(rss(f"<item>{written}{enclosure}</item>"), "feed").items

    assert {name: getattr(item, name) for name in changes} == changes


@pytest.mark.parametrize("length", ["", "-1", "1.5", "unknown", "１２", None])
def test_a_length_that_is_none_is_0(length):
    attribute = "" if length is None else f"length='{length}'"
    [item] = read_feed(rss(f"<item><enclosure url='a.mp3' {attribute}/></item>"), "feed").items

    assert (item.url, item.length, item.mime) == ("a.mp3", 0, "")


def test_an_item_without_a_file_has_none():
    [item] = read_feed(rss("<item><title>告示</title></item>"), "feed").items

    assert item == FeedItem("", "告示", "", 0, "", None)


@pytest.mark.parametrize(
    ("links", "next_page"),
    [
        ("<atom:link rel='next' href='?page=2'/>", "?page=2"),
        ("<atom:link rel='next' href='?page=2'/><atom:link rel='prev-archive' href='a.xml'/>", "a.xml"),
        ("<atom:link rel='self' href='feed.xml'/><atom:link href='x'/>", ""),
    ],
)
def test_where_the_older_ones_are(links, next_page):
    links = links.replace("<atom:link", "<atom:link xmlns:atom='http://www.w3.org/2005/Atom'")

    assert read_feed(rss("", links), "feed").next_page == next_page


def test_a_podcast_guid_under_any_of_its_names():
    for uri in (
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ):
        assert read_feed(rss("", f"<p:guid xmlns:p='{uri}'>abc</p:guid>"), "feed").guid == "abc"


def test_atom():
    feed = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title>
        <link rel="next" href="https://old.example.org/2"/>
        <entry><id>urn:uuid:1</id><title>One &amp; two</title><updated>2023-02-10T06:00:00+08:00</updated>
        <link href="https://old.example.org/one"/>
        <link rel="enclosure" href="https://old.example.org/1.mp3" length="12" type="audio/mpeg"/></entry></feed>"""

    assert read_feed(feed, "feed") == FeedContent(
        "Old",
        "",
        (
            FeedItem(
                "urn:uuid:1",
                "One & two",
                "https://old.example.org/1.mp3",
                12,
                "audio/mpeg",
                MORNING,
                "https://old.example.org/one",
            ),
        ),
        "https://old.example.org/2",
    )


@pytest.mark.parametrize(
    "broken",
    [
        "\n<?xml version='1.0'?><rss version='2.0'><channel><title>A & B</title>"
        "<item><guid>g</guid></item></channel></rss>",
        "<rss version='2.0'><channel><title>A &amp; B</title><item><guid>g</guid><title>&nbsp;x</title></item>",
        "<!DOCTYPE rss [<!ENTITY x 'y'>]><rss version='2.0'><channel><title>A &amp; B</title>"
        "<item><guid>g</guid></item></channel></rss>",
    ],
)
def test_a_feed_that_is_no_good_xml_is_read_all_the_same(broken):
    content = read_feed(broken.encode(), "feed")

    assert (content.title, [item.guid for item in content.items]) == ("A & B", ["g"])


@pytest.mark.parametrize("data", [b"", b"<html><p>404</p></html>", b"/etc/hosts", b"\xff\xfe\x00", b"{}", b"<rss/>"])
def test_what_is_no_feed_is_one_line(data):
    with pytest.raises(InputError, match=r"^old\.xml is not a podcast feed") as caught:
        read_feed(data, "old.xml")

    assert caught.value.way_out
