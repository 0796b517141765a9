"""The files of ``public/`` over HTTP: Starlette's static files with what they lack."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path, PurePath

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Receive, Scope, Send

from audiocast.feed import absolute_url
from audiocast.headers import cache_control, content_type
from audiocast.server import links
from audiocast.server.negotiation import is_byte_ranges, takes_gzip

_TEXT = re.compile(r"text/|application/(?:json|rss\+xml|x-subrip)|image/svg\+xml")
"""Media types that gzip makes smaller; sound and pictures are compressed by themselves."""
_WITH_LINKS = re.compile(r"text/html|application/(?:rss\+xml|json\+chapters)")
_COMPRESSED = 64
"""How many texts are kept compressed: feed and pages, which are asked for again and again."""


class PublicFiles(StaticFiles):
    """Static files whose validator is the digest of what is sent, so that a rewritten equal file is not new.

    Args:
        public: the folder; a name that begins with a dot is nobody's business but ours.
        base_url: the address to replace in links, or empty.
        is_private: whether what is sent may be kept by no cache but the client's own.
    """

    def __init__(self, public: Path, base_url: str = "", *, is_private: bool = False) -> None:
        super().__init__(directory=public, html=True)
        self._public = Path(os.path.realpath(public))
        self._base_url = absolute_url(base_url) if base_url else ""
        self._is_private = is_private
        self._digests: dict[str, tuple[int, int, int, str]] = {}
        self._compressed = lru_cache(_COMPRESSED)(_compressed)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the answer to a request for ``path``; what may take long is done in a thread."""
        try:
            response = await super().get_response(path, scope)
            if not isinstance(response, _File):
                return response
            response = await anyio.to_thread.run_sync(self._represent, response, scope)
        except (FileNotFoundError, PermissionError) as error:
            raise HTTPException(404) from error
        except HTTPException as error:
            # Starlette says 401 for a file it may not read, which makes browsers ask for a password.
            raise HTTPException(404) if error.status_code == 401 else error from error
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a file or folder, as Starlette does; hidden ones are not there, under whatever name."""
        full_path, status = super().lookup_path(path)
        if status is None or _is_hidden(path) or _is_hidden(os.path.relpath(full_path, self._public)):
            return "", None
        return full_path, status

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file as it is on disk; ``get_response`` makes of it what was asked for."""
        del scope
        name = Path(full_path).relative_to(self._public).as_posix()
        policy = cache_control(name)
        headers = {
            "cache-control": policy.replace("public", "private") if self._is_private else policy,
            "x-content-type-options": "nosniff",
        }
        return _File(full_path, status_code, headers, media_type=content_type(name), stat_result=stat_result)

    def _represent(self, file: _File, scope: Scope) -> Response:
        """Return a file's representation for a request, with its own strong ETag (RFC 9110, 8.8.3.3).

        Text is read whole before anything is sent, so that a file which is replaced meanwhile is one or the other.
        """
        if not _TEXT.match(file.headers["content-type"]):
            file.headers["etag"] = f'"{self._digest(file)}"'
            return file
        request = Headers(scope=scope)
        body = Path(file.path).read_bytes()
        sent = self._with_links_here(body, file, scope)
        del file.headers["content-length"]
        file.headers["vary"] = "Accept-Encoding"
        if sent != body:
            file.headers["accept-ranges"] = "none"
        elif _is_ranged(scope):
            file.headers["etag"] = f'"{_digest(body)}"'
            file.headers["content-length"] = str(len(body))
            return file
        small = self._compressed(sent) if takes_gzip(",".join(request.getlist("accept-encoding"))) else sent
        if len(small) < len(sent):
            sent = small
            file.headers["content-encoding"] = "gzip"
        file.headers["etag"] = f'"{_digest(sent)}"'
        return Response(sent, file.status_code, dict(file.headers))

    def _with_links_here(self, body: bytes, file: _File, scope: Scope) -> bytes:
        """Return ``body`` itself unless its links lead to another address than the one that was asked."""
        if not self._base_url or not _WITH_LINKS.match(file.headers["content-type"]):
            return body
        here = links.origin(scope["scheme"], Headers(scope=scope).get("host", ""))
        return body if here in (None, self._base_url) else links.led_to(body, self._base_url, here)

    def _digest(self, file: _File) -> str:
        status = file.stat_result or Path(file.path).stat()
        state = (status.st_ino, status.st_mtime_ns, status.st_size)
        known = self._digests.get(os.fspath(file.path))
        if known is None or known[:3] != state:
            with Path(file.path).open("rb") as data:
                digest = hashlib.file_digest(data, "sha256").hexdigest()[:32]
            known = self._digests[os.fspath(file.path)] = (*state, digest)
        return known[3]


class _File(FileResponse):
    """A file that ignores what RFC 9110 says to ignore, where Starlette answers 400 or 206.

    A range is defined for GET alone (section 14.2), one in an unknown unit or against the grammar counts as none.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_ranged(scope):
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"range"]}
        await super().__call__(scope, receive, send)


def _is_ranged(scope: Scope) -> bool:
    return scope["method"] == "GET" and is_byte_ranges(Headers(scope=scope).get("range", ""))


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in PurePath(path).parts)


def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
