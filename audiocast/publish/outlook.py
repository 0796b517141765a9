"""What the subscribers of a feed will see when it is replaced. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audiocast.errors import FeedError
from audiocast.feed import FeedContent


@dataclass(frozen=True, slots=True)
class Outlook:
    """GUIDs of a feed's items by what an app will make of them; nothing is ever ``duplicated``: that is refused."""

    feed: str
    new: tuple[str, ...]
    updated: tuple[str, ...]
    """Known ones with another enclosure."""
    gone: tuple[str, ...]
    kept: int
    duplicated: int = 0


def outlook(name: str, old: FeedContent | None, new: FeedContent, archived: Iterable[str]) -> Outlook:
    """Compare a feed with the one that is to replace it.

    Args:
        name: the feed's.
        old: what subscribers have now; None when there is no feed yet.
        new: what they will get.
        archived: GUIDs in the new feed's archive pages: what left the feed for one is not gone.
    """
    before = {item.guid: item.url for item in old.items} if old else {}
    after = {item.guid: item.url for item in new.items}
    updated = tuple(guid for guid, url in after.items() if guid in before and before[guid] != url)
    fresh = tuple(guid for guid in after if guid not in before)
    still = {*after, *archived}
    return Outlook(
        feed=name,
        new=fresh,
        updated=updated,
        gone=tuple(guid for guid in before if guid not in still),
        kept=len(after) - len(fresh) - len(updated),
    )


def refuse_duplicates(feeds: Mapping[str, FeedContent]) -> None:
    """Find what apps would show twice or drop (Apple: an enclosure's URL is unique; support/823).

    Raises:
        FeedError: a GUID stands twice in one document, or one enclosure under two GUIDs in any.
    """
    owner: dict[str, str] = {}
    for name, content in feeds.items():
        seen: set[str] = set()
        for item in content.items:
            if item.guid in seen:
                raise FeedError(
                    f"{name} has two episodes of one GUID, {item.guid}", way_out="give one of them another guid"
                )
            seen.add(item.guid)
            if item.url and owner.setdefault(item.url, item.guid) != item.guid:
                raise FeedError(
                    f"{name} has {item.url} under two GUIDs, {owner[item.url]} and {item.guid}",
                    way_out="withdraw one of the episodes",
                )
