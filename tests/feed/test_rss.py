"""The feed as apps read it: by feedparser, and from the XML where feedparser drops a value."""

import locale
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast.errors import ConfigError
from audiocast.feed import render, visible
from audiocast.models import Byline, Chapter

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
ALLOWED_TAGS = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em"}


def channel_of(feed: bytes) -> ElementTree.Element:
    channel = ElementTree.fromstring(feed).find("channel")
    assert channel is not None
    return channel


def values(parent: ElementTree.Element, path: str) -> list[str | None]:
    return [element.text for element in parent.findall(path, NAMESPACES)]


class Notes(HTMLParser):
    """The text of each paragraph and the tags met."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.lines: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, _attrs):
        self.tags.add(tag)
        self.lines.append("")

    def handle_data(self, data):
        self.lines[-1] += data


def notes_of(feed: bytes) -> Notes:
    return Notes(values(channel_of(feed), "item/description")[0])


def test_what_apple_and_the_namespace_ask_for_stands_there_to_the_letter(show, episode):
    """The parsers read these as true, as a number or not at all (test_parsers.py)."""
    show = replace(show, block=True, complete=True, podping=True, update_frequency="每日更新")
    channel = channel_of(render(show, [replace(episode, block=True, season=2, number=41)]))
    item = channel.find("item")

    assert values(channel, "itunes:explicit") == values(item, "itunes:explicit") == ["false"]
    assert values(channel, "itunes:block") == values(item, "itunes:block") == ["Yes"]
    assert values(channel, "itunes:complete") == ["Yes"]
    locked = channel.find("podcast:locked", NAMESPACES)
    assert (locked.text, locked.attrib) == ("yes", {"owner": "news@example.org"})
    assert values(channel, "podcast:medium") == ["podcast"]
    assert values(channel, "podcast:updateFrequency") == ["每日更新"]
    assert channel.find("podcast:podping", NAMESPACES).attrib == {"usesPodping": "true"}
    [outer] = channel.findall("itunes:category", NAMESPACES)
    assert outer.get("text") == "News"
    assert [inner.get("text") for inner in outer] == ["Daily News"]
    for parent in (channel, item):
        [label] = parent.findall("podcast:txt", NAMESPACES)
        assert (label.text, label.attrib) == ("true", {"purpose": "ai-content"})
    assert values(item, "podcast:season") == values(item, "itunes:season") == ["2"]
    assert values(item, "podcast:episode") == values(item, "itunes:episode") == ["41"]
    assert values(item, "pubDate") == values(channel, "lastBuildDate") == ["Fri, 10 Feb 2023 06:00:00 +0800"]
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert values(item, "content:encoded") == values(item, "description")


def test_an_item_leads_to_the_page_of_its_episode(show, episode):
    channel = channel_of(render(show, [episode]))

    assert values(channel, "link") == ["https://example.org/audio/"]
    assert values(channel, "item/link") == ["https://example.org/audio/episodes/2023-02-10.html"]


def test_a_further_feed_names_itself_and_its_page(show, episode):
    channel = channel_of(render(replace(show, feed_name="minsheng.xml", page_name="minsheng.html"), [episode]))

    assert values(channel, "link") == values(channel, "image/link") == ["https://example.org/audio/minsheng.html"]
    assert [link.get("href") for link in channel.findall("atom:link", NAMESPACES)] == [
        "https://example.org/audio/minsheng.xml"
    ]


@pytest.mark.parametrize(
    ("changes", "written", "url"),
    [
        ({"license": "CC-BY-4.0"}, "cc-by-4.0", None),
        ({"license": "CC0-1.0", "license_url": "https://example.org/l"}, "cc0-1.0", "https://example.org/l"),
        (
            {"license": "管城-Licence-v1", "license_url": "https://example.org/l"},
            "管城-Licence-v1",
            "https://example.org/l",
        ),
    ],
)
def test_a_known_licence_is_written_in_lower_case(show, changes, written, url):
    licence = channel_of(render(replace(show, **changes), [])).find("podcast:license", NAMESPACES)

    assert (licence.text, licence.get("url")) == (written, url)


@pytest.mark.parametrize(
    ("changes", "written", "attributes"),
    [
        ({"update_rule": "FREQ=DAILY"}, "每日更新", {"rrule": "FREQ=DAILY"}),
        ({"update_rule": "FREQ=WEEKLY;BYDAY=MO,WE"}, "定期更新", {"rrule": "FREQ=WEEKLY;BYDAY=MO,WE"}),
        ({"complete": True}, "已完结", {"complete": "true"}),
        (
            {"update_frequency": "工作日更新", "update_rule": "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"},
            "工作日更新",
            {"rrule": "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"},
        ),
    ],
)
def test_how_often_is_said_to_people_and_to_programs(show, changes, written, attributes):
    element = channel_of(render(replace(show, **changes), [])).find("podcast:updateFrequency", NAMESPACES)

    assert (element.text, element.attrib) == (written, attributes)


def test_money_is_asked_for_where_there_is_an_address(show):
    given = channel_of(render(replace(show, funding_url="https://example.org/give"), []))

    assert values(given, "podcast:funding") == ["支持管城新闻"]
    assert values(channel_of(render(replace(show, funding="支持我们"), [])), "podcast:funding") == []


def test_explicit_unlocked_and_human(show, episode):
    channel = channel_of(render(replace(show, explicit=True, locked=False, ai_content=False), [episode]))

    assert values(channel, ".//itunes:explicit") == ["true", "true"]
    assert values(channel, "podcast:locked") == ["no"]
    assert values(channel, ".//podcast:txt") == []


def test_one_category_stands_alone(show):
    [category] = channel_of(render(replace(show, category=("Government",)), [])).findall("itunes:category", NAMESPACES)

    assert category.get("text") == "Government"
    assert list(category) == []


def test_only_files_that_exist_are_named(show, episode):
    feed = render(show, [replace(episode, cues=(), chapters=())])

    assert b"podcast:transcript" not in feed
    assert b"podcast:chapters" not in feed


def test_notes_list_the_stories_and_the_label(show, episode):
    feed = render(show, [replace(episode, note="“冉红政”原作“冉红正”。", revision=2)])

    assert notes_of(feed).lines == [
        "管城回族区两条要闻。",
        "00:00 城区治理提速",
        "04:05 “党建+物业”进社区",
        "更正：“冉红政”原作“冉红正”。",
        "本节目由人工智能（AI）合成语音朗读。",
    ]
    assert b"<description><![CDATA[<p>" in feed


def test_long_notes_are_cut_at_a_sentence_and_keep_the_label(show, episode):
    sentence = "这是一句不长不短的话。"
    chapters = tuple(Chapter(n * 60_000, (n + 1) * 60_000, f"第{n}条：<标题>&“很长”的一条新闻") for n in range(200))
    feed = render(show, [replace(episode, summary=sentence * 400, chapters=chapters)])

    [description] = values(channel_of(feed), "item/description")
    assert 3_800 < len(description.encode()) <= 4_000
    notes = notes_of(feed)
    assert notes.tags <= ALLOWED_TAGS
    summary, *stories, more, label = notes.lines
    assert summary == sentence * (len(summary) // len(sentence))
    assert stories[1] == "0:01:00 第1条：<标题>&“很长”的一条新闻"
    assert more == "……"
    assert label == show.ai_notice


def test_newest_first_and_ties_by_id(show, episode):
    day = timedelta(days=1)
    older = replace(episode, id="older", guid="g1", pub_date=episode.pub_date - day)
    same_a = replace(episode, id="a", guid="g2")
    same_b = replace(episode, id="b", guid="g3", pub_date=episode.pub_date.astimezone(UTC))

    feeds = [render(show, order) for order in ([older, same_a, same_b], [same_b, same_a, older])]

    assert feeds[0] == feeds[1]
    channel = channel_of(feeds[0])
    assert values(channel, "item/guid") == ["g3", "g2", "g1"]
    assert values(channel, "item/pubDate") == [
        "Thu, 09 Feb 2023 22:00:00 +0000",
        "Fri, 10 Feb 2023 06:00:00 +0800",
        "Thu, 09 Feb 2023 06:00:00 +0800",
    ]


def three_hundred(show, episode, summary_bytes, stories):
    """A year of editions: two people, three transcripts, as long an address as a host gives."""
    show = replace(show, base_url="https://media.example.org/guanchengnews/")
    sentence = "管城回族区召开城区治理推进会。"
    episode = replace(
        episode,
        title="城区治理提速，“党建+物业”进社区等20条",
        summary=(sentence * 99)[: summary_bytes // 3],
        authors=(Byline("记者", ("冉红政", "李晓敏")),),
        chapters=tuple(Chapter(n * 60_000, n * 60_000 + 60_000, sentence) for n in range(stories)),
    )
    day = timedelta(days=1)
    return show, [
        replace(
            episode,
            id=f"2023-02-{number:03d}",
            guid=f"aaaaaaaa-bbbb-5ccc-8ddd-eeeeeeeee{number:03d}",
            pub_date=episode.pub_date + number * day,
            media=replace(episode.media, name=f"2023-02-{number:03d}-deadbeef.mp3"),
        )
        for number in range(300)
    ]


def test_a_feed_of_300_with_descriptions_of_1_kb_weighs_less_than_1_mb(show, episode):
    feed = render(*three_hundred(show, episode, 876, 1))

    items = channel_of(feed).findall("item")
    sizes = [len(item.findtext("description").encode()) for item in items]
    assert (len(sizes), sum(sizes) // 300) == (300, 1001)
    assert [values(item, "content:encoded") for item in items] == [values(item, "description") for item in items]
    assert len(feed) <= 1_000_000


def test_a_heavier_feed_says_notes_once_for_its_oldest_items(show, episode):
    feed = render(*three_hundred(show, episode, 600, 20))

    items = channel_of(feed).findall("item")
    repeated = [values(item, "content:encoded") for item in items]
    count = sum(map(bool, repeated))
    assert 0 < count < 300
    assert repeated == [values(item, "description") for item in items[:count]] + [[]] * (300 - count)
    assert 995_000 < len(feed) <= 1_000_000


def test_an_empty_feed_names_no_date(show):
    channel = channel_of(render(show, []))

    assert values(channel, "lastBuildDate") == []
    assert values(channel, "item") == []


def test_urls_are_ascii_whatever_the_names(show, episode):
    show = replace(
        show,
        base_url="https://新闻.example.org:8443/播客",
        cover="cover-1.jpg",
        license="own",
        license_url="https://新闻.example.org/许可",
        funding_url="https://新闻.example.org/赞助?额=1",
        new_feed_url="https://新闻.example.org/新/feed.xml",
        hubs=("https://新闻.example.org/中心",),
    )
    episode = replace(episode, id="早报", image="图/早报.JPG", media=replace(episode.media, name="早.mp3"))
    root = ElementTree.fromstring(render(show, [episode]))

    urls = [value for element in root.iter() for name, value in element.attrib.items() if name in ("url", "href")]
    urls += [
        element.text for tag in ("link", "url", f"{{{NAMESPACES['itunes']}}}new-feed-url") for element in root.iter(tag)
    ]
    assert len(urls) == 16
    assert all(url.isascii() and url.startswith("https://xn--efvy88h.example.org") for url in urls)
    assert "https://xn--efvy88h.example.org:8443/%E6%92%AD%E5%AE%A2/media/%E6%97%A9.mp3" in urls
    assert "https://xn--efvy88h.example.org/%E8%B5%9E%E5%8A%A9?%E9%A2%9D=1" in urls


@pytest.mark.parametrize("name", ["a.gif", "a", "a.jpg.webp"])
def test_a_picture_that_apps_do_not_show_is_one_line(show, episode, name):
    with pytest.raises(ConfigError, match=f"picture '{name}'"):
        render(show, [replace(episode, image=name)])


@pytest.mark.parametrize(
    ("fault", "names"),
    [
        ({"base_url": "example.org/audio"}, "base_url"),
        ({"base_url": "http://[::1/"}, "base_url"),
        ({"base_url": "ftp://example.org/"}, "base_url"),
        ({"cover": "cover.gif"}, "cover.gif"),
        ({"title": " \x00"}, "title"),
    ],
)
def test_a_show_that_makes_no_feed_is_one_line(show, episode, fault, names):
    with pytest.raises(ConfigError, match=names) as caught:
        render(replace(show, **fault), [episode])

    assert caught.value.way_out


def test_dates_do_not_follow_the_locale(show, episode):
    before = locale.setlocale(locale.LC_ALL)

    feed = render(show, [replace(episode, pub_date=datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC))])

    assert parsedate_to_datetime(values(channel_of(feed), "item/pubDate")[0]).isoformat() == "2026-11-24T23:59:59+00:00"
    assert locale.setlocale(locale.LC_ALL) == before


any_text = st.text(st.characters(), max_size=60)


@given(any_text)
def test_visible_text_loses_only_what_cannot_be_seen(text):
    kept = visible(text)

    assert all(character in kept for character in text if character.isalnum() and character.isprintable())
    assert visible(kept) == kept
    assert not any(ord(character) < 32 and character not in "\t\n" for character in kept)
    assert not OPENING_DIRECTIONS.intersection(map(unicodedata.bidirectional, kept))


OPENING_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Those after which text runs another way until the end of the paragraph (UAX #9, table 4); LRM and RLM are L and R."""


def test_no_title_turns_the_text_after_it_around(show, episode):
    title = "\u202e城区\u2067治理\u202dA\u200e1\u200f"

    feed = render(replace(show, author="\u2066\u202b编辑部"), [replace(episode, title=title)])

    assert values(channel_of(feed), "item/title") == ["城区治理A\u200e1\u200f"]
    assert values(channel_of(feed), "itunes:author") == ["编辑部"]


def test_a_title_of_nothing_but_directions_is_the_id(show, episode):
    feed = render(show, [replace(episode, title="\u202e\u2066")])

    assert values(channel_of(feed), "item/title") == [episode.id]
