"""A story stays the episode that it is, whatever is corrected, moved or put between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from audiocast.cuts import match_stories, story_id
from audiocast.matching import Told
from audiocast.models import Article
from tests.papers import PAPER, PER_STORY, bodies, made, recorded, titles


def ids(text: str, stories: Sequence[Told] = ()) -> dict[str, str]:
    return {one.title: one.episode_id for one in made(PER_STORY, text, stories)}


def test_a_story_stays_when_its_heading_is_corrected() -> None:
    before = made(PER_STORY)
    after = ids(PAPER.replace("## 菜价回落", "## 本周菜价小幅回落"), recorded(before))
    assert after["本周菜价小幅回落"] == before[2].episode_id
    again = made(PER_STORY, PAPER.replace("## 菜价回落", "## 本周菜价小幅回落"), recorded(before))
    assert again[2].heading == "菜价回落"


def test_a_story_stays_when_its_text_is_rewritten_under_its_heading() -> None:
    before = made(PER_STORY)
    after = ids(PAPER.replace("黄瓜每斤降了五角。", "昨天多种蔬菜降价，茄子最多。"), recorded(before))
    assert after["菜价回落"] == before[2].episode_id


def test_a_brief_without_text_is_known_by_its_heading() -> None:
    page = "# 大河路今起封闭施工三个月\n\n# 新桥通车\n\n城东新桥昨日通车。\n"
    before = made(PER_STORY, page)
    after = ids(page.replace("今起", "今日起"), recorded(before))
    assert after["大河路今日起封闭施工三个月"] == before[0].episode_id


def test_a_new_story_is_a_new_episode_wherever_it_stands() -> None:
    before = made(PER_STORY)
    text = PAPER.replace("## 新桥通车", "## 机场扩建\n\n机场三期昨日动工。\n\n## 新桥通车")
    after = ids(text, recorded(before))
    assert {title: after[title] for title in ids(PAPER)} == ids(PAPER)
    assert after["机场扩建"] == story_id("2023-02-10", "机场扩建")


def test_a_replaced_story_is_another_episode() -> None:
    before = made(PER_STORY)
    text = PAPER.replace("## 菜价回落", "## 机场扩建").replace("黄瓜每斤降了五角。", "机场三期昨日动工。")
    assert ids(text, recorded(before))["机场扩建"] not in {one.episode_id for one in before}


def test_two_stories_of_one_heading_are_told_apart_by_their_text() -> None:
    one, other = "## 简讯一则\n\n城东新桥昨日正式通车。\n\n", "## 简讯一则\n\n市民公园免费开放。\n\n"
    before = made(PER_STORY, one + other)
    assert [each.episode_id for each in before] == [story_id("2023-02-10", "简讯一则", count) for count in (1, 2)]
    after = made(PER_STORY, other + one, recorded(before))
    assert [each.episode_id for each in after] == [each.episode_id for each in reversed(before)]
    third = made(PER_STORY, "## 简讯一则\n\n末班车推迟半小时。\n\n" + one + other, recorded(before))
    assert [each.episode_id for each in third[1:]] == [each.episode_id for each in before]
    assert third[0].episode_id == story_id("2023-02-10", "简讯一则", 3)


def test_the_heading_of_a_story_that_was_renamed_makes_another_id() -> None:
    text = "## 新桥通车\n\n城东新桥昨日正式通车。\n\n"
    (before,) = made(PER_STORY, text)
    renamed = text.replace("新桥通车", "城东大桥通车")
    kept = made(PER_STORY, renamed, recorded([before]))
    again = made(PER_STORY, renamed + "## 新桥通车\n\n城西也有一座桥今晨开放。\n\n", recorded(kept))
    assert [one.episode_id for one in again] == [before.episode_id, story_id("2023-02-10", "新桥通车", 2)]


def test_alike_records_claim_nobody() -> None:
    body = "城东新桥昨日正式通车。"
    stories = [Told("a-1", "甲", "甲", body), Told("a-2", "乙", "乙", body)]
    (name,) = match_stories([Article("丙", paragraphs=(body,))], stories, "a")
    assert name.episode_id == story_id("a", "丙")


def test_a_story_without_a_heading_is_named_by_how_it_begins() -> None:
    body = "城东新桥昨日正式通车，全长320米，双向4车道，市民说过河快多了。"
    (name,) = match_stories([Article("", paragraphs=(body,))], [], "a")
    assert name.heading == body[:30]
    other = Article("", paragraphs=("市民公园免费开放。",))
    known = [Told(name.episode_id, name.heading, "", body)]
    found = match_stories([other, Article("", paragraphs=(body.replace("320", "330"),))], known, "a")
    assert [one.episode_id for one in found] == [story_id("a", "市民公园免费开放。"), name.episode_id]


def test_an_id_that_a_feed_has_is_given_to_no_story() -> None:
    (name,) = match_stories([Article("甲")], [], "a", {story_id("a", "甲")})
    assert name.episode_id == story_id("a", "甲", 2)


def test_a_story_whose_heading_another_took_goes_by_its_text() -> None:
    before = made(PER_STORY, "## 新桥通车\n\n城东新桥昨日正式通车。\n")
    renamed = made(PER_STORY, "## 城东大桥通车\n\n城东新桥昨日正式通车。\n", recorded(before))
    text = "## 新桥通车\n\n市民公园免费开放。\n\n## 过河快多了\n\n城东新桥昨日正式通车。\n"
    other, same = made(PER_STORY, text, recorded(renamed))
    assert same.episode_id == before[0].episode_id != other.episode_id


def test_a_story_that_has_its_first_heading_again_is_the_same() -> None:
    before = made(PER_STORY, "## 新桥通车\n\n城东新桥昨日正式通车。\n")
    renamed = made(PER_STORY, "## 城东大桥通车\n\n城东新桥昨日正式通车。\n", recorded(before))
    (again,) = made(PER_STORY, "## 新桥通车\n\n大桥已可通行，全长320米。\n", recorded(renamed))
    assert again.episode_id == before[0].episode_id


@hypothesis(deadline=None)
@given(bodies, st.randoms(use_true_random=False), st.data())
def test_stories_keep_their_ids_in_any_order_and_under_any_heading(
    texts: list[str], random: Any, data: st.DataObject
) -> None:
    before = [
        Article(data.draw(titles), paragraphs=(f"{body}，编号{number}。" * 3,)) for number, body in enumerate(texts)
    ]
    names = match_stories(before, [], "a")
    assert len({name.episode_id for name in names}) == len(before)
    records = [
        Told(name.episode_id, name.heading, story.title, "".join(story.paragraphs))
        for name, story in zip(names, before, strict=True)
    ]
    assert match_stories(before, records, "a") == names
    order = list(range(len(before)))
    random.shuffle(order)
    corrected = [
        replace(before[at], title=f"更正{number}：{before[at].title}") if data.draw(st.booleans()) else before[at]
        for number, at in enumerate(order)
    ]
    again = match_stories(corrected, records, "a")
    assert [again[place].episode_id for place in range(len(order))] == [names[at].episode_id for at in order]
