from __future__ import annotations

from pathlib import Path

import pytest

from audiocast import config
from audiocast.errors import ConfigError
from audiocast.show_file import edited
from audiocast.targets import options_of

SHOW = """\
title = "晨报"
description = "要闻"
author = "编辑部"
email = "news@example.org"
base_url = "https://example.org/news"
"""
A_FEED = '[[feed]]\nname = "a"\n'
GUID = "5c9c3a0e-0000-5000-8000-000000000000"


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
        (
            '[programme]\nopening = "{tilte}。"\n',
            "show.toml:7: 'programme.opening' is not allowed: {tilte} is not",
        ),
        ("title = \n", "show.toml is not TOML: "),
        (
            'serial = true\nper = "story"\n',
            "show.toml:7: 'per' is not allowed: serial = true needs whole editions, and stories have no numbers; write",
        ),
        (
            '[place]\nname = "郑州"\ngeo = "geo:113.7,34.7"\n',
            "show.toml:8: 'place.geo' is not allowed: 'geo:113.7,34.7' is nowhere; write the latitude first",
        ),
        ('[place]\nname = "郑州"\nosm = "r1"\n', "show.toml:8: 'place.osm' is not allowed: write 'r1' like R3271235"),
        ('guid = "abc"\n', "show.toml:6: 'guid' is not allowed: 'abc' is not a UUID"),
        ("[voice.tone]\nvoices = 3\n", "show.toml:7: 'voice.tone.voices' is not allowed: write a name in quotes"),
        ("[voice.tone]\nvoices = [3]\n", "show.toml:7: 'voice.tone.voices' is not allowed: write a name in quotes"),
        ("[voice]\nvoices = [3]\n", "show.toml:7: 'voice.voices' is not allowed: write a name in quotes"),
        ("[voice]\nengine = 3\n", "show.toml:7: 'voice.engine' is not allowed: write a name in quotes"),
        ("[voice]\nengine = []\n", "show.toml:7: 'voice.engine' is not allowed: name at least one engine"),
        (
            '[voice]\nengine = ["tone", "edge", "tone"]\n',
            "show.toml:7: 'voice.engine' is not allowed: 'tone' stands there twice; name each engine once",
        ),
        (
            '[voice]\nroles = "low"\n',
            "show.toml:7: 'voice.roles' is not allowed: write a table such as { opening = … }",
        ),
        (
            '[voice.tone]\nroles = "low"\n',
            "show.toml:7: 'voice.tone.roles' is not allowed: write a table such as { opening = … }",
        ),
        (
            '[voice.tone.roles]\nopenning = "low"\n',
            "show.toml:7: unknown key 'voice.tone.roles.openning': did you mean 'opening'?",
        ),
        ("pauses = 3\n", "show.toml:6: 'pauses' is not allowed: write a table such as { clause = … }"),
        *(
            (
                f"[build]\nscheduler = '{address}'\n",
                f"show.toml:7: 'build.scheduler' is not allowed: write '{address}' like tcp://host:8786 (tcp, tls, ws",
            )
            for address in ("http://127.0.0.1:1", "foo://host:8786", "host:8786", "tcp://", "tcp:// host")
        ),
        ('[voice.edeg]\nproxy = "p"\n', "show.toml:6: unknown engine 'edeg': did you mean 'edge'?"),
        ('[voice.nothing]\nproxy = "p"\n', "show.toml:6: unknown engine 'nothing': known: edge, kokoro, sherpa, tone"),
        (
            "[voice]\nxyz = 1\n",
            "show.toml:7: unknown key 'voice.xyz': known: engine, fallback, pitch, rate, roles, voices",
        ),
        ("[build]\nkeep_days = 100000000000\n", "show.toml:7: 'build.keep_days' is not allowed: write 36500 or less"),
        ('limit = "many"\n', "show.toml:6: 'limit' is not allowed: write a whole number"),
        ("limit = 0\n", "show.toml:6: 'limit' is not allowed: write 1 or more"),
        ("block = 3\n", "show.toml:6: 'block' is not allowed: write true or false, without quotes"),
        ("copyright = 3\n", "show.toml:6: 'copyright' is not allowed: write text in quotes"),
        ('per = "day"\n', "show.toml:6: 'per' is not allowed: write 'file' or 'story'"),
        (f'funding = "{"谢" * 129}"\n', "show.toml:6: 'funding' is not allowed: write at most 128 characters"),
        (
            'language = "Chinese"\n',
            "show.toml:6: 'language' is not allowed: 'Chinese' is no code of a language such as",
        ),
        ('update_rule = "DAILY"\n', "show.toml:6: 'update_rule' is not allowed: 'DAILY' must begin with FREQ="),
        (
            'update_rule = "FREQ=DAYLY"\n',
            "show.toml:6: 'update_rule' is not allowed: there is no FREQ=DAYLY: did you mean 'DAILY'?",
        ),
        (
            'place = { name = "郑州", geo = "geo:340.75,1130.62" }\n',
            "show.toml:6: 'place.geo' is not allowed: 'geo:340.75,1130.62' is nowhere; write the latitude first",
        ),
        ('place = { geo = "geo:34.7,113.7" }\n', """show.toml:6: 'place.name' is missing: add name = "…\""""),
        ('place = { nam = "郑州" }\n', "show.toml:6: unknown key 'place.nam': did you mean 'name'?"),
        ('place.name = "郑州"\nplace.ops = "R1"\n', "show.toml:7: unknown key 'place.ops': did you mean 'osm'?"),
        ('funding = "支持我们"\n', """show.toml:6: 'funding' says nothing alone: add funding_url = "…\""""),
        ('license_url = "https://a.org/l"\n', """show.toml:6: 'license_url' says nothing alone: add license = "…\""""),
        (
            'license = "CC BY 4.0"\n',
            "show.toml:6: 'CC BY 4.0' in 'license' is no SPDX identifier: write one such as 'cc-by-4.0', or add",
        ),
        ('license = "保留所有权利"\n', "is no SPDX identifier: write one such as 'cc-by-4.0', or add license_url = "),
        (
            '[publish]\nwebsubs = "https://a.org/"\n',
            "show.toml:7: unknown key 'publish.websubs': did you mean 'websub'?",
        ),
        ('[publish.ftpp]\nhost = "a"\n', "show.toml:6: no target is of the kind 'ftpp': did you mean 'ftp'?"),
        ("[publish]\nftpp = {}\n", "show.toml:7: no target is of the kind 'ftpp': did you mean 'ftp'?"),
        (
            '[publish.gs]\nproject = "a"\n',
            "show.toml:6: nothing reads [publish.gs]: write [publish.gcs], which is for both",
        ),
        (
            'category = ["Nwes"]\n',
            "show.toml:6: 'category' is not allowed: Apple has no category 'Nwes': did you mean 'News'?",
        ),
        ('category = ["News", "Sprots News"]\n', "no category 'News > Sprots News': did you mean 'Sports News'?"),
        ('category = "Daily News"\n', "Apple has no category 'Daily News': write ['News', 'Daily News']"),
        ("category = []\n", "show.toml:6: 'category' is not allowed: name at least 1"),
        ('category = ["News", "Politics", "Daily News"]\n', "show.toml:6: 'category' is not allowed: name at most 2"),
        (
            '[feed]\nname = "a"\n',
            "show.toml:6: 'feed' is not allowed: write each in a table of its own that begins with [[",
        ),
        ('feed = ["a"]\n', "show.toml:6: 'feed' is not allowed: write a table such as { name = … }"),
        (f'{A_FEED}[[feed]]\nper = "story"\n', """show.toml:8: 'feed.name' is missing: add name = "…\""""),
        (
            f'{A_FEED}[[feed]]\nname = "b"\nper = "day"\n',
            "show.toml:10: 'feed.per' is not allowed: write 'file' or 'story'",
        ),
        (
            f'{A_FEED}[[feed]]\nname = "b"\ntilte = "c"\n',
            "show.toml:10: unknown key 'feed.tilte': did you mean 'title'?",
        ),
        (f"{A_FEED}{A_FEED}", "show.toml:6: 'feed' is not allowed: two feeds are called 'a'; give one another name"),
        (
            'feed = [{ name = "a" }, { name = "b", per = "day" }]\n',
            "show.toml:6: 'feed.per' is not allowed: write 'file'",
        ),
        (
            '[build]\ncache = "~nobody-of-that-name/x"\n',
            "show.toml: '~nobody-of-that-name/x' begins with no user's folder",
        ),
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


@pytest.mark.parametrize(
    "text",
    [
        'license = "CC-BY-4.0"\n',
        'license = "保留所有权利"\nlicense_url = "https://a.org/l"\n',
        'funding_url = "https://a.org/f"\n',
        'funding = "支持我们"\nfunding_url = "https://a.org/f"\n',
        'category = "Government"\n',
        'category = ["Sports", "Fantasy Sports"]\n',
        'language = "zh-Hans-CN"\n',
        'place = { name = "南极", geo = "geo:-90,-180" }\n',
        'place = { name = "城", geo = "geo:34.7,113.7,110;crs=wgs84;u=35.5", osm = "R3271235#7" }\n',
        'target = "morse://a"\n[publish.morse]\nkey = "a"\n',
        *(f"[publish.{name}]\n" for name in ("file", "s3", "gcs", "sftp", "webdav", "ftp", "memory")),
    ],
)
def test_what_may_be_said_of_a_show(folder: Path, text: str) -> None:
    add(folder, text)
    config.load(folder)


def test_options_stand_for_kinds_of_target_that_exist() -> None:
    registry = pytest.importorskip("fsspec.registry")
    assert set(config.PROTOCOLS) <= {*registry.known_implementations, "file"}
    for alias, protocol in config.ALIASES.items():
        assert options_of(f"{alias}://host/x", {protocol: {"mark": 1}}, {}) == {"mark": 1}


def test_a_mistake_in_the_users_own_file_is_named_there(folder: Path, tmp_path: Path) -> None:
    user = tmp_path / "user.toml"
    user.write_text('[publish.sftpp]\nport = 1\n[[feed]]\nname = "a"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"user\.toml:1: no target is of the kind 'sftpp': did you mean 'sftp'"):
        config.load(folder, user_file=user)


def test_missing_key_names_the_line_to_add(tmp_path: Path) -> None:
    (tmp_path / "show.toml").write_text('title = "晨报"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="'description' is missing"):
        config.load(tmp_path)


def test_a_mistyped_required_key_is_named_rather_than_missed(folder: Path) -> None:
    path = folder / "show.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("title", "titel"), encoding="utf-8")
    with pytest.raises(ConfigError, match="unknown key 'titel': did you mean 'title'"):
        config.load(folder)


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
    "url",
    [
        "example.org",
        "ftp://example.org/",
        "https://例子.cn/新闻/",
        "https://例..cn/",
        "https://a.org:x/",
        "https://a.org/?x=1",
        "https://",
    ],
)
def test_addresses_that_no_app_can_follow_are_refused(folder: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="base_url"):
        config.load(folder, flags={("base_url",): url})


def test_a_host_in_chinese_becomes_idna(folder: Path) -> None:
    assert config.load(folder, flags={("base_url",): "https://例子.cn:81/a"}).base_url == "https://xn--fsqu00a.cn:81/a/"


def test_a_wrong_engine_stays_one_line_when_another_is_asked_for(folder: Path) -> None:
    add(folder, "[voice]\nengine = 3\n")
    assert config.load(folder, flags={("voice", "engine"): "tone"}).voice.engine == ("tone",)


def test_a_guid_is_a_uuid_or_nothing(folder: Path) -> None:
    assert config.load(folder).guid == ""
    assert config.load(folder, flags={("guid",): ""}).guid == ""
    assert config.load(folder, flags={("guid",): GUID.upper()}).guid == GUID.upper()
    for value in (GUID.replace("-", ""), f"{{{GUID}}}", f"urn:uuid:{GUID}"):
        with pytest.raises(ConfigError, match="is not a UUID"):
            config.load(folder, flags={("guid",): value})


@pytest.mark.parametrize(
    ("written", "resolved"),
    [("clips", "{folder}/clips"), ("../clips", "{folder}/../clips"), ("/var/clips", "/var/clips"), ("~/c", "{home}/c")],
)
def test_paths_in_a_file_are_taken_from_its_folder(folder: Path, written: str, resolved: str) -> None:
    add(folder, f'[build]\ncache = "{written}"\nffmpeg = "{written}/x"\n[voice.kokoro]\ndata_dir = "{written}"\n')
    expected = resolved.format(folder=folder, home=Path.home())
    settings = config.load(folder)
    assert settings.build.cache == expected
    assert settings.build.ffmpeg == f"{expected}/x"
    assert settings.voice.options_of("kokoro") == {"data_dir": expected}


def test_names_on_the_path_and_paths_from_elsewhere_stay(folder: Path) -> None:
    add(folder, '[build]\nffmpeg = "ffmpeg7"\n')
    settings = config.load(folder, environ={"AUDIOCAST_CACHE": "clips"})
    assert (settings.build.ffmpeg, settings.build.cache) == ("ffmpeg7", "clips")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_recording_the_guid_keeps_every_other_byte(folder: Path, mark: bytes, line_end: str) -> None:
    text = SHOW + '# 一\n\n[voice]\nrate = "+0%"  # 二\n'
    path = folder / "show.toml"
    path.write_bytes(mark + text.replace("\n", line_end).encode())
    path.write_bytes(edited(folder / "show.toml", {("guid",): GUID}).encode())
    written = path.read_bytes()
    line = f'guid = "{GUID}"{line_end}'.encode()
    assert written.count(line) == 1
    assert written.replace(line, b"") == mark + text.replace("\n", line_end).encode()
    assert config.load(folder).guid == GUID


@pytest.mark.parametrize("data", [None, b"title = ", "title = '晨报'".encode("gb18030")])
def test_recording_the_guid_in_a_file_that_is_none_is_one_line(folder: Path, data: bytes | None) -> None:
    path = folder / "show.toml"
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigError, match=r"show\.toml"):
        edited(folder / "show.toml", {("guid",): GUID})


def test_recording_the_guid_keeps_comments(folder: Path) -> None:
    add(folder, '# a comment\n[voice]\nrate = "+0%"  # another\n')
    before = (folder / "show.toml").read_text(encoding="utf-8")
    after = edited(folder / "show.toml", {("guid",): GUID})
    (folder / "show.toml").write_text(after, encoding="utf-8")
    assert config.load(folder).guid == GUID
    kept = [line for line in after.splitlines() if line and not line.startswith("guid")]
    assert kept == before.splitlines()


@pytest.mark.parametrize("engine", [None, "tone"])
def test_a_voice_on_the_command_line_wins_over_an_engines_own_table(folder: Path, engine: str | None) -> None:
    add(folder, '[voice]\nengine = ["tone", "kokoro"]\n[voice.tone]\nvoices = ["middle"]\n')
    settings = config.load(folder, flags={("voice", "engine"): engine, ("voice", "voices"): ["low"]})
    assert settings.voice.voices_of("tone") == ("low",)


@pytest.mark.parametrize(
    "line",
    [
        'base_url = "ftp://user:geheim@x.example/"',
        'base_url = "http://user:gehe/im@x.example/"',
        'license_url = "https://user:geheim@x.example/"',
    ],
)
def test_no_message_shows_the_password_of_an_address(folder: Path, line: str) -> None:
    path = folder / "show.toml"
    kept = "".join(
        one for one in SHOW.splitlines(keepends=True) if not one.startswith("base_url") or "base" not in line
    )
    path.write_text(f"{line}\n{kept}", encoding="utf-8")
    with pytest.raises(ConfigError, match="no user name and no password") as caught:
        config.load(folder)
    assert "gehe" not in str(caught.value)
