from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast import checks, feed
from audiocast.checks import categories
from tests.checks.feed_faults import FAULTS
from tests.checks.sound_show import FEED, NOW, SHOW, TODAY, YESTERDAY


def test_a_sound_feed_breaks_no_rule() -> None:
    assert checks.check_feed(SHOW, FEED.encode(), now=NOW) == []


@pytest.mark.parametrize(("rule", "change", "named"), FAULTS, ids=[f"{one[0]}-{at}" for at, one in enumerate(FAULTS)])
def test_a_fault_is_found_by_its_rule_and_named(rule: str, change, named: str) -> None:
    found = checks.check_feed(SHOW, change().encode(), now=NOW)
    assert rule in {finding.rule for finding in found}
    lines = [finding.line for finding in found if finding.rule == rule]
    assert any(named in line for line in lines), lines
    assert all(finding.where.startswith("feed.xml") for finding in found)
    severities = {one.id: (one.severity, one.source) for one in checks.RULES}
    assert all((one.severity, one.source) == severities[one.rule] for one in found)


def test_a_fault_is_no_fault_of_other_rules() -> None:
    alone = set()
    for rule, change, _ in FAULTS:
        if {one.rule for one in checks.check_feed(SHOW, change().encode(), now=NOW)} == {rule}:
            alone.add(rule)
    assert {"guid-unique", "category-known", "date-form", "description-html", "self-link", "url-form"} <= alone


def test_bytes_that_are_no_utf8_are_not_well_formed() -> None:
    (found,) = checks.check_feed(SHOW, FEED.encode("utf-16"), now=NOW)
    assert (found.rule, found.severity) == ("feed-well-formed", "error")


def test_without_a_clock_nothing_is_in_the_future() -> None:
    late = feed.render(SHOW, [TODAY, YESTERDAY])
    past = NOW.replace(year=2020)
    assert {one.rule for one in checks.check_feed(SHOW, late, now=past)} == {"date-future"}
    assert checks.check_feed(SHOW, late) == []


def test_more_episodes_than_the_limit_are_a_warning() -> None:
    (found,) = checks.check_feed(SHOW, FEED.encode(), now=NOW, limit=1)
    assert (found.rule, found.severity) == ("feed-paged", "warning")
    assert "many apps read only the first" in found.way_out


def test_an_archive_may_be_long_and_lead_on() -> None:
    extra = (
        '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/>'
        '<atom:link rel="prev-archive" href="https://news.chenbao.cn/guancheng/feed-archive-1.xml"/><item>'
    )
    data = FEED.replace("<item>", extra, 1).replace("guancheng/feed.xml", "guancheng/feed-archive-2.xml").encode()
    assert checks.check_feed(SHOW, data, name="feed-archive-2.xml", now=NOW, limit=1) == []


def test_the_switched_off_label_is_not_missed_in_the_feed() -> None:
    silent = replace(SHOW, ai_content=False, ai_notice="")
    assert checks.check_feed(silent, feed.render(silent, [TODAY]), now=NOW) == []


def test_a_title_that_only_begins_like_the_show_is_its_own() -> None:
    data = FEED.replace("<title>新桥通车<", "<title>管城新闻社今天成立<", 1).encode()
    assert checks.check_feed(SHOW, data, now=NOW) == []


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(FEED) - 1), st.integers(0, 40), st.text(max_size=12))
def test_a_feed_with_any_damage_is_looked_at_to_its_end(at: int, lost: int, put: str) -> None:
    damaged = FEED[:at] + put + FEED[at + lost :]
    found = checks.check_feed(SHOW, damaged.encode("utf-8", "surrogatepass"), now=NOW)
    assert all(len(one.line.splitlines()) == 1 for one in found)
    assert found == checks.check_feed(SHOW, damaged.encode("utf-8", "surrogatepass"), now=NOW)


def test_findings_come_in_one_order() -> None:
    data = FEED.replace("<itunes:explicit>false<", "<itunes:explicit>no<").encode()
    found = checks.check_feed(SHOW, data, now=NOW)
    assert [one.where for one in found] == ["feed.xml", "feed.xml 2026-11-23", "feed.xml 2026-11-22"]
    assert found == checks.check_feed(SHOW, data, now=NOW)


@pytest.mark.parametrize(
    ("pair", "known"),
    [(("News", "Daily News"), True), (("News", ""), True), (("news", ""), False), (("News", "Tech"), False),
     (("Kids & Family", "Stories for Kids"), True), (("Kids &amp; Family", ""), False),
     (("Government", "News"), False)],
)  # fmt: skip
def test_categories_are_apples_letter_by_letter(pair: tuple[str, str], known: bool) -> None:
    assert categories.is_known(*pair) is known
    if not known:
        assert categories.suggest(*pair)


def test_the_list_of_categories_is_whole() -> None:
    # Apple, support/1691: 19 categories.
    assert len(categories.CATEGORIES) == 19
    assert {name for name, inner in categories.CATEGORIES.items() if not inner} == {
        *("Government", "History", "Technology", "True Crime"),
    }
    assert sum(map(len, categories.CATEGORIES.values())) == 91
