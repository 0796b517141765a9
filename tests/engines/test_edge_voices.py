"""The list of voices: built in, asked, kept, and never needed to speak."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audiocast.engines import EngineSpec, open_engine
from audiocast.engines.edge import EdgeEngine
from audiocast.errors import EngineError, VoiceError
from audiocast.models import Utterance
from tests.engines.edge_server import EdgeServer, State

NEW_VOICE = "zh-CN-XinwenNeural"
"""Only the service's list has it."""
LISTED = [
    NEW_VOICE,
    "zh-CN-YunyangNeural",
    "zh-CN-liaoning-XiaobeiNeural",
    "zh-TW-YunJheNeural",
    "zh-HK-WanLungNeural",
]


def engine(data_dir: Path, **options: Any) -> EdgeEngine:
    made = open_engine(EngineSpec("edge", {"data_dir": data_dir, **options}))
    assert isinstance(made, EdgeEngine)
    return made


def names(edge: EdgeEngine) -> list[str]:
    return [voice.name for voice in edge.voices()]


def speak(edge: EdgeEngine, voice: str) -> bytes:
    return edge.speak(Utterance("管城新闻。", voice, edge.fingerprint)).data


def test_the_built_in_table_is_there_without_asking(edge_server: EdgeServer, tmp_path: Path) -> None:
    voices = engine(tmp_path).voices()
    assert [voice.name for voice in voices][:6] == [
        f"zh-CN-{name}Neural" for name in ("Xiaoxiao", "Xiaoyi", "Yunjian", "Yunxi", "Yunxia", "Yunyang")
    ]
    assert [voice.language for voice in voices][6:] == [
        *("zh-CN-liaoning", "zh-CN-shaanxi"),
        *(["zh-TW"] * 3),
        *(["zh-HK"] * 3),
    ]
    assert (edge_server.connections, edge_server.voices_asked) == (0, 0)


def test_the_services_list_is_kept_in_a_fixed_order_without_other_languages(
    edge_server: EdgeServer, tmp_path: Path
) -> None:
    asked = engine(tmp_path).ask_voices()
    assert [voice.name for voice in asked] == LISTED
    assert engine(tmp_path).voices() == asked
    assert edge_server.voices_asked == 1
    assert (asked[1].language, asked[1].gender, asked[1].about) == ("zh-CN", "male", "news, professional, reliable")
    edge_server.voices.reverse()
    assert engine(tmp_path).ask_voices() == asked


def test_a_voice_of_either_list_can_speak(edge_server: EdgeServer, tmp_path: Path) -> None:
    edge = engine(tmp_path)
    with pytest.raises(VoiceError, match=f"no voice '{NEW_VOICE}'"):
        speak(edge, NEW_VOICE)
    assert edge_server.connections == 0
    edge.ask_voices()
    assert speak(edge, NEW_VOICE)
    assert "zh-CN-YunxiNeural" not in names(edge)
    assert speak(edge, "zh-CN-YunxiNeural"), "a list that lacks a voice does not take it away"


def test_the_list_is_kept_where_audiocast_data_says(
    edge_server: EdgeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIOCAST_DATA", str(tmp_path))
    edge = open_engine(EngineSpec("edge"))
    assert isinstance(edge, EdgeEngine)
    edge.ask_voices()
    assert [path.name for path in (tmp_path / "edge").iterdir()] == ["voices.json"]
    assert names(engine(tmp_path)) == LISTED
    assert edge_server.voices_asked == 1


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"format": 2, "voices": []}',
        b'{"format": 1, "voices": []}',
        b'{"format": 1, "voices": {"a": 1}}',
        b'{"format": 1, "voices": [{"name": "zh-CN-YunxiNeural"}]}',
        b'{"format": 1, "voices": [{"name": 7, "language": "zh-CN", "gender": "", "about": ""}]}',
        b'{"format": 1, "voices": [{"name": "", "language": "zh-CN", "gender": "", "about": ""}]}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_list_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "edge").mkdir()
    (tmp_path / "edge" / "voices.json").write_bytes(damage)
    assert engine(tmp_path).voices() == engine(tmp_path / "nowhere").voices()


@pytest.mark.parametrize(
    ("states", "trouble", "retryable"),
    [
        ([404], "refusal", False),
        ([403, 403], "refusal", False),
        (["403 without date"], "refusal", False),
        ([429], "throttle", True),
        (["garbage"], "protocol", True),
        (["reset", "reset"], "connection", True),
        (["hang"], "unreachable", True),
    ],
)
def test_a_list_that_does_not_come_leaves_what_there_was_and_stops_nobody(
    edge_server: EdgeServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    states: list[State],
    trouble: str,
    retryable: bool,
) -> None:
    monkeypatch.setattr("audiocast.engines.edge.engine.VOICES_LIMIT_S", 0.4)
    edge = engine(tmp_path)
    edge.ask_voices()
    edge_server.voices_script = states
    with pytest.raises(EngineError) as caught:
        edge.ask_voices()
    assert (caught.value.trouble, caught.value.retryable) == (trouble, retryable)
    assert caught.value.way_out
    assert names(edge) == LISTED
    assert speak(edge, NEW_VOICE)


@pytest.mark.parametrize(
    "listed", [[], [{"ShortName": "en-US-AvaNeural", "Locale": "en-US"}], [{"Locale": "zh-CN"}], ["zh-CN"], [7]]
)
def test_a_list_that_is_of_no_use_is_not_kept(edge_server: EdgeServer, tmp_path: Path, listed: list[Any]) -> None:
    edge_server.voices = listed
    edge = engine(tmp_path)
    before = edge.voices()
    with pytest.raises(EngineError) as caught:
        edge.ask_voices()
    assert caught.value.trouble == "protocol"
    assert edge.voices() == before


@pytest.mark.usefixtures("edge_server")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "edge").write_text("in the way", encoding="utf-8")
    with pytest.raises(EngineError, match="list of voices") as caught:
        engine(tmp_path).ask_voices()
    assert str(tmp_path) in str(caught.value)
