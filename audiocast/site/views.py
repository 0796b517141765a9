"""What templates are given: every word and link ready, so that they only arrange."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from audiocast.feed import clock, media_path, one_line, paths, visible, web_url
from audiocast.models import Brief, Chapter, Episode
from audiocast.site.wording import author_line, date_line, length_line, number_line


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A month and where its page lies in ``public/``."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list of episodes."""

    id: str
    title: str
    section: str
    iso_date: str
    date: str
    length: str
    iso_length: str
    path: str


@dataclass(frozen=True, slots=True)
class ChapterLink:
    """A chapter as a link into the recording; ``seconds`` for a link (``#t=``), ``start_ms`` for the script."""

    title: str
    clock: str
    start_ms: int
    seconds: str
    url: str


@dataclass(frozen=True, slots=True)
class Recording:
    """An episode as its player and its list of chapters show it."""

    item: Item
    number: str
    summary: tuple[str, ...]
    authors: str
    note: str
    megabytes: str
    mime: str
    media_name: str
    media_path: str
    duration_ms: int
    vtt_path: str
    srt_path: str
    has_transcript: bool
    chapters: tuple[ChapterLink, ...]


def listed(briefs: Sequence[Brief]) -> tuple[Item, ...]:
    """Return the episodes as lines of a list, newest first."""
    newest_first = sorted(briefs, key=lambda brief: (brief.pub_date, brief.id), reverse=True)
    return tuple(map(item, newest_first))


def item(brief: Brief) -> Item:
    """Return an episode as a line of a list."""
    return Item(
        id=brief.id,
        title=one_line(brief.title) or brief.id,
        section=one_line(brief.section),
        iso_date=brief.pub_date.isoformat(timespec="seconds"),
        date=date_line(brief.pub_date),
        length=length_line(brief.duration_ms),
        iso_length=iso_length(brief.duration_ms),
        path=quote(paths(brief.id).page),
    )


def recording(episode: Episode) -> Recording:
    """Return an episode as its player shows it."""
    where = paths(episode.id)
    return Recording(
        item=item(Brief(episode.id, episode.title, episode.pub_date, episode.media.duration_ms, episode.section)),
        number=number_line(episode),
        summary=tuple(line for line in map(one_line, visible(episode.summary).split("\n")) if line),
        authors=author_line(episode.authors),
        note=one_line(episode.note),
        megabytes=f"{episode.media.size_bytes / 1_000_000:.1f}",
        mime=episode.media.mime,
        media_name=episode.media.name,
        media_path=quote(media_path(episode.media.name)),
        duration_ms=episode.media.duration_ms,
        vtt_path=quote(where.vtt),
        srt_path=quote(where.srt),
        has_transcript=bool(episode.cues),
        chapters=_chapters(episode.chapters),
    )


def iso_length(duration_ms: int) -> str:
    """Return a length as ISO 8601 has it, in whole seconds: PT526S."""
    return f"PT{(duration_ms + 500) // 1000}S"


def seconds(ms: int) -> str:
    """Return a time as a media fragment has it (W3C Media Fragments URI 1.0): ``245.5``, ``36000``."""
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


def _chapters(chapters: Sequence[Chapter]) -> tuple[ChapterLink, ...]:
    hours = any(chapter.start_ms >= 3_600_000 for chapter in chapters)
    return tuple(
        ChapterLink(
            title=one_line(chapter.title),
            clock=clock(chapter.start_ms, hours=hours),
            start_ms=chapter.start_ms,
            seconds=seconds(chapter.start_ms),
            url=web_url(chapter.url),
        )
        for chapter in chapters
    )
