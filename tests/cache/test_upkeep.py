"""What goes and what stays: by last use, by size, never what is in use and never what is not ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audiocast.cache import Cache, Shelf
from audiocast.cache.quantities import count, parse_size_bytes, parse_span_s, size
from audiocast.cache.survey import survey
from audiocast.cache.upkeep import measure, plan_pruning, prune, verify
from audiocast.errors import StorageError, UsageError
from audiocast.models import Clip, ClipFacts

NOW = 1_790_000_000.0
DAY = 86_400


def key(letter: str) -> str:
    """Return a key that begins with ``letter``."""
    return letter * 64


def keep(root: Path, letter: str, *, used: float, shelf: Shelf = "stories", payload: bytes = b"x") -> Path:
    """Put an entry and return its file."""
    Cache(root).put(shelf, key(letter), payload, {"frames": 1})
    path = root / shelf / (letter * 2) / key(letter)
    os.utime(path, (used, used))
    return path


def put_temporary(folder: Path, *, used: float) -> Path:
    """Leave what a writer that died leaves."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".writing-k3j2"
    path.write_bytes(b"half")
    for one in (path, folder):
        os.utime(one, (used, used))
    return path


def run(root: Path, *, older_than_s: int | None = None, max_bytes: int | None = None) -> None:
    found = survey(root)
    prune(plan_pruning(found, now=NOW, older_than_s=older_than_s, max_bytes=max_bytes))


def left(root: Path) -> str:
    """Return the letters of the entries that are left."""
    return "".join(sorted(item.path.name[0] for item in survey(root).entries))


def test_what_was_not_used_lately_goes(tmp_path: Path) -> None:
    for letter, days in (("a", 61), ("b", 59), ("c", 60), ("d", 400)):
        keep(tmp_path, letter, used=NOW - days * DAY - 1)
    run(tmp_path, older_than_s=60 * DAY)
    assert left(tmp_path) == "b"


def test_an_old_entry_that_is_read_stays(tmp_path: Path) -> None:
    for letter in "ab":
        keep(tmp_path, letter, used=NOW - 100 * DAY)
    assert Cache(tmp_path, clock=lambda: NOW - 2 * DAY).get("stories", key("a"))
    run(tmp_path, older_than_s=60 * DAY)
    assert left(tmp_path) == "a"


def test_above_the_size_the_least_recently_used_go_first(tmp_path: Path) -> None:
    for letter, days in (("a", 3), ("b", 9), ("c", 5), ("d", 7)):
        keep(tmp_path, letter, used=NOW - days * DAY)
    one = survey(tmp_path).entries[0].size_bytes
    run(tmp_path, max_bytes=2 * one)
    assert left(tmp_path) == "ac"
    run(tmp_path, max_bytes=2 * one)
    assert left(tmp_path) == "ac"
    run(tmp_path, max_bytes=2 * one - 1)
    assert left(tmp_path) == "a"


def test_both_limits_hold(tmp_path: Path) -> None:
    for letter, days in (("a", 3), ("b", 90), ("c", 5), ("d", 7)):
        keep(tmp_path, letter, used=NOW - days * DAY)
    found = survey(tmp_path)
    one = found.entries[0].size_bytes
    plan = plan_pruning(found, now=NOW, older_than_s=60 * DAY, max_bytes=2 * one)
    assert [item.path.name[0] for item in plan.doomed] == ["b", "d"]
    assert (plan.kept, plan.kept_bytes, plan.over_bytes, plan.in_use) == (2, 2 * one, 0, 0)
    assert left(tmp_path) == "abcd", "a plan does nothing"


def test_what_was_used_within_the_hour_stays_whatever_the_limits_say(tmp_path: Path) -> None:
    for letter, seconds in (("a", 3601), ("b", 3599), ("c", 0)):
        keep(tmp_path, letter, used=NOW - seconds)
    found = survey(tmp_path)
    one = found.entries[0].size_bytes
    plan = plan_pruning(found, now=NOW, older_than_s=0, max_bytes=one)
    assert [item.path.name[0] for item in plan.doomed] == ["a"]
    assert (plan.in_use, plan.over_bytes) == (2, one)


def test_a_time_in_the_future_does_not_keep_an_entry_for_ever(tmp_path: Path) -> None:
    keep(tmp_path, "a", used=NOW + 400 * DAY)
    keep(tmp_path, "b", used=NOW - 2 * DAY)
    run(tmp_path, older_than_s=60 * DAY)
    assert left(tmp_path) == "ab"
    run(tmp_path, max_bytes=0)
    assert left(tmp_path) == ""


def test_one_that_is_used_between_the_plan_and_its_end_stays(tmp_path: Path) -> None:
    for letter in "ab":
        keep(tmp_path, letter, used=NOW - 9 * DAY)
    found = survey(tmp_path)
    plan = plan_pruning(found, now=NOW, older_than_s=DAY, max_bytes=None)
    assert Cache(tmp_path, clock=lambda: NOW).get("stories", key("a"))
    done = prune(plan)
    assert (done.entries, done.errors, left(tmp_path)) == (1, (), "a")


def test_two_prunings_at_once_are_no_error(tmp_path: Path) -> None:
    keep(tmp_path, "a", used=NOW - 9 * DAY)
    found = survey(tmp_path)
    plan = plan_pruning(found, now=NOW, older_than_s=DAY, max_bytes=None)
    assert prune(plan).entries == 1
    again = prune(plan)
    assert (again.entries, again.size_bytes, again.errors) == (0, 0, ())


def test_nothing_that_is_not_ours_is_ever_removed(tmp_path: Path) -> None:
    root = tmp_path / "cache"
    keep(root, "a", used=NOW - 99 * DAY)
    put_temporary(root / "clips" / "0f", used=NOW - 2 * DAY)
    elsewhere = tmp_path / "elsewhere"
    keep(elsewhere, "a", used=NOW - 99 * DAY)
    foreign = [
        root / "thesis.odt",
        root / "photos",
        root / "clips" / "readme.txt",
        root / "stories" / "aa" / "notes",
        root / "stories" / "aa" / ("b" * 64),
        root / "stories" / "aa" / ("a" * 63),
        root / "stories" / "zz",
        root / "stories" / "ff",
    ]
    for path in foreign[:-2]:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.name == "photos":
            path.mkdir()
        else:
            path.write_bytes(b"mine")
        os.utime(path, (0, 0))
    foreign[-2].mkdir()
    foreign[-1].symlink_to(elsewhere / "stories" / "aa", target_is_directory=True)
    lock = root / "locks" / "0123456789abcdef"
    lock.parent.mkdir()
    lock.touch()
    os.utime(lock, (0, 0))
    found = survey(root)
    assert sorted(found.foreign) == sorted(foreign)
    assert found.errors == ()

    verify(found, dry_run=False)
    run(root, older_than_s=DAY, max_bytes=0)

    assert all(path.exists() for path in foreign)
    assert lock.exists()
    assert left(elsewhere) == "a"
    assert left(root) == ""
    assert not (root / "clips" / "0f").exists(), "a folder that is empty goes"
    assert survey(root).temporary == ()


def test_an_empty_folder_goes_unless_somebody_made_it_within_the_hour(tmp_path: Path) -> None:
    """A writer makes its folder and then its file: the folder must still be there."""
    for name, seconds in (("00", 3601), ("01", 3599)):
        (tmp_path / "clips" / name).mkdir(parents=True)
        os.utime(tmp_path / "clips" / name, (NOW - seconds, NOW - seconds))
    run(tmp_path, max_bytes=0)
    assert [path.name for path in (tmp_path / "clips").iterdir()] == ["01"]


def test_a_shelf_may_lie_on_another_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    keep(disk, "a", used=NOW - 99 * DAY)
    root = tmp_path / "cache"
    root.mkdir()
    (root / "stories").symlink_to(disk / "stories", target_is_directory=True)
    assert left(root) == "a"
    run(root, older_than_s=DAY)
    assert left(disk) == ""


def test_a_folder_that_is_not_there_is_an_empty_cache(tmp_path: Path) -> None:
    found = survey(tmp_path / "none")
    assert (found.entries, found.errors) == ((), ())
    assert [(one.shelf, one.entries, one.size_bytes) for one in measure(found)] == [("clips", 0, 0), ("stories", 0, 0)]
    run(tmp_path / "none", max_bytes=0)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    (error,) = survey(path).errors
    assert isinstance(error, StorageError)
    assert str(error).startswith(f"{path} cannot be read: ")


# ---- figures -----------------------------------------------------------------------------------------------------


def test_every_shelf_is_measured(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    # 0.5 s and 1.25 s of speech, whatever silence is around it.
    cache.keep_clip(key("a"), Clip(b"x" * 500, "wav", ClipFacts(24_000, 99_000, 6_000, 18_000, 0.5, (0.1,) * 5)))
    cache.keep_clip(key("b"), Clip(b"y" * 900, "mp3", ClipFacts(48_000, 99_000, 0, 60_000, 0.5, (0.1,) * 12)))
    for letter, used in (("a", NOW - 5), ("b", NOW - 50)):
        os.utime(tmp_path / "clips" / (letter * 2) / key(letter), (used, used))
    story = keep(tmp_path, "c", used=NOW - 7, payload=b"z" * 2_000)
    clips, stories = measure(survey(tmp_path))
    assert (clips.entries, clips.speech_s, clips.oldest_use, clips.newest_use) == (2, 1.75, NOW - 50, NOW - 5)
    assert clips.size_bytes == sum(path.stat().st_size for path in (tmp_path / "clips").rglob("?" * 64))
    assert (stories.entries, stories.size_bytes, stories.speech_s) == (1, story.stat().st_size, None)


def test_a_damaged_clip_adds_no_speech(tmp_path: Path) -> None:
    path = keep(tmp_path, "a", used=NOW, shelf="clips")
    path.write_bytes(b"\xff" * 300)
    assert measure(survey(tmp_path))[0].speech_s == 0.0


# ---- verifying ---------------------------------------------------------------------------------------------------


def damage(root: Path) -> dict[str, Path]:
    """Fill a cache with one entry of every kind of harm, and a whole one of each shelf."""
    facts = ClipFacts(24_000, 100, 10, 90, 0.5, (0.1, 0.2))
    for letter in "abc":
        Cache(root).keep_clip(key(letter), Clip(b"sound" * 40, "wav", facts))
    Cache(root).put("clips", key("d"), b"sound", {"format": "wav", "loudness": 1})
    paths = {letter: root / "clips" / (letter * 2) / key(letter) for letter in "abcd"}
    paths |= {letter: keep(root, letter, used=NOW) for letter in "ef"}
    paths["b"].write_bytes(paths["b"].read_bytes()[:-1])
    paths["c"].write_bytes(b"")
    paths["f"].write_bytes(paths["f"].read_bytes().replace(b"audiocast-entry-2", b"audiocast-entry-1"))
    return paths


def test_verifying_removes_what_is_not_whole(tmp_path: Path) -> None:
    paths = damage(tmp_path)
    verdict = verify(survey(tmp_path), dry_run=False)
    assert (verdict.whole, verdict.damaged, verdict.outdated, verdict.errors) == (2, 2, 2, ())
    assert {letter for letter, path in paths.items() if path.exists()} == {"a", "e"}


def test_a_dry_run_removes_nothing_and_verifying_is_no_use(tmp_path: Path) -> None:
    paths = damage(tmp_path)
    os.utime(paths["a"], (NOW - DAY, NOW - DAY))
    before = {path: (path.read_bytes(), path.stat().st_mtime) for path in paths.values()}
    verdict = verify(survey(tmp_path), dry_run=True)
    assert (verdict.whole, verdict.damaged, verdict.outdated) == (2, 2, 2)
    assert {path: (path.read_bytes(), path.stat().st_mtime) for path in paths.values()} == before


def test_an_entry_that_cannot_be_read_does_not_keep_the_others_from_being_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = damage(tmp_path)
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == paths["a"]:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    verdict = verify(survey(tmp_path), dry_run=False)
    assert [str(error) for error in verdict.errors] == [f"{paths['a']} cannot be read: Permission denied"]
    assert (verdict.whole, verdict.damaged) == (1, 2)
    assert paths["a"].exists()


# ---- quantities --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0s", 0), ("90s", 90), ("5m", 300), ("2h", 7_200), ("60d", 5_184_000), ("2w", 1_209_600), (" 1 d ", 86_400)],
)
def test_spans_are_read(text: str, seconds: int) -> None:
    assert parse_span_s(text) == seconds


@pytest.mark.parametrize("text", ["", "60", "d", "-1d", "1.5d", "1y", "1d2h", "١d", "9999999999d"])
def test_what_is_no_span_is_one_line(text: str) -> None:
    with pytest.raises(UsageError, match="is no span of time: write a number and s, m, h, d or w, such as 60d"):
        parse_span_s(text)


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [
        ("0", 0),
        ("0B", 0),
        ("512B", 512),
        ("1K", 1_024),
        ("1.5M", 1_572_864),
        ("5G", 5_368_709_120),
        ("5gb", 5_368_709_120),
        ("5 GiB", 5_368_709_120),
        ("2T", 2_199_023_255_552),
    ],
)
def test_sizes_are_read(text: str, size_bytes: int) -> None:
    assert parse_size_bytes(text) == size_bytes


@pytest.mark.parametrize("text", ["", "5", "00", "0X", "G", "-1G", "1E", "1..5G", "5BB", "5iB", "1e3G", "inf"])
def test_what_is_no_size_is_one_line(text: str) -> None:
    with pytest.raises(UsageError, match="is no size: write a number and B, K, M, G or T, such as 5G"):
        parse_size_bytes(text)


def test_sizes_and_counts_are_written_for_reading() -> None:
    assert [size(one) for one in (0, 1_023, 1_024, 1_572_864, 5_368_709_120)] == [
        "0 B",
        "1023 B",
        "1.0 KB",
        "1.5 MB",
        "5.0 GB",
    ]
    assert [count(1, "entry"), count(1_234, "entry"), count(2, "file")] == ["1 entry", "1,234 entries", "2 files"]
