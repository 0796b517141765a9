"""Measure what one new episode costs a show of 10,000 published ones beside a show of 300, in one run.

A show is made of one episode that was built and published, copied under other dates: records, articles, and audio files
that hold nothing but have their length. One build makes feeds and pages of all; then an article is added, and the build
of that is measured: all of it, and what comes after the last episode is made (feeds, pages, texts, sweeping). CPU
seconds are of the process and its children, memory is the largest of the process.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image

from audiocast.catalog import Catalog
from audiocast.draft import article_digest
from audiocast.identity import item_guid
from audiocast.sources.files import read_article

SIZES = (300, 10_000)
TURNS = 3
MOST_CPU = 2.0
MOST_FEED_BYTES = 1_000_000
FIRST = date(1999, 1, 1)
SETTINGS = """\
title = "试播新闻"
description = "每日要闻"
author = "试播编辑部"
email = "news@audiocast.test"
base_url = "https://podcast.audiocast.test/shiboxinwen/"

[voice]
engine = "tone"
"""
SENTENCE = "城东新桥昨天正式通车，全长三百二十米，双向四车道，两岸居民过河只要五分钟。"
CHILD = """
import json, os, resource, sys
from datetime import UTC, datetime
from audiocast import shows
from audiocast.build import Order, build
from audiocast.events import Finished

def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in used)

after = 0.0
show = shows.open_show(sys.argv[1], environ=os.environ)
for event in build(show, Order(), now=datetime(2026, 11, 24, tzinfo=UTC)):
    if isinstance(event, Finished):
        after = cpu()
peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"all_s": cpu(), "rendering_s": cpu() - after, "peak_mb": peak_mb}))
"""


@dataclass(frozen=True)
class Cost:
    """What one build took."""

    all_s: float
    rendering_s: float
    peak_mb: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--sizes", type=int, nargs=2, default=SIZES, metavar="N", help="the shows to compare")
    options = parser.parse_args(arguments)
    few, many = options.sizes
    with tempfile.TemporaryDirectory() as folder:
        shows = {size: make_show(Path(folder) / str(size), size) for size in (few, many)}
        first = {size: build(show) for size, show in shows.items()}
        costs: dict[int, list[Cost]] = {size: [] for size in shows}
        for turn in range(TURNS):
            for size, show in shows.items():
                write_article(show, size + turn)
                costs[size].append(build(show))
        feed_bytes = max((show / "public" / "feed.xml").stat().st_size for show in shows.values())
        files = {size: sum(path.is_file() for path in (show / "public").rglob("*")) for size, show in shows.items()}
    rendering = median(b.rendering_s / a.rendering_s for a, b in zip(costs[few], costs[many], strict=True))
    whole = median(b.all_s / a.all_s for a, b in zip(costs[few], costs[many], strict=True))
    figures = {
        "sizes": [few, many],
        "rendering_ratio": round(rendering, 2),
        "build_ratio": round(whole, 2),
        "bar": MOST_CPU,
        "feed_bytes": feed_bytes,
        "feed_bar": MOST_FEED_BYTES,
        "costs": {size: [asdict(one) for one in found] for size, found in costs.items()},
        "first_build": {size: asdict(one) for size, one in first.items()},
        "files": files,
    }
    if options.json:
        print(json.dumps(figures))
    else:
        report(figures)
    return int(rendering > MOST_CPU or feed_bytes > MOST_FEED_BYTES)


def report(figures: dict[str, Any]) -> None:
    """Print the figures as lines."""
    few, many = figures["sizes"]
    costs, first = figures["costs"], figures["first_build"]
    for size in (few, many):
        middle = {key: median(one[key] for one in costs[size]) for key in ("all_s", "rendering_s", "peak_mb")}
        print(
            f"{size:6} episodes: one more costs {middle['all_s']:.2f} CPU s, {middle['rendering_s']:.2f} for feeds and "
            f"pages; {middle['peak_mb']:.0f} MB; {figures['files'][size]} files in public/"
        )
        print(f"       the first build of all: {first[size]['all_s']:.1f} CPU s, {first[size]['peak_mb']:.0f} MB")
    print(f"feeds and pages, {many} / {few} episodes: {figures['rendering_ratio']} x CPU (bar {figures['bar']})")
    print(f"the whole build, {many} / {few} episodes: {figures['build_ratio']} x CPU")
    print(f"the largest feed.xml: {figures['feed_bytes']} bytes (bar {figures['feed_bar']})")


def make_show(folder: Path, size: int) -> Path:
    """Make a show of ``size`` published episodes, with descriptions of 1 kB, 20 chapters and about 70 cues each."""
    (folder / "articles").mkdir(parents=True)
    (folder / "show.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "cover.png").write_bytes(cover())
    write_article(folder, 0)
    build(folder)
    catalog = Catalog(folder / "episodes")
    (record,) = catalog.read().values()
    show_guid = record.show_guid
    for number in range(1, size):
        day = FIRST + timedelta(days=number)
        write_article(folder, number)
        episode = record.episode
        media = replace(episode.media, name=f"{day}-{number:012x}.mp3")
        moment = datetime(day.year, day.month, day.day, 6, tzinfo=episode.pub_date.tzinfo)
        copy = replace(episode, id=str(day), guid=item_guid(show_guid, str(day)), pub_date=moment, media=media)
        catalog.keep(replace(record, episode=copy, source=f"{day}.md", article_digest=digest(folder, number)))
        with (folder / "public" / "media" / media.name).open("wb") as file:
            file.truncate(media.size_bytes)
    return folder


def digest(folder: Path, number: int) -> str:
    """Return the digest under which a record knows its article."""
    return article_digest(read_article(folder / "articles" / f"{FIRST + timedelta(days=number)}.md"))


def write_article(folder: Path, number: int) -> None:
    """Write an article with a description of 1 kB and 20 stories."""
    day = FIRST + timedelta(days=number)
    description = (f"第{number}期。" + SENTENCE * 12)[:340]
    stories = [f"## 第{story + 1}条新闻\n\n{SENTENCE}\n" for story in range(20)]
    text = f"---\ndescription: {description}\n---\n" + "\n".join(stories)
    (folder / "articles" / f"{day}.md").write_text(text, encoding="utf-8")


def cover() -> bytes:
    """Return a picture of one colour."""
    picture = io.BytesIO()
    Image.new("RGB", (1400, 1400), "navy").save(picture, "PNG")
    return picture.getvalue()


def build(show: Path) -> Cost:
    """Build a show in a process of its own and return what that took."""
    environ = {**os.environ, "AUDIOCAST_CACHE": str(show / "cache")}
    command = [sys.executable, "-c", CHILD, str(show)]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return Cost(**json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main())
