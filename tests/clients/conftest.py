from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.clients.listening import Samples, decoded
from tests.clients.serving import client_environ, free_port, serving
from tests.shows import make_show, results, run_build

SENTENCE = 18
"""Characters, each spoken in 2/9 s."""
LONG, SHORT = 60, 1
"""Sentences of an episode: nearly five minutes, and six seconds for programs that play in real time."""
BARE = """
[programme]
opening = ""
closing = ""

[label]
enabled = false
"""


@dataclass(frozen=True)
class Item:
    """What one item of the feed says."""

    title: str
    guid: str
    url: str
    length: int


@dataclass(frozen=True)
class Served:
    """A show that `audiocast serve` serves."""

    show: Path
    port: int
    url: str

    @property
    def feed_url(self) -> str:
        """Where a podcast app subscribes."""
        return f"{self.url}feed.xml"

    @property
    def items(self) -> list[Item]:
        """The items of the feed as it is now."""
        found = []
        for item in ElementTree.parse(self.show / "public" / "feed.xml").iterfind("channel/item"):
            enclosure = item.find("enclosure")
            assert enclosure is not None
            found.append(
                Item(
                    item.findtext("title", ""),
                    item.findtext("guid", ""),
                    enclosure.attrib["url"],
                    int(enclosure.attrib["length"]),
                )
            )
        return found

    @property
    def item(self) -> Item:
        """The only item of the feed."""
        (only,) = self.items
        return only

    @property
    def media_path(self) -> str:
        """Where the only episode's file is below the address."""
        return self.item.url.removeprefix(self.url)

    @property
    def media(self) -> Path:
        """The only episode's file."""
        return self.show / "public" / self.media_path

    @cached_property
    def samples(self) -> Samples:
        """The sound of the only episode, as it was when first asked for."""
        return decoded(self.media)


def article(sentences: int, first: int = 0) -> str:
    """Return a news article in which no character occurs twice, so that every second sounds like no other."""
    characters = [bytes((0xB0 + row, 0xA1 + cell)).decode("gb2312") for row in range(39) for cell in range(94)]
    text = iter(characters[first:])
    paragraphs = ["".join(islice(text, SENTENCE)) + "。" for _ in range(sentences)]
    return "\n\n".join(["# 长桥通车", *paragraphs]) + "\n"


@contextmanager
def _served(folder: Path, text: str, settings: str = "") -> Iterator[Served]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    show = make_show(folder / "show", base_url=url, article=text)
    with (show / "show.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AUDIOCAST_CACHE", str(folder / "cache"))
        patched.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        assert {result.status for result in results(run_build(show)).values()} == {"built"}
    with serving(show, port, folder / "serve.log") as announced:
        assert announced == url
        yield Served(show, port, url)


@pytest.fixture(scope="session")
def long_show(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A show of one long MP3, for everybody who changes nothing."""
    with _served(tmp_path_factory.mktemp("long"), article(LONG)) as served:
        yield served


@pytest.fixture(scope="session")
def long_m4a_show(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same in an MP4 file."""
    with _served(tmp_path_factory.mktemp("m4a"), article(LONG), '[audio]\nformat = "m4a"\n') as served:
        yield served


@pytest.fixture(scope="session")
def short_show(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A show of one episode of a few seconds, for everybody who changes nothing."""
    with _served(tmp_path_factory.mktemp("short"), article(SHORT), BARE) as served:
        yield served


@pytest.fixture
def changing_show(tmp_path: Path) -> Iterator[Served]:
    """A show for one test to change while it is served."""
    with _served(tmp_path / "changing", article(SHORT), BARE) as served:
        yield served


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A client's home folder."""
    home = tmp_path / "home"
    home.mkdir()
    return home


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    """A client's environment."""
    return client_environ(home)
