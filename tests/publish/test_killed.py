"""A publication that is killed between any two operations: subscribers never meet a link that fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from audiocast.publish import Order, publish
from audiocast.targets import open_target
from tests.publish.editions import LATER, broken_links, opened
from tests.shows import NOW
from tests.targets.servers import Bucket, Disk, Place, Server

ROOT = Path(__file__).resolve().parents[2]
EVERY = range(1, 200)
SOME = (1, 2, 3, 6, 12, 15, 17, 19, 21, 23, 28, 33, 36, 38, 39, 40, 41)
"""Of the numbers of operations, what fits into the suite; scripts/kill_publish takes every one."""


def test_the_watcher_sees_a_link_that_fails(server: Server, built: tuple[Path, Path]) -> None:
    place = server.place()
    public = {path.name: path.read_bytes() for path in (built[0] / "public").glob("*.xml")}
    place.behind.replace({**public, "media/other.mp3": b"x"})
    assert len(broken_links(place.behind)) == 3


def test_an_update_is_killed_after_any_operation(server: Server, built: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = built
    place = server.place()
    for _ in publish(opened(first), Order((place.address,)), now=NOW, environ={}, open_target=_with(place)):
        pass
    assert broken_links(place.behind) == []
    start = _saved(place.files(), tmp_path)
    is_local = type(server).__name__ == "Folders"
    results = _killed(place, second, start, EVERY if is_local or is_long() else SOME)
    _assert_whole(results)


def test_a_first_publication_is_killed_after_any_operation(folders: Server, built: tuple[Path, Path]) -> None:
    _assert_whole(_killed(folders.place(), built[1], {}, EVERY if is_long() else range(1, 200, 4)))


def is_long() -> bool:
    return os.environ.get("AUDIOCAST_LONG") == "1"


def _with(place: Place) -> Any:
    return lambda address, _options: open_target(address, place.options)


def _saved(files: dict[str, bytes], folder: Path) -> dict[str, str]:
    Disk(folder / "start").replace(files)
    return {name: str(folder / "start" / name) for name in files}


def _killed(place: Place, show: Path, start: dict[str, str], numbers: Iterable[int]) -> list[dict[str, Any]]:
    """Run the task in another process and look at the feed all the while."""
    behind = place.behind
    if isinstance(behind, Bucket):
        told = {"url": behind.client.meta.endpoint_url, "name": behind.name, "prefix": behind.prefix}
    else:
        assert isinstance(behind, Disk)
        told = {"root": str(behind.root)}
    task = {
        "show": str(show),
        "address": place.address,
        "options": dict(place.options),
        "behind": told,
        "start": start,
        "numbers": list(numbers),
        "now": LATER.isoformat(),
    }
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.publish.mortal", json.dumps(task)],
        cwd=ROOT,
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    seen: list[str] = []
    looks = 0
    while True:
        try:
            out, err = process.communicate(timeout=0.2)
            break
        except subprocess.TimeoutExpired:
            looks += 1
            seen += broken_links(behind)
    assert process.returncode == 0, err
    assert (seen, looks > 0) == ([], True)
    results = [json.loads(line) for line in out.splitlines()]
    assert results, err
    return results


def _assert_whole(results: list[dict[str, Any]]) -> None:
    for result in results:
        number = result.pop("number")
        whole = {"status": -signal.SIGKILL, "broken": [], "second": 0, "lacking": [], "surplus": []}
        assert result == whole, f"killed after operation {number}"
