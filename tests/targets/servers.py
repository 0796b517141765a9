"""Real servers on loopback: moto's S3, OpenSSH's sshd, wsgidav; each gives out empty places, seen from behind."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.requirements import require_commands, require_packages

USER, PASSWORD = "editor", "tone-deaf"
_NUMBERS = itertools.count()


@dataclass(frozen=True)
class Place:
    """An address that a target can be opened at, its options, and the files that its server holds there."""

    address: str
    options: Mapping[str, Any]
    behind: Behind

    def files(self) -> dict[str, bytes]:
        """Return what is there, by name."""
        return self.behind.files()


class Behind(Protocol):
    """A place as its own server sees it."""

    def files(self) -> dict[str, bytes]: ...
    def read(self, name: str) -> bytes | None: ...
    def size(self, name: str) -> int | None: ...
    def replace(self, files: Mapping[str, bytes]) -> None: ...


class Server(Protocol):
    """Something that gives out places."""

    def place(self) -> Place: ...


@dataclass(frozen=True)
class Disk:
    """A place that is a folder of this machine in the end."""

    root: Path

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*") if path.is_file()
        }

    def read(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None

    def size(self, name: str) -> int | None:
        try:
            return (self.root / name).stat().st_size
        except FileNotFoundError:
            return None

    def replace(self, files: Mapping[str, bytes]) -> None:
        (self.root / "feed.xml").unlink(missing_ok=True)
        shutil.rmtree(self.root, ignore_errors=True)
        for name, data in feed_last(files):
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.root.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True)
class Bucket:
    """A prefix of a bucket, through boto's own client."""

    client: Any
    name: str
    prefix: str

    def _keys(self) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=self.prefix)
        return [one["Key"] for page in pages for one in page.get("Contents", [])]

    def files(self) -> dict[str, bytes]:
        return {key.removeprefix(self.prefix): self._get(key) for key in self._keys()}

    def read(self, name: str) -> bytes | None:
        try:
            return self._get(self.prefix + name)
        except self.client.exceptions.NoSuchKey:
            return None

    def size(self, name: str) -> int | None:
        from botocore.exceptions import ClientError

        try:
            length: int = self.client.head_object(Bucket=self.name, Key=self.prefix + name)["ContentLength"]
        except ClientError:
            return None
        return length

    def head(self, name: str) -> dict[str, Any]:
        head: dict[str, Any] = self.client.head_object(Bucket=self.name, Key=self.prefix + name)
        return head

    def replace(self, files: Mapping[str, bytes]) -> None:
        for key in [f"{self.prefix}feed.xml", *self._keys()]:
            self.client.delete_object(Bucket=self.name, Key=key)
        for name, data in feed_last(files):
            self.client.put_object(Bucket=self.name, Key=self.prefix + name, Body=data)

    def _get(self, key: str) -> bytes:
        data: bytes = self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        return data


@dataclass(frozen=True)
class Folders:
    """No server at all: folders."""

    root: Path

    def place(self) -> Place:
        folder = self.root / f"folder-{next(_NUMBERS)}"
        folder.mkdir()
        return Place(str(folder), {}, Disk(folder))


@dataclass(frozen=True)
class S3:
    """moto's server, over HTTP."""

    url: str
    client: Any

    def place(self) -> Place:
        prefix = f"shows/{next(_NUMBERS)}"
        return Place(f"s3://podcasts/{prefix}", self.options(), Bucket(self.client, "podcasts", f"{prefix}/"))

    def options(self) -> dict[str, Any]:
        return {"endpoint_url": self.url, "key": "testing", "secret": "testing"}


@dataclass(frozen=True)
class Sshd:
    """OpenSSH's daemon as whoever runs the tests; ``known_hosts`` is the only file that knows it."""

    port: int
    root: Path
    key: Path
    known_hosts: Path
    user: str

    def place(self) -> Place:
        folder = self.root / f"sftp-{next(_NUMBERS)}"
        folder.mkdir()
        return Place(f"sftp://{self.user}@127.0.0.1:{self.port}{folder}", self.options(), Disk(folder))

    def options(self) -> dict[str, Any]:
        return {"client_keys": [str(self.key)], "known_hosts": str(self.known_hosts)}


@dataclass(frozen=True)
class Webdav:
    """wsgidav under cheroot, with a user."""

    port: int
    root: Path
    options: Mapping[str, Any] = field(default_factory=lambda: {"user": USER, "password": PASSWORD})

    def place(self) -> Place:
        name = f"dav-{next(_NUMBERS)}"
        (self.root / name).mkdir()
        return Place(f"webdav://127.0.0.1:{self.port}/{name}", self.options, Disk(self.root / name))


@contextmanager
def s3() -> Iterator[S3]:
    """Run moto's server with one bucket, ``podcasts``."""
    require_packages("publishing to S3", "moto", "s3fs", "flask", "flask_cors")
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        url = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
        client = boto3.client(
            "s3",
            endpoint_url=url,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            region_name="us-east-1",
        )
        client.create_bucket(Bucket="podcasts")
        yield S3(url, client)
        client.close()
    finally:
        server.stop()


@contextmanager
def sshd(folder: Path) -> Iterator[Sshd]:
    """Run sshd with a host key, an authorized key and a configuration of its own."""
    require_packages("publishing by SFTP", "sshfs")
    require_commands("publishing by SFTP", "sshd", "ssh-keygen")
    import getpass

    binary = shutil.which("sshd")
    assert binary
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host_key", "user_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "user_key.pub", folder / "authorized_keys")
    port = free_port()
    known_hosts = folder / "known_hosts"
    host_key = (folder / "host_key.pub").read_text(encoding="ascii")
    known_hosts.write_text(f"[127.0.0.1]:{port} {host_key}", encoding="ascii")
    configuration = folder / "sshd_config"
    configuration.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\n"
        f"HostKey {folder}/host_key\nAuthorizedKeysFile {folder}/authorized_keys\n"
        f"PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        f"PermitRootLogin yes\nMaxStartups 100\nMaxSessions 100\nSubsystem sftp internal-sftp\n",
        encoding="ascii",
    )
    drain: threading.Thread | None = None
    process = subprocess.Popen([binary, "-D", "-e", "-f", str(configuration)], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if "listening" in line:
                break
        else:
            raise AssertionError("sshd did not start")
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        drain.start()
        yield Sshd(port, folder, folder / "user_key", known_hosts, getpass.getuser())
    finally:
        process.terminate()
        process.wait()
        if drain is not None:
            drain.join()
        if process.stderr is not None:
            process.stderr.close()


@contextmanager
def webdav(folder: Path) -> Iterator[Webdav]:
    """Run wsgidav over a folder."""
    require_packages("publishing by WebDAV", "wsgidav", "cheroot", "webdav4")
    from cheroot import wsgi
    from wsgidav.wsgidav_app import WsgiDAVApp

    app = WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "verbose": 0,
            "logging": {"enable": False},
            "property_manager": False,
            "lock_storage": True,
        }
    )
    server = wsgi.Server(("127.0.0.1", 0), app, numthreads=8)
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield Webdav(server.bind_addr[1], folder)
    finally:
        server.stop()
        thread.join()


def feed_last(files: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """Return files in an order in which no feed names what is not there yet."""
    return sorted(files.items(), key=lambda file: file[0] == "feed.xml")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
