"""Four parsers of podcast apps read our feed: each one's whole answer is what the models say."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.feed import one_line, render
from audiocast.feed.extension import NAMESPACES
from audiocast.models import Byline, Chapter, Place
from tests.feed import answers
from tests.samples import EPISODE, SHOW

CONTENT = "http://purl.org/rss/1.0/modules/content/"
FULL_SHOW = replace(
    SHOW,
    description="每日要闻 <城区> & “民生”",
    category=("News", "Daily News"),
    explicit=True,
    copyright="© 2023 管城融媒体中心",
    license="cc-by-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    funding="支持 & 我们",
    funding_url="https://example.org/give?a=1&b=2",
    place=Place("郑州市管城回族区", "geo:34.7,113.7", "R3271235"),
    update_frequency="每日更新",
    update_rule="FREQ=DAILY",
    serial=True,
    complete=True,
    block=True,
    new_feed_url="https://new.example.org/feed.xml",
    hubs=("https://hub.example.org/",),
    podping=True,
)
FULL_EPISODE = replace(
    EPISODE,
    note="“冉红政”原作“冉红正”。",
    revision=2,
    authors=(Byline("记者", ("冉红政", "李晓敏")), Byline("摄影", ("马健",)), Byline("责编", ("赵四",))),
    season=2,
    number=41,
    kind="bonus",
    block=True,
    explicit=False,
    image="images/2023-02-10.jpg",
    place=Place("二七区", "geo:34.7,113.6", "R1"),
    url="https://news.example.org/a?b=1&c=2",
    rights="来源：河南日报",
)
EARLIER = replace(
    EPISODE,
    id="2023-02-09",
    guid="tag:example.org,2023:Old-GUID?x=1&y=<2>",
    title="“党建+物业” <进> 社区 & 楼院：A&B",
    pub_date=datetime(2023, 2, 9, 12, 59, 59, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
    media=replace(EPISODE.media, name="2023-02-09-00000001.m4a", mime="audio/x-m4a", duration_ms=59_500),
    explicit=True,
)
CASES = {
    "everything set": (FULL_SHOW, [FULL_EPISODE, EARLIER]),
    "nothing set": (SHOW, [EPISODE, replace(EARLIER, cues=(), chapters=())]),
    "human, for all, unlocked": (replace(SHOW, ai_content=False, locked=False, category=("Government",)), [EPISODE]),
    "no episode": (FULL_SHOW, []),
}
everywhere = pytest.mark.parametrize(("show", "episodes"), CASES.values(), ids=CASES)


ONCE = {
    "channel": (
        "title link description copyright docs generator image language lastBuildDate itunes:author itunes:category "
        "itunes:new-feed-url itunes:owner itunes:type itunes:image itunes:explicit itunes:block itunes:complete "
        "podcast:guid podcast:locked podcast:medium podcast:license podcast:updateFrequency podcast:block "
        "podcast:podping"
    ),
    "item": (
        "title link description content:encoded guid enclosure pubDate itunes:duration itunes:season itunes:episode "
        "itunes:episodeType itunes:image itunes:explicit itunes:block podcast:chapters podcast:season podcast:episode"
    ),
}
OFTEN = {
    "channel": "atom:link podcast:funding podcast:location podcast:txt item",
    "item": "podcast:transcript podcast:person podcast:location podcast:txt",
}
"""How often an element may stand in its parent: RSS 2.0, Apple's requirements, the podcast namespace's "Count"."""


@everywhere
def test_an_element_stands_where_it_belongs_and_as_often_as_it_may(show, episodes):
    prefixes = {"{" + uri + "}": f"{prefix}:" for prefix, uri in {**NAMESPACES, "content": CONTENT}.items()}
    [channel] = root = ElementTree.fromstring(render(show, episodes))

    assert (root.tag, root.attrib) == ("rss", {"version": "2.0"})
    for parent in (channel, *channel.findall("item")):
        names = [re.sub("^{.*}", lambda uri: prefixes[uri[0]], element.tag) for element in parent]
        assert set(names) <= {*ONCE[parent.tag].split(), *OFTEN[parent.tag].split()}
        assert [name for name in ONCE[parent.tag].split() if names.count(name) > 1] == []
    first = {element.tag for element in channel.findall("item")[0]} if episodes else set()
    if show is FULL_SHOW and episodes:
        assert len(first) == len(ONCE["item"].split()) + len(OFTEN["item"].split())


@everywhere
def test_feedparser_reads_back_all_it_knows(show, episodes):
    assert answers.read_feedparser(render(show, episodes)) == answers.feed_parser(show, episodes)


@everywhere
def test_podcastparser_reads_back_all_it_knows(show, episodes):
    assert answers.read_podcastparser(render(show, episodes)) == answers.podcast_parser(show, episodes)


@everywhere
def test_feedsmith_reads_back_all_there_is(apps, show, episodes):
    assert apps.read(render(show, episodes))["feedsmith"] == answers.feedsmith(show, episodes)


@everywhere
def test_partytime_reads_back_all_it_knows(apps, show, episodes):
    read = answers.without_guesses(apps.read(render(show, episodes))["partytime"])

    assert read == answers.partytime(show, episodes)


NASTY = [
    *(
        "&",
        "<",
        ">",
        '"',
        "'",
        "&amp;",
        "&#1;",
        "&#x110000;",
        "&nbsp;",
        "]]>",
        "<![CDATA[",
        "<进>",
        "</p>",
        "<b>",
        "<!--",
    ),
    *("\x00", "\x0b", "\x7f", "\x85", "\r\n", "\n", "\t", "\u2028", "\u3000", "\ufeff", "\u200d", "\udc00", "\uffff"),
    *("𠮷", "1e3", "0", "true"),
]
any_text = st.lists(st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=()), max_size=8), max_size=8).map(
    "".join
)
# It decodes entities twice, takes 0 and true for no text, and makes one space of many.
text_that_partytime_leaves = any_text.map(lambda text: "文" + " ".join(text.replace("&", "＆").split()))


def shows(text):
    return st.builds(
        replace,
        st.sampled_from([SHOW, FULL_SHOW]),
        title=text.filter(one_line),
        description=text,
        author=text,
        copyright=text,
        funding=text.filter(one_line),
        update_frequency=text.filter(one_line),
        ai_notice=text,
        place=st.none() | st.builds(Place, text, text, text),
    )


def episodes(text):
    return st.builds(
        replace,
        st.sampled_from([EPISODE, FULL_EPISODE]),
        title=text,
        summary=text,
        note=text,
        rights=text,
        url=text,
        guid=text.filter(one_line),
        chapters=text.map(lambda title: (Chapter(0, 1, title),)),
        authors=st.lists(st.builds(Byline, text, st.lists(text, max_size=2).map(tuple)), max_size=2).map(tuple),
        place=st.none() | st.builds(Place, text, text, text),
    )


@settings(max_examples=150, deadline=None)
@given(shows(any_text), episodes(any_text))
def test_any_unicode_in_any_field_reads_back(apps, show, episode):
    feed = render(show, [episode])

    assert ElementTree.fromstring(feed).findtext("channel/title") == one_line(show.title)
    assert answers.read_feedparser(feed) == answers.feed_parser(show, [episode])
    assert answers.read_podcastparser(feed) == answers.podcast_parser(show, [episode])
    assert apps.read(feed)["feedsmith"] == answers.feedsmith(show, [episode])


@settings(max_examples=50, deadline=None)
@given(shows(text_that_partytime_leaves), episodes(text_that_partytime_leaves))
def test_any_unicode_reads_back_in_partytime_too(apps, show, episode):
    read = apps.read(render(show, [episode]))["partytime"]

    assert answers.without_guesses(read) == answers.partytime(show, [episode])
