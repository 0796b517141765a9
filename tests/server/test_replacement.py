"""What is served while a build writes: every answer is whole, and hidden files are no answer."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from audiocast.files import TEMPORARY_PREFIX, write_atomically
from audiocast.server import serving
from tests.server.wire import ask

VERSIONS = [f"<rss>{'新闻' * length}</rss>".encode() for length in (10, 5000, 90_000)]
LONG = 40_000_000


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    public = tmp_path_factory.mktemp("show") / "public"
    for folder in ("media", ".folder"):
        (public / folder).mkdir(parents=True)
    (public / "feed.xml").write_bytes(VERSIONS[0])
    (public / "a..b.txt").write_text("x", encoding="utf-8")
    hidden = (f"{TEMPORARY_PREFIX}abc", ".audiocast-manifest.json", "media/.hidden.mp3", ".hidden", ".folder/a.txt")
    for name in (*hidden, ".folder/index.html"):
        (public / name).write_text("ours", encoding="utf-8")
    (public / "link.json").symlink_to(public / ".audiocast-manifest.json")
    (public / "linked").symlink_to(public / ".folder")
    return public


@pytest.fixture(scope="module")
def url(public: Path) -> Iterator[str]:
    with serving(public, port=0) as url:
        yield url


def test_a_download_that_goes_on_while_its_file_is_replaced_stays_whole(url: str, public: Path) -> None:
    media = public / "media" / "a.mp3"
    old = os.urandom(1_000_000) * (LONG // 1_000_000)
    media.write_bytes(old)
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        connection.sendall(b"GET /media/a.mp3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = connection.recv(65536)
        write_atomically(media, bytes(LONG))
        fresh = ask(url, "/media/a.mp3", Range="bytes=0-99")
        media.unlink()
        while chunk := connection.recv(1 << 20):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")

    assert body == old
    assert hashlib.sha256(old).hexdigest()[:32].encode() in head
    assert (fresh.status, fresh.body) == (206, bytes(100))
    assert fresh.headers["etag"] == f'"{hashlib.sha256(bytes(LONG)).hexdigest()[:32]}"'
    assert ask(url, "/media/a.mp3").status == 404


def test_a_feed_that_is_replaced_all_the_time_is_always_one_of_them(url: str, public: Path) -> None:
    ended = threading.Event()

    def rewrite() -> None:
        while not ended.is_set():
            for version in VERSIONS:
                write_atomically(public / "feed.xml", version, durable=False)

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        answers = [ask(url, "/feed.xml") for _ in range(150)]
    finally:
        ended.set()
        writer.join()

    assert {answer.status for answer in answers} == {200}
    assert {answer.body for answer in answers} <= set(VERSIONS)
    assert len({answer.body for answer in answers}) > 1
    for answer in answers:
        assert answer.headers["etag"] == f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
        assert int(answer.headers["content-length"]) == len(answer.body)


@pytest.mark.parametrize(
    "target",
    [
        f"/{TEMPORARY_PREFIX}abc",
        "/.audiocast-manifest.json",
        "/media/.hidden.mp3",
        "/.folder/a.txt",
        "/.folder/",
        "/.folder/index.html",
        "/%2ehidden",
        "/media/../.audiocast-manifest.json",
        "/link.json",
        "/linked/a.txt",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_hidden_files_are_not_there(url: str, target: str, method: str) -> None:
    answer = ask(url, target, method)

    assert answer.status == 404
    assert b"ours" not in answer.body


def test_a_name_may_hold_dots(url: str) -> None:
    assert ask(url, "/a..b.txt").body == b"x"
