"""Samples to WAV bytes."""

from __future__ import annotations

import io
import wave


def wav(samples: bytes, rate_hz: int) -> bytes:
    """Return little-endian 16 bit mono ``samples`` as a WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples)
    return buffer.getvalue()
