"""Watching a real folder with watchfiles, building on the tone engine, served by uvicorn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import httpx
import pytest

from audiocast import shows
from audiocast.errors import ConfigError
from audiocast.events import Event, Finished, Published, Remark
from audiocast.files import hold, write_atomically
from audiocast.watch import inputs, rebuilds
from tests.shows import ARTICLE, NOW, make_show, run_build

DEADLINE_S = 120
SECOND = "# 第二期\n\n本报讯 昨日,第二期出版。\n"


class Watching:
    """A show that is watched in a thread; ``builds`` are the events of each build as it ends."""

    def __init__(self, show: Path) -> None:
        self.show = show
        self.builds: Queue[list[Event] | BaseException] = Queue()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            for events in rebuilds(self._open, now=lambda: NOW, stop=self.stop):
                self.builds.put(list(events))
        except BaseException as error:
            self.builds.put(error)

    def _open(self) -> shows.ShowFolder:
        return shows.open_show(str(self.show), environ=os.environ)

    def write(self, name: str, text: str) -> None:
        write_atomically(self.show / name, text.encode())

    def build(self) -> list[Event]:
        """Wait for the next build to end."""
        build = self.builds.get(timeout=DEADLINE_S)
        if isinstance(build, BaseException):
            raise build
        return build

    def until(self, happened: Callable[[list[Event]], bool]) -> list[Event]:
        """Wait for a build like that: a change may come in two parts, and so be built twice."""
        while not happened(build := self.build()):
            pass
        return build

    def end(self) -> None:
        self.stop.set()
        self.thread.join(DEADLINE_S)
        assert not self.thread.is_alive()


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    watching = Watching(make_show(tmp_path / "show"))
    try:
        yield watching
    finally:
        watching.end()


def built(episode_id: str, spoken: int | None = None) -> Callable[[list[Event]], bool]:
    return lambda events: any(
        isinstance(event, Finished)
        and (event.id, event.status) == (episode_id, "built")
        and spoken in (None, event.spoken)
        for event in events
    )


def errors(events: list[Event]) -> list[str]:
    return [event.line for event in events if isinstance(event, Remark) and event.is_error]


def remarks(events: list[Event]) -> list[str]:
    return [event.line for event in events if isinstance(event, Remark) and not event.is_error]


def test_it_builds_at_once_and_after_each_change(watching: Watching) -> None:
    first = watching.build()
    assert built("2025-03-02")(first)
    assert isinstance(first[-1], Published)

    watching.write("articles/2025-03-02.txt", ARTICLE.replace("每天6时", "每天7时"))
    second = watching.until(built("2025-03-02", spoken=1))
    assert "changed: articles/2025-03-02.txt" in remarks(second)
    assert "每天7时" in (watching.show / "public" / "episodes" / "2025-03-02.vtt").read_text(encoding="utf-8")

    watching.write("articles/2025-03-03.txt", SECOND)
    third = watching.until(built("2025-03-03"))
    assert not any(isinstance(event, Finished) and event.id == "2025-03-02" for event in third)
    assert (watching.show / "public" / "feed.xml").read_text(encoding="utf-8").count("<item>") == 2

    (watching.show / "articles" / "2025-03-03.txt").unlink()
    watching.until(lambda _: (watching.show / "public" / "feed.xml").read_text(encoding="utf-8").count("<item>") == 1)


def test_the_lexicon_counts(watching: Watching) -> None:
    watching.build()

    watching.write("lexicon.tsv", "城东\t=城西\n")

    assert "changed: lexicon.tsv" in remarks(watching.until(built("2025-03-02")))


def test_the_artwork_counts(watching: Watching) -> None:
    watching.build()

    watching.write("cover.png", "no picture")

    build = watching.until(errors)
    assert remarks(build) == ["changed: cover.png"]
    assert "cover.png" in errors(build)[0]


def test_a_lexicon_elsewhere_counts_from_when_it_is_named(watching: Watching, tmp_path: Path) -> None:
    watching.build()
    shared = tmp_path / "shared" / "places.tsv"
    write_atomically(shared, b"")
    settings = (watching.show / "show.toml").read_text(encoding="utf-8")
    watching.write("show.toml", 'lexicons = ["../shared/places.tsv"]\n' + settings)
    watching.build()

    write_atomically(shared, "城东\t=城西\n".encode())

    assert remarks(watching.until(built("2025-03-02")))[0] == "changed: places.tsv"


def test_broken_settings_are_one_line_and_mended_ones_go_on(watching: Watching) -> None:
    watching.build()
    feed = (watching.show / "public" / "feed.xml").read_bytes()
    settings = (watching.show / "show.toml").read_text(encoding="utf-8")

    watching.write("show.toml", "titel = 'x'\n" + settings)
    (line,) = errors(watching.until(errors))
    assert "show.toml:1: unknown key 'titel'" in line
    assert (watching.show / "public" / "feed.xml").read_bytes() == feed

    watching.write("show.toml", settings.replace("试播新闻", "新名"))
    watching.until(lambda _: "新名" in (watching.show / "public" / "feed.xml").read_text(encoding="utf-8"))


def test_a_broken_article_is_one_line_and_the_others_go_on(watching: Watching) -> None:
    watching.build()

    watching.write("articles/2025-03-03.txt", "")
    (line,) = errors(watching.until(errors))
    assert "2025-03-03.txt" in line

    watching.write("articles/2025-03-03.txt", SECOND)
    watching.until(built("2025-03-03"))


def test_a_folder_that_is_made_anew_is_watched_again(watching: Watching, tmp_path: Path) -> None:
    watching.build()
    articles = watching.show / "articles"
    articles.rename(tmp_path / "aside")
    watching.until(errors)

    articles.mkdir()
    watching.write("articles/2025-03-03.txt", SECOND)
    watching.until(built("2025-03-03"))
    watching.write("articles/2025-03-04.txt", SECOND.replace("第二期", "第三期"))
    watching.until(built("2025-03-04"))


def test_a_show_that_another_process_builds_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show = make_show(tmp_path / "show")
    monkeypatch.setenv("AUDIOCAST_CACHE", str(tmp_path / "cache"))
    run_build(show)
    (lock,) = (tmp_path / "cache" / "locks").iterdir()
    with hold(lock, "the test"):
        watching = Watching(show)
        try:
            (line,) = errors(watching.build())
        finally:
            watching.end()
    assert "another process is at work" in line


def test_a_show_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "show.toml").write_text("titel = 1", encoding="utf-8")
    watching = Watching(show)
    with pytest.raises(ConfigError, match="titel"):
        watching.build()
    watching.end()


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("show.toml", True),
        ("lexicon.tsv", True),
        ("cover.png", True),
        ("cover.jpg", True),
        ("articles", True),
        ("articles/2025-03-02.txt", True),
        ("articles/2025-03-02.md", True),
        ("../shared/places.tsv", True),
        ("public", False),
        ("episodes", False),
        ("public/feed.xml", False),
        ("episodes/2025-03-02.json", False),
        (".writing-abc", False),
        (".git", False),
        ("articles/.2025-03-02.txt.swp", False),
        ("articles/2025-03-02.txt~", False),
        ("articles/deeper/2025-03-02.txt", False),
        ("../shared/other.tsv", False),
        ("../else/show.toml", False),
    ],
)
def test_what_a_show_is_made_of(tmp_path: Path, name: str, counts: bool) -> None:
    folder = make_show(tmp_path / "show")
    (tmp_path / "shared").mkdir()
    (folder / "show.toml").write_text(
        'lexicons = ["../shared/places.tsv"]\n' + (folder / "show.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    made_of = inputs(shows.open_show(str(folder), environ={}))

    assert made_of.hold(Path(os.path.normpath(folder.resolve() / name))) is counts
    assert made_of.folders == {folder.resolve(), folder.resolve() / "articles", tmp_path.resolve() / "shared"}


def test_a_build_writes_nothing_that_is_watched(watching: Watching) -> None:
    watching.build()
    watching.write("articles/2025-03-03.txt", SECOND)
    watching.until(built("2025-03-03"))
    watching.write("articles/2025-03-04.txt", SECOND.replace("第二期", "第三期"))

    changed = [line for line in remarks(watching.until(built("2025-03-04"))) if line.startswith("changed")]
    assert changed == ["changed: articles/2025-03-04.txt"]


class Command:
    """`audiocast` in a process of its own that is interrupted as a terminal does."""

    def __init__(self, *arguments: str, environ: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "audiocast", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environ or {})},
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def interrupt(self) -> tuple[int, str, str]:
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=DEADLINE_S)
        return self.process.returncode, out, err


def poll(client: httpx.Client, url: str, wanted: Callable[[httpx.Response], bool]) -> httpx.Response:
    """Ask until the answer is the one, as a browser that is reloaded."""
    pause = threading.Event()
    for _ in range(DEADLINE_S * 10):
        if wanted(response := client.get(url)):
            return response
        pause.wait(0.1)
    raise AssertionError(f"{url} never became what it should: {response.status_code} {response.text[:200]}")


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
def test_serve_and_watch(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url="http://127.0.0.1:1/")
    settings = (show / "show.toml").read_bytes()
    command = Command("serve", str(show), "--port", "0", "--watch", "--auth", "reader", "-v",
                      environ={"AUDIOCAST_PASSWORD": "口令"})  # fmt: skip
    try:
        url = command.line().split()[0]
        with httpx.Client(trust_env=False, auth=("reader", "口令")) as client:
            feed = poll(client, url + "feed.xml", lambda response: response.status_code == 200)
            assert f'url="{url}media/' in feed.text
            again = {"If-None-Match": feed.headers["etag"]}
            assert client.get(url + "feed.xml", headers=again).status_code == 304
            write_atomically(show / "articles" / "2025-03-03.txt", SECOND.encode())
            changed = poll(client, url + "feed.xml", lambda response: response.text.count("<item>") == 2)
            assert changed.headers["etag"] != feed.headers["etag"]
            write_atomically(show / "show.toml", b"titel = 1")
            write_atomically(show / "articles" / "2025-03-04.txt", SECOND.encode())
            assert client.get(url + "feed.xml", headers={"If-None-Match": changed.headers["etag"]}).status_code == 304
            write_atomically(show / "show.toml", settings)
            poll(client, url + "feed.xml", lambda response: response.text.count("<item>") == 3)
        assert httpx.get(url + "feed.xml", trust_env=False).status_code == 401
    finally:
        status, out, err = command.interrupt()

    # The feed is replaced before its build has quite ended.
    assert status in (0, 130)
    assert "Traceback" not in err
    assert f"feed  {show / 'public' / 'feed.xml'}" in out
    assert '"GET /feed.xml HTTP/1.1" 304 ' in err
    assert "口令" not in out + err


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
def test_ctrl_c_during_a_build_keeps_what_was_served(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    run_build(show)
    feed = (show / "public" / "feed.xml").read_bytes()
    long = "# 长稿\n\n" + "\n\n".join(f"第{number}句话说的是第{number}件事。" for number in range(1, 200))
    (show / "articles" / "2025-03-03.txt").write_text(long, encoding="utf-8")
    command = Command("watch", str(show))
    assert command.process.stderr is not None
    for line in command.process.stderr:
        if "spoken 1" in line:
            break
    status, out, err = command.interrupt()

    assert (status, out) == (130, "")
    assert err.splitlines()[-1] == "audiocast: interrupted; what was spoken is kept, run it again to go on"
    assert (show / "public" / "feed.xml").read_bytes() == feed
    assert not (show / "episodes" / "2025-03-03.json").exists()


class CtrlC(threading.Event):
    """A flag that is asked for while nothing happens, and answers with Ctrl-C from when it is ``ready``."""

    ready = False

    def is_set(self) -> bool:
        if self.ready:
            signal.raise_signal(signal.SIGINT)
        return False


def test_ctrl_c_while_nothing_happens_is_the_end(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    stop = CtrlC()
    builds = rebuilds(lambda: shows.open_show(str(show), environ=os.environ), now=lambda: NOW, stop=stop)
    assert built("2025-03-02")(list(next(builds)))

    stop.ready = True

    assert list(builds) == []


@pytest.mark.parametrize(
    ("arguments", "environ", "line"),
    [
        (["--auth", "reader"], {}, "audiocast: AUDIOCAST_PASSWORD is not set: put the password of 'reader'"),
        (["--auth", "a:b"], {"AUDIOCAST_PASSWORD": "x"}, "audiocast: --auth 'a:b' is not a user name"),
    ],
)
def test_serve_refuses_a_login_that_is_none(
    tmp_path: Path, arguments: list[str], environ: dict[str, str], line: str
) -> None:
    show = make_show(tmp_path / "show")
    (show / "public").mkdir()
    command = Command("serve", str(show), "--port", "0", *arguments, environ={"AUDIOCAST_PASSWORD": "", **environ})
    out, err = command.process.communicate(timeout=DEADLINE_S)

    assert (command.process.returncode, out) == (2, "")
    assert err.startswith(line)
    assert err.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
def test_serve_says_where_a_public_feed_leads(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url="https://news.example.org/")
    (show / "public").mkdir()
    (show / "public" / "feed.xml").write_text("https://news.example.org/", encoding="utf-8")
    command = Command("serve", str(show), "--port", "0", "--host", "0.0.0.0")
    url = command.line().split()[0]
    text = httpx.get(url + "feed.xml", trust_env=False).text
    status, _, err = command.interrupt()

    assert (status, text) == (0, "https://news.example.org/")
    assert url.startswith("http://127.0.0.1:")
    assert err == (
        "the feed's links lead to https://news.example.org/: the page plays here, a podcast app follows them\n"
    )
