"""The servers as fixtures, one of each for the whole session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.targets import servers

KINDS = ("folder", "s3", "sftp", "webdav")


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Folders]:
    # In memory where there is such a place: a folder is synchronised file by file, a hundred times over here.
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield servers.Folders(tmp_path_factory.mktemp("folders"))
        return
    with TemporaryDirectory(dir=memory) as folder:
        yield servers.Folders(Path(folder))


@pytest.fixture(scope="session")
def s3_server() -> Iterator[servers.S3]:
    with servers.s3() as server:
        yield server


@pytest.fixture(scope="session")
def sshd_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Sshd]:
    with servers.sshd(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture(scope="session")
def webdav_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Webdav]:
    with servers.webdav(tmp_path_factory.mktemp("webdav")) as server:
        yield server


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest) -> servers.Server:
    """Return each server in turn."""
    name = {"folder": "folders"}.get(request.param, f"{request.param}_server").replace("sftp_", "sshd_")
    found: servers.Server = request.getfixturevalue(name)
    return found
