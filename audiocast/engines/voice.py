"""Checks that every engine makes on an utterance before it speaks."""

from __future__ import annotations

from collections.abc import Sequence

from audiocast.errors import EngineError, VoiceError, suggest
from audiocast.models import Utterance, Voice


def find_voice(voices: Sequence[Voice], utterance: Utterance) -> Voice:
    """Return the voice that ``utterance`` names.

    Raises:
        VoiceError: ``voices`` has no such name.
    """
    for voice in voices:
        if voice.name == utterance.voice:
            return voice
    engine = voices[0].engine
    raise VoiceError(
        f"{engine} has no voice {utterance.voice!r}",
        way_out=suggest(
            utterance.voice, [voice.name for voice in voices], f"`audiocast voices --engine {engine}` lists them"
        ),
    )


def require_speech(utterance: Utterance) -> None:
    """Refuse a text of marks and blanks alone: no engine can say it and services answer it with nothing.

    Raises:
        EngineError: no character of the text is a letter, a Han character or a digit.
    """
    if not any(character.isalnum() for character in utterance.text):
        raise EngineError(f"nothing to say in {utterance.text!r}", way_out="a sentence needs a letter or a character")
