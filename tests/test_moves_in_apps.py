"""What podcast apps that Debian ships make of a move and a withdrawal (docs/operations.md)."""

from __future__ import annotations

import functools
import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from audiocast.relocation import move, plan_move
from audiocast.shows import open_show
from audiocast.withdrawal import plan_withdrawal, withdraw
from tests.requirements import require_commands
from tests.shows import ARTICLE, NOW, make_show, run_build

OLD, NEW = "https://old.example.org/", "https://new.example.org/"


class _Place(SimpleHTTPRequestHandler):
    """A folder, or 301 to the same path elsewhere once ``gone_to`` of the server is set."""

    def do_GET(self) -> None:
        gone_to = getattr(self.server, "gone_to", "")
        if not gone_to:
            del self.headers["If-Modified-Since"]  # it counts whole seconds, and changes follow one another faster
            super().do_GET()
            return
        self.send_response(301)
        self.send_header("Location", gone_to + self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def place(folder: Path) -> Iterator[tuple[ThreadingHTTPServer, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Place, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Apps:
    """gPodder and newsboat in a home of their own."""

    home: Path

    def run(self, *command: str) -> None:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "GPODDER_HOME": str(self.home / "gpodder"),
        }
        done = subprocess.run(
            command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr

    def subscribe(self, feed: str) -> None:
        (self.home / ".newsboat").mkdir(parents=True)
        (self.home / ".newsboat" / "urls").write_text(f"{feed}\n", encoding="utf-8")
        self.run("gpo", "subscribe", feed)
        self.run("newsboat", "-x", "reload")

    def update(self) -> None:
        self.run("gpo", "update")
        self.run("newsboat", "-x", "reload")

    def gpodder(self) -> tuple[str, list[str]]:
        """Return the address that it asks and the GUIDs that it lists."""
        with closing(sqlite3.connect(self.home / "gpodder" / "Database")) as database:
            ((url,),) = database.execute("SELECT url FROM podcast").fetchall()
            return url, sorted(guid for (guid,) in database.execute("SELECT guid FROM episode"))

    def newsboat(self) -> list[str]:
        """Return the GUIDs that it lists."""
        with closing(sqlite3.connect(self.home / ".newsboat" / "cache.db")) as database:
            return sorted(guid for (guid,) in database.execute("SELECT guid FROM rss_item"))


def test_a_move_shows_nothing_twice_and_a_withdrawal_is_seen(tmp_path: Path) -> None:
    require_commands("moving with subscribers", "gpo", "newsboat")
    folder = make_show(tmp_path / "show", base_url=OLD)
    second = ARTICLE.replace("城东新桥通车 全长320米", "地铁延长线开工").replace("公园免费开放", "夜市开张")
    (folder / "articles" / "2025-03-03.txt").write_text(second, encoding="utf-8")
    run_build(folder)
    show = open_show(str(folder), environ=os.environ)
    apps = Apps(tmp_path / "home")
    with place(folder / "public") as (old, old_url), place(folder / "public") as (_, new_url):
        apps.subscribe(f"{old_url}/feed.xml")
        address, both = apps.gpodder()
        assert (address, len(both)) == (f"{old_url}/feed.xml", 2)
        assert apps.newsboat() == both

        list(move(plan_move(show, NEW), NOW))
        apps.update()
        assert apps.gpodder() == (f"{old_url}/feed.xml", both)
        assert apps.newsboat() == both

        old.gone_to = new_url  # type: ignore[attr-defined]
        apps.update()
        assert apps.gpodder() == (f"{new_url}/feed.xml", both)
        assert apps.newsboat() == both

        show = open_show(str(folder), environ=os.environ)
        change = plan_withdrawal(show, "2025-03-02", NOW)
        list(withdraw(show, change, NOW))
        apps.update()
        left = [guid for guid in both if guid != change.record.episode.guid]
        assert apps.gpodder() == (f"{new_url}/feed.xml", left)
        assert apps.newsboat() == both, "newsboat keeps what it has seen"

        show = open_show(str(folder), environ=os.environ)
        list(withdraw(show, plan_withdrawal(show, "2025-03-02", NOW, undo=True), NOW))
        apps.update()
        assert apps.gpodder() == (f"{new_url}/feed.xml", both)
        assert apps.newsboat() == both
