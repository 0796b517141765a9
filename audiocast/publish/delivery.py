"""One target during a publication: what is there, what is sent, that it arrived."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from audiocast.errors import InputError
from audiocast.feed import FEED_NAME, FeedContent, read_feed
from audiocast.headers import cache_control, content_type
from audiocast.patience import again
from audiocast.publish import plan
from audiocast.publish.contents import ARCHIVES, Contents, LocalFile
from audiocast.publish.events import Delivered, Forecast, Sending
from audiocast.publish.manifest import MANIFEST_NAME, Kept, Manifest, read_manifest, write_manifest
from audiocast.publish.outlook import Outlook, outlook
from audiocast.publish.plan import Plan, Pruning
from audiocast.targets import RemoteFile, Target, TargetError

_Answer = TypeVar("_Answer")


class Delivery:
    """A target and what has to be done there. Each request is tried again when its failure may pass.

    Attributes:
        plan: what has to be done.
        changed: names of the feeds that were sent.
    """

    def __init__(self, target: Target, contents: Contents, show: str, pruning: Pruning) -> None:
        """Look at the target and make the plan; nothing is written.

        Raises:
            TargetError: it cannot be read, or holds what is somebody else's; FeedError: a feed names what will not be
                there.
        """
        self._target = target
        self._contents = contents
        self._sent: dict[str, Kept] = {}
        self._sent_bytes = 0
        data = ask(lambda: target.read(MANIFEST_NAME))
        self._manifest = (read_manifest(data) if data else None) or Manifest()
        self._there = self._list()
        self._feeds = {name: self._read_feed(name) for name in contents.subscribed}
        plan.require_media(contents, self._there, target.address)
        confirmed = self._confirm(plan.doubtful(contents, self._there, self._manifest))
        self.plan: Plan = plan.decide(contents, self._there, confirmed, self._manifest, pruning)
        self._require_own(show)
        self._memory = plan.before(self.plan, contents, confirmed, self._manifest, show)

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

    def _list(self) -> dict[str, int]:
        names = {FEED_NAME, *self._contents.files, *self._manifest.files, *self._contents.enclosures}
        there: dict[str, int] = {}
        for folder in sorted({posixpath.dirname(name) for name in names}):
            there.update((file.name, file.size_bytes) for file in self._files(folder))
        return there

    def _files(self, folder: str) -> Collection[RemoteFile]:
        return ask(lambda: list(self._target.list(folder)))

    def _read_feed(self, name: str) -> FeedContent | None:
        data = ask(lambda: self._target.read(name)) if name in self._there else None
        try:
            return read_feed(data, f"{self._target.address}/{name}") if data else None
        except InputError:
            return None

    def _confirm(self, files: Iterable[LocalFile]) -> Mapping[str, str]:
        """Ask the store about files of the right length; return the digests of those that are right."""
        with ThreadPoolExecutor(self._target.side_by_side) as pool:
            found = pool.map(lambda file: (file, ask(lambda: self._target.stat(file.name))), files)
            return {file.name: file.digest() for file, remote in found if remote and plan.holds(remote, file)}

    def _require_own(self, show: str) -> None:
        feed = self._feeds[FEED_NAME]
        other = self._manifest.show or (feed.guid if feed else "")
        if other and other != show:
            raise TargetError(
                f"{self._target.address} holds another show ({other})", way_out="each show has a place of its own"
            )
        plan.require_own(self.plan, self._there, self._manifest, other == show, self._target.address)

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
        return Kept(file.size_bytes, file.digest())

    def _delete(self, name: str) -> None:
        ask(lambda: self._target.delete(name))

    def _remember(self, manifest: Manifest) -> None:
        data = write_manifest(manifest)
        if data != write_manifest(self._manifest):
            name = MANIFEST_NAME
            ask(lambda: self._target.put(name, data, content_type(name), cache_control(name)))
            self._manifest = manifest


def ask(call: Callable[[], _Answer]) -> _Answer:
    """Return what a target answers, asking again while its failure may pass."""
    return again(call, passes=lambda error: isinstance(error, TargetError) and error.retryable)
