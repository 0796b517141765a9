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
        """Return the SHA-256 of its content, reading it where need be."""
        if self.sha256:
            return self.sha256
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Contents:
    """A show as it will be published.

    Attributes:
        files: what belongs at a target, by name.
        feeds: every document of every feed, by name.
        subscribed: names of the documents that apps subscribe to; the others are archive pages.
        enclosures: the length that feeds give to each file that they name, whether it is here or not.
        mentioned: last parts of the names of media and pictures that feeds or pages refer to.
    """

    files: Mapping[str, LocalFile]
    feeds: Mapping[str, FeedContent]
    subscribed: tuple[str, ...]
    enclosures: Mapping[str, int]
    mentioned: frozenset[str]


def read_contents(public: Path, base_url: str, further_feeds: Collection[str], held_back: Collection[str]) -> Contents:
    """Read public/.

    Args:
        public: the folder.
        base_url: where it will be found.
        further_feeds: file names of the show's feeds beside feed.xml.
        held_back: names that are not to be published yet.

    Raises:
        StorageError: there is no feed, or a file cannot be read; FeedError: a feed names what is not under base_url.
    """
    if not (public / FEED_NAME).is_file():
        raise StorageError(f"{public} holds no {FEED_NAME}", way_out="audiocast build makes it")
    subscribed = (FEED_NAME, *(name for name in further_feeds if (public / name).is_file()))
    try:
        found = {name: path for name, path in _walk(public) if name not in held_back}
        documents = {name: path.read_bytes() for name, path in found.items() if name.endswith(".xml")}
        pages = [path.read_bytes() for name, path in found.items() if name.endswith(".html") and "/" not in name]
        mentioned = frozenset(
            unquote(one.decode()).rpartition("/")[2]
            for data in (*documents.values(), *pages)
            for one in _MENTION.findall(data)
        )
        feeds = {name: read_feed(data, str(public / name)) for name, data in documents.items()}
        files = {
            name: _local(name, path, subscribed)
            for name, path in found.items()
            if not is_immutable(name) or path.name in mentioned
        }
    except OSError as error:
        raise StorageError(
            f"{error.filename or public} cannot be read", way_out=error.strerror or str(error)
        ) from error
    return Contents(files, feeds, subscribed, _enclosures(feeds, absolute_url(base_url)), mentioned)


def _walk(public: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(public.rglob("*")):
        name = path.relative_to(public).as_posix()
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in name.split("/")):
            yield name, path


def _local(name: str, path: Path, subscribed: Collection[str]) -> LocalFile:
    size = path.stat().st_size
    stage = _stage(name, subscribed)
    if stage == MEDIA:
        return LocalFile(name, path, size, stage)
    return LocalFile(name, path, size, stage, hashlib.sha256(path.read_bytes()).hexdigest())


def _stage(name: str, subscribed: Collection[str]) -> int:
    if is_immutable(name):
        return MEDIA
    if name == FEED_NAME:
        return FEED
    if name in subscribed:
        return FURTHER_FEEDS
    return {"html": PAGES, "xml": ARCHIVES}.get(name.rpartition(".")[2], TEXTS)


def _enclosures(feeds: Mapping[str, FeedContent], base: str) -> dict[str, int]:
    enclosures: dict[str, int] = {}
    for name, content in feeds.items():
        for item in content.items:
            if not item.url:
                continue
            if not item.url.startswith(base):
                raise FeedError(f"{name} names {item.url}, which is not under {base}", way_out="build the show again")
            enclosures[unquote(item.url.removeprefix(base))] = item.length
    return enclosures
