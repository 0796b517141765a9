from pathlib import Path

import pytest

from audiocast.checks import PROFILES, RULES
from audiocast.cli.check_command import _PROFILES
from tests.shows import invoke, make_show, run_build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("check") / "show")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIOCAST_CACHE", str(folder.parent / "cache"))
        run_build(folder)
    return folder


def test_a_show_with_nothing_but_warnings_passes(built: Path) -> None:
    done = invoke("check", str(built))
    assert (done.status, done.err) == (0, "")
    *lines, summary = done.out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["warning", "base-url-public"],
        ["warning", "contact-email"],
        ["note", "loudness-readings"],
    ]
    assert summary == f"0 errors, 2 warnings, 1 note by {len(RULES) - 1} rules"


def test_strict_fails_on_warnings(built: Path) -> None:
    strict = invoke("check", str(built), "--strict")
    assert (strict.status, strict.out) == (1, invoke("check", str(built)).out)


def test_an_error_names_episode_rule_and_way_out(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show")
    run_build(folder)
    (audio,) = (folder / "public" / "media").glob("*.mp3")
    audio.unlink()
    done = invoke("check", str(folder))
    assert done.status == 1
    (line,) = [one for one in done.out.splitlines() if one.startswith("error")]
    assert line.split()[1:4] == ["enclosure-file", "feed.xml", "2025-03-02:"]
    assert f"media/{audio.name} is not in public/: build the episode by name  [Apple]" in line
    assert done.out.splitlines()[-1].startswith("1 error, 2 warnings")


def test_json_is_one_object_with_every_finding(built: Path) -> None:
    done = invoke("check", str(built), "--json", "--deep", "--profile", "cn")
    assert done.status == 1
    shown = done.json
    assert {name: shown[name] for name in ("ok", "profile", "errors", "warnings", "notes")} == {
        **{"ok": False, "profile": "cn"},
        **{"errors": 1, "warnings": 1, "notes": 1},
    }
    assert shown["findings"][0] == {
        "rule": "base-url-public",
        "severity": "error",
        "where": "show.toml",
        "what": "base_url http://127.0.0.1:8000/ leads nowhere for anybody else",
        "way_out": "set it to the address where public/ will be found",
        "source": "Apple",
    }


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_summary_says_whose_numbers_are_unofficial(built: Path, profile) -> None:
    summary = invoke("check", str(built), "--profile", profile.name).out.splitlines()[-1]
    assert f"by {len(RULES) - len(profile.left_out)} rules for {profile.name}: {profile.about}" in summary
    assert summary.endswith("unofficial numbers") is not profile.is_official


def test_a_host_that_does_not_answer_is_an_error(built: Path) -> None:
    done = invoke("check", str(built), "--public")
    assert done.status == 1
    assert "error    public-reachable" in done.out


def test_the_command_offers_every_profile() -> None:
    assert tuple(profile.name for profile in PROFILES) == _PROFILES


def test_the_page_has_every_rule_and_profile_as_the_code_has_it() -> None:
    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    rules = [f"| `{rule.id}` | {rule.severity} | {rule.source} | {rule.about} |" for rule in RULES]
    profiles = [
        f"| `{one.name}` | {one.about} | {'official' if one.is_official else 'unofficial numbers'} "
        f"| {_listed(rule for rule, severity in one.severities.items() if severity == 'error')} "
        f"| {_listed(one.left_out)} |"
        for one in PROFILES
    ]
    assert rows == [*profiles, *rules]


def _listed(rules) -> str:
    return ", ".join(sorted(rules)) or "–"
