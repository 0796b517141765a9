"""The ground that audiocast stands on: Python, its own package, and the ffmpeg that encodes."""

from __future__ import annotations

import sys
from pathlib import Path

from audiocast.audio.ffmpeg import find_ffmpeg, run
from audiocast.audio.ffmpeg import version as ffmpeg_version
from audiocast.audio.mp3 import read_header
from audiocast.doctor.check import Check, failed
from audiocast.doctor.packages import Installed
from audiocast.errors import AudiocastError

OLDEST_PYTHON = (3, 11)
_SILENCE = bytes(2 * 4800)
"""A tenth of a second at 48 kHz, 16 bit."""
_TO_MP3 = (
    *("-v", "error", "-f", "s16le", "-ar", "48000", "-ac", "1", "-i", "pipe:0"),
    *("-c:a", "libmp3lame", "-b:a", "64k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0"),
    *("-f", "mp3", "pipe:1"),
)


def python_check(version: tuple[int, ...], system: str) -> Check:
    """Return whether this Python will do; ``version`` is (major, minor, micro)."""
    detail = f"{'.'.join(map(str, version))} on {system}, {Path(sys.prefix)}"
    if version[:2] < OLDEST_PYTHON:
        return Check("python", "wrong", detail, f"install Python {'.'.join(map(str, OLDEST_PYTHON))} or newer")
    return Check("python", "ok", detail)


def package_check(installed: Installed) -> Check:
    """Return which audiocast this is."""
    return Check("audiocast", "ok", installed("audiocast") or "not installed as a package")


def ffmpeg_check(chosen: str, *, by_environment: bool, installed: Installed) -> Check:
    """Return which ffmpeg is in use, and whether it encodes MP3 as episodes need it.

    Args:
        chosen: what the settings name; empty for the wheel's.
        by_environment: whether AUDIOCAST_FFMPEG chose it.
        installed: tells the wheel's version.
    """
    try:
        path = find_ffmpeg(chosen or None)
        which = ffmpeg_version(path)
        read_header(run(path, _TO_MP3, stdin=_SILENCE))
    except AudiocastError as error:
        return failed("ffmpeg", error)
    origin = f"imageio-ffmpeg {installed('imageio-ffmpeg')}"
    if chosen:
        origin = "chosen by AUDIOCAST_FFMPEG" if by_environment else "chosen in the settings"
    return Check("ffmpeg", "ok", f"{which}, {origin}, encodes MP3, {path}")
