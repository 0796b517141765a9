"""`audiocast publish` as a producer runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.publish.editions import LATER, REVISED, write
from tests.shows import files, invoke, make_show, run_build
from tests.targets.servers import free_port

PUBLIC_URL = "https://news.example.org/paper/"


@pytest.fixture
def show(tmp_path: Path) -> Path:
    show = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    run_build(show)
    return show


def test_a_show_is_published(show: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = invoke("publish", str(show), "--to", str(out))
    assert (done.status, "Traceback" in done.err) == (0, False)
    lines = done.out.splitlines()
    assert lines[0] == str(out)
    assert lines[2] == "  feed.xml: subscribers see 1 new, 0 updated in place, 0 gone, 0 duplicated"
    assert f"{out}: feed.xml" in done.err
    assert (out / "feed.xml").read_bytes() == (show / "public" / "feed.xml").read_bytes()


def test_a_dry_run_prints_what_it_would_do(show: Path, tmp_path: Path) -> None:
    done = invoke("publish", str(show), "--to", str(tmp_path / "out"), "-n")
    assert done.status == 0
    assert "  send    feed.xml" in done.out.splitlines()
    assert "subscribers would see 1 new" in done.out
    assert not (tmp_path / "out").exists()


def test_json_is_one_object(show: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    first = invoke("publish", str(show), "--to", out, "--json").json
    assert (first["dry_run"], first["announced"]) == (False, [])
    (target,) = first["targets"]
    assert (target["target"], target["done"], target["unchanged"]) == (out, True, 0)
    assert target["send"][-1] == "feed.xml"
    (feed,) = target["feeds"]
    assert (len(feed["new"]), feed["updated"], feed["gone"], feed["duplicated"]) == (1, [], [], 0)
    (again,) = invoke("publish", str(show), "--to", out, "--json").json["targets"]
    assert (again["send"], again["unchanged"]) == ([], len(target["send"]))


def test_a_correction_is_one_updated_episode(show: Path, tmp_path: Path) -> None:
    write(show, REVISED, "今天通车。")
    run_build(show, now=LATER)
    out = str(tmp_path / "out")
    invoke("publish", str(show), "--to", out)
    write(show, REVISED, "昨天通车。")
    run_build(show, now=LATER)
    (target,) = invoke("publish", str(show), "--to", out, "-n", "--json").json["targets"]
    (feed,) = target["feeds"]
    assert (len(feed["new"]), len(feed["updated"]), len(feed["gone"])) == (0, 1, 0)


def test_quiet_says_nothing(show: Path, tmp_path: Path) -> None:
    done = invoke("publish", str(show), "--to", str(tmp_path / "out"), "-q")
    assert (done.status, done.out, done.err) == (0, "", "")


@pytest.mark.parametrize("address", ["s4://bucket/x", "sftp://127.0.0.1:{port}/x", "/no/such/folder/here"])
def test_what_is_wrong_with_a_target_is_one_line(show: Path, address: str) -> None:
    before = files(show)
    done = invoke("publish", str(show), "--to", address.format(port=free_port()))
    assert (done.status, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert done.err.startswith("audiocast: ")
    assert files(show) == before


def test_a_service_that_is_not_told_is_a_warning(show: Path, tmp_path: Path) -> None:
    hub = f"http://127.0.0.1:{free_port()}/"
    with (show / "show.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[publish]\nwebsub = {json.dumps(hub)}\n")
    done = invoke("publish", str(show), "--to", str(tmp_path / "out"), "--json", "-q")
    assert done.status == 0
    assert f"audiocast: {hub} was not told of {PUBLIC_URL}feed.xml: ConnectError" in done.err
    assert [ping["feed"] for ping in done.json["announced"]] == [f"{PUBLIC_URL}feed.xml"]


def test_a_show_on_this_machine_is_refused(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    run_build(show)
    done = invoke("publish", str(show), "--to", str(tmp_path / "out"))
    assert (done.status, len(done.err.splitlines())) == (2, 1)
    assert "base_url" in done.err


def test_what_is_refused_has_a_flag_that_allows_it(show: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(show, REVISED, "今天通车。")
    run_build(show, now=LATER)
    invoke("publish", str(show), "--to", str(out))
    for name in ("feed.xml", ".audiocast-manifest.json"):
        (out / name).unlink()
    (out / "index.html").write_bytes(b"altered")
    refused = invoke("publish", str(show), "--to", str(out))
    assert (refused.status, refused.out, len(refused.err.splitlines())) == (1, "", 1)
    assert "--take-over" in refused.err
    taken = invoke("publish", str(show), "--to", str(out), "--take-over")
    assert (taken.status, "files there are taken for this show's" in taken.err) == (0, True)

    for folder, end in (("episodes", "json"), ("articles", "txt")):
        (show / folder / f"{REVISED}.{end}").unlink()
    refused = invoke("publish", str(show), "--to", str(out), "--dry-run")
    assert (refused.status, refused.out, len(refused.err.splitlines())) == (1, "", 1)
    assert "新桥21" in refused.err
    allowed = invoke("publish", str(show), "--to", str(out), "--dry-run", "--allow-gone")
    assert (allowed.status, "subscribers would see 0 new, 0 updated in place, 1 gone" in allowed.out) == (0, True)
