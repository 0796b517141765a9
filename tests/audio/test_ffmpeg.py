from __future__ import annotations

import os
import re
import sys

import pytest

from audiocast.audio.ffmpeg import LOW_PRIORITY, find_ffmpeg, run, version
from audiocast.audio.stitch import Part, Sound, encode_segment
from audiocast.errors import EncodeError


def program(path, script):
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_the_wheels_ffmpeg_is_found_and_names_itself(ffmpeg):
    assert find_ffmpeg(None) == ffmpeg
    assert re.fullmatch(r"[nN]?-?\d\S+", version(ffmpeg))


def test_an_override_is_a_path_or_a_name_on_the_path(tmp_path, monkeypatch):
    mine = program(tmp_path / "my-ffmpeg", 'echo "ffmpeg version 77.1-mine Copyright"')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert find_ffmpeg(str(mine)) == find_ffmpeg("my-ffmpeg") == mine
    assert version(mine) == "77.1-mine"


def test_a_missing_override_is_named(tmp_path):
    with pytest.raises(EncodeError, match=r"no ffmpeg at '.*nowhere'.*AUDIOCAST_FFMPEG"):
        find_ffmpeg(str(tmp_path / "nowhere"))


def test_what_is_not_ffmpeg_is_named(tmp_path):
    with pytest.raises(EncodeError, match="sox does not say which ffmpeg it is"):
        version(program(tmp_path / "sox", "echo sox 14"))


def test_an_ffmpeg_that_cannot_start_or_fails_is_one_line(tmp_path, spoken):
    parts = [Part(spoken(1).clip, 400)]
    with pytest.raises(EncodeError, match=r"gone does not run .*AUDIOCAST_FFMPEG"):
        encode_segment(parts, Sound(), tmp_path / "gone")
    broken = program(tmp_path / "broken", "echo 'Unknown encoder libmp3lame' >&2; exit 8")
    with pytest.raises(EncodeError, match=r"status 8 \(Unknown encoder libmp3lame\)"):
        encode_segment(parts, Sound(), broken)
    silent = program(tmp_path / "silent", "cat >/dev/null")
    with pytest.raises(EncodeError):
        encode_segment(parts, Sound(), silent)


def test_input_reaches_the_program_and_its_output_comes_back(tmp_path):
    echo = program(tmp_path / "echo", "cat")
    assert run(echo, [], stdin=b"samples" * 100_000) == b"samples" * 100_000


@pytest.mark.skipif(sys.platform == "win32", reason="there is no niceness")
def test_only_a_program_of_low_priority_gives_way(tmp_path):
    # It looks at itself once it has read a line, and that comes after it was turned down.
    nice = program(tmp_path / "nice", "read line; exec nice")
    own = os.nice(0)
    assert int(run(nice, [], stdin=b"\n")) == own
    assert int(run(nice, [], stdin=b"\n", low_priority=True)) == own + LOW_PRIORITY
    assert os.nice(0) == own
