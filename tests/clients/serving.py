"""A show on `audiocast serve`, a wire that notes what clients ask for, and the place that clients live in."""

from __future__ import annotations

import os
import random
import re
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_REQUEST = re.compile(rb"(GET|HEAD) (\S+) HTTP/1\.[01]\r\n(.*?)\r\n\r\n", re.S)
_RANGE = re.compile(rb"^range: bytes=(\d+)-", re.I | re.M)
_BELOW_EPHEMERAL = range(20_000, 32_000)


def until(condition: Callable[[], bool], seconds: float, what: str = "") -> None:
    """Return as soon as ``condition`` holds; fail when it does not within ``seconds``."""
    deadline, tick = time.monotonic() + seconds, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what or condition}"
        tick.wait(0.05)


def free_port() -> int:
    """Return a port of loopback that nobody listens on, where no outgoing connection is given it in the meantime."""
    while True:
        port = random.choice(_BELOW_EPHEMERAL)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def client_environ(home: Path) -> dict[str, str]:
    """Return the environment of a client at home in ``home``: for any host but this one its proxy is a dead port."""
    dead = "http://127.0.0.1:9"
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "http_proxy": dead,
        "https_proxy": dead,
        "no_proxy": "127.0.0.1,localhost",
    }


@contextmanager
def serving(show: Path, port: int, log: Path, *arguments: str) -> Iterator[str]:
    """Run `audiocast serve` on ``show``, yield the URL of its ready line, and end it with SIGTERM.

    Args:
        show: the folder.
        port: where; a port of loopback.
        log: the file for stderr, beside which stdout is kept.
        arguments: more of the command line.
    """
    out = log.with_suffix(".out")
    command = [sys.executable, "-m", "audiocast", "serve", str(show), "--port", str(port), *arguments]
    with out.open("wb") as stdout, log.open("wb") as stderr:
        process = subprocess.Popen(command, stdout=stdout, stderr=stderr)
    try:
        until(lambda: "\n" in out.read_text() or process.poll() is not None, 30, "the ready line")
        assert process.poll() is None, log.read_text(encoding="utf-8")
        yield out.read_text(encoding="utf-8").split()[0]
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


@dataclass(frozen=True)
class Request:
    """What a client asked for: a path, from a byte on."""

    method: str
    path: str
    start: int | None


class Wire:
    """A loopback port in front of a server that passes every byte on and keeps what the clients sent."""

    def __init__(self, server_port: int) -> None:
        self._sent: list[bytearray] = []
        self._server = _WireServer(server_port, self._sent)

    @property
    def url(self) -> str:
        """Where clients reach the server through this wire."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def requests(self) -> list[Request]:
        """Return the requests so far, those of one connection in order."""
        return [
            Request(method.decode(), path.decode(), int(start[1]) if (start := _RANGE.search(fields)) else None)
            for sent in list(self._sent)
            for method, path, fields in _REQUEST.findall(bytes(sent))
        ]

    def __enter__(self) -> Wire:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _WireServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, server_port: int, sent: list[bytearray]) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.server_port, self.sent = server_port, sent


class _Connection(socketserver.BaseRequestHandler):
    server: _WireServer

    def handle(self) -> None:
        sent = bytearray()
        self.server.sent.append(sent)
        with socket.create_connection(("127.0.0.1", self.server.server_port)) as upstream:
            back = threading.Thread(target=_pass_on, args=(upstream, self.request, bytearray()), daemon=True)
            back.start()
            _pass_on(self.request, upstream, sent)
            back.join()


def _pass_on(source: socket.socket, sink: socket.socket, kept: bytearray) -> None:
    """Pass bytes on until one end is shut, then shut both."""
    with suppress(OSError):
        while chunk := source.recv(65536):
            kept += chunk
            sink.sendall(chunk)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
