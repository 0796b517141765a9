"""The files under public/ that are made of records, in groups: what each depends on, and how it is made. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, pairwise
from typing import NamedTuple

from audiocast import feed, site
from audiocast.channels import Channel
from audiocast.feed import FeedDocument
from audiocast.ledger import Head, key_of
from audiocast.models import Brief, Episode, Show

Load = Callable[[str], Episode]
Make = Callable[[], bytes]


class Group(NamedTuple):
    """Files that are made of the same things.

    Attributes:
        name: what it is called among all groups.
        key: changes when any of its files would.
        files: their paths under public/.
        make: returns the functions that make them, by path.
        is_old: whether they belong to an episode that is in no feed's newest ones: such files are not looked into.
    """

    name: str
    key: str
    files: tuple[str, ...]
    make: Callable[[], Mapping[str, Make]]
    is_old: bool = False


def feeds(channel: Channel, limit: int, load: Load, program: str) -> list[Group]:
    """Return a channel's archives, oldest first, and at last its feed.

    Args:
        channel: the feed.
        limit: of episodes in it.
        load: returns an episode.
        program: names what renders it.
    """
    by_id = {head.id: head for head in channel.heads}
    documents = feed.documents(channel.show, list(by_id), limit)
    return [
        _document(channel.show, document, [by_id[id_] for id_ in document.ids], load, program)
        for document in sorted(documents, key=lambda one: (not one.is_archive, len(one.name), one.name))
    ]


def before_feeds(channels: Sequence[Channel], limit: int, load: Load, program: str) -> Iterator[Group]:
    """Yield what must be there when a feed names it: texts and pages of every listed episode, and all other pages.

    An episode that several channels hold has its page in the first; ``limit`` is of episodes in a feed.
    """
    seen: set[str] = set()
    for channel in channels:
        key = key_of("episode", program, channel.show)
        around = pairwise(pairwise([None, *channel.heads, None]))
        for place, ((newer, head), (_, older)) in enumerate(around):
            if head is not None and head.id not in seen:
                seen.add(head.id)
                yield _episode(channel.show, head, newer, older, load, key, is_old=place > limit)
        yield from _months_of(channel, program)
        yield _front(channel, load, program)
    for name, data in sorted(site.static().items()):
        yield _single(name, key_of("static", program), partial(bytes, data))


def _single(name: str, key: str, make: Make) -> Group:
    return Group(name, key, (name,), lambda: {name: make})


def _document(show: Show, document: FeedDocument, heads: Sequence[Head], load: Load, program: str) -> Group:
    key = key_of("feed", program, show, document, [head.digest for head in heads])
    return _single(document.name, key, lambda: feed.render(show, [load(id_) for id_ in document.ids], document))


def _episode(
    show: Show, head: Head, newer: Head | None, older: Head | None, load: Load, key: str, *, is_old: bool
) -> Group:
    beside = f"{newer.digest if newer else ''} {older.digest if older else ''}"

    def make() -> Mapping[str, Make]:
        where = feed.paths(head.id)
        around = (newer.brief if newer else None, older.brief if older else None)
        return {
            where.vtt: lambda: feed.vtt(load(head.id).cues).encode(),
            where.srt: lambda: feed.srt(load(head.id).cues).encode(),
            where.transcript: lambda: feed.transcript_json(load(head.id).cues),
            where.chapters: lambda: feed.chapters_json(load(head.id).chapters),
            where.page: lambda: site.episode_page(show, load(head.id), *around),
        }

    return Group(f"episodes/{head.id}", f"{key} {head.digest} {beside}", feed.all_paths(head.id), make, is_old)


def _months_of(channel: Channel, program: str) -> Iterator[Group]:
    months = _months(channel)
    by_month = groupby(channel.heads, key=lambda head: site.month_of(head.pub_date))
    for place, (month, found) in enumerate(by_month):
        heads = list(found)
        beside = months[max(0, place - 1) : place + 2]
        key = key_of("month", program, channel.show, [head.digest for head in heads], beside)
        make = partial(_month, channel.show, month, heads, beside)
        yield _single(site.month_path(channel.show, month), key, make)


def _month(show: Show, month: str, heads: Sequence[Head], beside: Sequence[str]) -> bytes:
    briefs: list[Brief] = [head.brief for head in heads]
    return site.month_page(show, month, briefs, beside)


def _front(channel: Channel, load: Load, program: str) -> Group:
    recent, months, total = channel.heads[: site.RECENT], _months(channel), len(channel.heads)
    key = key_of("show", program, channel.show, [head.digest for head in recent], months, total)

    def make() -> bytes:
        return site.show_page(channel.show, [load(head.id) for head in recent], months, total)

    return _single(channel.show.page_name, key, make)


def _months(channel: Channel) -> list[str]:
    return [month for month, _ in groupby(site.month_of(head.pub_date) for head in channel.heads)]
