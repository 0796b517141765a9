"""One way, at least, to break each rule of a feed: what is replaced in the document by what."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.checks.sound_show import FEED, SHOW

OWN = f"{SHOW.base_url}feed.xml"


def swapped(old: str, new: str, count: int = -1) -> Callable[[], str]:
    """Return the feed with ``old``, which must be there, replaced."""

    def change() -> str:
        assert old in FEED, old
        return FEED.replace(old, new, count)

    return change


def matched(pattern: str, new: str, count: int = 0) -> Callable[[], str]:
    """Return the feed with what a pattern matches, which it must, replaced."""

    def change() -> str:
        changed, times = re.subn(pattern, lambda _: new, FEED, count=count, flags=re.DOTALL)
        assert times, pattern
        return changed

    return change


def first_item(pattern: str, new: str) -> Callable[[], str]:
    """Return the feed with what a pattern matches in its first item, which it must, replaced."""

    def change() -> str:
        head, mark, rest = FEED.partition("<item>")
        changed, times = re.subn(pattern, lambda _: new, rest, count=1, flags=re.DOTALL)
        assert times, pattern
        return head + mark + changed

    return change


FAULTS: tuple[tuple[str, Callable[[], str], str], ...] = (
    ("feed-well-formed", swapped("</rss>", ""), "feed.xml"),
    ("feed-well-formed", swapped('version="2.0"', 'version="0.91"'), "not RSS 2.0"),
    ("feed-well-formed", lambda: "<html/>", "not RSS 2.0"),
    ("feed-empty", matched(r"<item>.*</item>", ""), "feed.xml"),
    ("feed-size", swapped("<item>", f"<!--{'x' * 1_000_000}--><item>", 1), "1.0 MB"),
    ("feed-paged", swapped("<item>", '<atom:link rel="prev-archive" href="https://x.cn/feed-archive-1.xml"/><item>', 1),
     "feed-archive-1.xml"),
    ("channel-required", matched(r"<itunes:image [^>]*/>", ""), "itunes:image"),
    ("channel-required", matched(r"<language>[^<]*</language>", ""), "language"),
    ("channel-required", matched(r"<itunes:category.*?</itunes:category>", ""), "itunes:category"),
    ("channel-required", matched(r"<itunes:explicit>.*?</itunes:explicit>", "", 1), "itunes:explicit"),
    ("channel-recommended", matched(r"<itunes:owner>.*?</itunes:owner>", ""), "itunes:owner"),
    ("channel-recommended", matched(r' owner="[^"]*"', ""), "owner of podcast:locked"),
    ("channel-recommended", matched(r"<itunes:author>.*?</itunes:author>", ""), "itunes:author"),
    ("self-link", swapped(f'href="{OWN}"', 'href="https://elsewhere.cn/feed.xml"'), "elsewhere.cn"),
    ("self-link", matched(rf'<atom:link href="{OWN}"[^>]*/>', ""), "missing"),
    ("podcast-guid", swapped(SHOW.guid, "no-uuid"), "no-uuid"),
    ("podcast-guid", swapped(SHOW.guid, "1b671a64-40d5-491e-99b0-da01ff1f3342"), SHOW.guid),
    ("language-form", swapped("<language>zh-cn<", "<language>Chinese<"), "Chinese"),
    ("category-known", swapped('"Daily News"', '"daily news"'), "did you mean 'Daily News'"),
    ("category-known", swapped('text="News"', 'text="Daily News"'), "write ['News', 'Daily News']"),
    ("category-known", swapped('text="News"', 'text="Sports"'), "belongs to 'News'"),
    ("category-known", swapped('text="News"', 'text="History"'), "has no subcategories"),
    ("fixed-values", swapped("<itunes:type>episodic<", "<itunes:type>Episodic<"), "episodic or serial"),
    ("fixed-values", first_item("<itunes:explicit>", "<itunes:block>true</itunes:block><itunes:explicit>"), "Yes"),
    ("explicit-form", matched("<itunes:explicit>false<", "<itunes:explicit>no<", 1), "write true or false"),
    ("explicit-form", first_item("<itunes:explicit>false<", "<itunes:explicit>clean<"), "2026-11-23"),
    ("url-form", swapped("2026-11-23.vtt", "今天.vtt"), "not ASCII"),
    ("url-form", first_item("<link>[^<]*<", "<link>episodes/2026-11-23.html<"), "not absolute"),
    ("url-form", swapped("2026-11-23.srt", "2026 11 23.srt"), "holds a space"),
    ("title-length", first_item("<title>[^<]*<", f"<title>{'长' * 256}<"), "256 characters"),
    ("description-length", first_item(r"<description>.*?</description>", f"<description>{'长' * 1334}</description>"),
     "4002 bytes"),
    ("description-html", first_item(r"<description>.*?</description>", "<description>&lt;br&gt;</description>"),
     "<br>"),
    ("description-html", first_item(r"<description>.*?</description>", "<description>&lt;p&gt;a</description>"),
     "does not close <p>"),
    ("description-html", first_item(r"<description>.*?</description>", "<description>a&lt;/p&gt;</description>"),
     "closes <p>"),
    ("description-html", first_item(r"<description>.*?</description>",
     "<description>&lt;a href='javascript:x'&gt;a&lt;/a&gt;</description>"), "javascript:x"),
    ("description-html", first_item(r"<description>.*?</description>", "<description>&lt;!-- --&gt;</description>"),
     "a comment"),
    ("ai-text", matched(r"<podcast:txt [^>]*>[^<]*</podcast:txt>", "", 1), "feed.xml"),
    ("ai-text", first_item(r"<podcast:txt [^>]*>true<", '<podcast:txt purpose="ai-content">no<'), "2026-11-23"),
    ("item-required", first_item(r"<enclosure [^>]*/>", ""), "2026-11-23"),
    ("item-required", first_item(r'length="\d+"', 'length="0"'), "above 0"),
    ("item-required", first_item(r"<title>[^<]*</title>", ""), "2026-11-23"),
    ("item-recommended", first_item(r"<pubDate>[^<]*</pubDate>", ""), "pubDate"),
    ("guid-present", first_item(r"<guid[^>]*>[^<]*</guid>", ""), "2026-11-23"),
    ("guid-unique", swapped("guid-yesterday", "guid-today"), "feed.xml 2026-11-23 has it too"),
    ("enclosure-unique", swapped("2026-11-22-0123456789ab.mp3", "2026-11-23-0123456789ab.mp3"), "2026-11-22"),
    ("enclosure-type", first_item('type="audio/mpeg"', 'type="audio/mp3"'), "audio/mp3"),
    ("enclosure-type", first_item(r"ab\.mp3", "ab.ogg"), ".ogg"),
    ("title-show-name", first_item("<title>[^<]*<", "<title>管城新闻：新桥通车<"), "管城新闻"),
    ("title-show-name", first_item("<title>[^<]*<", "<title>新桥通车 | 管城新闻<"), "管城新闻"),
    ("title-show-name", first_item("<title>[^<]*<", "<title>第12期：新桥通车<"), "starts with a number"),
    ("date-form", first_item("<pubDate>[^<]*<", "<pubDate>2026-11-23T06:00:00+08:00<"), "2026-11-23"),
    ("date-form", first_item("<pubDate>Mon", "<pubDate>Tue"), "Tue, 23 Nov"),
    ("date-form", first_item("<pubDate>[^<]*<", "<pubDate>Mon, 23 Nov 2026 06:00:00 GMT<"), "GMT"),
    ("date-form", matched(r"<lastBuildDate>[^<]*<", "<lastBuildDate>today<"), "lastBuildDate"),
    ("date-future", first_item("<pubDate>[^<]*<", "<pubDate>Wed, 25 Nov 2026 06:00:00 +0800<"), "25 Nov"),
    ("date-order", first_item("<pubDate>[^<]*<", "<pubDate>Sat, 21 Nov 2026 06:00:00 +0800<"), "2026-11-22"),
    ("duration-form", first_item("<itunes:duration>[^<]*<", "<itunes:duration>1:00<"), "1:00"),
    ("episode-number", first_item("<itunes:explicit>", "<itunes:episode>0</itunes:episode><itunes:explicit>"), "'0'"),
    ("episode-number", swapped(">episodic<", ">serial<"), "has no number"),
    ("transcript-tag", first_item(r'type="text/vtt"', 'type="vtt"'), "'vtt'"),
    ("transcript-tag", first_item(r'type="text/vtt"', 'type="text/html"'), "no podcast:transcript of type text/vtt"),
    ("chapters-tag", first_item(r"application/json\+chapters", "application/json"), "application/json"),
)  # fmt: skip
