"""What the contract battery runs in a process of its own."""

from __future__ import annotations

from audiocast.engines import EngineSpec, open_engine, speak
from audiocast.models import Clip, Failure, Utterance


def fingerprint_and_clip(spec: EngineSpec, utterance: Utterance) -> tuple[str, Clip | Failure]:
    return open_engine(spec).fingerprint, speak(spec, utterance)
