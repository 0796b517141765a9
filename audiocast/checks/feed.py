"""The cheap look at a feed before it replaces the one that subscribers read. Pure: one parse, no file, no clock."""

from __future__ import annotations

from datetime import datetime

from audiocast.checks.channel import check_channel, check_length
from audiocast.checks.document import Document, read_document
from audiocast.checks.items import check_each_once, check_items
from audiocast.checks.rules import Finding, found
from audiocast.models import Show

LIMIT = 300
"""Episodes in a feed document, as ``limit`` in show.toml has it when nobody sets it."""


def check_feed(
    show: Show, data: bytes, *, name: str = "feed.xml", now: datetime | None = None, limit: int = LIMIT
) -> list[Finding]:
    """Return what is wrong with a feed, channel first, then item by item.

    Args:
        show: what the feed was made from.
        data: the document.
        name: its name in public/. Other names than ``show.feed_name`` are not held against the show's own guid.
        now: the present; without it no date counts as still to come.
        limit: more items than this, or a link to older ones, is a warning, but not in an archive.
    """
    try:
        document = read_document(data, name)
    except ValueError as error:
        return [found("feed-well-formed", name, str(error), "build the show again")]
    return check_document(show, document, size_bytes=len(data), now=now, limit=limit)


def check_document(
    show: Show, document: Document, *, size_bytes: int, now: datetime | None, limit: int
) -> list[Finding]:
    """Return what is wrong with a feed that was parsed; see `check_feed`."""
    return [
        *(() if document.is_archive else check_length(document, size_bytes, limit)),
        *check_channel(document, show),
        *check_items(document, show, now),
        *check_each_once(document),
    ]
