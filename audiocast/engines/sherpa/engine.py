"""The sherpa engine: the producer's own model, run by sherpa-onnx without any network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from audiocast.engines import Place, Takes
from audiocast.engines.sherpa.folder import MODELS, ModelFolder, open_folder
from audiocast.engines.sherpa.lexicon import read_lexicon, spell
from audiocast.engines.sherpa.synthesiser import Setup, synthesise
from audiocast.engines.voice import find_voice, require_speech
from audiocast.engines.wav import pcm16, wav
from audiocast.errors import ConfigError, EngineError
from audiocast.models import Clip, Utterance, Voice

SPEED_PERCENT = range(-50, 101)
LONGEST = 160
"""Characters of one utterance: what stands between the planner's ``max_chars`` and minutes of sound in one piece."""
VERSION = 1
"""Part of the engine's fingerprint: raise it whenever the same utterance is spelt differently for the model."""


class SherpaOptions(BaseModel):
    """Which model, and how it is run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model_dir: Path | None = None
    num_threads: Annotated[int, Field(ge=1, le=64)] = 1
    """Threads inside one sentence; sentences are spoken side by side anyway."""
    noise_scale: Annotated[float, Field(ge=0, le=2)] | None = None
    """How much VITS and Matcha vary; None is the model's own, 0 makes them say a sentence the same way every time."""
    silence_scale: Annotated[float, Field(ge=0, le=1)] = 0.2
    """What is kept of the silence around each clause, which sherpa-onnx speaks by itself; 0.2 is its own default."""


class SherpaEngine:
    """MeloTTS, Matcha, Kokoro or piper from a folder: 16 bit mono WAV at the model's own rate.

    Numbers, dates and units arrive as words (``audiocast.text``), so the ``rule_fsts`` that come with some models are
    not used: two normalisers in a row would read 2023 once as a year and once as a number.
    """

    Options = SherpaOptions
    takes: Takes = "text"
    place: Place = "anywhere"
    max_chars = 80

    def __init__(self, options: SherpaOptions) -> None:
        self._options = options

    @property
    def fingerprint(self) -> str:
        """The contents of the model's files and the options that change the sound; reads each file once.

        Raises:
            EngineError: the folder is missing or incomplete.
        """
        options = self._options
        changed = options.model_dump(include={"noise_scale", "silence_scale"}, exclude_defaults=True)
        parts = [
            f"sherpa/{self._ready_folder().digest}/{VERSION}",
            *(f"{name}={value}" for name, value in changed.items()),
        ]
        return "/".join(parts)

    def voices(self) -> Sequence[Voice]:
        """Return the model's speakers by name, or by number; of a multilingual model the Mandarin ones.

        Raises:
            ConfigError: the folder is missing or incomplete.
        """
        return _voices(self._folder)

    def speak(self, utterance: Utterance) -> Clip:
        """Return ``utterance`` spoken; Kokoro models give the same bytes every time, see ``noise_scale`` for others.

        Raises:
            VoiceError: there is no such voice.
            EngineError: the model is missing or damaged, lacks a word, or the text is too long.
        """
        require_speech(utterance)
        folder = self._ready_folder()
        voice = find_voice(_voices(folder), utterance)
        if utterance.rate_percent not in SPEED_PERCENT:
            raise EngineError(f"sherpa cannot speak at {utterance.rate_percent:+d} %", way_out="from -50 to +100")
        if utterance.pitch_hz:
            raise EngineError("sherpa cannot shift the pitch", way_out="leave pitch out, or choose another voice")
        if len(utterance.text) > LONGEST:
            raise EngineError(
                f"a piece of {len(utterance.text)} characters is too long for sherpa (at most {LONGEST})",
                way_out="split the sentence into shorter ones",
            )
        text = spell(utterance.text, read_lexicon(folder.lexicons, folder.digest))
        options = self._options
        setup = Setup(folder, folder.digest, options.num_threads, options.noise_scale, options.silence_scale)
        speaker = folder.speakers.index(voice.name)
        samples, rate_hz = synthesise(setup, text, speaker, 1 + utterance.rate_percent / 100)
        return Clip(wav(pcm16(samples), rate_hz), "wav")

    @property
    def _folder(self) -> ModelFolder:
        if self._options.model_dir is None:
            raise ConfigError(
                "engine 'sherpa' has no model", way_out=f"set model_dir under [voice.sherpa]; models: {MODELS}"
            )
        return open_folder(self._options.model_dir)

    def _ready_folder(self) -> ModelFolder:
        try:
            return self._folder
        except ConfigError as error:
            raise EngineError(error.what, way_out=error.way_out, trouble="refusal") from error


def _voices(folder: ModelFolder) -> Sequence[Voice]:
    mandarin = [name for name in folder.speakers if name.startswith(("zf_", "zm_"))]
    return tuple(
        Voice(name, "sherpa", "zh-CN", _gender(name), f"{folder.family} model in {folder.path.name}")
        for name in mandarin or folder.speakers
    )


def _gender(name: str) -> str:
    return {"zf": "female", "zm": "male"}.get(name[:2], "")
