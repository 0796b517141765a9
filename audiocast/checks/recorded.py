"""What a feed says of an episode against what is recorded of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from audiocast import feed
from audiocast.checks.document import Document, Node, page_id
from audiocast.checks.rules import Finding, found
from audiocast.checks.wording import read_date
from audiocast.feed.titles import episode_title
from audiocast.ledger import Head

_WAY_OUT = "build the show again"


@dataclass(frozen=True, slots=True)
class Index:
    """The heads of a show's records by all that an item may name an episode by."""

    by_id: Mapping[str, Head]
    by_guid: Mapping[str, Head]
    by_media: Mapping[str, Head]

    @classmethod
    def of(cls, heads: Iterable[Head]) -> Index:
        """Return the index of heads."""
        by_id = {head.id: head for head in heads}
        return cls(
            by_id,
            {feed.one_line(head.guid): head for head in by_id.values()},
            {head.media: head for head in by_id.values()},
        )

    def find(self, item: Node) -> Head | None:
        """Return what is recorded of an item: by its audio, else by its guid, else by its page."""
        audio = item.attribute("enclosure", "url").rpartition("/")[2]
        return (
            self.by_media.get(audio)
            or self.by_guid.get(item.text("guid") or "")
            or self.by_id.get(page_id(item.text("link") or ""))
        )


def check_recorded(document: Document, index: Index, *, show_title: str, base_url: str) -> Iterator[Finding]:
    """Yield what a feed or an archive says otherwise than the records; ``show_title`` is left out of titles."""
    newest: datetime | None = None
    for item in document.items:
        head = index.find(item)
        if head is None:
            way_out = "restore the record from version control, or build the show again without the episode"
            yield found("item-recorded", item.where, "no record knows this episode", way_out)
            continue
        newest = max(newest or head.pub_date, head.pub_date)
        if head.withdrawn:
            yield found("item-withdrawn", item.where, f"{head.id} is withdrawn", _WAY_OUT)
        guid = feed.one_line(head.guid)
        if (said := item.text("guid") or "") not in ("", guid):
            yield found("item-guid", item.where, f"guid is {said}, the record's {guid}", _WAY_OUT)
        for name, said, recorded in _facts(item, head, show_title, base_url):
            if said != recorded:
                fault = f"{name} is {said or 'missing'}, by the record {recorded or 'none'}"
                yield found("item-facts", item.where, fault, _WAY_OUT)
    built = read_date(document.channel.text("lastBuildDate") or "")
    if built and newest and _moment(built) != _moment(newest):
        fault = f"lastBuildDate is {_moment(built)}, the newest episode's {_moment(newest)}"
        yield found("item-facts", document.name, fault, _WAY_OUT)


def _facts(item: Node, head: Head, show_title: str, base_url: str) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each fact, what the item says and what the record does; what other rules miss passes."""
    yield "title", item.text("title") or "", episode_title(show_title, head.title) or head.id
    if date := read_date(item.text("pubDate") or ""):
        yield "pubDate", _moment(date), _moment(head.pub_date)
    yield "itunes:duration", item.text("itunes:duration") or "", str((head.duration_ms + 500) // 1000)
    yield "enclosure length", item.attribute("enclosure", "length"), str(head.size_bytes)
    audio = feed.absolute_url(base_url, feed.media_path(head.media))
    yield "enclosure url", item.attribute("enclosure", "url"), audio
    picture = feed.absolute_url(base_url, head.image) if head.image else ""
    yield "itunes:image", item.attribute("itunes:image", "href"), picture


def _moment(date: datetime) -> str:
    return date.replace(microsecond=0).isoformat()
