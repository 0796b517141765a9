"""What the records know of the files in public/ and of the episodes in feeds: the yardstick for both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from audiocast import publication
from audiocast.feed import media_path, one_line, paths
from audiocast.shows import ShowFolder

_NAMED_BY_DIGEST = re.compile(r"(?:images/)?cover-([0-9a-f]{8})\.[a-z]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What is recorded of a show.

    Attributes:
        root: its folder, for messages.
        show: its podcast:guid.
        guids: of every episode that has a record, listed or not.
        owners: ids of the episodes that files belong to, by the file's name.
        digests: SHA-256 of audio files, by name.
    """

    root: Path
    show: str
    guids: frozenset[str]
    owners: Mapping[str, str]
    digests: Mapping[str, str]

    def digest(self, name: str) -> str:
        """Return how the SHA-256 of a file begins, by its record or its name; empty where nobody knows."""
        named = _NAMED_BY_DIGEST.fullmatch(name)
        return self.digests.get(name, "") or (named[1] if named else "")

    def remedy(self, name: str) -> str:
        """Return how a file that is missing or damaged comes back."""
        owner = self.owners.get(name)
        if owner is None:
            return f"delete it if it is there, then audiocast build {self.root}"
        if name in self.digests:
            return f"delete it if it is there, then audiocast build {self.root} {owner}"
        return f"see that its article and picture are there, then audiocast build {self.root} {owner}"


def read_known(show: ShowFolder) -> Known:
    """Read what a show's records know.

    Raises:
        CatalogError: a record is damaged.
    """
    with publication.open_ledger(show) as ledger:
        heads = list(ledger.heads().values())
    owners = {name: head.id for head in heads for name in (*paths(head.id).all, head.image) if name}
    owners |= {media_path(head.media): head.id for head in heads}
    return Known(
        root=show.root,
        show=show.guid,
        guids=frozenset(one_line(head.guid) for head in heads),
        owners=owners,
        digests={media_path(head.media): head.sha256 for head in heads},
    )
