from __future__ import annotations

import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from audiocast.config import load
from audiocast.errors import ConfigError, UsageError
from audiocast.feed import read_feed
from audiocast.identity import podcast_guid
from audiocast.relocation import Move, move, plan_move
from audiocast.show_file import edited
from audiocast.shows import open_show
from tests.cli.test_commands import without_privileges
from tests.shows import NOW, files, invoke, make_show, run_build

OLD, NEW = "https://old.example.org/pod/", "https://new.example.org/news/"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


def run(show: Path, url: str = NEW, *targets: str) -> Move:
    plan = plan_move(open_show(str(show), environ=os.environ), url, targets)
    list(move(plan, NOW))
    return plan


def channel(show: Path, name: str = "feed.xml") -> ElementTree.Element:
    found = ElementTree.parse(show / "public" / name).getroot().find("channel")
    assert found is not None
    return found


def toml(show: Path) -> str:
    return (show / "show.toml").read_bytes().decode()


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = make_show(tmp_path / "show", base_url=OLD)
    path = folder / "show.toml"
    text = path.read_text(encoding="utf-8").replace(f'base_url = "{OLD}"', f'base_url = "{OLD}"   # 旧主机')
    path.write_text(f'# 节目设置\n{text}\n[[feed]] # 单条\nname = "stories"\n', encoding="utf-8")
    run_build(folder)
    return folder


def test_subscribers_are_sent_on_and_nothing_else_changes(show: Path) -> None:
    before = read_feed((show / "public" / "feed.xml").read_bytes(), "feed")
    plan = run(show)
    after = read_feed((show / "public" / "feed.xml").read_bytes(), "feed")
    assert after.guid == before.guid == podcast_guid(f"{OLD}feed.xml")
    assert [(one.guid, one.pub_date) for one in after.items] == [(one.guid, one.pub_date) for one in before.items]
    assert channel(show).findtext(f"{ITUNES}new-feed-url") == f"{NEW}feed.xml"
    assert channel(show, "stories.xml").findtext(f"{ITUNES}new-feed-url") == f"{NEW}stories.xml"
    texts = {name: data for name, data in files(show / "public").items() if not name.startswith("media/")}
    assert [name for name, data in texts.items() if b"old.example.org" in data] == []
    assert all(one.url.startswith(NEW) for one in after.items)
    assert plan.was_published

    settings = load(show)
    assert (settings.base_url, settings.moved_from) == (NEW, (OLD,))
    assert settings.guid == podcast_guid(f"{OLD}feed.xml")
    assert settings.feed[0].guid == podcast_guid(f"{OLD}stories.xml")
    assert "# 节目设置" in toml(show)
    assert f'base_url = "{NEW}"   # 旧主机' in toml(show)
    assert "[[feed]] # 单条" in toml(show)


def test_what_was_written_is_what_a_build_makes(show: Path) -> None:
    run(show)
    moved = files(show)
    run_build(show)
    assert files(show) == moved


def test_identities_that_no_build_recorded_are_recorded_first(show: Path) -> None:
    path = show / "show.toml"
    kept = [line for line in toml(show).splitlines() if not line.startswith("guid")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert run(show).changed_keys == ("base_url", "moved_from", "guid", "feed")
    settings = load(show)
    assert settings.guid == podcast_guid(f"{OLD}feed.xml")
    assert settings.feed[0].guid == podcast_guid(f"{OLD}stories.xml")


def test_the_old_target_stays_beside_the_new_one(show: Path) -> None:
    path = show / "show.toml"
    path.write_text(f'target = "/srv/old"   # 旧\n{toml(show)}', encoding="utf-8")
    plan = run(show, NEW, "/srv/new", "/srv/old")
    assert load(show).target == ("/srv/old", "/srv/new")
    assert "sends the same files to /srv/old, /srv/new" in plan.to_do[0]
    run(show, "https://third.example.org/", "/srv/third")
    assert load(show).target == ("/srv/old", "/srv/new", "/srv/third")


def test_what_is_left_to_do_is_said(show: Path) -> None:
    (send, redirect, directories) = run(show).to_do
    assert send.startswith("put the same public/ at both places")
    assert f"301 to the same path under {NEW} ({OLD}feed.xml -> {NEW}feed.xml)" in redirect
    assert "Apple" in directories


def test_moves_are_remembered_and_a_way_back_forgets_its_goal(show: Path) -> None:
    run(show)
    run(show, "https://third.example.org/")
    assert load(show).moved_from == (OLD, NEW)
    run(show, OLD)
    assert load(show).moved_from == (NEW, "https://third.example.org/")
    assert channel(show).findtext(f"{ITUNES}new-feed-url") == f"{OLD}feed.xml"
    assert load(show).guid == podcast_guid(f"{OLD}feed.xml")


def test_where_nobody_can_have_subscribed_only_the_address_changes(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show")
    run_build(folder)
    before = toml(folder)
    plan = run(folder)
    assert not plan.was_published
    assert plan.to_do == (f"audiocast build {folder} makes the feed for it", f"put public/ at {NEW}")
    assert toml(folder) == before.replace("http://127.0.0.1:8000/", NEW)
    run_build(folder)
    assert channel(folder).find(f"{ITUNES}new-feed-url") is None
    assert load(folder).guid == podcast_guid(f"{NEW}feed.xml")


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (
            "http://127.0.0.1:8000/",
            "http://127.0.0.1:8000/ is reached from this machine alone: give the public address",
        ),
        ("http://localhost/x", "http://localhost/x/ is reached from this machine alone"),
        (OLD, "is at https://old.example.org/pod/ already: there is nothing to move"),
        (OLD.rstrip("/"), "is at https://old.example.org/pod/ already"),
        (f"{NEW}feed.xml", f"is a feed's address: give that of its folder: {NEW}"),
        ("new.example.org", "the new address is none: 'new.example.org' is not an address such as"),
        ("ftp://new.example.org/", "is not an address such as"),
        (f"{NEW}?a=1", "must be plain ASCII after the host name"),
        ("https://new.example.org:port/", "the new address is none"),
        ("https://[new/feed.xml", "the new address is none"),
    ],
)
def test_an_address_that_is_none_is_one_line_and_nothing_changes(show: Path, url: str, line: str) -> None:
    before = files(show)
    with pytest.raises(UsageError) as caught:
        run(show, url)
    assert line in str(caught.value)
    assert files(show) == before


def test_a_password_never_gets_into_the_file(show: Path) -> None:
    with pytest.raises(UsageError, match=r"the target on host\.example holds a password") as caught:
        run(show, NEW, "sftp://me:hunter2@host.example/srv")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("ftpp://x", "the target ftpp://x: nothing writes to ftpp://: did you mean 'ftp'?"),
        ("s4q://x", "the target s4q://x: nothing writes to s4q://: docs/publish.md says what does"),
        ("https://x/y", "the target https://x/y: nothing writes to https://: "),
        ("remote://x", "the target remote://x: nothing writes to remote://: "),
        ("sftp://[x/y", "the target 'sftp://[x/y' is no address: "),
    ],
)
def test_a_target_that_nothing_writes_to_is_refused(show: Path, target: str, line: str) -> None:
    before = files(show)
    done = invoke("move", str(show), NEW, "--target", target, "-n")
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert line in done.err
    assert files(show) == before


def test_every_protocol_of_the_documents_is_taken(show: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "publish.md").read_text(encoding="utf-8")
    targets = tuple(f"{name}://host/place" for name in sorted(set(re.findall(r"`([a-z0-9]+)://[A-Z]", page))))
    assert len(targets) >= 4
    plan = plan_move(open_show(str(show), environ=os.environ), NEW, (*targets, "memory://x", "/srv/new", "/srv/new"))
    assert plan.changes["target",] == [*targets, "memory://x", "/srv/new"]


def test_a_move_without_a_target_says_that_nothing_is_sent_there(show: Path) -> None:
    dry = invoke("move", str(show), NEW, "-n")
    assert dry.err == f"no target is the new place: audiocast publish sends nothing to {NEW}\n"
    path = show / "show.toml"
    path.write_text(f'target = "/srv/old"\n{toml(show)}', encoding="utf-8")
    dry = invoke("move", str(show), NEW, "-n", "--json")
    (line,) = dry.json["remarks"]
    assert dry.err == f"{line}\n"
    assert line.startswith("no --target names the new place, and audiocast publish sends to /srv/old: if that is not")
    assert plan_move(open_show(str(show), environ=os.environ), NEW, ("/srv/new",)).remarks == ()
    assert plan_move(open_show(str(show), environ=os.environ), NEW, ("/srv/old",)).remarks == ()


@pytest.mark.parametrize("place", ["", "public", "public/media", "public/episodes", "episodes"])
def test_a_folder_that_cannot_be_written_is_named_before_anything_changes(show: Path, place: str) -> None:
    before, folder = files(show), show / place
    folder.chmod(0o555)
    try:
        done = invoke("move", str(show), NEW, "--target", "/srv/new", under=without_privileges())
    finally:
        folder.chmod(0o755)
    assert (done.status, done.out) == (1, "")
    assert done.err == f"audiocast: {folder} cannot be written: see to its rights (Permission denied)\n"
    assert files(show) == before


def test_an_address_from_the_environment_is_named(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIOCAST_BASE_URL", "https://staging.example.org/")
    done = invoke("move", str(show), NEW)
    assert (done.status, done.out) == (2, "")
    assert "is not the one in force, https://staging.example.org/: unset AUDIOCAST_BASE_URL" in done.err


def test_the_command_says_what_it_did(show: Path) -> None:
    before = files(show)
    dry = invoke("move", str(show), NEW, "--target", "/srv/new", "-n")
    assert dry.status == 0, dry.err
    assert files(show) == before
    assert dry.out.splitlines()[0] == f"{OLD} -> {NEW} (show.toml would change: base_url, target, moved_from)"
    assert dry.err == ""
    assert sum(line.startswith("to do: ") for line in dry.out.splitlines()) == 3
    assert invoke("move", str(show), NEW, "-n", "--json").json["dry_run"] is True
    assert files(show) == before
    done = invoke("move", str(show), NEW, "--json").json
    assert (done["dry_run"], done["changes"]) == (False, ["base_url", "moved_from"])
    assert (done["from"], done["to"], done["guid"]) == (OLD, NEW, podcast_guid(f"{OLD}feed.xml"))
    assert load(show).base_url == NEW


# ---- show.toml --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_edit_leaves_the_rest_as_it_was(tmp_path: Path, ending: str, mark: str) -> None:
    path = tmp_path / "show.toml"
    lines = ["# 头", "b = 'x'  # 注", "", "[t] # 表", "k = 1", "", "[[feed]]", "name = 'a'", ""]
    path.write_bytes((mark + ending.join(lines)).encode())
    changed = edited(path, {("b",): "y", ("feed", 0, "guid"): "g", ("k",): ["1", "2"]})
    wanted = [
        "# 头",
        'b = "y"  # 注',
        'k = ["1", "2"]',
        "",
        "[t] # 表",
        "k = 1",
        "",
        "[[feed]]",
        "name = 'a'",
        'guid = "g"',
        "",
    ]
    assert changed == mark + ending.join(wanted)
    assert edited(path, {("b",): "x"}) == mark + ending.join(lines)


def test_what_cannot_be_edited_is_named(tmp_path: Path) -> None:
    path = tmp_path / "show.toml"
    path.write_text("a = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"show\.toml cannot be edited"):
        edited(path, {("feed", 0, "guid"): "g"})
    path.write_text("a = \n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"show\.toml cannot be edited"):
        edited(path, {("b",): "g"})
