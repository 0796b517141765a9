from __future__ import annotations

import re

import pytest

from audiocast.recurrence import recurrence

EXAMPLES = [
    "FREQ=DAILY",
    "FREQ=DAILY;COUNT=10",
    "FREQ=DAILY;UNTIL=19971224T000000Z",
    "FREQ=DAILY;INTERVAL=10;COUNT=5",
    "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
    "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
    "FREQ=MONTHLY;BYMONTHDAY=-3",
    "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
    "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
    "FREQ=YEARLY;BYDAY=20MO",
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
    "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
    "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
    "FREQ=SECONDLY;BYSECOND=0,60",
    "FREQ=DAILY;UNTIL=20240229",
]
"""Nearly all are RFC 5545's own (section 3.8.5.3)."""


@pytest.mark.parametrize("rule", ["", *EXAMPLES])
def test_rules_of_the_standard_stay_as_they_are(rule: str) -> None:
    assert recurrence(rule) == rule


@pytest.mark.parametrize(
    ("rule", "way_out"),
    [
        ("DAILY", "must begin with FREQ="),
        ("RRULE:FREQ=DAILY", "must begin with FREQ="),
        ("BYDAY=MO;FREQ=WEEKLY", "must begin with FREQ="),
        ("FREQ=DAYLY", "did you mean 'DAILY'"),
        ("FREQ=", "there is no FREQ=: known: SECONDLY, MINUTELY, HOURLY, DAILY"),
        ("freq=daily", "in capitals: 'FREQ=DAILY'"),
        ("FREQ=DAILY;", "no rule has a part ''"),
        ("FREQ=DAILY; COUNT=1", "did you mean 'COUNT'"),
        ("FREQ=WEEKLY;BYDAYS=MO", "did you mean 'BYDAY'"),
        ("FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "BYDAY stands there twice"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ stands there twice"),
        ("FREQ=WEEKLY;BYDAY=MON", "'MON' in BYDAY is no day"),
        ("FREQ=WEEKLY;BYDAY=", "'' in BYDAY is no day"),
        ("FREQ=MONTHLY;BYDAY=54MO", "'54MO' in BYDAY is no day"),
        ("FREQ=MONTHLY;BYDAY=0MO", "'0MO' in BYDAY is no day"),
        ("FREQ=WEEKLY;BYDAY=1MO", "needs FREQ=MONTHLY"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "without BYWEEKNO"),
        ("FREQ=DAILY;INTERVAL=0", "a number from 1 on"),
        ("FREQ=DAILY;COUNT=X", "a number from 1 on"),
        ("FREQ=DAILY;BYHOUR=24", "'24' in BYHOUR is not from 0 to 23"),
        ("FREQ=DAILY;BYHOUR=-1", "'-1' in BYHOUR is not from 0 to 23"),
        ("FREQ=DAILY;BYMINUTE=60", "not from 0 to 59"),
        ("FREQ=DAILY;BYMONTH=13", "not from 1 to 12"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "not from 1 to 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=-0", "not from 1 to 31"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY does not go with FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "it goes with YEARLY"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS chooses from what another part names"),
        ("FREQ=DAILY;UNTIL=20230229", "as a date such as"),
        ("FREQ=DAILY;UNTIL=2026-12-31", "as a date such as"),
        ("FREQ=DAILY;UNTIL=20261231;COUNT=3", "write one of them"),
        ("FREQ=WEEKLY;WKST=MON", "one of MO, TU"),
    ],
)
def test_what_is_no_rule_says_what_to_write(rule: str, way_out: str) -> None:
    with pytest.raises(ValueError, match=re.escape(way_out)):
        recurrence(rule)
