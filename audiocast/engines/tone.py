"""The tone engine: deterministic beeps shaped like speech, for tests, drafts and machines without a voice.

Each character is one syllable of four short tones whose pitches spell its code point, so two texts never sound the
same and the length follows the text. Marks are syllables far below speech level, so they read as pauses.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Sequence
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from audiocast.engines import Place, Takes
from audiocast.engines.voice import find_voice, require_speech
from audiocast.engines.wav import wav
from audiocast.errors import EngineError
from audiocast.models import Clip, Utterance, Voice

RATE_HZ = 24_000
HEAD_SAMPLES = RATE_HZ * 180 // 1000
TAIL_SAMPLES = RATE_HZ * 300 // 1000
SYLLABLE_S = 1 / 4.5
TONES = 4
"""Tones in one syllable."""
PITCHES = 34
"""Different pitches of one tone: 34 ** 4 is more than there are code points."""
SPEECH_RMS = 0.1 * 32767
PAUSE_RMS = 0.0008 * 32767
"""-62 dBFS: heard by nobody and by no trimmer, yet it tells a comma from a full stop."""

_LOWEST_CYCLES = {"low": 6, "middle": 9, "high": 13, "bright": 18}


class ToneOptions(BaseModel):
    """The tone engine has no options."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ToneEngine:
    """Beeps at about 4.5 characters a second, 24 kHz mono 16 bit WAV; needs the standard library only."""

    Options = ToneOptions
    takes: Takes = "text"
    place: Place = "anywhere"
    max_chars = 45
    fingerprint = "tone/1"

    def __init__(self, options: ToneOptions) -> None:
        self._options = options

    def voices(self) -> Sequence[Voice]:
        """Return the four voices, lowest first."""
        return tuple(Voice(name, "tone", "zh-CN", about=f"beeps, {name} pitch") for name in _LOWEST_CYCLES)

    def speak(self, utterance: Utterance) -> Clip:
        """Return the beeps for ``utterance``; the pitch rises with the rate, as a tape's does.

        Raises:
            VoiceError: there is no such voice.
            EngineError: nothing to say, or the rate or the pitch is out of reach.
        """
        voice = find_voice(self.voices(), utterance)
        require_speech(utterance)
        if not -90 <= utterance.rate_percent <= 400:
            raise EngineError(f"tone cannot speak at {utterance.rate_percent:+d} %", way_out="from -90 to +400")
        length = round(RATE_HZ * SYLLABLE_S / TONES / (1 + utterance.rate_percent / 100))
        lowest = _LOWEST_CYCLES[voice.name] + round(utterance.pitch_hz * length / RATE_HZ)
        if not 1 <= lowest < length / 2 - PITCHES:
            raise EngineError(f"tone cannot shift the pitch by {utterance.pitch_hz:+d} Hz", way_out="use a smaller one")
        samples = array("h", bytes(2 * HEAD_SAMPLES))
        for character in utterance.text:
            rms = SPEECH_RMS if character.isalnum() else PAUSE_RMS
            code = ord(character)
            for position in range(TONES):
                code, digit = divmod(code, PITCHES)
                samples.extend(_tone(length, lowest + digit, position, rms))
        samples.extend(array("h", bytes(2 * TAIL_SAMPLES)))
        if sys.byteorder == "big":
            samples.byteswap()
        return Clip(wav(samples.tobytes(), RATE_HZ), "wav")


@lru_cache(maxsize=1024)
def _tone(length: int, cycles: int, position: int, rms: float) -> array[int]:
    """Return ``cycles`` whole waves in ``length`` samples, under their quarter of the syllable's swell.

    Whole waves start and end at zero, so tones join without a click.
    """
    turn = 2 * math.pi * cycles / length
    swell = math.pi / (TONES * length)
    # 0.2 + 0.8 sin over half a turn has a mean square of 0.04 + 0.64/pi + 0.32; a sine has one half.
    scale = rms / math.sqrt(0.5 * (0.36 + 0.64 / math.pi))
    return array(
        "h",
        (
            round(scale * (0.2 + 0.8 * math.sin(swell * (position * length + index))) * math.sin(turn * index))
            for index in range(length)
        ),
    )
