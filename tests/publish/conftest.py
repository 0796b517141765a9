from __future__ import annotations

from tests.targets.fixtures import folders, s3_server, server, sshd_server, webdav_server

__all__ = ["folders", "s3_server", "server", "sshd_server", "webdav_server"]
