"""The finished file in programs that listeners use; .ci/run installs them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.requirements import require_commands
from tests.shows import make_show, results, run_build


def built(folder: Path) -> Path:
    media = results(run_build(make_show(folder)))["2025-03-02"].media
    assert media is not None
    return media


def test_mp3val_finds_nothing_wrong(tmp_path: Path) -> None:
    require_commands("validating MP3", "mp3val")
    done = subprocess.run(["mp3val", built(tmp_path / "show")], capture_output=True, text=True, check=True)
    assert "MPEG frames (MPEG 1 Layer III), +ID3v2, CBR" in done.stdout
    assert "WARNING" not in done.stdout + done.stderr
    assert "ERROR" not in done.stdout + done.stderr


def test_mpg123_plays_it_to_the_end(tmp_path: Path) -> None:
    require_commands("playing MP3", "mpg123")
    media = built(tmp_path / "show")
    done = subprocess.run(["mpg123", "-t", media], capture_output=True, text=True, check=True)
    assert f"Decoding of {media.name} finished." in done.stderr
    assert "rror" not in done.stderr
