"""A month's page: a light list, neighbours by month."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from audiocast.models import Brief
from audiocast.site import month_of, month_page, month_path
from tests.samples import SHOW
from tests.site.markup import Page

CHINA = timezone(timedelta(hours=8))
BRIEFS = (
    Brief("2023-02-09", "前日要闻", datetime(2023, 2, 9, 6, tzinfo=CHINA), 61_000),
    Brief("2023-02-10", "城区 <治理>", datetime(2023, 2, 10, 6, tzinfo=CHINA), 3_661_000, "要闻"),
)
FURTHER = replace(SHOW, title="管城新闻 · 民生", page_name="minsheng.html", feed_name="minsheng.xml")


def test_the_month_is_the_one_on_the_paper():
    early = datetime(2023, 2, 1, 6, tzinfo=CHINA)

    assert month_of(early) == "2023-02"
    assert month_of(early.astimezone(UTC)) == "2023-01"


@pytest.mark.parametrize(("show", "path"), [(SHOW, "archive/2023-02.html"), (FURTHER, "archive/minsheng-2023-02.html")])
def test_where_it_lies(show, path):
    assert month_path(show, "2023-02") == path
    canonical = Page(month_page(show, "2023-02", BRIEFS, ())).all("link", rel="canonical")[0]["href"]
    assert canonical == f"https://example.org/audio/{path}"


def test_a_list_newest_first():
    found = Page(month_page(SHOW, "2023-02", BRIEFS, ["2023-02"]))

    assert found.texts("h1") == ["2023年2月"]
    assert found.texts("title") == ["2023年2月 · 管城新闻"]
    assert found.texts("h2") == ["城区 <治理>", "前日要闻"]
    assert [line["text"] for line in found.all("p", class_="dateline")] == [
        "2023年2月10日 星期五 · 要闻 · 1小时1分1秒",
        "2023年2月9日 星期四 · 1分1秒",
    ]
    assert [link["href"] for link in found.all("a", inside="listing")] == [
        "../episodes/2023-02-10.html",
        "../episodes/2023-02-09.html",
    ]
    assert found.all("script") == found.all("audio") == []


def test_only_the_months_beside_it_are_named():
    months = ["2023-04", "2021-12", "2023-02", "2022-11", "2019-01"]
    found = Page(month_page(FURTHER, "2023-02", BRIEFS, months))

    assert [(link["href"], link["text"].split()) for link in found.all("a", inside="beside")] == [
        ("../archive/minsheng-2023-04.html", ["后一月", "2023年4月"]),
        ("../archive/minsheng-2022-11.html", ["前一月", "2022年11月"]),
        ("../minsheng.html", ["回到", "管城新闻", "·", "民生"]),
    ]
    assert month_page(FURTHER, "2021-12", BRIEFS, months) == month_page(FURTHER, "2021-12", BRIEFS, months[1:])


def test_an_empty_month_says_so():
    assert Page(month_page(SHOW, "2023-02", (), ())).texts("li", class_="empty") == ["这个月没有节目。"]
