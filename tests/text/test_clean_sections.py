"""Which section of the paper a story stands in, by headings and page lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.text import clean, markdown, section_name

BODY = "会议在郑州召开，与会代表围绕高质量发展作了交流。"


def page(*lines: str) -> str:
    """A page on which every + stands for a story's text."""
    return "\n\n".join(BODY if line == "+" else line for line in lines)


def found(raw: str) -> list[tuple[str, str]]:
    return [(article.section, article.title) for article in clean(raw)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("要闻", "要闻"),
        ("A02版 要闻", "要闻"),
        ("A02 要闻", "要闻"),
        ("第02版：要闻", "要闻"),
        ("第三版 民生", "民生"),
        ("要闻·02版", "要闻"),
        ("03-05版 专题", "专题"),
        ("◎要闻", "要闻"),
        ("【民生】", "民生"),
        ("■ 本地·社会 ■", "本地·社会"),
        ("要聞 A1", "要聞"),
        ("一线报道", "一线报道"),
        ("B2B资讯", "B2B资讯"),
        ("Sport", "Sport"),
        ("第5版", ""),
        ("头版", ""),
        ("◎", ""),
        ("", ""),
    ],
)
def test_a_name_has_neither_page_numbers_nor_marks(written: str, name: str) -> None:
    assert section_name(written) == name


@given(st.text(st.sampled_from("第A02版一三要闻民生：·-◎【】 Bb5") | st.characters(), max_size=12))
def test_a_name_is_a_part_of_what_was_written_and_stays_as_it_is(written: str) -> None:
    name = section_name(written)
    assert name in written
    assert section_name(name) == name


def test_headings_over_deeper_headings_are_sections() -> None:
    raw = page("# 要闻", "## 新桥通车", "+", "## 公园开放", "+", "# 民生", "## 菜价回落", "+")
    assert found(raw) == [("要闻", "新桥通车"), ("要闻", "公园开放"), ("民生", "菜价回落")]


def test_the_paper_s_name_over_all_sections_is_none() -> None:
    raw = page("# 管城新闻", "## 要闻", "### 新桥通车", "+", "### 公园开放", "+", "## 民生", "### 菜价回落", "+")
    assert found(raw) == [("要闻", "新桥通车"), ("要闻", "公园开放"), ("民生", "菜价回落")]
    raw = page("# 管城新闻", "## 新桥通车", "+", "A02版 民生", "## 菜价回落", "+")
    assert found(raw) == [("", "新桥通车"), ("民生", "菜价回落")]


def test_one_heading_over_all_stories_may_be_a_section() -> None:
    assert found(page("# 体育", "## 新桥杯开赛", "+", "## 女排夺冠", "+")) == [
        ("体育", "新桥杯开赛"),
        ("体育", "女排夺冠"),
    ]


def test_a_section_of_a_name_as_long_as_a_brief_is_not_read() -> None:
    raw = page(
        "# 本周要闻", "## 新桥通车", "+", "## 公园开放", "+", "# 乡村振兴一线报道", "## 菜价回落", "+", "## 春耕", "+"
    )
    assert found(raw) == [
        ("本周要闻", "新桥通车"),
        ("本周要闻", "公园开放"),
        ("乡村振兴一线报道", "菜价回落"),
        ("乡村振兴一线报道", "春耕"),
    ]
    assert [each.rule for each in clean(raw)[2].dropped if "乡村" in each.text] == ["empty-heading"]


def test_a_brief_beside_stories_is_no_section() -> None:
    raw = page("# 新桥通车", "+", "# 大河路今起封闭施工三个月", "# 公园开放", "+")
    assert found(raw) == [("", "新桥通车"), ("", "大河路今起封闭施工三个月"), ("", "公园开放")]


def test_a_lone_brief_over_stories_is_read_and_no_section() -> None:
    raw = page("## 新桥通车", "+", "# 大河路今起封闭施工三个月", "## 公园开放", "+", "## 菜价回落", "+")
    assert found(raw) == [("", "新桥通车"), ("", "大河路今起封闭施工三个月"), ("", "公园开放"), ("", "菜价回落")]


def test_a_column_among_headings_of_its_own_level_goes_on_until_the_next() -> None:
    raw = page("## 新桥通车", "+", "## 民生", "## 菜价回落", "+", "## 公园开放", "+", "## 体育", "## 女排夺冠", "+")
    assert found(raw) == [("", "新桥通车"), ("民生", "菜价回落"), ("民生", "公园开放"), ("体育", "女排夺冠")]


def test_a_story_beside_a_section_stands_outside_it() -> None:
    raw = page("# 要闻", "## 新桥通车", "+", "## 公园开放", "+", "# 女排夺冠", "+")
    assert found(raw) == [("要闻", "新桥通车"), ("要闻", "公园开放"), ("", "女排夺冠")]


def test_a_section_ends_one_of_its_own_level_for_good() -> None:
    raw = page("# 要闻", "# 新桥通车", "+", "# 民生", "## 菜价回落", "+", "## 公园开放", "+", "# 女排夺冠", "+")
    assert found(raw) == [("要闻", "新桥通车"), ("民生", "菜价回落"), ("民生", "公园开放"), ("", "女排夺冠")]


@pytest.mark.parametrize("mark", ["第02版：{}", "A02版 {}", "{} 02版", "◎{}", "【{}】", "2023年2月10日 星期五 A02 {}"])
def test_page_lines_and_columns_without_mark_up(mark: str) -> None:
    report = f"本报讯 {BODY}"
    lines = (mark.format("要闻"), "新桥正式通车", report, "记者 张三", mark.format("民生"), "菜价有所回落", report)
    assert found("\n".join(lines)) == [("要闻", "新桥正式通车"), ("民生", "菜价有所回落")]


def test_a_column_stays_where_its_rule_is_off() -> None:
    skip = frozenset({"page-title"})
    articles = clean(f"要闻\n新桥正式通车\n本报讯 {BODY}", skip=skip)
    assert [(article.section, article.title, article.subtitles) for article in articles] == [
        ("", "要闻", ("新桥正式通车",))
    ]


def test_a_page_without_a_name_ends_the_section_of_the_page_before_but_not_a_heading_s() -> None:
    assert found(page("A01版 要闻", "## 新桥通车", "+", "A02版", "## 公园开放", "+")) == [
        ("要闻", "新桥通车"),
        ("", "公园开放"),
    ]
    assert found(page("# 要闻", "## 新桥通车", "+", "A02版", "## 公园开放", "+")) == [
        ("要闻", "新桥通车"),
        ("要闻", "公园开放"),
    ]


def test_the_paper_s_name_in_a_page_line_is_no_section() -> None:
    assert found(page("郑州日报 2023年2月10日 星期五 02版", "## 新桥通车", "+")) == [("", "新桥通车")]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "# 管城新闻",
                "# 要闻",
                "## 民生",
                "## 新桥通车",
                "### 公园开放",
                "A02版 体育",
                "A03版",
                "◎文化",
                "+",
                "正文",
            ]
        ),
        max_size=12,
    )
)
def test_a_section_is_told_by_a_line_that_is_dropped_and_takes_no_part_in_equality(lines: list[str]) -> None:
    articles = clean(page(*lines))
    dropped = [each.text for article in articles for each in article.dropped]
    for article in articles:
        assert not article.section or any(article.section in text for text in dropped)
        assert clean(markdown(article)) == [article]
