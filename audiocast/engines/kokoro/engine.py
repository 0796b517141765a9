"""The Kokoro engine: an embedded neural voice that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from audiocast.engines import Place, Takes
from audiocast.engines.kokoro import frontend, model, vocabulary, voices
from audiocast.engines.voice import find_voice, require_speech
from audiocast.engines.wav import wav
from audiocast.errors import EngineError
from audiocast.models import Clip, Utterance, Voice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPEED_PERCENT = range(-50, 101)
GAIN = 0.8
"""Raw peaks reach about 1.13; one gain for all keeps the sentences' own balance."""
CEILING = 0.99


class KokoroOptions(BaseModel):
    """Where the voice files are; by default `voices.default_data_dir`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path | None = None


class KokoroEngine:
    """Kokoro-82M on onnxruntime: 24 kHz mono 16 bit WAV, untrimmed (about 0.4 s of silence before, 1 s after)."""

    Options = KokoroOptions
    takes: Takes = "pinyin"
    place: Place = "anywhere"
    max_chars = 45
    fingerprint = f"kokoro/{model.SHA256[:12]}/{frontend.VERSION}"

    def __init__(self, options: KokoroOptions) -> None:
        self._options = options

    def voices(self) -> Sequence[Voice]:
        """Return the eight Mandarin voices; ``installed`` says which files are there."""
        return voices.listed(self._data_dir)

    def speak(self, utterance: Utterance) -> Clip:
        """Return ``utterance`` spoken; the same utterance gives the same bytes on one machine.

        Raises:
            VoiceError: there is no such voice, or its file is not installed.
            EngineError: a character or syllable cannot be said, the piece is too long, or the model is missing.
        """
        voice = find_voice(self.voices(), utterance)
        require_speech(utterance)
        if utterance.rate_percent not in SPEED_PERCENT:
            raise EngineError(f"kokoro cannot speak at {utterance.rate_percent:+d} %", way_out="from -50 to +100")
        if utterance.pitch_hz:
            raise EngineError("kokoro cannot shift the pitch", way_out="leave pitch out, or choose another voice")
        tokens = vocabulary.tokens(frontend.phonemes(utterance))
        styles = voices.load(voice.name, self._data_dir)
        style = styles[min(len(tokens), len(styles) - 1)]
        samples = model.synthesise(tokens, style, 1 + utterance.rate_percent / 100)
        return Clip(wav(_pcm16(samples), model.RATE_HZ), "wav")

    @property
    def _data_dir(self) -> Path:
        return self._options.data_dir or voices.default_data_dir()


def _pcm16(samples: NDArray[np.float32]) -> bytes:
    import numpy as np

    peak = float(np.abs(samples).max(initial=0.0))
    if not np.isfinite(peak):
        raise EngineError("kokoro returned sound that is not finite", way_out="please report the sentence")
    gain = min(GAIN, CEILING / peak) if peak else GAIN
    pcm: NDArray[np.int16] = np.rint(samples * (gain * 32767)).astype("<i2")
    return pcm.tobytes()
