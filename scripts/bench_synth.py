"""Measure a build beside pure synthesis of the same sentences by the same pool, and one kind of worker beside another.

Kokoro speaks. Wall time, taken in turns, medians of the pairs; interpreter start and loading the model are in neither:
every pool speaks a few words first. The build is all of `audiocast build`: planning, cache, stitching, pages. On a
machine that others use as well, look at the CPU's ratio too: wall time is then theirs as much as ours.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

from bench_text import Figure, sentences

from audiocast import draft, engines, shows
from audiocast.build import Order, build
from audiocast.engines import EngineSpec
from audiocast.events import Finished, Planned, Speaking, Stitching
from audiocast.executors import KINDS, Kind, Map, default_jobs, open_map
from audiocast.models import Clip, Utterance
from audiocast.plan import utterances
from audiocast.sources.files import read_article
from audiocast.speaker import open_speaker

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ARTICLE = "2025-03-02.txt"
SENTENCES_A_STORY = 10
SHORTEST, LONGEST = 15, 40
SETTINGS = """\
title = "试播新闻"
description = "每日要闻"
author = "试播编辑部"
email = "news@example.org"
base_url = "http://127.0.0.1:8000/"

[voice]
engine = "kokoro"
voices = ["zf_xiaobei", "zm_yunjian"]
"""
SPEC = EngineSpec("kokoro")
WARM_UP_CALLS = 3
"""For each worker, so that all of them have loaded the model."""


@dataclass(frozen=True)
class Times:
    """Where the seconds of one build went."""

    total_s: float
    cpu_s: float
    """Of this process and the ffmpegs that it started."""
    before_s: float
    """Until the first sentence could be spoken."""
    speaking_s: float
    stitching_s: float
    after_s: float
    """Records, feed and pages."""


def write_show(folder: Path, number: int) -> Path:
    """Write a show with one edition of that many sentences of text and return its folder."""
    show = folder / "show"
    (show / "articles").mkdir(parents=True)
    (show / "show.toml").write_text(SETTINGS, encoding="utf-8")
    news = (sentence for sentence in sentences() if SHORTEST <= len(sentence) <= LONGEST)
    lines: list[str] = []
    for story in range(-(-number // SENTENCES_A_STORY)):
        body = list(islice(news, min(SENTENCES_A_STORY, number - story * SENTENCES_A_STORY)))
        lines += [f"# 各地民生项目第{story + 1}批集中完工", "", *("\n\n".join(body).splitlines()), ""]
    (show / "articles" / ARTICLE).write_text("\n".join(lines), encoding="utf-8")
    return show


def planned(show: Path) -> list[Utterance]:
    """Return what a build of the show has to say, each once, in order."""
    folder = shows.open_show(str(show), environ={})
    raw = read_article(show / "articles" / ARTICLE)
    made = draft.draft(raw, "episode", ARTICLE, folder.settings, folder.words())
    voice = folder.settings.voice
    speaker = open_speaker(voice.engine[0], voice, clause_pause_ms=folder.settings.pauses.clause)
    return list(dict.fromkeys(utterances(draft.voiced(made, speaker.cast, speaker.manner, ()))))


@dataclass(frozen=True)
class Synthesis:
    """What speaking everything once took, and gave: seconds of wall time and of CPU, of sound and of speech in it."""

    wall_s: float
    cpu_s: float
    sound_s: float
    speech_s: float


def synthesise(spread: Map, items: Sequence[Utterance]) -> Synthesis:
    """Speak and inspect everything, keep nothing; CPU is this process's own."""
    began, cpu_began = time.perf_counter(), time.process_time()
    sound_s = speech_s = 0.0
    for _, result in spread(partial(engines.speak, SPEC), items):
        if not isinstance(result, Clip) or result.facts is None:
            raise SystemExit(f"bench: {getattr(result, 'reason', result)}")
        sound_s += result.facts.samples / result.facts.rate_hz
        speech_s += (result.facts.speech_end - result.facts.speech_start) / result.facts.rate_hz
    return Synthesis(time.perf_counter() - began, time.process_time() - cpu_began, sound_s, speech_s)


def build_once(number: int) -> Times:
    """Build the show in a new folder with an empty cache, in this process."""
    with tempfile.TemporaryDirectory(prefix="audiocast-bench-") as name:
        show = write_show(Path(name), number)
        folder = shows.open_show(str(show), environ={"AUDIOCAST_CACHE": str(Path(name) / "cache")})
        at: dict[str, float] = {}
        began, cpu_began = time.perf_counter(), sum(os.times()[:4])
        for event in build(folder, Order(), now=NOW):
            moment = time.perf_counter() - began
            if isinstance(event, Finished) and event.status != "built":
                raise SystemExit("bench: the build failed: is kokoro installed with its voices (scripts/setup)?")
            if isinstance(event, Planned | Speaking | Stitching | Finished):
                at[type(event).__name__] = moment
        total = time.perf_counter() - began
        cpu_s = sum(os.times()[:4]) - cpu_began
    return Times(
        total,
        cpu_s,
        at["Planned"],
        at["Stitching"] - at["Planned"],
        at["Finished"] - at["Stitching"],
        total - at["Finished"],
    )


def warm_up(spread: Map, jobs: int) -> float:
    """Let every worker of a new pool load the model; return how long that took."""
    utterance = Utterance("新闻。", "zf_xiaobei", engines.open_engine(SPEC).fingerprint, ("xin1", "wen2", None))
    return synthesise(spread, [utterance] * (WARM_UP_CALLS * jobs)).wall_s


def against_pure(number: int, pairs: int, jobs: int) -> Iterator[Figure]:
    """Measure whole builds and pure synthesis in turns."""
    with tempfile.TemporaryDirectory(prefix="audiocast-bench-") as name:
        items = planned(write_show(Path(name), number))
    builds: list[Times] = []
    pures: list[Synthesis] = []
    with open_map(jobs) as spread:
        warm_up(spread, jobs)
        for turn in range(pairs):
            times = build_once(number) if turn % 2 else None
            pures.append(synthesise(spread, items))
            builds.append(times or build_once(number))
            print(f"bench: {turn + 1} of {pairs} pairs done", file=sys.stderr)
    ratios = [times.total_s / pure.wall_s for times, pure in zip(builds, pures, strict=True)]
    yield Figure("utterances", len(items), "")
    yield Figure("characters to say", sum(len(one.text) for one in items), "")
    yield Figure("sound", pures[0].sound_s, "s")
    yield Figure("speech in it, edges left out", pures[0].speech_s, "s")
    yield Figure("pure synthesis, real time = 1", median(pure.sound_s / pure.wall_s for pure in pures), "×")
    yield Figure("its CPU, length of the sound = 1", median(pure.cpu_s / pure.sound_s for pure in pures), "×")
    yield Figure("the build, pure synthesis = 1", median(ratios), "×", most=1.05)
    shares = [times.cpu_s / pure.cpu_s for times, pure in zip(builds, pures, strict=True)]
    yield Figure("its CPU, that of pure synthesis = 1", median(shares), "×")
    for number_of_pair, ratio in enumerate(ratios, start=1):
        yield Figure(f"  pair {number_of_pair}", ratio, "×")
    for what in ("before_s", "speaking_s", "stitching_s", "after_s"):
        share = median(getattr(times, what) / pure.wall_s for times, pure in zip(builds, pures, strict=True))
        yield Figure(f"  of it {what.removesuffix('_s')}", share, "×")


def against_each_other(number: int, pairs: int, jobs: int) -> Iterator[Figure]:
    """Measure one worker, and every kind of pool, beside the pool of threads; each pool stays open for its turns."""
    with tempfile.TemporaryDirectory(prefix="audiocast-bench-") as name:
        items = planned(write_show(Path(name), number))
    pools: dict[str, tuple[int, Kind]] = {"one thread": (1, "threads")}
    pools |= {f"{jobs} Dask workers" if kind == "dask" else f"{jobs} {kind}": (jobs, kind) for kind in KINDS}
    reference = f"{jobs} threads"
    speeds: dict[str, list[float]] = {name: [] for name in pools}
    for name, (workers, kind) in pools.items():
        if name == reference:
            continue
        with open_map(jobs) as threads, open_map(workers, kind, same=partial(engines.versions, (SPEC,))) as spread:
            started_s = warm_up(spread, workers)
            for _ in range(pairs):
                reference_s = synthesise(threads, items).wall_s
                speeds[name].append(reference_s / synthesise(spread, items).wall_s)
        yield Figure(f"speed of {name}, {reference} = 1", median(speeds[name]), "×")
        if kind != "threads":
            yield Figure(f"  their start and first words ({kind})", started_s, "s")


def main() -> int:
    """Print the figures and return 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="scripts/bench synth", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument("--sentences", type=int, default=30, help="sentences of the edition (30)")
    parser.add_argument("--pairs", type=int, default=3, help="how often the two of a comparison take turns (3)")
    parser.add_argument("--no-pools", action="store_true", help="leave out one worker, processes and Dask")
    chosen = parser.parse_args()
    jobs = default_jobs("anywhere")
    figures = []

    def report(figure: Figure) -> None:
        figures.append(figure)
        if not chosen.json:
            verdict = ("met" if figure.is_met else "MISSED") if figure.bar else ""
            value = f"{figure.value:.3f}" if figure.unit else f"{figure.value:.0f}"
            print(f"{figure.name:<48}{value:>8} {figure.unit:<3}{figure.bar:<7} {verdict}".rstrip(), flush=True)

    for figure in against_pure(chosen.sentences, chosen.pairs, jobs):
        report(figure)
    if not chosen.no_pools:
        for figure in against_each_other(max(4 * jobs, chosen.sentences // 4), chosen.pairs, jobs):
            report(figure)
    if chosen.json:
        print(json.dumps([{**asdict(figure), "met": figure.is_met} for figure in figures], ensure_ascii=False))
    return int(not all(figure.is_met for figure in figures))


if __name__ == "__main__":
    # The build in this process must find no settings of the caller's.
    for name in [name for name in os.environ if name.startswith("AUDIOCAST_") and name != "AUDIOCAST_DATA"]:
        del os.environ[name]
    sys.exit(main())
