"""What is known of a show without reading it again: its records' heads, its articles, decisions and rendered files.

A show of ten thousand episodes is built for the sake of one. Whatever a run learns of a file is remembered beside the
file's size and times; forgetting it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from audiocast.catalog import Catalog, Cut, Record, episode_json
from audiocast.models import Brief

Stamp = tuple[int, int, int]
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
        return base_of(self.id, self.cut)

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
        image: the picture that it names, from the show's folder.
    """

    digest: str
    guid: str
    key: str
    image: str


@dataclass(slots=True)
class Memory:
    """What the last run knew, by name.

    Attributes:
        heads: of records, by episode id, with the record's stamp.
        leaves: article files, by file name, with the file's stamp.
        decisions: by article file, with the key of all that they rest on.
        rendered: of what each file or group of files in public/ was made, by its name.
    """

    heads: dict[str, tuple[Stamp, Head]] = field(default_factory=dict)
    leaves: dict[str, tuple[Stamp, Leaf]] = field(default_factory=dict)
    decisions: dict[str, tuple[str, tuple[Decision, ...]]] = field(default_factory=dict)
    rendered: dict[str, str] = field(default_factory=dict)


class Ledger:
    """The records of a show and what is remembered of its other files."""

    def __init__(self, catalog: Catalog, memory: Memory | None = None) -> None:
        self.catalog = catalog
        self.memory = memory or Memory()
        self._is_looked_at = False

    def heads(self) -> dict[str, Head]:
        """Return the head of each record by episode id, sorted by id; the folder is looked at once.

        Raises:
            CatalogError: a record is damaged or from a newer version.
        """
        if not self._is_looked_at:
            self._look()
        return {episode_id: head for episode_id, (_, head) in sorted(self.memory.heads.items())}

    def load(self, episode_id: str) -> Record:
        """Return a whole record; raises as ``heads`` does."""
        return self.catalog.load(episode_id)

    def keep(self, record: Record) -> None:
        """Write a record; nothing is written when it is there already."""
        self.catalog.keep(record)
        if stamp := stamp_of(self.catalog.folder / f"{record.episode.id}.json"):
            self.memory.heads[record.episode.id] = (stamp, head_of(record))

    def drop(self, episode_id: str) -> None:
        """Remove the record of an episode that was never published."""
        self.catalog.drop(episode_id)
        self.memory.heads.pop(episode_id, None)

    def leaf(self, name: str, stamp: Stamp) -> Leaf | None:
        """Return what is known of an article file that has not changed."""
        known = self.memory.leaves.get(name)
        return known[1] if known and known[0] == stamp else None

    def note_leaf(self, name: str, stamp: Stamp, leaf: Leaf) -> None:
        """Remember an article file."""
        self.memory.leaves[name] = (stamp, leaf)

    def decisions(self, source: str, world: str) -> tuple[Decision, ...]:
        """Return what was decided about the episodes of an article in the same world; empty when nothing was."""
        known = self.memory.decisions.get(source)
        return known[1] if known and known[0] == world else ()

    def note_decisions(self, source: str, world: str, decisions: tuple[Decision, ...]) -> None:
        """Remember what was decided about the episodes of an article; none forgets it."""
        if decisions:
            self.memory.decisions[source] = (world, decisions)
        else:
            self.memory.decisions.pop(source, None)

    def rendered(self, name: str) -> str:
        """Return what was noted of something in public/, the last time it was made; empty when nothing was."""
        return self.memory.rendered.get(name, "")

    def note_rendered(self, name: str, key: str) -> None:
        """Remember of what something in public/ was made."""
        self.memory.rendered[name] = key

    def forget(self, *, rendered: Container[str], sources: Container[str] | None) -> None:
        """Forget what is rendered no more and, where ``sources`` are named, the articles that are none of them."""
        memory = self.memory
        memory.rendered = {name: key for name, key in memory.rendered.items() if name in rendered}
        if sources is not None:
            memory.leaves = {name: known for name, known in memory.leaves.items() if name in sources}
            memory.decisions = {name: known for name, known in memory.decisions.items() if name in sources}

    def _look(self) -> None:
        known = self.memory.heads
        found: dict[str, tuple[Stamp, Head]] = {}
        for name, stamp in sorted(stamps(self.catalog.folder, ".json").items()):
            episode_id = name.removesuffix(".json")
            before = known.get(episode_id)
            found[episode_id] = before if before and before[0] == stamp else (stamp, head_of(self.load(episode_id)))
        self.memory.heads = found
        self._is_looked_at = True


def base_of(episode_id: str, cut: Cut) -> str:
    """Return the id of an article's whole edition, with which the ids of its other episodes begin."""
    return episode_id if cut == "file" else episode_id.rpartition("-")[0]


def head_of(record: Record) -> Head:
    """Return a record's head."""
    episode = record.episode
    return Head(
        id=episode.id,
        guid=episode.guid,
        title=episode.title,
        pub_date=datetime.fromisoformat(episode.pub_date.isoformat()),
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
        digest=key_of(episode_json(episode)),
    )


def stamps(folder: Path, suffix: str = "") -> dict[str, Stamp]:
    """Return the stamp of each file in ``folder`` whose name ends in ``suffix``; none when there is no folder."""
    try:
        with os.scandir(folder) as entries:
            return {
                entry.name: _stamp(status)
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
    return _stamp(status)


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_mtime_ns, status.st_size, status.st_ctime_ns)


def key_of(*parts: object) -> str:
    """Return a short name for whatever a file is made of; parts are told apart by their ``repr``."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
