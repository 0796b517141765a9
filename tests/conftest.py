from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from typing import Any

import pytest

NEWS = Path(__file__).resolve().parents[2] / "shared" / "news"


@pytest.fixture(autouse=True)
def own_user_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test its own cache and settings, whatever the person who runs it has."""
    home = tmp_path_factory.mktemp("user")
    monkeypatch.setenv("AUDIOCAST_CACHE", str(home / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    for name in ("BASE_URL", "ENGINE", "JOBS", "EXECUTOR", "SCHEDULER", "FFMPEG"):
        monkeypatch.delenv(f"AUDIOCAST_{name}", raising=False)


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise OSError(f"tests may not connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def news_page() -> Path:
    """The real newspaper page; its absence is the one allowed skip."""
    page = NEWS / "guancheng-2023-02-10.txt"
    if not page.is_file():
        pytest.skip("../shared/news is not here")
    return page


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
