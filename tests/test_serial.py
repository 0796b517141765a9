"""A serial show numbers its editions; the stories and sections cut out of them have no numbers."""

from __future__ import annotations

from pathlib import Path

import feedparser

from tests.shows import make_show, run_build

PAPER = """\
---
episode: 7
---
# 要闻

## 城东新桥通车

3月2日，城东新桥正式通车。

## 公园免费开放

即日起，市民公园免费开放。
"""
FEEDS = """
[[feed]]
name = "stories"

[[feed]]
name = "yaowen"
per = "file"
sections = ["要闻"]

[[feed]]
name = "papers"
per = "file"
"""


def test_a_serial_show_has_further_feeds_that_are_not(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url="https://news.example.org/", article=PAPER)
    path = show / "show.toml"
    path.write_text(f"serial = true\n{path.read_text(encoding='utf-8')}{FEEDS}", encoding="utf-8")
    run_build(show)
    names = ("feed.xml", "stories.xml", "yaowen.xml", "papers.xml")
    feeds = [feedparser.parse((show / "public" / name).read_bytes()) for name in names]
    assert [one.feed.itunes_type for one in feeds] == ["serial", "episodic", "episodic", "episodic"]
    assert [len(one.entries) for one in feeds] == [1, 2, 1, 1]
    assert feeds[0].entries[0].itunes_episode == "7"
