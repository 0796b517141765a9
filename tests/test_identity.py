"""Which episode an article file is: one that was renamed and corrected between two builds stays the episode it was."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest

from audiocast.catalog import Catalog
from audiocast.events import Event
from audiocast.shows import open_show
from audiocast.withdrawal import plan_withdrawal, withdraw
from tests.shows import ARTICLE, NOW, make_show, results, run_build

BEFORE, AFTER = "正式通车。大桥全长320米", "正式通车。大桥全长330米"
FEEDS = """
[[feed]]
name = "stories"
"""


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = make_show(tmp_path / "show", base_url="https://news.example.org/")
    path = folder / "show.toml"
    path.write_text(path.read_text(encoding="utf-8") + FEEDS, encoding="utf-8")
    run_build(folder)
    return folder


def articles(show: Path, files: dict[str, str]) -> None:
    for path in (show / "articles").iterdir():
        path.unlink()
    for name, text in files.items():
        (show / "articles" / name).write_text(text, encoding="utf-8")


def guids(show: Path, feed: str) -> list[str]:
    return [entry.id for entry in feedparser.parse((show / "public" / feed).read_bytes()).entries]


def built(events: list[Event]) -> set[str]:
    return {id_ for id_, one in results(events).items() if one.status == "built"}


@pytest.mark.parametrize(
    ("name", "front_matter"),
    [("2025-03-02-加.txt", ""), ("0302.txt", "---\ndate: 2025-03-02T08:00:00+08:00\n---\n"), ("2025-03-02b.md", "")],
)
def test_a_file_that_is_renamed_and_corrected_at_once_stays_its_episode(
    show: Path, name: str, front_matter: str
) -> None:
    before = {feed: guids(show, feed) for feed in ("feed.xml", "stories.xml")}
    articles(show, {name: front_matter + ARTICLE.replace(BEFORE, AFTER)})
    events = run_build(show)
    assert {feed: guids(show, feed) for feed in before} == before
    # The edition and the story that was corrected; the other story is as it was.
    assert len(built(events)) == 2
    record = Catalog(show / "episodes").load("2025-03-02")
    assert (record.source, record.episode.revision) == (name, 2)
    assert not built(run_build(show))


def test_another_article_of_that_day_is_another_episode(show: Path) -> None:
    articles(show, {"2025-03-02-b.txt": "# 机场扩建\n\n机场三期昨日动工，计划三年建成，总投资90亿元。\n"})
    run_build(show)
    assert len(guids(show, "feed.xml")) == 2


def test_a_like_article_of_another_day_is_another_episode(show: Path) -> None:
    articles(show, {"2025-03-03.txt": ARTICLE.replace(BEFORE, AFTER)})
    run_build(show)
    assert len(guids(show, "feed.xml")) == 2


def test_nobody_guesses_which_of_two_like_files_it_was(show: Path) -> None:
    corrected = {f"2025-03-02-{at}.txt": ARTICLE.replace(BEFORE, f"{AFTER}{at}") for at in "12"}
    articles(show, corrected)
    run_build(show)
    assert len(guids(show, "feed.xml")) == 3


def test_a_file_that_asks_for_another_guid_is_another_episode(show: Path) -> None:
    articles(show, {"2025-03-02-b.txt": f"---\nguid: another\n---\n{ARTICLE.replace(BEFORE, AFTER)}"})
    run_build(show)
    assert set(guids(show, "feed.xml")) > {"another"}


def test_a_broken_file_keeps_its_episode_from_a_like_one(show: Path) -> None:
    copy = ARTICLE.replace(BEFORE, AFTER)
    articles(show, {"2025-03-02.txt": f"---\ntitel: x\n---\n{ARTICLE}", "2025-03-02-b.txt": copy})
    run_build(show)
    assert Catalog(show / "episodes").load("2025-03-02").source == "2025-03-02.txt"
    assert len(guids(show, "feed.xml")) == 2


def test_what_comes_in_the_place_of_a_withdrawn_article_is_new(show: Path) -> None:
    folder = open_show(str(show))
    for name in list(Catalog(show / "episodes").read()):
        list(withdraw(folder, plan_withdrawal(folder, name, NOW, reason="错误", undo=False), NOW))
    articles(show, {"2025-03-02-b.txt": ARTICLE.replace(BEFORE, AFTER)})
    run_build(show)
    assert len(guids(show, "feed.xml")) == 1
