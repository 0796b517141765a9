"""Samples to WAV bytes."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING

from audiocast.errors import EngineError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

GAIN = 0.8
"""Raw peaks of neural voices reach about 1.13; one gain for all keeps the sentences' own balance."""
CEILING = 0.99


def wav(samples: bytes, rate_hz: int) -> bytes:
    """Return little-endian 16 bit mono ``samples`` as a WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples)
    return buffer.getvalue()


def pcm16(samples: ArrayLike) -> bytes:
    """Return float ``samples`` (1.0 is full scale) as little-endian 16 bit ones, `GAIN` lower and never clipped.

    Raises:
        EngineError: a sample is not finite.
    """
    import numpy as np

    wave_form: NDArray[np.float32] = np.asarray(samples, dtype=np.float32)
    peak = float(np.abs(wave_form).max(initial=0.0))
    if not np.isfinite(peak):
        raise EngineError("the voice returned sound that is not finite", way_out="please report the sentence")
    gain = min(GAIN, CEILING / peak) if peak else GAIN
    pcm: NDArray[np.int16] = np.rint(wave_form * (gain * 32767)).astype("<i2")
    return pcm.tobytes()
