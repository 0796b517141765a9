from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import stamina

from audiocast.engines.kokoro import voices
from audiocast.engines.kokoro.model import PARTS
from tests.engines.edge_server import EdgeServer, serving


@pytest.fixture
def edge_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EdgeServer]:
    """The protocol on loopback: edge-tts is untouched but for the address it dials; no retry waits."""
    import edge_tts.communicate
    from edge_tts.drm import DRM

    for name in ("ALL_PROXY", "WSS_PROXY", "WS_PROXY", "all_proxy", "wss_proxy", "ws_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(DRM, "clock_skew_seconds", 0.0)
    with serving() as server, stamina.set_testing(True, attempts=100, cap=True):
        monkeypatch.setattr(edge_tts.communicate, "WSS_URL", server.url)
        yield server


@pytest.fixture(scope="session")
def kokoro_data() -> Path:
    """The folder with the Mandarin voices; without model or voices the test is skipped, or fails where all is asked."""
    data_dir = voices.default_data_dir()
    lacking = [name for name in (*PARTS, "onnxruntime", "rjieba") if find_spec(name) is None]
    lacking += [voice.name for voice in voices.listed(data_dir) if not voice.installed]
    if lacking:
        missing("kokoro", lacking)
    return data_dir


def missing(what: str, lacking: list[str]) -> None:
    """Skip the test, or fail it when ``AUDIOCAST_REQUIRE_ALL`` says that the machine was set up for everything."""
    reason = f"{what} needs {', '.join(lacking)} (scripts/test installs them)"
    if os.environ.get("AUDIOCAST_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def lines() -> tuple[list[str], Callable[[str], None]]:
    """A list and the function that reports into it."""
    reported: list[str] = []
    return reported, reported.append
