"""Requests over a raw socket, of which nobody normalises anything, and the answers taken apart."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(url: str, target: str = "/", method: str = "GET", **headers: str) -> Answer:
    """Send one request to the host and port of ``url``; underscores in header names are hyphens."""
    place = urlsplit(url)
    fields = {"Host": place.netloc, "Connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        connection.sendall("\r\n".join(lines).encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in rest)
    return Answer(int(first.split()[1]), {name.lower(): value for name, _, value in pairs}, body)
