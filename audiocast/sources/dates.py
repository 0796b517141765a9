"""Days and moments as file names, addresses and pages write them: 2024-1-4, 2024年1月4日, 20240104, 2024/01/04 8:30."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:"
    r"\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})(?:\s?[日号]|(?!\d))"
    r"|(?P<mark>[-_./])(?P<month2>\d{1,2})(?P=mark)(?P<day2>\d{1,2})(?!\d)"
    r"|[-_./]?(?P<month3>\d{2})[-_./]?(?P<day3>\d{2})(?!\d)"
    r")"
)
_TIME = re.compile(
    r"[T\s]{0,4}(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
    r"\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?(?!\d)"
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_YEARS = range(1990, 2100)
"""Pages that hold a date outside of these (1970-01-01, 0001-01-01) know none."""


def find_day(text: str) -> date | None:
    """Return the first day that ``text`` names; None when it names none."""
    moment = find_moment(text)
    return moment.date() if isinstance(moment, datetime) else moment


def find_moment(text: str) -> date | datetime | None:
    """Return the first day in ``text``, with its time (and offset, where written) when one follows it."""
    text = unicodedata.normalize("NFKC", text)
    for match in _DAY.finditer(text):
        day = _day(match)
        if day is not None:
            return _with_time(day, text, match.end())
    return None


def parse_moment(value: str) -> date | datetime | None:
    """Return the moment that a machine wrote: as ``find_moment`` does, or seconds or milliseconds since 1970."""
    value = value.strip()
    if _EPOCH.fullmatch(value):
        moment = datetime.fromtimestamp(int(value[:10]), UTC)
        return moment if moment.year in _YEARS else None
    found = find_moment(value)
    return found if found is not None and found.year in _YEARS else None


def _day(match: re.Match[str]) -> date | None:
    month = match["month"] or match["month2"] or match["month3"]
    day = match["day"] or match["day2"] or match["day3"]
    try:
        return date(int(match["year"]), int(month), int(day))
    except ValueError:
        return None


def _with_time(day: date, text: str, offset: int) -> date | datetime:
    match = _TIME.match(text, offset)
    if match is None:
        return day
    try:
        return datetime(
            day.year,
            day.month,
            day.day,
            int(match["hour"]),
            int(match["minute"]),
            int(match["second"] or 0),
            tzinfo=_zone(match["zone"]),
        )
    except ValueError:
        return day


def _zone(written: str | None) -> timezone | None:
    if written is None:
        return None
    if written == "Z":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if written[0] == "-" else offset)
