"""What is known of a show without reading it again: its records' heads, its articles, decisions and rendered files.

A show of ten thousand episodes is built for the sake of one. Whatever a run learns of a file stands in the cache folder
beside the file's size and time of change; deleting it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Container
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from audiocast.catalog import Catalog, Cut, Record
from audiocast.files import write_atomically
from audiocast.models import Brief

_VERSION = 2

Stamp = tuple[int, int]
"""A file's time of change in nanoseconds and its size in bytes."""


@dataclass(frozen=True, slots=True)
class Head:
    """What lists and decisions need of a record: all but its lines, cues and chapters.

    ``digest`` names all that feed and pages are made of.
    """

    id: str
    guid: str
    title: str
    pub_date: datetime
    duration_ms: int
    media: str
    size_bytes: int
    sha256: str
    revision: int
    note: str
    section: str
    image: str
    source: str
    source_digest: str
    article_digest: str
    input_digest: str
    show_guid: str
    published: bool
    withdrawn: bool
    cut: Cut
    heading: str
    feed: str
    feeds: tuple[str, ...]
    engine: str
    engines: tuple[str, ...]
    sentences: int
    digest: str

    @property
    def base(self) -> str:
        """The id that all episodes of its article file have in common."""
        if self.cut == "story":
            return self.id[: -len("-12345678")]
        return self.id.removesuffix(f"-{self.feed}") if self.cut == "section" else self.id

    @property
    def decided_by(self) -> str:
        """The key of what a decision about the episode rests on: not whether it was published meanwhile."""
        made_of = (self.source, self.source_digest, self.article_digest, self.input_digest, self.show_guid)
        return key_of(*made_of, self.media, self.note, self.withdrawn)

    @property
    def brief(self) -> Brief:
        """The episode as a list shows it."""
        return Brief(self.id, self.title, self.pub_date, self.duration_ms, self.section)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about an episode the last time.

    ``head`` is the key of what its record said then; ``audible`` is whether its audio was in public/.
    """

    id: str
    head: str
    audible: bool
    action: Literal["keep", "freeze"]
    reason: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """An article file as far as it need be known.

    Attributes:
        digest: of what is in it.
        guid: the one that it asks for.
        key: of all that it says, its date too.
    """

    digest: str
    guid: str
    key: str


@dataclass(slots=True)
class _Pages:
    heads: dict[str, tuple[Stamp, Head]] = field(default_factory=dict)
    leaves: dict[str, tuple[Stamp, Leaf]] = field(default_factory=dict)
    decisions: dict[str, tuple[str, tuple[Decision, ...]]] = field(default_factory=dict)
    rendered: dict[str, tuple[Stamp, str]] = field(default_factory=dict)


class Ledger:
    """The records of a show and what is remembered of its other files; ``close`` keeps that for the next run."""

    def __init__(self, catalog: Catalog, path: Path | None = None) -> None:
        self.catalog = catalog
        self._path = path
        self._pages = _read(path) if path is not None else _Pages()

    def heads(self) -> dict[str, Head]:
        """Return the head of each record by episode id, sorted by id.

        Raises:
            CatalogError: a record is damaged or from a newer version.
        """
        known = self._pages.heads
        found: dict[str, tuple[Stamp, Head]] = {}
        for name, stamp in sorted(stamps(self.catalog.folder, ".json").items()):
            episode_id = name.removesuffix(".json")
            before = known.get(episode_id)
            found[episode_id] = (stamp, before[1] if before and before[0] == stamp else self._head(episode_id))
        self._pages.heads = found
        return {episode_id: head for episode_id, (_, head) in found.items()}

    def load(self, episode_id: str) -> Record:
        """Return a whole record; raises as ``heads`` does."""
        return self.catalog.load(episode_id)

    def keep(self, record: Record) -> None:
        """Write a record; nothing is written when it is there already."""
        self.catalog.keep(record)

    def drop(self, episode_id: str) -> None:
        """Remove the record of an episode that was never published."""
        self.catalog.drop(episode_id)

    def leaf(self, name: str, stamp: Stamp) -> Leaf | None:
        """Return what is known of an article file that has not changed."""
        known = self._pages.leaves.get(name)
        return known[1] if known and known[0] == stamp else None

    def note_leaf(self, name: str, stamp: Stamp, leaf: Leaf) -> None:
        """Remember an article file."""
        self._pages.leaves[name] = (stamp, leaf)

    def decisions(self, source: str, world: str) -> tuple[Decision, ...]:
        """Return what was decided about the episodes of an article in the same world; empty when nothing was."""
        known = self._pages.decisions.get(source)
        return known[1] if known and known[0] == world else ()

    def note_decisions(self, source: str, world: str, decisions: tuple[Decision, ...]) -> None:
        """Remember what was decided about the episodes of an article; none forgets it."""
        if decisions:
            self._pages.decisions[source] = (world, decisions)
        else:
            self._pages.decisions.pop(source, None)

    def is_rendered(self, name: str, stamp: Stamp | None, key: str) -> bool:
        """Whether a file in public/ is what ``key`` makes, by its stamp."""
        return stamp is not None and self._pages.rendered.get(name) == (stamp, key)

    def note_rendered(self, name: str, stamp: Stamp, key: str) -> None:
        """Remember what a file in public/ was made of."""
        self._pages.rendered[name] = (stamp, key)

    @property
    def rendered(self) -> Container[str]:
        """The paths under public/ of all that was rendered by this run or the last."""
        return self._pages.rendered

    def close(self, rendered: Container[str], sources: Container[str] | None) -> None:
        """Keep what is known for the next run; rendered files and articles that are not named are forgotten.

        Without ``sources`` every article is remembered.
        """
        if self._path is None:
            return
        pages = self._pages
        plain = {
            "version": _VERSION,
            "heads": {name: [*stamp, _plain(head)] for name, (stamp, head) in sorted(pages.heads.items())},
            "leaves": {
                name: [*stamp, leaf.digest, leaf.guid, leaf.key]
                for name, (stamp, leaf) in sorted(pages.leaves.items())
                if sources is None or name in sources
            },
            "decisions": {
                name: [world, [list(asdict(one).values()) for one in made]]
                for name, (world, made) in sorted(pages.decisions.items())
                if sources is None or name in sources
            },
            "rendered": {
                name: [*stamp, key] for name, (stamp, key) in sorted(pages.rendered.items()) if name in rendered
            },
        }
        data = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
        write_atomically(self._path, data, durable=False)

    def _head(self, episode_id: str) -> Head:
        return head_of(self.load(episode_id))


def head_of(record: Record) -> Head:
    """Return a record's head."""
    episode = record.episode
    return Head(
        id=episode.id,
        guid=episode.guid,
        title=episode.title,
        pub_date=episode.pub_date,
        duration_ms=episode.media.duration_ms,
        media=episode.media.name,
        size_bytes=episode.media.size_bytes,
        sha256=episode.media.sha256,
        revision=episode.revision,
        note=episode.note,
        section=episode.section,
        image=episode.image,
        source=record.source,
        source_digest=record.source_digest or record.article_digest,
        article_digest=record.article_digest,
        input_digest=record.input_digest,
        show_guid=record.show_guid,
        published=record.published,
        withdrawn=record.withdrawn is not None,
        cut=record.cut,
        heading=record.heading,
        feed=record.feed,
        feeds=record.feeds or (("feed",) if record.published else ()),
        engine=record.engine,
        engines=record.engines,
        sentences=len(record.lines),
        digest=key_of(episode),
    )


def stamps(folder: Path, suffix: str = "") -> dict[str, Stamp]:
    """Return the stamp of each file in ``folder`` whose name ends in ``suffix``; none when there is no folder."""
    try:
        with os.scandir(folder) as entries:
            return {
                entry.name: (status.st_mtime_ns, status.st_size)
                for entry in entries
                if entry.name.endswith(suffix) and entry.is_file() and (status := entry.stat())
            }
    except (FileNotFoundError, NotADirectoryError):
        return {}


def stamp_of(path: Path) -> Stamp | None:
    """Return a file's stamp; None when there is no such file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size)


def key_of(*parts: object) -> str:
    """Return a short name for whatever a file is made of; parts are told apart by their ``repr``."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


_FIELDS = tuple(Head.__dataclass_fields__)


def _plain(head: Head) -> list[object]:
    values = [getattr(head, name) for name in _FIELDS]
    values[_FIELDS.index("pub_date")] = head.pub_date.isoformat()
    return values


def _head_from(values: list[Any]) -> Head:
    place = _FIELDS.index("pub_date")
    values[place] = datetime.fromisoformat(values[place])
    for name in ("feeds", "engines"):
        values[_FIELDS.index(name)] = tuple(values[_FIELDS.index(name)])
    return Head(*values)


def _read(path: Path) -> _Pages:
    """Return what the last run kept; nothing when it cannot be read, for it can all be found out again."""
    try:
        plain = json.loads(path.read_bytes())
        if plain["version"] != _VERSION:
            return _Pages()
        return _Pages(
            heads={name: ((row[0], row[1]), _head_from(row[2])) for name, row in plain["heads"].items()},
            leaves={name: ((row[0], row[1]), Leaf(*row[2:])) for name, row in plain["leaves"].items()},
            decisions={
                name: (world, tuple(Decision(*one) for one in made))
                for name, (world, made) in plain["decisions"].items()
            },
            rendered={name: ((row[0], row[1]), row[2]) for name, row in plain["rendered"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return _Pages()
