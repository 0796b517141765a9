"""The feed: a show and its episodes as RSS 2.0 with the itunes, content, atom and podcast namespaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from feedgen.feed import FeedGenerator

from audiocast.errors import ConfigError
from audiocast.feed.archive import FeedDocument
from audiocast.feed.characters import one_line
from audiocast.feed.extension import ChannelExtension, Element, ItemExtension
from audiocast.feed.notes import channel_description, show_notes
from audiocast.feed.paths import absolute_url, media_path, paths, web_url
from audiocast.feed.podcast_namespace import channel_elements, item_elements
from audiocast.feed.titles import episode_title, shortened
from audiocast.models import Episode, Show

_WRAPPING = len("<content:encoded><![CDATA[]]></content:encoded>")
_FEED_TYPE = "application/rss+xml"
_HOME_PAGE = "index.html"
_PICTURES = (".jpg", ".jpeg", ".png")


MAX_BYTES = 1_000_000
"""What a document may weigh before it says less: apps fetch the whole feed every hour."""


def render(show: Show, episodes: Sequence[Episode], document: FeedDocument | None = None) -> bytes:
    """Return a document of the feed: UTF-8, newest episode first, the same bytes for the same arguments.

    ``lastBuildDate`` is the newest ``pub_date`` in it; a document without episodes has none. There is no indentation,
    which would add 4 %. Some apps read only one of description and content:encoded, so both hold the whole
    notes; above ``MAX_BYTES`` the oldest items have only the first, which is the one that every app reads.

    Args:
        show: what the channel says.
        episodes: those of the document at least.
        document: which of them it holds and where the others are; None is one feed with all of them.

    Raises:
        ConfigError: the show has no title, its ``base_url`` is not a URL or a picture is neither .jpg nor .png.
    """
    newest_first = sorted(episodes, key=lambda episode: (episode.pub_date, episode.id), reverse=True)
    if document is None:
        document = FeedDocument(show.feed_name, tuple(episode.id for episode in newest_first))
    held = frozenset(document.ids)
    noted = [(episode, show_notes(show, episode)) for episode in newest_first if episode.id in held]
    rendered = _rendered(show, document, noted, repeated=len(noted))
    repeated, excess = len(noted), len(rendered) - MAX_BYTES
    while excess > 0 and repeated:
        repeated -= 1
        excess -= _WRAPPING + len(noted[repeated][1].encode())
    return rendered if repeated == len(noted) else _rendered(show, document, noted, repeated)


def _rendered(show: Show, document: FeedDocument, noted: Sequence[tuple[Episode, str]], repeated: int) -> bytes:
    """Return the document; its ``repeated`` newest items have their notes in content:encoded too."""
    feed = FeedGenerator()
    feed.load_extension("podcast")
    feed.register_extension("podcastindex", ChannelExtension, ItemExtension, atom=False)
    _describe_channel(feed, show, document)
    if noted:
        feed.lastBuildDate(noted[0][0].pub_date)
    feed.podcastindex.dated = bool(noted)
    for number, (episode, notes) in enumerate(noted):
        _describe_item(feed.add_entry(order="append"), show, episode, notes, repeat=number < repeated)
    rendered: bytes = feed.rss_str()
    return rendered


def _describe_channel(feed: Any, show: Show, document: FeedDocument) -> None:
    title = shortened(show.title)
    if not title:
        raise ConfigError("the show has no title", way_out='write title = "…" in show.toml')
    page = absolute_url(show.base_url, "" if show.page_name == _HOME_PAGE else show.page_name)
    feed.title(title)
    feed.description(title)
    # feedgen makes the last link given the channel's own, so the page comes after the feed.
    feed.link(href=absolute_url(show.base_url, document.name), rel="self", type=_FEED_TYPE)
    feed.link(href=page, rel="alternate")
    feed.language(one_line(show.language).lower())
    feed.generator("audiocast")
    if text := shortened(show.copyright):
        feed.copyright(text)

    cover_url = _picture_url(show, show.cover)
    feed.image(url=cover_url, title=title, link=page)
    owner, email = shortened(show.author) or title, one_line(show.email)
    itunes = feed.podcast
    itunes.itunes_author(owner)
    itunes.itunes_type("serial" if show.serial else "episodic")
    if email:
        itunes.itunes_owner(name=owner, email=email)
    categories = list(filter(None, map(one_line, show.category)))
    if categories:
        itunes.itunes_category(dict(zip(("cat", "sub"), categories, strict=False)))
    if url := web_url(show.new_feed_url):
        itunes.itunes_new_feed_url(url)

    feed.podcastindex.description_html = channel_description(show)
    feed.podcastindex.elements = (
        *_links(show, document),
        Element("itunes:image", attributes={"href": cover_url}),
        *_flags(explicit=show.explicit, block=show.block, complete=show.complete),
        *channel_elements(show),
    )


def _describe_item(item: Any, show: Show, episode: Episode, notes: str, *, repeat: bool) -> None:
    title = episode_title(show.title, episode.title) or episode.id
    notes = notes or escape(title, quote=False)
    media_url = absolute_url(show.base_url, media_path(episode.media.name))
    item.title(title)
    item.link(href=absolute_url(show.base_url, paths(episode.id).page), rel="alternate")
    item.description(title)
    if repeat:
        item.content(notes, type="CDATA")
    item.guid(one_line(episode.guid), permalink=False)
    item.pubDate(episode.pub_date)
    item.enclosure(media_url, str(episode.media.size_bytes), one_line(episode.media.mime))

    itunes = item.podcast
    itunes.itunes_duration((episode.media.duration_ms + 500) // 1000)
    itunes.itunes_episode_type(episode.kind)
    itunes.itunes_season(episode.season)
    itunes.itunes_episode(episode.number)

    item.podcastindex.notes_html = notes
    explicit = show.explicit if episode.explicit is None else episode.explicit
    image = [Element("itunes:image", attributes={"href": _picture_url(show, episode.image)})] if episode.image else []
    item.podcastindex.elements = (
        *image,
        *_flags(explicit=explicit, block=episode.block),
        *item_elements(show, episode),
    )


def _flags(*, explicit: bool, block: bool, complete: bool = False) -> Iterator[Element]:
    """Yield the words that Apple reads, which are not those of feedgen; what is not so is not said (support/823)."""
    yield Element("itunes:explicit", "true" if explicit else "false")
    if block:
        yield Element("itunes:block", "Yes")
    if complete:
        yield Element("itunes:complete", "Yes")


def _links(show: Show, document: FeedDocument) -> Iterator[Element]:
    """Yield where the rest of the feed is (RFC 5005, section 4) and who tells of changes (W3C WebSub, section 4)."""
    if document.is_archive:
        yield Element("fh:archive")
    else:
        for hub in filter(None, map(web_url, show.hubs)):
            yield Element("atom:link", attributes={"rel": "hub", "href": hub})
    for rel, name in (
        ("current", show.feed_name if document.is_archive else ""),
        ("prev-archive", document.prev_archive),
        ("next", document.prev_archive),
        ("next-archive", document.next_archive),
    ):
        if name:
            href = absolute_url(show.base_url, name)
            yield Element("atom:link", attributes={"rel": rel, "href": href, "type": _FEED_TYPE})


def _picture_url(show: Show, name: str) -> str:
    if not name.lower().endswith(_PICTURES):
        # feedgen drops such an image without a word (Apple, support/896: JPEG or PNG with the right extension).
        raise ConfigError(f"picture {name!r} is neither .jpg nor .png", way_out="save it as PNG or JPEG")
    return absolute_url(show.base_url, name)
