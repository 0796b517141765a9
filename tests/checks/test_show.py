import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audiocast import checks, shows
from audiocast.checks.profiles import EVERYBODY, PROFILES
from audiocast.errors import UsageError
from tests.checks.feed_faults import FAULTS as FEED_FAULTS
from tests.checks.public_faults import FAULTS as PUBLIC_FAULTS
from tests.checks.show_faults import DEEP_FAULTS, EPISODE, FAULTS, PROFILE_FAULTS
from tests.shows import make_show, run_build

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built") / "show")


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "show"))


def build(folder: Path, more: str = "") -> Path:
    make_show(folder, base_url="https://news.chenbao.cn/")
    path = folder / "show.toml"
    text = path.read_text(encoding="utf-8").replace("news@example.org", "bianji@chenbao.cn") + more
    path.write_text(text, encoding="utf-8")
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
