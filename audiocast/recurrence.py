"""Rules of recurrence, as podcast:updateFrequency takes them: FREQ=WEEKLY;BYDAY=MO,TH (RFC 5545, section 3.3.10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from audiocast.errors import suggest

FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_COUNTS = ("INTERVAL", "COUNT")
_RANGES = {
    "BYSECOND": range(61),
    "BYMINUTE": range(60),
    "BYHOUR": range(24),
    "BYMONTHDAY": range(1, 32),
    "BYYEARDAY": range(1, 367),
    "BYWEEKNO": range(1, 54),
    "BYMONTH": range(1, 13),
    "BYSETPOS": range(1, 367),
}
"""The numbers that a part takes; a second's 60 is a leap second."""
_FROM_THE_END = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
"""Parts whose numbers may also be negative."""
_WITH: Mapping[str, tuple[str, ...]] = {
    "BYMONTHDAY": tuple(name for name in FREQUENCIES if name != "WEEKLY"),
    "BYYEARDAY": ("SECONDLY", "MINUTELY", "HOURLY", "YEARLY"),
    "BYWEEKNO": ("YEARLY",),
}
"""The frequencies that a part goes with, where it does not go with all."""
_PARTS = ("FREQ", *_COUNTS, "UNTIL", "BYDAY", *_RANGES, "WKST")
_DATES = {r"[0-9]{8}": "%Y%m%d", r"[0-9]{8}T[0-9]{6}": "%Y%m%dT%H%M%S", r"[0-9]{8}T[0-9]{6}Z": "%Y%m%dT%H%M%SZ"}


def recurrence(value: str) -> str:
    """Return a rule of recurrence, or nothing, as it is.

    Raises:
        ValueError: it is none, with what to write instead.
    """
    if not value:
        return value
    if value != value.upper():
        raise ValueError(f"write it in capitals: {value.upper()!r}")
    pairs = [part.partition("=") for part in value.split(";")]
    parts = {name: text for name, _, text in pairs}
    if pairs[0][0] != "FREQ":
        raise ValueError(f"{value!r} must begin with FREQ=, like FREQ=DAILY or FREQ=WEEKLY;BYDAY=MO,TH")
    for name, _, text in pairs:
        if name not in _PARTS:
            raise ValueError(f"no rule has a part {name!r}: {suggest(name, _PARTS)}")
        if [one for one, _, _ in pairs].count(name) > 1:
            raise ValueError(f"{name} stands there twice; write it once, its values with commas")
        _check(name, text)
    _check_together(parts)
    return value


def _check(name: str, text: str) -> None:
    if name == "FREQ" and text not in FREQUENCIES:
        raise ValueError(f"there is no FREQ={text}: {suggest(text, FREQUENCIES)}")
    if name in _COUNTS and not re.fullmatch(r"0*[1-9][0-9]*", text):
        raise ValueError(f"write {name}={text} with a number from 1 on")
    if name == "UNTIL" and not _is_date(text):
        raise ValueError(f"write UNTIL={text} as a date such as UNTIL=20261231 or UNTIL=20261231T160000Z")
    if name == "WKST" and text not in _WEEKDAYS:
        raise ValueError(f"write WKST={text} with one of {', '.join(_WEEKDAYS)}")
    if name == "BYDAY":
        for day in text.split(","):
            match = re.fullmatch(r"(?:[+-]?([0-9]{1,2}))?([A-Z]{2})", day)
            if not match or match[2] not in _WEEKDAYS or not 1 <= int(match[1] or 1) <= 53:
                raise ValueError(f"{day!r} in BYDAY is no day; write some of {','.join(_WEEKDAYS)}")
    if (numbers := _RANGES.get(name)) is not None:
        sign = "[+-]?" if name in _FROM_THE_END else ""
        for number in text.split(","):
            if not re.fullmatch(rf"{sign}[0-9]{{1,3}}", number) or abs(int(number)) not in numbers:
                also = ", or as many from the end with a minus" if sign else ""
                raise ValueError(f"{number!r} in {name} is not from {numbers[0]} to {numbers[-1]}{also}")


def _check_together(parts: Mapping[str, str]) -> None:
    frequency = parts["FREQ"]
    for name, frequencies in _WITH.items():
        if name in parts and frequency not in frequencies:
            raise ValueError(f"{name} does not go with FREQ={frequency}; it goes with {', '.join(frequencies)}")
    has_numbers = bool(re.search(r"[0-9]", parts.get("BYDAY", "")))
    if has_numbers and (frequency not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in parts):
        raise ValueError("a number before a day in BYDAY needs FREQ=MONTHLY, or FREQ=YEARLY without BYWEEKNO")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("COUNT and UNTIL both say when it ends; write one of them")
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        raise ValueError("BYSETPOS chooses from what another part names; add one such as BYDAY=MO,TU,WE,TH,FR")


def _is_date(text: str) -> bool:
    form = next((form for pattern, form in _DATES.items() if re.fullmatch(pattern, text)), None)
    if form is None:
        return False
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True
