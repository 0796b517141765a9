"""Whose the files at a target are: this show's by its manifest or its feed, or somebody else's. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from audiocast.publish.manifest import Kept, Manifest
from audiocast.publish.plan import Plan
from audiocast.targets import TargetError

FOLDERS = ("", "archive", "episodes", "images", "media")
"""Where our files are at a target."""

_OURS = re.compile(
    r"media/[^/]+-[0-9a-f]{12}\.(mp3|m4a)|(images/)?cover-[0-9a-f]{8}\.(png|jpg)|archive/[^/]+\.html"
    r"|episodes/[^/]+\.(html|vtt|srt|chapters\.json|transcript\.json)"
)
_ARCHIVE = re.compile(r"([^/]+)-archive-[0-9]+\.xml")


def taken_over(there: Mapping[str, int], subscribed: Collection[str]) -> dict[str, Kept]:
    """Return what goes by names like ours where no manifest says what is ours.

    Args:
        there: lengths of the files there, by name.
        subscribed: names of the show's feeds, whose archive pages are ours too.
    """
    ours = {
        name
        for name in there
        if _OURS.fullmatch(name) or ((archive := _ARCHIVE.fullmatch(name)) and f"{archive[1]}.xml" in subscribed)
    }
    return {name: Kept(there[name], "") for name in sorted(ours)}


def require_show(other: str, show: str, address: str) -> None:
    """See that a target holds no other show.

    Args:
        other: the podcast:guid that its manifest or its feed has, empty without one.
        show: ours.
        address: the target's.

    Raises:
        TargetError: it does.
    """
    if other and other != show:
        raise TargetError(f"{address} holds another show ({other})", way_out="each show has a place of its own")


def require_own(plan: Plan, there: Mapping[str, int], manifest: Manifest, address: str) -> None:
    """See that nothing is overwritten that somebody else put there.

    Raises:
        TargetError: it names the first such file.
    """
    foreign = [file.name for file in plan.send if file.name in there and file.name not in manifest.files]
    if foreign:
        raise TargetError(
            f"{address} holds {min(foreign)}, which audiocast did not put there",
            way_out="choose an empty folder; --take-over where all of it is this show's",
        )
