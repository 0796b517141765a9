import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audiocast import checks, shows
from audiocast.catalog import Catalog, Withdrawal
from audiocast.checks.profiles import EVERYBODY, PROFILES
from audiocast.errors import UsageError
from tests.checks.feed_faults import FAULTS as FEED_FAULTS
from tests.checks.public_faults import FAULTS as PUBLIC_FAULTS
from tests.checks.show_faults import DEEP_FAULTS, EPISODE, FAULTS, PROFILE_FAULTS
from tests.shows import make_show, run_build

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OTHER_GUID = "1b671a64-40d5-491e-99b0-da01ff1f3341"
FURTHER = """
[[feed]]
name = "minsheng"
title = "民生"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built") / "show")


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "show"))


@pytest.fixture(scope="module")
def built_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show of five episodes, two to a document, with a picture, and a further feed of their six stories."""
    return build(tmp_path_factory.mktemp("many") / "show", FURTHER, first="limit = 2\n", days=range(3, 7))


@pytest.fixture
def many(built_many: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_many, tmp_path / "show"))


def build(folder: Path, more: str = "", *, first: str = "", days: Iterable[int] = ()) -> Path:
    make_show(folder, base_url="https://news.chenbao.cn/")
    path = folder / "show.toml"
    text = path.read_text(encoding="utf-8").replace("news@example.org", "bianji@chenbao.cn")
    path.write_text(first + text + more, encoding="utf-8")
    for day in days:
        article = folder / "articles" / f"2025-03-{day:02d}.txt"
        article.write_text(f"---\nimage: cover.png\n---\n# 第{day}天的新闻\n\n今天是{day}号。\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIOCAST_CACHE", str(folder.parent / "cache"))
        run_build(folder)
    return folder


def look(folder: Path, **how: object) -> list[checks.Finding]:
    return list(checks.check_show(shows.open_show(str(folder), environ=os.environ), now=NOW, **how))


def test_a_show_as_it_is_built_breaks_no_rule(built: Path) -> None:
    (note,) = look(built)
    assert (note.rule, note.severity) == ("loudness-readings", "note")


@pytest.mark.parametrize("more", ["", '\n[audio]\nformat = "m4a"\n', '\n[audio]\nprofile = "small"\nchannels = 2\n'])
def test_its_sound_is_what_its_record_says(more: str, tmp_path: Path) -> None:
    (note,) = look(build(tmp_path / "show", more), deep=True)
    assert (note.rule, note.where) == ("loudness-readings", EPISODE)
    assert "-19.0 LUFS on one channel, -16.0 LUFS on two speakers" in note.what


@pytest.mark.parametrize(("rule", "change", "named"), FAULTS, ids=[f"{one[0]}-{at}" for at, one in enumerate(FAULTS)])
def test_a_fault_is_found(rule: str, change: Callable[[Path], None], named: str, folder: Path) -> None:
    change(folder)
    assert_found(rule, named, look(folder))


@pytest.mark.parametrize(
    ("rule", "change", "named"), DEEP_FAULTS, ids=[f"{one[0]}-{at}" for at, one in enumerate(DEEP_FAULTS)]
)
def test_a_fault_of_the_sound_is_found(rule: str, change: Callable[[Path], None], named: str, folder: Path) -> None:
    change(folder)
    assert_found(rule, named, look(folder, deep=True))


@pytest.mark.parametrize(("rule", "profile", "change", "named"), PROFILE_FAULTS)
def test_a_rule_of_one_platform_is_found_with_its_profile_alone(
    rule: str, profile: str, change: Callable[[Path], None], named: str, folder: Path
) -> None:
    change(folder)
    assert_found(rule, named, look(folder, profile=profile))
    assert rule not in {one.rule for one in look(folder)}


def assert_found(rule: str, named: str, found: list[checks.Finding]) -> None:
    lines = [one.line for one in found if one.rule == rule]
    assert any(named in line for line in lines), lines or [one.line for one in found]


def test_every_rule_has_a_way_to_break_it() -> None:
    tables = (FEED_FAULTS, FAULTS, DEEP_FAULTS, PROFILE_FAULTS, PUBLIC_FAULTS)
    broken = {fault[0] for table in tables for fault in table}
    assert [rule.id for rule in checks.RULES if rule.id not in broken] == []
    assert broken <= {rule.id for rule in checks.RULES}


def test_rules_have_ids_of_their_own_in_kebab_case() -> None:
    ids = [rule.id for rule in checks.RULES]
    assert len(ids) == len(set(ids))
    assert all(name == name.lower() and name.replace("-", "").isalpha() for name in ids)


@pytest.mark.parametrize("profile", [EVERYBODY, *PROFILES], ids=lambda profile: profile.name or "everybody")
def test_a_profile_speaks_of_rules_that_exist(profile: checks.Profile) -> None:
    ids = {rule.id for rule in checks.RULES}
    assert {*profile.severities, *profile.left_out} <= ids
    assert not set(profile.severities) & profile.left_out


def test_a_profile_turns_advice_into_requirements_and_leaves_out_what_is_not_asked(folder: Path) -> None:
    path = folder / "show.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("https://", "http://"), encoding="utf-8")

    def weight(profile: str) -> dict[str, str]:
        return {one.rule: one.severity for one in look(folder, profile=profile)}

    assert weight("")["base-url-https"] == "warning"
    assert weight("apple")["base-url-https"] == "error"
    assert weight("psp1")["base-url-https"] == "warning"
    path.write_text(path.read_text(encoding="utf-8").replace("guid =", "# guid ="), encoding="utf-8")
    assert weight("psp1")["guid-recorded"] == "error"
    assert "guid-recorded" not in weight("apple")


def test_only_official_numbers_go_by_a_platforms_name_alone() -> None:
    assert {profile.name: profile.is_official for profile in PROFILES} == {
        **{"apple": True, "psp1": True},
        **{"spotify": False, "cn": False},
    }


def test_an_unknown_profile_is_refused(built: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'apple'"):
        look(built, profile="appel")


def test_a_show_that_was_never_built_lacks_its_feed(tmp_path: Path) -> None:
    found = look(make_show(tmp_path / "show"))
    assert [one.rule for one in found] == ["base-url-public", "contact-email", "feed-file"]
    assert found[-1].way_out == "audiocast build makes it"


def test_an_address_that_changed_since_the_build_is_noticed(folder: Path) -> None:
    path = folder / "show.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("news.chenbao.cn", "pod.chenbao.cn"), encoding="utf-8")
    assert {"self-link", "enclosure-file"} <= {one.rule for one in look(folder)}


def test_the_same_show_gives_the_same_findings(folder: Path) -> None:
    for _, change, _ in (FAULTS[0], *FAULTS[12:14]):
        change(folder)
    assert look(folder) == look(folder)


@pytest.mark.parametrize("deep", [False, True])
def test_a_show_with_archives_a_further_feed_and_pictures_breaks_no_rule(deep: bool, built_many: Path) -> None:
    found = {(one.rule, one.where) for one in look(built_many, deep=deep) if one.severity != "note"}
    assert found == {("feed-paged", "feed.xml"), ("feed-paged", "minsheng.xml")}


def test_what_is_left_of_a_feed_that_the_settings_name_no_more_is_found(many: Path) -> None:
    path = many / "show.toml"
    path.write_text(path.read_text(encoding="utf-8").partition("[[feed]]")[0], encoding="utf-8")
    assert errors(look(many)) == {
        *(("feed-stale", name) for name in ("minsheng.xml", "minsheng-archive-1.xml", "minsheng-archive-2.xml")),
        *(("page-stale", name) for name in ("minsheng.html", "archive/minsheng-2025-03.html")),
    }


def test_a_higher_limit_leaves_archives_and_asks_for_more_in_the_feed(many: Path) -> None:
    path = many / "show.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("limit = 2", "limit = 10"), encoding="utf-8")
    names = [f"{feed}-archive-{number}.xml" for feed in ("feed", "minsheng") for number in (1, 2)]
    missing = [f"2025-03-{day:02d}" for day in (2, 3, 4)]
    assert errors(look(many)) == {
        *(("feed-stale", name) for name in names),
        *(("feed-complete", name) for name in (*missing, "minsheng.xml")),
    }


def test_archives_are_held_against_the_records_too(many: Path) -> None:
    path = many / "public" / "feed-archive-1.xml"
    changed = re.sub("(<guid[^>]*>)[^<]*", r"\1another", path.read_text(encoding="utf-8"), count=1)
    path.write_text(changed, encoding="utf-8")
    assert errors(look(many)) == {("item-guid", "feed-archive-1.xml 2025-03-03")}


def test_an_episode_that_was_withdrawn_is_found_wherever_it_is_listed(many: Path) -> None:
    catalog = Catalog(many / "episodes")
    record = catalog.load("2025-03-03")
    catalog.keep(replace(record, withdrawn=Withdrawal("", "2025-03-08")))
    found = errors(look(many))
    assert {where for rule, where in found if rule == "item-withdrawn"} == {
        *("feed-archive-1.xml 2025-03-03", "archive/2025-03.html", "index.html"),
    }
    assert ("page-stale", "episodes/2025-03-03.html") in found


def test_a_show_without_a_public_address_holds_all_that_can_be_heard(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show")
    run_build(folder)
    feed = folder / "public" / "feed.xml"
    feed.write_text(re.sub("<item>.*</item>", "", feed.read_text(encoding="utf-8"), flags=re.DOTALL), encoding="utf-8")
    assert ("feed-complete", EPISODE) in errors(look(folder))
    (audio,) = (folder / "public" / "media").glob("*.mp3")
    audio.unlink()
    assert "feed-complete" not in {rule for rule, _ in errors(look(folder))}


def test_what_others_put_into_public_is_no_feed_of_ours(folder: Path) -> None:
    (folder / "public" / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")
    (folder / "public" / "notes.xml").write_text("<no", encoding="utf-8")
    feed = (folder / "public" / "feed.xml").read_text(encoding="utf-8")
    other = re.sub("<item>.*</item>", "", re.sub("(<podcast:guid>)[^<]*", rf"\g<1>{OTHER_GUID}", feed), flags=re.DOTALL)
    (folder / "public" / "other.xml").write_text(other, encoding="utf-8")
    assert errors(look(folder)) == set()


def test_no_password_is_shown(folder: Path) -> None:
    feed = folder / "public" / "feed.xml"
    text = feed.read_text(encoding="utf-8")
    feed.write_text(text.replace("https://news", "http://redaktion:geheim@news"), encoding="utf-8")
    found = look(folder)
    assert "self-link" in {one.rule for one in found}
    assert not any("geheim" in part or "redaktion" in part for one in found for part in (one.line, repr(one)))


def test_the_newest_are_read_whole_and_all_of_them_with_deep(tmp_path: Path) -> None:
    folder = build(tmp_path / "show", days=range(3, 13))
    for day in ("2025-03-02", "2025-03-12"):
        (folder / "public" / "episodes" / f"{day}.vtt").write_text("WEBVTT\n", encoding="utf-8")
        (audio,) = (folder / "public" / "media").glob(f"{day}-*.mp3")
        audio.write_bytes(audio.read_bytes()[:-1] + b"?")
    of_newest = {("text-recorded", "2025-03-12"), ("enclosure-digest", "2025-03-12")}
    of_oldest = {("text-recorded", "2025-03-02"), ("enclosure-digest", "2025-03-02")}
    assert {(rule, where.removeprefix("episodes/")[:10]) for rule, where in errors(look(folder))} == of_newest
    deep = errors(look(folder, deep=True))
    assert {(rule, where.removeprefix("episodes/")[:10]) for rule, where in deep} == of_newest | of_oldest


def errors(found: list[checks.Finding]) -> set[tuple[str, str]]:
    return {(one.rule, one.where) for one in found if one.severity == "error"}
