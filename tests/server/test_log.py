"""One line a request: the combined log format, then the range."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from queue import Queue

import pytest

from audiocast.server import Log, Login, Terms, serving
from tests.server.wire import ask

NOW = datetime(2026, 3, 2, 6, 5, 4, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def lines() -> Queue[str]:
    return Queue()


@pytest.fixture
def public(tmp_path: Path) -> Path:
    (tmp_path / "feed.xml").write_text("<rss/>", encoding="utf-8")
    (tmp_path / "a.mp3").write_bytes(bytes(100_000))
    return tmp_path


@pytest.fixture
def url(public: Path, lines: Queue[str]) -> Iterator[str]:
    with serving(public, port=0, terms=Terms(log=Log(lines.put, lambda: NOW))) as url:
        yield url


def test_a_line_says_who_when_what_and_how_much(url: str, lines: Queue[str]) -> None:
    ask(url, "/a.mp3?x=1", Range="bytes=10-19", User_Agent="gPodder/3.11", Referer="http://x/")

    assert lines.get(timeout=20) == (
        '127.0.0.1 - - [02/Mar/2026:06:05:04 +0800] "GET /a.mp3?x=1 HTTP/1.1" 206 10 "http://x/" "gPodder/3.11" '
        '"bytes=10-19"'
    )


@pytest.mark.parametrize(
    ("method", "target", "headers", "outcome"),
    [
        ("GET", "/a.mp3", {}, "200 100000"),
        ("HEAD", "/a.mp3", {}, "200 -"),
        ("HEAD", "/feed.xml", {}, "200 -"),
        ("GET", "/feed.xml", {}, "200 6"),
        ("GET", "/feed.xml", {"If_None_Match": "*"}, "304 -"),
        ("GET", "/none", {}, "404 9"),
        ("GET", "/a.mp3", {"Range": "bytes=100000-"}, "416 -"),
        ("POST", "/feed.xml", {}, "405 18"),
    ],
)
def test_every_outcome_has_a_line(
    url: str, lines: Queue[str], method: str, target: str, headers: dict[str, str], outcome: str
) -> None:
    answer = ask(url, target, method, **headers)

    line = lines.get(timeout=20)
    assert f'"{method} {target} HTTP/1.1" {outcome} "-" "-" ' in line
    assert len(answer.body) == (0 if outcome.endswith("-") else int(outcome.split()[1]))
    assert lines.empty()


def test_nothing_that_is_sent_ends_a_field_or_a_line(url: str, lines: Queue[str]) -> None:
    ask(url, '/"\\%0a', User_Agent='a" 200 - "\\\x1b[31m', Referer="管")

    line = lines.get(timeout=20)
    assert '"GET /\\"\\\\%0a HTTP/1.1" 404 9 ' in line
    assert '"\\xe7\\xae\\xa1" "a\\" 200 - \\"\\\\\\x1b[31m" "-"' in line
    assert line.isascii()
    assert line.isprintable()


def test_the_user_is_named_but_the_password_is_not(public: Path, lines: Queue[str]) -> None:
    terms = Terms(login=Login("a reader", "geheim"), log=Log(lines.put, lambda: NOW))
    token = base64.b64encode(b"a reader:geheim").decode()
    with serving(public, port=0, terms=terms) as url:
        ask(url, "/feed.xml", Authorization=f"Basic {token}")
        ask(url, "/feed.xml", Authorization=f"Basic {token}x")

    known, unknown = lines.get(timeout=20), lines.get(timeout=20)
    assert known.startswith('127.0.0.1 - a\\x20reader [02/Mar/2026:06:05:04 +0800] "GET /feed.xml HTTP/1.1" 200 6 ')
    assert unknown.startswith('127.0.0.1 - - [02/Mar/2026:06:05:04 +0800] "GET /feed.xml HTTP/1.1" 401 ')
    assert not any(word in known + unknown for word in ("geheim", token))
