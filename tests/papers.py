"""A small paper of two sections and four stories, and what shows of several feeds make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from audiocast.config import Settings
from audiocast.cuts import cuts
from audiocast.draft import Draft, draft
from audiocast.matching import Told
from audiocast.programme import Words
from audiocast.sources import RawArticle

SHOW = {
    "title": "管城新闻",
    "description": "每日要闻",
    "author": "编辑部",
    "email": "news@example.org",
    "base_url": "http://127.0.0.1/",
}
PAPER = """\
# 要闻

## 新桥通车

本报讯 城东新桥昨日正式通车。大桥全长320米。

记者 王一

## 公园免费开放

本报讯 市民公园免费开放，每天6时开门。

记者 李二

# 民生

## 菜价回落

本报讯 黄瓜每斤降了五角。

## 地铁延长运营

本报讯 末班车推迟半小时。
"""
PER_STORY: dict[str, Any] = {"per": "story"}
BOTH: dict[str, Any] = {"feed": [{"name": "stories"}]}
SECTIONS: dict[str, Any] = {
    "feed": [
        {"name": "head", "per": "file", "sections": ["A01版 要闻"]},
        {"name": "life", "sections": "民生"},
        {"name": "sport", "per": "file", "sections": ["体育"]},
    ]
}
ALL: dict[str, Any] = {"feed": BOTH["feed"] + SECTIONS["feed"]}


def show(keys: Mapping[str, Any]) -> Settings:
    return Settings.model_validate({**SHOW, **keys})


def whole(raw: RawArticle | str, settings: Settings, words: Words | None = None) -> Draft:
    if isinstance(raw, str):
        raw = RawArticle("2023-02-10", raw, date=date(2023, 2, 10), origin="articles/2023-02-10.txt")
    return draft(raw, "2023-02-10", "2023-02-10.txt", settings, words or Words())


def made(keys: Mapping[str, Any], raw: RawArticle | str = PAPER, stories: Sequence[Told] = ()) -> tuple[Draft, ...]:
    settings = show(keys)
    return cuts(whole(raw, settings), settings, Words(), stories)


def recorded(drafts: Sequence[Draft]) -> list[Told]:
    """What the records of these stories' episodes would hold."""
    return [
        Told(one.episode_id, one.heading, one.articles[0].title, "".join(one.articles[0].paragraphs))
        for one in drafts
        if one.cut == "story"
    ]


def raw_article(text: str = PAPER, **fields: Any) -> RawArticle:
    return RawArticle("2023-02-10", text, date=date(2023, 2, 10), **fields)


bodies = st.lists(
    st.text(st.sampled_from("东西南北上下左右山水木火土"), min_size=12, max_size=12),
    min_size=1,
    max_size=6,
    unique=True,
)
titles = st.sampled_from(["新桥通车", "公园开放", "菜价回落", "地铁延长", "简讯一则"])
