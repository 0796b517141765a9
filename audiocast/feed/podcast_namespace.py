"""What the feed says in the podcast namespace (podcastindex.org/namespace/1.0): one function for each parent."""

from __future__ import annotations

from collections.abc import Iterator

from audiocast.feed.characters import one_line
from audiocast.feed.credits import people
from audiocast.feed.extension import Element
from audiocast.feed.paths import absolute_url, paths, web_url
from audiocast.feed.titles import shortened
from audiocast.models import Episode, Place, Show

MAX_CHARS = 128
"""What aggregators keep of most texts."""

_RHYTHMS = {"DAILY": "每日更新", "WEEKLY": "每周更新", "MONTHLY": "每月更新", "YEARLY": "每年更新"}


def channel_elements(show: Show) -> Iterator[Element]:
    """Yield what the channel says, in the order of the namespace's own list."""
    if guid := one_line(show.guid):
        yield Element("podcast:guid", guid)
    yield Element("podcast:locked", "yes" if show.locked else "no", {"owner": one_line(show.email)})
    yield Element("podcast:medium", "podcast")
    if url := web_url(show.funding_url):
        yield Element("podcast:funding", _short(show.funding) or f"支持{_short(show.title)}", {"url": url})
    yield from _location(show.place)
    yield from _license(show)
    yield from _update_frequency(show)
    if show.block:
        yield Element("podcast:block", "yes")
    if show.podping:
        yield Element("podcast:podping", attributes={"usesPodping": "true"})
    if show.ai_content:
        yield _AI_CONTENT


def item_elements(show: Show, episode: Episode) -> Iterator[Element]:
    """Yield what an item says; only files that exist are named, the transcripts in the feed's language."""
    where = paths(episode.id)
    if episode.cues:
        # WebVTT and SubRip are captions by themselves.
        for path, mime, rel in (
            (where.vtt, "text/vtt", ""),
            (where.srt, "application/x-subrip", ""),
            (where.transcript, "application/json", "captions"),
        ):
            url = absolute_url(show.base_url, path)
            yield Element("podcast:transcript", attributes={"url": url, "type": mime, "rel": rel})
    if episode.chapters:
        url = absolute_url(show.base_url, where.chapters)
        yield Element("podcast:chapters", attributes={"url": url, "type": "application/json+chapters"})
    for person in people(episode.authors):
        yield Element("podcast:person", person.name, {"group": person.group, "role": person.role})
    if episode.season is not None:
        yield Element("podcast:season", str(episode.season))
    if episode.number is not None:
        yield Element("podcast:episode", str(episode.number))
    yield from _location(episode.place)
    if show.ai_content:
        yield _AI_CONTENT


def _location(place: Place | None) -> Iterator[Element]:
    if place is not None and (name := _short(place.name)):
        yield Element("podcast:location", name, {"geo": one_line(place.geo), "osm": one_line(place.osm)})


def _license(show: Show) -> Iterator[Element]:
    """Yield the licence; one without an address is a well-known one, whose identifier is in lower case (license.md)."""
    if name := _short(show.license):
        url = web_url(show.license_url)
        is_known = not url or name.lower().startswith(("cc-", "cc0"))
        yield Element("podcast:license", name.lower() if is_known else name, {"url": url})


def _update_frequency(show: Show) -> Iterator[Element]:
    rule = one_line(show.update_rule)
    if not (show.update_frequency or rule or show.complete):
        return
    rhythm = next((text for word, text in _RHYTHMS.items() if rule == f"FREQ={word}"), "定期更新")
    text = _short(show.update_frequency) or ("已完结" if show.complete else rhythm)
    complete = "true" if show.complete else ""
    yield Element("podcast:updateFrequency", text, {"complete": complete, "rrule": rule})


def _short(text: str) -> str:
    return shortened(text, MAX_CHARS)


_AI_CONTENT = Element("podcast:txt", "true", {"purpose": "ai-content"})
