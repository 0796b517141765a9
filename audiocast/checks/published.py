"""The feed documents of a show as they lie in public/: which there must be, which not, and what each of them holds.

One document is in memory at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from audiocast import feed
from audiocast.checks.document import Document, read_document
from audiocast.checks.feed import check_document
from audiocast.checks.files import check_named_files, public_path
from audiocast.checks.recorded import Index, check_recorded
from audiocast.checks.rules import Finding, found
from audiocast.feed import FeedDocument
from audiocast.identity import podcast_guid
from audiocast.ledger import Head, stamps
from audiocast.models import Show
from audiocast.shows import ShowFolder

RECENT = 10
"""Of how many of the newest episodes files are read whole without ``--deep``, and asked for online."""

_EACH = 3
_ARCHIVE = re.compile(r"(.+)-archive-[1-9]\d*\.xml")
_WAY_OUT = "build the show again"


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed document that was looked at.

    Attributes:
        name: its name in public/.
        feed: what records call its feed: ``feed`` is the show's own.
        ids: of the recorded episodes that it holds; None when it cannot be read.
        pictures: paths under public/ of the channel's picture and of the newest items'.
        findings: what is wrong with it by itself.
    """

    name: str
    feed: str
    ids: tuple[str, ...] | None
    pictures: tuple[str, ...]
    findings: tuple[Finding, ...]


def feed_names(folder: ShowFolder) -> list[str]:
    """Return the names of the show's feeds, its own first, without their archives."""
    return [feed.FEED_NAME, *(f"{one.name}.xml" for one in folder.settings.feed)]


def document_names(folder: ShowFolder) -> list[str]:
    """Return the names of the feeds and archives in public/, feeds first; what others put there is not ours."""
    feeds = feed_names(folder)
    archives = [name for name in _xml_names(folder) if name not in feeds and f"{_feed_of(name)}.xml" in feeds]
    return [name for name in (*feeds, *archives) if (folder.public / name).is_file()]


def look_at_documents(folder: ShowFolder, index: Index, *, deep: bool, now: datetime) -> Iterator[Listed]:
    """Look at each feed and archive alone; without ``deep`` only the newest items' pictures are named."""
    for name in document_names(folder):
        data = (folder.public / name).read_bytes()
        feed_name = name.removesuffix(".xml") if name in feed_names(folder) else _feed_of(name)
        try:
            document = read_document(data, name)
        except ValueError as error:
            yield Listed(name, feed_name, None, (), (found("feed-well-formed", name, str(error), _WAY_OUT),))
            continue
        base_url = folder.settings.base_url
        title = _title_of(document, feed_name, folder)
        show = _show_of(document, folder)
        findings = (
            *check_document(show, document, size_bytes=len(data), now=now, limit=folder.settings.limit),
            *check_recorded(document, index, show_title=title, base_url=base_url),
            *check_named_files(document, folder.public, base_url),
        )
        heads = filter(None, map(index.find, document.items))
        yield Listed(
            name, feed_name, tuple(head.id for head in heads), _pictures(document, base_url, everything=deep), findings
        )


def plan_documents(
    folder: ShowFolder, index: Index, documents: Sequence[Listed], now: datetime
) -> dict[str, tuple[FeedDocument, ...]]:
    """Return for each feed the documents that settings and records make of what was published and of what is listed."""
    show, planned = folder.describe(""), {}
    for name in feed_names(folder):
        ids = _promised(folder, index, name.removesuffix(".xml"), now)
        ids |= {one for document in documents if f"{document.feed}.xml" == name for one in document.ids or ()}
        heads = [index.by_id[one] for one in ids]
        due = [head for head in heads if not head.withdrawn and head.pub_date <= now]
        newest_first = [head.id for head in sorted(due, key=lambda head: (head.pub_date, head.id), reverse=True)]
        planned[name] = feed.documents(replace(show, feed_name=name), newest_first, folder.settings.limit)
    return planned


def check_documents(
    folder: ShowFolder, index: Index, documents: Sequence[Listed], planned: Mapping[str, Sequence[FeedDocument]]
) -> Iterator[Finding]:
    """Yield which feeds and archives are missing, what is wrong with each, and which are left from before."""
    public = folder.public.name
    plans = {plan.name: plan for of_feed in planned.values() for plan in of_feed}
    present = {document.name for document in documents}
    for name in feed_names(folder):
        if name not in present:
            yield found("feed-file", name, f"it is not in {public}/", "audiocast build makes it")
    read = {document.name for document in documents if document.ids is not None}
    told = {one.what for document in documents for one in document.findings if one.rule == "feed-file"}
    for document in documents:
        if document.name in plans:
            yield from document.findings
            yield from _check_complete(document, plans[document.name])
        elif f"{document.feed}.xml" in read:
            yield _stale(document.name, "the feed's episodes and limit make no such archive")
            yield from (one for one in document.findings if one.rule in ("item-recorded", "item-withdrawn"))
    if documents:
        for name, plan in plans.items():
            fault = f"{name} is not in {public}/"
            if plan.is_archive and name not in present and fault not in told:
                yield found("feed-file", name, fault, "audiocast build makes it")
    yield from _check_strays(folder, index)


def _check_complete(document: Listed, plan: FeedDocument) -> Iterator[Finding]:
    """Yield which episodes are missing in a document: each, or in one line where there are many."""
    if document.ids is None:
        return
    held = set(document.ids)
    missing = [one for one in plan.ids if one not in held]
    if len(missing) > _EACH:
        fault = f"{len(missing)} episodes that it must hold are not in it: {', '.join(missing[:_EACH])} and more"
        yield found("feed-complete", document.name, fault, _WAY_OUT)
        return
    for one in missing:
        yield found("feed-complete", one, f"{document.name} must hold it and does not", _WAY_OUT)


def _check_strays(folder: ShowFolder, index: Index) -> Iterator[Finding]:
    """Yield the feeds of this show that settings no longer name; a feed that others put there stays unnamed."""
    current = set(document_names(folder))
    for name in _xml_names(folder):
        if name in current:
            continue
        try:
            document = read_document((folder.public / name).read_bytes(), name)
        except ValueError:
            continue
        feed_name = _feed_of(name) or name.removesuffix(".xml")
        own = {folder.guid, *(one.guid for one in folder.settings.feed if one.guid)}
        own.add(podcast_guid(feed.absolute_url(folder.settings.base_url, f"{feed_name}.xml")))
        if document.channel.text("podcast:guid") in own or any(map(index.find, document.items)):
            yield _stale(name, f"show.toml names no feed {feed_name!r}")


def _stale(name: str, reason: str) -> Finding:
    way_out = "audiocast build removes it; then audiocast publish with --prune removes it from the host"
    return found("feed-stale", name, f"it is left from before: {reason}", way_out)


def _promised(folder: ShowFolder, index: Index, feed_name: str, now: datetime) -> set[str]:
    """Return the ids of what subscribers of a feed must find; of a show without a public address, what can be heard."""
    is_own = f"{feed_name}.xml" == feed.FEED_NAME
    media = {} if folder.settings.is_public else stamps(folder.public / "media")

    def holds(head: Head) -> bool:
        if head.withdrawn or head.pub_date > now:
            return False
        if head.published:
            return feed_name in head.feeds or (is_own and head.cut == folder.settings.per)
        is_audible = head.media in media and media[head.media][1] == head.size_bytes
        return is_own and is_audible and head.cut == folder.settings.per

    return {head.id for head in index.by_id.values() if holds(head)}


def _feed_of(name: str) -> str:
    """Return the feed that an archive belongs to by its name, empty when it is none."""
    archive = _ARCHIVE.fullmatch(name)
    return archive[1] if archive else ""


def _xml_names(folder: ShowFolder) -> list[str]:
    found_paths: Iterator[Path] = folder.public.glob("*.xml")
    return sorted(path.name for path in found_paths if path.is_file() and not path.name.startswith("."))


def _show_of(document: Document, folder: ShowFolder) -> Show:
    """Return what a feed was made from, as far as the rules ask: title, guid and the feed's own name."""
    cover = public_path(document.channel.attribute("itunes:image", "href"), folder.settings.base_url) or ""
    show = folder.describe(cover)
    further = next((one for one in folder.settings.feed if f"{one.name}.xml" == document.name), None)
    if further is None or not further.guid:
        return show
    return replace(show, title=further.title or show.title, guid=further.guid, feed_name=document.name)


def _title_of(document: Document, feed_name: str, folder: ShowFolder) -> str:
    """Return the title of a document's show, which the titles of its episodes leave out."""
    if f"{feed_name}.xml" == feed.FEED_NAME:
        return folder.settings.title
    further = next((one for one in folder.settings.feed if one.name == feed_name), None)
    return (further.title if further else "") or document.channel.text("title") or ""


def _pictures(document: Document, base_url: str, *, everything: bool) -> tuple[str, ...]:
    nodes = (document.channel, *document.items[: None if everything else RECENT])
    urls = (node.attribute("itunes:image", "href") for node in nodes)
    return tuple(dict.fromkeys(filter(None, (public_path(url, base_url) for url in urls))))
