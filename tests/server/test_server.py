"""A real uvicorn server on a loopback port, asked by a client and by raw sockets that normalise nothing."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest
import uvicorn

from audiocast.errors import StorageError, UsageError
from audiocast.production import MIME
from audiocast.server import app, serve

AUDIO = bytes(range(256)) * 1200
SERVE = """
import pathlib, sys
from audiocast.server import serve
serve(pathlib.Path(sys.argv[1]), port=0, ready=lambda url: print(url, flush=True))
"""
SECRET = b"nobody may read this"


@pytest.fixture(scope="module")
def public(tmp_path_factory) -> Path:
    show = tmp_path_factory.mktemp("show")
    (show / "secret.txt").write_bytes(SECRET)
    (show / "public-not").mkdir()
    (show / "public-not" / "secret.txt").write_bytes(SECRET)
    public = show / "public"
    (public / "media").mkdir(parents=True)
    (public / "episodes").mkdir()
    (public / "media" / "a-1.mp3").write_bytes(AUDIO)
    (public / "media" / "a-2.m4a").write_bytes(AUDIO)
    (public / "index.html").write_text("<!doctype html><title>管城新闻</title>", encoding="utf-8")
    (public / "feed.xml").write_text("<rss/>", encoding="utf-8")
    (public / "cover-0a1b2c3d.png").write_bytes(b"png")
    (public / "empty.txt").write_bytes(b"")
    for name in ("a.vtt", "a.srt", "a.chapters.json"):
        (public / "episodes" / name).write_text("x", encoding="utf-8")
    for name in ("style.css", "player.js", "favicon.svg", "data.bin"):
        (public / name).write_text("x", encoding="utf-8")
    (public / "out.txt").symlink_to(show / "secret.txt")
    (public / "out").symlink_to(show)
    (public / "again.mp3").symlink_to(public / "media" / "a-1.mp3")
    return public


@pytest.fixture(scope="module")
def address(public) -> tuple[str, int]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app(public), log_config=None, lifespan="off", ws="none", http="h11")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def client(address) -> httpx.Client:
    with httpx.Client(base_url=f"http://127.0.0.1:{address[1]}", trust_env=False) as client:
        yield client


def raw(address: tuple[str, int], request: bytes) -> bytes:
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


def ask(address: tuple[str, int], target: bytes, method: bytes = b"GET") -> bytes:
    return raw(address, method + b" " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")


def test_get_and_head_agree(client):
    got, head = client.get("/media/a-1.mp3"), client.head("/media/a-1.mp3")

    assert got.status_code == head.status_code == 200
    assert got.content == AUDIO
    assert head.content == b""
    for name in ("content-length", "content-type", "etag", "accept-ranges", "last-modified", "cache-control"):
        assert got.headers[name] == head.headers[name]
    assert got.headers["content-length"] == str(len(AUDIO))
    assert got.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("path", "content_type", "cache"),
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/feed.xml", "application/rss+xml; charset=utf-8", "public, max-age=60"),
        ("/media/a-1.mp3", MIME["mp3"], "public, max-age=31536000, immutable"),
        ("/media/a-2.m4a", MIME["m4a"], "public, max-age=31536000, immutable"),
        ("/cover-0a1b2c3d.png", "image/png", "public, max-age=31536000, immutable"),
        ("/episodes/a.vtt", "text/vtt; charset=utf-8", "no-cache"),
        ("/episodes/a.srt", "application/x-subrip; charset=utf-8", "no-cache"),
        ("/episodes/a.chapters.json", "application/json+chapters", "no-cache"),
        ("/style.css", "text/css; charset=utf-8", "no-cache"),
        ("/player.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/favicon.svg", "image/svg+xml; charset=utf-8", "no-cache"),
        ("/data.bin", "application/octet-stream", "no-cache"),
    ],
)
def test_types_and_caching(client, path, content_type, cache):
    response = client.get(path)

    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert response.headers["cache-control"] == cache
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=100-299", 100, 300), ("bytes=307000-", 307000, 307200), ("bytes=-10", 307190, 307200),
     ("bytes=307000-999999", 307000, 307200), ("Bytes=0-9", 0, 10), ("bytes=-999999", 0, 307200)],
)  # fmt: skip
def test_a_range_is_that_part(client, asked, start, end):
    response = client.get("/media/a-1.mp3", headers={"Range": asked})

    assert response.status_code == 206
    assert response.content == AUDIO[start:end]
    assert response.headers["content-range"] == f"bytes {start}-{end - 1}/{len(AUDIO)}"
    assert response.headers["content-length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=307200-", "bytes=999999-9999999", "bytes=-0"])
def test_a_range_beyond_the_end_is_416(client, asked):
    response = client.get("/media/a-1.mp3", headers={"Range": asked})

    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{len(AUDIO)}"


@pytest.mark.parametrize(
    "asked", ["seconds=1-2", "bytes", "bytes=", "bytes=x-y", "bytes=5-2", "bytes=0-1,", "bytes=" + "9" * 5000 + "-"]
)
def test_a_range_that_is_none_is_ignored(client, asked):
    response = client.get("/media/a-1.mp3", headers={"Range": asked})

    assert (response.status_code, response.content) == (200, AUDIO)


def test_two_ranges_are_two_parts(client):
    response = client.get("/media/a-1.mp3", headers={"Range": "bytes=0-1, 300000-300001"})

    assert response.status_code == 206
    assert response.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert response.content.count(b"Content-Range: bytes ") == 2
    assert len(response.content) == int(response.headers["content-length"])


def test_head_knows_no_range(client):
    response = client.head("/media/a-1.mp3", headers={"Range": "bytes=0-9"})

    assert (response.status_code, response.headers["content-length"]) == (200, str(len(AUDIO)))
    assert "content-range" not in response.headers


def test_the_validator_is_the_content(client, public):
    path = public / "episodes" / "a.vtt"
    first = client.get("/episodes/a.vtt").headers["etag"]
    assert first == f'"{hashlib.sha256(b"x").hexdigest()[:32]}"'

    os.utime(path, (1, 1))
    assert client.get("/episodes/a.vtt").headers["etag"] == first

    path.write_text("y", encoding="utf-8")
    changed = client.get("/episodes/a.vtt", headers={"If-None-Match": first})
    assert (changed.status_code, changed.text) == (200, "y")
    assert changed.headers["etag"] != first


def test_what_is_known_is_304(client):
    fresh = client.get("/feed.xml")
    tag, date = fresh.headers["etag"], fresh.headers["last-modified"]

    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": date},
    ):
        for method in ("GET", "HEAD"):
            response = client.request(method, "/feed.xml", headers=headers)
            assert (response.status_code, response.content) == (304, b"")
            assert response.headers["etag"] == tag
            assert response.headers["cache-control"] == "public, max-age=60"
    other = client.get("/feed.xml", headers={"If-None-Match": '"other"', "If-Modified-Since": date})
    assert other.status_code == 200


def test_if_range_takes_the_part_only_of_the_same_file(client):
    tag = client.head("/media/a-1.mp3").headers["etag"]

    same = client.get("/media/a-1.mp3", headers={"Range": "bytes=5-6", "If-Range": tag})
    other = client.get("/media/a-1.mp3", headers={"Range": "bytes=5-6", "If-Range": '"other"'})
    weak = client.get("/media/a-1.mp3", headers={"Range": "bytes=5-6", "If-Range": f"W/{tag}"})

    assert (same.status_code, same.content) == (206, AUDIO[5:7])
    assert (other.status_code, weak.status_code) == (200, 200)
    assert other.content == AUDIO


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"DELETE", b"OPTIONS", b"BREW"])
def test_only_reading_is_allowed(address, method):
    answer = ask(address, b"/feed.xml", method)

    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"allow: GET, HEAD" in answer


@pytest.mark.parametrize(
    "target",
    [
        b"/../secret.txt",
        b"/media/../../secret.txt",
        b"/%2e%2e/secret.txt",
        b"/%2e%2e%2fsecret.txt",
        b"/media/..%2f..%2fsecret.txt",
        b"/..%5csecret.txt",
        b"/..\\secret.txt",
        b"/%252e%252e/secret.txt",
        b"//../secret.txt",
        b"/./../secret.txt",
        b"../secret.txt",
        b"/..;/secret.txt",
        b"/../public-not/secret.txt",
        b"/out.txt",
        b"/out/secret.txt",
        b"/out/public-not/secret.txt",
        b"/secret.txt%00.html",
        b"/%00",
        b"/media",
        b"/media/",
        b"/" + b"a" * 5000,
        b"/\xff\xfe",
        b"/%ff%fe",
        b"//etc/hostname",
        b"/%2fetc/hostname",
        b"/C:/secret.txt",
        b"/feed.xml/",
        b"/feed.xml/x",
        b"http://x/../secret.txt",
    ],
)
def test_nothing_outside_is_served(address, target):
    answer = ask(address, target)

    status = int(answer.split(b" ", 2)[1])
    assert status in (400, 404) or (target == b"/feed.xml/" and status == 200)
    assert SECRET not in answer


def test_an_absolute_path_is_not_a_way_out(address, public):
    outside = str(public.parent / "secret.txt").encode()

    for target in (outside, b"/" + outside, outside.replace(b"/", b"%2f"), b"/" + outside.replace(b"/", b"%2f")):
        answer = ask(address, target)
        assert answer.startswith(b"HTTP/1.1 404 ")


def test_dots_inside_stay_inside(address):
    assert ask(address, b"/media/../feed.xml").endswith(b"<rss/>")


def test_a_link_inside_is_followed(client):
    assert client.get("/again.mp3").content == AUDIO


def test_an_empty_file_has_no_ranges(client):
    assert client.get("/empty.txt").content == b""
    assert client.get("/empty.txt", headers={"Range": "bytes=0-"}).status_code == 416


def test_a_port_in_use_is_one_line(public):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} on 127.0.0.1 is in use") as caught:
            serve(public, port=port)
    assert "--port" in str(caught.value)


@pytest.mark.parametrize("where", [("192.0.2.1", 0), ("no host at all", 0), ("127.0.0.1", 70_000), ("", -1)])
def test_an_address_that_is_none_is_one_line(public, where):
    with pytest.raises(UsageError) as caught:
        serve(public, *where)
    assert where[0] in str(caught.value) or str(where[1]) in str(caught.value)
    assert caught.value.way_out


def test_no_folder_is_one_line(tmp_path):
    with pytest.raises(StorageError, match=r"nothing to serve.*audiocast build"):
        serve(tmp_path / "public")


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_where_and_ends_when_told(public, number):
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(public)], stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().strip()
        assert httpx.get(url + "feed.xml", trust_env=False).text == "<rss/>"
    finally:
        process.send_signal(number)
        process.communicate(timeout=30)
    assert process.returncode == (0 if number == signal.SIGINT else -signal.SIGTERM)
