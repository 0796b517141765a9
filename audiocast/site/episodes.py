"""An episode's page: player, chapters and the text that follows the voice."""

from __future__ import annotations

from urllib.parse import quote

from audiocast.feed import absolute_url, media_path, one_line, paths, web_url
from audiocast.models import Brief, Episode, Show
from audiocast.site import metadata
from audiocast.site.layout import Head, page
from audiocast.site.months import month_of, month_path
from audiocast.site.transcript import transcript
from audiocast.site.views import MonthLink, item, recording
from audiocast.site.wording import month_line


def episode_page(show: Show, episode: Episode, newer: Brief | None, older: Brief | None) -> bytes:
    """Return the page of one episode, for ``feed.paths(episode.id).page``.

    Args:
        show: what its links back lead to.
        episode: the episode, with its cues.
        newer: the episode after it, if there is one.
        older: the one before it.
    """
    shown = recording(episode)
    month = month_of(episode.pub_date)
    return page(
        "episode.html",
        show,
        Head(
            title=shown.item.title,
            description=one_line(episode.summary) or shown.item.title,
            path=paths(episode.id).page,
            kind="article",
            image=episode.image,
            properties=_properties(show, episode),
            data=metadata.episode(show, episode),
            hidden=show.block or episode.block,
        ),
        episode=shown,
        picture=quote(episode.image or show.cover),
        transcript=transcript(episode),
        source_url=web_url(episode.url),
        rights=one_line(episode.rights),
        month=MonthLink(month_line(month), month_path(show, month)),
        newer=item(newer) if newer else None,
        older=item(older) if older else None,
    )


def _properties(show: Show, episode: Episode) -> tuple[tuple[str, str], ...]:
    """Return what Open Graph says of an article and of its sound (ogp.me)."""
    section = one_line(episode.section)
    return (
        ("article:published_time", episode.pub_date.isoformat(timespec="seconds")),
        *((("article:section", section),) if section else ()),
        *(("article:author", one_line(name)) for byline in episode.authors for name in byline.names),
        ("og:audio", absolute_url(show.base_url, media_path(episode.media.name))),
        ("og:audio:type", episode.media.mime),
    )
