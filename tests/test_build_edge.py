"""The whole line on the online engine: the unmodified library against a loopback server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from audiocast.events import Remark
from tests.engines.edge_server import EdgeServer, serving
from tests.shows import cue_texts, make_show, results, run_build

BODY = "\n\n新桥今天通车。"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EdgeServer]:
    import edge_tts.communicate
    from edge_tts.drm import DRM

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(DRM, "clock_skew_seconds", 0.0)
    with serving() as running, stamina.set_testing(True, attempts=3, cap=True):
        monkeypatch.setattr(edge_tts.communicate, "WSS_URL", running.url)
        yield running


def show_with(tmp_path: Path, engines: str) -> Path:
    show = make_show(tmp_path / "show", article=f"# 新桥通车{BODY}")
    settings = show / "show.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"tone"', engines), encoding="utf-8")
    return show


def test_an_episode_is_spoken_online_a_request_a_sentence(tmp_path: Path, server: EdgeServer) -> None:
    show = show_with(tmp_path, '"edge"')
    result = results(run_build(show))["2025-03-02"]
    assert (result.status, result.spoken) == ("built", 5)
    assert server.connections == 5
    assert run_build(show)
    assert server.connections == 5, "nothing is asked twice"


def test_a_lexicon_reading_reaches_the_service_as_a_homophone(tmp_path: Path, server: EdgeServer) -> None:
    show = show_with(tmp_path, '"edge"')
    (show / "lexicon.tsv").write_text("新桥\txin1 qiao4\n", encoding="utf-8")
    run_build(show)
    assert not any("新桥" in ssml for ssml in server.ssml)
    texts = cue_texts((show / "public" / "episodes" / "2025-03-02.vtt").read_text(encoding="utf-8"))
    assert "新桥今天通车。" in texts, "readers see what was written"


def test_a_refused_episode_is_spoken_whole_by_the_next_engine(tmp_path: Path, server: EdgeServer) -> None:
    show = show_with(tmp_path, '["edge", "tone"]')
    server.script = ["none", "none", *([401] * 20)]
    events = run_build(show)
    result = results(events)["2025-03-02"]
    assert (result.status, result.spoken) == ("built", 5), "no voice is mixed in by accident"
    lines = [event.line for event in events if isinstance(event, Remark)]
    assert "2025-03-02: edge could not finish it; tone speaks it all" in lines
    assert '"engine": "tone"' in (show / "episodes" / "2025-03-02.json").read_text(encoding="utf-8")


def test_without_another_engine_the_episode_fails_by_name(tmp_path: Path, server: EdgeServer) -> None:
    show = show_with(tmp_path, '"edge"')
    server.script = [401] * 20
    events = run_build(show)
    assert results(events)["2025-03-02"].status == "failed"
    lines = [event.line for event in events if isinstance(event, Remark) and event.is_error]
    assert len(lines) == 4, "three sentences, and how many more"
    assert "401" in lines[0]
    assert lines[-1] == "2025-03-02: 2 more could not be spoken"
