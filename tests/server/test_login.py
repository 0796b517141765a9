"""A private feed: nothing is told to anybody without user and password."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterator

import httpx
import pytest

from audiocast.errors import UsageError
from audiocast.server import Terms, read_login, serving
from tests.server.wire import ask

USER, PASSWORD = "读者", "pass:wörd 口令"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    public = tmp_path_factory.mktemp("show") / "public"
    (public / "media").mkdir(parents=True)
    (public / "feed.xml").write_text("<rss/>", encoding="utf-8")
    (public / "media" / "a.mp3").write_bytes(b"sound")
    login = read_login(USER, {"AUDIOCAST_PASSWORD": PASSWORD})
    with serving(public, port=0, terms=Terms(login=login)) as url:
        yield url


def basic(credentials: str, encoding: str = "utf-8") -> str:
    return "Basic " + base64.b64encode(credentials.encode(encoding)).decode()


RIGHT = basic(f"{USER}:{PASSWORD}")


@pytest.mark.parametrize("authorization", [RIGHT, RIGHT.replace("Basic", "bASIC"), RIGHT.replace(" ", "   ")])
def test_the_right_one_gets_in(url: str, authorization: str) -> None:
    answer = ask(url, "/media/a.mp3", Authorization=authorization)

    assert (answer.status, answer.body) == (200, b"sound")


def test_letters_may_be_composed_or_not(url: str) -> None:
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD

    assert ask(url, "/feed.xml", Authorization=basic(f"{USER}:{decomposed}")).status == 200


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic " + "A" * 5000,
        RIGHT[:-4],
        RIGHT.replace("Basic", "Bearer"),
        RIGHT.replace("Basic ", ""),
        basic(f"{USER}:"),
        basic(f":{PASSWORD}"),
        basic(USER),
        basic(f"{USER}:{PASSWORD} "),
        basic(f"{USER}:{PASSWORD}".upper()),
        basic("reader:wörd", "latin-1"),
        basic(f"{USER}:{PASSWORD}\0"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nobody_else_does(url: str, authorization: str, method: str) -> None:
    answer = ask(url, "/media/a.mp3", method, Authorization=authorization)

    assert answer.status == 401
    assert b"sound" not in answer.body
    assert answer.headers["www-authenticate"] == 'Basic realm="audiocast", charset="UTF-8"'
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize("target", ["/", "/feed.xml", "/none", "/media", "/.hidden", "/../show.toml", "/%00"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_not_even_what_there_is_is_told(url: str, target: str, method: str) -> None:
    assert ask(url, target, method).status == 401
    assert ask(url, target, method, If_None_Match="*", Range="bytes=0-1").status == 401


def test_a_client_logs_in(url: str) -> None:
    with httpx.Client(trust_env=False, auth=httpx.BasicAuth(USER, PASSWORD)) as client:
        assert client.get(url + "feed.xml").text == "<rss/>"


@pytest.mark.parametrize(
    ("target", "cache"),
    [("/feed.xml", "private, max-age=60"), ("/media/a.mp3", "private, max-age=31536000, immutable")],
)
def test_no_shared_cache_keeps_it(url: str, target: str, cache: str) -> None:
    assert ask(url, target, Authorization=RIGHT).headers["cache-control"] == cache


@pytest.mark.parametrize("environ", [{}, {"AUDIOCAST_PASSWORD": ""}])
def test_no_password_is_one_line(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="AUDIOCAST_PASSWORD is not set: put the password of 'reader'"):
        read_login("reader", environ)


@pytest.mark.parametrize("user", ["", "a:b", "a\nb"])
def test_a_name_that_cannot_be_sent_is_one_line(user: str) -> None:
    with pytest.raises(UsageError, match="--auth"):
        read_login(user, {"AUDIOCAST_PASSWORD": "x"})


def test_the_password_is_in_no_message() -> None:
    assert "geheim" not in repr(read_login("reader", {"AUDIOCAST_PASSWORD": "geheim"}))
