"""An episode's title: without the show's name, and never too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast.feed import one_line
from audiocast.feed.titles import episode_title


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("管城新闻：城区治理提速", "城区治理提速"),
        ("管城新闻 2023年2月10日", "2023年2月10日"),
        ("管城新闻　城区治理提速", "城区治理提速"),
        ("管城新闻|城区治理提速", "城区治理提速"),
        ("管城新闻 - 城区治理提速", "城区治理提速"),
        ("管城新闻——城区治理提速", "城区治理提速"),
        ("【管城新闻】城区治理提速", "城区治理提速"),
        ("《管城新闻》：城区治理提速", "城区治理提速"),
        ("城区治理提速 | 管城新闻", "城区治理提速"),
        ("城区治理提速_管城新闻", "城区治理提速"),
        ("城区治理提速 - 管城新闻", "城区治理提速"),
        ("城区治理提速-管城新闻", "城区治理提速"),
        ("城区治理提速【管城新闻】", "城区治理提速"),
        ("城区治理提速（管城新闻）", "城区治理提速"),
        ("管城新闻：城区治理提速 | 管城新闻", "城区治理提速"),
        # The name is a part of what is said.
        ("管城新闻工作者座谈会召开", "管城新闻工作者座谈会召开"),
        ("《管城新闻》创刊十周年", "《管城新闻》创刊十周年"),
        ("郑州管城新闻中心揭牌", "郑州管城新闻中心揭牌"),
        ("更名启事：管城新闻", "更名启事：管城新闻"),
        ("十年——管城新闻", "十年——管城新闻"),
        ("欢迎收听管城新闻", "欢迎收听管城新闻"),
        # Nothing would be left.
        ("管城新闻", "管城新闻"),
        ("管城新闻：", "管城新闻："),
        ("管城新闻 | 管城新闻", "管城新闻"),
        ("管城新闻 ……", "管城新闻 ……"),
        ("", ""),
    ],
)
def test_the_show_is_not_named_again(written, kept):
    assert episode_title("管城新闻", written) == kept


def test_names_are_compared_without_case_and_taken_to_the_letter():
    assert episode_title("News (A+B)", "NEWS (a+b): 要闻") == "要闻"
    assert episode_title("News (A+B)", "News AAB: 要闻") == "News AAB: 要闻"
    assert episode_title(" \x00", "：要闻") == "：要闻"


def test_a_title_has_at_most_255_characters():
    assert episode_title("管城新闻", "一" * 255) == "一" * 255
    assert episode_title("管城新闻", "一" * 256) == "一" * 254 + "…"
    assert episode_title("管城新闻", "管城新闻：" + "一" * 255) == "一" * 255


@given(st.text(st.characters(exclude_categories=()), max_size=30), st.text(max_size=300))
def test_what_is_said_is_never_lost_altogether(show_title, title):
    kept = episode_title(show_title, title)

    assert len(kept) <= 255
    assert one_line(title).find(kept.removesuffix("…")) >= 0
    assert any(map(str.isalnum, kept)) == any(map(str.isalnum, one_line(title)[:254] if len(kept) == 255 else title))
