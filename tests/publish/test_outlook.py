from __future__ import annotations

from pathlib import Path

import pytest

from audiocast.errors import FeedError
from audiocast.feed import FeedContent, FeedItem
from audiocast.publish.contents import read_contents
from audiocast.publish.outlook import outlook, refuse_duplicates
from tests.publish.editions import BASE_URL, write
from tests.publish.test_publish import forecast, run, spied
from tests.shows import NOW, make_show, run_build


def content(*items: tuple[str, str]) -> FeedContent:
    return FeedContent(
        title="x",
        guid="",
        items=tuple(FeedItem(guid, guid, f"https://e.org/{url}", 1, "audio/mpeg", None) for guid, url in items),
    )


def test_what_subscribers_will_see() -> None:
    old = content(("a", "a1"), ("b", "b1"), ("c", "c1"), ("d", "d1"))
    new = content(("e", "e1"), ("a", "a1"), ("b", "b2"))
    seen = outlook("feed.xml", old, new, archived=["d", "old"])
    assert (seen.new, seen.updated, seen.gone, seen.kept) == (("e",), ("b",), ("c",), 1)


def test_at_first_everything_is_new() -> None:
    seen = outlook("feed.xml", None, content(("a", "a1"), ("b", "b1")), archived=[])
    assert (seen.new, seen.updated, seen.gone, seen.kept) == (("a", "b"), (), (), 0)


@pytest.mark.parametrize(
    ("feeds", "said"),
    [
        ({"feed.xml": content(("a", "1"), ("a", "2"))}, "two episodes of one GUID, a"),
        ({"feed.xml": content(("a", "1"), ("b", "1"))}, "under two GUIDs, a and b"),
        ({"feed.xml": content(("a", "1")), "news.xml": content(("b", "1"))}, "under two GUIDs, a and b"),
    ],
)
def test_what_apps_would_show_twice_is_refused(feeds: dict[str, FeedContent], said: str) -> None:
    with pytest.raises(FeedError, match=said):
        refuse_duplicates(feeds)


def test_an_episode_may_stand_in_a_feed_and_in_an_archive_of_it() -> None:
    refuse_duplicates({"feed.xml": content(("a", "1"), ("b", "2")), "feed-archive-1.xml": content(("b", "2"))})


def test_archives_go_before_further_feeds_and_the_feed_last(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url=BASE_URL)
    path = show / "show.toml"
    path.write_text(f'limit = 1\n{path.read_text(encoding="utf-8")}\n[[feed]]\nname = "stories"\n', encoding="utf-8")
    write(show, "2026-11-20", "今天通车。")
    run_build(show)
    run(show, tmp_path / "out")
    write(show, "2026-11-21", "明天通车。")
    run_build(show)
    told = forecast(run(show, tmp_path / "out", dry_run=True))
    seen = {one.feed: (len(one.new), len(one.gone)) for one in told.outlooks}
    assert seen == {"feed.xml": (1, 0), "stories.xml": (1, 0)}
    names = [
        name for what, _, name in spied(show, tmp_path / "out", now=NOW) if what == "put" and name.endswith(".xml")
    ]
    assert names[-2:] == ["stories.xml", "feed.xml"]
    assert all("-archive-" in name for name in names[:-2])
    assert len(names) > 2


def test_a_feed_for_another_address_is_refused(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url=BASE_URL)
    run_build(show)
    with pytest.raises(FeedError, match="which is not under https://elsewhere"):
        read_contents(show / "public", "https://elsewhere.example.org/", (), ())
