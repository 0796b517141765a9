from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from audiocast.sources.dates import find_day, find_moment, parse_moment

CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "text",
    [
        "2024年1月4日",
        "2024年01月04日要闻",
        "2024 年 1 月 4 日",
        "２０２４年１月４日",
        "2024年1月4号",
        "2024-1-4",
        "2024-01-04",
        "2024.1.4",
        "2024_01_04",
        "20240104",
        "A01版20240104",
        "要闻-20240104-早",
        "2024-0104",
        "202401.04",
        "no2024-13-40-2024-1-4",
        "13900002024 2024-1-4",
        "https://news.example.cn/2024/0104/c1001.html",
        "https://paper.example.cn/html/2024-01/04/content_1.htm",
        "https://www.example.gov.cn/202401/t20240104_12.html",
        "/202401/04/a.html",
        "/20240104A01ABC00",
    ],
)
def test_a_day_is_found_however_it_is_written(text: str) -> None:
    assert find_day(text) == date(2024, 1, 4)


@pytest.mark.parametrize(
    "text", ["", "要闻", "2024", "2024-1", "2024年1月", "2024-13-40", "2024-2-30", "120240104", "202401041", "18240104"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert find_day(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-04 08:30", datetime(2024, 1, 4, 8, 30)),
        ("2024年01月04日 08:30:15", datetime(2024, 1, 4, 8, 30, 15)),
        ("2024年01月04日08：30 来源：新华网", datetime(2024, 1, 4, 8, 30)),
        ("发布时间：2024-1-4 8:30", datetime(2024, 1, 4, 8, 30)),
        ("2024-01-04T08:30:00+08:00", datetime(2024, 1, 4, 8, 30, tzinfo=CHINA)),
        ("2024-01-04T08:30:00.123+0800", datetime(2024, 1, 4, 8, 30, tzinfo=CHINA)),
        ("2024-01-04T00:30:00Z", datetime(2024, 1, 4, 0, 30, tzinfo=UTC)),
        ("2024-01-04 25:61", date(2024, 1, 4)),
        ("2024-01-04 下午3:20", date(2024, 1, 4)),
    ],
)
def test_the_time_after_a_day_is_kept(text: str, expected: date) -> None:
    found = find_moment(text)
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1704328200", datetime(2024, 1, 4, 0, 30, tzinfo=UTC)),
        ("1704328200000", datetime(2024, 1, 4, 0, 30, tzinfo=UTC)),
        (" 2024-01-04 ", date(2024, 1, 4)),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00", None),
        ("0000000000", None),
        ("9999999999", None),
        ("1949-10-01", None),
        ("soon", None),
    ],
)
def test_a_value_is_a_moment_only_when_it_is_plausible(value: str, expected: date | None) -> None:
    assert parse_moment(value) == expected
