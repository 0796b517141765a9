"""What a target's address may begin with."""

from __future__ import annotations

from audiocast import plugins

_OURS = ("file", "s3", "s3a", "gcs", "gs", "sftp", "ssh", "webdav", "webdavs", "dav", "davs")
_READ_ONLY = frozenset({"http", "https"})
_CLASSES = ("folder", "remote")
"""Names of our own plug-ins, which are no protocols."""


def known_protocols() -> tuple[str, ...]:
    """Return the protocols that a target can have, sorted; no target is asked, and no library of theirs is loaded."""
    import fsspec

    others = {*fsspec.available_protocols(), *plugins.names("audiocast.targets")} - _READ_ONLY
    return tuple(sorted({*_OURS, *others} - {*_CLASSES}))
