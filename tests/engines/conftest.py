from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engines.edge_server import EdgeServer, serving
from tests.requirements import require_kokoro


@pytest.fixture
def edge_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EdgeServer]:
    """The protocol on loopback: edge-tts is untouched but for the two addresses it dials."""
    import edge_tts.communicate
    import edge_tts.voices
    from edge_tts.drm import DRM

    for name in ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "WSS_PROXY", "WS_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(DRM, "clock_skew_seconds", 0.0)
    with serving() as server:
        monkeypatch.setattr(edge_tts.communicate, "WSS_URL", server.url)
        monkeypatch.setattr(edge_tts.voices, "VOICE_LIST", server.voices_url)
        yield server


@pytest.fixture(scope="session")
def kokoro_data() -> Path:
    """The folder with the Mandarin voices, on a machine that can speak them."""
    return require_kokoro()


@pytest.fixture
def lines() -> tuple[list[str], Callable[[str], None]]:
    """A list and the function that reports into it."""
    reported: list[str] = []
    return reported, reported.append
