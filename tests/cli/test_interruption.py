"""A build that is interrupted or killed keeps what was spoken, and the next one goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shows import files, make_show, results, run_build

SENTENCES = 60
ARTICLE = "# 长稿\n\n" + "\n\n".join(f"第{number}句话说的是第{number}件事。" for number in range(1, SENTENCES + 1))


def start(show: Path) -> subprocess.Popen[str]:
    """Start a build in a process of its own and return when it has reported its first sentences."""
    command = [sys.executable, "-m", "audiocast", "build", str(show), "--jobs", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if "spoken 1" in line:
            break
    return process


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What the show's public/ is when nothing gets in the way; built with a cache of its own."""
    show = make_show(tmp_path / "whole", article=ARTICLE)
    with monkeypatch.context() as patched:
        patched.setenv("AUDIOCAST_CACHE", str(tmp_path / "other-cache"))
        run_build(show)
    return files(show / "public")


def test_ctrl_c_keeps_what_was_spoken(tmp_path: Path, whole: dict[str, bytes]) -> None:
    show = make_show(tmp_path / "show", article=ARTICLE)
    process = start(show)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "audiocast: interrupted; what was spoken is kept, run it again to go on"
    assert "Traceback" not in err
    result = results(run_build(show))["2025-03-02"]
    assert 0 < result.spoken < result.sentences
    assert files(show / "public") == whole


def test_a_killed_build_is_resumed_and_leaves_nothing(tmp_path: Path, whole: dict[str, bytes]) -> None:
    show = make_show(tmp_path / "show", article=ARTICLE)
    process = start(show)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert not (show / "public" / "feed.xml").exists()
    result = results(run_build(show))["2025-03-02"]
    assert 0 < result.spoken < result.sentences
    assert files(show / "public") == whole
