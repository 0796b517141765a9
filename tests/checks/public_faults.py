"""One way, at least, to break each rule of what base_url answers, and the server that does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Fault:
    """What a server does wrong with one kind of path."""

    path: str = "\0"
    status: int = 0
    headers: tuple[tuple[bytes, bytes | None], ...] = ()
    deaf_to_ranges: bool = False
    more: bytes = b""


class Faulty:
    """An ASGI application around another one, with a fault that can be set."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.fault = Fault()
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        fault = self.fault
        if scope["type"] == "http":
            self.asked.append((scope["method"], scope["path"]))
        if scope["type"] != "http" or fault.path not in scope["path"]:
            await self.app(scope, receive, send)
            return
        if fault.deaf_to_ranges:
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"range"]}

        async def wrong(message: Any) -> None:
            if message["type"] == "http.response.start":
                changed = {name for name, _ in fault.headers}
                kept = [pair for pair in message["headers"] if pair[0].lower() not in changed]
                kept += [(name, value) for name, value in fault.headers if value is not None]
                message = {**message, "status": fault.status or message["status"], "headers": kept}
            elif fault.more:
                message = {**message, "body": fault.more}
            await send(message)

        await self.app(scope, receive, wrong)


_SIX_BYTES = ((b"content-length", b"6"), (b"content-encoding", None))
FAULTS: tuple[tuple[str, Fault, str], ...] = (
    ("public-reachable", Fault("nothing listens"), "does not answer"),
    ("public-feed", Fault("feed.xml", status=404), "404"),
    ("public-feed", Fault("feed.xml", headers=((b"content-type", b"text/plain"),)), "text/plain"),
    ("public-feed", Fault("feed.xml", headers=_SIX_BYTES, more=b"<rss/>"), "is not the feed in public/"),
    ("public-feed", Fault("feed.xml", headers=((b"content-encoding", b"gzip"),), more=b"no gzip"), "cannot be read"),
    ("public-head", Fault(".mp3", status=404), "answers 404 to HEAD"),
    ("public-head", Fault(".mp3", headers=((b"content-length", b"17"),)), "has length 17"),
    ("public-head", Fault(".mp3", headers=((b"content-type", b"text/html"),)), "text/html"),
    ("public-range", Fault(".mp3", headers=((b"accept-ranges", None),)), "accept-ranges"),
    ("public-range", Fault(".mp3", deaf_to_ranges=True), "answers 200 to a Range"),
    ("public-range", Fault(".mp3", headers=((b"content-range", b"bytes 0-99/100"),)), "bytes 0-99/100"),
    ("public-range", Fault(".mp3", more=b"x" * 100), "other bytes"),
    ("public-art", Fault("cover-", status=403), "403"),
    ("public-art", Fault("cover-", headers=((b"content-type", b"text/html"),)), "text/html"),
    ("public-files", Fault(".vtt", status=404), ".vtt"),
    ("public-files", Fault(".chapters.json", status=404), ".chapters.json"),
    ("public-files", Fault(".html", status=404), ".html"),
    ("public-types", Fault(".vtt", headers=((b"content-type", b"text/plain"),)), "not text/vtt"),
)
