"""Several feeds from one build: editions, single stories, sections; nothing is spoken or encoded twice."""

from __future__ import annotations

import io
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from PIL import Image

from audiocast.catalog import Catalog
from audiocast.errors import FeedError
from audiocast.events import Remark
from audiocast.publication import held_back, refresh
from audiocast.shows import open_show
from tests.shows import NOW, files, make_show, results, run_build

PUBLIC_URL = "https://news.example.org/"
PAPER = """\
# 要闻

## 城东新桥通车

3月2日，城东新桥正式通车。

## 公园免费开放

即日起，市民公园免费开放。

# 民生

## 菜价回落

本周，菜价回落三成。
"""
FEEDS = """
[[feed]]
name = "stories"
title = "单条新闻"

[[feed]]
name = "yaowen"
sections = ["要闻"]

[[feed]]
name = "minsheng"
per = "file"
sections = ["民生"]
"""


def paper(folder: Path, *, settings: str = FEEDS, base_url: str = PUBLIC_URL) -> Path:
    show = make_show(folder, base_url=base_url, article=PAPER)
    path = show / "show.toml"
    path.write_text(path.read_text(encoding="utf-8") + settings, encoding="utf-8")
    return show


def entries(show: Path, name: str) -> list[Any]:
    return list(feedparser.parse((show / "public" / name).read_bytes()).entries)


def titles(show: Path, name: str) -> list[str]:
    return [entry.title for entry in entries(show, name)]


def edit(show: Path, old: str, new: str) -> None:
    path = show / "articles" / "2025-03-02.txt"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def stories(cache: Path) -> set[str]:
    return {path.name for path in (cache / "stories").rglob("*") if path.is_file()}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDIOCAST_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_one_paper_makes_editions_stories_and_sections(tmp_path: Path) -> None:
    show = paper(tmp_path / "show")
    run_build(show)
    assert titles(show, "feed.xml") == ["城东新桥通车 等3条"]
    assert titles(show, "stories.xml") == ["城东新桥通车", "公园免费开放", "菜价回落"]
    assert titles(show, "yaowen.xml") == ["城东新桥通车", "公园免费开放"]
    assert titles(show, "minsheng.xml") == ["菜价回落"]
    for page in ("index.html", "stories.html", "yaowen.html", "minsheng.html"):
        assert (show / "public" / page).is_file()


def test_an_episode_in_two_feeds_is_one_file_under_one_guid(tmp_path: Path) -> None:
    show = paper(tmp_path / "show")
    run_build(show)
    all_stories = {entry.id: entry.enclosures[0].href for entry in entries(show, "stories.xml")}
    for entry in entries(show, "yaowen.xml"):
        assert all_stories[entry.id] == entry.enclosures[0].href
    guids = [entry.id for name in ("feed.xml", "stories.xml", "minsheng.xml") for entry in entries(show, name)]
    assert len(set(guids)) == len(guids) == 5


def test_nothing_is_spoken_or_encoded_twice(tmp_path: Path, cache: Path) -> None:
    whole = make_show(tmp_path / "whole", base_url=PUBLIC_URL, article=PAPER)
    run_build(whole)
    spoken, encoded = files(cache / "clips"), stories(cache)
    made = results(run_build(paper(tmp_path / "show")))
    assert {result.spoken for result in made.values()} == {0}
    assert files(cache / "clips") == spoken
    # Only the opening is another one: it names no headlines.
    assert len(stories(cache) - encoded) <= 1


def test_a_correction_revises_the_episodes_that_tell_the_story(tmp_path: Path) -> None:
    show = paper(tmp_path / "show")
    before = {one.id: one for one in results(run_build(show)).values()}
    edit(show, "菜价回落三成", "菜价回落四成")
    after = results(run_build(show))
    changed = {id_ for id_, one in after.items() if one.status == "built"}
    records = Catalog(show / "episodes").read()
    assert {(records[id_].cut, records[id_].episode.title) for id_ in changed} == {
        ("file", "城东新桥通车 等3条"),
        ("story", "菜价回落"),
        ("section", "菜价回落"),
    }
    assert {id_: one.guid for id_, one in after.items()} == {id_: one.guid for id_, one in before.items()}
    # One sentence for three episodes.
    assert sum(one.spoken for one in after.values()) == 1


def test_a_corrected_heading_keeps_the_story_s_episode(tmp_path: Path) -> None:
    show = paper(tmp_path / "show")
    before = {entry.id for entry in (run_build(show), entries(show, "stories.xml"))[1]}
    edit(show, "城东新桥通车\n", "城东大桥通车\n")
    run_build(show)
    assert titles(show, "stories.xml")[0] == "城东大桥通车"
    assert {entry.id for entry in entries(show, "stories.xml")} == before


def test_a_show_of_single_stories_has_them_in_its_own_feed(tmp_path: Path) -> None:
    show = paper(tmp_path / "show", settings="")
    path = show / "show.toml"
    path.write_text(f'per = "story"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    run_build(show)
    assert titles(show, "feed.xml") == ["城东新桥通车", "公园免费开放", "菜价回落"]
    assert len(list((show / "public").rglob("*.vtt"))) == 3


def test_a_show_that_turns_to_single_stories_does_not_publish_its_old_ones_as_new(tmp_path: Path) -> None:
    show = paper(tmp_path / "show", settings="")
    run_build(show)
    path = show / "show.toml"
    path.write_text(f'per = "story"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    later = show / "articles" / "2025-03-03.txt"
    later.write_text("# 新店\n\n新店开门。\n\n# 老店\n\n老店关门。\n", encoding="utf-8")
    run_build(show)
    assert titles(show, "feed.xml") == ["新店", "老店", "城东新桥通车 等3条"]


def test_a_file_that_cannot_be_read_takes_none_of_its_stories_away(tmp_path: Path) -> None:
    show = paper(tmp_path / "show", base_url="http://127.0.0.1:8000/")
    run_build(show)
    before = {name: titles(show, name) for name in FEED_NAMES}
    path = show / "articles" / "2025-03-02.txt"
    path.write_text(f"---\ntitel: 一\n---\n{PAPER}", encoding="utf-8")
    events = run_build(show)
    assert not any("gone" in event.line for event in events if isinstance(event, Remark))
    assert {name: titles(show, name) for name in FEED_NAMES} == before


def test_every_feed_keeps_its_own_identity(tmp_path: Path) -> None:
    show = paper(tmp_path / "show")
    run_build(show)
    text = (show / "show.toml").read_text(encoding="utf-8")
    assert text.count("guid = ") == 4
    guids = {name: feedparser.parse((show / "public" / name).read_bytes()).feed.podcast_guid for name in FEED_NAMES}
    assert len(set(guids.values())) == 4
    run_build(show)
    assert (show / "show.toml").read_text(encoding="utf-8") == text


FEED_NAMES = ("feed.xml", "stories.xml", "yaowen.xml", "minsheng.xml")


def test_older_episodes_are_in_archives_that_do_not_change(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    path = show / "show.toml"
    path.write_text(f"limit = 2\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    (show / "articles" / "2025-03-02.txt").unlink()
    seen: dict[str, bytes] = {}
    for day in range(1, 8):
        (show / "articles" / f"2025-03-0{day}.txt").write_text(f"今天是{day}号。\n", encoding="utf-8")
        run_build(show)
        public = show / "public"
        archives = {one.name: one.read_bytes() for one in public.glob("feed-archive-*.xml")}
        held = {entry.id for name in ("feed.xml", *archives) for entry in entries(show, name)}
        assert len(held) == day
        assert len(entries(show, "feed.xml")) == min(day, 2)
        members = {name: [entry.id for entry in feedparser.parse(data).entries] for name, data in archives.items()}
        assert all(len(ids) == 2 for ids in members.values())
        assert {name: members[name] for name in seen} == seen
        seen = members


def test_an_embargo_that_ended_needs_no_build(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    run_build(show, now=NOW - timedelta(days=9999))
    folder = open_show(str(show))
    before = NOW - timedelta(days=9999)
    assert "episodes/2025-03-02.html" in held_back(folder, before)
    assert not entries(show, "feed.xml")
    list(refresh(folder, NOW))
    assert [entry.title for entry in entries(show, "feed.xml")] == ["城东新桥通车 全长320米 等2条"]
    assert held_back(folder, NOW) == frozenset()
    assert Catalog(show / "episodes").load("2025-03-02").published


def test_a_feed_that_breaks_a_rule_is_never_written(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    run_build(show)
    before = files(show / "public")
    prepend(show, "serial = true")
    with pytest.raises(FeedError, match=r"left as they were, since feed\.xml.*number"):
        run_build(show)
    assert files(show / "public") == before


def prepend(show: Path, line: str) -> None:
    path = show / "show.toml"
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def test_what_is_not_made_any_more_goes_though_nobody_remembers_it(tmp_path: Path, cache: Path) -> None:
    show = paper(tmp_path / "show")
    prepend(show, "limit = 1")
    run_build(show)
    public, settings = show / "public", show / "show.toml"
    assert (public / "stories-archive-1.xml").is_file()
    (public / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")
    (public / "cover-letter.txt").write_text("书信", encoding="utf-8")
    shutil.rmtree(cache / "shows")
    settings.write_text(settings.read_text(encoding="utf-8").partition("[[feed]]")[0], encoding="utf-8")
    run_build(show)
    assert sorted(one.name for one in public.glob("*.xml")) == ["feed.xml", "sitemap.xml"]
    assert sorted(one.name for one in public.glob("*.html")) == ["index.html"]
    assert (public / "cover-letter.txt").is_file()


def test_what_was_published_stays_when_another_machine_s_clock_is_behind(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    run_build(show)
    run_build(show, now=NOW - timedelta(days=9999))
    assert len(entries(show, "feed.xml")) == 1


def picture(colour: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1400, 1400), colour).save(made, "PNG")
    return made.getvalue()


def pictured(folder: Path, data: bytes, base_url: str = PUBLIC_URL) -> Path:
    show = make_show(folder, base_url=base_url, article=f"---\nimage: a.png\n---\n{PAPER}")
    (show / "a.png").write_bytes(data)
    return show


def test_a_picture_that_changes_under_its_name_is_seen(tmp_path: Path) -> None:
    show = pictured(tmp_path / "show", picture("red"))
    young = datetime(2025, 3, 2, tzinfo=UTC)
    run_build(show, now=young)
    (show / "a.png").write_bytes(picture("blue"))
    assert results(run_build(show, now=young))["2025-03-02"].status == "built"
    image = re.findall(r"images/[\w.-]+", (show / "public" / "feed.xml").read_text(encoding="utf-8"))[0]
    assert (show / "public" / image).read_bytes() == picture("blue")


def test_a_bad_picture_fails_its_article_alone(tmp_path: Path) -> None:
    show = pictured(tmp_path / "show", b"no picture")
    (show / "articles" / "2025-03-03.txt").write_text("今天晴。\n", encoding="utf-8")
    events = run_build(show)
    assert {id_: one.status for id_, one in results(events).items()} == {"2025-03-02": "failed", "2025-03-03": "built"}
    (line,) = [event.line for event in events if isinstance(event, Remark) and event.is_error]
    assert "2025-03-02.txt" in line
    assert "a.png" in line


def test_an_episode_that_waits_takes_no_picture_away_from_one_that_is_listed(tmp_path: Path) -> None:
    show = pictured(tmp_path / "show", picture("red"))
    late = show / "articles" / "2027-01-01.txt"
    late.write_text("---\nimage: a.png\n---\n今天晴。\n", encoding="utf-8")
    run_build(show)
    held = held_back(open_show(str(show)), NOW)
    assert "episodes/2027-01-01.html" in held
    assert not any(name.startswith("images/") for name in held)
