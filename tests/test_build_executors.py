"""Threads, processes and a Dask cluster make the same episode; a worker that is killed on the way changes nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from audiocast import shows
from audiocast.build import Order, build
from audiocast.events import Event, Speaking
from tests.engines.edge_server import serving
from tests.executors.conftest import start_cluster
from tests.requirements import require_kokoro, require_packages
from tests.shows import NOW, files, make_show, results

EPISODE = "2025-03-02"
LINES = [
    "城东新桥今天正式通车。",
    "大桥全长三百二十米。",
    "市民过河快多了。",
    "市民公园免费开放。",
    "今年的秋粮已经收完。",
    "小学下周一开学。",
]
ARTICLE = "# 新桥通车\n\n" + "\n\n".join(LINES)
LONG = ARTICLE + "\n\n" + "\n\n".join(f"第{number}位代表发言。" for number in range(1, 41))
ENGINES = ("tone", "kokoro")
KINDS = ("threads", "processes", "dask")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    require_packages("dask", "distributed")
    with start_cluster(2) as started:
        yield started


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "kokoro":
        require_kokoro()
    return name


def show_with(folder: Path, engine: str, article: str) -> Path:
    show = make_show(folder, article=article)
    settings = show / "show.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"tone"', f'"{engine}"'), encoding="utf-8")
    return show


def run(show: Path, cache: Path, kind: str, scheduler: str = "", jobs: int = 2) -> Iterator[Event]:
    environ = {
        "AUDIOCAST_CACHE": str(cache),
        "AUDIOCAST_EXECUTOR": kind,
        "AUDIOCAST_SCHEDULER": scheduler,
        "AUDIOCAST_JOBS": str(jobs),
    }
    return build(shows.open_show(str(show), environ=environ), Order(), now=NOW)


def made(events: list[Event], show: Path) -> tuple[str, dict[str, bytes]]:
    result = results(events)[EPISODE]
    assert result.status == "built"
    assert result.spoken == result.sentences
    return result.sha256, files(show / "public")


@cache
def by_one_thread(engine: str, article: str, folder: Path) -> tuple[str, dict[str, bytes]]:
    show = show_with(folder / "show", engine, article)
    return made(list(run(show, folder / "cache", "threads", jobs=1)), show)


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reference")


def kill_one(kind: str, cluster: Any) -> None:
    if kind == "processes":
        victim = multiprocessing.active_children()[0].pid
    else:
        victim = next(iter(cluster.workers.values())).pid
    assert victim is not None
    os.kill(victim, signal.SIGKILL)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_come_from_everywhere(
    request: pytest.FixtureRequest, tmp_path: Path, reference: Path, engine: str, kind: str
) -> None:
    scheduler = request.getfixturevalue("cluster").scheduler_address if kind == "dask" else ""
    show = show_with(tmp_path / "show", engine, ARTICLE)
    events = list(run(show, tmp_path / "cache", kind, scheduler))
    assert made(events, show) == by_one_thread(engine, ARTICLE, reference / engine)


@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_a_worker_killed_on_the_way_changes_no_byte(
    request: pytest.FixtureRequest, tmp_path: Path, reference: Path, engine: str, kind: str
) -> None:
    cluster = request.getfixturevalue("cluster") if kind == "dask" else None
    article = LONG if engine == "tone" else ARTICLE
    show = show_with(tmp_path / "show", engine, article)
    events: list[Event] = []
    for event in run(show, tmp_path / "cache", kind, cluster.scheduler_address if cluster else ""):
        if isinstance(event, Speaking) and not any(isinstance(one, Speaking) for one in events):
            kill_one(kind, cluster)
        events.append(event)
    assert made(events, show) == by_one_thread(engine, article, reference / f"{engine}-{kind}")


def test_an_online_engine_is_asked_from_here_whatever_the_executor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import edge_tts.communicate

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as server:
        monkeypatch.setattr(edge_tts.communicate, "WSS_URL", server.url)
        show = show_with(tmp_path / "show", "edge", ARTICLE)
        made(list(run(show, tmp_path / "cache", "processes")), show)
        assert server.connections == len(server.answered)
        assert server.most_at_once <= 2


def test_no_worker_is_started_when_everything_is_cached(tmp_path: Path) -> None:
    show = show_with(tmp_path / "show", "tone", ARTICLE)
    list(run(show, tmp_path / "cache", "threads"))
    (show / "public" / "feed.xml").unlink()
    events = list(run(show, tmp_path / "cache", "dask", "tcp://127.0.0.1:1"))
    assert results(events)[EPISODE].status == "unchanged"
