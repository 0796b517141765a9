"""Hubs and gateways that write down what they are told, on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from audiocast.announcement import announce
from tests.targets.servers import free_port

FEEDS = ("https://news.example.org/feed.xml", "https://news.example.org/yaowen.xml")


@dataclass
class Service:
    """Answers with the statuses it is given, then with 202, and remembers the requests."""

    url: str
    statuses: list[int] = field(default_factory=list)
    requests: list[tuple[str, dict[str, list[str]], dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.requests.append((self.command, parse_qs(body or urlsplit(self.path).query), headers))
            self.send_response(found.statuses.pop(0) if found.statuses else 202)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Service(f"http://127.0.0.1:{server.server_port}/hub")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def test_a_hub_is_told_of_each_feed_by_a_form(service: Service) -> None:
    pings = list(announce(FEEDS, hubs=(service.url,), podping="", token=""))
    assert [(ping.service, ping.feed, ping.problem) for ping in pings] == [(service.url, feed, "") for feed in FEEDS]
    for feed, (method, form, headers) in zip(FEEDS, service.requests, strict=True):
        assert (method, form) == ("POST", {"hub.mode": ["publish"], "hub.url": [feed]})
        assert headers["content-type"] == "application/x-www-form-urlencoded"


def test_podping_is_asked_with_the_token(service: Service) -> None:
    assert [ping.problem for ping in announce(FEEDS[:1], hubs=(), podping=service.url, token="geheim")] == [""]
    ((method, question, headers),) = service.requests
    assert (method, question) == ("GET", {"url": [FEEDS[0]], "reason": ["update"]})
    assert headers["authorization"] == "geheim"
    assert headers["user-agent"].startswith("audiocast/")


def test_without_a_token_podping_is_not_asked(service: Service) -> None:
    (ping,) = announce(FEEDS[:1], hubs=(), podping=service.url, token="")
    assert ping.problem == "AUDIOCAST_PODPING_TOKEN is not set"
    assert service.requests == []


def test_a_busy_hub_is_told_again(service: Service) -> None:
    service.statuses = [503, 429]
    assert [ping.problem for ping in announce(FEEDS[:1], hubs=(service.url,), podping="", token="")] == [""]
    assert len(service.requests) == 3


def test_a_refusing_hub_is_asked_once_and_the_others_are_told(service: Service) -> None:
    service.statuses = [403]
    pings = list(announce(FEEDS, hubs=(service.url,), podping="", token=""))
    assert [ping.problem for ping in pings] == ["it answers 403 Forbidden", ""]
    assert len(service.requests) == 2


def test_a_hub_that_is_not_there_is_a_line() -> None:
    (ping,) = announce(FEEDS[:1], hubs=(f"http://127.0.0.1:{free_port()}/",), podping="", token="")
    assert ping.problem.startswith("ConnectError")


def test_nothing_changed_nobody_is_told(service: Service) -> None:
    assert list(announce((), hubs=(service.url,), podping=service.url, token="x")) == []
    assert service.requests == []
