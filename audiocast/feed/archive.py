"""Which episodes stand in the feed and which in its archive pages (RFC 5005, section 4). Pure: ids in, a plan out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audiocast.models import Show


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """One file of a feed; ``ids`` are newest first, all names are relative to ``public/``."""

    name: str
    ids: tuple[str, ...]
    prev_archive: str = ""
    """The archive with what is older, empty where nothing is."""
    next_archive: str = ""
    """The archive with what is newer, empty at the newest archive and at the feed itself."""
    is_archive: bool = False


def documents(show: Show, ids: Sequence[str], limit: int) -> tuple[FeedDocument, ...]:
    """Return the feed and its archives, the feed first, then the newest archive and so on to the oldest.

    Archive 1 holds the oldest ``limit`` episodes, archive 2 the next, and each is begun only when it can be full: so it
    never changes when an episode is added, and the newest of them overlaps the feed (RFC 5005 allows the same entry in
    two documents). Only the address of the next one is added to it once.

    Args:
        show: names the files.
        ids: of every episode that is listed, newest first.
        limit: episodes in each document, 1 or more.
    """
    oldest_first = tuple(reversed(ids))
    count = max(0, -(-(len(ids) - limit) // limit))
    names = ["", *(archive_name(show.feed_name, number) for number in range(1, count + 1)), ""]
    archives = [
        FeedDocument(
            name=names[number],
            ids=tuple(reversed(oldest_first[(number - 1) * limit : number * limit])),
            prev_archive=names[number - 1],
            next_archive=names[number + 1],
            is_archive=True,
        )
        for number in range(count, 0, -1)
    ]
    return (FeedDocument(show.feed_name, tuple(ids[:limit]), prev_archive=names[count]), *archives)


def archive_name(feed_name: str, number: int) -> str:
    """Return what the file of an archive is called: ``feed-archive-1.xml``, 1 is the oldest."""
    return f"{feed_name.removesuffix('.xml')}-archive-{number}.xml"
