"""Text is sent compressed to those who take it, each form under a validator of its own."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from audiocast.server import serving
from audiocast.server.negotiation import takes_gzip
from tests.server.wire import ask

TEXT = ("<p>本报讯 3月2日,城东新桥正式通车。</p>\n" * 400).encode()
NAMES = (
    "index.html",
    "style.css",
    "player.js",
    "feed.xml",
    "favicon.svg",
    "robots.txt",
    "episodes/a.vtt",
    "episodes/a.srt",
    "episodes/a.chapters.json",
    "episodes/a.transcript.json",
)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    public = tmp_path_factory.mktemp("show") / "public"
    (public / "media").mkdir(parents=True)
    (public / "episodes").mkdir()
    for name in (*NAMES, "media/a.mp3", "media/a.m4a", "cover-0a1b2c3d.png", "art.jpg", "data.bin"):
        (public / name).write_bytes(TEXT)
    (public / "short.txt").write_bytes(b"x")
    (public / "empty.txt").write_bytes(b"")
    return public


@pytest.fixture(scope="module")
def url(public: Path) -> Iterator[str]:
    with serving(public, port=0) as url:
        yield url


@pytest.mark.parametrize("name", NAMES)
def test_text_is_compressed(url: str, name: str) -> None:
    plain, small = ask(url, f"/{name}"), ask(url, f"/{name}", Accept_Encoding="gzip, deflate, br")

    assert (plain.status, small.status) == (200, 200)
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert plain.body == gzip.decompress(small.body) == TEXT
    assert len(small.body) == int(small.headers["content-length"]) < len(TEXT) / 10
    assert plain.headers["vary"] == small.headers["vary"] == "Accept-Encoding"
    for header in ("content-type", "cache-control", "last-modified", "x-content-type-options"):
        assert plain.headers[header] == small.headers[header]


@pytest.mark.parametrize("name", ["media/a.mp3", "media/a.m4a", "cover-0a1b2c3d.png", "art.jpg", "data.bin"])
def test_what_is_compressed_by_itself_is_left_alone(url: str, name: str) -> None:
    answer = ask(url, f"/{name}", Accept_Encoding="gzip")

    assert answer.body == TEXT
    assert not {"content-encoding", "vary"} & set(answer.headers)


@pytest.mark.parametrize("name", ["short.txt", "empty.txt"])
def test_what_would_grow_is_left_alone(url: str, public: Path, name: str) -> None:
    answer = ask(url, f"/{name}", Accept_Encoding="gzip")

    assert answer.body == (public / name).read_bytes()
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


def test_each_form_has_its_own_strong_validator(url: str) -> None:
    plain = ask(url, "/feed.xml").headers["etag"]
    small = ask(url, "/feed.xml", Accept_Encoding="gzip").headers["etag"]

    assert plain != small
    assert not {plain, small} & {f"W/{tag}" for tag in (plain, small)}
    for method in ("GET", "HEAD"):
        for accepted, own, other in (("gzip", small, plain), ("identity", plain, small)):
            known = ask(url, "/feed.xml", method, Accept_Encoding=accepted, If_None_Match=own)
            assert (known.status, known.body, known.headers["etag"]) == (304, b"", own)
            assert known.headers["vary"] == "Accept-Encoding"
            assert known.headers["cache-control"] == "public, max-age=60"
            assert ask(url, "/feed.xml", method, Accept_Encoding=accepted, If_None_Match=other).status == 200


def test_the_date_is_a_validator_of_both_forms(url: str) -> None:
    date = ask(url, "/feed.xml").headers["last-modified"]

    assert ask(url, "/feed.xml", Accept_Encoding="gzip", If_Modified_Since=date).status == 304
    assert ask(url, "/feed.xml", If_Modified_Since=date).status == 304
    assert ask(url, "/feed.xml", If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT").status == 200


def test_head_is_get_without_the_body(url: str) -> None:
    got, head = (ask(url, "/index.html", method, Accept_Encoding="gzip") for method in ("GET", "HEAD"))

    assert head.body == b""
    assert {**got.headers, "date": ""} == {**head.headers, "date": ""}


def test_a_part_is_a_part_of_the_text_itself(url: str) -> None:
    part = ask(url, "/feed.xml", Accept_Encoding="gzip", Range="bytes=3-8")

    assert (part.status, part.body) == (206, TEXT[3:9])
    assert part.headers["etag"] == ask(url, "/feed.xml").headers["etag"]
    assert "content-encoding" not in part.headers
    assert part.headers["vary"] == "Accept-Encoding"


def test_a_part_of_the_compressed_form_is_never_joined_to_the_text(url: str) -> None:
    small = ask(url, "/feed.xml", Accept_Encoding="gzip").headers["etag"]

    answer = ask(url, "/feed.xml", Accept_Encoding="gzip", Range="bytes=3-8", If_Range=small)

    assert (answer.status, answer.body) == (200, TEXT)


def test_a_range_that_is_none_changes_nothing(url: str) -> None:
    answer = ask(url, "/feed.xml", Accept_Encoding="gzip", Range="lines=1-2")

    assert (answer.status, gzip.decompress(answer.body)) == (200, TEXT)


def test_changed_text_is_compressed_anew(url: str, public: Path) -> None:
    path = public / "changing.txt"
    path.write_bytes(TEXT)
    first = ask(url, "/changing.txt", Accept_Encoding="gzip")
    path.write_bytes(TEXT.upper())
    os.utime(path, (1, 1))
    second = ask(url, "/changing.txt", Accept_Encoding="gzip", If_None_Match=first.headers["etag"])
    path.write_bytes(TEXT)
    os.utime(path, (1, 1))
    third = ask(url, "/changing.txt", Accept_Encoding="gzip")

    assert gzip.decompress(second.body) == TEXT.upper()
    assert (third.body, third.headers["etag"]) == (first.body, first.headers["etag"])


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("", False),
        ("gzip", True),
        ("GZip", True),
        ("x-gzip", True),
        ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("gzip;q=0.001", True),
        ("*", True),
        ("identity, gzip", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=0.5, identity;q=0.8", False),
        ("identity", False),
        ("br", False),
        ("gzipped", False),
        ("gzip;q=nan", False),
        ("gzip;level=9", False),
        ("gzip gzip", False),
        ("," * 1000 + "gzip", True),
    ],
)
def test_who_takes_gzip(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted) is taken
