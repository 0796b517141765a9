"""What becomes of each episode: in the feeds, waiting, out of date, withdrawn, or gone with its article. Pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from audiocast.ledger import Head, Stamp


@dataclass(frozen=True, slots=True)
class Listing:
    """Every episode in one of these; ``silent`` are those of ``listed`` whose audio is not in public/."""

    listed: tuple[Head, ...]
    waiting: tuple[Head, ...]
    stale: tuple[Head, ...]
    withdrawn: tuple[Head, ...]
    dropped: tuple[Head, ...]
    silent: tuple[Head, ...]


def list_heads(
    heads: Iterable[Head],
    *,
    is_here: Callable[[Head], bool],
    show_guid: str,
    is_public: bool,
    with_article: Container[str] | None,
    current: Container[str],
    now: datetime,
) -> Listing:
    """Decide which episodes the feeds hold: what was published stays, whether article and media are here or not.

    Args:
        heads: of every record.
        is_here: whether an episode's audio file is in public/.
        show_guid: under a public address an episode is listed for the first time only if it was made under this.
        is_public: whether listing is publication.
        with_article: ids of the episodes that have an article; None when nobody looked.
        current: ids of those that this run made or found unchanged.
        now: an episode with a later date that was never published waits; clocks differ from machine to machine.
    """
    kept: dict[str, list[Head]] = {name: [] for name in Listing.__dataclass_fields__}
    for head in heads:
        audible = is_here(head)
        fate = _fate(head, audible, show_guid, is_public, with_article, current, now)
        if fate:
            kept[fate].append(head)
        if fate == "listed" and not audible:
            kept["silent"].append(head)
    return Listing(**{name: tuple(found) for name, found in kept.items()})


def has_media(media: Mapping[str, Stamp], head: Head) -> bool:
    """Whether an episode's audio file is there and as long as it was made."""
    stamp = media.get(head.media)
    return stamp is not None and stamp[1] == head.size_bytes


def _fate(
    head: Head,
    audible: bool,
    show_guid: str,
    is_public: bool,
    with_article: Container[str] | None,
    current: Container[str],
    now: datetime,
) -> str:
    if not head.published and with_article is not None and head.id not in with_article:
        return "dropped"
    if head.withdrawn:
        return "withdrawn"
    if head.published:
        return "listed"
    if head.pub_date > now:
        return "waiting"
    if not audible:
        return ""
    return "listed" if not is_public or head.id in current or head.show_guid == show_guid else "stale"
