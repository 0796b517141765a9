"""Music becomes a row of exactly the length that is wanted: cut when it is longer, repeated without a seam when not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audiocast.audio.decode import Wave, to_wave
from audiocast.audio.loudness import hop_samples, k_energies
from audiocast.audio.music import Music, ms_to_samples
from audiocast.errors import ConfigError

SHORTEST_LOOP_MS = 2_000
"""What is shorter, repeated, is heard as a machine."""

_CROSSFADE_MS = 500
_ALIGN_MS = 30
"""How much may be given up of the end so that the waves meet in phase; a cycle of 33 Hz."""
_BODY_LU = 10.0
_MOST_OPPOSED = -0.8


def lay(music: Music, length: int) -> Wave:
    """Return ``length`` samples of music from its start.

    Music that is too short goes on from the start of its body once the end of its body is reached: the soft beginning
    is heard once and the dying end never.

    Raises:
        ConfigError: it is too short to be repeated.
    """
    wave = to_wave(music.samples)
    if len(wave) >= length:
        return wave[:length]
    start, end = _body(wave, music.rate_hz)
    if (end - start) * 1_000 < SHORTEST_LOOP_MS * music.rate_hz:
        raise ConfigError(
            f"the music {music.name} lasts {len(wave) * 1_000 // music.rate_hz} ms and {length // music.rate_hz} s are"
            " to be filled",
            way_out=f"give a piece that sounds for at least {SHORTEST_LOOP_MS // 1_000} s, or the piece 'pad'",
        )
    crossfade = ms_to_samples(_CROSSFADE_MS, music.rate_hz)
    end -= _give_up(wave[start:end], crossfade, ms_to_samples(_ALIGN_MS, music.rate_hz))
    seam = _blend(wave[end - crossfade : end], wave[start : start + crossfade])
    first = wave[: end - crossfade]
    again = np.concatenate([seam, wave[start + crossfade : end - crossfade]])
    repeats = max(0, -(-(length - len(first)) // len(again)))
    return np.concatenate([first, np.tile(again, repeats)])[:length]


def _body(wave: Wave, rate_hz: int) -> tuple[int, int]:
    """Return where the music is first and last near the loudness of its loud half, to within 100 ms."""
    hop = hop_samples(rate_hz)
    energies = k_energies(wave, rate_hz)
    full = np.flatnonzero(energies >= np.median(energies[energies >= np.median(energies)]) * 10 ** (-_BODY_LU / 10))
    start, last = int(full[0]), int(full[-1])
    return start * hop, len(wave) if last == len(energies) - 1 else (last + 1) * hop


def _give_up(body: Wave, crossfade: int, longest: int) -> int:
    """Return how many samples to leave out at the end so that its last ones look most like the first ones."""
    head = body[:crossfade]
    region = body[len(body) - crossfade - longest :]
    likeness = np.correlate(region, head, "valid")
    sums = np.cumsum(np.square(np.concatenate([np.zeros(1, np.float32), region]), dtype=np.float64))
    energies = sums[crossfade:] - sums[: len(sums) - crossfade]
    return longest - int(np.argmax(likeness / np.sqrt(np.maximum(energies, 1e-12))))


def _blend(going: Wave, coming: Wave) -> Wave:
    """Fade from one stretch to the other at one energy, however alike they are.

    Equal-power curves are right for strangers only: two waves that are alike would swell by 3 dB in the middle.
    """
    turn = np.linspace(0, np.pi / 2, len(going), endpoint=False)
    down, up = np.cos(turn), np.sin(turn)
    power = max(1e-12, _power(going) * _power(coming)) ** 0.5
    alike = max(_MOST_OPPOSED, float(np.mean(going * coming, dtype=np.float64)) / power)
    blended: NDArray[np.float32] = ((down * going + up * coming) / np.sqrt(1 + 2 * down * up * alike)).astype(
        np.float32
    )
    return blended


def _power(wave: Wave) -> float:
    return float(np.mean(np.square(wave, dtype=np.float64)))
