"""What the feeds that go out promise: that all they name is there, whole, and that no episode vanishes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from audiocast.errors import FeedError, StorageError
from audiocast.feed import FeedContent, one_line
from audiocast.publish.contents import Contents
from audiocast.publish.known import Known
from audiocast.publish.manifest import Manifest
from audiocast.targets import TargetError

_TITLES = 3


def require_named(contents: Contents, there: Mapping[str, int], manifest: Manifest, known: Known, address: str) -> None:
    """See that whatever a feed names will be there: from here, or lent by the target.

    Raises:
        FeedError: it is neither here nor there, or not as long as the feed or the manifest says.
    """
    for name in sorted(contents.named | set(contents.enclosures)):
        here = contents.files.get(name)
        size = here.size_bytes if here else there.get(name)
        if size is None:
            raise FeedError(
                f"the feed names {name}, which is neither in public/ nor at {address}", way_out=known.remedy(name)
            )
        if size != contents.enclosures.get(name, size):
            raise FeedError(
                f"the feed says {contents.enclosures[name]} bytes of {name}, which has {size}",
                way_out=known.remedy(name),
            )
        if not here and name in manifest.files and size != manifest.files[name].size_bytes:
            raise FeedError(
                f"{address} has {size} bytes of {name} instead of {manifest.files[name].size_bytes}, "
                "and it is not in public/",
                way_out=known.remedy(name),
            )


def require_whole(name: str, sha256: str, known: Known) -> None:
    """See that a file to be sent is what was made.

    Raises:
        StorageError: its record, or its name, has another digest.
    """
    if not sha256.startswith(known.digest(name)):
        raise StorageError(f"public/{name} is damaged: it is not what was made", way_out=known.remedy(name))


def require_acquainted(old: Iterable[FeedContent], new: Iterable[FeedContent], known: Known, address: str) -> None:
    """See that no episode vanishes of which this show knows nothing: another machine may know more.

    Args:
        old: the documents there that are to be replaced or deleted.
        new: every document that is to be there.
        known: what is recorded here.
        address: the target's.

    Raises:
        TargetError: some would; it names them.
    """
    listed = {item.guid for content in new for item in content.items} | known.guids
    gone = {item.guid: item.title for content in old for item in content.items if one_line(item.guid) not in listed}
    if gone:
        titles = list(gone.values())
        more = f" and {len(titles) - _TITLES} more" if len(titles) > _TITLES else ""
        raise TargetError(
            f"{address} lists what has no record here: {', '.join(titles[:_TITLES])}{more}",
            way_out="bring episodes/ up to date; --allow-gone lets them vanish",
        )
