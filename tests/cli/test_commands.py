from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import wave
from pathlib import Path

import click
import pytest

from audiocast.cli.main import COMMANDS, cli
from audiocast.config import AudioSettings, BuildSettings, RoleSettings, load
from tests.shows import files, invoke, make_show

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "onnxruntime", "pydub", "feedgen", "edge_tts", "starlette", "rich", "pypinyin", "PIL", "miniaudio")


@pytest.mark.parametrize(
    "statement",
    ["import audiocast", "import audiocast.cli", "from audiocast.cli import main; main(['--help'])"]
    + [f"from audiocast.cli import main; main(['{command}', '--help'])" for command in COMMANDS],
)
def test_import_and_help_load_nothing_heavy(statement: str) -> None:
    code = (
        f"import atexit, sys\natexit.register(lambda: print([m for m in {HEAVY!r} if m in sys.modules]))\n{statement}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_command_has_help_and_stands_in_the_reference() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from cli_reference import commands, reference
    finally:
        sys.path.pop(0)
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in commands(cli, "audiocast"):
        assert command.help, name
        assert f"## {name}\n" in page
        options = [one for one in command.params if isinstance(one, click.Option) and one.name != "as_json"]
        assert all(option.help for option in options if option.name not in ("help", "version")), name
    assert page == reference(), "python scripts/cli_reference.py writes it anew"


def test_init_asks_nothing_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "晨报"
    assert invoke("init", str(folder)).status == 0
    made = files(folder)
    assert {"show.toml", "lexicon.tsv", ".gitignore"} <= set(made)
    assert 'title = "晨报"' in made["show.toml"].decode()
    again = invoke("init", str(folder))
    assert (again.status, again.out) == (2, "")
    assert "show.toml exists already" in again.err
    assert files(folder) == made


def test_a_new_show_builds_once_it_has_an_article(tmp_path: Path) -> None:
    folder = tmp_path / "show"
    invoke("init", str(folder), "--title", '引"号\\')
    (folder / "articles" / "2025-03-02.txt").write_text("# 新桥通车\n\n今天通车。\n", encoding="utf-8")
    done = invoke("build", str(folder), "--engine", "tone", "--json")
    assert (done.status, done.json["episodes"][0]["status"]) == (0, "built")


def test_what_a_new_show_comments_out_are_the_defaults(tmp_path: Path) -> None:
    folder = tmp_path / "show"
    invoke("init", str(folder))
    written = load(folder)
    path = folder / "show.toml"
    path.write_text(re.sub(r"^# (?=[a-z_.]+ = )", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE), "utf-8")
    examples = {"cover": "cover.png", "lexicons": ("../shared.tsv",)}
    assert load(folder) == written.model_copy(update=examples)
    shown = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(shown["audio"]) == set(AudioSettings.model_fields)
    assert set(shown["build"]) == set(BuildSettings.model_fields) - {"ffmpeg", "cache"}, "those are the machine's"
    assert {"fallback", "roles"} <= set(shown["voice"])
    assert set(shown["voice"]["roles"]) == set(RoleSettings.model_fields)


def test_build_json_is_what_scripts_rely_on(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    done = invoke("build", str(show), "--json")
    assert done.status == 0
    (episode,) = done.json["episodes"]
    assert set(done.json) == {"feed", "episodes"}
    assert set(episode) == {
        *("id", "status", "revision", "guid", "media", "duration_ms", "bytes", "sha256"),
        *("sentences", "spoken", "cached"),
    }
    assert Path(done.json["feed"]).is_file()
    assert Path(episode["media"]).stat().st_size == episode["bytes"]
    assert (episode["sentences"], episode["spoken"], episode["cached"]) == (9, 9, 0)
    assert "spoken 9 of 9 sentences" in done.err
    assert "\x1b" not in done.err, "no bars where nobody watches"


def test_what_is_no_article_fails_alone(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "articles" / "photo.jpg").write_bytes(b"\xff\xd8")
    done = invoke("build", str(show), "--json")
    assert done.status == 1
    assert {one["id"]: one["status"] for one in done.json["episodes"]} == {
        "articles/photo.jpg": "failed",
        "2025-03-02": "built",
    }
    assert "photo.jpg is not read: articles end in .txt, .md, .html or .htm; move it elsewhere" in done.err
    assert Path(done.json["feed"]).is_file()


def test_a_dry_run_says_what_would_be_done(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    done = invoke("build", str(show), "-n", "--json")
    assert done.json["planned"] == [
        {"episode_id": "2025-03-02", "action": "build", "reason": "new", "sentences": 9, "to_speak": 9}
    ]
    assert "2025-03-02: to build (new), 9 of 9 sentences to speak" in invoke("build", str(show), "-n").out
    assert not (show / "public").exists()


@pytest.mark.parametrize("rate", ["--rate=-10%", "--rate -10%", "--rate +10%"])
def test_signed_rates_are_taken_either_way(tmp_path: Path, rate: str) -> None:
    path = tmp_path / "x.wav"
    done = invoke("say", "今天通车。", "-o", str(path), "--engine", "tone", *rate.split())
    assert done.status == 0, done.err
    with wave.open(str(path)) as sound:
        assert sound.getnchannels() == 1
        assert sound.getnframes() > sound.getframerate() // 2


def test_script_shows_both_layers_and_what_was_dropped(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    path = str(show / "articles" / "2025-03-02.txt")
    (show / "lexicon.tsv").write_text("320米\t=三二零米\n", encoding="utf-8")
    stories = invoke("script", path, "--json").json["articles"]
    assert [story["title"] for story in stories] == ["城东新桥通车 全长320米", "公园免费开放"]
    sentence = stories[0]["sentences"][2]
    assert sentence["written"] == "大桥全长320米,双向4车道。"
    assert sentence["spoken"] == "大桥全长三二零米,双向四车道。"
    assert len(sentence["pinyin"]) == len(sentence["spoken"])
    assert {(line["rule"], line["text"]) for line in stories[0]["dropped"]} >= {("dateline", "本报讯")}
    text = invoke("script", path).out
    assert "大桥全长320米,双向4车道。\n    = 大桥全长三二零米,双向四车道。" in text
    assert "dateline: 本报讯" in text


def test_an_engine_that_is_not_set_up_is_a_remark_and_no_error() -> None:
    done = invoke("voices")
    assert done.status == 0
    assert "tone" in done.out
    assert done.err.startswith("engine 'sherpa' ")
    assert "audiocast:" not in done.err


def test_voices_lists_at_least_four_mandarin_ones() -> None:
    voices = json.loads(invoke("voices", "--engine", "kokoro", "--json").out)["voices"]
    assert len([voice for voice in voices if voice["language"] == "zh-CN"]) >= 4


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        (("bild",), 2, "no command 'bild': did you mean 'build'?"),
        (("build",), 2, "Missing argument 'SHOW'"),
        (("build", "no-such-show"), 2, "no show 'no-such-show'"),
        (("build", "{show}", "--frob"), 2, "No such option '--frob'"),
        (("build", "{show}", "--engine", "tome"), 2, "unknown engine 'tome': did you mean 'tone'?"),
        (("build", "{show}", "--voice", "nobody"), 2, "tone has no voice 'nobody'"),
        (("build", "{show}", "--rate", "fast"), 2, "write a signed percentage"),
        (("build", "{show}", "2025-03-03"), 2, "did you mean '2025-03-02'?"),
        (("build", "{show}/articles"), 2, "has no show.toml: audiocast init"),
        (("script", "{show}/nothing.txt"), 1, "nothing.txt cannot be read"),
        (("say", "……", "-o", "{show}/x.wav", "--engine", "tone"), 2, "there is nothing to say"),
        (("say", "今天。", "-o", "{show}/x.mp3", "--engine", "tone"), 2, "x.mp3 would be a WAV file: end it in .wav"),
        (("say", "今天。", "-o", "{show}/no/x.wav", "--engine", "tone"), 1, "no folder {show}/no: make it, or write"),
        (("voices", "install", "zf_nobody"), 2, "has no voice 'zf_nobody'"),
    ],
)
def test_mistakes_get_one_line(tmp_path: Path, arguments: tuple[str, ...], status: int, line: str) -> None:
    show = make_show(tmp_path / "show")
    before = files(show)
    done = invoke(*(argument.replace("{show}", str(show)) for argument in arguments))
    assert (done.status, done.out) == (status, "")
    assert line.replace("{show}", str(show)) in done.err
    assert len(done.err.splitlines()) == 1
    assert files(show) == before


def test_many_unchanged_episodes_are_one_line(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    for day in range(3, 14):
        (show / "articles" / f"2025-03-{day:02}.txt").write_text("今天晴。\n", encoding="utf-8")
    assert invoke("build", str(show)).out.count("built ") == 12
    (show / "articles" / "2025-03-14.txt").write_text("今天阴。\n", encoding="utf-8")
    lines = invoke("build", str(show)).out.splitlines()
    assert lines[0].startswith("built      2025-03-14")
    assert lines[1] == "unchanged  12 episodes"
    assert len(json.loads(invoke("build", str(show), "--json").out)["episodes"]) == 13


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "public").write_text("a file where the folder should be", encoding="utf-8")
    done = invoke("build", str(show), "-q")
    assert done.status == 1
    assert len(done.err.splitlines()) == 1
    assert "public" in done.err
    assert "cannot be written" in done.err
    assert not (show / "episodes").exists() or not list((show / "episodes").iterdir())


@pytest.mark.parametrize("place", ["", "public", "public/media", "episodes"])
def test_a_read_only_folder_is_named_before_anything_is_spoken(tmp_path: Path, place: str) -> None:
    show = make_show(tmp_path / "show")
    folder = show / place
    folder.mkdir(parents=True, exist_ok=True)
    before = files(show)
    folder.chmod(0o555)
    try:
        done = invoke("build", str(show), under=without_privileges())
    finally:
        folder.chmod(0o755)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1].startswith(f"audiocast: {folder}")
    assert "cannot be written: see to its rights (Permission denied)" in done.err.splitlines()[-1]
    assert "spoken" not in done.err
    assert files(show) == before


def without_privileges() -> list[str]:
    """Return what a command is put behind, so that the folder's mode counts for root too."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    assert setpriv, "as root this test needs setpriv (util-linux)"
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search"]
