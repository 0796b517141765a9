"""The records in ``episodes/``: what was made of each article, kept like a lock file and committed with the show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from audiocast.errors import CatalogError
from audiocast.files import write_if_changed
from audiocast.models import Episode, SentenceKind, VoiceRole

VERSION: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as it was read: what stands in the paper and what was said."""

    kind: SentenceKind
    written: str
    spoken: str


@dataclass(frozen=True, slots=True)
class StoryVoice:
    """The voice that reads a story, so that adding one never re-voices the others."""

    title: str
    voice: str


@dataclass(frozen=True, slots=True)
class RoleVoice:
    """The voice that says whatever has a role of its own."""

    role: VoiceRole
    voice: str


Cut = Literal["file", "story", "section"]
"""What of an article file an episode holds: all of it, one story, or a section's stories."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That an episode was taken out of feed and page: why, and the day (YYYY-MM-DD)."""

    reason: str
    day: str


@dataclass(frozen=True, slots=True)
class Record:
    """One episode: all that feed and pages need of it, whether its media are still here or not.

    Attributes:
        article_digest: of the article's decoded text and front matter; a change of it revises a published episode.
        speech_digest: of all utterances and pauses; a change of it counts a revision.
        input_digest: of everything that the bytes of the episode's files depend on.
        engine: the one that spoke all of it.
        voices: who reads each story, in order.
        engines: those that could have spoken it, in the order in which they are tried.
        roles: who says what has a role of its own, as far as any has.
        published: whether it stood in the feed of a build with a public address; then it is frozen.
        cut: what of the article file it holds.
        heading: the story's heading when it was first recorded, of which its id is made; empty but for a story.
        feed: the name of the feed whose section it holds; empty but for a section.
        withdrawn: set while it is taken out of feed and page.
        feeds: the names of those in which it was published; "feed" is the show's own.
        source_digest: of the whole article file, where the episode holds a part of it.
        show_guid: the show's podcast:guid under which it was made.
    """

    version: Literal[1]
    episode: Episode
    source: str
    article_digest: str
    speech_digest: str
    input_digest: str
    published: bool
    engine: str
    voices: tuple[StoryVoice, ...]
    lines: tuple[Line, ...]
    roles: tuple[RoleVoice, ...] = ()
    engines: tuple[str, ...] = ()
    cut: Cut = "file"
    heading: str = ""
    feed: str = ""
    withdrawn: Withdrawal | None = None
    feeds: tuple[str, ...] = ()
    source_digest: str = ""
    show_guid: str = ""


_ADAPTER = TypeAdapter(Record)
_EPISODE = TypeAdapter(Episode)


class Catalog:
    """The folder of records, one JSON file an episode."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> dict[str, Record]:
        """Return all records by episode id, sorted by id.

        Raises:
            CatalogError: a record is damaged or from a newer version.
        """
        paths = sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []
        records = [_read(path) for path in paths]
        return {record.episode.id: record for record in records}

    def load(self, episode_id: str) -> Record:
        """Return one record; raises as ``read`` does."""
        return _read(self.folder / f"{episode_id}.json")

    def keep(self, record: Record) -> None:
        """Write a record, atomically; nothing is written when it is there already."""
        plain = _ADAPTER.dump_python(record, mode="json")
        data = json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
        write_if_changed(self.folder / f"{record.episode.id}.json", data.encode())

    def drop(self, episode_id: str) -> None:
        """Remove the record of an episode that was never published."""
        (self.folder / f"{episode_id}.json").unlink(missing_ok=True)


def episode_json(episode: Episode) -> bytes:
    """Return an episode as its record has it: the same bytes for one that was made and one that was read."""
    return _EPISODE.dump_json(episode)


def _read(path: Path) -> Record:
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise CatalogError(
            f"{path} is not a record of this version ({place or 'JSON'}: {first['msg']})",
            way_out="restore it from version control; delete it only if the episode was never published",
        ) from error
    except OSError as error:
        raise CatalogError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error
