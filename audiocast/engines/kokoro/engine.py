"""The Kokoro engine: an embedded neural voice that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from audiocast.engines import Place, Takes
from audiocast.engines.data import default_data_dir
from audiocast.engines.kokoro import frontend, model, vocabulary, voices
from audiocast.engines.voice import find_voice, require_speech
from audiocast.engines.wav import pcm16, wav
from audiocast.errors import EngineError
from audiocast.models import Clip, Utterance, Voice

SPEED_PERCENT = range(-50, 101)


class KokoroOptions(BaseModel):
    """Where the voice files are; by default `audiocast.engines.data.default_data_dir`."""

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
        return Clip(wav(pcm16(samples), model.RATE_HZ), "wav")

    @property
    def _data_dir(self) -> Path:
        return self._options.data_dir or default_data_dir()
