from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.cache import Cache, Entry, default_cache_dir, entries
from audiocast.errors import StorageError
from audiocast.models import Clip, ClipFacts

CLIP = Clip(b"RIFF\n\n\x00", "wav", ClipFacts(24_000, 100, 10, 90, 0.5, (0.1, 0.2)))
KEY = "ab" * 32


def test_a_clip_comes_back_with_its_facts(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.clip(KEY) is None
    cache.keep_clip(KEY, CLIP)
    assert cache.clip(KEY) == CLIP
    assert Cache(tmp_path).clip(KEY) == CLIP


@settings(deadline=None)
@given(damage=st.integers(min_value=0, max_value=200), byte=st.binary(min_size=1, max_size=1))
def test_damage_counts_as_missing(tmp_path_factory: pytest.TempPathFactory, damage: int, byte: bytes) -> None:
    root = tmp_path_factory.mktemp("cache")
    cache = Cache(root)
    cache.put("stories", KEY, b"payload", {"frames": 3})
    (path,) = (path for path in root.rglob("*") if path.is_file())
    data = bytearray(path.read_bytes())
    position = damage % len(data)
    if data[position : position + 1] == byte:
        return
    data[position : position + 1] = byte
    path.write_bytes(data)
    assert cache.get("stories", KEY) is None
    assert not path.exists()


def test_a_damaged_entry_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep_clip(KEY, CLIP)
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.clip(KEY) is None
    assert not path.exists()


def test_a_clip_with_one_fact_more_or_less_counts_as_missing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep_clip(KEY, CLIP)
    entry = cache.get("clips", KEY)
    assert entry is not None
    cache.put("clips", KEY, CLIP.data, entry.facts)
    assert cache.clip(KEY) == CLIP
    for facts in ({**entry.facts, "loudness": 1}, {k: v for k, v in entry.facts.items() if k != "rate_hz"}):
        cache.put("clips", KEY, CLIP.data, facts)
        assert cache.clip(KEY) is None


def test_a_whole_entry_that_took_the_place_of_a_damaged_one_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path)
    cache.put("stories", KEY, b"payload", {"frames": 3})
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    judge = entries.unseal

    def judge_while_another_writes(data: bytes) -> Entry | None:
        Cache(tmp_path).put("stories", KEY, b"payload", {"frames": 4})
        return judge(data)

    monkeypatch.setattr(entries, "unseal", judge_while_another_writes)
    assert cache.get("stories", KEY) is None
    monkeypatch.undo()
    assert cache.get("stories", KEY) == Entry(b"payload", {"frames": 4})


def test_the_first_of_two_clips_is_kept_and_returned(tmp_path: Path) -> None:
    second = Clip(b"RIFF\n\n\x01", "wav", CLIP.facts)
    assert Cache(tmp_path).keep_clip(KEY, CLIP) == CLIP
    assert Cache(tmp_path).keep_clip(KEY, second) == CLIP
    assert Cache(tmp_path).clip(KEY) == CLIP
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    assert Cache(tmp_path).keep_clip(KEY, second) == second
    assert Cache(tmp_path).clip(KEY) == second


def test_an_entry_of_another_format_counts_as_missing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("stories", KEY, b"payload", {"frames": 3})
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    seal, rest = path.read_bytes().split(b"\n", 1)
    format_, sha256 = seal.split(b" ")
    path.write_bytes(format_ + b"0 " + sha256 + b"\n" + rest)
    assert cache.get("stories", KEY) is None


def test_many_writers_leave_one_whole_entry(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: cache.keep_clip(KEY, CLIP), range(50)))
    assert cache.clip(KEY) == CLIP
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match=r"file.*cannot be written"):
        Cache(tmp_path / "file").keep_clip(KEY, CLIP)


def test_only_inspected_clips_are_kept(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inspected"):
        Cache(tmp_path).keep_clip(KEY, Clip(b"x", "wav"))


def test_the_configured_folder_wins(tmp_path: Path) -> None:
    assert default_cache_dir(str(tmp_path)) == tmp_path
    assert default_cache_dir("").name == "audiocast"


# ---- a use is noted ----------------------------------------------------------------------------------------------


def kept_at(root: Path, used: float) -> Path:
    """Keep a clip that was last used at ``used`` and return its file."""
    Cache(root).keep_clip(KEY, CLIP)
    path = root / "clips" / KEY[:2] / KEY
    os.utime(path, (used, used))
    return path


@pytest.mark.parametrize(
    ("used", "noted"),
    [
        (5_000_000.0, 10_000_000.0),
        (9_999_399.0, 10_000_000.0),
        (9_999_401.0, 9_999_401.0),
        (10_000_500.0, 10_000_500.0),
        (20_000_000.0, 10_000_000.0),
    ],
    ids=["long ago", "601 s ago", "599 s ago", "a clock slightly ahead", "a clock that was wrong"],
)
def test_reading_notes_a_use_unless_one_was_noted_within_ten_minutes(tmp_path: Path, used: float, noted: float) -> None:
    path = kept_at(tmp_path, used)
    assert Cache(tmp_path, clock=lambda: 10_000_000.0).clip(KEY) == CLIP
    assert path.stat().st_mtime == noted


def test_a_use_that_cannot_be_noted_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept_at(tmp_path, 5_000_000)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "utime", refuse)
    assert Cache(tmp_path, clock=lambda: 10_000_000.0).clip(KEY) == CLIP
    assert path.stat().st_mtime == 5_000_000


def test_a_folder_that_is_swept_away_under_a_writer_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pruning removes empty folders, even the one that a writer found there and is about to write into."""
    make = tempfile.mkstemp
    swept: list[Path] = []

    def sweep_first(*, dir: Path, prefix: str) -> tuple[int, str]:
        if len(swept) < 2:
            dir.rmdir()
            swept.append(dir)
        return make(dir=dir, prefix=prefix)

    monkeypatch.setattr(tempfile, "mkstemp", sweep_first)
    Cache(tmp_path).keep_clip(KEY, CLIP)
    assert swept == [tmp_path / "clips" / "ab"] * 2
    assert Cache(tmp_path).clip(KEY) == CLIP


def test_a_folder_that_is_swept_away_while_it_is_made_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``mkdir(exist_ok=True)`` raises when the folder was there for mkdir and is gone when it is looked at."""
    make = Path.mkdir
    lost: list[Path] = []

    def lose_first(path: Path, *args: Any, **options: Any) -> None:
        if path.name == "ab" and len(lost) < 2:
            lost.append(path)
            raise FileExistsError(17, "File exists", str(path))
        make(path, *args, **options)

    monkeypatch.setattr(Path, "mkdir", lose_first)
    Cache(tmp_path).keep_clip(KEY, CLIP)
    assert len(lost) == 2
    assert Cache(tmp_path).clip(KEY) == CLIP


def test_a_writer_that_can_never_write_ends_with_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def vanish(**_: object) -> tuple[int, str]:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(tempfile, "mkstemp", vanish)
    with pytest.raises(StorageError, match="cannot be written"):
        Cache(tmp_path).keep_clip(KEY, CLIP)
