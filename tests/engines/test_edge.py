"""The unmodified edge-tts against a server of ours: every way in which the service is known to fail."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from audiocast.audio.inspect import inspect
from audiocast.engines import EngineSpec, open_engine, speak
from audiocast.engines.edge.faults import engine_error, retry_after_s
from audiocast.engines.edge.stream import require_whole
from audiocast.errors import EngineError, Trouble
from audiocast.models import Clip, Failure, Utterance
from tests.engines.edge_server import FAULTS, EdgeServer, Fault, State, child_environment
from tests.engines.edge_speech import speech

TEXT = "管城新闻，七夕<3 & 你好。"
VOICE = "zh-CN-YunyangNeural"
HARMLESS: tuple[Fault, ...] = ("none", "slow", "no goodbye")
ONLY_THE_RATE_TELLS: Fault = "hasty"


def say(text: str = TEXT, rate_percent: int = 0, pitch_hz: int = 0, **options: Any) -> Clip:
    engine = open_engine(EngineSpec("edge", options))
    return engine.speak(Utterance(text, VOICE, engine.fingerprint, rate_percent=rate_percent, pitch_hz=pitch_hz))


def failure(text: str = TEXT, **options: Any) -> EngineError:
    with pytest.raises(EngineError) as caught:
        say(text, **options)
    return caught.value


# ---- what is asked --------------------------------------------------------------------------------------------


def test_one_utterance_is_one_request_that_carries_voice_rate_pitch_and_escaped_text(edge_server: EdgeServer) -> None:
    clip = say(rate_percent=10, pitch_hz=-5)
    assert edge_server.connections == 1
    (ssml,) = edge_server.ssml
    assert "(zh-CN, YunyangNeural)" in ssml
    assert "rate='+10%'" in ssml
    assert "pitch='-5Hz'" in ssml
    assert "管城新闻，七夕&lt;3 &amp; 你好。" in ssml
    assert inspect(clip.data, "mp3").samples == len(clip.data) // 144 * 576


def test_what_xml_forbids_is_sent_as_a_blank(edge_server: EdgeServer) -> None:
    say("你\x00好\x0b呀\x1f我\ufffe们\uffff去\ud800吧\U0001f600。")
    assert edge_server.texts == ["你 好 呀 我 们 去 吧\U0001f600。"]


def test_a_text_that_is_too_long_is_asked_of_nobody(edge_server: EdgeServer) -> None:
    assert say("长" * 120)
    error = failure("长" * 121)
    assert "121 characters" in str(error)
    assert (error.trouble, error.retryable) == ("sentence", False)
    assert edge_server.connections == 1


def test_a_request_that_the_library_refuses_is_not_worth_another(
    edge_server: EdgeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ValueError("Invalid rate '+0%'.")

    monkeypatch.setattr("edge_tts.Communicate", refuse)
    error = failure()
    assert "Invalid rate" in str(error)
    assert (error.trouble, error.retryable) == ("sentence", False)
    assert edge_server.connections == 0


# ---- the failure table ----------------------------------------------------------------------------------------

TABLE: list[tuple[State, Trouble, bool, str]] = [
    (400, "refusal", False, "answered 400"),
    (401, "refusal", False, "answered 401"),
    (404, "refusal", False, "answered 404"),
    (407, "refusal", False, "wants a name and a password"),
    ("403 without date", "refusal", False, "a proxy or filter on the way"),
    (429, "throttle", True, "answered 429"),
    (500, "throttle", True, "answered 500"),
    (503, "throttle", True, "answered 503"),
    ("hang", "unreachable", True, "no connection"),
    ("reset", "connection", True, "broke (Connection reset by peer"),
    ("garbled", "connection", True, "is no HTTP"),
    ("mute", "connection", True, "went silent (limit: 0.8 s for one message)"),
    ("hung up", "connection", True, "ended before any audio came"),
    ("no audio", "sentence", True, "returned no audio:"),
    ("closed", "sentence", True, "returned no audio and closed with code 1007"),
    ("garbage", "connection", True, "not MP3"),
    ("unknown path", "protocol", True, "does not understand the service (UnknownResponse"),
    ("odd frame", "protocol", True, "does not understand the service (ValueError"),
    (200, "protocol", True, "answered 200"),
    (302, "protocol", True, "answered 302"),
    ("dropped", "connection", True, "the connection ended before the sentence did"),
    ("dropped by reset", "connection", True, "the connection ended before the sentence did"),
    ("closed mid audio", "connection", True, "the connection ended before the sentence did"),
    ("no turn end", "connection", True, "the connection ended before the sentence did"),
    ("stalled", "connection", True, "went silent (limit: 0.8 s for one message)"),
    ("truncated", "connection", True, "incomplete: 1.54 s came of 2.76 s"),
    ("half frame", "connection", True, "inside an MP3 frame"),
]


@pytest.mark.parametrize(("state", "trouble", "retryable", "reason"), TABLE, ids=[str(row[0]) for row in TABLE])
def test_each_fault_is_named_marked_and_asked_once(
    edge_server: EdgeServer, state: State, trouble: Trouble, retryable: bool, reason: str
) -> None:
    edge_server.always = state
    error = failure(connect_limit_s=0.3, idle_limit_s=0.8, total_limit_s=5)
    assert reason in str(error)
    assert (error.trouble, error.retryable) == (trouble, retryable)
    assert error.way_out
    assert "\n" not in str(error)
    # aiohttp repeats a GET whose connection is reset before the first byte; the engine itself asks once.
    assert edge_server.connections == (2 if state == "reset" else 1)
    assert edge_server.wait_until_idle(), "the socket is closed"


@pytest.mark.parametrize("state", [401, 403, 404, "403 without date", "unknown path"])
def test_what_an_upgrade_may_heal_names_the_installed_version(edge_server: EdgeServer, state: State) -> None:
    edge_server.always = state
    assert f"edge-tts {version('edge-tts')}" in str(failure())


def test_a_403_is_final_after_the_library_has_mended_its_clock_once(edge_server: EdgeServer) -> None:
    edge_server.always = 403
    error = failure()
    assert "answered 403" in str(error)
    assert "check the clock" in error.way_out
    assert (error.trouble, error.retryable) == ("refusal", False)
    assert edge_server.connections == 2


def test_a_wrong_clock_is_mended_by_the_date_of_the_403(edge_server: EdgeServer) -> None:
    from edge_tts.drm import DRM

    edge_server.script = [403]
    edge_server.date = "Mon, 01 Jan 2046 00:00:00 GMT"
    assert say().data == say().data
    assert edge_server.connections == 3
    assert DRM.clock_skew_seconds > 0


def test_what_no_row_foresees_is_the_protocols_trouble() -> None:
    from edge_tts.exceptions import NoAudioReceived

    now = datetime(2046, 1, 1, tzinfo=UTC)
    for error in (RuntimeError("odd"), KeyError("Metadata"), UnicodeDecodeError("utf-8", b"", 0, 1, "bad")):
        made = engine_error(error, None, now)
        assert (made.trouble, made.retryable) == ("protocol", True)
        assert "pip install --upgrade edge-tts" in str(made)
    assert engine_error(NoAudioReceived("none"), None, now).trouble == "sentence", "with no socket to look at"


@pytest.mark.parametrize("fault", HARMLESS)
def test_a_harmless_oddity_gives_the_whole_clip(edge_server: EdgeServer, fault: Fault) -> None:
    whole = say()
    edge_server.script = [fault]
    assert say() == whole
    assert edge_server.wait_until_idle()


def test_the_total_limit_holds_while_the_audio_trickles(edge_server: EdgeServer) -> None:
    edge_server.always, edge_server.slow_s = "slow", 60
    error = failure(total_limit_s=0.5)
    assert "took too long (limit: 0.5 s for all)" in str(error)
    assert (error.trouble, error.retryable) == ("connection", True)
    assert edge_server.wait_until_idle()


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in (*HARMLESS, ONLY_THE_RATE_TELLS)])
def test_no_short_silent_or_damaged_clip_is_ever_returned(edge_server: EdgeServer, fault: Fault) -> None:
    edge_server.always = fault
    spec = EngineSpec("edge", {"connect_limit_s": 0.3, "idle_limit_s": 0.8})
    result = speak(spec, Utterance(TEXT, VOICE, open_engine(spec).fingerprint))
    assert isinstance(result, Failure)
    assert result.retryable == (fault != "403 without date")


# ---- Retry-After ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "date", "seconds"),
    [
        (None, None, None),
        ("0", None, 0),
        ("7", None, 7),
        ("86400", None, 3600),
        ("9" * 5000, None, 3600),
        ("-7", None, None),
        ("1.5", None, None),
        ("١٢", None, None),
        ("soon", None, None),
        ("", None, None),
        ("Mon, 01 Jan 2046 00:00:30 GMT", "Mon, 01 Jan 2046 00:00:00 GMT", 30),
        ("Monday, 01-Jan-46 00:00:30 GMT", "Mon Jan  1 00:00:00 2046", 30),
        ("Mon, 01 Jan 2046 00:00:00 GMT", "Mon, 01 Jan 2046 00:00:30 GMT", 0),
        ("Tue, 02 Jan 2046 00:00:00 GMT", "Mon, 01 Jan 2046 00:00:00 GMT", 3600),
        ("Mon, 99 Jan 2046 00:00:00 GMT", "Mon, 01 Jan 2046 00:00:00 GMT", None),
        ("Mon, 01 Jan 2046 00:00:40 GMT", "yesterday", 10),
        ("Mon, 01 Jan 2046 00:00:40 GMT", None, 10),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(
    asked: str | None, date: str | None, seconds: float | None
) -> None:

    headers = {name: value for name, value in (("Retry-After", asked), ("Date", date)) if value is not None}
    assert retry_after_s(headers, datetime(2046, 1, 1, 0, 0, 30, tzinfo=UTC)) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_the_rest_that_the_service_asks_for_is_in_the_error(edge_server: EdgeServer, status: int) -> None:
    edge_server.always, edge_server.retry_after = status, "12"
    error = failure()
    assert error.retry_after_s == 12
    assert "asks for 12 s of rest" in str(error)
    edge_server.retry_after, edge_server.date = "Mon, 01 Jan 2046 00:00:20 GMT", "Mon, 01 Jan 2046 00:00:00 GMT"
    assert failure().retry_after_s == 20


# ---- completeness, where a later library tells less ------------------------------------------------------------


def test_without_word_of_the_end_the_sentence_marks_decide() -> None:
    audio = speech("管城新闻。")
    end_s = len(audio) / 6000 - 0.3
    require_whole(audio, end_s, None)
    for short, mark_s in ((audio, 0.0), (audio[:-1440], end_s + 0.1), (b"", end_s)):
        with pytest.raises(EngineError, match="incomplete") as caught:
            require_whole(short, mark_s, None)
        assert caught.value.retryable


def test_one_damaged_frame_head_is_found() -> None:
    audio = bytearray(speech("管城新闻。"))
    audio[144 * 7 + 2] = 0x90
    with pytest.raises(EngineError, match="not MP3"):
        require_whole(bytes(audio), 0.5, True)


# ---- threads and processes ------------------------------------------------------------------------------------


def loops() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "audiocast-edge"}


def test_eight_threads_share_one_engine_and_each_gets_its_own_clip(edge_server: EdgeServer) -> None:
    engine = open_engine(EngineSpec("edge"))
    texts = [f"第{number}句话，各有各的声音。" for number in range(40)]
    before = loops()
    with ThreadPoolExecutor(8) as threads:
        clips = list(threads.map(lambda text: engine.speak(Utterance(text, VOICE, engine.fingerprint)), texts))
    assert len(loops() - before) == 1, "one for all"
    ssml = dict(zip(edge_server.texts, edge_server.ssml, strict=True))
    assert [clip.data for clip in clips] == [speech(text, ssml[text]) for text in texts]
    assert set(edge_server.asked.values()) == {1}
    assert edge_server.most_at_once <= 8
    assert edge_server.wait_until_idle()


@pytest.mark.usefixtures("edge_server")
def test_the_loop_ends_with_its_engine() -> None:
    engine = open_engine(EngineSpec("edge"))
    before = loops()
    engine.speak(Utterance(TEXT, VOICE, engine.fingerprint))
    (loop,) = loops() - before
    del engine
    loop.join(5)
    assert not loop.is_alive()


def test_an_engine_that_has_spoken_travels(edge_server: EdgeServer) -> None:
    engine = open_engine(EngineSpec("edge", {"idle_limit_s": 3}))
    utterance = Utterance(TEXT, VOICE, engine.fingerprint)
    assert engine.speak(utterance) == pickle.loads(pickle.dumps(engine)).speak(utterance)
    assert edge_server.connections == 2


def test_ctrl_c_closes_the_socket(edge_server: EdgeServer) -> None:
    edge_server.always = "mute"
    main = threading.get_ident()

    def interrupt() -> None:
        assert edge_server.wait_until(lambda: bool(edge_server.ssml))
        signal.pthread_kill(main, signal.SIGINT)

    watcher = threading.Thread(target=interrupt)
    watcher.start()
    with pytest.raises(KeyboardInterrupt):
        say()
    watcher.join()
    assert edge_server.wait_until_idle()


FORKING = f"""
import os
from audiocast.engines import EngineSpec, open_engine
from audiocast.models import Utterance

engine = open_engine(EngineSpec("edge"))
utterance = Utterance({TEXT!r}, {VOICE!r}, engine.fingerprint)
said = engine.speak(utterance)
child = os.fork()
if child == 0:
    os._exit(0 if engine.speak(utterance) == said else 1)
_, status = os.waitpid(child, 0)
assert engine.speak(utterance) == said
raise SystemExit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_an_engine_that_has_spoken_speaks_again_after_a_fork(edge_server: EdgeServer, tmp_path: Path) -> None:
    environment = child_environment(edge_server, tmp_path)
    subprocess.run([sys.executable, "-c", FORKING], env=environment, check=True, timeout=60)
    assert edge_server.answered[TEXT] == 3


def test_the_library_is_loaded_only_to_speak() -> None:
    heavy = "{'edge_tts', 'aiohttp', 'stamina'} & set(sys.modules)"
    code = f"""
import sys
from audiocast.engines import EngineSpec, open_engine
assert open_engine(EngineSpec("edge")).voices()
assert not {heavy}, {heavy}
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
