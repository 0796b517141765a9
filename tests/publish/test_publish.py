"""What a publication does, through its public surface, mostly into folders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from audiocast.errors import ConfigError, FeedError, StorageError, UsageError
from audiocast.publish import Delivered, Event, Forecast, Order, Sending, publish
from audiocast.targets import RemoteFile, Target, TargetError, open_target
from tests.publish.editions import (
    ADDED,
    GONE,
    LATER,
    REVISED,
    broken_links,
    opened,
    wanted,
    write,
)
from tests.shows import NOW, files, make_show, run_build
from tests.targets.servers import S3, Bucket, Disk

MANIFEST = ".audiocast-manifest.json"
SECRETS = {"S3_SECRET": "testing"}


def run(show: Path, *to: object, now: Any = NOW, environ: Mapping[str, str] = {}, **order: Any) -> list[Event]:
    targets = tuple(map(str, to))
    return list(publish(opened(show), Order(targets, **order), now=now, environ=environ))


def forecast(events: Iterable[Event]) -> Forecast:
    (only,) = [event for event in events if isinstance(event, Forecast)]
    return only


def delivered(events: Iterable[Event]) -> Delivered:
    (only,) = [event for event in events if isinstance(event, Delivered)]
    return only


def there(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in files(out).items() if name != MANIFEST}


class Spy:
    """A target that remembers what it was asked, in order, and refuses what it is told to."""

    side_by_side = 1

    def __init__(self, target: Target, log: list[tuple[str, str, str]], refuse: dict[str, list[TargetError]]) -> None:
        self._target, self._log, self._refuse = target, log, refuse
        self.address = target.address

    def stat(self, name: str) -> RemoteFile | None:
        return self._target.stat(name)

    def read(self, name: str) -> bytes | None:
        return self._target.read(name)

    def list(self, folder: str = "") -> Iterable[RemoteFile]:
        return self._target.list(folder)

    def put(self, name: str, data: bytes | Path, content_type: str, cache_control: str) -> None:
        if self._refuse.get(name):
            raise self._refuse[name].pop(0)
        self._target.put(name, data, content_type, cache_control)
        self._log.append(("put", Path(self.address).name, name))

    def delete(self, name: str) -> None:
        self._target.delete(name)
        self._log.append(("delete", Path(self.address).name, name))

    def close(self) -> None:
        self._target.close()


def spied(
    show: Path, *to: Path, now: Any = NOW, refuse: dict[str, list[TargetError]] | None = None
) -> Iterator[tuple[str, str, str]]:
    """Publish, and yield what the targets were asked as it happens."""
    log: list[tuple[str, str, str]] = []

    def opener(address: str, options: Mapping[str, Any]) -> Target:
        return Spy(open_target(address, options), log, refuse or {})

    order = Order(tuple(map(str, to)))
    for _ in publish(opened(show), order, now=now, environ={}, open_target=opener):
        pass
    yield from log


def test_public_is_at_the_target(first: Path, out: Path) -> None:
    events = run(first, out)
    assert there(out) == wanted(first)
    assert len(delivered(events).sent) == len(wanted(first))
    sending = [event for event in events if isinstance(event, Sending)]
    assert sending[-1].done_bytes == sending[-1].total_bytes == sum(map(len, wanted(first).values()))


def test_nothing_is_sent_again(first: Path, out: Path) -> None:
    run(first, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    result = delivered(run(first, out, now=LATER))
    assert (result.sent, result.deleted, result.unchanged) == ((), (), len(wanted(first)))
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_an_update_sends_what_changed_and_deletes_what_is_gone(first: Path, second: Path, out: Path) -> None:
    run(first, out)
    result = delivered(run(second, out, now=LATER))
    old = {name: data for name, data in wanted(first).items() if name.startswith("media/")}
    assert there(out) == {**old, **wanted(second)}
    assert {name for name in result.sent if name.startswith("media/")} == {
        name for name in wanted(second) if name.startswith("media/") and name not in old
    }
    assert {name for name in result.deleted if GONE in name} == {
        f"episodes/{GONE}{end}" for end in (".html", ".vtt", ".srt", ".chapters.json", ".transcript.json")
    }
    assert result.pruned == ()


def test_a_dry_run_says_what_subscribers_will_see_and_writes_nothing(first: Path, second: Path, out: Path) -> None:
    run(first, out)
    before, public = files(out), files(second)
    told = forecast(run(second, out, now=LATER, dry_run=True))
    guids = {
        name: json.loads((second / "episodes" / f"{name}.json").read_bytes())["episode"]["guid"]
        for name in (REVISED, GONE, ADDED)
    }
    (feed,) = told.outlooks
    assert (feed.feed, feed.new, feed.updated, feed.gone, feed.kept, feed.duplicated) == (
        "feed.xml",
        (guids[ADDED],),
        (guids[REVISED],),
        (guids[GONE],),
        1,
        0,
    )
    assert f"episodes/{ADDED}.html" in told.send
    assert told.send[-1] == "feed.xml"
    assert (files(out), files(second)) == (before, public)


def test_a_dry_run_makes_no_folder(first: Path, out: Path) -> None:
    told = forecast(run(first, out, dry_run=True))
    assert len(told.outlooks[0].new) == 3
    assert not out.exists()


def test_what_is_named_is_sent_before_what_names_it(first: Path, out: Path) -> None:
    names = [name for _, _, name in spied(first, out)]
    assert names[0] == MANIFEST
    kinds = [_kind(name) for name in names if name != MANIFEST]
    assert kinds == sorted(kinds, key=["media", "text", "page", "feed"].index)


def _kind(name: str) -> str:
    if name.startswith(("media/", "cover-")):
        return "media"
    return {"html": "page", "xml": "feed"}.get(name.rpartition(".")[2], "text")


def test_every_target_has_the_media_before_any_has_the_feed(first: Path, tmp_path: Path) -> None:
    asked = list(spied(first, tmp_path / "one", tmp_path / "two"))
    feeds = [number for number, (_, _, name) in enumerate(asked) if name == "feed.xml"]
    others = [number for number, (_, _, name) in enumerate(asked) if name not in ("feed.xml", MANIFEST)]
    assert len(feeds) == 2
    assert max(others) < min(feeds)
    assert there(tmp_path / "one") == there(tmp_path / "two") == wanted(first)


def test_nothing_is_deleted_before_the_feed_is_out(first: Path, second: Path, out: Path) -> None:
    run(first, out)
    asked = [(what, name) for what, _, name in spied(second, out, now=LATER)]
    deletions = [number for number, (what, _) in enumerate(asked) if what == "delete"]
    assert deletions
    assert min(deletions) > asked.index(("put", "feed.xml"))


@pytest.mark.parametrize("name", ["media", "index.html"])
def test_a_failure_leaves_the_old_feed_whole(first: Path, second: Path, out: Path, name: str) -> None:
    run(first, out)
    feed = (out / "feed.xml").read_bytes()
    if name == "media":
        name = next(one for one in wanted(second) if one.startswith("media/") and one not in wanted(first))
    with pytest.raises(TargetError, match="disk full"):
        list(spied(second, out, now=LATER, refuse={name: [TargetError("disk full")]}))
    assert (out / "feed.xml").read_bytes() == feed
    assert broken_links(Disk(out)) == []
    run(second, out, now=LATER)
    assert {name: there(out).get(name) for name in wanted(second)} == wanted(second)


def test_what_may_pass_is_tried_again(first: Path, out: Path) -> None:
    passing = [TargetError("busy", retryable=True), TargetError("busy", retryable=True)]
    list(spied(first, out, refuse={"index.html": passing}))
    assert passing == []
    assert there(out) == wanted(first)


def test_one_unreachable_target_keeps_the_feed_of_the_other(
    first: Path, second: Path, out: Path, tmp_path: Path
) -> None:
    run(first, out)
    feed = (out / "feed.xml").read_bytes()
    with pytest.raises(TargetError, match="no folder"):
        run(second, out, tmp_path / "no" / "such" / "disk", now=LATER)
    assert (out / "feed.xml").read_bytes() == feed


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_what_was_damaged_at_the_target_is_sent_again(first: Path, out: Path, damage: str) -> None:
    run(first, out)
    names = [next(name for name in wanted(first) if name.startswith("media/")), "index.html", "feed.xml"]
    for name in names:
        (out / name).write_bytes(b"cut") if damage == "cut" else (out / name).unlink()
    assert sorted(delivered(run(first, out)).sent) == sorted(names)
    assert there(out) == wanted(first)


@pytest.mark.parametrize("manifest", [b"", b"{", b'{"version": 9}'])
def test_without_its_manifest_a_target_is_known_by_the_feed(first: Path, out: Path, manifest: bytes) -> None:
    run(first, out)
    (out / MANIFEST).write_bytes(manifest)
    sent = delivered(run(first, out)).sent
    assert not [name for name in sent if name.startswith("media/")]
    assert there(out) == wanted(first)
    assert delivered(run(first, out)).sent == ()


def test_a_superseded_file_stays_until_it_is_pruned(first: Path, second: Path, out: Path) -> None:
    run(first, out)
    old = {name for name in wanted(first) if name.startswith("media/")} - set(wanted(second))
    assert len(old) == 2
    assert forecast(run(second, out, now=LATER, prune=True)).waiting == 2
    almost, due = LATER + timedelta(days=13), LATER + timedelta(days=14)
    assert delivered(run(second, out, now=almost, prune=True)).pruned == ()
    assert delivered(run(second, out, now=due)).pruned == ()
    assert old <= set(there(out))
    assert forecast(run(second, out, now=due, prune=True, dry_run=True)).prune == tuple(sorted(old))
    assert set(delivered(run(second, out, now=due, prune=True)).pruned) == old
    assert set(there(out)) == set(wanted(second))


def test_a_file_that_is_used_again_is_not_pruned(first: Path, second: Path, out: Path) -> None:
    run(first, out)
    run(second, out, now=LATER)
    run(first, out, now=LATER + timedelta(days=1), allow_gone=True)
    run(second, out, now=LATER + timedelta(days=15))
    assert delivered(run(second, out, now=LATER + timedelta(days=16), prune=True)).pruned == ()


def test_what_somebody_else_put_there_stays(first: Path, second: Path, out: Path) -> None:
    (out / "media").mkdir(parents=True)
    strangers = {"robots.txt": b"User-agent: *", "media/jingle.mp3": b"other", "episodes.txt": b"x"}
    for name, data in strangers.items():
        (out / name).write_bytes(data)
    run(first, out)
    run(second, out, now=LATER)
    run(second, out, now=LATER + timedelta(days=99), prune=True)
    assert {name: there(out)[name] for name in strangers} == strangers


def test_another_site_is_not_overwritten(first: Path, out: Path) -> None:
    out.mkdir()
    (out / "index.html").write_bytes(b"my home page")
    with pytest.raises(TargetError, match=r"holds index\.html, which audiocast did not put there"):
        run(first, out)
    assert files(out) == {"index.html": b"my home page"}


def test_another_show_is_not_overwritten(first: Path, out: Path, tmp_path: Path) -> None:
    other = make_show(tmp_path / "other", base_url="https://other.example.org/")
    run_build(other)
    run(other, out)
    with pytest.raises(TargetError, match="holds another show"):
        run(first, out)
    assert there(out) == wanted(other)


def test_half_a_file_of_a_killed_run_is_swept(first: Path, out: Path) -> None:
    run(first, out)
    (out / "media" / ".audiocast-part-x.mp3").write_bytes(b"half")
    run(first, out)
    assert there(out) == wanted(first)


def test_audio_that_is_only_at_the_target_stays_in_the_feed(first: Path, out: Path) -> None:
    run(first, out)
    media = next((first / "public" / "media").glob(f"{GONE}*"))
    media.unlink()
    assert delivered(run(first, out, now=LATER, prune=True)).pruned == ()
    assert broken_links(Disk(out)) == []


def test_audio_that_is_nowhere_is_refused(first: Path, out: Path) -> None:
    next((first / "public" / "media").glob(f"{GONE}*")).unlink()
    with pytest.raises(FeedError, match=rf"media/{GONE}\S+, which is neither in public/ nor at"):
        run(first, out)
    assert not out.exists()


def test_an_embargoed_episode_waits_and_then_appears(first: Path, out: Path) -> None:
    write(first, "2026-11-30", "月底通车。")
    run_build(first)
    run(first, out)
    assert not [name for name in there(out) if "2026-11-30" in name]
    result = run(first, out, now=NOW + timedelta(days=7))
    assert len(forecast(result).outlooks[0].new) == 1
    assert {f"episodes/2026-11-30.{end}" for end in ("vtt", "html")} <= set(there(out))
    assert broken_links(Disk(out)) == []


def test_two_publications_do_not_mix(first: Path, out: Path) -> None:
    running = publish(opened(first), Order((str(out),)), now=NOW, environ={})
    while not isinstance(next(running), Sending):
        pass
    with pytest.raises(StorageError, match="another process is at work"):
        run(first, out)
    list(running)
    assert there(out) == wanted(first)


def test_a_loopback_address_is_refused(tmp_path: Path, out: Path) -> None:
    show = make_show(tmp_path / "show")
    run_build(show)
    with pytest.raises(ConfigError, match="listener's own machine"):
        run(show, out)
    assert not out.exists()


def test_a_show_that_was_never_built_is_refused(tmp_path: Path, out: Path) -> None:
    show = make_show(tmp_path / "show", base_url="https://news.example.org/")
    with pytest.raises(StorageError, match="has no episode to publish"):
        run(show, out)
    assert not out.exists()


def test_targets_of_show_toml_start_from_its_folder(first: Path, tmp_path: Path) -> None:
    _set(first, 'target = ["../one", "../two", "../one"]')
    events = run(first)
    assert [Path(event.target).resolve() for event in events if isinstance(event, Delivered)] == [
        tmp_path / "one",
        tmp_path / "two",
    ]


def test_without_a_target_there_is_a_way_out(first: Path) -> None:
    with pytest.raises(UsageError, match=r"has no target: .* --to"):
        run(first)


@pytest.mark.parametrize("folder", ["", "public", "public/media"])
def test_the_show_itself_is_no_target(first: Path, folder: str) -> None:
    with pytest.raises(UsageError, match="where the show itself is"):
        run(first, first / folder)


def test_s3_has_types_caching_and_digests(first: Path, s3_server: S3) -> None:
    import hashlib

    place = s3_server.place()
    _set_publish(first, place.options)
    run(first, place.address, environ=SECRETS)
    assert isinstance(place.behind, Bucket)
    media = next(name for name in wanted(first) if name.startswith("media/"))
    for name, kind, caching in (
        (media, "audio/mpeg", "public, max-age=31536000, immutable"),
        ("feed.xml", "application/rss+xml; charset=utf-8", "public, max-age=60"),
        (f"episodes/{GONE}.chapters.json", "application/json+chapters", "no-cache"),
        (f"episodes/{GONE}.vtt", "text/vtt; charset=utf-8", "no-cache"),
    ):
        head = place.behind.head(name)
        digest = hashlib.sha256(wanted(first)[name]).hexdigest()
        assert (head["ContentType"], head["CacheControl"], head["Metadata"]["sha256"]) == (kind, caching, digest)


def test_s3_is_asked_what_it_holds_when_nobody_remembers(first: Path, s3_server: S3) -> None:
    place = s3_server.place()
    _set_publish(first, place.options)
    run(first, place.address, environ=SECRETS)
    target = open_target(place.address, place.options)
    target.delete(MANIFEST)
    target.close()
    assert delivered(run(first, place.address, environ=SECRETS)).sent == ("feed.xml",)


def _set(show: Path, line: str) -> None:
    path = show / "show.toml"
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def _set_publish(show: Path, options: Mapping[str, Any]) -> None:
    lines = [f"{key} = {json.dumps('env:S3_SECRET' if key == 'secret' else value)}" for key, value in options.items()]
    with (show / "show.toml").open("a", encoding="utf-8") as file:
        file.write("\n[publish.s3]\n" + "\n".join(lines) + "\n")
