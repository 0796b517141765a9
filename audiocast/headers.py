"""What HTTP says about each file of public/: its media type and how long it may be kept. Pure; by the name alone."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

CONTENT_TYPES = {
    ".chapters.json": "application/json+chapters",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/x-m4a",
    ".mp3": "audio/mpeg",
    ".png": "image/png",
    ".srt": "application/x-subrip; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".webp": "image/webp",
    ".xml": "application/rss+xml; charset=utf-8",
}
"""By the end of the file's name; the machine's own MIME tables differ from one to the next."""

_FOREVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=60"
_ASK = "no-cache"

_DIGEST_NAMED = re.compile(r"media/[^/]+|(images/)?cover-[0-9a-f]{8}\.(png|jpg)")
_FEED = re.compile(r"[^/]+\.xml")


def content_type(name: str) -> str:
    """Return the media type of a file, given its path under public/."""
    suffixes = PurePosixPath(name).suffixes
    endings = ("".join(suffixes[-2:]).lower(), "".join(suffixes[-1:]).lower())
    return next((CONTENT_TYPES[ending] for ending in endings if ending in CONTENT_TYPES), "application/octet-stream")


def cache_control(name: str) -> str:
    """Return Cache-Control (RFC 9111, 5.2.2) for a file, given its path under public/.

    A name that holds the digest of its content never means other bytes; a feed is asked for often and may be a minute
    old; everything else is asked about each time.
    """
    if is_immutable(name):
        return _FOREVER
    return _SHORT if _FEED.fullmatch(name) else _ASK


def is_immutable(name: str) -> bool:
    """Whether the file's name holds the digest of its content."""
    return _DIGEST_NAMED.fullmatch(name) is not None
