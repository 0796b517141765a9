"""An engine for audiocast from another package: each character is the last two figures of its code point, in Morse."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from audiocast.engines import Place, Takes
from audiocast.engines.voice import find_voice, require_speech
from audiocast.engines.wav import wav
from audiocast.errors import EngineError
from audiocast.models import Clip, Utterance, Voice

RATE_HZ = 16_000
DOT_SAMPLES = RATE_HZ * 6 // 1000
"""About 5 characters a second: a clip far from a person's pace counts as broken."""
DOTS = {"brass": 1.0, "steel": 1.25}
"""The two keys, and how long a dot is at each."""


class TelegraphOptions(BaseModel):
    """The pitch of the sounder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tone_hz: Annotated[int, Field(ge=200, le=2000)] = 600


class TelegraphEngine:
    """16 kHz mono 16 bit WAV; nothing is loaded and nothing asked of a network."""

    Options = TelegraphOptions
    takes: Takes = "text"
    place: Place = "anywhere"
    max_chars = 60

    def __init__(self, options: TelegraphOptions) -> None:
        self._options = options

    @property
    def fingerprint(self) -> str:
        return f"telegraph/1/{self._options.tone_hz}"

    def voices(self) -> Sequence[Voice]:
        return tuple(Voice(name, "telegraph", "zh-CN", about=f"a key of {name}") for name in DOTS)

    def speak(self, utterance: Utterance) -> Clip:
        voice = find_voice(self.voices(), utterance)
        require_speech(utterance)
        if utterance.pitch_hz:
            raise EngineError("telegraph has one pitch in a show", way_out="set tone_hz under [voice.telegraph]")
        if len(utterance.text) > 2 * self.max_chars:
            raise EngineError("the telegram is too long", way_out="split the sentence")
        dot = round(DOT_SAMPLES * DOTS[voice.name] / (1 + utterance.rate_percent / 100))
        samples = array("h", bytes(2 * RATE_HZ // 5))
        for character in utterance.text:
            figures = f"{ord(character) % 100:02}" if character.isalnum() else ""
            for figure in figures:
                for dots in _signs(int(figure)):
                    samples.extend(self._beep(dots * dot))
                    samples.extend([0] * dot)
            samples.extend([0] * (2 * dot))
        samples.extend([0] * (RATE_HZ // 4))
        return Clip(wav(samples.tobytes(), RATE_HZ), "wav")

    def _beep(self, length: int) -> array[int]:
        turn = 2 * math.pi * self._options.tone_hz / RATE_HZ
        return array("h", (round(8000 * math.sin(math.pi * i / length) * math.sin(turn * i)) for i in range(length)))


def _signs(figure: int) -> list[int]:
    """Return the five signs of a figure: 1 is ``.----``, 5 ``.....``, 9 ``----.``, 0 ``-----``."""
    return [1 if 0 < (figure - place) <= 5 else 3 for place in range(5)]
