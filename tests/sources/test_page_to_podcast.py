from __future__ import annotations

from pathlib import Path

from audiocast.catalog import Catalog
from tests.requirements import require_packages
from tests.shows import invoke, make_show
from tests.sources.sites import BRIDGE, SITES


def test_pages_become_episodes(tmp_path: Path) -> None:
    require_packages("html", "readability", "justext")
    show = make_show(tmp_path / "show")
    articles = show / "articles"
    (articles / "2025-03-02.txt").unlink()
    sites = {site.name: site for site in SITES}
    (articles / "2023年2月11日.html").write_bytes(sites["people"].stored(BRIDGE))
    (articles / "通车.htm").write_bytes(sites["wechat"].stored(BRIDGE))
    (articles / "2023-02-12.html").write_text("<html><body><a href='/'>首页</a></body></html>", encoding="utf-8")
    done = invoke("build", str(show), "--json")
    assert {one["id"]: one["status"] for one in done.json["episodes"]} == {
        "2023-nian-2-yue-11-ri": "built",
        "tong-che": "built",
        "2023-02-12": "failed",
    }
    assert done.status == 1
    assert "2023-02-12.html holds no article that can be found: copy its text into a .txt or .md file" in done.err
    episodes = {name: record.episode for name, record in Catalog(show / "episodes").read().items()}
    assert {name: (episode.title, episode.pub_date.isoformat()) for name, episode in episodes.items()} == {
        "2023-nian-2-yue-11-ri": (BRIDGE.title, "2023-02-11T06:00:00+08:00"),
        "tong-che": (BRIDGE.title, "2023-02-10T00:30:00+00:00"),
    }
    again = invoke("build", str(show), "--json")
    assert [one["status"] for one in again.json["episodes"] if one["status"] != "failed"] == ["unchanged"] * 2


def test_a_page_is_shown_as_it_will_be_read(tmp_path: Path) -> None:
    require_packages("html", "readability", "justext")
    path = tmp_path / "page.html"
    path.write_bytes(next(site for site in SITES if site.name == "founder").stored(BRIDGE))
    done = invoke("script", str(path), "--json")
    (article,) = done.json["articles"]
    assert article["title"] == BRIDGE.title
    assert article["dateline"]["written"] == "本报讯"
    written = "".join(sentence["written"] for sentence in article["sentences"] if sentence["kind"] == "body")
    assert [one for one in BRIDGE.paragraphs[1:] if one not in written] == []
