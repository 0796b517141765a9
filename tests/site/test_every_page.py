"""What holds on every page: nothing from elsewhere, nothing inline, links that lead somewhere, contrast."""

import posixpath
import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest

from audiocast.feed import media_path, paths
from audiocast.models import FeedLink
from audiocast.site import static
from tests.samples import EPISODE, SHOW
from tests.site.markup import Page
from tests.site.pages import render

EPISODES = [EPISODE, replace(EPISODE, id="2023-01-31", pub_date=EPISODE.pub_date - timedelta(days=10))]
FURTHER = FeedLink("管城新闻 · 民生", "minsheng.xml", "minsheng.html")
FILES = {**render(replace(SHOW, also=(FURTHER,)), EPISODES)}
PAGES = sorted(name for name in FILES if name.endswith(".html"))


def test_which_pages_there_are():
    assert PAGES == [
        "archive/2023-01.html",
        "archive/2023-02.html",
        "episodes/2023-01-31.html",
        "episodes/2023-02-10.html",
        "index.html",
    ]
    assert {name: FILES[name] for name in static()} == static()


@pytest.mark.parametrize("name", PAGES)
def test_everything_comes_from_here_and_no_script_is_inline(name):
    found = Page(FILES[name])

    [policy] = found.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert "default-src 'none'" in policy["content"]
    assert "unsafe" not in policy["content"]
    assert found.all("style") == []
    for script in found.all("script"):
        assert ("src" in script) == (script["text"] == "") == (script.get("type") != "application/ld+json")
    for element in found.elements:
        assert "style" not in element
        assert not [attribute for attribute in element if attribute.startswith("on")]
        if "src" in element:
            assert urlsplit(element["src"])[:2] == ("", "")


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_file_that_is_there(name):
    found = Page(FILES[name])
    ids = [element["id"] for element in found.elements if "id" in element]
    elsewhere = {"feed.xml", "minsheng.html", SHOW.cover}
    for episode in EPISODES:
        where = paths(episode.id)
        elsewhere |= {media_path(episode.media.name), where.vtt, where.srt}

    assert len(ids) == len(set(ids))
    for element in found.elements:
        for attribute in {"src", "href"} & element.keys():
            target = urlsplit(element[attribute])
            if target.scheme in ("mailto", "podcast") or element.get("rel") == "canonical":
                continue
            assert (target.scheme, target.netloc) == ("", "")
            if not target.path:
                assert unquote(target.fragment) in (*ids, "")
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target.path)))
            assert path in FILES or path in elsewhere
            if path in PAGES and target.fragment:
                assert target.fragment in [one.get("id") for one in Page(FILES[path]).elements]


@pytest.mark.parametrize("name", PAGES)
def test_landmarks_labels_and_headings(name):
    found = Page(FILES[name])

    assert [len(found.all(tag)) for tag in ("main", "h1")] == [1, 1]
    ids = [element["id"] for element in found.elements if "id" in element]
    for element in found.elements:
        for attribute in {"aria-labelledby", "aria-describedby"} & element.keys():
            assert element[attribute] in ids
    for link in found.all("a"):
        assert link["text"].strip() or link["id"] == "_bar-title"
    levels = [int(element["tag"][1]) for element in found.elements if re.fullmatch("h[1-6]", element["tag"])]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(player["aria-label"] for player in found.all("audio"))


@pytest.mark.parametrize("name", sorted(static()))
def test_no_file_asks_another_host(name):
    assert not re.search(rb"https?://(?!www\.w3\.org/2000/svg)|@import|url\(", static()[name])


@pytest.mark.parametrize(
    "language", [("zh-cn", "zh-CN"), ("zh", "zh"), ("zh-hans-cn", "zh-Hans-CN"), ("ZH-TW", "zh-TW")]
)
def test_the_language_is_written_as_bcp_47_does(language):
    given, tag = language

    for name, data in render(replace(SHOW, language=given), [EPISODE]).items():
        if name.endswith(".html"):
            assert Page(data).all("html")[0]["lang"] == tag


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_its_ground(theme):
    """WCAG 2.2, 1.4.3: a contrast of 4.5 for text; 7 for the text that is read at length."""
    style = static()["style.css"].decode()
    light, dark = (
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)
    )
    colours = light if theme == "light" else dark

    for ground in ("paper", "sheet", "wash", "mark"):
        assert contrast(colours["ink"], colours[ground]) >= 7
    for ground in ("paper", "sheet"):
        assert contrast(colours["soft"], colours[ground]) >= 4.5
        assert contrast(colours["red"], colours[ground]) >= 4.5
    assert contrast(colours["red"], colours["wash"]) >= 4.5


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
