"""The feed and its archive pages: which episode is where, and that an archive never changes."""

from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from audiocast.feed import FeedDocument, all_paths, documents, paths, render
from tests.samples import EPISODE, SHOW

counts, limits = st.integers(0, 60), st.integers(1, 12)
FH = "{http://purl.org/syndication/history/1.0}"


def plan(count, limit):
    return documents(SHOW, [str(number) for number in range(count, 0, -1)], limit)


def test_plans_by_hand():
    assert plan(0, 3) == (FeedDocument("feed.xml", ()),)
    assert plan(3, 3) == (FeedDocument("feed.xml", ("3", "2", "1")),)
    assert plan(4, 3) == (
        FeedDocument("feed.xml", ("4", "3", "2"), "feed-archive-1.xml"),
        FeedDocument("feed-archive-1.xml", ("3", "2", "1"), is_archive=True),
    )
    assert plan(7, 3) == (
        FeedDocument("feed.xml", ("7", "6", "5"), "feed-archive-2.xml"),
        FeedDocument("feed-archive-2.xml", ("6", "5", "4"), "feed-archive-1.xml", is_archive=True),
        FeedDocument("feed-archive-1.xml", ("3", "2", "1"), "", "feed-archive-2.xml", is_archive=True),
    )
    assert documents(replace(SHOW, feed_name="minsheng.xml"), ["2", "1"], 1)[1].name == "minsheng-archive-1.xml"


@given(counts, limits)
def test_every_episode_is_found_by_following_the_links(count, limit):
    by_name = {document.name: document for document in plan(count, limit)}
    main = by_name["feed.xml"]
    newest_first = [str(number) for number in range(count, 0, -1)]

    assert list(main.ids) == newest_first[:limit]
    met, followed = list(main.ids), main
    while followed.prev_archive:
        older = by_name[followed.prev_archive]
        assert older.is_archive
        assert len(older.ids) == limit
        assert older.next_archive == (followed.name if followed.is_archive else "")
        met += [one for one in older.ids if one not in met]
        followed = older
    assert met == newest_first
    assert len(by_name) == 1 + max(0, -(-(count - limit) // limit))


@given(counts, limits, st.integers(1, 20))
def test_an_archive_never_changes_when_episodes_are_added(count, limit, added):
    before, after = plan(count, limit)[1:], {document.name: document for document in plan(count + added, limit)}

    for archive in before:
        now = after[archive.name]
        assert (now.ids, now.prev_archive) == (archive.ids, archive.prev_archive)
        assert now.next_archive == archive.next_archive or (archive is before[0] and now.next_archive in after)


def test_the_documents_lead_to_each_other_by_whole_addresses():
    episodes = [
        replace(EPISODE, id=f"e{number}", guid=f"g{number}", pub_date=EPISODE.pub_date + timedelta(days=number))
        for number in range(7)
    ]
    show = replace(SHOW, hubs=("https://hub.example.org/",))
    feeds = [
        render(show, episodes, document)
        for document in documents(show, [f"e{number}" for number in range(6, -1, -1)], 3)
    ]
    main, middle, oldest = (feedparser.parse(feed) for feed in feeds)

    def links(parsed):
        return {
            (link.rel, link.href.removeprefix(SHOW.base_url)) for link in parsed.feed.links if link.rel != "alternate"
        }

    assert links(main) == {
        ("self", "feed.xml"),
        ("hub", "https://hub.example.org/"),
        ("prev-archive", "feed-archive-2.xml"),
        ("next", "feed-archive-2.xml"),
    }
    assert links(middle) == {
        ("self", "feed-archive-2.xml"),
        ("current", "feed.xml"),
        ("prev-archive", "feed-archive-1.xml"),
        ("next", "feed-archive-1.xml"),
    }
    assert links(oldest) == {
        ("self", "feed-archive-1.xml"),
        ("current", "feed.xml"),
        ("next-archive", "feed-archive-2.xml"),
    }
    assert [[entry.id for entry in parsed.entries] for parsed in (main, middle, oldest)] == [
        ["g6", "g5", "g4"],
        ["g5", "g4", "g3"],
        ["g2", "g1", "g0"],
    ]
    assert [ElementTree.fromstring(feed).find(f"channel/{FH}archive") is not None for feed in feeds] == [
        False,
        True,
        True,
    ]
    assert [parsed.feed.updated for parsed in (main, middle, oldest)] == [
        f"{day} Feb 2023 06:00:00 +0800" for day in ("Thu, 16", "Wed, 15", "Sun, 12")
    ]


def test_all_paths_are_those_that_paths_names():
    assert all_paths("2023-02-10") == paths("2023-02-10").all
