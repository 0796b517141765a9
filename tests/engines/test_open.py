"""Opening an engine: names and options are checked before anything is loaded."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from audiocast import plugins
from audiocast.engines import EngineSpec, blaming, open_engine, speak, versions
from audiocast.engines.tone import ToneEngine
from audiocast.errors import ConfigError
from audiocast.models import Clip, Failure, Utterance


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("tonne", {}, "unknown engine 'tonne': did you mean 'tone'?"),
        ("tone", {"pitch": 1}, "engine 'tone' has no option 'pitch': known: none"),
        ("kokoro", {"datadir": "x"}, "engine 'kokoro' has no option 'datadir': did you mean 'data_dir'?"),
        ("edge", {"idle_limit_s": 0}, "engine 'edge': option 'idle_limit_s' = 0: Input should be greater than 0"),
    ],
)
def test_a_wrong_name_or_option_is_one_line_and_a_failure_in_a_worker(
    name: str, options: dict[str, Any], message: str
) -> None:
    spec = EngineSpec(name, options)
    with pytest.raises(ConfigError) as caught:
        open_engine(spec)
    assert str(caught.value) == message
    utterance = Utterance("你好", "low", "tone/1")
    assert speak(spec, utterance) == Failure(utterance, message, retryable=False, trouble="refusal")


def test_a_spec_is_the_same_in_any_order_and_holds_plain_values() -> None:
    one = EngineSpec("edge", {"idle_limit_s": 2, "proxy": ["a", "b"]})
    other = EngineSpec("edge", (("proxy", ("a", "b")), ("idle_limit_s", 2)))
    assert one == other
    assert hash(one) == hash(other)


class Broken(ToneEngine):
    """An engine of a third party that breaks its promises."""

    answer: Clip | None = None

    def speak(self, utterance: Utterance) -> Clip:
        if self.answer is None:
            raise ZeroDivisionError(f"a bug with {utterance.voice}")
        return self.answer


@pytest.mark.parametrize(
    ("answer", "place", "reason", "retryable"),
    [
        (None, "anywhere", "engine 'broken' broke: ZeroDivisionError: a bug with low", False),
        (Clip(b"", "wav"), "anywhere", "engine 'broken': a clip of no bytes", False),
        (Clip(b"<html>", "mp3"), "driver", "engine 'broken': an MP3 clip that does not decode", True),
    ],
)
def test_the_worker_never_raises(
    monkeypatch: pytest.MonkeyPatch, answer: Clip | None, place: str, reason: str, retryable: bool
) -> None:
    kind = type("Kind", (Broken,), {"answer": answer, "place": place})
    monkeypatch.setattr(plugins, "load", lambda *_: kind)
    monkeypatch.setattr("audiocast.engines._engines", {})
    failure = speak(EngineSpec("broken"), Utterance("你好", "low", "tone/1"))
    assert isinstance(failure, Failure)
    assert failure.reason.startswith(reason)
    assert failure.retryable is retryable


def test_the_worker_opens_an_engine_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    class Counted(ToneEngine):
        def __init__(self, options: Any) -> None:
            opened.append(self)
            super().__init__(options)

    monkeypatch.setattr(plugins, "load", lambda *_: Counted)
    monkeypatch.setattr("audiocast.engines._engines", {})
    for text in ("你好", "再见"):
        assert isinstance(speak(EngineSpec("counted"), Utterance(text, "low", "tone/1")), Clip)
    assert len(opened) == 1


def test_an_utterance_of_another_version_is_refused_with_both_fingerprints() -> None:
    failure = speak(EngineSpec("tone"), Utterance("你好", "low", "tone/2"))
    assert isinstance(failure, Failure)
    assert (
        failure.reason
        == "engine 'tone' is tone/1 where it was to speak, not tone/2: install the same versions everywhere"
    )
    assert (failure.retryable, failure.trouble) == (False, "refusal")


def test_versions_name_us_each_engine_and_what_is_wrong_with_one() -> None:
    found = versions([EngineSpec("tone"), EngineSpec("tonne")])
    assert found["audiocast"] == version("audiocast")
    assert found["tone"] == "tone/1"
    assert found["tonne"] == "not usable (unknown engine 'tonne': did you mean 'tone'?)"


BOOM = """
from pydantic import BaseModel

class Boom:
    class Options(BaseModel):
        pass
    takes, place, max_chars, fingerprint = "text", "anywhere", 45, "boom/1"
    def __init__(self, options): pass
    def voices(self): return []
"""


def ask_everything(name: str) -> None:
    engine = open_engine(EngineSpec(name))
    with blaming(name):
        engine.voices()
        assert engine.fingerprint


@pytest.mark.parametrize(
    "source",
    [
        BOOM + "raise RuntimeError('at work')",
        BOOM.replace("options): pass", "options): raise RuntimeError('at work')"),
        BOOM + "    @property\n    def takes(self): raise RuntimeError('at work')",
        BOOM + "    @property\n    def fingerprint(self): raise RuntimeError('at work')",
        BOOM.replace("return []", "raise RuntimeError('at work')"),
    ],
    ids=["when imported", "when made", "takes", "fingerprint", "voices"],
)
def test_an_engine_of_others_that_breaks_is_one_line_that_names_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    info = tmp_path / "boom_voice-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: boom-voice\nVersion: 0.1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[audiocast.engines]\nboom = boom_voice:Boom\n", encoding="utf-8")
    (tmp_path / "boom_voice.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "boom_voice", raising=False)
    line = "engine 'boom' of boom-voice broke (RuntimeError: at work): update or uninstall boom-voice"
    with pytest.raises(ConfigError) as caught:
        ask_everything("boom")
    assert str(caught.value) == line
