"""The files under public/ that are made of records: what each depends on, by a short key, and how it is made. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise

from audiocast import feed, site
from audiocast.channels import Channel
from audiocast.feed import FeedDocument
from audiocast.ledger import Head, key_of
from audiocast.models import Brief, Episode, Show

Load = Callable[[str], Episode]


@dataclass(frozen=True, slots=True)
class Output:
    """A file: its path under public/, a key that changes when it would, and what makes it."""

    name: str
    key: str
    make: Callable[[], bytes]


def texts(head: Head, load: Load, program: str) -> Iterator[Output]:
    """Yield an episode's transcripts and chapters; ``program`` names what renders them."""
    where = feed.paths(head.id)
    key = key_of("texts", program, head.digest)
    yield Output(where.vtt, key, lambda: feed.vtt(load(head.id).cues).encode())
    yield Output(where.srt, key, lambda: feed.srt(load(head.id).cues).encode())
    yield Output(where.transcript, key, lambda: feed.transcript_json(load(head.id).cues))
    yield Output(where.chapters, key, lambda: feed.chapters_json(load(head.id).chapters))


def feeds(channel: Channel, limit: int, load: Load, program: str) -> list[Output]:
    """Return a channel's archives, oldest first, and at last its feed."""
    by_id = {head.id: head for head in channel.heads}
    documents = feed.documents(channel.show, list(by_id), limit)
    return [
        _document(channel.show, document, [by_id[id_] for id_ in document.ids], load, program)
        for document in sorted(documents, key=lambda one: (not one.is_archive, len(one.name), one.name))
    ]


def before_feeds(channels: Sequence[Channel], load: Load, program: str) -> Iterator[Output]:
    """Yield the texts of every listed episode and every page: what must be there when a feed names it."""
    seen: set[str] = set()
    for channel in channels:
        for head in channel.heads:
            if head.id not in seen:
                seen.add(head.id)
                yield from texts(head, load, program)
    yield from pages(channels, load, program)


def pages(channels: Sequence[Channel], load: Load, program: str) -> Iterator[Output]:
    """Yield every page once: an episode that several channels hold has its page in the first."""
    seen: set[str] = set()
    for channel in channels:
        around = [None, *channel.heads, None]
        for (newer, head), (_, older) in pairwise(pairwise(around)):
            if head is not None and head.id not in seen:
                seen.add(head.id)
                yield _episode_page(channel.show, head, newer, older, load, program)
        yield from _month_pages(channel, program)
        yield _show_page(channel, load, program)
    for name, data in sorted(site.static().items()):
        yield Output(name, key_of("static", program), partial(bytes, data))


def _document(show: Show, document: FeedDocument, heads: Sequence[Head], load: Load, program: str) -> Output:
    key = key_of("feed", program, show, document, [head.digest for head in heads])
    return Output(document.name, key, lambda: feed.render(show, [load(id_) for id_ in document.ids], document))


def _episode_page(show: Show, head: Head, newer: Head | None, older: Head | None, load: Load, program: str) -> Output:
    around = (newer.brief if newer else None, older.brief if older else None)
    key = key_of("episode", program, show, head.digest, *around)
    return Output(feed.paths(head.id).page, key, lambda: site.episode_page(show, load(head.id), *around))


def _month_pages(channel: Channel, program: str) -> Iterator[Output]:
    months = _months(channel)
    by_month = groupby(channel.heads, key=lambda head: site.month_of(head.pub_date))
    for place, (month, found) in enumerate(by_month):
        briefs = [head.brief for head in found]
        beside = months[max(0, place - 1) : place + 2]
        key = key_of("month", program, channel.show, briefs, beside)

        def make(month: str = month, briefs: Sequence[Brief] = briefs, beside: Sequence[str] = beside) -> bytes:
            return site.month_page(channel.show, month, briefs, beside)

        yield Output(site.month_path(channel.show, month), key, make)


def _show_page(channel: Channel, load: Load, program: str) -> Output:
    recent, months, total = channel.heads[: site.RECENT], _months(channel), len(channel.heads)
    key = key_of("show", program, channel.show, [head.digest for head in recent], months, total)

    def make() -> bytes:
        return site.show_page(channel.show, [load(head.id) for head in recent], months, total)

    return Output(channel.show.page_name, key, make)


def _months(channel: Channel) -> list[str]:
    return [month for month, _ in groupby(site.month_of(head.pub_date) for head in channel.heads)]
