"""Whose the files at a target are when its manifest is lost, and what was altered there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audiocast import shows, withdrawal
from audiocast.events import Remark
from audiocast.targets import TargetError, open_target
from tests.publish.editions import GONE, KEPT, LATER, wanted
from tests.publish.test_publish import MANIFEST, SECRETS, _set_publish, delivered, forecast, run, there
from tests.targets.servers import S3, Bucket


def withdraw(folder: Path, name: str) -> None:
    show = shows.open_show(str(folder), environ={})
    list(withdrawal.withdraw(show, withdrawal.plan_withdrawal(show, name, LATER), LATER))


@pytest.mark.parametrize(("manifest", "said"), [(b"{", "damaged"), (None, "gone")])
def test_a_lost_manifest_hides_nothing_from_a_withdrawal(
    first: Path, out: Path, manifest: bytes | None, said: str
) -> None:
    run(first, out)
    (out / MANIFEST).write_bytes(manifest) if manifest else (out / MANIFEST).unlink()
    strangers = {"episodes/notes.txt": b"x", "media/jingle.mp3": b"x", "robots.txt": b"x", "archive/a.pdf": b"x"}
    for name, data in strangers.items():
        (out / name).write_bytes(data)
    withdraw(first, GONE)
    events = run(first, out, now=LATER)
    lines = [event.line for event in events if isinstance(event, Remark)]
    assert [line for line in lines if f"{MANIFEST} is {said};" in line and "taken for this show's" in line]
    assert len(delivered(events).deleted) == 5
    assert forecast(events).waiting == 1
    last = delivered(run(first, out, now=LATER.replace(month=12, day=24), prune=True))
    assert (len(last.pruned), GONE in last.pruned[0]) == (1, True)
    assert there(out) == {**wanted(first), **strangers}


def test_what_is_not_this_shows_is_not_taken_over(first: Path, out: Path) -> None:
    stranger = out / "episodes" / "other.html"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"x")
    events = run(first, out)
    assert not [event for event in events if isinstance(event, Remark)]
    assert "episodes/other.html" not in json.loads((out / MANIFEST).read_bytes())["files"]
    assert stranger.read_bytes() == b"x"


def test_a_target_that_lost_feed_and_manifest_is_taken_over_when_asked(first: Path, out: Path) -> None:
    run(first, out)
    for name in (MANIFEST, "feed.xml"):
        (out / name).unlink()
    (out / "index.html").write_bytes(b"altered")
    withdraw(first, GONE)
    with pytest.raises(TargetError, match=r"holds \S+, which audiocast did not put there: .*--take-over"):
        run(first, out, now=LATER)
    assert len(delivered(run(first, out, now=LATER, take_over=True)).deleted) == 5
    assert {name: there(out).get(name) for name in wanted(first)} == wanted(first)


def test_another_show_is_not_taken_over(first: Path, out: Path) -> None:
    run(first, out)
    (out / MANIFEST).unlink()
    feed = out / "feed.xml"
    show = shows.open_show(str(first), environ={})
    feed.write_bytes(feed.read_bytes().replace(show.guid.encode(), b"917393e3-1b1e-5cef-ace4-edaa54e1f810"))
    with pytest.raises(TargetError, match="holds another show"):
        run(first, out, take_over=True)


def test_a_strangers_file_at_ones_own_target_is_not_overwritten(first: Path, out: Path) -> None:
    run(first, out)
    for folder, data in ((out, b"theirs"), (first / "public", b"mine")):
        (folder / "robots.txt").write_bytes(data)
    with pytest.raises(TargetError, match=r"holds robots\.txt, which audiocast did not put there"):
        run(first, out)
    run(first, out, take_over=True)
    assert there(out)["robots.txt"] == b"mine"


@pytest.mark.parametrize("name", ["feed.xml", "index.html", f"episodes/{KEPT}.html"])
def test_what_was_altered_at_its_length_is_sent_again(first: Path, out: Path, name: str) -> None:
    run(first, out)
    path = out / name
    path.write_bytes(path.read_bytes().replace(b"2026", b"9999"))
    assert delivered(run(first, out)).sent == (name,)
    assert there(out) == wanted(first)


def test_without_a_manifest_a_folder_is_read(first: Path, out: Path) -> None:
    run(first, out)
    (out / MANIFEST).unlink()
    media = next((out / "media").glob(f"{KEPT}*"))
    media.write_bytes(b"x" * media.stat().st_size)
    assert delivered(run(first, out)).sent == (f"media/{media.name}", "feed.xml")
    assert there(out) == wanted(first)


def test_headers_are_mended_on_s3(first: Path, s3_server: S3) -> None:
    place = s3_server.place()
    _set_publish(first, place.options)
    run(first, place.address, environ=SECRETS)
    target = open_target(place.address, place.options)
    for name in ("feed.xml", "index.html"):
        target.put(name, wanted(first)[name], "text/plain", "no-store")
    target.close()
    assert delivered(run(first, place.address, environ=SECRETS)).sent == ("index.html", "feed.xml")
    assert isinstance(place.behind, Bucket)
    assert place.behind.head("feed.xml")["ContentType"] == "application/rss+xml; charset=utf-8"
    assert delivered(run(first, place.address, environ=SECRETS)).sent == ()
