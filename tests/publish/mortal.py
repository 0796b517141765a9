"""Publications that are killed after their N-th operation, each in a process of its own, and one more that is not.

Run as a script with one JSON argument; prints one JSON line for each N. It stays free of threads, so that it can fork
processes that have everything imported.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import fsspec.asyn  # noqa: F401
import s3fs  # noqa: F401
import sshfs  # noqa: F401
import webdav4.fsspec  # noqa: F401

from audiocast.feed import read_feed
from audiocast.publication import refresh
from audiocast.publish import Order, publish
from audiocast.targets import RemoteFile, Target, open_target
from tests.publish.editions import broken_links, moment, opened, wanted
from tests.targets.servers import Behind, Bucket, Disk

BROKEN = 7


class Mortal:
    """A target that counts what is done to it, looks at the feed after each operation, and dies after the N-th.

    Giving a file that was uploaded under another name its own is an operation too, before which one can die.
    """

    def __init__(self, target: Target, die_after: int, check: Callable[[], None]) -> None:
        self._target = target
        self._left = die_after
        self._check = check
        self._lock = threading.Lock()
        self.address, self.side_by_side = target.address, target.side_by_side
        teller: Any = getattr(target, "_store", target)
        settle = teller._settle

        def settle_or_die(*arguments: Any) -> None:
            self._done()
            settle(*arguments)

        teller._settle = settle_or_die

    def stat(self, name: str) -> RemoteFile | None:
        return self._target.stat(name)

    def read(self, name: str) -> bytes | None:
        return self._target.read(name)

    def list(self, folder: str = "") -> Iterable[RemoteFile]:
        return self._target.list(folder)

    def put(self, name: str, data: bytes | Path, content_type: str, cache_control: str) -> None:
        self._target.put(name, data, content_type, cache_control)
        self._done()

    def delete(self, name: str) -> None:
        self._target.delete(name)
        self._done()

    def close(self) -> None:
        self._target.close()

    def _done(self) -> None:
        with self._lock:
            self._check()
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def run(task: Mapping[str, Any]) -> None:
    """Kill at each of the task's numbers, from the same beginning each time."""
    behind = _behind(task["behind"])
    for _ in refresh(opened(Path(task["show"])), moment(task["now"])):
        pass
    read_feed((Path(task["show"]) / "public" / "feed.xml").read_bytes(), "warming up")
    start = {name: Path(path).read_bytes() for name, path in task["start"].items()}
    expected = wanted(Path(task["show"]))
    for number in task["numbers"]:
        behind.replace(start)
        status = _in_a_process(task, behind, number)
        after_death = list(broken_links(behind))
        if status == 0:  # it had less to do than that
            break
        second = _in_a_process(task, behind, 0)
        there = {name: data for name, data in behind.files().items() if not name.startswith(".audiocast-manifest")}
        result = {
            "number": number,
            "status": status,
            "broken": after_death,
            "second": second,
            "lacking": sorted(name for name, data in expected.items() if there.get(name) != data),
            "surplus": sorted(name for name in there if name not in expected and not name.startswith("media/")),
        }
        print(json.dumps(result), flush=True)


def _in_a_process(task: Mapping[str, Any], behind: Behind, die_after: int) -> int:
    child = os.fork()
    if child == 0:
        try:
            _publish(task, behind, die_after)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _publish(task: Mapping[str, Any], behind: Behind, die_after: int) -> None:
    def check() -> None:
        if broken_links(behind):
            print(f"before operation {die_after}: {broken_links(behind)}", file=sys.stderr, flush=True)
            os._exit(BROKEN)

    def opener(address: str, _options: Mapping[str, Any]) -> Target:
        target = open_target(address, task["options"])
        return Mortal(target, die_after, check) if die_after else target

    order = Order((task["address"],))
    for _ in publish(opened(Path(task["show"])), order, now=moment(task["now"]), environ={}, open_target=opener):
        pass


def _behind(told: Mapping[str, str]) -> Behind:
    if "root" in told:
        return Disk(Path(told["root"]))
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=told["url"],
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        region_name="us-east-1",
    )
    return Bucket(client, told["name"], told["prefix"])


if __name__ == "__main__":
    run(json.loads(sys.argv[1]))
