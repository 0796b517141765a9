"""What of public/ is published: feeds with their archives, and a producer's own files as they are."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from audiocast.publish.contents import read_contents
from tests.publish.editions import BASE_URL, GONE, LATER, wanted, write
from tests.publish.test_publish import MANIFEST, delivered, forecast, run, spied, there
from tests.shows import NOW, files, run_build, small_cover

OWN = {
    "sitemap.xml": b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
    "robots.txt": b"User-agent: *",
    "google1a2b.html": b"google-site-verification: google1a2b.html",
}


def test_a_producers_own_files_go_before_the_feed(first: Path, out: Path) -> None:
    for name, data in OWN.items():
        (first / "public" / name).write_bytes(data)
    names = [name for what, _, name in spied(first, out) if what == "put" and name != MANIFEST]
    assert names[-1] == "feed.xml"
    assert set(OWN) < set(names)
    assert there(out) == wanted(first)
    (first / "public" / "sitemap.xml").unlink()
    assert delivered(run(first, out)).deleted == ("sitemap.xml",)


def test_another_feed_in_public_is_a_plain_file(first: Path, out: Path) -> None:
    feed = b'<rss version="2.0"><channel><title>x</title><item><guid>a</guid><enclosure url="https://o.org/a.mp3"'
    (first / "public" / "other.xml").write_bytes(feed + b' length="1" type="audio/mpeg"/></item></channel></rss>')
    events = run(first, out)
    assert [one.feed for one in forecast(events).outlooks] == ["feed.xml"]
    assert there(out) == wanted(first)


def test_an_archive_page_to_which_no_feed_leads_is_not_published(first: Path) -> None:
    feed = (first / "public" / "feed.xml").read_bytes()
    (first / "public" / "feed-archive-7.xml").write_bytes(feed.replace(b"media/", b"media/no-such-"))
    contents = read_contents(first / "public", BASE_URL, (), ())
    assert set(contents.feeds) == {"feed.xml"}
    assert {*contents.files} == {*wanted(first)} - {"feed-archive-7.xml"}
    assert {*contents.enclosures} < {*contents.files}


def test_what_a_feed_names_is_never_held_back(first: Path) -> None:
    media = next(f"media/{path.name}" for path in (first / "public" / "media").iterdir())
    held_back = (media, "episodes/none.vtt")
    assert media in read_contents(first / "public", BASE_URL, (), held_back).files


def test_a_dry_run_lists_what_the_run_will_do(first: Path, out: Path) -> None:
    write(first, "2026-11-30", "月底通车。")
    run_build(first)
    run(first, out)
    (first / "episodes" / f"{GONE}.json").write_bytes(
        (first / "episodes" / f"{GONE}.json").read_bytes().replace(b'"withdrawn": null', WITHDRAWN)
    )
    (first / "cover.png").write_bytes(small_cover() + b"\0")
    later = NOW + timedelta(days=7)
    before, there_before = _kept(first), files(out)
    told = forecast(run(first, out, now=later, dry_run=True))
    assert (_kept(first), files(out)) == (before, there_before)
    assert (len(told.outlooks[0].new), len(told.outlooks[0].gone), len(told.delete)) == (1, 1, 5)
    assert told == forecast(run(first, out, now=later))


WITHDRAWN = b'"withdrawn": {"reason": "x", "day": "2026-11-25"}'


def _kept(show: Path) -> dict[str, tuple[bytes, int]]:
    return {name: (data, (show / name).stat().st_mtime_ns) for name, data in files(show).items()}


def test_a_dry_run_needs_no_public_folder(second: Path, out: Path) -> None:
    run(second, out, now=LATER)
    shutil.rmtree(second / "public")
    told = forecast(run(second, out, now=LATER, dry_run=True))
    assert (told.send, told.outlooks[0].new, told.outlooks[0].kept, told.delete) == ((), (), 3, ())
    assert not (second / "public").exists()
