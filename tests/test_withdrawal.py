from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audiocast.catalog import Catalog, Record, Withdrawal
from audiocast.errors import StorageError, UsageError
from audiocast.feed import read_feed
from audiocast.locking import alone_in
from audiocast.shows import open_show
from audiocast.withdrawal import plan_withdrawal, withdraw
from tests.shows import ARTICLE, NOW, files, invoke, make_show, results, run_build

PUBLIC_URL = "https://news.example.org/"
ID, OTHER = "2025-03-02", "2025-03-03"


def run(show: Path, name: str = ID, *, now: datetime = NOW, reason: str = "", undo: bool = False) -> None:
    folder = open_show(str(show), environ=os.environ)
    list(withdraw(folder, plan_withdrawal(folder, name, now, reason=reason, undo=undo), now))


def record(show: Path, name: str = ID) -> Record:
    return Catalog(show / "episodes").load(name)


def guids(show: Path) -> list[str]:
    return [one.guid for one in read_feed((show / "public" / "feed.xml").read_bytes(), "feed").items]


def mentions(show: Path, words: str) -> list[str]:
    texts = {name: data for name, data in files(show / "public").items() if not name.startswith(("media/", "cover-"))}
    return sorted(name for name, data in texts.items() if words.encode() in data)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    second = ARTICLE.replace("城东新桥通车 全长320米", "地铁延长线开工").replace("公园免费开放", "夜市开张")
    (folder / "articles" / f"{OTHER}.txt").write_text(second, encoding="utf-8")
    run_build(folder)
    return folder


def test_a_withdrawn_episode_is_gone_at_once_and_its_audio_later(show: Path) -> None:
    before, media = record(show), show / "public" / "media" / record(show).episode.media.name
    assert before.published
    assert mentions(show, "城东新桥通车")
    run(show, reason="误报，\n已核实")
    assert guids(show) == [record(show, OTHER).episode.guid]
    assert mentions(show, "城东新桥通车") == []
    assert not list((show / "public" / "episodes").glob(f"{ID}.*"))
    after = record(show)
    assert after.withdrawn == Withdrawal("误报， 已核实", "2026-11-24")
    assert (after.episode, after.published) == (before.episode, True)

    assert media.is_file()
    run_build(show, now=NOW + timedelta(days=13))
    assert media.is_file(), "apps may still hold a feed that names it"
    run_build(show, now=NOW + timedelta(days=15))
    assert not media.exists()


def test_the_only_episode_keeps_its_audio_for_a_while_too(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    run_build(folder)
    run(folder)
    assert guids(folder) == []
    assert (folder / "public" / "media" / record(folder).episode.media.name).is_file()
    run_build(folder, now=NOW + timedelta(days=15))
    assert list((folder / "public" / "media").iterdir()) == []


def test_no_build_brings_it_back(show: Path) -> None:
    run(show)
    article = show / "articles" / f"{ID}.txt"
    article.write_text(article.read_text(encoding="utf-8").replace("320米", "330米"), encoding="utf-8")
    for _ in range(2):
        assert results(run_build(show))[ID].status == "unchanged"
        assert guids(show) == [record(show, OTHER).episode.guid]
    assert record(show).withdrawn is not None


def test_undo_puts_it_back_as_it_was(show: Path) -> None:
    before = files(show / "public")
    kept = record(show)
    run(show, reason="误报")
    run(show, undo=True, now=NOW + timedelta(days=1))
    assert files(show / "public") == before
    assert record(show) == kept


def test_without_audio_it_comes_back_after_a_build(show: Path) -> None:
    late = datetime.now(UTC)  # what a build has just written is as old as the machine's clock says
    before = files(show / "public")
    run(show, now=late - timedelta(days=30))
    run_build(show, now=late)
    with pytest.raises(UsageError, match=rf"the audio of {ID} is not in .* any more: audiocast build .* {ID} makes"):
        run(show, undo=True, now=late)
    assert record(show).withdrawn is not None
    run_build(show, ID, now=late)
    assert ID not in "".join(mentions(show, ID))
    run(show, undo=True, now=late)
    assert files(show / "public") == before
    assert record(show).withdrawn is None


def test_what_was_never_published_goes_and_comes_back_too(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show")
    run_build(folder)
    before = files(folder / "public")
    run(folder)
    assert guids(folder) == []
    run_build(folder)
    assert guids(folder) == []
    run(folder, undo=True)
    run_build(folder)
    assert files(folder / "public") == before


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), "2026-11-23"),
        (datetime(2026, 11, 23, 16, tzinfo=UTC), "2026-11-24"),
    ],
)
def test_the_day_is_the_show_s(show: Path, now: datetime, day: str) -> None:
    plan = plan_withdrawal(open_show(str(show), environ=os.environ), ID, now)
    assert plan.record.withdrawn == Withdrawal("", day)


def test_mistakes_are_one_line_each(show: Path) -> None:
    with pytest.raises(UsageError, match="no episode '2025-03-04': did you mean '2025-03-0"):
        run(show, "2025-03-04")
    with pytest.raises(UsageError, match=f"{ID} is not withdrawn: there is nothing to undo"):
        run(show, undo=True)
    run(show, reason="误报")
    with pytest.raises(UsageError, match=rf"{ID} was withdrawn on 2026-11-24 \(误报\) already: .* --undo puts it back"):
        run(show, reason="另一个理由")
    assert record(show).withdrawn == Withdrawal("误报", "2026-11-24")


def test_it_waits_for_no_other_process(show: Path) -> None:
    before = files(show)
    with alone_in(open_show(str(show), environ=os.environ)):
        done = invoke("withdraw", str(show), ID)
    assert (done.status, done.out) == (1, "")
    assert "another process is at work on" in done.err
    assert files(show) == before
    with alone_in(open_show(str(show), environ=os.environ)), pytest.raises(StorageError, match="another process"):
        run_build(show)


def test_other_episodes_of_the_article_are_named(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    with (folder / "show.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[feed]]\nname = "stories"\n')
    run_build(folder)
    (first, second) = sorted(path.stem for path in (folder / "episodes").iterdir() if path.stem != ID)
    done = invoke("withdraw", str(folder), ID)
    assert f"still there, of the same article: {first}, {second}; withdraw them too" in done.err
    run(folder, first)
    assert plan_withdrawal(open_show(str(folder), environ=os.environ), second, NOW).others == ()
    left = read_feed((folder / "public" / "stories.xml").read_bytes(), "feed").items
    assert [one.guid for one in left] == [record(folder, second).episode.guid]


def test_the_command_says_what_it_did(show: Path) -> None:
    before = files(show)
    dry = invoke("withdraw", str(show), ID, "-n")
    assert (dry.status, dry.out) == (0, f"{ID} would be withdrawn; its audio goes after 14 days\n")
    assert files(show) == before
    done = invoke("withdraw", str(show), ID, "--reason", "误报", "--json")
    assert done.status == 0, done.err
    assert (done.json["id"], done.json["withdrawn"]["reason"]) == (ID, "误报")
    assert record(show).withdrawn is not None
    back = invoke("withdraw", str(show), ID, "--undo")
    assert back.out.splitlines()[-1] == f"{ID} back in the feed, with its GUID and date"
    assert invoke("withdraw", str(show), ID, "--undo").status == 2
