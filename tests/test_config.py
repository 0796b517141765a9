from __future__ import annotations

from pathlib import Path

import pytest

from audiocast import config
from audiocast.errors import ConfigError

SHOW = """\
title = "晨报"
description = "要闻"
author = "编辑部"
email = "news@example.org"
base_url = "https://example.org/news"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "show.toml").write_text(SHOW, encoding="utf-8")
    return tmp_path


def add(folder: Path, text: str) -> None:
    path = folder / "show.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_defaults(folder: Path) -> None:
    settings = config.load(folder)
    assert settings.base_url == "https://example.org/news/"
    assert settings.voice.engine == ("kokoro",)
    assert settings.pauses.sentence == 400
    assert settings.is_public


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('titel = "x"\n', "show.toml:6: unknown key 'titel': did you mean 'title'?"),
        ("[pauses]\nsentense = 1\n", "show.toml:7: unknown key 'pauses.sentense': did you mean 'sentence'?"),
        ("[pausen]\nsentence = 1\n", "show.toml:6: unknown key 'pausen': did you mean 'pauses'?"),
        ("[pauses]\nsentence = -1\n", "show.toml:7: 'pauses.sentence' is not allowed: "),
        ('[voice]\nrate = "fast"\n', "show.toml:7: 'voice.rate' is not allowed: write a signed percentage"),
        ('timezone = "Mars/Base"\n', "show.toml:6: 'timezone' is not allowed: 'Mars/Base' is not a time zone"),
        ("title = \n", "show.toml is not TOML: "),
    ],
)
def test_mistakes_name_file_line_and_way_out(folder: Path, text: str, line: str) -> None:
    add(folder, text)
    with pytest.raises(ConfigError) as caught:
        config.load(folder)
    message = str(caught.value)
    assert line in message
    assert "\n" not in message
    assert caught.value.exit_status == 2


def test_missing_key_names_the_line_to_add(tmp_path: Path) -> None:
    (tmp_path / "show.toml").write_text('title = "晨报"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="'description' is missing"):
        config.load(tmp_path)


def test_missing_file_names_init(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="audiocast init"):
        config.load(tmp_path)


def test_later_sources_win_and_unknown_environment_is_ignored(folder: Path, tmp_path: Path) -> None:
    user = tmp_path / "user.toml"
    user.write_text('description = "user"\n[build]\njobs = 2\n', encoding="utf-8")
    environ = {"AUDIOCAST_JOBS": "3", "AUDIOCAST_NO_SUCH_THING": "1"}
    settings = config.load(folder, user_file=user, environ=environ, flags={("voice", "rate"): "-10%"})
    assert settings.description == "要闻"
    assert settings.build.jobs == 3
    assert settings.voice.rate == -10
    assert config.load(folder, user_file=user).build.jobs == 2
    assert config.load(folder, user_file=user, environ=environ, flags={("build", "jobs"): 4}).build.jobs == 4


def test_a_wrong_environment_value_is_named(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"environment AUDIOCAST_JOBS: 'build\.jobs' is not allowed"):
        config.load(folder, environ={"AUDIOCAST_JOBS": "many"})


def test_voices_belong_to_their_engine(folder: Path) -> None:
    add(
        folder,
        '[voice]\nengine = ["kokoro", "edge"]\nvoices = ["zf_xiaobei"]\n[voice.edge]\nvoices = ["x"]\nproxy = "p"\n',
    )
    voice = config.load(folder).voice
    assert voice.voices_of("kokoro") == ("zf_xiaobei",)
    assert voice.voices_of("edge") == ("x",)
    assert voice.options_of("edge") == {"proxy": "p"}
    other = config.load(folder, flags={("voice", "engine"): "tone"}).voice
    assert other.engine == ("tone",)
    assert other.voices_of("tone") == ()


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("http://127.0.0.1:8000/", False),
        ("http://localhost/x/", False),
        ("http://[::1]:80/", False),
        ("https://news.example.org/", True),
        ("http://10.0.0.5/", True),
    ],
)
def test_only_loopback_is_not_public(folder: Path, url: str, public: bool) -> None:
    assert config.load(folder, flags={("base_url",): url}).is_public is public


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org/", "https://例子.cn/", "https://a.org/?x=1", "https://"]
)
def test_addresses_that_no_app_can_follow_are_refused(folder: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="base_url"):
        config.load(folder, flags={("base_url",): url})


def test_recording_the_guid_keeps_comments(folder: Path) -> None:
    add(folder, '# a comment\n[voice]\nrate = "+0%"  # another\n')
    before = (folder / "show.toml").read_text(encoding="utf-8")
    after = config.record_guid(folder, "5c9c3a0e-0000-5000-8000-000000000000")
    (folder / "show.toml").write_text(after, encoding="utf-8")
    assert config.load(folder).guid == "5c9c3a0e-0000-5000-8000-000000000000"
    kept = [line for line in after.splitlines() if line and not line.startswith("guid")]
    assert kept == before.splitlines()
