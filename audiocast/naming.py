"""The episode that a producer names, by its id or by its article's file name without the ending."""

from __future__ import annotations

from audiocast.catalog import Catalog, Record
from audiocast.errors import UsageError, suggest
from audiocast.sources.files import slug


def record_named(catalog: Catalog, name: str) -> Record:
    """Return the record of an episode.

    Raises:
        UsageError: there is no such episode; the nearest name is suggested.
    """
    known = sorted(path.stem for path in catalog.folder.glob("*.json"))
    episode_id = name if name in known else slug(name)
    if episode_id not in known:
        way_out = suggest(name, known) if len(known) <= 10 else suggest(name, known, f"see {catalog.folder}")
        raise UsageError(f"no episode {name!r}", way_out=way_out)
    return catalog.load(episode_id)
