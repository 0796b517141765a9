"""The real newspaper page through the whole line, on beeps: what listeners and readers get of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import feedparser
import pytest

from audiocast import text
from audiocast.sources import decode
from tests.shows import cue_texts, cue_times, files, make_show, results, run_build

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def show(tmp_path: Path, news_page: Path) -> Path:
    folder = make_show(tmp_path / "show", article=decode(news_page.read_bytes()))
    run_build(folder)
    return folder


def squeezed(written: str) -> str:
    return re.sub(r"\s", "", written)


def test_every_sentence_is_in_the_transcript_as_it_was_written(show: Path, news_page: Path) -> None:
    transcript = squeezed("".join(cue_texts((show / "public/episodes/2025-03-02.vtt").read_text(encoding="utf-8"))))
    articles = text.clean(decode(news_page.read_bytes()))
    assert len(articles) == 2
    headings = [line for article in articles for line in (article.title, *article.subtitles)]
    assert len(headings) == 3
    paragraphs = [paragraph for article in articles for paragraph in article.paragraphs]
    for written in (*headings, *paragraphs):
        assert squeezed(written) in transcript
    for unread in ("本报讯", "记者", "通讯员", "冉红政", "姜璞"):
        assert unread not in transcript


def test_two_stories_are_two_chapters_and_cues_are_in_order(show: Path) -> None:
    chapters = json.loads((show / "public/episodes/2025-03-02.chapters.json").read_text(encoding="utf-8"))["chapters"]
    assert len(chapters) == 2
    times = [
        moment for cue in cue_times((show / "public/episodes/2025-03-02.vtt").read_text("utf-8")) for moment in cue
    ]
    assert times == sorted(times)


def test_durations_agree(show: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "durations.py", show], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("ok")


def test_the_feed_reads_back(show: Path) -> None:
    data = (show / "public" / "feed.xml").read_bytes()
    parsed = feedparser.parse(data)
    assert not parsed.bozo
    assert parsed.feed.language == "zh-cn"
    assert parsed.feed.link == "http://127.0.0.1:8000/"
    (entry,) = parsed.entries
    assert entry.title.endswith(" 等2条")
    (enclosure,) = entry.enclosures
    media = show / "public" / enclosure.href.removeprefix("http://127.0.0.1:8000/")
    assert int(enclosure.length) == media.stat().st_size
    urls = re.findall(r'(?:url|href)="([^"]+)"', data.decode())
    assert all(url.isascii() for url in urls)
    itunes, podcast = "{http://www.itunes.com/dtds/podcast-1.0.dtd}", "{https://podcastindex.org/namespace/1.0}"
    channel = ET.fromstring(data).find("channel")
    assert channel is not None
    assert channel.findtext(f"{itunes}explicit") == "false"
    assert channel.findtext(f"{itunes}owner/{itunes}email") == "news@example.org"
    assert channel.find(f"{itunes}category/{itunes}category").attrib == {"text": "Daily News"}  # type: ignore[union-attr]
    assert channel.find(f"{podcast}locked").attrib == {"owner": "news@example.org"}  # type: ignore[union-attr]
    assert {one.attrib["type"] for one in channel.iterfind(f"item/{podcast}transcript")} >= {"text/vtt"}
    assert channel.find(f"item/{podcast}chapters") is not None
    assert [one.text for one in channel.iterfind(f"item/{podcast}txt")] == ["true"]


def test_one_character_costs_one_sentence_and_the_other_story_nothing(show: Path) -> None:
    before = results(run_build(show))["2025-03-02"]
    article = show / "articles" / "2025-03-02.txt"
    article.write_text(article.read_text(encoding="utf-8").replace("共襄盛会", "共襄盛举"), encoding="utf-8")
    after = results(run_build(show))["2025-03-02"]
    assert (after.spoken, after.guid) == (1, before.guid)
    assert after.media != before.media


def test_another_folder_gives_the_same_bytes(show: Path, tmp_path: Path) -> None:
    again = make_show(tmp_path / "again", article=(show / "articles" / "2025-03-02.txt").read_text(encoding="utf-8"))
    run_build(again)
    assert files(again / "public") == files(show / "public")
