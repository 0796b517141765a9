"""Shows for tests: a folder on the tone engine, and a look at what was built."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from audiocast import shows
from audiocast.build import Order, build
from audiocast.events import Event, Finished
from audiocast.shows import ShowFolder

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SETTINGS = """\
title = "试播新闻"
description = "每日要闻"
author = "试播编辑部"
email = "news@example.org"
base_url = "{base_url}"

[voice]
engine = "tone"
"""
ARTICLE = """\
# 城东新桥通车 全长320米

本报讯 3月2日,城东新桥正式通车。大桥全长320米,双向4车道。

市民李女士说:“过河快多了。”

记者 王一

## 公园免费开放

本报讯 即日起,市民公园免费开放,每天6时开门。

记者 王一
"""


def make_show(folder: Path, *, base_url: str = "http://127.0.0.1:8000/", article: str = ARTICLE) -> Path:
    """Write a show with one article and return its folder."""
    (folder / "articles").mkdir(parents=True)
    (folder / "show.toml").write_text(SETTINGS.format(base_url=base_url), encoding="utf-8")
    (folder / "articles" / "2025-03-02.txt").write_text(article, encoding="utf-8")
    (folder / "cover.png").write_bytes(small_cover())
    return folder


@cache
def small_cover() -> bytes:
    """Return a picture of one colour: drawing a plain cover for every test would take most of the suite's time."""
    picture = io.BytesIO()
    Image.new("RGB", (1400, 1400), "navy").save(picture, "PNG")
    return picture.getvalue()


def run_build(folder: Path, *episodes: str, now: datetime = NOW, **order: Any) -> list[Event]:
    """Build in this process and return the events."""
    import os

    show: ShowFolder = shows.open_show(str(folder), environ=os.environ)
    return list(build(show, Order(episodes, **order), now=now))


def results(events: Sequence[Event]) -> dict[str, Finished]:
    """Return how each episode came out."""
    return {event.id: event for event in events if isinstance(event, Finished)}


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below ``folder`` by its relative path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def invoke(*arguments: str, under: Sequence[str] = ()) -> Outcome:
    """Run the command line in a process of its own, ``under`` another command when one is given."""
    import subprocess
    import sys

    done = subprocess.run(
        [*under, sys.executable, "-m", "audiocast", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The object on stdout."""
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed


def cue_texts(vtt: str) -> list[str]:
    """Return the cues' texts in order."""
    blocks = vtt.strip().split("\n\n")[1:]
    return ["\n".join(line for line in block.split("\n") if "-->" not in line) for block in blocks]


def cue_times(vtt: str) -> list[tuple[int, int]]:
    """Return the cues' times in milliseconds."""

    def ms(clock: str) -> int:
        hours, minutes, seconds = clock.split(":")
        return round(1000 * (60 * (60 * int(hours) + int(minutes)) + float(seconds)))

    return [(ms(start), ms(end)) for start, end in re.findall(r"(\S+) --> (\S+)", vtt)]
