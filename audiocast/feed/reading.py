"""Any podcast feed read back: ours at a target, or one that an episode's identity is taken over from.

RSS that is well-formed is read to the letter and fast, since identities must not change on the way: feedparser takes
what could be UTF-8 read as Latin-1 for that, and needs twenty times as long. It reads everything else: Atom, RDF, and
feeds that are no XML.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from audiocast.errors import InputError

_NO_OFFSET = re.compile(r"\s(\d{1,2}:\d\d(:\d\d)?|-0000)$")
_ATOM_LINK = "{http://www.w3.org/2005/Atom}link"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item; ``url``, ``length`` and ``mime`` are its enclosure's, empty and 0 where there is none."""

    guid: str
    """Without one in the feed the enclosure's URL, by which apps then know it (Apple's feed requirements)."""
    title: str
    url: str
    length: int
    mime: str
    pub_date: datetime | None
    """In UTC; None where there is none that can be read."""
    link: str = ""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed says, as far as publishing and taking over need it."""

    title: str
    guid: str
    """podcast:guid, empty where there is none."""
    items: tuple[FeedItem, ...]
    next_page: str = ""
    """Where the next older ones are, as written: RFC 5005 prev-archive or next."""


def read_feed(data: bytes, origin: str) -> FeedContent:
    """Read an RSS or Atom feed.

    Args:
        data: the document.
        origin: what errors call it.

    Raises:
        InputError: it is no feed.
    """
    return _read_rss(data) or _read_any(data, origin)


def _read_rss(data: bytes) -> FeedContent | None:
    """Return what well-formed RSS 2.0 says, None for anything else."""
    from lxml import etree  # type: ignore[import-untyped]

    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        channel = root.find("channel") if root.tag == "rss" else None
        if channel is None or root.getroottree().docinfo.internalDTD is not None:
            return None
        return FeedContent(
            title=_text(channel, "title"),
            guid=_text(channel, "{*}guid"),
            items=tuple(map(_rss_item, channel.iterfind("item"))),
            next_page=_next_page(channel.iterfind(_ATOM_LINK)),
        )
    except (etree.XMLSyntaxError, ValueError):
        return None


def _rss_item(item: Any) -> FeedItem:
    """Return an item; a ValueError says that its date is none that RSS allows."""
    guid, link = _text(item, "guid"), _text(item, "link")
    if not link and item.find("guid[@isPermaLink='false']") is None and guid.startswith("http"):
        link = guid
    date = _text(item, "pubDate")
    return _item(guid, _text(item, "title"), item.iterfind("enclosure"), "url", _moment(date) if date else None, link)


def _read_any(data: bytes, origin: str) -> FeedContent:
    import feedparser

    parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") or not (parsed.feed or parsed.entries):
        raise InputError(f"{origin} is not a podcast feed", way_out="give the address of its RSS file")
    return FeedContent(
        title=parsed.feed.get("title", ""),
        guid=parsed.feed.get("podcast_guid", ""),
        items=tuple(map(_any_item, parsed.entries)),
        next_page=_next_page(parsed.feed.get("links", [])),
    )


def _any_item(entry: dict[str, Any]) -> FeedItem:
    # feedparser's own get() takes one for the other, and warns.
    moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    return _item(
        entry.get("id", ""),
        entry.get("title", ""),
        entry.get("enclosures", []),
        "href",
        datetime.fromtimestamp(timegm(moment), UTC) if moment else None,
        entry.get("link", ""),
    )


def _item(
    guid: str, title: str, enclosures: Iterable[Any], address: str, pub_date: datetime | None, link: str
) -> FeedItem:
    """Return an item with the first of its enclosures that is audio, or the first one."""
    files = [one for one in enclosures if (one.get(address) or "").strip()]
    file = next((one for one in files if (one.get("type") or "").startswith("audio/")), files[0] if files else {})
    url, length = (file.get(address) or "").strip(), str(file.get("length") or "").strip()
    return FeedItem(
        guid=guid or url,
        title=title,
        url=url,
        length=int(length) if length.isascii() and length.isdigit() else 0,
        mime=(file.get("type") or "").strip(),
        pub_date=pub_date,
        link=link,
    )


def _next_page(links: Iterable[Any]) -> str:
    by_rel = {link.get("rel") or "": link.get("href") or "" for link in links}
    return by_rel.get("prev-archive") or by_rel.get("next") or ""


def _moment(date: str) -> datetime:
    moment = parsedate_to_datetime(date)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    if _NO_OFFSET.search(date):
        return moment.replace(tzinfo=UTC)
    raise ValueError(f"{date} has an offset that RFC 5322 does not know")


def _text(parent: Any, name: str) -> str:
    return (parent.findtext(name) or "").strip()
