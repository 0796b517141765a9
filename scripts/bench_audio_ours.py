"""Post-production of cached clips for `scripts/bench audio`: each mode is run as a process of its own.

CLIPS CACHE NUMBER keep           put the clips into the cache as a build does when they were spoken
CLIPS CACHE NUMBER pcm OUT        write the levelled samples of every story, end to end, at the clips' rate
CLIPS CACHE NUMBER produce OUT    from the cache to the finished MP3 in the folder OUT; prints what was made as JSON

``--rate`` is the MP3's; ``--changed PLACE`` has the clip there spoken anew (the last of the manifest stands in for it).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from bench_audio_clips import Row, read_manifest

from audiocast.audio.ffmpeg import find_ffmpeg, version
from audiocast.audio.inspect import inspect
from audiocast.audio.sound import SMALL, Part, Sound
from audiocast.audio.stitch import wav_bytes
from audiocast.cache import Cache
from audiocast.encoding import Studio, open_encoder
from audiocast.models import AudioFormat, Clip, Segment, Sentence, Span, Utterance
from audiocast.plan import Passage, Piece
from audiocast.production import Labelling, Product, produce

BITRATE_KBPS = 64
"""The baselines' too; `profile = "small"` would take 48 at 24 kHz."""
SOUNDS = {48_000: Sound(bitrate_kbps=BITRATE_KBPS), 24_000: replace(SMALL, bitrate_kbps=BITRATE_KBPS)}
LABELLING = Labelling("试播", "编辑部", "新闻", "2026-01-01", 1, "zh-cn", "{}", "")
SPARE = "spoken anew"


@dataclass
class Processes:
    """Every program that this process starts, seen by Python's own audit of it."""

    commands: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Start counting; a hook cannot be taken away again."""
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "subprocess.Popen" or event in ("os.exec", "os.posix_spawn", "os.spawn", "os.system"):
            self.commands.append(str(arguments))

    @property
    def encoders(self) -> int:
        """How many of them encode."""
        return sum("libmp3lame" in command for command in self.commands)


def utterance(text: str) -> Utterance:
    """Return what a clip is cached under."""
    return Utterance(text, "bench", "bench/1")


def passages(rows: Sequence[Row], changed: int | None) -> list[Passage]:
    """Return a story for each fifteen clips, a sentence a clip, each of one cue.

    Longer ones would have the text's dictionaries loaded, which in a build are there before anything is spoken.
    """
    made: list[Passage] = []
    numbered = list(enumerate(rows))
    ends = [0, *(number + 1 for number, row in numbered[:-1] if row.after == "story"), len(rows)]
    for first, end in pairwise(ends):
        sentences, pieces = [], []
        for number, row in numbered[first:end]:
            written = f"第{number + 1}句到此为止。"
            opens = number == first or rows[number - 1].after != "sentence"
            spans = tuple(Span(character, character, (None,), "") for character in written)
            sentences.append(Sentence(written, spans, "body", "story", row.pause_ms, opens))
            said = utterance(SPARE if number == changed else row.file)
            pieces.append(Piece(said, written, row.pause_ms, number))
        segment = Segment("story", f"第{len(made) + 1}条", tuple(sentences))
        made.append(Passage(segment, "bench", tuple(pieces), first))
    return made


def keep(clips: Path, cache: Cache, rows: Sequence[Row]) -> None:
    """Inspect the clips and put them into the cache; the last stands in for one that is spoken anew as well."""
    for row, name in [*((row, row.file) for row in rows), (rows[-1], SPARE)]:
        data = (clips / row.file).read_bytes()
        format_: AudioFormat = "mp3" if row.file.endswith(".mp3") else "wav"
        cache.keep_clip(utterance(name).digest, Clip(data, format_, inspect(data, format_)))


def write_pcm(cache: Cache, rows: Sequence[Row], rate_hz: int, out: Path) -> None:
    """Write the samples that are encoded, with the pauses between stories."""
    with out.open("wb") as file:
        for passage in passages(rows, None):
            parts = []
            for piece in passage.pieces:
                clip = cache.clip(piece.utterance.digest)
                assert clip is not None
                parts.append(Part(clip, piece.pause_after_ms, piece.utterance.voice))
            file.write(wav_bytes(parts, SOUNDS[rate_hz])[44:])
            file.write(bytes(2 * 24 * passage.pieces[-1].pause_after_ms))


def post_produce(cache: Cache, planned: Sequence[Passage], rate_hz: int, out: Path) -> Product:
    """Do what a build does when everything was spoken."""
    ffmpeg = find_ffmpeg()
    studio = Studio(SOUNDS[rate_hz], ffmpeg, version(ffmpeg), cache)
    out.mkdir(parents=True, exist_ok=True)
    with open_encoder(studio) as encoder:
        return produce("bench", planned, LABELLING, None, studio, encoder, out)


def main() -> None:
    """Run one mode."""
    parser = argparse.ArgumentParser()
    parser.add_argument("clips", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("number", type=int)
    parser.add_argument("mode", choices=("keep", "pcm", "produce"))
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--rate", type=int, choices=sorted(SOUNDS), default=48_000)
    parser.add_argument("--changed", type=int)
    chosen = parser.parse_args()
    rows = read_manifest(chosen.clips, chosen.number)
    cache = Cache(chosen.cache)
    if chosen.mode == "keep":
        keep(chosen.clips, cache, rows)
    elif chosen.mode == "pcm":
        write_pcm(cache, rows, chosen.rate, chosen.out)
    else:
        processes = Processes()
        processes.watch()
        planned = passages(rows, chosen.changed)
        media = post_produce(cache, planned, chosen.rate, chosen.out).media
        made = {
            "sha256": media.sha256,
            "duration_ms": media.duration_ms,
            "lufs": media.lufs,
            "true_peak_dbtp": media.true_peak_dbtp,
            "stories": len(planned),
            "processes": len(processes.commands),
            "encoders": processes.encoders,
        }
        print(json.dumps(made))


if __name__ == "__main__":
    main()
