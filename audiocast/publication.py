"""What lies in public/: made from the records alone, the feeds last. Writes only what changed, atomically."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
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
from audiocast.ledger import Head, Ledger, Stamp, stamp_of, stamps
from audiocast.listing import Listing, list_heads
from audiocast.models import Episode, Show, digest
from audiocast.outputs import Output
from audiocast.program import program_digest
from audiocast.show_file import KeyPath, edited
from audiocast.shows import ShowFolder
from audiocast.sweeping import FOLDERS, supersede, sweep

_LOADED = 400
"""Records held in memory: those of a feed, whose pages are made at the same time."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did before: ids of the episodes that have an article, and of those it made or found unchanged."""

    with_article: frozenset[str]
    current: frozenset[str]
    sources: frozenset[str]


def open_ledger(show: ShowFolder) -> Ledger:
    """Return a show's records and what the last run remembered of its files."""
    return Ledger(Catalog(show.records), default_cache_dir(show.settings.build.cache) / "shows" / _name(show))


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
    ledger = ledger or open_ledger(show)
    heads = ledger.heads()
    listing = _listing(show, heads, now, built)
    for head in listing.dropped:
        ledger.drop(head.id)
    yield from _remarks(listing, built)
    cover = show.cover()
    described = show.describe(artwork.cover_name(cover))
    feeds = channels(described, show.settings, listing.listed)
    for head in listing.withdrawn:
        if (show.public / feed.paths(head.id).page).exists():
            supersede(show.public / feed.media_path(head.media), now)
    names = yield from _write(show, described.cover, cover, feeds, ledger, now)
    _publish(show, feeds, ledger)
    gone = {head.id for head in (*listing.withdrawn, *listing.dropped)}
    kept = [head for head in heads.values() if head.id not in gone]
    ever_published = any(head.published for head in heads.values())
    since = now - timedelta(days=show.settings.build.keep_days) if ever_published else None
    _clear(show, kept, {*names, described.cover}, ledger, since)
    ledger.close(rendered=names, sources=built.sources if built else None)
    yield Published(show.public / feed.FEED_NAME)


def held_back(show: ShowFolder, now: datetime) -> frozenset[str]:
    """Return the paths under public/ of what belongs to episodes that wait for their date."""
    waiting = _listing(show, open_ledger(show).heads(), now, None).waiting
    return frozenset(name for head in waiting for name in _files_of(head))


def _name(show: ShowFolder) -> str:
    return digest("show/1", root=str(show.root.resolve()))[:16] + ".json"


def _listing(show: ShowFolder, heads: Mapping[str, Head], now: datetime, built: Built | None) -> Listing:
    return list_heads(
        heads.values(),
        media=stamps(show.public / "media"),
        show_guid=show.guid,
        is_public=show.settings.is_public,
        with_article=built.with_article if built else None,
        current=built.current if built else (),
        now=now,
    )


def _remarks(listing: Listing, built: Built | None) -> Iterator[Remark]:
    orphans = [head.id for head in listing.listed if built and head.id not in built.with_article]
    if orphans:
        yield Remark(f"{some(orphans)}: the article is gone; what was published stays in the feed")
    if listing.silent:
        silent = some([head.id for head in listing.silent])
        yield Remark(f"{silent}: the audio is not in public/; name them or --all to make it again")
    for head in listing.waiting:
        yield Remark(f"{head.id} waits until {head.pub_date:%Y-%m-%d %H:%M}")
    for head in listing.stale:
        yield Remark(f"{head.id} is not in the feed yet: it was built for another address, build it too")


def some(names: Sequence[str]) -> str:
    """Return three names at most, and how many more there are."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _write(
    show: ShowFolder, cover_name: str, cover: bytes, feeds: Sequence[Channel], ledger: Ledger, now: datetime
) -> Generator[Event, None, set[str]]:
    """Write texts, artwork, pages and at last the feeds; return the names of all but the artwork."""
    public, program = show.public, program_digest()
    here = _stamps(public)

    @lru_cache(maxsize=_LOADED)
    def load(episode_id: str) -> Episode:
        return ledger.load(episode_id).episode

    documents = [
        (channel.show, one) for channel in feeds for one in outputs.feeds(channel, show.settings.limit, load, program)
    ]
    rendered = [
        (described, one, one.make())
        for described, one in documents
        if not ledger.is_rendered(one.name, here.get(one.name), one.key)
    ]
    yield from _judge(rendered, show.settings.limit, now)
    names = {one.name for _, one in documents}
    for one in outputs.before_feeds(feeds, load, program):
        names.add(one.name)
        if not ledger.is_rendered(one.name, here.get(one.name), one.key):
            _put(public, one, one.make(), ledger)
    if not (public / cover_name).exists():
        for replaced in public.glob("cover-*"):
            supersede(replaced, now)
    write_if_changed(public / cover_name, cover)
    for _, one, data in rendered:
        _put(public, one, data, ledger)
    return names


def _judge(rendered: Sequence[tuple[Show, Output, bytes]], limit: int, now: datetime) -> Iterator[Remark]:
    """Refuse what would break a rule before anything of it is written."""
    errors = [
        finding
        for described, one, data in rendered
        for finding in checks.check_feed(described, data, name=one.name, now=now, limit=limit)
        if finding.severity == "error"
    ]
    for finding in errors:
        yield Remark(f"{finding.where}: {finding.what} ({finding.rule}): {finding.way_out}", is_error=True)
    if errors:
        raise FeedError(
            "the feeds are left as they were", way_out=f"mend what is named above; {len(errors)} of their rules"
        )


def _put(public: Path, output: Output, data: bytes, ledger: Ledger) -> None:
    path = public / output.name
    write_if_changed(path, data)
    if stamp := stamp_of(path):
        ledger.note_rendered(output.name, stamp, output.key)


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


def _clear(
    show: ShowFolder, kept: Sequence[Head], needed: set[str], ledger: Ledger, keep_since: datetime | None
) -> None:
    audible = {feed.media_path(head.media) for head in kept}
    images = {head.image for head in kept if head.image}
    sweep(show.public, needed | audible | images, ours=ledger.rendered, keep_since=keep_since)
    sweep_temporary(show.records)
    sweep_temporary(show.root)


def _stamps(public: Path) -> dict[str, Stamp]:
    folders = ("", *(f"{name}/" for name in FOLDERS))
    return {prefix + name: stamp for prefix in folders for name, stamp in stamps(public / prefix).items()}


def _files_of(head: Head) -> tuple[str, ...]:
    return (feed.media_path(head.media), *feed.paths(head.id).all, *filter(None, [head.image]))
