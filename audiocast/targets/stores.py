"""What each kind of store does its own way: how it is opened, how a file comes to be there whole, what it tells of it.

The libraries are imported when a store is opened, by name: each is an extra of its own.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import posixpath
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from audiocast.errors import NotInstalledError, suggest
from audiocast.targets.complaints import codes_of
from audiocast.targets.target import PART_PREFIX, RemoteFile, TargetError

_UNCACHED = {"skip_instance_cache": True, "use_listings_cache": False}
"""What fsspec remembers of a listing is not what is there."""


@dataclass(frozen=True, slots=True)
class Headers:
    """What a store that delivers files itself is to say of one."""

    content_type: str
    cache_control: str


class Store:
    """Any file system that fsspec knows: written in place, unless it can rename; it is asked one thing at a time."""

    side_by_side = 1

    def __init__(self, fs: Any, root: str) -> None:
        self.fs = fs
        self.root = root
        self._made: set[str] = set()
        self._making = threading.Lock()

    def path(self, name: str) -> str:
        """Return a file's path in the store."""
        return posixpath.join(self.root, name) if name else self.root

    def stat(self, name: str) -> RemoteFile:
        """Return what the store tells of a file; FileNotFoundError when there is none."""
        info = self.fs.info(self.path(name))
        if info["type"] != "file":
            raise FileNotFoundError(name)
        return RemoteFile(name, info["size"])

    def read(self, name: str) -> bytes:
        """Return its bytes."""
        data: bytes = self.fs.cat_file(self.path(name))
        return data

    def write(self, name: str, data: bytes | Path, headers: Headers) -> None:  # noqa: ARG002
        """Write it whole: under another name first where the store can rename."""
        path = self.path(name)
        folder, _, last = path.rpartition("/")
        self._make(folder)
        if not self._renames():
            self._upload(path, data)
            return
        part = posixpath.join(folder, PART_PREFIX + last)
        self._upload(part, data)
        self._settle(part, path)

    def remove(self, name: str) -> None:
        """Remove it."""
        self.fs.rm_file(self.path(name))

    def list(self, folder: str) -> Iterator[RemoteFile]:
        """Yield the files of one folder; none when it does not exist."""
        try:
            infos = self.fs.ls(self.path(folder), detail=True)
        except FileNotFoundError:
            return
        yield from _objects(infos, folder)

    def close(self) -> None:
        """Close what is open; most libraries do so themselves when nobody holds their file system any more."""

    def _renames(self) -> bool:
        from fsspec.spec import AbstractFileSystem

        return type(self.fs).mv is not AbstractFileSystem.mv

    def _make(self, folder: str) -> None:
        with self._making:
            if folder and folder not in self._made:
                self.fs.makedirs(folder, exist_ok=True)
                self._made.add(folder)

    def _upload(self, path: str, data: bytes | Path) -> None:
        if isinstance(data, bytes):
            self.fs.pipe_file(path, data)
        else:
            self.fs.put_file(str(data), path)

    def _settle(self, part: str, path: str) -> None:
        self.fs.mv(part, path)


class S3Store(Store):
    """Amazon's S3 and what speaks like it: a put is whole or not at all, and keeps headers and our own digest."""

    side_by_side = 4

    def stat(self, name: str) -> RemoteFile:
        """Ask for the object's head, which alone tells its metadata."""
        bucket, _, key = self.path(name).partition("/")
        head = self.fs.call_s3("head_object", Bucket=bucket, Key=key)
        return RemoteFile(
            name,
            head["ContentLength"],
            sha256=head.get("Metadata", {}).get("sha256", ""),
            content_type=head.get("ContentType", ""),
            cache_control=head.get("CacheControl", ""),
        )

    def write(self, name: str, data: bytes | Path, headers: Headers) -> None:
        """Put the object."""
        marks = {
            "ContentType": headers.content_type,
            "CacheControl": headers.cache_control,
            "Metadata": {"sha256": _sha256(data)},
        }
        if isinstance(data, bytes):
            self.fs.pipe_file(self.path(name), data, **marks)
        else:
            self.fs.put_file(str(data), self.path(name), **marks)

    def list(self, folder: str) -> Iterator[RemoteFile]:
        """Yield the objects; an absent bucket is an error, where an absent folder is an empty one."""
        try:
            yield from _objects(self.fs.ls(self.path(folder), detail=True, refresh=True), folder)
        except FileNotFoundError as error:
            if "NoSuchBucket" in codes_of(error):
                raise


class GcsStore(Store):
    """Google Cloud Storage: as S3, in other words."""

    side_by_side = 4

    def stat(self, name: str) -> RemoteFile:
        """Return what the object's listing tells, which is all."""
        info = self.fs.info(self.path(name))
        if info["type"] != "file":
            raise FileNotFoundError(name)
        return RemoteFile(
            name,
            info["size"],
            sha256=info.get("metadata", {}).get("sha256", ""),
            content_type=info.get("contentType", ""),
            cache_control=info.get("cacheControl", ""),
        )

    def write(self, name: str, data: bytes | Path, headers: Headers) -> None:
        """Put the object."""
        marks = {
            "content_type": headers.content_type,
            "fixed_key_metadata": {"cache_control": headers.cache_control},
            "metadata": {"sha256": _sha256(data)},
        }
        if isinstance(data, bytes):
            self.fs.pipe_file(self.path(name), data, **marks)
        else:
            self.fs.put_file(str(data), self.path(name), **marks)


class SftpStore(Store):
    """A host that one logs in to by ssh; sshfs renames by OpenSSH's posix-rename, which replaces in one step."""

    side_by_side = 4

    def close(self) -> None:
        """End the connection, which sshfs would keep for as long as anybody holds its file system."""
        self.fs.loop.call_soon_threadsafe(self.fs.client.close)

    def _renames(self) -> bool:
        return True


class WebdavStore(Store):
    """A WebDAV server (RFC 4918); most remove the old file in the moment before a MOVE puts the new one there."""

    side_by_side = 4

    def _renames(self) -> bool:
        return True

    def _upload(self, path: str, data: bytes | Path) -> None:
        # Not through fsspec, which would look at the folder each time.
        size = len(data) if isinstance(data, bytes) else data.stat().st_size
        with io.BytesIO(data) if isinstance(data, bytes) else data.open("rb") as file:
            self.fs.client.upload_fileobj(file, path, overwrite=True, size=size)

    def close(self) -> None:
        """Close the connections."""
        self.fs.client.http.close()

    def _settle(self, part: str, path: str) -> None:
        self.fs.client.move(part, path, overwrite=True)


def open_store(address: str, options: Mapping[str, Any]) -> Store:
    """Open the store at a URL.

    Raises:
        NotInstalledError: its library is not here.
        TargetError: nothing speaks that protocol.
    """
    parts = urlsplit(address)
    return _OPENERS.get(parts.scheme, _open_other)(parts, dict(options))


def _open_s3(parts: SplitResult, options: dict[str, Any]) -> Store:
    # Whoever publishes tries again, and neither botocore nor s3fs each for itself beside that.
    options["config_kwargs"] = {"retries": {"total_max_attempts": 1}, **options.get("config_kwargs", {})}
    fs = _library("s3fs", "s3").S3FileSystem(**_UNCACHED, **options)
    fs.retries = 1
    fs.connect()  # It sends nothing, but only here does it look at the options.
    return S3Store(fs, _bucket_path(parts))


def _open_gcs(parts: SplitResult, options: dict[str, Any]) -> Store:
    fs = _library("gcsfs", "gcs").GCSFileSystem(**_UNCACHED, **options)
    return GcsStore(fs, _bucket_path(parts))


def _open_sftp(parts: SplitResult, options: dict[str, Any]) -> Store:
    # sshfs on its own would take any host for the right one; () is asyncssh's word for the user's known_hosts.
    options = {"known_hosts": (), **options}
    if parts.username:
        options["username"] = unquote(parts.username)
    if parts.port:
        options["port"] = parts.port
    fs = _library("sshfs", "sftp").SSHFileSystem(_host(parts), skip_instance_cache=True, **options)
    path = unquote(parts.path)
    return SftpStore(fs, path.removeprefix("/~/") if path.startswith("/~/") else path or "/")


def _open_webdav(parts: SplitResult, options: dict[str, Any]) -> Store:
    user = options.pop("user", None) or unquote(parts.username or "") or None
    password = options.pop("password", None)
    scheme = "https" if parts.scheme in ("webdavs", "davs") else "http"
    host = f"[{_host(parts)}]" if ":" in _host(parts) else _host(parts)
    base_url = f"{scheme}://{host}{f':{parts.port}' if parts.port else ''}/"
    fs = _library("webdav4.fsspec", "webdav").WebdavFileSystem(
        base_url, auth=(user, password or "") if user else None, skip_instance_cache=True, retry=False, **options
    )
    return WebdavStore(fs, unquote(parts.path).strip("/"))


def _open_other(parts: SplitResult, options: dict[str, Any]) -> Store:
    import fsspec

    address = parts.geturl()
    if parts.scheme in ("http", "https"):
        raise TargetError(f"{address} is no store to write to", way_out=f"webdavs://{parts.netloc}{parts.path} is one")
    if parts.scheme not in fsspec.available_protocols():
        known = sorted({*fsspec.available_protocols(), *_OPENERS})
        raise TargetError(
            f"{address}: nothing speaks {parts.scheme!r}",
            way_out=suggest(parts.scheme, known, "docs/publish.md says what does"),
        )
    try:
        fs, root = fsspec.core.url_to_fs(address, **_UNCACHED, **options)
    except ImportError as error:
        raise NotInstalledError(f"{address} needs a package that is not installed", way_out=str(error)) from error
    return Store(fs, root)


_OPENERS: dict[str, Callable[[SplitResult, dict[str, Any]], Store]] = {
    "s3": _open_s3,
    "s3a": _open_s3,
    "gcs": _open_gcs,
    "gs": _open_gcs,
    "sftp": _open_sftp,
    "ssh": _open_sftp,
    "webdav": _open_webdav,
    "dav": _open_webdav,
    "webdavs": _open_webdav,
    "davs": _open_webdav,
}


def _library(module: str, extra: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise NotInstalledError(
            f"targets of the kind {extra}: need a package that is not installed ({error})",
            way_out=f"pip install 'audiocast[{extra}]'",
        ) from error


def _bucket_path(parts: SplitResult) -> str:
    return f"{parts.netloc}{unquote(parts.path)}".rstrip("/")


def _host(parts: SplitResult) -> str:
    if not parts.hostname:
        raise TargetError(f"{parts.geturl()} names no host", way_out=f"{parts.scheme}://HOST/FOLDER")
    return parts.hostname


def _objects(infos: list[dict[str, Any]], folder: str) -> Iterator[RemoteFile]:
    for info in infos:
        name = posixpath.basename(info["name"])
        if info["type"] == "file" and name:
            yield RemoteFile(posixpath.join(folder, name), info["size"])


def _sha256(data: bytes | Path) -> str:
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()
    with data.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
