"""The application that serves a ``public/`` folder, run until somebody ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.routing import Mount

from audiocast.errors import StorageError
from audiocast.server.files import PublicFiles
from audiocast.server.listener import listen, local_url
from audiocast.server.log import Log, RequestLog
from audiocast.server.login import Door, Login, refusal


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a folder is served.

    Attributes:
        base_url: the address in its feed and pages, to be read as the one that a request was sent to; only for a show
            without a public address. Empty leaves every byte as it is.
        login: who may listen; None lets everybody.
        log: where requests are noted.
    """

    base_url: str = ""
    login: Login | None = None
    log: Log | None = None


_OPEN = Terms()


def app(public: Path, terms: Terms = _OPEN) -> Starlette:
    """Return the ASGI application that serves the files under ``public`` and nothing else."""
    middleware = []
    if terms.log is not None:
        middleware.append(Middleware(RequestLog, log=terms.log))
    if terms.login is not None:
        middleware.append(Middleware(AuthenticationMiddleware, backend=Door(terms.login), on_error=refusal))
    files = PublicFiles(public, terms.base_url, is_private=terms.login is not None)
    return Starlette(routes=[Mount("/", app=files)], middleware=middleware)


def serve(
    public: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    terms: Terms = _OPEN,
    ready: Callable[[str], None] = lambda _url: None,
) -> None:
    """Serve ``public`` until interrupted (Ctrl-C or SIGTERM).

    Args:
        public: the folder that ``build`` made.
        host: the address to listen on; only loopback keeps the show to this machine.
        port: 0 takes any free one.
        terms: who is served what.
        ready: called once with the URL, when connections are accepted.

    Raises:
        StorageError: there is no such folder.
        UsageError: the address or port cannot be listened on.
    """
    server = uvicorn.Server(_config(public, terms))
    with listen(host, port) as listener:
        ready(local_url(host, listener.getsockname()[1]))
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return


@contextmanager
def serving(public: Path, host: str = "127.0.0.1", port: int = 8000, *, terms: Terms = _OPEN) -> Iterator[str]:
    """Serve ``public`` while a block runs, which gets the URL; arguments and errors are those of ``serve``."""
    server = uvicorn.Server(_config(public, terms))
    with listen(host, port) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="server", daemon=True)
        thread.start()
        try:
            yield local_url(host, listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def _config(public: Path, terms: Terms) -> uvicorn.Config:
    if not public.is_dir():
        raise StorageError(f"nothing to serve: there is no folder {public}", way_out="audiocast build makes it")
    return uvicorn.Config(
        app(public, terms),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
