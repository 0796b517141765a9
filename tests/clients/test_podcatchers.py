"""Podcast apps that Debian ships subscribe to `audiocast serve`, download, come again, and meet a correction."""

from __future__ import annotations

import os
import pty
import select
import sqlite3
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clients.conftest import SHORT, Served, article
from tests.clients.serving import free_port, serving, until
from tests.requirements import require_commands
from tests.shows import invoke


def correct(served: Served) -> None:
    """Change the article's only sentence and build again, while the server goes on."""
    (served.show / "articles" / "2025-03-02.txt").write_text(article(SHORT, first=100), encoding="utf-8")
    done = invoke("build", str(served.show))
    assert done.status == 0, done.err


class Gpodder:
    """gPodder's command line with a database of its own."""

    def __init__(self, home: Path, environ: Mapping[str, str]) -> None:
        require_commands("subscribing with gPodder", "gpo")
        self._database, self._downloads = home / "gpodder" / "Database", home / "downloads"
        self._environ = {
            **environ,
            "GPODDER_HOME": str(self._database.parent),
            "GPODDER_DOWNLOAD_DIR": str(self._downloads),
        }

    def __call__(self, *arguments: str, typed: str = "") -> str:
        done = subprocess.run(
            ["gpo", *arguments], env=self._environ, input=typed, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def episodes(self) -> list[tuple[str, str, str]]:
        """Return title, GUID and URL of every episode it knows."""
        with sqlite3.connect(self._database) as database:
            rows = database.execute("SELECT title, guid, url FROM episode").fetchall()
        database.close()
        return rows

    def downloads(self) -> dict[str, bytes]:
        """Return what was downloaded, by file name."""
        return {path.name: path.read_bytes() for path in self._downloads.rglob("*") if path.is_file()}


@pytest.fixture
def gpo(home: Path, environ: dict[str, str]) -> Gpodder:
    return Gpodder(home, environ)


def test_gpodder_subscribes_and_downloads_and_finds_nothing_new_the_second_time(
    gpo: Gpodder, short_show: Served
) -> None:
    item = short_show.item
    gpo("subscribe", short_show.feed_url)
    assert "1 new episode" in gpo("update")
    assert item.title in gpo("pending")
    assert gpo.episodes() == [(item.title, item.guid, item.url)]

    assert "1 episodes downloaded." in gpo("download")
    assert gpo.downloads() == {short_show.media.name: short_show.media.read_bytes()}

    assert "0 new episodes" in gpo("update")
    assert "0 new episodes" in gpo("pending")
    assert "0 episodes downloaded." in gpo("download")
    assert len(gpo.episodes()) == 1
    assert short_show.feed_url in gpo("list")


def test_gpodder_updates_the_one_episode_after_a_correction(gpo: Gpodder, changing_show: Served) -> None:
    gpo("subscribe", changing_show.feed_url)
    gpo("download")
    before = changing_show.item

    correct(changing_show)
    after = changing_show.item
    assert (after.guid, after.title) == (before.guid, before.title)
    assert after.url != before.url

    assert "0 new episodes" in gpo("update")
    assert gpo.episodes() == [(after.title, after.guid, after.url)]
    gpo("delete", changing_show.feed_url, after.guid)
    gpo("download", changing_show.feed_url, after.guid)
    assert changing_show.media.read_bytes() in gpo.downloads().values()


def test_gpodder_gets_the_corrected_file_when_it_had_not_downloaded_yet(gpo: Gpodder, changing_show: Served) -> None:
    gpo("subscribe", changing_show.feed_url)
    correct(changing_show)
    gpo("update")

    assert "1 episodes downloaded." in gpo("download")
    assert list(gpo.downloads().values()) == [changing_show.media.read_bytes()]
    assert len(gpo.episodes()) == 1


def test_gpodder_follows_the_feed_into_its_archives(gpo: Gpodder, changing_show: Served) -> None:
    settings = changing_show.show / "show.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("[voice]", "limit = 2\n\n[voice]"), "utf-8")
    for day in range(3, 7):
        (changing_show.show / "articles" / f"2025-03-0{day}.txt").write_text(article(SHORT, first=100 * day), "utf-8")
    done = invoke("build", str(changing_show.show))
    assert done.status == 0, done.err
    assert len(changing_show.items) == 2

    gpo("subscribe", changing_show.feed_url)
    gpo("update")
    guids = [guid for _, guid, _ in gpo.episodes()]
    assert len(guids) == len(set(guids)) == 5


def test_gpodder_asks_for_the_password_of_a_private_feed_and_downloads_with_it(
    gpo: Gpodder, short_show: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIOCAST_PASSWORD", "s3cret")
    with serving(short_show.show, free_port(), tmp_path / "serve.log", "--auth", "reader") as url:
        assert "requires authentication" in gpo("subscribe", f"{url}feed.xml", typed="reader\ns3cret\n")
        assert "1 episodes downloaded." in gpo("download")
        assert [guid for _, guid, _ in gpo.episodes()] == [short_show.item.guid]
    assert gpo.downloads() == {short_show.media.name: short_show.media.read_bytes()}


@dataclass(frozen=True)
class Newsboat:
    """newsboat and podboat with a home of their own; the reader queues what the downloader fetches."""

    home: Path
    environ: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """Where newsboat itself looks when nobody names its files."""
        return self.home / ".newsboat"

    @property
    def downloads(self) -> Path:
        """Where podboat puts what it fetched."""
        return self.home / "downloads"

    def subscribe(self, feed_url: str) -> None:
        """Write the files that its user would."""
        self.folder.mkdir()
        self.downloads.mkdir()
        (self.folder / "urls").write_text(f"{feed_url}\n", encoding="utf-8")
        settings = ["podcast-auto-enqueue yes", f'download-path "{self.downloads}"']
        (self.folder / "config").write_text("\n".join(settings) + "\n", encoding="utf-8")

    def run(self, command: str) -> str:
        """Run one of newsboat's commands without its screen."""
        done = subprocess.run(
            ["newsboat", "-x", command],
            env=self.environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def items(self) -> list[tuple[str, str, str]]:
        """Return title, GUID and enclosure of every item it knows."""
        with sqlite3.connect(self.folder / "cache.db") as database:
            rows = database.execute("SELECT title, guid, enclosure_url FROM rss_item").fetchall()
        database.close()
        return rows

    def queue(self) -> list[str]:
        """Return the lines of what is queued."""
        return (self.folder / "queue").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def newsboat(home: Path, environ: dict[str, str]) -> Newsboat:
    require_commands("reading with newsboat", "newsboat", "podboat")
    return Newsboat(home, environ)


def test_newsboat_lists_the_episode_once(newsboat: Newsboat, changing_show: Served) -> None:
    newsboat.subscribe(changing_show.feed_url)
    newsboat.run("reload")
    before = changing_show.item
    assert newsboat.items() == [(before.title, before.guid, before.url)]
    assert newsboat.run("print-unread").strip() == "1 unread articles"

    newsboat.run("reload")
    assert newsboat.items() == [(before.title, before.guid, before.url)]
    assert len(newsboat.queue()) == 1

    correct(changing_show)
    newsboat.run("reload")
    after = changing_show.item
    assert newsboat.items() == [(after.title, before.guid, after.url)]
    assert newsboat.run("print-unread").strip() == "1 unread articles"


def test_podboat_downloads_what_newsboat_queued(newsboat: Newsboat, short_show: Served) -> None:
    newsboat.subscribe(short_show.feed_url)
    newsboat.run("reload")
    assert [line.split()[0] for line in newsboat.queue()] == [short_show.item.url]

    _quit_when_downloaded(["podboat", "-a"], newsboat.environ, "ready")

    fetched = {path.name: path.read_bytes() for path in newsboat.downloads.iterdir()}
    assert fetched == {short_show.media.name: short_show.media.read_bytes()}
    assert newsboat.queue()[0].endswith(" downloaded")


def _quit_when_downloaded(command: list[str], environ: Mapping[str, str], sign: str) -> None:
    """Run a program on a terminal of its own and press q when ``sign`` was drawn."""
    ours, its = pty.openpty()
    process = subprocess.Popen(command, env=environ, stdin=its, stdout=its, stderr=its, start_new_session=True)
    os.close(its)
    drawn = bytearray()

    def shows() -> bool:
        while select.select([ours], [], [], 0)[0]:
            try:
                drawn.extend(os.read(ours, 65536))
            except OSError:  # what a closed terminal answers
                break
        return sign.encode() in drawn

    try:
        until(shows, 20, f"{command[0]} to say {sign}")
        os.write(ours, b"q")
        until(lambda: shows() and process.poll() is not None, 20, f"{command[0]} to end")
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert process.returncode == 0, bytes(drawn)
