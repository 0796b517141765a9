"""A show on the day it was first published, and the same show a day later: one revised, one withdrawn, one new."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from audiocast import shows
from audiocast.catalog import Catalog, Withdrawal
from audiocast.feed import read_feed
from audiocast.shows import ShowFolder
from tests.shows import NOW, make_show, run_build
from tests.targets.servers import Behind

BASE_URL = "https://news.example.org/paper/"
LATER = NOW + timedelta(days=1)
REVISED, GONE, KEPT, ADDED = "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-25"


def first_edition(folder: Path) -> Path:
    """Build a show of three episodes."""
    show = make_show(folder, base_url=BASE_URL, article="# 旧闻\n\n旧桥。\n")
    (show / "articles" / "2025-03-02.txt").unlink()
    for name in (REVISED, GONE, KEPT):
        write(show, name, "今天通车。")
    run_build(show)
    return show


def second_edition(first: Path, folder: Path) -> Path:
    """Copy a first edition and build the day after: one episode revised, one withdrawn, one new."""
    show = Path(shutil.copytree(first, folder))
    catalog = Catalog(show / "episodes")
    catalog.keep(replace(catalog.load(GONE), withdrawn=Withdrawal("更正", "2026-11-25")))
    write(show, REVISED, "昨天通车。")
    write(show, ADDED, "又一座桥。")
    run_build(show, now=LATER)
    return show


def write(show: Path, name: str, text: str) -> None:
    (show / "articles" / f"{name}.txt").write_text(f"# 新桥{name[-2:]}\n\n{text}\n", encoding="utf-8")


def opened(show: Path) -> ShowFolder:
    return shows.open_show(str(show), environ=os.environ)


def wanted(show: Path) -> dict[str, bytes]:
    """Return what a target should hold of a show: all of public/ but media that no feed names."""
    public = show / "public"
    feed = (public / "feed.xml").read_bytes()
    found = {path.relative_to(public).as_posix(): path for path in public.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if not name.startswith(("media/", "cover-", "images/")) or path.name.encode() in feed
    }


def broken_links(behind: Behind, base_url: str = BASE_URL) -> Sequence[str]:
    """Return what the feed at a place names and the place does not hold, as long as the feed says."""
    data = behind.read("feed.xml")
    if not data:
        return []
    broken = [
        f"{item.url} ({item.length})"
        for item in read_feed(data, "the feed at the target").items
        if behind.size(item.url.removeprefix(base_url)) != item.length
    ]
    return broken if broken and behind.read("feed.xml") == data else []


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
