"""`audiocast cache` on what real builds leave, beside them, and on what is damaged or not ours."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.test_commands import without_privileges
from tests.shows import files, invoke, make_show, results, run_build

DAY = 86_400


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """The cache after a build of the usual show: 9 sentences in 4 segments (opening, two stories, closing)."""
    run_build(make_show(tmp_path / "show"))
    return Path(os.environ["AUDIOCAST_CACHE"])


def entries(cache: Path, shelf: str) -> list[Path]:
    return sorted(path for path in (cache / shelf).rglob("*") if path.is_file())


def age(cache: Path, days: int) -> None:
    """Make it so that nobody has used anything for ``days``."""
    then = time.time() - days * DAY
    for path in cache.rglob("*"):
        os.utime(path, (then, then))


def make_again(show: Path) -> tuple[str, int, int]:
    """Build the show's audio again from what the cache still holds: its status, sentences spoken and cached."""
    for path in (show / "public" / "media").glob("*.mp3"):
        path.unlink()
    (finished,) = results(run_build(show)).values()
    return finished.status, finished.spoken, finished.cached


def test_stats_say_where_the_cache_is_and_what_is_in_it(cache: Path) -> None:
    clips, stories = entries(cache, "clips"), entries(cache, "stories")
    assert (len(clips), len(stories)) == (9, 4)
    then = int(time.time()) - 3 * DAY
    os.utime(clips[0], (then, then))
    (cache / "holiday.jpg").touch()
    done = invoke("cache", "stats", "--json")
    assert (done.status, done.err) == (0, "")
    told = done.json
    assert told["folder"] == str(cache)
    assert told["bytes"] == sum(path.stat().st_size for path in (*clips, *stories))
    assert told["shelves"]["clips"]["entries"] == 9
    assert told["shelves"]["clips"]["bytes"] == sum(path.stat().st_size for path in clips)
    assert told["shelves"]["clips"]["oldest_use"] == datetime.fromtimestamp(then, UTC).isoformat()
    assert told["shelves"]["clips"]["oldest_use"] < told["shelves"]["clips"]["newest_use"]
    assert set(told["shelves"]["stories"]) == {"entries", "bytes", "oldest_use", "newest_use"}
    assert told["temporary"] == {"files": 0, "bytes": 0}
    assert told["foreign"] == 1
    lines = invoke("cache", "stats").out.splitlines()
    assert lines[0].startswith(f"{cache}  ")
    assert lines[1].startswith("clips   9 entries  ")
    assert "minutes of speech" in lines[1]
    assert lines[2].startswith("stories 4 entries  ")
    assert lines[3] == "1 not ours and left alone, such as holiday.jpg"


def test_the_users_file_and_the_environment_choose_the_cache(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUDIOCAST_CACHE")
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "audiocast" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f"[build]\ncache = {str(cache)!r}\n", encoding="utf-8")
    assert invoke("cache", "stats", "--json").json["shelves"]["clips"]["entries"] == 9
    monkeypatch.setenv("AUDIOCAST_CACHE", str(tmp_path / "another"))
    assert invoke("cache", "stats", "--json").json["folder"] == str(tmp_path / "another")
    config.write_text("[build]\ncash = 'x'\n", encoding="utf-8")
    done = invoke("cache", "stats")
    assert (done.status, done.out) == (2, "")
    assert "unknown key 'build.cash': did you mean 'cache'?" in done.err


def test_a_damaged_entry_goes_and_is_spoken_again(cache: Path, tmp_path: Path) -> None:
    before = files(tmp_path / "show" / "public")
    for path in entries(cache, "stories"):
        path.write_bytes(b"")
    clip = entries(cache, "clips")[4]
    clip.write_bytes(clip.read_bytes()[:1000])

    dry = invoke("cache", "verify", "-n")
    assert (dry.status, dry.out) == (1, "8 entries whole, 5 damaged (would be removed)\n")
    assert clip.exists()
    done = invoke("cache", "verify")
    assert (done.status, done.err) == (0, "")
    assert done.out == "8 entries whole, 5 damaged (removed; made again at the next build)\n"
    again = invoke("cache", "verify", "--json")
    assert again.status == 0
    assert again.json == {"whole": 8, "damaged": 0, "outdated": 0, "unreadable": 0, "dry_run": False}

    assert make_again(tmp_path / "show") == ("built", 1, 8)
    assert files(tmp_path / "show" / "public") == before


def test_an_entry_that_cannot_be_read_is_named_and_the_others_are_verified(cache: Path) -> None:
    unreadable, damaged = entries(cache, "clips")[:2]
    unreadable.chmod(0)
    damaged.write_bytes(b"")
    done = invoke("cache", "verify", under=without_privileges())
    assert done.status == 1
    assert done.err == f"audiocast: {unreadable} cannot be read: Permission denied\n"
    assert done.out == "11 entries whole, 1 damaged (removed; made again at the next build)\n"
    assert unreadable.exists()
    assert not damaged.exists()


def test_a_folder_that_cannot_be_written_is_named_for_each_entry(cache: Path) -> None:
    damaged = entries(cache, "clips")[0]
    damaged.write_bytes(b"")
    damaged.parent.chmod(0o555)
    try:
        done = invoke("cache", "verify", under=without_privileges())
    finally:
        damaged.parent.chmod(0o755)
    assert done.status == 1
    assert done.err == f"audiocast: {damaged} cannot be removed: Permission denied\n"


def test_pruning_leaves_what_was_used_and_the_next_build_makes_the_rest_again(cache: Path, tmp_path: Path) -> None:
    before = files(tmp_path / "show" / "public")
    age(cache, 61)
    os.utime(entries(cache, "clips")[0])
    dry = invoke("cache", "prune", "--older-than", "60d", "-n", "--json")
    assert dry.json["removed"]["entries"] == 12
    assert dry.json["dry_run"] is True
    assert len(entries(cache, "clips")) == 9
    done = invoke("cache", "prune", "--older-than", "60d")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("removed 12 entries (")
    assert (len(entries(cache, "clips")), len(entries(cache, "stories"))) == (1, 0)
    assert (cache / "locks").is_dir()
    assert make_again(tmp_path / "show") == ("built", 8, 1)
    assert files(tmp_path / "show" / "public") == before


def test_what_a_build_takes_from_the_cache_is_not_pruned(cache: Path, tmp_path: Path) -> None:
    age(cache, 61)
    assert make_again(tmp_path / "show") == ("built", 0, 9)
    invoke("cache", "prune", "--older-than", "60d")
    assert (len(entries(cache, "clips")), len(entries(cache, "stories"))) == (9, 4)


def test_what_is_in_use_stays_above_the_limit_and_that_is_said(cache: Path) -> None:
    done = invoke("cache", "prune", "--max-size", "0B")
    assert done.status == 0
    first, second = done.out.splitlines()
    assert first.startswith("removed 0 entries (0 B); 13 (")
    assert second.startswith("13 entries of these only because they were used within the last hour, ")
    assert second.endswith(" above the limit")
    told = invoke("cache", "prune", "--max-size", "0B", "--json").json
    assert told["kept"]["in_use"] == 13
    assert told["over_bytes"] == told["kept"]["bytes"] > 0
    assert len(entries(cache, "clips")) == 9


def test_quiet_prints_nothing(cache: Path) -> None:
    age(cache, 2)
    done = invoke("cache", "prune", "--max-size", "1K", "-q")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert entries(cache, "clips") == []


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("prune",), "prune needs a limit: --older-than 60d, --max-size 5G, or both"),
        (("prune", "-n", "-q"), "prune needs a limit"),
        (("prune", "--older-than", "60"), "'60' is no span of time: write a number and s, m, h, d or w"),
        (("prune", "--max-size", "lots"), "'lots' is no size: write a number and B, K, M, G or T"),
        (("prune", "--max-size=-5G"), "'-5G' is no size"),
        (("stats", "--frob"), "No such option '--frob'"),
        (("purge",), "No such command 'purge'"),
        (("stats", "now"), "unexpected extra argument"),
    ],
)
def test_mistakes_get_one_line(arguments: tuple[str, ...], line: str) -> None:
    done = invoke("cache", *arguments)
    assert (done.status, done.out) == (2, "")
    assert line in done.err
    assert len(done.err.splitlines()) == 1


def test_a_cache_that_is_a_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.touch()
    monkeypatch.setenv("AUDIOCAST_CACHE", str(path))
    for arguments in (("stats",), ("verify",), ("prune", "--max-size", "1G")):
        done = invoke("cache", *arguments)
        assert done.status == 1
        assert done.err == f"audiocast: {path} cannot be read: Not a directory\n"
