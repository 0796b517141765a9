"""The show page as files: HTML from a template, and the style, script and icon that lie beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from audiocast.feed import FEED_NAME, absolute_url, clock, media_path, one_line, paths, visible
from audiocast.models import Episode, Show
from audiocast.site.wording import Paragraph, author_line, date_line, language_tag, length_line, transcript

_STATIC = ("favicon.svg", "player.js", "style.css")


def render(show: Show, episodes: Sequence[Episode]) -> dict[str, bytes]:
    """Return the page's files by their path in ``public/``: the same bytes for the same arguments.

    Links are relative, so that the page works wherever the folder is served; the feed's own URL is absolute, since it
    is there to be copied. Nothing is requested from another host and no script stands in the HTML.
    """
    newest_first = sorted(episodes, key=lambda episode: (episode.pub_date, episode.id), reverse=True)
    html = (
        _environment()
        .get_template("index.html")
        .render(
            show=show,
            language=language_tag(show.language),
            page_url=absolute_url(show.base_url),
            feed_name=FEED_NAME,
            feed_url=absolute_url(show.base_url, FEED_NAME),
            cover_path=quote(show.cover),
            cover_url=absolute_url(show.base_url, show.cover),
            episodes=[_entry(episode) for episode in newest_first],
        )
    )
    static = {name: files("audiocast.site").joinpath("templates", name).read_bytes() for name in _STATIC}
    return {"index.html": html.encode(), **static}


@dataclass(frozen=True, slots=True)
class _ChapterLink:
    title: str
    clock: str
    seconds: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """One episode as the template sees it."""

    id: str
    title: str
    summary: tuple[str, ...]
    iso_date: str
    date: str
    length: str
    iso_length: str
    megabytes: str
    mime: str
    media_path: str
    vtt_path: str
    srt_path: str
    chapters: tuple[_ChapterLink, ...]
    authors: str
    note: str
    transcript: tuple[Paragraph, ...]


def _entry(episode: Episode) -> _Entry:
    where = paths(episode.id)
    hours = any(chapter.start_ms >= 3_600_000 for chapter in episode.chapters)
    return _Entry(
        id=episode.id,
        title=one_line(episode.title) or episode.id,
        summary=tuple(line for line in map(one_line, visible(episode.summary).split("\n")) if line),
        iso_date=episode.pub_date.isoformat(timespec="seconds"),
        date=date_line(episode.pub_date),
        length=length_line(episode.media.duration_ms),
        iso_length=f"PT{(episode.media.duration_ms + 500) // 1000}S",
        megabytes=f"{episode.media.size_bytes / 1_000_000:.1f}",
        mime=episode.media.mime,
        media_path=quote(media_path(episode.media.name)),
        vtt_path=quote(where.vtt),
        srt_path=quote(where.srt),
        chapters=tuple(
            _ChapterLink(
                one_line(chapter.title),
                clock(chapter.start_ms, hours=hours),
                str(chapter.start_ms / 1000).removesuffix(".0"),
            )
            for chapter in episode.chapters
        ),
        authors=author_line(episode.authors),
        note=one_line(episode.note),
        transcript=transcript(episode.cues),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("audiocast.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["line"] = one_line
    return environment
