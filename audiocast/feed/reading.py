"""Any podcast feed read back: ours at a target, or one that an episode's identity is taken over from."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from audiocast.errors import InputError


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item; ``url``, ``length`` and ``mime`` are its enclosure's, empty and 0 where there is none."""

    guid: str
    title: str
    url: str
    length: int
    mime: str
    pub_date: datetime | None
    link: str = ""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed says, as far as publishing and taking over need it."""

    title: str
    guid: str
    """podcast:guid, empty where there is none."""
    items: tuple[FeedItem, ...]
    next_page: str = ""
    """Where the next older ones are: RFC 5005 prev-archive or next."""


def read_feed(data: bytes, origin: str) -> FeedContent:
    """Read an RSS or Atom feed.

    Args:
        data: the document.
        origin: what errors call it.

    Raises:
        InputError: it is no feed.
    """
    import feedparser

    parsed = feedparser.parse(data)
    if not parsed.version:
        raise InputError(f"{origin} is not a podcast feed", way_out="give the address of its RSS file")
    links = {link.get("rel", ""): link.get("href", "") for link in parsed.feed.get("links", [])}
    return FeedContent(
        title=parsed.feed.get("title", ""),
        guid=parsed.feed.get("podcast_guid", ""),
        items=tuple(map(_item, parsed.entries)),
        next_page=links.get("prev-archive", "") or links.get("next", ""),
    )


def _item(entry: Mapping[str, Any]) -> FeedItem:
    enclosure: Mapping[str, str] = next(iter(entry.get("enclosures", [])), {})
    length = str(enclosure.get("length", ""))
    moment = entry.get("published_parsed")
    return FeedItem(
        guid=entry.get("id", ""),
        title=entry.get("title", ""),
        url=enclosure.get("href", ""),
        length=int(length) if length.isascii() and length.isdigit() else 0,
        mime=enclosure.get("type", ""),
        pub_date=datetime.fromtimestamp(timegm(moment), UTC) if moment else None,
        link=entry.get("link", ""),
    )
