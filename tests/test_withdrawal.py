from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audiocast.catalog import Catalog, Record, Withdrawal
from audiocast.errors import ConfigError, StorageError, UsageError
from audiocast.feed import read_feed
from audiocast.locking import alone_in
from audiocast.shows import open_show
from audiocast.withdrawal import plan_withdrawal, withdraw
from tests.cli.test_commands import without_privileges
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
    for name in ("2025-03-04", "2025-03-32", "20250304"):
        with pytest.raises(UsageError, match=rf"no episode '{name}': none is of that day; see .*/episodes$"):
            run(show, name)
    with pytest.raises(UsageError, match=r"no episode '20250303': did you mean '2025-03-03' \(地铁延长线开工"):
        run(show, "20250303")
    with pytest.raises(UsageError, match=r"no episode '城东新桥': known: 2025-03-02, 2025-03-03$"):
        run(show, "城东新桥")
    with pytest.raises(UsageError, match=f"{ID} is not withdrawn: there is nothing to undo"):
        run(show, undo=True)
    run(show, reason="误报")
    with pytest.raises(UsageError, match=rf"{ID} was withdrawn on 2026-11-24 \(误报\) already: .* --undo puts it back"):
        run(show, reason="另一个理由")
    assert record(show).withdrawn == Withdrawal("误报", "2026-11-24")


@pytest.mark.parametrize("command", ["withdraw", "kit"])
def test_the_stories_of_a_file_are_named_with_their_titles(tmp_path: Path, command: str) -> None:
    folder = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    path = folder / "show.toml"
    path.write_text(f'per = "story"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    (folder / "articles" / f"{OTHER}.txt").write_text(ARTICLE.replace("新桥", "大桥"), encoding="utf-8")
    run_build(folder)
    before = files(folder)
    first, second = (head for head in stories_of(folder) if head.startswith(ID))
    for name in (ID, f"{ID}.txt"):
        done = invoke(command, str(folder), name)
        assert (done.status, done.out) == (2, "")
        listed = f"{first!r} (城东新桥通车 全长320米), {second!r} (公园免费开放)"
        assert done.err == f"audiocast: no episode {name!r}: name one of these: {listed}\n"
    almost = f"{first[:-1]}{'1' if first[-1] == '0' else '0'}"
    assert f"did you mean {first!r} (城东新桥通车 全长320米)?" in invoke(command, str(folder), almost).err
    assert "none is of that day" in invoke(command, str(folder), "2025-03-01").err
    assert files(folder) == before


def stories_of(folder: Path) -> list[str]:
    """Return the ids of all records, in the order of their stories."""
    records = Catalog(folder / "episodes").read().values()
    return [one.episode.id for one in sorted(records, key=lambda one: one.episode.pub_date, reverse=True)]


def test_of_many_stories_ten_are_named(tmp_path: Path) -> None:
    stories = "\n".join(f"## 第{number}条要闻说的是什么\n\n今天有第{number}件事。\n" for number in range(1, 13))
    folder = make_show(tmp_path / "show", article=stories)
    path = folder / "show.toml"
    path.write_text(f'per = "story"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    run_build(folder)
    with pytest.raises(UsageError) as caught:
        run(folder)
    assert caught.value.way_out.count(f"'{ID}-") == 10
    assert caught.value.way_out.endswith(" and 2 more")


def test_a_renamed_article_s_episode_has_both_names(show: Path) -> None:
    (show / "articles" / f"{ID}.txt").rename(show / "articles" / "2025年3月2日 城东.txt")
    run_build(show)
    assert record(show).source == "2025年3月2日 城东.txt"
    run(show, "2025年3月2日 城东")
    assert record(show).withdrawn is not None


@pytest.mark.parametrize("place", ["public", "public/media", "public/episodes", "episodes"])
def test_a_folder_that_cannot_be_written_is_named_before_anything_changes(show: Path, place: str) -> None:
    before, folder = files(show), show / place
    folder.chmod(0o555)
    try:
        done = invoke("withdraw", str(show), ID, under=without_privileges())
    finally:
        folder.chmod(0o755)
    assert (done.status, done.out) == (1, "")
    assert done.err == f"audiocast: {folder} cannot be written: see to its rights (Permission denied)\n"
    assert files(show) == before


def test_what_is_found_before_the_feeds_leaves_the_record_too(show: Path) -> None:
    before = files(show / "episodes")
    path = show / "show.toml"
    path.write_text(f'cover = "none.png"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"none\.png"):
        run(show)
    assert files(show / "episodes") == before


def test_what_waits_for_its_date_is_said_to_wait(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    (folder / "articles" / f"{ID}.txt").rename(folder / "articles" / "2098-03-02.txt")
    run_build(folder)
    (media,) = (folder / "public" / "media").iterdir()
    audio = media.read_bytes()
    invoke("withdraw", str(folder), "2098-03-02")
    waits = "in the feed with the first build or publish after 2098-03-02 06:00 (Asia/Shanghai)"
    made = f"once `audiocast build {folder} 2098-03-02` has made its audio"
    dry = invoke("withdraw", str(folder), "2098-03-02", "--undo", "-n")
    assert dry.out == f"2098-03-02 would be back; {waits}, {made}, with its GUID and date\n"
    media.write_bytes(audio)
    done = invoke("withdraw", str(folder), "2098-03-02", "--undo", "--json").json
    assert (done["withdrawn"], done["waits_until"], done["dry_run"]) == (None, "2098-03-02T06:00:00+08:00", False)
    assert guids(folder) == []
    run(folder, "2098-03-02")
    media.write_bytes(audio)
    back = invoke("withdraw", str(folder), "2098-03-02", "--undo")
    assert back.out.splitlines()[-1] == f"2098-03-02 back; {waits}, with its GUID and date"


def test_what_has_no_audio_yet_is_not_said_to_be_in_the_feed(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show")
    run_build(folder)
    run(folder)
    back = invoke("withdraw", str(folder), ID, "--undo")
    made = f"once `audiocast build {folder} {ID}` has made its audio"
    assert back.out.splitlines()[-1] == f"{ID} back in the feed {made}, with its GUID and date"
    assert guids(folder) == []
    run_build(folder, ID)
    assert guids(folder) == [record(folder).episode.guid]


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
    assert invoke("withdraw", str(show), ID, "-n", "--json").json["dry_run"] is True
    assert files(show) == before
    done = invoke("withdraw", str(show), ID, "--reason", "误报", "--json")
    assert done.status == 0, done.err
    assert done.json["dry_run"] is False
    assert (done.json["id"], done.json["withdrawn"]["reason"]) == (ID, "误报")
    assert record(show).withdrawn is not None
    back = invoke("withdraw", str(show), ID, "--undo")
    assert back.out.splitlines()[-1] == f"{ID} back in the feed, with its GUID and date"
    assert invoke("withdraw", str(show), ID, "--undo").status == 2
