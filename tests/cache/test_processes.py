"""Several processes share a cache without a lock: nobody ever sees half an entry, and a dead writer leaves nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from audiocast.cache import Cache
from audiocast.cache.survey import survey
from audiocast.cache.upkeep import plan_pruning, prune

KEY = "cd" * 32

# Each process writes entries of its own length and reads what is there, until it has read another's; `get` would
# remove a half one.
SHARING = """
import hashlib, sys
from pathlib import Path
from audiocast.cache import Cache

cache, key, number = Cache(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
seen = set()
for turn in range(3000):
    if turn >= 150 and len(seen) > 1:
        break
    payload = bytes([number]) * (1 + number * 40_000 + turn)
    cache.put("stories", key, payload, {"sha256": hashlib.sha256(payload).hexdigest(), "by": number})
    entry = cache.get("stories", key)
    assert entry is not None, "an entry was missing or seen half"
    assert hashlib.sha256(entry.payload).hexdigest() == entry.facts["sha256"]
    seen.add(entry.facts["by"])
print(len(seen))
"""

# Dies as a power cut would have it: half of the bytes written, or all of them and not yet renamed.
DYING = """
import os, signal, sys
from pathlib import Path
from audiocast import files
from audiocast.cache import Cache

class Half:
    def __init__(self, handle): self.handle = handle
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def write(self, data):
        os.write(self.handle, data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[3] == "half":
    files.os.fdopen = lambda handle, mode: Half(handle)
else:
    Path.replace = die
Cache(Path(sys.argv[1])).put("stories", sys.argv[2], b"new" * 100_000, {"frames": 2})
"""


def test_processes_that_write_and_read_one_entry_at_once_never_see_half_of_it(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SHARING, str(tmp_path), KEY, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in (1, 2, 3)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    ends = [process.communicate(timeout=60) for process in processes]
    assert [(process.returncode, err) for process, (_, err) in zip(processes, ends, strict=True)] == [(0, "")] * 3
    assert any(int(out) > 1 for out, _ in ends), "nobody read what another wrote: nothing was tested"
    found = survey(tmp_path)
    assert (len(found.entries), found.temporary, found.foreign) == (1, (), ())


@pytest.mark.parametrize("moment", ["half", "before the rename"])
@pytest.mark.parametrize("is_there", [True, False], ids=["over an entry", "a new entry"])
def test_a_writer_that_is_killed_leaves_nothing_to_be_seen(tmp_path: Path, moment: str, is_there: bool) -> None:
    cache = Cache(tmp_path)
    if is_there:
        cache.put("stories", KEY, b"old", {"frames": 1})
    done = subprocess.run([sys.executable, "-c", DYING, str(tmp_path), KEY, moment], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    entry = cache.get("stories", KEY)
    assert (entry and entry.payload) == (b"old" if is_there else None)
    found = survey(tmp_path)
    (left,) = found.temporary
    assert left.size_bytes > 0

    # It may still be written while it is young; an hour later its process is dead.
    young = plan_pruning(found, now=left.used + 3599, older_than_s=None, max_bytes=0)
    assert young.leftover == ()
    old = plan_pruning(found, now=left.used + 3601, older_than_s=86_400, max_bytes=None)
    assert prune(old).leftover == 1
    assert not left.path.exists()
    assert cache.get("stories", KEY) == entry
