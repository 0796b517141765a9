"""What the pages say to machines: schema.org's PodcastSeries and PodcastEpisode as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from audiocast.feed import absolute_url, media_path, one_line, paths, web_url
from audiocast.models import Episode, Show
from audiocast.site.views import iso_length, seconds
from audiocast.site.wording import language_tag

_CONTEXT = "https://schema.org"


def series(show: Show) -> str:
    """Return the show as a PodcastSeries."""
    return _script(
        {
            "@context": _CONTEXT,
            **_series(show),
            "description": one_line(show.description),
            "image": absolute_url(show.base_url, show.cover),
            "inLanguage": language_tag(show.language),
            "author": {"@type": "Organization", "name": one_line(show.author)},
            "copyrightNotice": one_line(show.copyright),
            "license": web_url(show.license_url) or one_line(show.license),
        }
    )


def episode(show: Show, one: Episode) -> str:
    """Return an episode as a PodcastEpisode with its recording, and its chapters as clips of it."""
    url = absolute_url(show.base_url, paths(one.id).page)
    title = one_line(one.title) or one.id
    return _script(
        {
            "@context": _CONTEXT,
            "@type": "PodcastEpisode",
            "url": url,
            "name": title,
            "description": one_line(one.summary),
            "datePublished": one.pub_date.isoformat(timespec="seconds"),
            "duration": iso_length(one.media.duration_ms),
            "inLanguage": language_tag(show.language),
            "image": absolute_url(show.base_url, one.image or show.cover),
            "articleSection": one_line(one.section),
            "episodeNumber": one.number,
            "author": [
                {"@type": "Person", "name": one_line(name), "jobTitle": one_line(byline.role)}
                for byline in one.authors
                for name in byline.names
            ],
            "correction": one_line(one.note),
            "isBasedOn": web_url(one.url),
            "copyrightNotice": one_line(one.rights),
            "associatedMedia": {
                "@type": "AudioObject",
                "contentUrl": absolute_url(show.base_url, media_path(one.media.name)),
                "encodingFormat": one.media.mime,
                "contentSize": str(one.media.size_bytes),
                "duration": iso_length(one.media.duration_ms),
            },
            "hasPart": [
                {
                    "@type": "Clip",
                    "name": one_line(chapter.title),
                    "startOffset": chapter.start_ms / 1000,
                    "endOffset": chapter.end_ms / 1000,
                    "url": f"{url}#t={seconds(chapter.start_ms)}",
                }
                for chapter in one.chapters
            ],
            "partOfSeries": _series(show),
        }
    )


def _series(show: Show) -> dict[str, Any]:
    page = "" if show.page_name == "index.html" else show.page_name
    return {
        "@type": "PodcastSeries",
        "name": one_line(show.title),
        "url": absolute_url(show.base_url, page),
        "webFeed": absolute_url(show.base_url, show.feed_name),
    }


def _script(graph: dict[str, Any]) -> Markup:
    """Return the graph without what is empty; no character in it can end a script element or begin another."""
    text = json.dumps(_filled(graph), ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part) for name, part in value.items() if part not in ("", None, [])}
    return [_filled(part) for part in value] if isinstance(value, list) else value
