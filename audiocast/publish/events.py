"""What a publication tells while it runs: frozen values, which the command line turns into lines, a bar or JSON."""

from __future__ import annotations

from dataclasses import dataclass

from audiocast.events import Remark
from audiocast.publish.outlook import Outlook


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will be done at one target, and what subscribers of each feed will see; names in the order of sending."""

    target: str
    outlooks: tuple[Outlook, ...]
    send: tuple[str, ...]
    send_bytes: int
    unchanged: int
    delete: tuple[str, ...]
    prune: tuple[str, ...]
    waiting: int
    """Media there that nothing refers to any more and that stay, for `keep_days` or until --prune."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A file is at its target, whole, with what was sent so far of all that is to be sent there."""

    target: str
    name: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Announced:
    """A service was told that a feed changed; ``problem`` says why not."""

    service: str
    feed: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One target holds the publication."""

    target: str
    sent: tuple[str, ...]
    sent_bytes: int
    unchanged: int
    deleted: tuple[str, ...]
    pruned: tuple[str, ...]


Event = Forecast | Sending | Announced | Delivered | Remark
