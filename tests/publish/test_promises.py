"""What feeds name is there and whole, and no episode vanishes unawares."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image

from audiocast import shows, withdrawal
from audiocast.errors import FeedError, StorageError
from audiocast.publish.named import named_by
from audiocast.targets import TargetError
from tests.publish.editions import ADDED, BASE_URL, GONE, KEPT, LATER, first_edition, wanted, write
from tests.publish.test_publish import delivered, forecast, run, there
from tests.shows import run_build

PICTURED = "2026-11-20"


@pytest.fixture
def pictured(first: Path) -> Path:
    """Return a show of four episodes, of which one has a picture of its own."""
    add_pictured(first, PICTURED, "red")
    return first


def add_pictured(show: Path, name: str, colour: str) -> None:
    Image.new("RGB", (1400, 1400), colour).save(show / f"{colour}.png")
    text = f"---\nimage: {colour}.png\n---\n# 画\n\n一张画。\n"
    (show / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
    run_build(show)


def picture_of(show: Path) -> str:
    """Return the name of the only picture in public/."""
    (picture,) = (show / "public" / "images").iterdir()
    return f"images/{picture.name}"


def checked_out(show: Path) -> None:
    """Leave what a fresh clone of a show has."""
    shutil.rmtree(show / "public")


def dead(out: Path) -> set[str]:
    """Return what a feed at a target gives an address of and the target lacks."""
    text = (out / "feed.xml").read_text(encoding="utf-8")
    names = {unquote(name) for name in re.findall(rf"{BASE_URL}([^\"<]+)", text)}
    return {name for name in names if not (out / name).is_file()}


def test_a_picture_that_is_only_at_the_target_stays(pictured: Path, out: Path) -> None:
    run(pictured, out)
    picture = picture_of(pictured)
    (pictured / "articles" / f"{PICTURED}.txt").unlink()
    checked_out(pictured)
    run_build(pictured)
    assert not (pictured / "public" / picture).exists()
    result = delivered(run(pictured, out, prune=True))
    assert (result.deleted, result.pruned, dead(out)) == ((), (), set())
    assert picture in there(out)


def test_a_picture_that_is_nowhere_is_refused_before_anything_is_replaced(pictured: Path, out: Path) -> None:
    picture = picture_of(pictured)
    run(pictured, out)
    before = there(out)
    write(pictured, ADDED, "又一座桥。")
    run_build(pictured, now=LATER)
    for folder in (pictured / "public", out):
        (folder / picture).unlink()
    with pytest.raises(FeedError, match=rf"{picture}, which is neither .* audiocast build \S+ {PICTURED}$"):
        run(pictured, out, now=LATER)
    del before[picture]
    assert there(out) == before


def test_a_picture_that_was_cut_short_at_the_target_is_not_lent(pictured: Path, out: Path) -> None:
    run(pictured, out)
    picture = picture_of(pictured)
    (pictured / "public" / picture).unlink()
    (out / picture).write_bytes(b"cut")
    with pytest.raises(FeedError, match=rf"has 3 bytes of {picture} instead of \d+, and it is not in public/"):
        run(pictured, out)


def test_a_picture_of_a_waiting_episode_stays_where_another_has_it_too(pictured: Path, out: Path) -> None:
    run(pictured, out)
    add_pictured(pictured, "2026-11-30", "red")
    assert delivered(run(pictured, out)).deleted == ()
    assert dead(out) == set()


def test_a_replaced_picture_is_kept_until_it_is_pruned(pictured: Path, out: Path) -> None:
    run(pictured, out)
    old = picture_of(pictured)
    add_pictured(pictured, PICTURED, "green")
    run_build(pictured, PICTURED)
    told = forecast(run(pictured, out, now=LATER))
    assert old in there(out)
    assert (old in told.delete, told.waiting) == (False, 1)
    assert old in delivered(run(pictured, out, now=LATER.replace(month=12), prune=True)).pruned
    assert dead(out) == set()


def test_whatever_a_feed_names_of_ours_is_found() -> None:
    feed = b"""<rss xmlns:i="i" xmlns:p="p" xmlns:a="a"><channel><link>https://e.org/x/</link>
    <a:link rel="self" href="https://e.org/x/feed.xml"/><a:link rel="hub" href="https://e.org/x/hub"/>
    <p:funding url="https://e.org/x/give.html">x</p:funding>
    <image><url>https://e.org/x/cover-0.png</url></image><i:image href="https://e.org/x/cover-1.png"/>
    <item><guid>https://e.org/x/old.html</guid><link>https://e.org/x/episodes/%E6%A1%A5.html#top</link>
    <description>https://e.org/x/said.html</description><i:image href="https://e.org/x/images/cover-2.png"/>
    <enclosure url="https://e.org/x/media/a.mp3"/><p:transcript url="https://e.org/x/a.vtt"/>
    <p:chapters url="https://e.org/x/a.chapters.json"/></item>
    <item><link>https://other.org/x.html</link></item></channel></rss>"""
    assert named_by(feed, "https://e.org/x/", "it") == {
        *("index.html", "feed.xml", "cover-0.png", "cover-1.png", "episodes/桥.html"),
        *("images/cover-2.png", "media/a.mp3", "a.vtt", "a.chapters.json"),
    }


def test_damaged_audio_is_not_sent(first: Path, out: Path) -> None:
    media = next((first / "public" / "media").glob(f"{KEPT}*"))
    media.write_bytes(b"x" * media.stat().st_size)
    with pytest.raises(StorageError, match=rf"{media.name} is damaged.*: delete it .* audiocast build \S+ {KEPT}$"):
        run(first, out)
    assert not out.exists()
    media.unlink()
    run_build(first, KEPT)
    run(first, out)
    assert there(out) == wanted(first)


def test_a_damaged_picture_is_not_sent(pictured: Path, out: Path) -> None:
    picture = pictured / "public" / picture_of(pictured)
    picture.write_bytes(b"x" * picture.stat().st_size)
    with pytest.raises(StorageError, match=rf"{picture.name} is damaged"):
        run(pictured, out, dry_run=True)


def test_a_clone_that_lags_behind_removes_nothing(first: Path, out: Path, tmp_path: Path) -> None:
    clone = Path(shutil.copytree(first, tmp_path / "clone"))
    write(first, ADDED, "又一座桥。")
    run_build(first, now=LATER)
    run(first, out, now=LATER)
    before = there(out)
    for dry_run in (True, False):
        with pytest.raises(TargetError, match=r"lists what has no record here: 新桥25: .*--allow-gone"):
            run(clone, out, now=LATER, dry_run=dry_run)
    assert there(out) == before
    assert len(forecast(run(clone, out, now=LATER, allow_gone=True)).outlooks[0].gone) == 1


def test_a_clone_that_lags_behind_removes_nothing_from_the_archive(tmp_path: Path, out: Path) -> None:
    show = first_edition(tmp_path / "show")
    path = show / "show.toml"
    path.write_text(f"limit = 1\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    run_build(show)
    run(show, out)
    assert (out / "feed-archive-2.xml").is_file()
    (show / "episodes" / f"{GONE}.json").unlink()
    (show / "articles" / f"{GONE}.txt").unlink()
    with pytest.raises(TargetError, match="lists what has no record here: 新桥22"):
        run(show, out)


def test_what_was_withdrawn_or_archived_is_not_missed(first: Path, out: Path) -> None:
    run(first, out)
    path = first / "show.toml"
    path.write_text(f"limit = 1\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    show = shows.open_show(str(first), environ={})
    list(withdrawal.withdraw(show, withdrawal.plan_withdrawal(show, GONE, LATER), LATER))
    assert len(forecast(run(first, out, now=LATER)).outlooks[0].gone) == 1
    assert dead(out) == set()
