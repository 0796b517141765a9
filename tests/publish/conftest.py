from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.publish.editions import first_edition, second_edition
from tests.targets.fixtures import folders, s3_server, server, sshd_server, webdav_server

__all__ = ["folders", "s3_server", "server", "sshd_server", "webdav_server"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("editions")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AUDIOCAST_CACHE", str(folder / "cache"))
        first = first_edition(folder / "first")
        return first, second_edition(first, folder / "second")


@pytest.fixture
def first(built: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[0], tmp_path / "first"))


@pytest.fixture
def second(built: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[1], tmp_path / "second"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"
