"""While a show has no public address, its links lead to wherever it is served."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx
import pytest

from audiocast.server import Terms, serving
from tests.server.wire import ask
from tests.shows import make_show, run_build

BASE_URL = "http://localhost:1/paper/"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    public = tmp_path_factory.mktemp("show") / "public"
    public.mkdir()
    text = f"{BASE_URL} {BASE_URL}media/a.mp3 podcast://localhost:1/paper/feed.xml http://localhost:1/other/ {BASE_URL}"
    for name in ("feed.xml", "index.html", "a.chapters.json", "a.vtt", "a.transcript.json", "a.js", "a.mp3"):
        (public / name).write_text(text, encoding="utf-8")
    (public / "none.xml").write_text("<rss/>", encoding="utf-8")
    return public


@pytest.fixture(scope="module")
def url(public: Path) -> Iterator[str]:
    with serving(public, port=0, terms=Terms(base_url=BASE_URL)) as url:
        yield url


@pytest.mark.parametrize("name", ["feed.xml", "index.html", "a.chapters.json"])
def test_links_lead_to_the_address_that_was_asked(url: str, name: str) -> None:
    host = url.removeprefix("http://")
    there = f"{url} {url}media/a.mp3 podcast://{host}feed.xml http://localhost:1/other/ {url}"

    assert ask(url, f"/{name}").body.decode() == there
    elsewhere = ask(url, f"/{name}", Host="Radio.local:8080").body.decode()
    assert elsewhere == there.replace(url, "http://radio.local:8080/").replace(host, "radio.local:8080/")


@pytest.mark.parametrize("name", ["a.vtt", "a.transcript.json", "a.js", "a.mp3", "none.xml"])
def test_what_holds_no_links_stays_as_it_is(url: str, public: Path, name: str) -> None:
    assert ask(url, f"/{name}").body == (public / name).read_bytes()


@pytest.mark.parametrize(
    "host",
    ["", '"><script>', "a b", "a/b", "a@b", "x" * 300, "a:b", "a:123456", "-a", "[::1", "[zz]", "a,b", "中.example"],
)
def test_a_host_that_is_none_leads_nowhere_new(url: str, public: Path, host: str) -> None:
    answer = ask(url, "/feed.xml", Host=host)

    assert answer.status == 400 or answer.body == (public / "feed.xml").read_bytes()


def test_behind_a_proxy_links_are_as_safe_as_the_proxy(url: str) -> None:
    answer = ask(url, "/feed.xml", Host="radio.example", X_Forwarded_Proto="https")

    assert answer.body.startswith(
        b"https://radio.example/ https://radio.example/media/a.mp3 podcast://radio.example/feed"
    )


def test_the_validator_is_of_what_was_sent(url: str) -> None:
    here, there = ask(url, "/feed.xml"), ask(url, "/feed.xml", Host="radio.local")
    small = ask(url, "/feed.xml", Accept_Encoding="gzip")

    assert len({here.headers["etag"], there.headers["etag"], small.headers["etag"]}) == 3
    assert gzip.decompress(small.body) == here.body
    assert ask(url, "/feed.xml", If_None_Match=here.headers["etag"]).status == 304
    assert ask(url, "/feed.xml", Host="radio.local", If_None_Match=here.headers["etag"]).status == 200
    assert int(here.headers["content-length"]) == len(here.body)


def test_no_part_of_a_feed_whose_links_were_led_here(url: str) -> None:
    whole, part = ask(url, "/feed.xml"), ask(url, "/feed.xml", Range="bytes=0-9")

    assert (part.status, part.body, part.headers["accept-ranges"]) == (200, whole.body, "none")


def test_at_its_own_address_every_byte_stays(url: str, public: Path) -> None:
    base_url = url.replace("127.0.0.1", "localhost")
    (public / "own.xml").write_text(f"{base_url}media/", encoding="utf-8")
    with serving(public, port=0, terms=Terms(base_url=base_url)) as other:
        answer = ask(other, "/own.xml", Host=base_url.removeprefix("http://").strip("/"), Range="bytes=0-3")

    assert (answer.status, answer.body) == (206, b"http")


def test_a_public_address_stays(public: Path) -> None:
    with serving(public, port=0) as url:
        assert ask(url, "/feed.xml").body == (public / "feed.xml").read_bytes()


def test_an_app_finds_everything_at_another_port(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url="http://127.0.0.1:1/")
    run_build(show)
    with (
        serving(show / "public", port=0, terms=Terms(base_url="http://127.0.0.1:1/")) as url,
        httpx.Client(trust_env=False) as client,
    ):
        feed = feedparser.parse(client.get(url + "feed.xml").content)
        (enclosure,) = feed.entries[0].enclosures
        chapters = json.loads(client.get(feed.entries[0].podcast_chapters["url"]).content)
        media = client.get(enclosure.href)
        pages = [client.get(link.href) for link in (*feed.feed.links, *feed.entries[0].links, feed.feed.image)]

    assert [feed.feed.link, enclosure.href.startswith(url)] == [url, True]
    assert len(media.content) == int(enclosure.length)
    assert chapters["chapters"]
    assert {page.status_code for page in pages} == {200}
