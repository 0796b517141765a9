"""One text spoken to a WAV file, to hear how something is read; its clips are cached like any other."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from audiocast import text
from audiocast.audio.sound import Part, Sound
from audiocast.audio.stitch import samples_to_ms, wav_bytes
from audiocast.cache import Cache, default_cache_dir
from audiocast.config import Settings
from audiocast.errors import EngineError, StorageError, UsageError
from audiocast.executors import open_map
from audiocast.files import write_atomically
from audiocast.models import Failure, Script, Segment, Sentence, Utterance
from audiocast.pace import Pace
from audiocast.patience import Persistence
from audiocast.plan import plan
from audiocast.speaker import Speaker, open_speaker
from audiocast.speech import examine, speak, unspoken


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, by whom, and how long it is."""

    spoken: str
    voice: str
    duration_ms: int


def say(words: str, output: Path, settings: Settings, lexicon: text.Lexicon) -> Said:
    """Speak ``words`` with the settings' first engine and voice and write a WAV file at the engine's rate.

    Raises:
        UsageError: there is nothing to say, or ``output`` does not end in .wav; EngineError: it could not be spoken;
            StorageError: there is no such folder, or no file was written.
    """
    _require_wav(output)
    voice, rests = settings.voice, settings.pauses
    speaker = open_speaker(voice.engine[0], voice, clause_pause_ms=rests.clause, respell=settings.respell)
    sentences = tuple(
        Sentence(written, tuple(text.read(written, lexicon)), "body", "story", rests.sentence)
        for written in text.split(words.strip(), max_chars=None)
        if written.strip()
    )
    (passage,) = plan(Script((Segment("story", "", sentences),)), speaker.cast.story[:1], speaker.manner)
    if not passage.pieces:
        raise UsageError(f"there is nothing to say in {words!r}", way_out="give a word or a sentence")
    store = Cache(default_cache_dir(settings.build.cache))
    _speak(speaker, [piece.utterance for piece in passage.pieces], store)
    clips = [(store.clip(piece.utterance.digest), piece.pause_after_ms) for piece in passage.pieces]
    parts = [Part(clip, pause_ms) for clip, pause_ms in clips if clip is not None]
    data = wav_bytes(parts, Sound())
    write_atomically(output, data)
    with wave.open(io.BytesIO(data)) as reader:
        duration_ms = samples_to_ms(reader.getnframes(), reader.getframerate())
    return Said("".join(sentence.spoken for sentence in sentences), passage.voice, duration_ms)


def _require_wav(output: Path) -> None:
    if output.suffix.lower() != ".wav":
        raise UsageError(f"{output} would be a WAV file", way_out="end it in .wav")
    if not output.parent.is_dir():
        raise StorageError(f"there is no folder {output.parent}", way_out="make it, or write elsewhere")


def _speak(speaker: Speaker, utterances: list[Utterance], cache: Cache) -> None:
    pace = Pace()
    missing = unspoken(utterances, cache, pace)
    persistence = Persistence(
        speaker.name, speaker.jobs, online=speaker.place == "driver", examine=partial(examine, pace)
    )
    with open_map(speaker.jobs) as spread:
        for result in speak(missing, speaker.say, cache, spread, persistence):
            if isinstance(result, Failure):
                raise EngineError(f"“{result.utterance.text}” could not be spoken", way_out=result.reason)
