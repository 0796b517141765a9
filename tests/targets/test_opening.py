"""Addresses, options and everything that can be wrong with a place: one line each."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from audiocast.errors import AudiocastError, ConfigError, NotInstalledError
from audiocast.targets import Target, TargetError, open_target, options_of
from tests.targets.servers import S3, Sshd, Webdav, free_port


def attempt(address: str, options: dict[str, Any] | None = None) -> str:
    """Return what is said when a file is put at an address that is no good."""
    with pytest.raises(AudiocastError) as caught, closing(open_target(address, options or {})) as target:
        target.put("feed.xml", b"x", "text/plain", "no-cache")
    line = str(caught.value)
    assert "\n" not in line
    assert isinstance(caught.value, TargetError | ConfigError)
    return line


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s4://bucket/x", "nothing speaks 's4': docs/publish.md says what does"),
        ("sftpp://host/x", "nothing speaks 'sftpp': did you mean 'sftp'?"),
        ("https://example.org/dav/", "is no store to write to: webdavs://example.org/dav/ is one"),
        ("sftp:///var/www", "names no host"),
        ("sftp://editor:geheim@example.org/var/www", 'write password = "env:NAME" under [publish.sftp]'),
        ("/no/such/folder/at/all", "there is no folder /no/such/folder/at"),
        ("file:///no/such/folder/at/all", "there is no folder /no/such/folder/at"),
    ],
)
def test_a_wrong_address_is_one_line(address: str, said: str) -> None:
    line = attempt(address)
    assert said in line
    assert "geheim" not in line


@pytest.mark.parametrize("scheme", ["s3", "sftp", "webdav"])
def test_a_host_that_nobody_answers_at_is_one_line(scheme: str, s3_server: S3, sshd_server: Sshd) -> None:
    port = free_port()
    options = {
        "s3": {**s3_server.options(), "endpoint_url": f"http://127.0.0.1:{port}"},
        "sftp": sshd_server.options(),
        "webdav": {},
    }
    host = "podcasts" if scheme == "s3" else f"127.0.0.1:{port}"
    assert "cannot be reached" in attempt(f"{scheme}://{host}/show", options[scheme])


def test_a_refused_login_is_one_line(sshd_server: Sshd, webdav_server: Webdav, tmp_path: Path) -> None:
    import subprocess

    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    strange = {**sshd_server.options(), "client_keys": [str(tmp_path / "key")], "agent_path": None}
    assert "does not let us in" in attempt(sshd_server.place().address, strange)
    for login in ({}, {"user": "editor", "password": "wrong"}):
        line = attempt(webdav_server.place().address, dict(login))
        assert "does not let us in" in line
        assert "wrong" not in line


def test_a_host_that_is_not_known_is_not_believed(
    sshd_server: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    address = sshd_server.place().address
    assert "is not among the known ones" in attempt(address, {"client_keys": [str(sshd_server.key)]})


def test_a_bucket_that_does_not_exist_is_one_line(s3_server: S3) -> None:
    assert "there is no such bucket or folder" in attempt("s3://nobodys/show", s3_server.options())
    target = open_target("s3://nobodys/show", s3_server.options())
    with closing(target), pytest.raises(TargetError, match="no such bucket"):
        list(target.list())


def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="ascii")
    assert "feed.xml in" in attempt(str(tmp_path / "file"))


@pytest.mark.parametrize(("address", "option"), [("s3://b/x", "endpoint"), ("webdav://127.0.0.1:1/x", "pasword")])
def test_an_unknown_option_is_one_line(address: str, option: str) -> None:
    with pytest.raises(AudiocastError, match="options are not understood"):
        open_target(address, {option: "x"}).stat("feed.xml")


@pytest.mark.parametrize(
    ("address", "module", "extra"),
    [
        ("s3://bucket/show", "s3fs", "s3"),
        ("gs://bucket/show", "gcsfs", "gcs"),
        ("sftp://example.org/show", "sshfs", "sftp"),
        ("webdavs://example.org/show", "webdav4.fsspec", "webdav"),
    ],
)
def test_a_missing_package_is_named(address: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(NotInstalledError, match=rf"pip install 'audiocast\[{extra}\]'"):
        open_target(address, {})


def test_options_are_those_of_the_protocol_with_secrets_from_the_environment() -> None:
    tables = {"s3": {"key": "AKIA", "secret": "env:S3_SECRET", "client_kwargs": {"region_name": "env:REGION"}}}
    environ = {"S3_SECRET": "geheim", "REGION": "cn-north-1"}
    filled = {"key": "AKIA", "secret": "geheim", "client_kwargs": {"region_name": "cn-north-1"}}
    assert options_of("s3://bucket", tables, environ) == options_of("s3a://bucket", tables, environ) == filled
    assert options_of("sftp://host/x", tables, environ) == options_of("/var/www", tables, environ) == {}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"s3": {"secret": "env:NO_SUCH_NAME"}}, "publish.s3.secret names NO_SUCH_NAME, which is not set"),
        ({"s3": {"secret": "geheim"}}, "publish.s3.secret holds a secret"),
        ({"podpng": "https://example.org/"}, r"unknown key 'podpng'"),
    ],
)
def test_wrong_options_are_one_line(tables: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        options_of("s3://bucket", tables, {})
    assert "geheim" not in str(caught.value)


def test_a_path_below_the_home_of_an_sftp_user(sshd_server: Sshd, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = Path("~").expanduser()
    folder = tmp_path_factory.mktemp("home")
    if not folder.is_relative_to(home):
        address = f"sftp://{sshd_server.user}@127.0.0.1:{sshd_server.port}/~/{'../' * len(home.parts)}{folder}"
    else:
        address = f"sftp://{sshd_server.user}@127.0.0.1:{sshd_server.port}/~/{folder.relative_to(home)}"
    with closing(open_target(address, sshd_server.options())) as target:
        target.put("feed.xml", b"x", "text/plain", "no-cache")
    assert (folder / "feed.xml").read_bytes() == b"x"


def test_any_store_of_fsspec_will_do() -> None:
    target: Target = open_target("memory://show", {})
    target.put("media/a.mp3", b"sound", "audio/mpeg", "no-cache")
    target.put("media/a.mp3", b"more sound", "audio/mpeg", "no-cache")
    found = target.stat("media/a.mp3")
    assert found is not None
    assert (found.size_bytes, target.read("media/a.mp3")) == (10, b"more sound")
    assert [one.name for one in target.list("media")] == ["media/a.mp3"]
    assert target.stat("no.txt") is target.read("no.txt") is None
    target.delete("media/a.mp3")
    target.delete("media/a.mp3")
    assert (list(target.list("media")), target.stat("media/a.mp3")) == ([], None)


def test_a_target_of_another_package_takes_its_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pigeon.py").write_text(
        "class Loft:\n    side_by_side = 1\n    def __init__(self, address, options):\n"
        "        self.address, self.options = address, options\n",
        encoding="utf-8",
    )
    package = tmp_path / "pigeon-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeon\nVersion: 1.0\n", encoding="utf-8")
    (package / "entry_points.txt").write_text("[audiocast.targets]\npigeon = pigeon:Loft\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    target: Any = open_target("pigeon://roof/news", {"speed": 3})
    assert (type(target).__name__, target.address, target.options) == ("Loft", "pigeon://roof/news", {"speed": 3})


@pytest.mark.parametrize("address", ["my-bucket", "my-bucket/news", "podcasts/bucket-list"])
def test_a_bucket_may_be_called_bucket(s3_server: S3, address: str) -> None:
    s3_server.client.create_bucket(Bucket="my-bucket")
    with closing(open_target(f"s3://{address}", s3_server.options())) as target:
        assert list(target.list("media")) == []
        target.put("media/a.mp3", b"x", "audio/mpeg", "no-cache")
        assert [file.name for file in target.list("media")] == ["media/a.mp3"]
        target.delete("media/a.mp3")
