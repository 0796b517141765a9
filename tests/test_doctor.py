"""`audiocast doctor`: what is ok, off or wrong, why, and the way out; it costs nobody anything to ask."""

from __future__ import annotations

import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from audiocast.config import VoiceSettings
from audiocast.doctor.check import Check
from audiocast.doctor.engines import Examined, examine_engines, speaking_check, voices_check
from audiocast.doctor.machine import ffmpeg_check, python_check
from audiocast.doctor.packages import Need, extra_check, fits, lacking, needs
from audiocast.doctor.places import cache_check, data_check, disk_check, free_bytes, settings_check
from audiocast.doctor.service import ask_skew_s, clock_check, service_check
from audiocast.engines.kokoro import voices as kokoro_voices
from audiocast.errors import EngineError
from audiocast.models import Voice
from tests.cli.test_commands import without_privileges
from tests.requirements import require_kokoro, require_packages
from tests.shows import files, invoke, make_show


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder without voices, whatever this machine has."""
    folder = tmp_path / "data"
    monkeypatch.setenv("AUDIOCAST_DATA", str(folder))
    return folder


def user_file() -> Path:
    """Return where the command looks for the user's settings, its folder made."""
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "audiocast" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def having(**versions: str) -> Callable[[str], str | None]:
    """Play a machine on which these packages are installed, with ``_`` for ``-``, and no others."""
    return lambda package: versions.get(package.replace("-", "_"))


def checks(*arguments: str, status: int = 0) -> dict[str, dict[str, str]]:
    """Run the command, where Edge at least can speak, and return its checks by name."""
    require_packages("edge", "edge_tts")
    done = invoke("doctor", "--json", *arguments)
    assert (done.status, done.err) == (status, "")
    assert set(done.json) == {"ok", "checks"}
    assert done.json["ok"] is (status == 0)
    assert all(set(check) == {"name", "state", "detail", "way_out"} for check in done.json["checks"])
    assert {check["state"] for check in done.json["checks"]} <= {"ok", "off", "wrong"}
    by_name = {check["name"]: check for check in done.json["checks"]}
    assert len(by_name) == len(done.json["checks"]), "a name stands for one check"
    return by_name


# ---- the command -------------------------------------------------------------------------------------------------


def test_a_machine_that_can_speak_is_ok(tmp_path: Path) -> None:
    found = checks()
    assert list(found)[:4] == ["python", "audiocast", "settings", "ffmpeg"]
    for name in (
        "python",
        "audiocast",
        "settings",
        "ffmpeg",
        "engine tone",
        "engine edge",
        "speaking",
        "cache",
        "disk",
    ):
        assert found[name]["state"] == "ok", found[name]
    assert found["engine edge"]["detail"].startswith("edge-tts 7.")
    assert "imageio-ffmpeg" in found["ffmpeg"]["detail"]
    assert "encodes MP3" in found["ffmpeg"]["detail"]
    assert found["data"] == {
        "name": "data",
        "state": "off",
        "detail": f"{tmp_path / 'data'} is not there yet",
        "way_out": "audiocast voices install",
    }
    assert "service edge" not in found, "nobody is asked without --online"
    assert not Path(os.environ["AUDIOCAST_CACHE"]).exists(), "looking makes nothing"
    assert not (tmp_path / "data").exists()


def test_each_check_is_one_line_with_its_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIOCAST_FFMPEG", "no-such-ffmpeg")
    done = invoke("doctor")
    assert (done.status, done.err) == (1, "")
    lines = done.out.splitlines()
    assert [line for line in lines if line.startswith("wrong")] == [
        "wrong  ffmpeg            no ffmpeg at 'no-such-ffmpeg': set AUDIOCAST_FFMPEG to one, or unset it"
    ]
    assert all(line.split(maxsplit=1)[0] in ("ok", "off", "wrong") for line in lines)
    assert len(lines) == len(invoke("doctor", "--json").json["checks"])


def test_it_loads_no_model_and_asks_no_service() -> None:
    code = (
        "import os, socket, sys\nfrom pathlib import Path\nfrom audiocast.doctor import Scope, examine\n"
        "def refuse(*_): raise AssertionError('a connection was opened')\n"
        "socket.socket.connect = refuse\n"
        "print(*[c.name for c in examine(Scope(None, online=False, user_file=Path('none'), environ=os.environ))])\n"
        "print([m for m in ('onnxruntime', 'sherpa_onnx', 'edge_tts', 'aiohttp', 'distributed', 'faster_whisper', "
        "'pydub', 'pypinyin') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names, heavy = done.stdout.splitlines()
    assert "engine kokoro" in names
    assert heavy == "[]"


def test_settings_that_are_not_valid_are_named_and_the_rest_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    user_file().write_text("[voice]\nrates = '+5%'\n", encoding="utf-8")
    monkeypatch.setenv("AUDIOCAST_JOBS", "many")
    found = checks(status=1)
    assert found["settings"]["state"] == "wrong"
    assert found["settings"]["detail"] == f"{user_file()}:2: unknown key 'voice.rates'"
    assert found["settings"]["way_out"] == "did you mean 'rate'?"
    assert found["cache"]["state"] == "ok"
    assert found["cache"]["detail"].startswith(os.environ["AUDIOCAST_CACHE"])


def test_a_damaged_voice_is_named_with_the_command_that_mends_it(own_data: Path) -> None:
    path = kokoro_voices.voice_path("zm_yunxi", own_data)
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(1000))
    found = checks(status=1)
    assert found["voices kokoro"] == {
        "name": "voices kokoro",
        "state": "wrong",
        "detail": "0 of 8 installed; damaged: zm_yunxi",
        "way_out": "audiocast voices install zm_yunxi",
    }


def test_without_voices_kokoro_is_off_and_with_them_it_is_ok(monkeypatch: pytest.MonkeyPatch, own_data: Path) -> None:
    monkeypatch.delenv("AUDIOCAST_DATA")
    installed = require_kokoro()
    monkeypatch.setenv("AUDIOCAST_DATA", str(own_data))
    off = checks()
    assert off["engine kokoro"]["state"] == off["voices kokoro"]["state"] == "off"
    assert off["engine kokoro"]["way_out"] == "audiocast voices install"
    user_file().write_text(f"[voice.kokoro]\ndata_dir = {str(installed)!r}\n", encoding="utf-8")
    found = checks()
    assert found["engine kokoro"]["state"] == "ok"
    assert found["voices kokoro"]["detail"] == "8 of 8 installed"


def test_a_show_that_speaks_with_a_damaged_voice_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_data: Path
) -> None:
    monkeypatch.delenv("AUDIOCAST_DATA")
    installed = require_kokoro()
    monkeypatch.setenv("AUDIOCAST_DATA", str(own_data))
    shutil.copytree(installed / "kokoro", own_data / "kokoro")
    path = kokoro_voices.voice_path("zm_yunxi", own_data)
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    show = make_show(tmp_path / "show")
    settings = (show / "show.toml").read_text(encoding="utf-8").replace('"tone"', '"kokoro"')
    (show / "show.toml").write_text(settings + 'voices = ["zf_xiaobei"]\n', encoding="utf-8")
    assert checks(str(show), status=1)["show"]["state"] == "ok", "it is not the show's voice"
    (show / "show.toml").write_text(settings + 'voices = ["zf_xiaobei", "zm_yunxi"]\n', encoding="utf-8")
    assert checks(str(show), status=1)["show"] == {
        "name": "show",
        "state": "wrong",
        "detail": "试播新闻 speaks with zm_yunxi, which is damaged",
        "way_out": "audiocast voices install zm_yunxi",
    }


def test_a_cache_that_cannot_be_written_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(0o555)
    monkeypatch.setenv("AUDIOCAST_CACHE", str(folder))
    try:
        done = invoke("doctor", under=without_privileges())
    finally:
        folder.chmod(0o755)
    assert done.status == 1
    assert f"{folder} cannot be written: see to its rights (Permission denied)" in done.out


def test_a_shows_settings_engines_and_voices_are_looked_at(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    before = files(show)
    found = checks(str(show))
    assert found["show"]["state"] == "ok"
    assert found["show"]["detail"] == "试播新闻: tone with the voices it names"
    assert files(show) == before

    settings = (show / "show.toml").read_text(encoding="utf-8")
    (show / "show.toml").write_text(settings + 'voices = ["lowe"]\n', encoding="utf-8")
    found = checks(str(show), status=1)
    assert found["show"]["detail"] == "tone has no voice 'lowe'"
    assert found["show"]["way_out"] == "did you mean 'low'?"

    (show / "show.toml").write_text(settings.replace('"tone"', '["tone", "kokoro"]'), encoding="utf-8")
    assert checks(str(show), status=1)["show"]["state"] == "wrong", "its second engine has no voice"

    (show / "show.toml").write_text(settings.replace("title", "titel"), encoding="utf-8")
    found = checks(str(show), status=1)
    assert "unknown key 'titel'" in found["show"]["detail"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("no-such-show",), "no show 'no-such-show'"),
        (("--frob",), "No such option '--frob'"),
        (("a", "b"), "unexpected extra argument"),
    ],
)
def test_mistakes_get_one_line(arguments: tuple[str, ...], line: str) -> None:
    done = invoke("doctor", *arguments)
    assert (done.status, done.out) == (2, "")
    assert line in done.err
    assert len(done.err.splitlines()) == 1


def test_a_service_that_is_not_reached_is_wrong_only_when_it_is_asked() -> None:
    user_file().write_text("[voice.edge]\nproxy = 'http://127.0.0.1:9'\n", encoding="utf-8")
    assert "service edge" not in checks()
    found = checks("--online", status=1)
    assert found["service edge"]["state"] == "wrong"
    assert found["clock"]["state"] == "off"


# ---- third parties' engines --------------------------------------------------------------------------------------

PLUGIN = """
from pydantic import BaseModel, ConfigDict
from audiocast.models import Voice

class Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

class Echo:
    Options = Options
    takes, place, max_chars, fingerprint = "text", "anywhere", 45, "echo/1"
    def __init__(self, options): pass
    def voices(self): return [Voice("one", "echo", "zh-CN")]
"""


def put_plugin(folder: Path, source: str) -> None:
    """Write a package ``echo-voice`` that registers the engine ``echo``."""
    info = folder / "echo_voice-0.3.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: echo-voice\nVersion: 0.3\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[audiocast.engines]\necho = echo_voice:Echo\n", encoding="utf-8")
    (folder / "echo_voice.py").write_text(source, encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "state", "detail"),
    [
        (PLUGIN, "ok", "echo-voice 0.3, 1 voice"),
        ("import no_such_library", "off", "engine 'echo' is not installed (No module named 'no_such_library')"),
        ("1 / 0", "wrong", "engine 'echo' of echo-voice broke (ZeroDivisionError: division by zero)"),
        (
            PLUGIN.replace('[Voice("one", "echo", "zh-CN")]', "1 / 0"),
            "wrong",
            "engine 'echo' of echo-voice broke (ZeroDivisionError: division by zero)",
        ),
        (PLUGIN.replace('[Voice("one", "echo", "zh-CN")]', "[]"), "off", "no voice is installed"),
    ],
    ids=["works", "lacks a library", "breaks at import", "breaks when asked", "has no voice"],
)
def test_a_third_partys_engine_is_looked_at_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, state: str, detail: str
) -> None:
    put_plugin(tmp_path / "site", source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    found = checks(status=1 if state == "wrong" else 0)
    assert (found["engine echo"]["state"], found["engine echo"]["detail"]) == (state, detail)
    assert found["engine tone"]["state"] == "ok"


# ---- packages ----------------------------------------------------------------------------------------------------

REQUIREMENTS = (
    "click<9,>=8.1",
    "audioop-lts<1,>=0.2.1; python_version >= '3.13'",
    "edge-tts<8,>=7.3.1; extra == 'edge'",
    'lxml[html-clean]<7,>=5.4; extra == "html"',
    "colorama (>=0.4) ; (sys_platform == 'win32') and extra == 'html'",
    "edge-tts<8,>=7.3.1; extra == 'all'",
)


def test_what_an_extra_brings_is_read_from_the_packages_own_words() -> None:
    assert needs(REQUIREMENTS, "edge") == (Need("edge-tts", "<8,>=7.3.1"),)
    assert needs(REQUIREMENTS, "html") == (Need("lxml", "<7,>=5.4"), Need("colorama", ">=0.4"))
    assert needs(REQUIREMENTS, "htm") == ()


@pytest.mark.parametrize(
    ("there", "versions", "verdict"),
    [
        ("7.3.1", "<8,>=7.3.1", True),
        ("7.10", "<8,>=7.3.1", True),
        ("7.3", "<8,>=7.3.1", False),
        ("8.0.0", "<8,>=7.3.1", False),
        ("8", "<8.0,>=7.3.1", False),
        ("0.1.0", "==0.1", True),
        ("3.0.1", ">=3.0,<3.0.1", False),
        ("2.0.post1", "", True),
        ("2.0", "~=2.0", True),
        ("2.0", "!=2.0.0", False),
    ],
)
def test_versions_are_compared_by_their_release_numbers(there: str, versions: str, verdict: bool) -> None:
    assert fits(there, versions) is verdict


def test_what_is_missing_or_too_old_is_said() -> None:
    wanted = (Need("edge-tts", "<8,>=7.3.1"), Need("aiohttp", ">=3.8"), Need("certifi", ""))
    assert lacking(wanted, having(edge_tts="7.2.0", certifi="2026.1")) == [
        "edge-tts 7.2.0 is installed, <8,>=7.3.1 is needed",
        "aiohttp is not installed",
    ]


def test_an_extra_that_is_not_installed_is_off() -> None:
    wanted = (Need("distributed", ">=2025.5"),)
    off = extra_check("dask", wanted, having())
    assert (off.state, off.way_out) == ("off", "pip install 'audiocast[dask]'")
    assert extra_check("dask", wanted, having(distributed="2026.8.0")).line == (
        "ok     extra dask        speaking on several machines: distributed 2026.8.0"
    )


def test_an_engine_without_its_packages_is_off_and_beeps_alone_are_not_speaking() -> None:
    examined = {one.name: one for one in examine_engines(VoiceSettings(), having())}
    assert not examined["kokoro"].is_usable
    assert "onnxruntime is not installed" in examined["kokoro"].checks[0].detail
    assert examined["edge"].checks[0] == Check(
        "engine edge", "off", "edge-tts is not installed", "pip install --upgrade 'audiocast[edge]'"
    )
    assert examined["tone"].is_usable
    assert speaking_check(examined.values()).state == "wrong"


def test_an_old_edge_tts_is_off_and_says_what_to_do() -> None:
    examined = {one.name: one for one in examine_engines(VoiceSettings(), having(edge_tts="6.1.9"))}
    (check,) = examined["edge"].checks
    assert check.state == "off"
    assert check.detail.startswith("edge-tts 6.1.9 is installed, ")


def test_one_engine_that_speaks_is_enough() -> None:
    kokoro = Examined("kokoro", (Check("engine kokoro", "ok", ""),), None)
    edge = Examined("edge", (Check("engine edge", "off", ""),), None)
    assert speaking_check([edge, kokoro]) == Check("speaking", "ok", "possible with kokoro")


# ---- voices, Python, ffmpeg, places ------------------------------------------------------------------------------


def kokoro(**installed: bool) -> list[Voice]:
    return [Voice(name, "kokoro", "zh-CN", installed=there) for name, there in installed.items()]


@pytest.mark.parametrize(
    ("voices", "damaged", "check"),
    [
        (kokoro(a=True, b=True), [], ("ok", "2 of 2 installed", "")),
        (kokoro(a=True, b=False), [], ("ok", "1 of 2 installed; not: b", "")),
        (kokoro(a=False, b=False), [], ("off", "0 of 2 installed", "audiocast voices install")),
        # One of the right size and with other bytes counts as installed until its digest is looked at.
        (kokoro(a=True, b=True), ["b"], ("wrong", "1 of 2 installed; damaged: b", "audiocast voices install b")),
        (kokoro(a=True, b=False), ["b"], ("wrong", "1 of 2 installed; damaged: b", "audiocast voices install b")),
    ],
)
def test_voices_are_installed_missing_or_damaged(
    voices: list[Voice], damaged: list[str], check: tuple[str, str, str]
) -> None:
    found = voices_check("kokoro", voices, damaged)
    assert (found.state, found.detail, found.way_out) == check


def test_python_must_be_new_enough() -> None:
    assert python_check((3, 11, 0), "Linux").state == "ok"
    old = python_check((3, 10, 14), "Linux")
    assert (old.state, old.way_out) == ("wrong", "install Python 3.11 or newer")
    assert old.detail.startswith("3.10.14 on Linux")


def put_program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_an_ffmpeg_that_cannot_encode_mp3_is_wrong(tmp_path: Path) -> None:
    program = put_program(
        tmp_path / "ffmpeg",
        'if [ "$1" = -version ]; then echo "ffmpeg version 5.1"; exit 0; fi\n'
        "echo \"Unknown encoder 'libmp3lame'\" >&2; exit 1",
    )
    check = ffmpeg_check(str(program), by_environment=True, installed=having())
    assert check.state == "wrong"
    assert "Unknown encoder 'libmp3lame'" in check.detail
    silent = put_program(tmp_path / "mute", '[ "$1" = -version ] && echo "ffmpeg version 5.1"; exit 0')
    assert ffmpeg_check(str(silent), by_environment=True, installed=having()).state == "wrong"


@pytest.mark.parametrize(
    ("by_environment", "words"), [(True, "chosen by AUDIOCAST_FFMPEG"), (False, "chosen in the settings")]
)
def test_another_ffmpeg_is_named_with_who_chose_it(by_environment: bool, words: str) -> None:
    from audiocast.audio.ffmpeg import find_ffmpeg

    check = ffmpeg_check(str(find_ffmpeg()), by_environment=by_environment, installed=having())
    assert check.state == "ok"
    assert f"{words}, encodes MP3, {find_ffmpeg()}" in check.detail


def test_a_disk_that_is_nearly_full_is_wrong(tmp_path: Path) -> None:
    assert disk_check(200 * 1024**2).state == "ok"
    full = disk_check(200 * 1024**2 - 1)
    assert (full.state, full.detail) == ("wrong", "only 200.0 MB free under the cache")
    assert free_bytes(tmp_path / "not" / "there" / "yet") > 0


def test_a_cache_is_counted_or_could_be_made(tmp_path: Path) -> None:
    from audiocast.cache import Cache

    Cache(tmp_path / "cache").put("stories", "ab" * 32, b"x" * 2000, {})
    assert cache_check(tmp_path / "cache").detail == f"{tmp_path / 'cache'}, 1 entry, 2.0 KB"
    assert cache_check(tmp_path / "none" / "yet").state == "ok"
    assert not (tmp_path / "none").exists()
    blocked = tmp_path / "file"
    blocked.touch()
    assert cache_check(blocked).state == cache_check(blocked / "below").state == "wrong"


def test_a_data_folder_that_is_a_file_is_wrong(tmp_path: Path) -> None:
    assert data_check(tmp_path).state == "ok"
    (tmp_path / "file").touch()
    assert data_check(tmp_path / "file").state == "wrong"


def test_the_users_settings_are_read_or_the_defaults_hold(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    check, _ = settings_check(path, {})
    assert (check.state, check.detail) == ("ok", f"defaults; no {path}")
    path.write_text('[build]\ncache = "there"\n', encoding="utf-8")
    check, settings = settings_check(path, {})
    assert (check.detail, settings.build.cache) == (str(path), str(tmp_path / "there"))
    path.write_text("not toml", encoding="utf-8")
    check, settings = settings_check(path, {"AUDIOCAST_CACHE": "/elsewhere", "AUDIOCAST_ENGINE": "nobody"})
    assert (check.state, settings.build.cache) == ("wrong", "/elsewhere")


# ---- services ----------------------------------------------------------------------------------------------------


class Service:
    """An engine as far as the doctor asks it."""

    def __init__(self, answer: Callable[[], Sequence[Voice]]) -> None:
        self.ask_voices = answer


def refuse() -> Sequence[Voice]:
    raise EngineError("the service refuses (403)", way_out="upgrade edge-tts")


def break_down() -> Sequence[Voice]:
    raise KeyError("ShortName")


def test_a_service_answers_refuses_or_is_not_there() -> None:
    def ask(engine: Any) -> Check | None:
        return service_check("edge", engine)

    assert ask(Service(lambda: kokoro(a=True, b=True))) == Check("service edge", "ok", "answers and lists 2 voices")
    assert ask(Service(refuse)) == Check("service edge", "wrong", "the service refuses (403)", "upgrade edge-tts")
    broke = ask(Service(break_down))
    assert broke
    assert (broke.state, broke.detail) == ("wrong", "broke: KeyError: 'ShortName'")
    assert ask(object()) is None


@pytest.mark.parametrize(
    ("skew_s", "state", "detail"),
    [
        (0.4, "ok", "as the service's"),
        (-90.0, "ok", "90 s behind the service's"),
        (300.0, "ok", "300 s ahead of the service's"),
        (301.0, "wrong", "301 s ahead of the service's"),
        (-7200.0, "wrong", "7200 s behind the service's"),
        (None, "off", "no answer to compare it with"),
    ],
)
def test_the_clock_may_be_five_minutes_out(skew_s: float | None, state: str, detail: str) -> None:
    check = clock_check(skew_s)
    assert (check.state, check.detail) == (state, detail)


@pytest.fixture
def dated(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, dict[str, Any]]]:
    """A loopback server that answers HEAD with the status and the Date that a test puts down."""
    answer: dict[str, Any] = {"status": 200, "date": formatdate(1_790_000_000, usegmt=True), "asked": []}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            answer["asked"].append(self.path)
            self.send_response_only(answer["status"])
            if answer["date"] is not None:
                self.send_header("Date", answer["date"])
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", answer
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("status", [200, 403, 404, 503])
def test_any_answer_tells_the_time(dated: tuple[str, dict[str, Any]], status: int) -> None:
    url, answer = dated
    answer["status"] = status
    assert ask_skew_s(f"{url}/", None, clock=lambda: 1_790_000_420.0) == 420.0
    assert ask_skew_s(f"{url}/", None, clock=lambda: 1_789_999_990.0) == -10.0


@pytest.mark.parametrize("date", [None, "soon", ""])
def test_an_answer_without_a_date_tells_nothing(dated: tuple[str, dict[str, Any]], date: str | None) -> None:
    url, answer = dated
    answer["date"] = date
    assert ask_skew_s(f"{url}/", None) is None


def test_the_engines_proxy_is_asked_in_place_of_the_service(dated: tuple[str, dict[str, Any]]) -> None:
    url, answer = dated
    assert ask_skew_s("http://service.invalid/", url, clock=lambda: 1_790_000_001.0) == 1.0
    assert answer["asked"] == ["http://service.invalid/"]


def test_no_answer_tells_nothing() -> None:
    assert ask_skew_s("http://127.0.0.1:9/", None) is None
    assert ask_skew_s("http://service.invalid/", "http://127.0.0.1:9") is None
