"""What has to be done at one target. Pure: what is here, what is there and what is remembered in, a plan out."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from audiocast.headers import cache_control, content_type, is_immutable
from audiocast.publish.contents import ARCHIVES, Contents, LocalFile
from audiocast.publish.manifest import Kept, Manifest
from audiocast.targets import PART_PREFIX, RemoteFile


@dataclass(frozen=True, slots=True)
class Plan:
    """What is sent, in order, what stays, and what goes once the feeds are out.

    Attributes:
        send: files that are not there, or not as they are here.
        unchanged: names of those that are.
        delete: names of ours there that are not here any more, and of what a killed run left half written.
        prune: names of media there that nothing has referred to for so long that they go.
        unused: names of other media that nothing refers to, and since when.
        lent: names of files that feeds refer to, which are there and no longer here.
    """

    send: tuple[LocalFile, ...]
    unchanged: tuple[str, ...]
    delete: tuple[str, ...]
    prune: tuple[str, ...]
    unused: Mapping[str, str]
    lent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pruning:
    """Whether unused media go, and after how many days; ``today`` is when they are seen to be unused."""

    today: date
    keep_days: int
    is_wanted: bool

    def is_due(self, since: str) -> bool:
        """Whether what is unused since that day goes now."""
        return self.is_wanted and date.fromisoformat(since) + timedelta(days=self.keep_days) <= self.today


def doubtful(contents: Contents, there: Mapping[str, int], manifest: Manifest) -> list[LocalFile]:
    """Return files whose length is right while nobody remembers that they are: the store may know more of them."""
    return [
        file
        for file in contents.files.values()
        if there.get(file.name) == file.size_bytes and file.stage < ARCHIVES and not is_remembered(file, manifest)
    ]


def familiar(contents: Contents, there: Mapping[str, int], manifest: Manifest) -> list[LocalFile]:
    """Return files that are met first and are there by all that is remembered: what a store tells may differ."""
    return [
        file
        for name, file in contents.files.items()
        if name in contents.front and there.get(name) == file.size_bytes and is_remembered(file, manifest)
    ]


def holds(remote: RemoteFile, file: LocalFile, manifest: Manifest) -> bool:
    """Whether what a store tells of a file is enough to leave it alone."""
    is_known = file.is_immutable or remote.sha256 == file.sha256 or is_remembered(file, manifest)
    return is_known and not difference(remote, file)


def difference(remote: RemoteFile, file: LocalFile) -> str:
    """Return what is wrong with a file at a target, as far as its store tells; empty when nothing is."""
    if remote.size_bytes != file.size_bytes:
        return f"{remote.size_bytes} bytes instead of {file.size_bytes}"
    if remote.sha256 and remote.sha256 != file.digest():
        return "another content"
    told = ((remote.content_type, content_type(file.name)), (remote.cache_control, cache_control(file.name)))
    wrong = [f"{got!r} instead of {meant!r}" for got, meant in told if got is not None and not _same(got, meant)]
    return wrong[0] if wrong else ""


def decide(
    contents: Contents,
    there: Mapping[str, int],
    confirmed: Mapping[str, str],
    altered: Container[str],
    manifest: Manifest,
    pruning: Pruning,
) -> Plan:
    """Return the plan for one target.

    Args:
        contents: what is to be there in the end.
        there: lengths of the files that are there now.
        confirmed: digests of the doubtful ones that turned out to be right.
        altered: names of files that are not there as they were put.
        manifest: what is remembered.
        pruning: what becomes of media that nothing refers to.
    """
    files = contents.files.values()
    unchanged = {
        file.name
        for file in files
        if there.get(file.name) == file.size_bytes
        and file.name not in altered
        and (is_remembered(file, manifest) or file.name in confirmed)
    }
    send = sorted((file for file in files if file.name not in unchanged), key=lambda file: (file.stage, file.name))
    ours = [name for name in manifest.files if name not in contents.files and name in there]
    unused = {
        name: manifest.files[name].unused_since or pruning.today.isoformat()
        for name in ours
        if is_immutable(name) and not contents.needs(name)
    }
    prune = sorted(name for name, since in unused.items() if pruning.is_due(since))
    left = [name for name in there if name.rpartition("/")[2].startswith(PART_PREFIX)]
    return Plan(
        send=tuple(send),
        unchanged=tuple(sorted(unchanged)),
        delete=tuple(sorted([*left, *(name for name in ours if not is_immutable(name) and not contents.needs(name))])),
        prune=tuple(prune),
        unused={name: since for name, since in sorted(unused.items()) if name not in prune},
        lent=tuple(sorted(filter(contents.needs, ours))),
    )


def before(plan: Plan, contents: Contents, confirmed: Mapping[str, str], manifest: Manifest, show: str) -> Manifest:
    """Return what is remembered while files are sent: of those, that nobody knows yet whether they are whole."""
    known = {name: Kept(contents.files[name].size_bytes, sha256) for name, sha256 in confirmed.items()}
    sending = {file.name: Kept(file.size_bytes, "") for file in plan.send}
    return Manifest(show, {**manifest.files, **known, **sending})


def after(plan: Plan, manifest: Manifest, sent: Mapping[str, Kept]) -> Manifest:
    """Return what is remembered in the end.

    Args:
        plan: what was done.
        manifest: what was remembered ``before``.
        sent: what was sent and seen to be whole.
    """
    stays = {*plan.unchanged, *(file.name for file in plan.send), *plan.unused, *plan.lent}
    files = {name: kept for name, kept in {**manifest.files, **sent}.items() if name in stays}
    marked = {name: Kept(kept.size_bytes, kept.sha256, plan.unused.get(name, "")) for name, kept in files.items()}
    return Manifest(manifest.show, marked)


def is_remembered(file: LocalFile, manifest: Manifest) -> bool:
    """Whether the manifest says that a file was put there as it is here."""
    kept = manifest.files.get(file.name)
    return kept is not None and bool(kept.sha256) and (file.is_immutable or kept.sha256 == file.sha256)


def _same(one: str, other: str) -> bool:
    return one.replace(" ", "").lower() == other.replace(" ", "").lower()
