"""The feed: a show and its episodes as RSS 2.0 with the itunes, content, atom and podcast namespaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feedgen.feed import FeedGenerator

from audiocast.errors import ConfigError
from audiocast.feed.archive import FeedDocument
from audiocast.feed.characters import one_line
from audiocast.feed.notes import channel_description, show_notes
from audiocast.feed.paths import FEED_NAME, absolute_url, media_path, paths
from audiocast.feed.podcast_namespace import ChannelExtension, ItemExtension, Transcript
from audiocast.models import Episode, Show


def render(show: Show, episodes: Sequence[Episode], document: FeedDocument | None = None) -> bytes:
    """Return ``feed.xml``: UTF-8, newest episode first, the same bytes for the same arguments.

    ``lastBuildDate`` is the newest ``pub_date``; a feed without episodes has none.

    Raises:
        ConfigError: the show has no title, its ``base_url`` is not a URL or its cover is neither .jpg nor .png.
    """
    newest_first = sorted(episodes, key=lambda episode: (episode.pub_date, episode.id), reverse=True)
    if document is not None:
        held = frozenset(document.ids)
        newest_first = [episode for episode in newest_first if episode.id in held]
    feed = FeedGenerator()
    feed.load_extension("podcast")
    feed.register_extension("podcastindex", ChannelExtension, ItemExtension, atom=False)
    _describe_channel(feed, show)
    if newest_first:
        feed.lastBuildDate(newest_first[0].pub_date)
    feed.podcastindex.dated = bool(newest_first)
    for episode in newest_first:
        _describe_item(feed.add_entry(order="append"), show, episode)
    rendered: bytes = feed.rss_str(pretty=True)
    return rendered


def _describe_channel(feed: Any, show: Show) -> None:
    title = one_line(show.title)
    if not title:
        raise ConfigError("the show has no title", way_out='write title = "…" in show.toml')
    feed.title(title)
    feed.description(title)
    # feedgen makes the last link given the channel's own, so the page comes after the feed.
    feed.link(href=absolute_url(show.base_url, FEED_NAME), rel="self", type="application/rss+xml")
    feed.link(href=absolute_url(show.base_url), rel="alternate")
    feed.language(show.language.lower())
    feed.generator("audiocast")

    cover_url = _cover_url(show)
    feed.image(url=cover_url, title=title, link=absolute_url(show.base_url))
    owner, email = one_line(show.author) or title, one_line(show.email)
    itunes = feed.podcast
    itunes.itunes_author(owner)
    itunes.itunes_image(cover_url)
    itunes.itunes_type("episodic")
    if email:
        itunes.itunes_owner(name=owner, email=email)
    if show.category:
        itunes.itunes_category(dict(zip(("cat", "sub"), map(one_line, show.category), strict=False)))

    podcast = feed.podcastindex
    podcast.description_html = channel_description(show)
    podcast.guid = one_line(show.guid)
    podcast.explicit = show.explicit
    podcast.locked = show.locked
    podcast.owner_email = email
    podcast.ai_content = show.ai_content


def _describe_item(item: Any, show: Show, episode: Episode) -> None:
    title = one_line(episode.title) or episode.id
    notes = show_notes(show, episode)
    media_url = absolute_url(show.base_url, media_path(episode.media.name))
    item.title(title)
    item.link(href=absolute_url(show.base_url, fragment=episode.id), rel="alternate")
    # Some apps read only one of description and content:encoded, so both hold the whole notes.
    item.description(notes or title)
    item.content(notes or title, type="CDATA")
    item.guid(one_line(episode.guid), permalink=False)
    item.pubDate(episode.pub_date)
    item.enclosure(media_url, str(episode.media.size_bytes), episode.media.mime)

    itunes = item.podcast
    itunes.itunes_title(title)
    itunes.itunes_duration((episode.media.duration_ms + 500) // 1000)
    itunes.itunes_episode_type("full")

    where = paths(episode.id)
    podcast = item.podcastindex
    podcast.notes_html = notes or title
    podcast.explicit = show.explicit
    podcast.ai_content = show.ai_content
    podcast.language = show.language.lower()
    if episode.chapters:
        podcast.chapters_url = absolute_url(show.base_url, where.chapters)
    if episode.cues:
        podcast.transcripts = (
            Transcript(absolute_url(show.base_url, where.vtt), "text/vtt"),
            Transcript(absolute_url(show.base_url, where.srt), "application/x-subrip"),
            Transcript(absolute_url(show.base_url, where.transcript), "application/json"),
        )


def _cover_url(show: Show) -> str:
    if not show.cover.endswith((".jpg", ".png")):
        # feedgen drops such an image without a word (Apple, support/896: JPEG or PNG with the right extension).
        raise ConfigError(f"cover {show.cover!r} is neither .jpg nor .png", way_out="save it as PNG or JPEG")
    return absolute_url(show.base_url, show.cover)
