"""The job of taking over a feed: read it, match its items with the articles, and write what they are known by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from audiocast import programme, text, values
from audiocast.adoption.front_matter import adopted
from audiocast.adoption.matching import Doubt, Match, OldArticle, match
from audiocast.adoption.old_feed import OldFeed, is_address, read_old_feed
from audiocast.catalog import Catalog, Record
from audiocast.config import SHOW_FILE
from audiocast.draft import publication_date
from audiocast.errors import AudiocastError, ConfigError, InputError, StorageError
from audiocast.feed import FeedItem
from audiocast.files import write_atomically
from audiocast.identity import podcast_guid
from audiocast.locking import alone_in
from audiocast.show_file import edited
from audiocast.shows import ShowFolder
from audiocast.sources import RawArticle
from audiocast.sources.files import article_paths, read_article, slug

State = Literal["changed", "as it is", "published"]


@dataclass(frozen=True, slots=True)
class Adopted:
    """A match and what it does to the article: a published episode's is never touched."""

    match: Match
    state: State


@dataclass(frozen=True, slots=True)
class Adoption:
    """What an adoption would do.

    Attributes:
        feed: what was read.
        adopted: the matches, in the feed's order.
        doubts: items that could be of several articles, or that share one.
        items: those without an article.
        files: articles without an item.
        guid: the podcast:guid that show.toml gets; empty when it gets none.
        edits: files to be written, show.toml first.
        remarks: what the producer should know.
    """

    feed: OldFeed
    adopted: tuple[Adopted, ...]
    doubts: tuple[Doubt, ...]
    items: tuple[FeedItem, ...]
    files: tuple[str, ...]
    guid: str
    edits: tuple[tuple[Path, bytes], ...]
    remarks: tuple[str, ...]


def plan_adoption(show: ShowFolder, source: str, *, by_day: bool = False) -> Adoption:
    """Read a feed and decide which article gets which GUID and date.

    Args:
        show: the show that goes on with the feed.
        source: the feed's address, or a file.
        by_day: whether an item and an article that are alone on their day belong together.

    Raises:
        InputError: the feed cannot be read, or holds nothing; ConfigError: the show's episodes are single stories.
    """
    if show.settings.per == "story":
        raise ConfigError(
            f'{show.root / SHOW_FILE}: per = "story": a GUID belongs to a whole article file',
            way_out='set per = "file" to adopt a feed',
        )
    old = _in_zone(read_old_feed(source), ZoneInfo(show.settings.timezone))
    if not old.items:
        raise InputError(f"{source} holds no episodes", way_out="is it the feed that subscribers have?")
    paths, wrong = article_paths(show.articles)
    raws: dict[str, RawArticle] = {}
    remarks = [*old.remarks, *map(str, wrong.values())]
    for path in paths:
        try:
            raws[path.name] = read_article(path)
        except AudiocastError as error:
            remarks.append(str(error))
    articles = [_old_article(name, raw, show) for name, raw in raws.items()]
    matching = match(old.items, articles, show.settings.timezone, slug, show_title=old.title.strip(), by_day=by_day)
    published = {
        record.source: record
        for record in Catalog(show.records).read().values()
        if record.published and record.cut == "file"
    }
    made = [_adopt(show, one, raws[one.file], published.get(one.file), remarks) for one in matching.matches]
    guid = _show_guid(show, old, source, remarks)
    toml = show.root / SHOW_FILE
    edits = [(toml, edited(toml, {("guid",): guid}).encode())] if guid else []
    edits += [(show.articles / one.match.file, data) for one, data in made if one.state == "changed"]
    return Adoption(
        feed=old,
        adopted=tuple(one for one, _ in made),
        doubts=matching.doubts,
        items=matching.items,
        files=matching.files,
        guid=guid,
        edits=tuple(edits),
        remarks=tuple(remarks),
    )


def write_adoption(show: ShowFolder, adoption: Adoption) -> None:
    """Write what was planned; run again after an interruption, it goes on where it was.

    Raises:
        StorageError: a file cannot be written, or another process is at work on the show.
    """
    with alone_in(show):
        for path, data in adoption.edits:
            write_atomically(path, data)


def _in_zone(old: OldFeed, zone: ZoneInfo) -> OldFeed:
    """Return the feed with its dates as the show counts them: the same moments."""
    items = (replace(one, pub_date=one.pub_date.astimezone(zone)) if one.pub_date else one for one in old.items)
    return replace(old, items=tuple(items))


def _old_article(name: str, raw: RawArticle, show: ShowFolder) -> OldArticle:
    stories = text.clean(raw.text, skip=frozenset(show.settings.skip_rules))
    titles = [raw.title, *([programme.episode_title(stories)] if stories else []), *(one.title for one in stories)]
    try:
        moment = publication_date(raw, show.settings.timezone)
    except InputError:
        moment = None
    return OldArticle(name, raw.id, tuple(filter(None, dict.fromkeys(titles))), moment, raw.url, raw.guid)


def _adopt(
    show: ShowFolder, one: Match, raw: RawArticle, published: Record | None, remarks: list[str]
) -> tuple[Adopted, bytes]:
    path = show.articles / one.file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error
    if published is not None:
        if published.episode.guid != one.item.guid:
            remarks.append(f"{one.file} is published with another GUID, {published.episode.guid}: left as it is")
        return Adopted(one, "published"), data
    if not one.item.guid:
        remarks.append(f"{one.file}: its item has no GUID, so only the date is taken over")
    changed = adopted(data, path, raw, one.item.guid, one.item.pub_date)
    return Adopted(one, "changed" if changed != data else "as it is"), changed


def _show_guid(show: ShowFolder, old: OldFeed, source: str, remarks: list[str]) -> str:
    """Return the podcast:guid to be recorded: the feed's, else the one that follows from its address (guid.md)."""
    guid = next(_valid(old.guid), "")
    if not guid and is_address(source):
        guid = podcast_guid(source)
    own = show.settings.guid
    if own and guid and own != guid:
        remarks.append(f"{show.root / SHOW_FILE} keeps its own guid; the feed's is {guid}")
    return "" if own else guid


def _valid(guid: str) -> Iterator[str]:
    try:
        yield from filter(None, [values.guid(guid.strip().lower())])
    except ValueError:
        return
