"""The loopback server itself: what other tests and scripts rely on."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audiocast.audio.inspect import inspect
from audiocast.engines import EngineSpec, open_engine
from audiocast.errors import EngineError
from audiocast.models import Utterance
from tests.engines.edge_server import EdgeServer, State, child_environment
from tests.engines.edge_speech import silence, speech

VOICE = "zh-CN-YunyangNeural"
SPEAKING = f"""
from audiocast.engines import EngineSpec, open_engine
from audiocast.models import Utterance

engine = open_engine(EngineSpec("edge"))
print(len(engine.speak(Utterance("子进程的话。", {VOICE!r}, "")).data), len(engine.ask_voices()))
"""

RETRYING = """
import stamina

if not stamina.is_testing():
    raise SystemExit(print("waits"))
tries = 0
try:
    for attempt in stamina.retry_context(on=OSError, attempts=9, timeout=None, wait_initial=60):
        with attempt:
            tries += 1
            raise OSError
except OSError:
    print(tries, "tries")
"""


def outcomes(number: int, threads: int = 1) -> list[str]:
    engine = open_engine(EngineSpec("edge", {"idle_limit_s": 0.3}))

    def one(index: int) -> str:
        try:
            engine.speak(Utterance(f"第{index}句。", VOICE, engine.fingerprint))
        except EngineError as error:
            return error.trouble
        return "spoken"

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(number)))


def test_speech_is_a_character_a_fifth_of_a_second_with_silent_edges() -> None:
    facts = inspect(speech("新桥今天通车了。"), "mp3")
    assert facts.rate_hz == 24_000
    assert (facts.speech_end - facts.speech_start) / 24_000 == pytest.approx(7 / 4.63, abs=0.05)
    assert facts.speech_start / 24_000 == pytest.approx(0.1, abs=0.02)
    assert (facts.samples - facts.speech_end) / 24_000 >= 0.28


def test_no_two_texts_have_the_same_bytes_even_where_they_sound_alike() -> None:
    texts = ["好。", "好，", "好！", "好", chr(ord("好") + 64) + "。"]
    assert len({speech(text) for text in texts} | {speech("好。", "faster"), silence("好。")}) == 7
    assert speech("……") == b""


def test_the_rates_are_drawn_from_the_seed(edge_server: EdgeServer) -> None:
    edge_server.rates = {"dropped": 0.3, 429: 0.2, "no audio": 0.1}
    first = outcomes(60)
    assert set(first) == {"spoken", "connection", "throttle", "sentence"}
    edge_server.__post_init__()
    assert outcomes(60) == first
    assert 20 < first.count("spoken") < 40


@pytest.mark.parametrize(("ban", "trouble"), [(429, "throttle"), (401, "refusal")])
def test_who_asks_too_often_is_banned_for_ever(edge_server: EdgeServer, ban: State, trouble: str) -> None:
    edge_server.ban_after, edge_server.ban = 3, ban
    assert outcomes(6) == ["spoken"] * 3 + [trouble] * 3
    assert sum(edge_server.answered.values()) == 3


def test_it_counts_what_is_open_at_once(edge_server: EdgeServer) -> None:
    edge_server.latency_s = 0.1
    assert set(outcomes(12, threads=4)) == {"spoken"}
    assert edge_server.wait_until_idle()
    assert edge_server.most_at_once == 4
    assert sorted(edge_server.asked.values()) == [1] * 12


def test_a_child_process_dials_it(edge_server: EdgeServer, tmp_path: Path) -> None:
    environment = child_environment(edge_server, tmp_path / "hook") | {"AUDIOCAST_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", SPEAKING], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    (ssml,) = edge_server.ssml
    assert done.stdout.split() == [str(len(speech("子进程的话。", ssml))), "5"]
    assert (edge_server.connections, edge_server.voices_asked) == (1, 1)


def test_a_childs_retries_wait_only_when_asked_to(edge_server: EdgeServer, tmp_path: Path) -> None:
    def retried(attempts_without_wait: int) -> str:
        environment = child_environment(edge_server, tmp_path, attempts_without_wait=attempts_without_wait)
        command = [sys.executable, "-c", RETRYING]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=True).stdout

    assert retried(4) == "4 tries\n", "in a minute's wait each, were they real"
    assert retried(0) == "waits\n"


def test_it_runs_as_a_program_that_tells_what_it_counted(tmp_path: Path) -> None:
    port_file = tmp_path / "port"
    command = [sys.executable, "-m", "tests.engines.edge_server", "--port-file", str(port_file)]
    root = Path(__file__).resolve().parents[2]
    command += ["--rates", '{"429": 1.0}', "--seed", "7"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline().startswith("listening on ")
            server = EdgeServer(port=int(port_file.read_text(encoding="utf-8")))
            environment = child_environment(server, tmp_path / "hook")
            child = [sys.executable, "-c", SPEAKING]
            done = subprocess.run(child, env=environment, capture_output=True, text=True, timeout=60)
            assert "answered 429" in done.stderr
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/stats") as response:
                counted = json.load(response)
        finally:
            program.terminate()
    assert (counted["connections"], counted["open_now"], counted["asked"]) == (1, 0, {})
    assert program.returncode == 0
