"""The whole line on the online engine: the unmodified library against a loopback server with every fault."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from audiocast.audio.inspect import inspect
from audiocast.cache import Cache
from audiocast.engines import EngineSpec, open_engine
from audiocast.errors import ClipError
from audiocast.events import Event, Remark
from audiocast.models import Utterance
from tests.engines.edge_server import FAULTS, EdgeServer, State, child_environment, serving
from tests.shows import cue_texts, files, make_show, results, run_build

BODY = "\n\n新桥今天通车。"
EPISODE = "2025-03-02"
VOICE = "zh-CN-YunyangNeural"
HEALTHY: tuple[State, ...] = ("none", "slow", "no goodbye")
PERMANENT: tuple[State, ...] = (*(fault for fault in FAULTS if fault not in HEALTHY), 401, 403, 404, 429, 500, 503)
PASSING: tuple[State, ...] = (*(fault for fault in FAULTS if fault != "403 without date"), 403, 429, 500, 503)
SHORT_LIMITS = "idle_limit_s = 0.4\ntotal_limit_s = 5\nconnect_limit_s = 1"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EdgeServer]:
    import edge_tts.communicate
    from edge_tts.drm import DRM

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(DRM, "clock_skew_seconds", 0.0)
    with serving() as running, stamina.set_testing(True, attempts=100, cap=True):
        monkeypatch.setattr(edge_tts.communicate, "WSS_URL", running.url)
        yield running


def show_with(tmp_path: Path, engines: str, article: str = f"# 城东新桥通车{BODY}") -> Path:
    show = make_show(tmp_path / "show", article=article)
    settings = show / "show.toml"
    text = settings.read_text(encoding="utf-8").replace('"tone"', engines)
    settings.write_text(f'{text}\n[voice.edge]\nvoices = ["{VOICE}"]\n{SHORT_LIMITS}\n', encoding="utf-8")
    return show


def long_article(sentences: int) -> str:
    numbers = "一二三四五六七八九十"
    lines = (f"第{numbers[n // 10]}组第{numbers[n % 10]}位代表今天上午在会上发言。" for n in range(sentences))
    return "# 长稿\n\n" + "\n\n".join(lines)


def errors(events: list[Event]) -> list[str]:
    return [event.line for event in events if isinstance(event, Remark) and event.is_error]


def clips(text: str) -> tuple[Cache, str]:
    edge = open_engine(EngineSpec("edge"))
    return Cache(Path(os.environ["AUDIOCAST_CACHE"])), Utterance(text, VOICE, edge.fingerprint).digest


def is_cached(text: str) -> bool:
    cache, digest = clips(text)
    return cache.clip(digest) is not None


def cached_clips() -> dict[str, bytes]:
    folder = Path(os.environ["AUDIOCAST_CACHE"]) / "clips"
    return files(folder) if folder.is_dir() else {}


def test_an_episode_is_spoken_online_a_request_a_sentence(tmp_path: Path, server: EdgeServer) -> None:
    show = show_with(tmp_path, '"edge"')
    result = results(run_build(show))[EPISODE]
    assert (result.status, result.spoken) == ("built", 5)
    assert server.connections == 5
    assert run_build(show)
    assert server.connections == 5, "nothing is asked twice"


def test_a_lexicon_reading_reaches_the_service_as_a_homophone(tmp_path: Path, server: EdgeServer) -> None:
    show = show_with(tmp_path, '"edge"')
    (show / "lexicon.tsv").write_text("新桥\txin1 qiao4\n", encoding="utf-8")
    run_build(show)
    assert not any("新桥" in ssml for ssml in server.ssml)
    texts = cue_texts((show / "public" / "episodes" / f"{EPISODE}.vtt").read_text(encoding="utf-8"))
    assert "新桥今天通车。" in texts, "readers see what was written"


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_leaves_no_trace(
    tmp_path: Path, server: EdgeServer, monkeypatch: pytest.MonkeyPatch, fault: State
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("AUDIOCAST_CACHE", str(tmp_path / "other-cache"))
        run_build(show_with(tmp_path / "whole", '"edge"'))
        whole = cached_clips()
    show = show_with(tmp_path, '"edge"')
    server.script = [fault]
    events = run_build(show)
    assert results(events)[EPISODE].status == "built", errors(events)
    assert cached_clips() == whole
    assert server.most_at_once <= 6
    assert server.wait_until_idle()
    asked = server.connections
    assert results(run_build(show))[EPISODE].status == "unchanged"
    assert server.connections == asked, "nothing that is cached is asked for again"


@pytest.mark.parametrize("fault", PERMANENT)
def test_a_fault_that_stays_is_left_to_the_next_engine_and_never_cached(
    tmp_path: Path, server: EdgeServer, fault: State
) -> None:
    server.always = fault
    show = show_with(tmp_path, '["edge", "tone"]')
    events = run_build(show)
    result = results(events)[EPISODE]
    assert (result.status, result.spoken) == ("built", 5), "all of it by one voice"
    lines = [event.line for event in events if isinstance(event, Remark)]
    assert f"{EPISODE}: edge could not finish it; tone speaks it all" in lines
    assert not errors(events)
    assert '"engine": "tone"' in (show / "episodes" / f"{EPISODE}.json").read_text(encoding="utf-8")
    assert not any(is_cached(text) for text in server.texts)
    dials = 2 if fault in ("reset", 403) else 1  # aiohttp repeats a reset by itself, edge-tts a 403
    assert server.connections <= dials * (20 + 5), "twenty failures, and what was under way"
    assert server.most_at_once <= 6


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (401, "401"),
        (403, "403"),
        ("403 without date", "403 without a usable date"),
        (429, "429"),
        ("reset", "connection"),
        ("hang", "silent"),
        ("mute", "silent"),
        ("stalled", "silent"),
        ("dropped", "incomplete"),
        ("no audio", "no audio"),
        ("silence", "silent clip"),
        ("hasty", "syllables a second"),
        ("garbage", "not MP3"),
        ("unknown path", "does not understand"),
    ],
)
def test_without_another_engine_the_episode_fails_with_its_cause_once(
    tmp_path: Path, server: EdgeServer, fault: State, cause: str
) -> None:
    server.always = fault
    article = f"# 城东新桥通车{BODY}"
    events = run_build(show_with(tmp_path, '"edge"', article))
    assert results(events)[EPISODE].status == "failed"
    lines = errors(events)
    assert 1 <= len(lines) <= 4
    assert any(cause in line for line in lines), lines
    assert all(line.startswith(f"{EPISODE}: “") for line in lines[:3]), "a sentence is named"


def test_a_service_that_bans_after_a_while_leaves_no_mixed_episode(tmp_path: Path, server: EdgeServer) -> None:
    server.ban_after, server.ban = 7, 429
    show = show_with(tmp_path, '["edge", "tone"]', long_article(20))
    events = run_build(show)
    assert results(events)[EPISODE].status == "built"
    assert '"engine": "tone"' in (show / "episodes" / f"{EPISODE}.json").read_text(encoding="utf-8")
    kept = [text for text in server.texts if is_cached(text)]
    assert len(kept) == 7, "what was spoken is kept for the day when the service is back"


def test_a_refusal_is_asked_once_in_a_run_however_many_episodes_there_are(tmp_path: Path, server: EdgeServer) -> None:
    server.always = 401
    show = show_with(tmp_path, '["edge", "tone"]')
    for day in range(3, 9):
        (show / "articles" / f"2025-03-0{day}.txt").write_text(f"# 第{day}日{BODY}", encoding="utf-8")
    made = results(run_build(show))
    assert {result.status for result in made.values()} == {"built"}
    assert len(made) == 7
    assert server.connections <= 6


def test_the_cause_of_a_given_up_engine_is_told_once_in_a_run(tmp_path: Path, server: EdgeServer) -> None:
    server.always = 401
    show = show_with(tmp_path, '["edge", "tone"]')
    for day in (3, 4):
        (show / "articles" / f"2025-03-0{day}.txt").write_text(f"# 第{day}日{BODY}", encoding="utf-8")
    lines = [event.line for event in run_build(show) if isinstance(event, Remark)]
    assert len([line for line in lines if "answered 401" in line]) == 1
    assert len([line for line in lines if "tone speaks it all" in line]) == 3


def test_an_episode_that_could_not_be_spoken_says_so_in_numbers(tmp_path: Path, server: EdgeServer) -> None:
    server.always = 401
    result = results(run_build(show_with(tmp_path, '"edge"')))[EPISODE]
    assert (result.status, result.sentences, result.spoken, result.cached) == ("failed", 5, 0, 0)


def test_an_episode_stays_with_the_engine_that_stood_in_until_the_list_changes(
    tmp_path: Path, server: EdgeServer
) -> None:
    server.always = 401
    show = show_with(tmp_path, '["edge", "tone"]')
    run_build(show)
    server.always = "none"
    (show / "articles" / f"{EPISODE}.txt").write_text(f"# 城东新桥通车{BODY}市民很高兴。", encoding="utf-8")
    asked = server.connections
    assert results(run_build(show))[EPISODE].status == "built"
    assert server.connections == asked, "no voice changes by accident"
    settings = show / "show.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('["edge", "tone"]', '"edge"'), encoding="utf-8")
    assert results(run_build(show))[EPISODE].status == "built"
    assert server.connections == asked + 6


def test_no_fallback_means_none(tmp_path: Path, server: EdgeServer) -> None:
    server.always = 401
    show = show_with(tmp_path, '["edge", "tone"]')
    settings = show / "show.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[voice]\n", "[voice]\nfallback = false\n"), encoding="utf-8"
    )
    assert results(run_build(show))[EPISODE].status == "failed"


def test_a_storm_is_weathered_with_few_requests(tmp_path: Path, server: EdgeServer) -> None:
    server.rates = {"dropped": 0.2, 429: 0.1, "mute": 0.02}
    server.seed = 5
    show = show_with(tmp_path, '"edge"', long_article(90))
    events = run_build(show)
    assert results(events)[EPISODE].status == "built", errors(events)
    assert server.connections <= 1.6 * results(events)[EPISODE].spoken
    assert server.most_at_once <= 6
    assert set(server.answered.values()) == {1}, "what was answered is not asked again"


def test_a_killed_build_asks_only_for_what_was_not_cached(tmp_path: Path, server: EdgeServer) -> None:
    server.latency_s = 0.05
    show = show_with(tmp_path, '"edge"', long_article(40))
    environment = child_environment(server, tmp_path / "child", attempts_without_wait=20)
    command = [sys.executable, "-m", "audiocast", "build", str(show)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert server.wait_until(lambda: server.answered.total() >= 15, 30)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert server.wait_until_idle()
    before = server.asked.copy()
    kept = {text for text in before if is_cached(text)}
    assert 0 < len(kept) < 45
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    again = {text for text in server.asked if server.asked[text] > before[text]}
    assert not again & kept
    assert len(kept | again) == len(server.asked) == 44


def test_a_damaged_clip_in_the_cache_is_asked_for_again_and_nothing_else(tmp_path: Path, server: EdgeServer) -> None:
    show = show_with(tmp_path, '"edge"')
    run_build(show)
    text = server.texts[0]
    cache, digest = clips(text)
    path = cache.root / "clips" / digest[:2] / digest
    path.write_bytes(path.read_bytes()[:-100])
    (show / "articles" / f"{EPISODE}.txt").write_text(f"# 城东新桥通车{BODY}市民很高兴。", encoding="utf-8")
    run_build(show)
    assert server.asked[text] == 2
    assert server.connections == 5 + 2


def test_every_cached_clip_is_a_whole_one(tmp_path: Path, server: EdgeServer) -> None:
    run_build(show_with(tmp_path, '"edge"'))
    for text in server.texts:
        cache, digest = clips(text)
        clip = cache.clip(digest)
        assert clip is not None
        assert clip.facts == inspect(clip.data, "mp3")
        with pytest.raises(ClipError):
            inspect(bytes(len(clip.data)), "mp3")
