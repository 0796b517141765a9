"""The episode that a producer names, by its id or by its article's file name without the ending."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from audiocast import feed
from audiocast.catalog import Catalog, Record
from audiocast.errors import UsageError, suggest
from audiocast.ledger import Head
from audiocast.sources.dates import find_day
from audiocast.sources.files import slug

_LISTED = 10
_TITLE_CHARS = 24
_ALMOST = 0.9
"""One wrong digit in the id of a story; a day alone is less alike (difflib's ratio)."""
_LIKE_A_DAY = re.compile(r"(?:19|20)\d{2}\D?\d")


def record_named(catalog: Catalog, name: str, heads: Callable[[], Mapping[str, Head]]) -> Record:
    """Return the record of an episode.

    Args:
        catalog: the show's.
        name: the episode's id, or the file name of an article that is one episode.
        heads: returns the head of every record; asked only when no record has that name.

    Raises:
        UsageError: there is no such episode; those of that file or of that day are listed, else the nearest name is
            suggested, and never one of another day.
    """
    known = {path.stem for path in catalog.folder.glob("*.json")}
    for episode_id in (name, slug(name)):
        if episode_id in known:
            return catalog.load(episode_id)
    every = heads()
    kin = [head for head in every.values() if _is_of_file(head, name)]
    if len(kin) == 1 and kin[0].cut == "file":
        return catalog.load(kin[0].id)
    raise UsageError(f"no episode {name!r}", way_out=_way_out(name, every.values(), kin, catalog.folder))


def _is_of_file(head: Head, name: str) -> bool:
    file_id = slug(name)
    return head.source == name or (file_id != "" and file_id in (head.base, slug(Path(head.source).stem)))


def _way_out(name: str, heads: Iterable[Head], kin: Sequence[Head], folder: Path) -> str:
    if kin:
        return _choice(kin)
    day = find_day(name)
    near = [head for head in heads if day is not None and _day_of(head) == day]
    if near:
        almost = get_close_matches(name, [head.id for head in near], n=1, cutoff=_ALMOST)
        return _choice([head for head in near if head.id in almost] or near)
    if day is not None or _LIKE_A_DAY.match(name):
        return f"none is of that day; see {folder}"
    known = [head.id for head in heads]
    return suggest(name, known) if len(known) <= _LISTED else suggest(name, known, f"see {folder}")


def _choice(heads: Sequence[Head]) -> str:
    in_order = sorted(heads, key=lambda head: head.pub_date, reverse=True)
    listed = ", ".join(f"{head.id!r} ({_title(head)})" for head in in_order[:_LISTED])
    if len(heads) == 1:
        return f"did you mean {listed}?"
    more = f" and {len(heads) - _LISTED} more" if len(heads) > _LISTED else ""
    return f"name one of these: {listed}{more}"


def _title(head: Head) -> str:
    whole = feed.one_line(head.title)
    title = whole if len(whole) <= _TITLE_CHARS else f"{whole[: _TITLE_CHARS - 1].rstrip()}…"
    return f"{title}; withdrawn" if head.withdrawn else title


def _day_of(head: Head) -> date:
    return find_day(head.id) or head.pub_date.date()
