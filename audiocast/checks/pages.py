"""The pages in public/ and what lies beside them: all there, each about its episode, none left from before."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from audiocast import feed, site
from audiocast.checks.recorded import Index
from audiocast.checks.rules import Finding, found
from audiocast.feed import FeedDocument
from audiocast.models import Episode
from audiocast.shows import ShowFolder

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_EPISODE = re.compile(r'episodes/([^"\'<>\s]+?)\.html')
_WAY_OUT = "build the show again"
_GONE = "audiocast build removes it; then audiocast publish with --prune removes it from the host"


def check_episode_page(public: Path, episode: Episode, base_url: str, *, whole: bool) -> Iterator[Finding]:
    """Yield what is wrong with an episode's page; that it is missing is a rule of the feed that links to it.

    Args:
        public: the folder.
        episode: what the page is about.
        base_url: where the page will be.
        whole: also read it; else its size alone counts.
    """
    name = feed.paths(episode.id).page
    path = public / name
    if not path.is_file():
        return
    if not path.stat().st_size:
        yield found("page-form", name, "it is empty", _WAY_OUT)
        return
    if not whole:
        return
    text = path.read_bytes().decode("utf-8", "replace")
    written = _TITLE.search(text)
    title = feed.one_line(episode.title) or episode.id
    if written is None or title not in feed.one_line(html.unescape(written[1])):
        yield found("page-form", name, f"its title is not {title!r}", _WAY_OUT)
    if feed.absolute_url(base_url, name) not in html.unescape(text):
        yield found("page-form", name, f"it does not say that it is {feed.absolute_url(base_url, name)}", _WAY_OUT)


def check_pages(
    folder: ShowFolder, index: Index, planned: Mapping[str, Sequence[FeedDocument]], now: datetime, *, all_read: bool
) -> Iterator[Finding]:
    """Yield what is wrong with the pages of the show and of its months, and which pages are left from before.

    Args:
        folder: the show.
        index: its records.
        planned: what each feed's documents hold, by the feed's name.
        now: an episode with a later date has no page yet.
        all_read: whether every feed could be read; else nobody knows which months have a page.
    """
    public = folder.public
    for name in sorted(site.static()):
        if not _has(public, name):
            yield found("page-assets", name, f"it is not in {public.name}/, or empty", _WAY_OUT)
    months = _month_pages(folder, index, planned)
    names = ["index.html", *(f"{one.name}.html" for one in folder.settings.feed), *months]
    for name in names:
        if not (public / name).is_file():
            if name in months:
                yield found("page-file", name, f"it is not in {public.name}/", _WAY_OUT)
            continue
        text = (public / name).read_bytes().decode("utf-8", "replace")
        if not _TITLE.search(text):
            yield found("page-form", name, "it is empty or has no title", _WAY_OUT)
        for one in sorted({unquote(each) for each in _EPISODE.findall(text)}):
            if one in index.by_id and index.by_id[one].withdrawn:
                yield found("item-withdrawn", name, f"{one} is withdrawn and the page lists it", _WAY_OUT)
    yield from _check_left(folder, index, now)
    if all_read:
        for name in sorted({f"archive/{path.name}" for path in (public / "archive").glob("*.html")} - set(months)):
            yield found("page-stale", name, "no feed has an episode of that month", _GONE)


def _check_left(folder: ShowFolder, index: Index, now: datetime) -> Iterator[Finding]:
    public = folder.public
    for path in sorted((public / "episodes").glob("*.html")):
        head = index.by_id.get(path.stem)
        reason = "no record knows its episode"
        if head is not None:
            reason = "its episode is withdrawn" if head.withdrawn else "its episode waits for its date"
        if head is None or head.withdrawn or head.pub_date > now:
            yield found("page-stale", f"episodes/{path.name}", reason, _GONE)
    current = {feed.FEED_NAME.removesuffix(".xml"), *(one.name for one in folder.settings.feed)}
    before = {name for head in index.by_id.values() for name in head.feeds} - current
    for name in sorted(before):
        if (public / f"{name}.html").is_file():
            yield found("page-stale", f"{name}.html", f"show.toml names no feed {name!r}", _GONE)


def _month_pages(folder: ShowFolder, index: Index, planned: Mapping[str, Sequence[FeedDocument]]) -> dict[str, None]:
    """Return the names of the pages of every feed's months, in order."""
    show, names = folder.describe(""), set()
    for feed_name, documents in planned.items():
        page_name = "index.html" if feed_name == feed.FEED_NAME else f"{feed_name.removesuffix('.xml')}.html"
        described = replace(show, page_name=page_name)
        dates = (index.by_id[one].pub_date for document in documents for one in document.ids)
        names |= {site.month_path(described, site.month_of(date)) for date in dates}
    return dict.fromkeys(sorted(names))


def _has(public: Path, name: str) -> bool:
    path = public / name
    return path.is_file() and path.stat().st_size > 0
