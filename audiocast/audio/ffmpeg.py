"""The ffmpeg that encodes and copies: which one, which version, and one process at a time that fails in one line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO

from audiocast.errors import EncodeError

LOW_PRIORITY = 10
"""How nice an encoder is to whoever speaks beside it."""

_WAY_OUT = "pip install imageio-ffmpeg, or set AUDIOCAST_FFMPEG to an ffmpeg that runs"


def find_ffmpeg(override: str | None = None) -> Path:
    """Return the ffmpeg that ``override`` names (a path, or a name on the PATH), else the imageio-ffmpeg wheel's.

    Raises:
        EncodeError: it is not there or is no program.
    """
    if override:
        found = shutil.which(override)
        if found is None:
            raise EncodeError(f"no ffmpeg at {override!r}", way_out="set AUDIOCAST_FFMPEG to one, or unset it")
        return Path(found)
    try:
        import imageio_ffmpeg

        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise EncodeError("no ffmpeg", way_out=_WAY_OUT) from error


def version(ffmpeg: Path) -> str:
    """Return what ``ffmpeg -version`` calls itself, for cache keys and records.

    Raises:
        EncodeError: it does not run or is something else.
    """
    first, _, _ = run(ffmpeg, ["-version"]).decode("utf-8", "replace").partition("\n")
    words = first.split()
    if words[:2] != ["ffmpeg", "version"] or len(words) < 3:
        raise EncodeError(f"{ffmpeg.name} does not say which ffmpeg it is", way_out=_WAY_OUT)
    return words[2]


def run(ffmpeg: Path, arguments: Sequence[str], *, stdin: bytes = b"", low_priority: bool = False) -> bytes:
    """Run ffmpeg to its end and return what it wrote to its standard output.

    With ``low_priority`` it gives way to other programs, where the system can do that.

    Raises:
        EncodeError: it could not be started, or failed; the message holds the last line of its complaint.
    """
    with start(ffmpeg, arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        if low_priority and sys.platform != "win32":
            with suppress(OSError):  # It may have failed and gone already.
                os.setpriority(os.PRIO_PROCESS, process.pid, LOW_PRIORITY)
        # `communicate` writes 4 kB at a time, which costs more than levelling does: it only reads, a thread writes.
        feeder, process.stdin = Thread(target=_feed, args=(process.stdin, stdin)), None
        feeder.start()
        out, complaint = process.communicate()
        feeder.join()
    check(process.returncode, complaint)
    return out


def _feed(pipe: IO[bytes], data: bytes) -> None:
    with suppress(OSError), pipe:  # A program that gives up says why in its complaint.
        pipe.write(data)


def start(
    ffmpeg: Path, arguments: Sequence[str], *, stdout: int | None, stderr: int | IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start ffmpeg with a pipe to its standard input.

    Raises:
        EncodeError: it could not be started.
    """
    try:
        return subprocess.Popen([str(ffmpeg), *arguments], stdin=subprocess.PIPE, stdout=stdout, stderr=stderr)
    except OSError as error:
        raise EncodeError(f"{ffmpeg} does not run ({error.strerror})", way_out=_WAY_OUT) from error


def check(returncode: int, complaint: bytes) -> None:
    """Turn a failed run into one line.

    Raises:
        EncodeError: ``returncode`` is not 0.
    """
    if returncode:
        lines = complaint.decode("utf-8", "replace").split("\n")
        # ffmpeg ends with the low byte of a negative errno: 228 is ENOSPC.
        silent = os.strerror(256 - returncode) if 256 > returncode > 128 else "no reason given"
        last = next((line for line in reversed(lines) if line.strip()), silent)
        raise EncodeError(f"ffmpeg failed with status {returncode} ({last.strip()})")
