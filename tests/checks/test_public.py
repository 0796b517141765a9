"""What a real server answers over HTTP, sound and with one fault at a time."""

import os
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from audiocast import checks, shows
from audiocast.server import app
from audiocast.shows import ShowFolder
from tests.checks.public_faults import FAULTS, Fault, Faulty
from tests.shows import make_show, run_build


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ShowFolder, Faulty]]:
    listener = socket.create_server(("127.0.0.1", 0))
    folder = tmp_path_factory.mktemp("served") / "show"
    make_show(folder, base_url=f"http://127.0.0.1:{listener.getsockname()[1]}/")
    for day in range(3, 15):
        article = folder / "articles" / f"2025-03-{day:02d}.txt"
        article.write_text(f"# 第{day}天的新闻\n\n今天是{day}号。\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIOCAST_CACHE", str(folder.parent / "cache"))
        run_build(folder)
    faulty = Faulty(app(folder / "public"))
    server = uvicorn.Server(uvicorn.Config(faulty, log_config=None, lifespan="off", ws="none", http="h11"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield shows.open_show(str(folder), environ=os.environ), faulty
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def show(served: tuple[ShowFolder, Faulty], monkeypatch: pytest.MonkeyPatch) -> ShowFolder:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    served[1].fault = Fault()
    served[1].asked.clear()
    return served[0]


@pytest.fixture
def faulty(served: tuple[ShowFolder, Faulty]) -> Faulty:
    return served[1]


def test_our_own_server_breaks_no_rule(show: ShowFolder) -> None:
    assert list(checks.check_public(show)) == []


def test_the_newest_ten_are_asked_for_unless_all_are_wanted(show: ShowFolder, faulty: Faulty) -> None:
    list(checks.check_public(show))
    asked = {path for method, path in faulty.asked if path.endswith(".mp3")}
    assert len(asked) == 10
    assert "2025-03-14" in " ".join(asked)
    assert "2025-03-02" not in " ".join(asked)
    faulty.asked.clear()
    list(checks.check_public(show, everything=True))
    assert len({path for method, path in faulty.asked if path.endswith(".mp3")}) == 13


def test_no_audio_is_downloaded_whole(show: ShowFolder, faulty: Faulty) -> None:
    list(checks.check_public(show))
    audio = [method for method, path in faulty.asked if path.endswith(".mp3")]
    assert sorted(audio) == ["GET"] * 10 + ["HEAD"] * 10


@pytest.mark.parametrize(
    ("rule", "fault", "named"), FAULTS[1:], ids=[f"{one[0]}-{at}" for at, one in enumerate(FAULTS[1:])]
)
def test_a_fault_is_found(rule: str, fault: Fault, named: str, show: ShowFolder, faulty: Faulty) -> None:
    faulty.fault = fault
    found = list(checks.check_public(show))
    lines = [one.line for one in found if one.rule == rule]
    assert any(named in line for line in lines), [one.line for one in found]
    if fault.path in (".mp3", ".vtt"):
        assert [one.where for one in found if one.rule == rule] == [
            f"feed.xml 2025-03-{day:02d}" for day in range(14, 4, -1)
        ]


def test_where_nothing_listens_is_one_finding(show: ShowFolder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        base_url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    rule, _, named = FAULTS[0]
    moved = ShowFolder(show.root, show.settings.model_copy(update={"base_url": base_url}))
    (found,) = checks.check_public(moved, timeout_s=5)
    assert (found.rule, found.where) == (rule, "feed.xml")
    assert named in found.what
