"""One line for each request, in the combined log format with the range as a last field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Log:
    """Where lines go, and the clock, whose time zone they are in."""

    write: Callable[[str], object]
    now: Callable[[], datetime]


class RequestLog:
    """ASGI middleware that writes a line when an answer is sent, or its client has gone."""

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._log.now()
        status, size_bytes = 500, 0

        async def counted(message: Message) -> None:
            nonlocal status, size_bytes
            if message["type"] == "http.response.start":
                status = message["status"]
            elif scope["method"] != "HEAD":
                size_bytes += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            self._log.write(line(scope, began, status, size_bytes))


def line(scope: Scope, began: datetime, status: int, size_bytes: int) -> str:
    """Return the line for one request: Apache's ``combined``, then the Range field.

    What a client sent is escaped as Apache does, so that it can neither end a field nor begin a line.
    """
    headers = Headers(scope=scope)
    target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    request = f"{scope['method']} {_escaped(target)} HTTP/{scope['http_version']}"
    client = scope["client"][0] if scope.get("client") else "-"
    user = _escaped(scope["user"].display_name.encode()).replace(" ", r"\x20") if "user" in scope else "-"
    when = f"{began:%d}/{_MONTHS[began.month - 1]}/{began:%Y:%H:%M:%S %z}"
    asked = [f'"{_escaped(headers.get(name, "-").encode("latin-1"))}"' for name in ("referer", "user-agent", "range")]
    return f'{client} - {user} [{when}] "{request}" {status} {size_bytes or "-"} {" ".join(asked)}'


def _escaped(sent: bytes) -> str:
    return "".join(
        "\\" + chr(byte) if byte in b'"\\' else chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}" for byte in sent
    )
