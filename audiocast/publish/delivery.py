"""One target during a publication: what is there, what is sent, that it arrived."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from audiocast.errors import InputError
from audiocast.events import Remark
from audiocast.feed import FEED_NAME, FeedContent, read_feed
from audiocast.headers import cache_control, content_type
from audiocast.patience import again
from audiocast.publish import ownership, plan, promises
from audiocast.publish.contents import ARCHIVES, Contents, LocalFile
from audiocast.publish.events import Delivered, Forecast, Sending
from audiocast.publish.known import Known
from audiocast.publish.manifest import MANIFEST_NAME, Kept, Manifest, read_manifest, write_manifest
from audiocast.publish.order import Order
from audiocast.publish.outlook import Outlook, outlook
from audiocast.publish.plan import Plan, Pruning
from audiocast.targets import RemoteFile, Target, TargetError

_Answer = TypeVar("_Answer")


class Delivery:
    """A target and what has to be done there. Each request is tried again when its failure may pass.

    Attributes:
        plan: what has to be done.
        remarks: what the producer should know of the target.
        changed: names of the feeds that were sent.
    """

    def __init__(self, target: Target, contents: Contents, known: Known, pruning: Pruning, order: Order) -> None:
        """Look at the target and make the plan; nothing is written.

        Raises:
            TargetError: it cannot be read, holds what is somebody else's, or lists episodes that are not known here;
                FeedError: a feed names what will not be there; StorageError: a file to be sent is damaged.
        """
        self._target = target
        self._contents = contents
        self._sent: dict[str, Kept] = {}
        self._sent_bytes = 0
        self.remarks: list[Remark] = []
        self._written = ask(lambda: target.read(MANIFEST_NAME)) or b""
        found = read_manifest(self._written)
        self._there = self._list(found or Manifest())
        documents = {name: self._read(name) for name in contents.subscribed}
        self._feeds = {name: self._parse(name, data) for name, data in documents.items()}
        other = (found.show if found else "") or self._guid()
        ownership.require_show(other, known.show, target.address)
        is_ours = order.take_over or other == known.show
        manifest = found or (self._take_over() if is_ours else Manifest())
        promises.require_named(contents, self._there, manifest, known, target.address)
        confirmed = self._confirm(plan.doubtful(contents, self._there, manifest), manifest)
        altered = self._altered(plan.familiar(contents, self._there, manifest), manifest, documents)
        self.plan: Plan = plan.decide(contents, self._there, confirmed, altered, manifest, pruning)
        if not order.take_over and (found or not is_ours):
            ownership.require_own(self.plan, self._there, manifest, target.address)
        if not order.allow_gone:
            promises.require_acquainted(self._leaving(), contents.feeds.values(), known, target.address)
        self._digests = {file.name: file.digest() for file in self.plan.send}
        for name, sha256 in self._digests.items():
            promises.require_whole(name, sha256, known)
        self._memory = plan.before(self.plan, contents, confirmed, manifest, known.show)

    @property
    def changed(self) -> list[str]:
        """Names of the feeds that were sent."""
        return [name for name in self._contents.subscribed if name in self._sent]

    def forecast(self) -> Forecast:
        """Return what will be done, and what subscribers will see."""
        return Forecast(
            target=self._target.address,
            outlooks=tuple(self._outlook(name) for name in self._contents.subscribed),
            send=tuple(file.name for file in self.plan.send),
            send_bytes=sum(file.size_bytes for file in self.plan.send),
            unchanged=len(self.plan.unchanged),
            delete=self.plan.delete,
            prune=self.plan.prune,
            waiting=len(self.plan.unused),
        )

    def begin(self) -> None:
        """Write down what will be sent, so that a run that is killed leaves nothing that nobody knows."""
        self._remember(self._memory)

    def send(self, stage: int) -> Iterator[Sending]:
        """Send one stage's files, several at once where the target takes that, and see that each is there."""
        files = [file for file in self.plan.send if file.stage == stage]
        together = 1 if stage >= ARCHIVES else self._target.side_by_side
        total = sum(file.size_bytes for file in self.plan.send)
        with ThreadPoolExecutor(together) as pool:
            futures = {pool.submit(self._deliver, file): file for file in files}
            try:
                for future in as_completed(futures):
                    file = futures[future]
                    self._sent[file.name] = future.result()
                    self._sent_bytes += file.size_bytes
                    yield Sending(self._target.address, file.name, self._sent_bytes, total)
            finally:
                pool.shutdown(cancel_futures=True)

    def settle(self) -> None:
        """Write down that all but the feeds is there, so that what follows is all that a killed run has to repeat."""
        self._remember(Manifest(self._memory.show, {**self._memory.files, **self._sent}))

    def finish(self) -> Delivered:
        """Delete what nothing refers to any more, now that the feeds are out, and write down what there is."""
        for name in (*self.plan.delete, *self.plan.prune):
            self._delete(name)
        self._remember(plan.after(self.plan, self._memory, self._sent))
        return Delivered(
            target=self._target.address,
            sent=tuple(self._sent),
            sent_bytes=self._sent_bytes,
            unchanged=len(self.plan.unchanged),
            deleted=self.plan.delete,
            pruned=self.plan.prune,
        )

    def _list(self, manifest: Manifest) -> dict[str, int]:
        names = {*self._contents.files, *manifest.files, *self._contents.named}
        there: dict[str, int] = {}
        for folder in sorted({*ownership.FOLDERS, *map(posixpath.dirname, names)}):
            there.update((file.name, file.size_bytes) for file in self._files(folder))
        return there

    def _files(self, folder: str) -> Collection[RemoteFile]:
        return ask(lambda: list(self._target.list(folder)))

    def _read(self, name: str) -> bytes | None:
        return ask(lambda: self._target.read(name)) if name in self._there else None

    def _parse(self, name: str, data: bytes | None) -> FeedContent | None:
        try:
            return read_feed(data, f"{self._target.address}/{name}") if data else None
        except InputError:
            return None

    def _guid(self) -> str:
        feed = self._feeds[FEED_NAME]
        return feed.guid if feed else ""

    def _take_over(self) -> Manifest:
        """Return a manifest of what goes by our names, where there is none that can be read."""
        files = ownership.taken_over(self._there, self._contents.subscribed)
        if files:
            what = f"{MANIFEST_NAME} is {'damaged' if self._written else 'gone'}"
            self.remarks.append(
                Remark(f"{self._target.address}: {what}; {len(files)} files there are taken for this show's")
            )
        return Manifest(files=files)

    def _leaving(self) -> list[FeedContent]:
        """Return the documents there that will be replaced or deleted."""
        names = [*(file.name for file in self.plan.send if file.stage >= ARCHIVES), *self.plan.delete]
        further = [name for name in names if name.endswith(".xml") and "/" not in name and name not in self._feeds]
        parsed = [*self._feeds.values(), *(self._parse(name, self._read(name)) for name in further)]
        return [content for content in parsed if content]

    def _confirm(self, files: Iterable[LocalFile], manifest: Manifest) -> Mapping[str, str]:
        """Ask the store about files of the right length; return the digests of those that are right."""
        with ThreadPoolExecutor(self._target.side_by_side) as pool:
            found = pool.map(lambda file: (file, ask(lambda: self._target.stat(file.name))), files)
            return {file.name: file.digest() for file, remote in found if remote and plan.holds(remote, file, manifest)}

    def _altered(
        self, files: Collection[LocalFile], manifest: Manifest, documents: Mapping[str, bytes | None]
    ) -> frozenset[str]:
        """Return which files are not there as they were put: by their bytes where they were read, else as told."""
        changed = {file.name for file in files if (data := documents.get(file.name)) and _sha256(data) != file.sha256}
        if FEED_NAME not in self._there or not self._tells():
            return frozenset(changed)
        return frozenset({file.name for file in files} - set(self._confirm(files, manifest))) | changed

    def _tells(self) -> bool:
        """Whether the store tells of its files more than their length."""
        remote = ask(lambda: self._target.stat(FEED_NAME))
        return remote is not None and (bool(remote.sha256) or remote.content_type is not None)

    def _outlook(self, name: str) -> Outlook:
        stem = name.removesuffix(".xml") + "-archive-"
        archives = [content for other, content in self._contents.feeds.items() if other.startswith(stem)]
        archived = {item.guid for content in archives for item in content.items}
        return outlook(name, self._feeds[name], self._contents.feeds[name], archived)

    def _deliver(self, file: LocalFile) -> Kept:
        return ask(lambda: self._put(file))

    def _put(self, file: LocalFile) -> Kept:
        data = file.path if file.is_immutable else file.path.read_bytes()
        self._target.put(file.name, data, content_type(file.name), cache_control(file.name))
        remote = self._target.stat(file.name)
        wrong = plan.difference(remote, file) if remote else "nothing"
        if wrong:
            raise TargetError(
                f"{self._target.address} has {wrong} after {file.name} was sent",
                way_out="the feed there is still the old one" if file.stage < ARCHIVES else "publish again",
                retryable=True,
            )
        return Kept(file.size_bytes, self._digests[file.name])

    def _delete(self, name: str) -> None:
        ask(lambda: self._target.delete(name))

    def _remember(self, manifest: Manifest) -> None:
        data = write_manifest(manifest)
        if data != self._written:
            name = MANIFEST_NAME
            ask(lambda: self._target.put(name, data, content_type(name), cache_control(name)))
            self._written = data


def ask(call: Callable[[], _Answer]) -> _Answer:
    """Return what a target answers, asking again while its failure may pass."""
    return again(call, passes=lambda error: isinstance(error, TargetError) and error.retryable)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
