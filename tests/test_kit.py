from __future__ import annotations

import hashlib
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from audiocast.catalog import Catalog, Withdrawal
from audiocast.errors import InputError, StorageError, UsageError
from audiocast.kit import LIMITS, Kit, plan_kit, write_kit
from audiocast.kit.wording import file_name, notes, time_stamps, title
from audiocast.models import Byline, Chapter, Episode, Media
from audiocast.shows import open_show
from tests.cli.test_commands import without_privileges
from tests.shows import NOW, files, invoke, make_show, run_build

ID = "2025-03-02"
EPISODE = Episode(
    id=ID,
    guid="g",
    title="城东新桥通车",
    summary="",
    pub_date=datetime(2025, 3, 2, tzinfo=UTC),
    media=Media("x.mp3", "0" * 64, 1000, 60_000),
    chapters=(),
    cues=(),
)


def plan(show: Path, name: str = ID, folder: Path | None = None) -> Kit:
    return plan_kit(open_show(str(show), environ=os.environ), name, folder, now=NOW)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = make_show(tmp_path / "show")
    run_build(folder)
    return folder


def test_a_kit_holds_what_an_upload_asks_for(show: Path) -> None:
    write_kit(plan(show))
    made = files(show / "kits" / ID)
    assert set(made) == {
        "城东新桥通车 全长320米 等2条.mp3",
        "封面.jpg",
        "标题.txt",
        "简介.txt",
        "时间轴.txt",
        "说明.txt",
    }
    (media,) = (show / "public" / "media").iterdir()
    assert made["城东新桥通车 全长320米 等2条.mp3"] == media.read_bytes()
    picture = Image.open(io.BytesIO(made["封面.jpg"]))
    assert (picture.format, picture.mode, picture.width) == ("JPEG", "RGB", picture.height)
    assert len(made["封面.jpg"]) <= LIMITS["cover"].most
    assert made["标题.txt"].decode() == "城东新桥通车 全长320米 等2条\n"
    assert made["简介.txt"].decode().startswith("每日要闻\n记者 王一\n")
    assert "人工智能" in made["简介.txt"].decode()
    lines = made["时间轴.txt"].decode().splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == ["城东新桥通车 全长320米", "公园免费开放"]
    assert lines[0].startswith("00:00 ")
    about = made["说明.txt"].decode()
    assert "非官方" in about
    assert "2025-03-02 06:00（Asia/Shanghai）" in about
    for name in set(made) - {"说明.txt"}:
        assert f"{hashlib.sha256(made[name]).hexdigest()}  {name}" in about


def test_the_same_episode_gives_the_same_bytes_in_any_folder(show: Path, tmp_path: Path) -> None:
    write_kit(plan(show))
    write_kit(plan(show, folder=tmp_path / "elsewhere"))
    assert files(tmp_path / "elsewhere") == files(show / "kits" / ID)
    write_kit(plan(show))
    assert files(tmp_path / "elsewhere") == files(show / "kits" / ID)


def test_a_corrected_episode_replaces_its_kit_and_nothing_else(show: Path) -> None:
    write_kit(plan(show))
    folder = show / "kits" / ID
    (folder / "我的笔记.txt").write_text("自己写的", encoding="utf-8")
    article = show / "articles" / f"{ID}.txt"
    article.write_text(article.read_text(encoding="utf-8").replace("新桥通车", "大桥通车"), encoding="utf-8")
    run_build(show)
    write_kit(plan(show))
    made = files(folder)
    assert [name for name in made if name.endswith(".mp3")] == ["城东大桥通车 全长320米 等2条.mp3"]
    assert made["标题.txt"].decode() == "城东大桥通车 全长320米 等2条\n"
    assert made["我的笔记.txt"].decode() == "自己写的"


def test_what_somebody_else_wrote_is_left_alone(show: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "简介.txt").write_text("别人的简介", encoding="utf-8")
    with pytest.raises(StorageError, match=r"简介\.txt is not as audiocast wrote it: move it away"):
        plan(show, folder=folder)
    assert files(folder) == {"简介.txt": "别人的简介".encode()}

    write_kit(plan(show))
    edited = show / "kits" / ID / "简介.txt"
    edited.write_text("改过的简介", encoding="utf-8")
    with pytest.raises(StorageError, match=r"简介\.txt is not as audiocast wrote it"):
        plan(show)


def test_a_forged_list_reaches_no_file_outside_the_folder(show: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("x", encoding="utf-8")
    folder = tmp_path / "desk"
    folder.mkdir()
    digest = hashlib.sha256(b"x").hexdigest()
    (folder / "说明.txt").write_text(f"audiocast 上传包\n{digest}  ../outside.txt\n", encoding="utf-8")
    with pytest.raises(StorageError, match="说明"):
        plan(show, folder=folder)
    assert outside.exists()


def test_an_m4a_show_gives_an_m4a_file(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show")
    path = folder / "show.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[audio]\nformat = "m4a"\n', encoding="utf-8")
    run_build(folder)
    kit = plan(folder)
    assert kit.audio.endswith("条.m4a")
    write_kit(kit)
    assert (kit.folder / kit.audio).read_bytes() == kit.media.read_bytes()


def test_without_audio_it_says_how_to_get_it(show: Path) -> None:
    (media,) = (show / "public" / "media").iterdir()
    whole = media.read_bytes()
    media.write_bytes(whole[:-1])
    with pytest.raises(InputError, match=f"{media.name} is damaged: delete it and run: audiocast build"):
        plan(show)
    media.unlink()
    with pytest.raises(InputError, match=f"the audio of {ID} is not in .*: audiocast build .* {ID}"):
        plan(show)


def test_a_withdrawn_episode_is_not_handed_out(show: Path) -> None:
    catalog = Catalog(show / "episodes")
    catalog.keep(replace(catalog.load(ID), withdrawn=Withdrawal("误报", "2025-03-03")))
    with pytest.raises(InputError, match=r"was withdrawn \(误报\): audiocast withdraw .* --undo"):
        plan(show)


def test_an_unknown_episode_is_told_the_nearest(show: Path) -> None:
    with pytest.raises(UsageError, match=r"no episode '2025-03-2': did you mean '2025-03-02' \(城东新桥通车"):
        plan(show, "2025-03-2")
    with pytest.raises(UsageError, match=r"no episode '2025-03-03': none is of that day; see .*/episodes$"):
        plan(show, "2025-03-03")


@pytest.mark.parametrize("place", ["public", "public/media", "articles/kit", "episodes"])
def test_a_folder_of_the_show_s_is_no_place_for_it(show: Path, place: str) -> None:
    before = files(show)
    done = invoke("kit", str(show), ID, "--to", str(show / place))
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
    own = show / place.split("/", 1)[0]
    assert f"{show / place} is no place for a kit: {own} is the show's: choose another folder with --to" in done.err
    assert files(show) == before
    link = show.parent / "link"
    link.symlink_to(show / "public")
    with pytest.raises(UsageError, match="is no place for a kit"):
        plan(show, folder=link / "new")


def test_a_file_is_no_folder(show: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    for folder in (file, file / "below"):
        done = invoke("kit", str(show), ID, "--to", str(folder))
        assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
        assert f"{folder} is no place for a kit: {file} is not a folder: choose another folder with --to" in done.err


def test_a_folder_that_cannot_be_written_is_named(show: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir(mode=0o555)
    try:
        done = invoke("kit", str(show), ID, "--to", str(folder), under=without_privileges())
    finally:
        folder.chmod(0o755)
    assert (done.status, done.out) == (1, "")
    assert done.err == f"audiocast: {folder} cannot be written: see to its rights (Permission denied)\n"


def test_an_episode_that_is_not_out_yet_gets_its_kit_and_a_word(tmp_path: Path) -> None:
    folder = make_show(tmp_path / "show")
    (folder / "articles" / "2025-03-02.txt").rename(folder / "articles" / "2098-03-02.txt")
    run_build(folder)
    done = invoke("kit", str(folder), "2098-03-02")
    assert done.status == 0
    assert done.err == "2098-03-02 is not out yet: its date is 2098-03-02 06:00 (Asia/Shanghai)\n"
    assert (folder / "kits" / "2098-03-02" / "标题.txt").is_file()
    after = datetime(2098, 3, 2, 1, tzinfo=UTC)
    assert plan_kit(open_show(str(folder), environ=os.environ), "2098-03-02", now=after).remarks == ()


def test_a_long_title_is_cut_and_the_producer_told() -> None:
    long = replace(EPISODE, title="桥" * 100)
    assert title(long) == "桥" * 79 + "…"
    assert title(replace(EPISODE, title="桥" * 80)) == "桥" * 80


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ('A/B:C*?"<>|\\D', "A B C D"),
        ("  。…  ", "。…"),
        ("...", "x"),
        ("新桥\n通车.", "新桥 通车"),
        ("桥" * 90, "桥" * 60),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(words: str, name: str) -> None:
    assert file_name(words, "x") == name


def test_notes_end_after_a_sentence_and_keep_what_must_stand() -> None:
    episode = replace(
        EPISODE,
        summary="第一句。第二句很长很长很长很长。",
        note="更改读音",
        authors=(Byline("记者", ("王一", "李二")),),
        url="https://news.example.org/1",
        rights="转自《城市日报》",
    )
    whole = notes(episode, "", "声音由AI合成。", 500)
    assert whole.splitlines() == [
        "第一句。第二句很长很长很长很长。",
        "更正：更改读音",
        "记者 王一、李二",
        "原文：https://news.example.org/1",
        "转自《城市日报》",
        "声音由AI合成。",
    ]
    cut = notes(episode, "", "声音由AI合成。", len(whole) - 1)
    assert cut.splitlines() == ["第一句。", *whole.splitlines()[1:]]


def test_time_stamps_of_many_stories_end_early_and_of_long_ones_have_hours() -> None:
    chapters = tuple(Chapter(n * 60_000, (n + 1) * 60_000, "一条标题二十个字左右的新闻在这里写着") for n in range(90))
    lines = time_stamps(replace(EPISODE, chapters=chapters)).splitlines()
    assert lines[0].startswith("0:00:00 ")
    assert lines[-1] == "……"
    assert len("\n".join(lines)) < LIMITS["notes"].most
    assert time_stamps(EPISODE) == "00:00 城东新桥通车"


def test_the_command_says_what_it_wrote(show: Path) -> None:
    dry = invoke("kit", str(show), ID, "-n")
    assert dry.status == 0
    assert not (show / "kits").exists()
    assert invoke("kit", str(show), ID, "-n", "--json").json["dry_run"] is True
    done = invoke("kit", str(show), ID, "--json")
    assert done.status == 0, done.err
    assert done.json["dry_run"] is False
    assert set(done.json["files"]) == set(files(Path(done.json["folder"])))
    assert [Path(line).name for line in dry.out.splitlines()] == done.json["files"]
    assert (Path(done.json["folder"]) / "标题.txt").is_file()
