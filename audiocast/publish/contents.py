"""What is to be published: the files of public/ that subscribers may have now, and what the feeds say of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from audiocast.errors import FeedError, StorageError
from audiocast.feed import FEED_NAME, FeedContent, absolute_url, read_feed
from audiocast.headers import is_immutable
from audiocast.publish.named import named_by, path_under

STAGES = ("media", "texts", "pages", "archives", "further feeds", "feed")
"""The order of sending: nothing is named before it is there, and feed.xml is the last of all."""
MEDIA, TEXTS, PAGES, ARCHIVES, FURTHER_FEEDS, FEED = range(len(STAGES))
_MENTION = re.compile(rb"[A-Za-z0-9._~%+-]+\.(?:mp3|m4a|png|jpe?g|webp)")


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of public/; its digest is left out where its name holds one, so that no sound is read without need."""

    name: str
    path: Path
    size_bytes: int
    stage: int
    sha256: str = ""

    @property
    def is_immutable(self) -> bool:
        """Whether another content would have another name."""
        return self.stage == MEDIA

    def digest(self) -> str:
        """Return the SHA-256 of its content, reading it where need be.

        Raises:
            StorageError: it cannot be read.
        """
        if self.sha256:
            return self.sha256
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise StorageError(f"{self.path} cannot be read", way_out=error.strerror or str(error)) from error


@dataclass(frozen=True, slots=True)
class Contents:
    """A show as it will be published.

    Attributes:
        files: what belongs at a target, by name.
        feeds: every document of every feed, by name.
        subscribed: names of the documents that apps subscribe to; the others are archive pages.
        enclosures: the length that feeds give to each file that they name, whether it is here or not.
        named: whatever feeds name under the show's address, whether it is here or not.
        mentioned: last parts of the names of media and pictures that feeds or pages refer to.
        front: names of what is met first: feeds, pages beside them and of months, pages of the episodes in feeds.
    """

    files: Mapping[str, LocalFile]
    feeds: Mapping[str, FeedContent]
    subscribed: tuple[str, ...]
    enclosures: Mapping[str, int]
    named: frozenset[str]
    mentioned: frozenset[str]
    front: frozenset[str]

    def needs(self, name: str) -> bool:
        """Whether a feed names a file, or feeds or pages mention media that are called so."""
        return name in self.named or (is_immutable(name) and name.rpartition("/")[2] in self.mentioned)


def read_contents(
    public: Path,
    base_url: str,
    further_feeds: Collection[str],
    held_back: Collection[str],
    *,
    media: Path | None = None,
) -> Contents:
    """Read public/.

    Args:
        public: the folder.
        base_url: where it will be found.
        further_feeds: file names of the show's feeds beside feed.xml.
        held_back: names that are not to be published yet, unless a feed names them.
        media: the folder that holds media in its place, where ``public`` has links and lengths only.

    Raises:
        StorageError: there is no feed, or a file cannot be read; FeedError: a feed names what is not under base_url.
    """
    if not (public / FEED_NAME).is_file():
        raise StorageError(f"{public} holds no {FEED_NAME}", way_out="audiocast build makes it")
    base = absolute_url(base_url)
    subscribed = (FEED_NAME, *(name for name in further_feeds if (public / name).is_file()))
    try:
        found = dict(_walk(public, links=media is not None))
        documents = _documents(found, subscribed, base)
        named = frozenset().union(*(named_by(data, base, str(found[name])) for name, (data, _) in documents.items()))
        found = {
            name: path
            for name, path in found.items()
            if (name not in held_back or name in named)
            and not (_is_archive(name, subscribed) and name not in documents)
        }
        loose = {name for name in found if "/" not in name and name.endswith((".html", ".xml"))} - set(documents)
        texts = (*(data for data, _ in documents.values()), *(found[name].read_bytes() for name in sorted(loose)))
        mentioned = frozenset(
            unquote(one.decode()).rpartition("/")[2] for data in texts for one in _MENTION.findall(data)
        )
        files = {
            name: _local(name, _stored(name, path, media), subscribed)
            for name, path in found.items()
            if not is_immutable(name) or name in named or path.name in mentioned
        }
    except OSError as error:
        raise StorageError(
            f"{error.filename or public} cannot be read", way_out=error.strerror or str(error)
        ) from error
    feeds = {name: content for name, (_, content) in documents.items()}
    links = {path_under(base, item.link) for name in subscribed for item in feeds[name].items}
    front = {name for name in files if "/" not in name or name.startswith("archive/") or name in links}
    return Contents(files, feeds, subscribed, _enclosures(feeds, base), named, mentioned, frozenset(front))


def _walk(public: Path, *, links: bool) -> Iterator[tuple[str, Path]]:
    for path in sorted(public.rglob("*")):
        name = path.relative_to(public).as_posix()
        is_hidden = any(part.startswith(".") for part in name.split("/"))
        if path.is_file() and (links or not path.is_symlink()) and not is_hidden:
            yield name, path


def _stored(name: str, path: Path, media: Path | None) -> Path:
    """Return where a file is, whose place in public/ may be taken by another of its length."""
    return media / name if media and is_immutable(name) and (media / name).is_file() else path


def _documents(
    found: Mapping[str, Path], subscribed: Collection[str], base: str
) -> dict[str, tuple[bytes, FeedContent]]:
    """Return the feeds, and the archive pages that lead on from them: others are what a run left that was killed."""
    documents: dict[str, tuple[bytes, FeedContent]] = {}
    for first in subscribed:
        name = first
        while name in found and name not in documents and (name == first or _is_archive(name, (first,))):
            data = found[name].read_bytes()
            documents[name] = (data, read_feed(data, str(found[name])))
            name = path_under(base, documents[name][1].next_page)
    return documents


def _is_archive(name: str, subscribed: Collection[str]) -> bool:
    stem, _, number = name.removesuffix(".xml").rpartition("-archive-")
    return name.endswith(".xml") and number.isdecimal() and f"{stem}.xml" in subscribed


def _local(name: str, path: Path, subscribed: Collection[str]) -> LocalFile:
    stage = _stage(name, subscribed)
    if stage == MEDIA:
        return LocalFile(name, path, path.stat().st_size, stage)
    data = path.read_bytes()
    return LocalFile(name, path, len(data), stage, hashlib.sha256(data).hexdigest())


def _stage(name: str, subscribed: Collection[str]) -> int:
    if is_immutable(name):
        return MEDIA
    if name == FEED_NAME:
        return FEED
    if name in subscribed:
        return FURTHER_FEEDS
    if _is_archive(name, subscribed):
        return ARCHIVES
    return PAGES if name.endswith(".html") else TEXTS


def _enclosures(feeds: Mapping[str, FeedContent], base: str) -> dict[str, int]:
    enclosures: dict[str, int] = {}
    for name, content in feeds.items():
        for item in content.items:
            if not item.url:
                continue
            if not item.url.startswith(base):
                raise FeedError(f"{name} names {item.url}, which is not under {base}", way_out="build the show again")
            enclosures[path_under(base, item.url)] = item.length
    return enclosures
