"""The feeds of a show: what each is called and which episodes it holds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from audiocast import feed
from audiocast.config import FeedSettings, Settings
from audiocast.cuts import section_names
from audiocast.identity import podcast_guid
from audiocast.ledger import Head
from audiocast.models import FeedLink, Show

OWN = "feed"
"""What the show's own feed is called in records; no further one may have that name."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed and its page: its name, what it says about itself, and its episodes, newest first."""

    name: str
    show: Show
    heads: tuple[Head, ...]


def channels(show: Show, settings: Settings, heads: Iterable[Head]) -> tuple[Channel, ...]:
    """Return the show's own feed and its further ones.

    What was published in a feed stays in it, whatever the settings ask of new episodes.

    Args:
        show: what the show's own feed says about itself.
        settings: which feeds there are.
        heads: the episodes that may be listed, of every cut.
    """
    newest_first = sorted(heads, key=lambda head: (head.pub_date, head.id), reverse=True)
    shows = [show, *(_further(show, one) for one in settings.feed)]
    links = [FeedLink(one.title, one.feed_name, one.page_name) for one in shows]
    names = [OWN, *(one.name for one in settings.feed)]
    rules: list[Callable[[Head], bool]] = [
        lambda head: head.cut == settings.per,
        *(partial(_holds, one) for one in settings.feed),
    ]
    return tuple(
        Channel(
            name,
            replace(one, also=tuple(link for link in links if link.feed_name != one.feed_name)),
            tuple(head for head in newest_first if holds(head) or name in head.feeds),
        )
        for name, one, holds in zip(names, shows, rules, strict=True)
    )


def feed_guid(show: Show, further: FeedSettings) -> str:
    """Return the podcast:guid of a further feed: the recorded one, else the one that follows from its address."""
    return further.guid or podcast_guid(feed.absolute_url(show.base_url, f"{further.name}.xml"))


def _further(show: Show, further: FeedSettings) -> Show:
    """Return the show as a further feed has it: never serial, for only whole editions have numbers."""
    held = "、".join(further.sections) or ("单条新闻" if further.per == "story" else "完整版")
    return replace(
        show,
        title=further.title or f"{show.title} · {held}",
        description=further.description or show.description,
        guid=feed_guid(show, further),
        feed_name=f"{further.name}.xml",
        page_name=f"{further.name}.html",
        new_feed_url=feed.absolute_url(show.base_url, f"{further.name}.xml") if show.new_feed_url else "",
        serial=False,
    )


def _holds(further: FeedSettings, head: Head) -> bool:
    if further.per == "story":
        return head.cut == "story" and (not further.sections or head.section in section_names(further))
    if further.sections:
        return head.cut == "section" and head.feed == further.name
    return head.cut == "file"
