"""What every target promises, against real servers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiocast.targets import PART_PREFIX, RemoteFile, Target, open_target
from tests.targets.servers import Place, Server

TEXT, FOREVER = "text/plain; charset=utf-8", "public, max-age=31536000, immutable"


@pytest.fixture
def place(server: Server) -> Place:
    return server.place()


@pytest.fixture
def target(place: Place) -> Iterator[Target]:
    with closing(open_target(place.address, place.options)) as target:
        yield target


def test_what_is_put_is_there(target: Target, place: Place) -> None:
    target.put("media/a-0a1b.mp3", b"sound", "audio/mpeg", FOREVER)
    assert target.read("media/a-0a1b.mp3") == b"sound"
    assert place.files() == {"media/a-0a1b.mp3": b"sound"}
    found = target.stat("media/a-0a1b.mp3")
    assert found is not None
    assert (found.name, found.size_bytes) == ("media/a-0a1b.mp3", 5)
    assert found.sha256 in ("", hashlib.sha256(b"sound").hexdigest())
    assert found.content_type in (None, "audio/mpeg")
    assert found.cache_control in (None, FOREVER)


def test_a_file_is_put_from_the_disk(target: Target, place: Place, tmp_path: Path) -> None:
    data = bytes(range(256)) * 2000
    source = tmp_path / "long.mp3"
    source.write_bytes(data)
    target.put("media/long.mp3", source, "audio/mpeg", FOREVER)
    found = target.stat("media/long.mp3")
    assert found is not None
    assert found.size_bytes == len(data)
    assert place.files() == {"media/long.mp3": data}


def test_a_file_is_replaced(target: Target, place: Place) -> None:
    target.put("feed.xml", b"old and longer", TEXT, "no-cache")
    target.put("feed.xml", b"new", TEXT, "no-cache")
    assert (target.read("feed.xml"), place.files()) == (b"new", {"feed.xml": b"new"})
    found = target.stat("feed.xml")
    assert found is not None
    assert found.size_bytes == 3


def test_nothing_is_found_where_nothing_is(target: Target) -> None:
    target.put("episodes/a.vtt", b"x", TEXT, "no-cache")
    assert target.stat("no.txt") is target.read("no.txt") is None
    assert target.stat("no/no.txt") is target.read("no/no.txt") is None
    assert target.stat("episodes") is None
    assert list(target.list("no")) == []


def test_a_deleted_file_is_gone_and_may_be_deleted_again(target: Target, place: Place) -> None:
    target.put("episodes/a.vtt", b"x", TEXT, "no-cache")
    target.delete("episodes/a.vtt")
    target.delete("episodes/a.vtt")
    target.delete("no/no.txt")
    assert (target.stat("episodes/a.vtt"), place.files()) == (None, {})


def test_a_folder_is_listed_without_those_below(target: Target) -> None:
    for name in ("feed.xml", "index.html", "media/b.mp3", "media/a.mp3"):
        target.put(name, name.encode(), TEXT, "no-cache")
    assert sorted(one.name for one in target.list()) == ["feed.xml", "index.html"]
    assert sorted(map(_named, target.list("media"))) == [("media/a.mp3", 11), ("media/b.mp3", 11)]


def _named(file: RemoteFile) -> tuple[str, int]:
    return file.name, file.size_bytes


def test_an_empty_place_is_no_error(target: Target) -> None:
    assert (list(target.list()), list(target.list("media")), target.read("feed.xml")) == ([], [], None)


def test_names_are_taken_as_they_are(target: Target, place: Place) -> None:
    names = ["episodes/a b.txt", "episodes/管城.txt", "episodes/a+b&c.txt", "episodes/a~b_c-d.e.txt"]
    for name in names:
        target.put(name, name.encode(), TEXT, "no-cache")
    assert place.files() == {name: name.encode() for name in names}
    assert sorted(one.name for one in target.list("episodes")) == sorted(names)
    assert [target.read(name) for name in names] == [name.encode() for name in names]


def test_a_file_left_half_written_is_overwritten(target: Target, place: Place) -> None:
    place.behind.replace({f"media/{PART_PREFIX}a.mp3": b"half of a much longer file"})
    target.put("media/a.mp3", b"whole", "audio/mpeg", FOREVER)
    assert target.read("media/a.mp3") == b"whole"
    target.delete(f"media/{PART_PREFIX}a.mp3")
    assert place.files() == {"media/a.mp3": b"whole"}


def test_many_are_put_at_once(target: Target, place: Place) -> None:
    from concurrent.futures import ThreadPoolExecutor

    names = [f"episodes/{number}.txt" for number in range(24)]
    with ThreadPoolExecutor(target.side_by_side) as pool:
        list(pool.map(lambda name: target.put(name, name.encode(), TEXT, "no-cache"), names))
    assert place.files() == {name: name.encode() for name in names}


def test_an_address_ends_with_a_slash_or_not(place: Place) -> None:
    with closing(open_target(place.address + "/", place.options)) as target:
        target.put("feed.xml", b"x", TEXT, "no-cache")
    assert place.files() == {"feed.xml": b"x"}


def test_a_new_folder_is_made(place: Place) -> None:
    with closing(open_target(place.address + "/news", place.options)) as target:
        target.put("media/a.mp3", b"x", "audio/mpeg", FOREVER)
    assert place.files() == {"news/media/a.mp3": b"x"}
