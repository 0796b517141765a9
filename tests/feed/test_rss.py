"""The feed as apps read it: by feedparser, and from the XML where feedparser drops a value."""

import locale
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiocast.errors import ConfigError
from audiocast.feed import one_line, render, visible
from audiocast.models import Chapter

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


def test_feedparser_reads_every_promise_it_knows(show, episode):
    parsed = feedparser.parse(render(show, [episode]))

    assert not parsed.bozo
    assert parsed.version == "rss20"
    assert parsed.encoding == "utf-8"
    channel = parsed.feed
    assert channel.title == "管城新闻"
    assert channel.subtitle == "每日要闻"
    assert channel.link == "https://example.org/audio/"
    assert [link.href for link in channel.links if link.rel == "self"] == ["https://example.org/audio/feed.xml"]
    assert channel.language == "zh-cn"
    assert channel.author == "管城新闻编辑部"
    assert channel.publisher_detail == {"name": "管城新闻编辑部", "email": "news@example.org"}
    assert [tag.term for tag in channel.tags] == ["News", "Daily News"]
    assert channel.image.href == "https://example.org/audio/cover-0a1b2c3d.png"
    assert channel.itunes_type == "episodic"
    assert channel.generator == "audiocast"
    assert channel.podcast_guid == "11111111-2222-5333-8444-555555555555"
    [item] = parsed.entries
    assert item.title == item.itunes_title == "城区治理提速等2条"
    assert item.link == "https://example.org/audio/#2023-02-10"
    assert item.id == "aaaaaaaa-bbbb-5ccc-8ddd-eeeeeeeeeeee"
    assert item.guidislink is False
    assert item.itunes_duration == "600"
    assert item.itunes_episodetype == "full"
    assert item.enclosures == [
        {
            "href": "https://example.org/audio/media/2023-02-10-deadbeef.mp3",
            "length": "4801234",
            "type": "audio/mpeg",
        }
    ]
    assert item.podcast_chapters == {
        "url": "https://example.org/audio/episodes/2023-02-10.chapters.json",
        "type": "application/json+chapters",
    }


def test_the_xml_holds_what_feedparser_drops(show, episode):
    channel = channel_of(render(show, [episode]))
    item = channel.find("item")

    assert values(channel, "itunes:explicit") == values(item, "itunes:explicit") == ["false"]
    locked = channel.find("podcast:locked", NAMESPACES)
    assert (locked.text, locked.attrib) == ("yes", {"owner": "news@example.org"})
    assert values(channel, "podcast:medium") == ["podcast"]
    [outer] = channel.findall("itunes:category", NAMESPACES)
    assert outer.get("text") == "News"
    assert [inner.get("text") for inner in outer] == ["Daily News"]
    assert [element.attrib for element in item.findall("podcast:transcript", NAMESPACES)] == [
        {
            "url": f"https://example.org/audio/episodes/2023-02-10.{suffix}",
            "type": mime,
            "language": "zh-cn",
            "rel": "captions",
        }
        for suffix, mime in (
            ("vtt", "text/vtt"),
            ("srt", "application/x-subrip"),
            ("transcript.json", "application/json"),
        )
    ]
    for parent in (channel, item):
        [label] = parent.findall("podcast:txt", NAMESPACES)
        assert (label.text, label.attrib) == ("true", {"purpose": "ai-content"})
    assert values(item, "pubDate") == values(channel, "lastBuildDate") == ["Fri, 10 Feb 2023 06:00:00 +0800"]
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert values(item, "content:encoded") == values(item, "description")


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


def test_an_empty_feed_names_no_date(show):
    channel = channel_of(render(show, []))

    assert values(channel, "lastBuildDate") == []
    assert values(channel, "item") == []


def test_urls_are_ascii_whatever_the_names(show, episode):
    show = replace(show, base_url="https://新闻.example.org:8443/播客/", cover="cover-1.jpg")
    root = ElementTree.fromstring(
        render(show, [replace(episode, id="早报", media=replace(episode.media, name="早.mp3"))])
    )

    urls = [value for element in root.iter() for name, value in element.attrib.items() if name in ("url", "href")]
    urls += [element.text for element in root.iter("link")] + [element.text for element in root.iter("url")]
    assert len(urls) == 11
    assert all(url.isascii() and url.startswith("https://xn--") for url in urls)
    assert "https://xn--efvy88h.example.org:8443/%E6%92%AD%E5%AE%A2/media/%E6%97%A9.mp3" in urls


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


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(title=any_text, summary=any_text, author=any_text, chapter=any_text, note=any_text)
def test_any_unicode_gives_a_feed_that_reads_back(show, episode, title, summary, author, chapter, note):
    show = replace(show, title="T" + title, author=author, description="D" + summary)
    chapters = (Chapter(0, 1, chapter),)
    feed = render(show, [replace(episode, title=title, summary=summary, chapters=chapters, note=note)])

    channel = channel_of(feed)
    assert values(channel, "title") == [one_line("T" + title)]
    assert values(channel, "itunes:author") == [one_line(author) or one_line("T" + title)]
    assert values(channel, "item/title") == [one_line(title) or "2023-02-10"]
    notes = notes_of(feed)
    assert notes.tags == {"p"}
    written = "".join(notes.lines)
    for part in (summary, chapter, note):
        for line in visible(part).split("\n"):
            assert one_line(line) in written
    assert not feedparser.parse(feed).bozo


@given(any_text)
def test_visible_text_loses_only_what_cannot_be_seen(text):
    kept = visible(text)

    assert all(character in kept for character in text if character.isalnum() and character.isprintable())
    assert visible(kept) == kept
    assert not any(ord(character) < 32 and character not in "\t\n" for character in kept)
