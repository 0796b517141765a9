"""What a program costs, with everything that it starts: for `scripts/bench audio`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

POLL_S = 0.04
_PROC = Path("/proc")
_KIB = 1024
_RSS_UNIT = 1 if sys.platform == "darwin" else _KIB


@dataclass(frozen=True)
class Cost:
    """One run.

    Attributes:
        cpu_s: of the process and of all that it and its children waited for (`wait4`).
        peak_bytes: the most that all of its processes held together at one moment: their proportional set sizes, in
            which a page that several share counts once, looked at every 40 ms. Where there is no /proc: the
            largest single process.
    """

    cpu_s: float
    wall_s: float
    peak_bytes: int
    out: str


def run(command: Sequence[str | Path]) -> Cost:
    """Run a program to its end.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as complaint:
        began = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=complaint)
        memory = _Memory(process.pid)
        memory.start()
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.stop()
        out.seek(0)
        complaint.seek(0)
        if process.returncode:
            lines = complaint.read().strip().splitlines() or ["no reason given"]
            raise SystemExit(f"bench: {Path(str(command[1])).name} failed: {lines[-1]}")
        peak_bytes = memory.peak_bytes or used.ru_maxrss * _RSS_UNIT
        return Cost(used.ru_utime + used.ru_stime, wall_s, peak_bytes, out.read())


class _Memory(Thread):
    """Looks at a process and its descendants over and over until it is told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_bytes = 0
        self._pid = pid
        self._over = Event()

    def run(self) -> None:
        while not self._over.wait(POLL_S):
            self.peak_bytes = max(self.peak_bytes, sum(_set_size(pid) for pid in _family(self._pid)))

    def stop(self) -> None:
        """Return when the last look is over."""
        self._over.set()
        self.join()


def _family(pid: int, parent_program: str = "") -> Iterator[int]:
    """Yield a process and its descendants, but none that has not yet become what its parent starts.

    Until then it is the parent's own memory that would count twice.
    """
    program = _command_line(pid)
    if program != parent_program:
        yield pid
    for task in _listed(_PROC / str(pid) / "task"):
        for child in _read(f"{_PROC}/{pid}/task/{task}/children").split():
            yield from _family(int(child), program)


def _command_line(pid: int) -> str:
    return _read(f"{_PROC}/{pid}/cmdline")


def _set_size(pid: int) -> int:
    for line in _read(f"{_PROC}/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * _KIB
    return 0


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  (looked at so often that a Path for each counts)
    except OSError:  # It has ended, or there is no /proc.
        return []


def _read(path: str) -> str:
    try:
        with open(path) as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return ""
