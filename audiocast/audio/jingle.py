"""Short pieces that ship as code: what a show may have around its stories before its producer brings music.

A piece is a list of notes, each a few sine waves with an envelope: no file, no licence, no random number. The notes are
of one pentatonic scale over C, so that any piece may stand next to any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiocast.audio.decode import Samples, to_samples
from audiocast.errors import ConfigError, suggest

_PEAK = 0.5
_END_FADE_MS = 30
_HIGHEST_SHARE = 0.45
"""A partial above this share of the rate is left out: it would fold back."""


@dataclass(frozen=True, slots=True)
class _Partial:
    """One sine of an instrument: its frequency over the note's, its level, and how fast it dies (0 = never)."""

    ratio: float
    level: float
    decay_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class _Instrument:
    """Partials and an envelope; with no ``swell_ms`` a note is struck and rings, else it swells and fades as long."""

    partials: tuple[_Partial, ...]
    attack_ms: float = 4.0
    swell_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class _Note:
    pitch: str
    start_ms: float
    level: float = 1.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """``circular``: what rings past the end is laid over the start, so that the piece repeats without an edge."""

    instrument: _Instrument
    length_ms: int
    notes: tuple[_Note, ...]
    circular: bool = False


_BELL = _Instrument(
    (_Partial(1, 1, 520), _Partial(2, 0.4, 300), _Partial(3.01, 0.16, 150), _Partial(5.42, 0.05, 60)), attack_ms=3
)
_MALLET = _Instrument((_Partial(1, 1, 190), _Partial(3.93, 0.18, 55), _Partial(9.2, 0.03, 20)), attack_ms=2)
# Two sines a fraction of a hertz apart beat slowly, which is what makes a pad warm.
_PAD = _Instrument(
    (
        *(_Partial(0.9985, 0.3), _Partial(1, 0.7), _Partial(1.9985, 0.07), _Partial(2, 0.15)),
        *(_Partial(3, 0.06), _Partial(4, 0.025)),
    ),
    swell_ms=4_000,
)


def _chord(start_ms: int, *pitches: str) -> tuple[_Note, ...]:
    return tuple(_Note(pitch, start_ms) for pitch in pitches)


_PIECES = {
    "chime": _Piece(_BELL, 2_600, (_Note("E5", 0, 0.8), _Note("G5", 170, 0.9), _Note("C6", 340))),
    "sting": _Piece(_MALLET, 900, (_Note("G5", 0, 0.8), _Note("C6", 110), _Note("E6", 220, 0.7))),
    "close": _Piece(_BELL, 3_400, (_Note("C6", 0), _Note("G5", 320, 0.9), _Note("E5", 640, 0.9), _Note("C5", 960))),
    "pad": _Piece(
        _PAD,
        16_000,
        _chord(0, "C3", "G3", "C4", "E4")
        + _chord(4_000, "A2", "E3", "C4", "G4")
        + _chord(8_000, "D3", "A3", "C4", "E4")
        + _chord(12_000, "G2", "D3", "G3", "C4"),
        circular=True,
    ),
}

NAMES = tuple(_PIECES)
"""The pieces: ``chime`` opens, ``sting`` stands between stories, ``close`` ends, ``pad`` lies under speech."""


def synthesise(name: str, rate_hz: int) -> Samples:
    """Return a piece as mono samples; its loudest sample is 6 dB under full scale.

    Raises:
        ConfigError: there is no piece of that name.
    """
    piece = _PIECES.get(name)
    if piece is None:
        raise ConfigError(f"no piece {name!r}", way_out=suggest(name, NAMES))
    wave = np.zeros(_samples(piece.length_ms, rate_hz))
    for note in piece.notes:
        _add(wave, _sound(piece.instrument, note, len(wave), rate_hz), _samples(note.start_ms, rate_hz), piece.circular)
    if not piece.circular:
        fade = _samples(_END_FADE_MS, rate_hz)
        wave[len(wave) - fade :] *= np.linspace(1, 0, fade)
    return to_samples((wave * (_PEAK / np.abs(wave).max())).astype(np.float32))


def _sound(instrument: _Instrument, note: _Note, longest: int, rate_hz: int) -> NDArray[np.float64]:
    length = min(longest, _samples(2 * instrument.swell_ms, rate_hz)) if instrument.swell_ms else longest
    ms = np.arange(length) * (1_000 / rate_hz)
    pitch_hz = _hertz(note.pitch)
    wave = np.zeros(length)
    for partial in _heard(instrument.partials, pitch_hz, rate_hz):
        decay = np.exp(-ms / partial.decay_ms) if partial.decay_ms else 1.0
        wave += partial.level * decay * np.sin(2 * np.pi * pitch_hz * partial.ratio / 1_000 * ms)
    if instrument.swell_ms:
        # Half sines that overlap by half keep the energy, so chords melt into each other.
        envelope = np.sin(np.pi / 2 * ms / instrument.swell_ms)
    else:
        envelope = np.sin(np.pi / 2 * np.minimum(1, ms / instrument.attack_ms)) ** 2
    shaped: NDArray[np.float64] = note.level * envelope * wave
    return shaped


def _heard(partials: Sequence[_Partial], pitch_hz: float, rate_hz: int) -> list[_Partial]:
    return [one for one in partials if pitch_hz * one.ratio < _HIGHEST_SHARE * rate_hz]


def _add(wave: NDArray[np.float64], sound: NDArray[np.float64], start: int, circular: bool) -> None:
    inside = min(len(sound), len(wave) - start)
    wave[start : start + inside] += sound[:inside]
    if circular:
        wave[: len(sound) - inside] += sound[inside:]


def _hertz(pitch: str) -> float:
    """Return the frequency of a note such as ``A4`` (440 Hz) in equal temperament."""
    return float(440 * 2 ** (("C D EF G A B".index(pitch[0]) - 9) / 12 + int(pitch[1:]) - 4))


def _samples(ms: float, rate_hz: int) -> int:
    return round(ms * rate_hz / 1_000)
