"""Serve a ``public/`` folder over HTTP, the way podcast apps expect it: HEAD, ranges, validators, right types.

Import this module only when something is served: Starlette and uvicorn come with it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Receive, Scope, Send

from audiocast.errors import StorageError, UsageError
from audiocast.headers import cache_control, content_type

_BYTE_RANGES = re.compile(
    r"bytes=\s*(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})(?:\s*,\s*(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18}))*\s*", re.I
)
_BACKWARDS = re.compile(r"([0-9]+)-([0-9]+)")


def app(public: Path) -> Starlette:
    """Return the ASGI application that serves the files under ``public`` and nothing else."""
    return Starlette(routes=[Mount("/", app=_PublicFiles(public))])


def serve(
    public: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    ready: Callable[[str], None] = lambda _url: None,
) -> None:
    """Serve ``public`` until interrupted (Ctrl-C or SIGTERM).

    Args:
        public: the folder that ``build`` made.
        host: the address to listen on; only loopback keeps the show to this machine.
        port: 0 takes any free one.
        ready: called once with the URL, when connections are accepted.

    Raises:
        StorageError: there is no such folder.
        UsageError: the address or port cannot be listened on.
    """
    if not public.is_dir():
        raise StorageError(f"nothing to serve: there is no folder {public}", way_out="audiocast build makes it")
    config = uvicorn.Config(
        app(public),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    with _listen(host, port) as listener:
        ready(_url(host, listener))
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            return


class _PublicFiles(StaticFiles):
    """Static files whose validator is the digest of their content, so that a rewritten equal file is not new."""

    def __init__(self, public: Path) -> None:
        super().__init__(directory=public, html=True)
        self._public = Path(os.path.realpath(public))
        self._digests: dict[str, tuple[int, int, str]] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            # Starlette says 401 for a file it may not read, which makes browsers ask for a password.
            raise HTTPException(404) if error.status_code == 401 else error from error

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        # Starlette calls this in a thread of its own, so that hashing a long recording holds nobody up.
        full_path, status = super().lookup_path(path)
        if status is not None and stat.S_ISREG(status.st_mode):
            self._digest(full_path, status)
        return full_path, status

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        name = Path(full_path).relative_to(self._public).as_posix()
        headers = {
            "etag": f'"{self._digest(os.fspath(full_path), stat_result)}"',
            "cache-control": cache_control(name),
            "x-content-type-options": "nosniff",
        }
        response = _File(full_path, status_code, headers, media_type=content_type(name), stat_result=stat_result)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    def _digest(self, full_path: str, status: os.stat_result) -> str:
        known = self._digests.get(full_path)
        if known is None or known[:2] != (status.st_mtime_ns, status.st_size):
            with Path(full_path).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()[:32]
            known = self._digests[full_path] = (status.st_mtime_ns, status.st_size, digest)
        return known[2]


class _File(FileResponse):
    """A file that ignores what RFC 9110 says to ignore, where Starlette answers 400 or 206.

    A range is defined for GET alone (section 14.2), one in an unknown unit or against the grammar counts as none.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope).get("range")
        if asked is not None and (scope["method"] != "GET" or not _is_byte_ranges(asked)):
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"range"]}
        await super().__call__(scope, receive, send)


def _is_byte_ranges(value: str) -> bool:
    return _BYTE_RANGES.fullmatch(value) is not None and all(
        int(first) <= int(last) for first, last in _BACKWARDS.findall(value)
    )


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        # The resolver takes such a number modulo 65536.
        raise UsageError(f"{port} is not a port", way_out="0 to 65535; 0 takes any free one")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"cannot listen on {host}:{port} ({error})", way_out="choose another --host") from error
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _not_listening(host, port, error) from error
    return listener


def _not_listening(host: str, port: int, error: OSError) -> UsageError:
    free = "choose another with --port; 0 takes any free one"
    if error.errno == errno.EADDRINUSE:
        return UsageError(f"port {port} on {host} is in use", way_out=free)
    if error.errno == errno.EADDRNOTAVAIL:
        return UsageError(f"{host} is not an address of this machine", way_out="choose another --host")
    return UsageError(f"cannot listen on port {port} of {host} ({error})", way_out=free)


def _url(host: str, listener: socket.socket) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    port = listener.getsockname()[1]
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
