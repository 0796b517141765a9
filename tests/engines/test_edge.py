"""The unmodified edge-tts against a server of ours: every way in which the service is known to fail."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pytest

from audiocast.audio.inspect import inspect
from audiocast.engines import EngineSpec, open_engine, speak
from audiocast.errors import EngineError
from audiocast.models import Clip, Failure, Utterance
from tests.engines.edge_server import EdgeServer, Fault

TEXT = "管城新闻，七夕<3 & 你好。"
VOICE = "zh-CN-YunyangNeural"


def say(rate_percent: int = 0, pitch_hz: int = 0, **options: Any) -> Clip:
    engine = open_engine(EngineSpec("edge", options))
    return engine.speak(Utterance(TEXT, VOICE, engine.fingerprint, rate_percent=rate_percent, pitch_hz=pitch_hz))


def failure(**options: Any) -> EngineError:
    with pytest.raises(EngineError) as caught:
        say(**options)
    return caught.value


def test_one_utterance_is_one_request_that_carries_voice_rate_pitch_and_escaped_text(edge_server: EdgeServer) -> None:
    clip = say(rate_percent=10, pitch_hz=-5)
    assert edge_server.connections == 1
    (ssml,) = edge_server.ssml
    assert "(zh-CN, YunyangNeural)" in ssml
    assert "rate='+10%'" in ssml
    assert "pitch='-5Hz'" in ssml
    assert "管城新闻，七夕&lt;3 &amp; 你好。" in ssml
    assert inspect(clip.data, "mp3").samples == len(clip.data) // 144 * 576


@pytest.mark.parametrize(
    "fault", ["dropped", "truncated", "half frame", "silent", "garbage", "unknown path", 429, 500, 503]
)
def test_a_fault_that_passes_is_tried_again(edge_server: EdgeServer, fault: Fault | int) -> None:
    whole = say()
    edge_server.script = [fault, fault]
    assert say() == whole
    assert edge_server.connections == 1 + 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("dropped", "the connection ended before the sentence did"),
        ("truncated", "incomplete: 1"),
        ("half frame", "inside an MP3 frame"),
        ("silent", "returned no audio"),
        ("garbage", "not MP3"),
        ("unknown path", "does not understand the service"),
        (429, "answered 429"),
        (503, "answered 503"),
    ],
)
def test_a_fault_that_stays_is_a_retryable_failure_after_three_tries(
    edge_server: EdgeServer, fault: Fault | int, reason: str
) -> None:
    edge_server.script = [fault] * 4
    error = failure()
    assert reason in str(error)
    assert error.retryable
    assert error.way_out
    assert edge_server.connections == 3


@pytest.mark.parametrize("fault", ["stalled", "mute"])
def test_a_silent_server_is_left_at_the_idle_limit(edge_server: EdgeServer, fault: Fault) -> None:
    edge_server.script = [fault]
    error = failure(idle_limit_s=0.2, tries=1)
    assert "went silent" in str(error)
    assert "0.2 s" in str(error)
    assert error.retryable


def test_the_total_limit_holds_too(edge_server: EdgeServer) -> None:
    edge_server.script = ["stalled"]
    assert "went silent" in str(failure(total_limit_s=0.3, tries=1))


def test_a_stall_is_tried_again(edge_server: EdgeServer) -> None:
    edge_server.script = ["stalled"]
    assert say(idle_limit_s=0.5) == say()


@pytest.mark.parametrize("status", [401, 404])
def test_a_refusal_is_final_and_names_the_installed_version(edge_server: EdgeServer, status: int) -> None:
    edge_server.script = [status]
    error = failure()
    assert f"answered {status}" in str(error)
    assert version("edge-tts") in str(error)
    assert "upgrade" in error.way_out
    assert not error.retryable
    assert edge_server.connections == 1


def test_a_403_is_final_after_the_library_has_mended_its_clock_once(edge_server: EdgeServer) -> None:
    edge_server.script = [403, 403]
    error = failure()
    assert "answered 403" in str(error)
    assert version("edge-tts") in str(error)
    assert not error.retryable
    assert edge_server.connections == 2


@pytest.mark.usefixtures("edge_server")
def test_nothing_listens(monkeypatch: pytest.MonkeyPatch, unused_port: int) -> None:
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"ws://127.0.0.1:{unused_port}/?a=b")
    error = failure()
    assert "no connection to the Edge service" in str(error)
    assert error.retryable


def test_a_proxy_that_is_not_there_is_named(edge_server: EdgeServer, unused_port: int) -> None:
    error = failure(proxy=f"http://127.0.0.1:{unused_port}")
    assert f"127.0.0.1:{unused_port}" in str(error)
    assert "proxy" in error.way_out
    assert edge_server.connections == 0


def test_the_worker_reports_whether_trying_later_may_help(edge_server: EdgeServer) -> None:
    edge_server.script = ["garbage", "garbage", "garbage", 403, 403]
    spec = EngineSpec("edge")
    utterance = Utterance(TEXT, VOICE, open_engine(spec).fingerprint)
    results = [speak(spec, utterance), speak(spec, utterance)]
    assert [result.retryable for result in results if isinstance(result, Failure)] == [True, False]


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
