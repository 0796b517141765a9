"""What four parsers must answer when they read our feed: everything that each of them says about it, from the models.

Each function builds one parser's whole answer. Where a parser does not hand a value on as it stands in the XML, the
function says how it changes it; what it drops altogether is missing.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC
from email.utils import format_datetime
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import podcastparser

from audiocast.feed import one_line, people
from audiocast.feed.notes import channel_description, show_notes
from audiocast.feed.titles import episode_title
from audiocast.models import Episode, Place, Show

READER = Path(__file__).with_name("read.mjs")


class Apps:
    """The parsers that are written in JavaScript, in one process for all feeds."""

    def __init__(self, packages: Path) -> None:
        command = ["node", str(READER), str(packages)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def read(self, feed: bytes) -> dict[str, Any]:
        """Return the answers to a feed by parser."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(b64encode(feed) + b"\n")
        self._process.stdin.flush()
        answers: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answers

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def read_feedparser(feed: bytes) -> dict[str, Any]:
    """Return all that feedparser says, without what it derives; it cleans no HTML here, which would be its own work."""
    parsed = feedparser.parse(feed, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.bozo_exception
    return _without_empty({"feed": _plain(parsed.feed), "items": [_plain(entry) for entry in parsed.entries]})


def read_podcastparser(feed: bytes) -> dict[str, Any]:
    """Return all that podcastparser says, without the text it makes of the notes."""
    parsed: dict[str, Any] = podcastparser.parse("https://example.org/audio/feed.xml", io.BytesIO(feed))
    for episode in parsed["episodes"]:
        del episode["description"]
    return _without_empty(parsed)


def without_guesses(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer of partytime without what it counts or guesses itself."""
    derived = (
        "lastUpdate",
        "type",
        "categories",
        "pc20support",
        "newestItemPubDate",
        "oldestItemPubDate",
        "lastPubDate",
        "podcastSeasons",
        "podcastBlockedPlatforms",
    )
    return _without_empty({name: value for name, value in answer.items() if name not in derived})


# ---- the answers -----------------------------------------------------------------------------------------------


def feedsmith(show: Show, episodes: Sequence[Episode]) -> dict[str, Any]:
    """It hands on all that there is, texts without blanks at their ends."""
    title = one_line(show.title)
    return _without_empty(
        {
            "title": title,
            "link": show.base_url,
            "description": channel_description(show),
            "language": show.language,
            "copyright": one_line(show.copyright),
            "lastBuildDate": format_datetime(episodes[0].pub_date) if episodes else "",
            "generator": "audiocast",
            "docs": "http://www.rssboard.org/rss-specification",
            "image": {"url": show.base_url + show.cover, "title": title, "link": show.base_url},
            "atom": {
                "links": [
                    {"href": show.base_url + show.feed_name, "rel": "self", "type": "application/rss+xml"},
                    *({"href": hub, "rel": "hub"} for hub in show.hubs),
                ]
            },
            "itunes": {
                "image": show.base_url + show.cover,
                "explicit": show.explicit,
                "author": one_line(show.author) or title,
                "type": "serial" if show.serial else "episodic",
                "newFeedUrl": show.new_feed_url,
                "block": show.block or None,
                "complete": show.complete or None,
                "categories": [{"text": show.category[0], "categories": [{"text": one} for one in show.category[1:]]}],
                "owner": {"name": one_line(show.author) or title, "email": show.email},
            },
            "podcast": {
                "locked": {"value": show.locked, "owner": show.email},
                "fundings": [{"url": show.funding_url, "display": one_line(show.funding)}] if show.funding_url else [],
                "locations": _places(show.place),
                "license": {"display": show.license, "url": show.license_url},
                "guid": show.guid,
                "medium": "podcast",
                "blocks": [{"value": True}] if show.block else [],
                "txts": [{"display": "true", "purpose": "ai-content"}] if show.ai_content else [],
                "updateFrequency": {
                    "display": one_line(show.update_frequency),
                    "complete": show.complete or None,
                    "rrule": show.update_rule,
                },
                "podping": {"usesPodping": True} if show.podping else {},
            },
            "items": [_feedsmith_item(show, episode) for episode in episodes],
        }
    )


def _feedsmith_item(show: Show, episode: Episode) -> dict[str, Any]:
    notes = show_notes(show, episode)
    return {
        "title": item_title(show, episode),
        "link": page_url(show, episode),
        "description": notes,
        "content": {"encoded": notes},
        "enclosures": [
            {"url": media_url(show, episode), "length": episode.media.size_bytes, "type": episode.media.mime}
        ],
        "guid": {"value": one_line(episode.guid), "isPermaLink": False},
        "pubDate": format_datetime(episode.pub_date),
        "itunes": {
            "duration": seconds(episode),
            "image": show.base_url + episode.image if episode.image else "",
            "explicit": is_explicit(show, episode),
            "episode": episode.number,
            "season": episode.season,
            "episodeType": episode.kind,
            "block": episode.block or None,
        },
        "podcast": {
            "transcripts": transcripts(show, episode),
            "chapters": chapters(show, episode),
            "persons": [
                {"display": person.name, "role": person.role, "group": person.group}
                for person in people(episode.authors)
            ],
            "locations": _places(episode.place),
            "season": {"number": episode.season},
            "episode": {"number": episode.number},
            "txts": [{"display": "true", "purpose": "ai-content"}] if show.ai_content else [],
        },
    }


def partytime(show: Show, episodes: Sequence[Episode]) -> dict[str, Any]:
    """It decodes entities once more than there are, so that only text without any is handed on whole.

    Moments are in UTC, people's roles in capitals; it knows no update frequency, podping, txt or archive.
    """
    title = one_line(show.title)
    built = _utc(episodes[0]) if episodes else ""
    return _without_empty(
        {
            "title": title,
            "description": unescape(channel_description(show)),
            "link": show.base_url,
            "language": show.language,
            "generator": "audiocast",
            "copyright": one_line(show.copyright),
            "pubDate": built,
            "lastBuildDate": built,
            "explicit": show.explicit,
            "author": one_line(show.author) or title,
            "owner": {"name": one_line(show.author) or title, "email": show.email},
            "image": {"url": show.base_url + show.cover, "title": title, "link": show.base_url},
            "pubsub": {"self": show.base_url + show.feed_name, "hub": show.hubs[0] if show.hubs else ""},
            "itunesBlock": show.block,
            "itunesComplete": show.complete,
            "itunesImage": show.base_url + show.cover,
            "itunesCategory": [" > ".join(show.category)],
            "itunesType": "serial" if show.serial else "episodic",
            "itunesNewFeedUrl": show.new_feed_url,
            "podcastBlocked": "yes" if show.block else "no",
            "locked": show.locked,
            "podcastOwner": show.email,
            "podcastFunding": (
                [{"message": one_line(show.funding), "url": show.funding_url}] if show.funding_url else []
            ),
            "podcastLocation": _place(show.place, "name"),
            "license": {"identifier": show.license, "url": show.license_url},
            "guid": show.guid,
            "medium": "podcast",
            "items": [_partytime_item(show, episode) for episode in episodes],
        }
    )


def _partytime_item(show: Show, episode: Episode) -> dict[str, Any]:
    notes = unescape(show_notes(show, episode))
    image = show.base_url + episode.image if episode.image else ""
    return {
        "guid": one_line(episode.guid),
        "title": item_title(show, episode),
        "link": page_url(show, episode),
        "enclosure": {"url": media_url(show, episode), "length": episode.media.size_bytes, "type": episode.media.mime},
        "pubDate": _utc(episode),
        "duration": seconds(episode),
        "explicit": is_explicit(show, episode),
        "description": notes,
        "content": notes,
        "image": image,
        "itunesImage": image,
        "itunesEpisode": episode.number,
        "itunesEpisodeType": episode.kind,
        "itunesSeason": episode.season,
        "podcastTranscripts": [
            # It calls SubRip otherwise, and fills in the feed's language.
            {**one, "type": one["type"].replace("x-subrip", "srt"), "language": show.language}
            for one in transcripts(show, episode)
        ],
        "podcastChapters": chapters(show, episode),
        "podcastPeople": [
            {"name": person.name, "role": person.role.title(), "group": person.group.title()}
            for person in people(episode.authors)
        ],
        "podcastLocation": _place(episode.place, "name"),
        "podcastSeason": {"number": episode.season},
        "podcastEpisode": {"number": episode.number},
    }


def podcast_parser(show: Show, episodes: Sequence[Episode]) -> dict[str, Any]:
    """Every run of blanks is one space; it knows no copyright, and the podcast namespace by another address alone."""
    title = _squashed(show.title)
    return _without_empty(
        {
            "title": title,
            "link": show.base_url,
            "description": re.sub(r"[^\S\r\n]+", " ", channel_description(show).strip()),
            "generator": "audiocast",
            "cover_url": show.base_url + show.cover,
            "language": show.language,
            "itunes_author": _squashed(show.author) or title,
            "itunes_categories": [list(show.category)],
            "itunes_owner": {"name": _squashed(show.author) or title, "email": show.email},
            "new_url": show.new_feed_url,
            "type": "serial" if show.serial else "episodic",
            "explicit": show.explicit,
            # It puts a serial in its listeners' order.
            "episodes": [_podcast_parser_item(show, one) for one in episodes][:: -1 if show.serial else 1],
        }
    )


def _podcast_parser_item(show: Show, episode: Episode) -> dict[str, Any]:
    return {
        "title": _squashed(item_title(show, episode)),
        "link": page_url(show, episode),
        "description_html": show_notes(show, episode),
        "guid": one_line(episode.guid),
        "published": int(episode.pub_date.timestamp()),
        "total_time": seconds(episode),
        "enclosures": [
            {
                "url": media_url(show, episode),
                "file_size": episode.media.size_bytes,
                "mime_type": episode.media.mime,
            }
        ],
        "season": episode.season,
        "number": episode.number,
        "type": episode.kind,
        "episode_art_url": show.base_url + episode.image if episode.image else "",
        "explicit": is_explicit(show, episode),
    }


def feed_parser(show: Show, episodes: Sequence[Episode]) -> dict[str, Any]:
    """Of an element with attributes it drops the text, of several the first ones, and true and false of explicit.

    What could be UTF-8 that was read as Latin-1 (Å©) it takes for that, but for names.
    """
    author = one_line(show.author) or one_line(show.title)
    owner = {
        "author": author,
        "authors": [{"name": author, "email": show.email}],
        "publisher_detail": {"name": author, "email": show.email},
    }
    channel = {
        "title": one_line(show.title),
        "link": show.base_url,
        "links": [
            {"rel": "alternate", "type": "text/html", "href": show.base_url},
            {"rel": "self", "type": "application/rss+xml", "href": show.base_url + show.feed_name},
            *({"rel": "hub", "type": "text/html", "href": hub} for hub in show.hubs),
        ],
        "subtitle": channel_description(show),
        "rights": one_line(show.copyright),
        "docs": "http://www.rssboard.org/rss-specification",
        "generator": "audiocast",
        "image": {"href": show.base_url + show.cover},
        "language": show.language,
        "updated": format_datetime(episodes[0].pub_date) if episodes else "",
        "tags": [{"term": term, "scheme": "http://www.itunes.com/"} for term in show.category],
        "itunes_new-feed-url": show.new_feed_url,
        "itunes_type": "serial" if show.serial else "episodic",
        "itunes_block": 1 if show.block else None,
        "itunes_complete": "Yes" if show.complete else "",
        "podcast_guid": show.guid,
        "podcast_locked": {"owner": show.email},
        "podcast_medium": "podcast",
        "podcast_funding": {"url": show.funding_url},
        "podcast_location": _place(show.place) or _place_name(show.place),
        "podcast_license": {"url": show.license_url} if show.license_url else show.license,
        "podcast_updatefrequency": (
            {"complete": "true" if show.complete else "", "rrule": show.update_rule}
            if show.complete or show.update_rule
            else one_line(show.update_frequency)
        ),
        "podcast_block": "yes" if show.block else "",
        "podcast_podping": {"usespodping": "true"} if show.podping else {},
        "podcast_txt": {"purpose": "ai-content"} if show.ai_content else {},
    }
    items = [_feed_parser_item(show, episode) for episode in episodes]
    return _without_empty({"feed": _repaired(channel) | owner, "items": _repaired(items)})


def _feed_parser_item(show: Show, episode: Episode) -> dict[str, Any]:
    media, notes, last = episode.media, show_notes(show, episode), people(episode.authors)[-1:]
    return {
        "title": item_title(show, episode),
        "link": page_url(show, episode),
        "links": [
            {"rel": "alternate", "type": "text/html", "href": page_url(show, episode)},
            {"rel": "enclosure", "type": media.mime, "href": media_url(show, episode), "length": str(media.size_bytes)},
        ],
        "summary": notes,
        "content": [{"type": "text/html", "value": notes}],
        "id": one_line(episode.guid),
        "guidislink": False,
        "published": format_datetime(episode.pub_date),
        "image": {"href": show.base_url + episode.image} if episode.image else {},
        "itunes_duration": str(seconds(episode)),
        "itunes_season": str(episode.season or ""),
        "itunes_episode": str(episode.number or ""),
        "itunes_episodetype": episode.kind,
        "itunes_block": 1 if episode.block else None,
        "podcast_transcript": (transcripts(show, episode) or [{}])[-1],
        "podcast_chapters": chapters(show, episode),
        "podcast_person": {"group": last[0].group, "role": last[0].role} if last else {},
        "podcast_season": str(episode.season or ""),
        "podcast_episode": str(episode.number or ""),
        "podcast_location": _place(episode.place) or _place_name(episode.place),
        "podcast_txt": {"purpose": "ai-content"} if show.ai_content else {},
    }


# ---- what they have in common ----------------------------------------------------------------------------------


def item_title(show: Show, episode: Episode) -> str:
    """Return what an item is called."""
    return episode_title(show.title, episode.title) or episode.id


def page_url(show: Show, episode: Episode) -> str:
    """Return where an item's page is."""
    return f"{show.base_url}episodes/{episode.id}.html"


def media_url(show: Show, episode: Episode) -> str:
    """Return where an item's file is."""
    return f"{show.base_url}media/{episode.media.name}"


def seconds(episode: Episode) -> int:
    """Return how long an item's file is."""
    return round(episode.media.duration_ms / 1000)


def is_explicit(show: Show, episode: Episode) -> bool:
    """Return what an item says for itself, else what the show says."""
    return show.explicit if episode.explicit is None else episode.explicit


def transcripts(show: Show, episode: Episode) -> list[dict[str, str]]:
    """Return the three transcripts of an item that has any text."""
    stem = f"{show.base_url}episodes/{episode.id}"
    return [
        {"url": f"{stem}.vtt", "type": "text/vtt"},
        {"url": f"{stem}.srt", "type": "application/x-subrip"},
        {"url": f"{stem}.transcript.json", "type": "application/json", "rel": "captions"},
    ][: 3 * bool(episode.cues)]


def chapters(show: Show, episode: Episode) -> dict[str, str]:
    """Return the chapters of an item that has any."""
    url = f"{show.base_url}episodes/{episode.id}.chapters.json"
    return {"url": url, "type": "application/json+chapters"} if episode.chapters else {}


def _place(place: Place | None, name: str = "") -> dict[str, str]:
    if place is None or not _place_name(place):
        return {}
    return _without_empty(
        {"geo": one_line(place.geo), "osm": one_line(place.osm), name: _place_name(place) if name else ""}
    )


def _place_name(place: Place | None) -> str:
    return one_line(place.name) if place else ""


def _places(place: Place | None) -> list[dict[str, str]]:
    return [found] if (found := _place(place, "display")) else []


def _utc(episode: Episode) -> str:
    return episode.pub_date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _squashed(text: str) -> str:
    return " ".join(one_line(text).split())


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    left_out = re.compile("(?!publisher).*_detail|.*_parsed")
    return _without_empty({name: value for name, value in answer.items() if not left_out.fullmatch(name)})


def _repaired(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return value.encode("latin-1").decode()
        except UnicodeError:
            return value
    if isinstance(value, Mapping):
        return {name: _repaired(one) for name, one in value.items()}
    return [_repaired(one) for one in value] if isinstance(value, list) else value


def _without_empty(value: Any) -> Any:
    """Leave out what says nothing, all the way down."""
    if isinstance(value, Mapping):
        kept = {name: _without_empty(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in (None, "", [], {})}
    return [_without_empty(one) for one in value] if isinstance(value, list) else value
