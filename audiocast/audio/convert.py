"""Sound from elsewhere (music, a second engine) brought to an edition's one rate, by ffmpeg's best resampler.

pydub's own resampling is linear interpolation: an 8 kHz tone loses 3 dB and gets an image 10 dB under it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from audiocast.audio.decode import Samples
from audiocast.audio.ffmpeg import run
from audiocast.errors import EncodeError

_SOXR = "resampler=soxr:precision=28"
_SWR = "filter_size=128:phase_shift=10:cutoff=0.97"


def to_samples_file(path: Path, rate_hz: int, ffmpeg: Path) -> Samples:
    """Return a sound file of any kind that ffmpeg reads as mono 16-bit samples at ``rate_hz``.

    Channels are mixed with equal weight, so that what is the same on both keeps its level.

    Raises:
        EncodeError: the file is not there, is no sound, or holds none.
    """
    resampler = _SOXR if _has_soxr(ffmpeg) else _SWR
    try:
        raw = run(
            ffmpeg,
            [
                *("-v", "error", "-nostdin", "-xerror", "-i", f"file:{path}", "-map", "0:a:0", "-ac", "1"),
                *("-af", f"aresample={rate_hz}:{resampler}", "-ar", str(rate_hz)),
                *("-fflags", "+bitexact", "-f", "s16le", "pipe:1"),
            ],
        )
    except EncodeError as error:
        raise EncodeError(f"{path.name} cannot be used as sound", way_out=error.what) from error
    if not raw:
        raise EncodeError(f"{path.name} holds no sound", way_out="give a sound file that plays")
    return np.frombuffer(raw, dtype="<i2").astype(np.int16, copy=False)


@lru_cache(maxsize=4)
def _has_soxr(ffmpeg: Path) -> bool:
    return b"--enable-libsoxr" in run(ffmpeg, ["-version"])
