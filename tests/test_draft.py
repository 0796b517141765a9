from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from audiocast.draft import publication_date
from audiocast.errors import InputError
from audiocast.sources import RawArticle

CHINA = timezone(timedelta(hours=8))


def appears(when: date | datetime | None, zone: str = "Asia/Shanghai") -> datetime:
    return publication_date(RawArticle("a", "正文。", date=when, origin="articles/a.txt"), zone)


def test_a_day_means_six_in_the_morning_there() -> None:
    assert appears(date(2025, 3, 2)) == datetime(2025, 3, 2, 6, tzinfo=CHINA)
    assert appears(date(2025, 3, 2), "UTC") == datetime(2025, 3, 2, 6, tzinfo=UTC)


def test_a_moment_keeps_its_offset_or_gets_the_zone_s() -> None:
    moment = datetime(2025, 3, 2, 7, 30)
    assert appears(moment) == moment.replace(tzinfo=CHINA)
    assert appears(moment.replace(tzinfo=UTC)).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "when",
    [
        date.min,
        date.max,
        datetime.combine(date.min, time(), timezone(timedelta(hours=14))),
        datetime.combine(date.max, time.max, timezone(timedelta(hours=-12))),
        date(1899, 12, 31),
        None,
    ],
)
def test_a_date_that_no_feed_can_hold_names_the_file(when: date | datetime | None) -> None:
    with pytest.raises(InputError, match=r"^articles/a\.txt has .*date.*2023-02-10"):
        appears(when)
