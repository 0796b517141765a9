"""What a build tells while it runs: frozen values, which the command line turns into bars, lines or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Status = Literal["built", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Planned:
    """What was decided about one episode. ``to_speak`` counts sentences that the cache lacks."""

    episode_id: str
    action: Literal["build", "keep", "freeze"]
    reason: str
    sentences: int
    to_speak: int


@dataclass(frozen=True, slots=True)
class Speaking:
    """Sentences of one episode that are done, of those to speak, and the length of the speech made so far."""

    episode_id: str
    engine: str
    done: int
    total: int
    speech_ms: int


@dataclass(frozen=True, slots=True)
class Stitching:
    """The episode's clips are complete; its sound is being joined and encoded."""

    episode_id: str


@dataclass(frozen=True, slots=True)
class Remark:
    """One line that the producer should see; ``is_error`` when something failed."""

    line: str
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """How one episode came out; counts are whole sentences. The facts are empty for one that never was built."""

    id: str
    status: Status
    revision: int = 0
    guid: str = ""
    media: Path | None = None
    duration_ms: int = 0
    size_bytes: int = 0
    sha256: str = ""
    sentences: int = 0
    spoken: int = 0
    cached: int = 0
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """The end of a build: where the feed is."""

    feed: Path


Event = Planned | Speaking | Stitching | Remark | Finished | Published
