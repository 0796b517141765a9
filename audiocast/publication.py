"""What lies in public/: made from the records alone, the feeds last. Writes only what changed, atomically."""

from __future__ import annotations

from collections.abc import Container, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from audiocast import artwork, checks, feed, outputs
from audiocast.cache import default_cache_dir
from audiocast.catalog import Catalog
from audiocast.channels import Channel, channels, feed_guid
from audiocast.config import SHOW_FILE
from audiocast.errors import FeedError
from audiocast.events import Event, Published, Remark
from audiocast.files import sweep_temporary, write_atomically, write_if_changed
from audiocast.ledger import Head, Ledger, key_of, stamp_of
from audiocast.listing import Listing, list_heads
from audiocast.models import Episode, Show, digest
from audiocast.outputs import Group
from audiocast.program import program_digest
from audiocast.remembering import recall, remembered
from audiocast.show_file import KeyPath, edited
from audiocast.shows import ShowFolder
from audiocast.sweeping import names_under, supersede, sweep

_LOADED = 400
"""Records held in memory: those of a feed, whose pages are made at the same time."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did before: ids of the episodes that have an article, and of those it made or found unchanged."""

    with_article: frozenset[str]
    current: frozenset[str]
    sources: frozenset[str]


@contextmanager
def open_ledger(show: ShowFolder) -> Iterator[Ledger]:
    """Open a show's records and what the last run remembered of its files; what this one learns is kept at the end."""
    with remembered(_memory_of(show)) as memory:
        yield Ledger(Catalog(show.records), memory)


def refresh(
    show: ShowFolder, now: datetime, *, ledger: Ledger | None = None, built: Built | None = None
) -> Iterator[Event]:
    """Make public/ from the records; what is listed under a public address is published from then on.

    Args:
        show: the show.
        now: an episode with a later date waits.
        ledger: the records, where they are open already.
        built: what a build found; without it nothing is dropped for want of an article.

    Raises:
        FeedError: a feed would break a rule, and all of them are left as they were; StorageError: something cannot be
            written; ConfigError: the artwork is not what apps take.
    """
    if ledger is None:
        with open_ledger(show) as opened:
            yield from refresh(show, now, ledger=opened, built=built)
        return
    heads, here = ledger.heads(), names_under(show.public)
    listing = _listing(show, heads, here, now, built)
    for head in listing.dropped:
        ledger.drop(head.id)
    yield from _remarks(show, listing, built)
    cover = show.cover()
    described = show.describe(artwork.cover_name(cover))
    feeds = channels(described, show.settings, listing.listed)
    for head in listing.withdrawn:
        if (show.public / feed.paths(head.id).page).exists():
            supersede(show.public / feed.media_path(head.media), now)
    files, groups = yield from _write(show, described.cover, cover, feeds, here, ledger, now)
    _publish(show, feeds, ledger)
    gone = {head.id for head in (*listing.withdrawn, *listing.dropped)}
    kept = [head for head in heads.values() if head.id not in gone]
    ever_published = any(head.published for head in heads.values())
    since = now - timedelta(days=show.settings.build.keep_days) if ever_published else None
    needed = {described.cover, *files}
    needed |= {name for head in kept for name in (feed.media_path(head.media), head.image)}
    sweep(show.public, here - needed, keep_since=since)
    sweep_temporary(show.records)
    sweep_temporary(show.root)
    ledger.forget(rendered=groups, sources=built.sources if built else None)
    yield Published(show.public / feed.FEED_NAME)


def known_heads(show: ShowFolder) -> dict[str, Head]:
    """Return the head of each record by episode id, for somebody who only looks."""
    return Ledger(Catalog(show.records), recall(_memory_of(show))).heads()


def held_back(show: ShowFolder, now: datetime) -> frozenset[str]:
    """Return the paths under public/ of what belongs to episodes that wait for their date, and to no other."""
    heads = known_heads(show)
    waiting = _listing(show, heads, names_under(show.public), now, None).waiting
    ids = {head.id for head in waiting}
    shared = {name for head in heads.values() if head.id not in ids for name in _files_of(head)}
    return frozenset(name for head in waiting for name in _files_of(head)) - shared


def _memory_of(show: ShowFolder) -> Path:
    name = digest("show/1", root=str(show.root.resolve()))[:16]
    return default_cache_dir(show.settings.build.cache) / "shows" / f"{name}.sqlite"


def _listing(
    show: ShowFolder, heads: Mapping[str, Head], here: Container[str], now: datetime, built: Built | None
) -> Listing:
    def is_here(head: Head) -> bool:
        name = feed.media_path(head.media)
        if name not in here:
            return False
        # What was published stays in the feed; only what is listed for the first time is looked at.
        stamp = None if head.published else stamp_of(show.public / name)
        return head.published or (stamp is not None and stamp[1] == head.size_bytes)

    return list_heads(
        heads.values(),
        is_here=is_here,
        show_guid=show.guid,
        is_public=show.settings.is_public,
        with_article=built.with_article if built else None,
        current=built.current if built else (),
        now=now,
    )


def _remarks(show: ShowFolder, listing: Listing, built: Built | None) -> Iterator[Remark]:
    lone = [head for head in listing.listed if built and head.id not in built.with_article]
    if orphans := [head.id for head in lone if built and head.source not in built.sources]:
        yield Remark(f"{some(orphans)}: the article is gone; what was published stays in the feed")
    if left := [head.id for head in lone if built and head.source in built.sources]:
        yield Remark(f"{some(left)}: not made of its article any more; what was published stays in the feed")
    if listing.silent:
        silent = some([head.id for head in listing.silent])
        yield Remark(f"{silent}: the audio is not in public/; name them or --all to make it again")
    pictured = [head for head in listing.listed if head.image]
    if blank := [head.id for head in pictured if not (show.public / head.image).is_file()]:
        yield Remark(
            f"{some(blank)}: the picture is not in public/; name them to publish them with the one there is now"
        )
    for head in listing.waiting:
        yield Remark(f"{head.id} waits until {head.pub_date:%Y-%m-%d %H:%M}")
    for head in listing.stale:
        yield Remark(f"{head.id} is not in the feed yet: it was built for another address, build it too")


def some(names: Sequence[str]) -> str:
    """Return three names at most, and how many more there are."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _write(
    show: ShowFolder,
    cover_name: str,
    cover: bytes,
    feeds: Sequence[Channel],
    here: frozenset[str],
    ledger: Ledger,
    now: datetime,
) -> Generator[Event, None, tuple[set[str], set[str]]]:
    """Write texts, artwork, pages and at last the feeds; return the paths of all but the artwork, and their groups."""
    public, program, limit = show.public, program_digest(), show.settings.limit

    @lru_cache(maxsize=_LOADED)
    def load(episode_id: str) -> Episode:
        return ledger.load(episode_id).episode

    documents = [(channel.show, one) for channel in feeds for one in outputs.feeds(channel, limit, load, program)]
    stale = [(described, one) for described, one in documents if not _is_fresh(one, here, public, ledger)]
    rendered = [(described, one, one.make()[one.name]()) for described, one in stale]
    yield from _judge(rendered, limit, now)
    files = {one.name for _, one in documents}
    groups = set(files)
    for group in outputs.before_feeds(feeds, limit, load, program):
        files.update(group.files)
        groups.add(group.name)
        if not _is_fresh(group, here, public, ledger):
            for name, make in group.make().items():
                write_if_changed(public / name, make())
            ledger.note_rendered(group.name, _value(group, public))
    if not (public / cover_name).exists():
        for replaced in public.glob("cover-*"):
            supersede(replaced, now)
    write_if_changed(public / cover_name, cover)
    for _, group, data in rendered:
        write_if_changed(public / group.name, data)
        ledger.note_rendered(group.name, _value(group, public))
    return files, groups


def _is_fresh(group: Group, here: frozenset[str], public: Path, ledger: Ledger) -> bool:
    if not here.issuperset(group.files):
        return False
    known = ledger.rendered(group.name)
    return known.startswith(f"{group.key} | ") if group.is_old else known == _value(group, public)


def _value(group: Group, public: Path) -> str:
    """Return what is remembered of a group: its key, and its files' stamps."""
    return f"{group.key} | {key_of(*(stamp_of(public / name) for name in group.files))}"


def _judge(rendered: Sequence[tuple[Show, Group, bytes]], limit: int, now: datetime) -> Iterator[Remark]:
    """Refuse what would break a rule before anything of it is written."""
    errors = [
        finding
        for described, one, data in rendered
        for finding in checks.check_feed(described, data, name=one.name, now=now, limit=limit)
        if finding.severity == "error"
    ]
    for finding in errors[1:]:
        yield Remark(f"{finding.where}: {finding.what} ({finding.rule}): {finding.way_out}", is_error=True)
    if errors:
        first = errors[0]
        raise FeedError(
            f"the feeds are left as they were, since {first.where}: {first.what} ({first.rule})", way_out=first.way_out
        )


def _publish(show: ShowFolder, feeds: Sequence[Channel], ledger: Ledger) -> None:
    """Mark what was listed under a public address as published, and record the feeds' identities."""
    settings = show.settings
    if not settings.is_public:
        return
    guids: dict[KeyPath, str | list[str]] = {} if settings.guid else {("guid",): show.guid}
    for number, one in enumerate(settings.feed):
        if not one.guid:
            guids["feed", number, "guid"] = feed_guid(feeds[0].show, one)
    if guids:
        path = show.root / SHOW_FILE
        write_atomically(path, edited(path, guids).encode())
    listed: dict[str, set[str]] = {}
    for channel in feeds:
        for head in channel.heads:
            if not head.published or channel.name not in head.feeds:
                listed.setdefault(head.id, set(head.feeds)).add(channel.name)
    for episode_id, names in sorted(listed.items()):
        ledger.keep(replace(ledger.load(episode_id), published=True, feeds=tuple(sorted(names))))


def _files_of(head: Head) -> tuple[str, ...]:
    return (feed.media_path(head.media), *feed.all_paths(head.id), *filter(None, [head.image]))
