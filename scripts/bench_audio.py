"""Measure post-production, from cached clips to the finished MP3, beside the two stitchers that most people write.

Every run is a process of its own; CPU is its own and that of all it starts, memory that of all of them at one moment.
What is compared takes turns; a figure is the median of the turns. The full run writes docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import bench_audio_clips as clips
import bench_audio_page as page
from bench_audio_run import POLL_S, Cost, run
from bench_text import Figure

from audiocast.audio.ffmpeg import find_ffmpeg, version

SCRIPTS = Path(__file__).parent
SHARED = SCRIPTS.parents[1] / "shared" / "bench"
OURS_24, OURS_48, NAIVE, CONCAT = "ours, 24 kHz", "ours, 48 kHz", "pydub, +=", "ffmpeg concat, 24 kHz"
ENCODE = "one encode"
RATES_HZ = {OURS_24: 24_000, OURS_48: 48_000}
BITRATE_KBPS = 64
MOST_MB = 150
CONSTANT_PROGRAMS = 3
"""The wheel's ffmpeg is tried once and asked for its version once; one stream copy writes the file."""
_MB = 1_000_000


@dataclass(frozen=True)
class Sizes:
    """How much is measured; bars that a full run must meet depend on its numbers of clips."""

    pair: int
    turns: int
    curve: tuple[int, ...]
    longest: int
    sentences: int
    naive: tuple[int, ...]
    is_full: bool


FULL = Sizes(300, 3, (30, 100, 1000), 3000, 2000, (30, 100), is_full=True)
QUICK = Sizes(60, 2, (30,), 300, 300, (30,), is_full=False)


class Bench:
    """A folder with clips and a cache that holds them, and what ran so far."""

    def __init__(self, folder: Path, sizes: Sizes) -> None:
        self.sizes = sizes
        self.costs: dict[str, dict[int, list[Cost]]] = defaultdict(lambda: defaultdict(list))
        self._folder = folder
        self._clips = folder / "clips"
        self._caches = 0

    def prepare(self) -> None:
        """Make the clips, put them into the cache and write the samples that one encoder is to encode."""
        clips.make(self._clips, self.sizes.longest, "mp3")
        self._script("bench_audio_ours", self._clips, self._folder / "cache", self.sizes.longest, "keep")
        cache, pcm = self.new_cache(), self._folder / "samples"
        self._script("bench_audio_ours", self._clips, cache, self.sizes.pair, "pcm", pcm, "--rate", 48_000)

    def new_cache(self) -> Path:
        """Return a cache that has every clip and no story."""
        self._caches += 1
        cache = self._folder / f"cache{self._caches}"
        cache.mkdir()
        (cache / "clips").symlink_to(self._folder / "cache" / "clips", target_is_directory=True)
        return cache

    def ours(
        self, name: str, number: int, cache: Path | None = None, changed: int | None = None
    ) -> tuple[Cost, Mapping[str, Any]]:
        """Produce an episode; return what it cost and what was made. Only a run without a cache of its own is noted."""
        given = cache or self.new_cache()
        options = ("--rate", RATES_HZ[name], *(("--changed", changed) if changed is not None else ()))
        out = self._folder / "made"
        cost = self._script("bench_audio_ours", self._clips, given, number, "produce", out, *options)
        if cache is None:
            self.costs[name][number].append(cost)
            shutil.rmtree(given)
        return cost, json.loads(cost.out)

    def naive(self, number: int) -> Cost:
        """Stitch with pydub as most people do."""
        shared = SHARED / "baseline_pydub_naive.py"
        script = shared if shared.is_file() else SCRIPTS / "bench_audio_pydub.py"
        return self._noted(NAIVE, number, [sys.executable, script, self._clips, self._folder / "out.mp3", number])

    def concat(self, number: int) -> Cost:
        """Stitch with ffmpeg's concat demuxer as most people do."""
        shared = SHARED / "baseline_ffmpeg_concat.sh"
        out = self._folder / "out.mp3"
        own = [sys.executable, SCRIPTS / "bench_audio_concat.py", self._clips, out, number]
        theirs = ["bash", shared, self._clips, out, "encode", number]
        return self._noted(CONCAT, number, theirs if shared.is_file() else own)

    def encode(self) -> Cost:
        """Encode the samples of the pair's episode in one go, as one of our encoders does."""
        samples = ("-f", "s16le", "-ar", clips.RATE_HZ, "-ac", 1, "-i", self._folder / "samples")
        quality = ("-c:a", "libmp3lame", "-reservoir", 0, "-compression_level", 5, "-b:a", "64k")
        out = self._folder / "out.mp3"
        return run([find_ffmpeg(), "-v", "error", "-y", *map(str, samples), "-ar", "48000", *map(str, quality), out])

    def curves(self) -> dict[str, dict[int, Cost]]:
        """Return the median of what was noted."""
        return {
            name: {number: _middle(costs) for number, costs in self.costs[name].items()}
            for name in (NAIVE, CONCAT, OURS_24, OURS_48)
        }

    def _noted(self, name: str, number: int, command: Sequence[object]) -> Cost:
        cost = run([str(word) for word in command])
        self.costs[name][number].append(cost)
        return cost

    def _script(self, name: str, *arguments: object) -> Cost:
        return run([sys.executable, SCRIPTS / f"{name}.py", *(str(argument) for argument in arguments)])


def pairs(bench: Bench) -> Iterator[Figure]:
    """Measure ours beside the others and beside one encode, in turns."""
    number, full = bench.sizes.pair, bench.sizes.is_full
    ways: dict[str, Callable[[], Cost]] = {
        NAIVE: lambda: bench.naive(number),
        OURS_24: lambda: bench.ours(OURS_24, number)[0],
        CONCAT: lambda: bench.concat(number),
        OURS_48: lambda: bench.ours(OURS_48, number)[0],
        ENCODE: bench.encode,
    }
    turns = []
    for turn in range(bench.sizes.turns):
        order = list(ways) if turn % 2 == 0 else list(ways)[::-1]
        turns.append({name: ways[name]() for name in order})
    for ours, other, most in (
        (OURS_24, NAIVE, 0.15),
        (OURS_48, NAIVE, 0.22),
        (OURS_24, CONCAT, 1.3),
        (OURS_48, ENCODE, 1.6),
    ):
        ratios = [turn[ours].cpu_s / turn[other].cpu_s for turn in turns]
        bar = most if full else None
        yield Figure(f"CPU of {number} clips, {ours}; {other} = 1", median(ratios), "×", most=bar)
        yield Figure("  spread of the turns", max(ratios) - min(ratios), "×")
    for ours, other in ((OURS_24, NAIVE), (OURS_24, CONCAT)):
        walls = [turn[ours].wall_s / turn[other].wall_s for turn in turns]
        yield Figure(f"wall time of {number} clips, {ours}; {other} = 1", median(walls), "×")


def growth(bench: Bench) -> Iterator[Figure]:
    """Measure how time and memory grow with the number of clips."""
    sizes = bench.sizes
    smallest, few, many = sizes.curve[0], sizes.pair, sizes.longest
    ratios = []
    for _ in range(2):
        before, much, after = (bench.ours(OURS_48, number)[0].cpu_s for number in (few, many, few))
        ratios.append(2 * much / (before + after))
        bench.ours(OURS_48, smallest)
    for number in (*sizes.curve, many):
        for name in (OURS_24, OURS_48):
            if not bench.costs[name][number] or number == smallest:
                bench.ours(name, number)
        bench.concat(number)
        if number in sizes.naive:
            bench.naive(number)
    yield Figure(f"CPU of {many} clips; {few} = 1", median(ratios), "×", most=11 if sizes.is_full else None)
    peaks = [max(cost.peak_bytes for cost in bench.costs[OURS_48][number]) for number in (many, smallest)]
    bar = 1.3 if sizes.is_full else None
    yield Figure(f"most memory at {many} clips; at {smallest} = 1", peaks[0] / peaks[1], "×", most=bar)
    largest = max(cost.peak_bytes for name in RATES_HZ for costs in bench.costs[name].values() for cost in costs)
    yield Figure("most memory of all processes at one moment, any run of ours", largest / _MB, "MB", most=MOST_MB)


def rebuilds(bench: Bench) -> Iterator[Figure]:
    """Measure what is done again when one sentence of an edition changed, and when none did."""
    number = bench.sizes.sentences
    cache = bench.new_cache()
    cost, made = bench.ours(OURS_48, number, cache)
    yield Figure(f"{number} sentences: encoders for a story", made["encoders"] / made["stories"], "", most=1)
    yield Figure("  other programs started", made["processes"] - made["encoders"], "", most=CONSTANT_PROGRAMS)
    runs = [bench.ours(OURS_48, number, cache, place) for place in (number // 4, number // 2, 3 * number // 4)]
    if len({made["sha256"], *(again["sha256"] for _, again in runs)}) < 1 + len(runs):
        raise SystemExit("bench: a changed sentence has changed nothing")
    shares = [again.cpu_s / cost.cpu_s for again, _ in runs]
    yield Figure("one sentence changed: CPU; all = 1", median(shares), "×", most=0.06 if bench.sizes.is_full else None)
    yield Figure("  encoders", max(again["encoders"] for _, again in runs), "", most=1)
    unchanged, same = bench.ours(OURS_48, number, cache)
    yield Figure("nothing changed: encoders", same["encoders"], "", most=0)
    yield Figure("  files with the same SHA-256", int(same["sha256"] == made["sha256"]), "", least=1)
    yield Figure("  CPU; all = 1", unchanged.cpu_s / cost.cpu_s, "×")


def facts(sizes: Sizes) -> str:
    """Return what was measured on what, in a few short paragraphs."""
    theirs = "../shared/bench" if SHARED.is_dir() else "scripts/bench_audio_pydub.py, scripts/bench_audio_concat.py"
    return f"""\
Speech-like MP3 clips of {clips.MEAN_S:g} s with a second of silence around (`scripts/bench_audio_clips.py`) in stories
of {clips.CLIPS_A_STORY}; {sizes.turns} turns on {os.cpu_count()} cores. CPU is that of all processes, interpreter start
included; memory is the sum of their proportional set sizes, looked at every {1000 * POLL_S:.0f} ms.

Ours trims, levels, encodes at {BITRATE_KBPS} kbit/s like the others and measures the result, with ffmpeg
{version(find_ffmpeg())} (`profile = "small"` is its 24 kHz, at 48 kbit/s). The others ({theirs})
only join and encode, with ffmpeg {version(Path(str(shutil.which("ffmpeg"))))}. "One encode" is our encoder's
command on all of our samples at once.

The dictionaries that a build loads to read text (70 MB) are not in it: every cue here fits one line."""


def main() -> int:
    """Print the figures and return 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="scripts/bench audio", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument("--quick", action="store_true", help="fewer clips, fewer bars, docs left alone")
    chosen = parser.parse_args()
    for program in ("ffmpeg", "ffprobe"):
        if not shutil.which(program):
            raise SystemExit(f"bench: no {program} for the baselines: apt-get install ffmpeg")
    sizes = QUICK if chosen.quick else FULL
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="audiocast-bench-") as name:
        bench = Bench(Path(name), sizes)
        bench.prepare()
        for measure in (pairs, growth, rebuilds):
            for figure in measure(bench):
                figures.append(figure)
                if not chosen.json:
                    report(figure)
        if sizes.is_full:
            page.write(figures, bench.curves(), facts(sizes))
    if chosen.json:
        print(json.dumps([{**asdict(figure), "met": figure.is_met} for figure in figures], ensure_ascii=False))
    return int(not all(figure.is_met for figure in figures))


def report(figure: Figure) -> None:
    """Print one line."""
    verdict = ("met" if figure.is_met else "MISSED") if figure.bar else ""
    value = f"{figure.value:.3f}" if figure.unit == "×" else f"{figure.value:.0f}"
    print(f"{figure.name:<64}{value:>8} {figure.unit:<3}{figure.bar:<7} {verdict}".rstrip(), flush=True)


def _middle(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        median(cost.cpu_s for cost in costs),
        median(cost.wall_s for cost in costs),
        round(median(cost.peak_bytes for cost in costs)),
        "",
    )


if __name__ == "__main__":
    sys.exit(main())
