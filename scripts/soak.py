"""Long fault runs of the Edge engine against a loopback server, with the real waits, each build a child process.

storm    most things that can go wrong, at the rates of a bad day: everything is spoken, with few requests
kill     the same, with the build killed again and again: nothing that was cached is asked for twice
healthy  nothing goes wrong: how near a build comes to latency x sentences / concurrency
faults   each fault for ever, alone and with another engine behind: built, fallen back or failed in time, by name
offline  no network, in four ways: how soon the next engine speaks
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from bench_text import Figure
from soak_child import EPISODE, Address, Desk, Outcome, WatchedServer

from audiocast.patience import START
from tests.engines.edge_child import Listening
from tests.engines.edge_server import FAULTS, EdgeServer, State, serving

SEED = 5
STORM: Mapping[State, float] = {"dropped": 0.2, 429: 0.1, "mute": 0.02}
STORM_LATENCY_S, HEALTHY_LATENCY_S = 0.1, 0.5
KILLS = 5
SENTENCES_OF_A_FAULT, SENTENCES_OFFLINE = 12, 30
"""More sentences than threads stand behind an online engine: what waits its turn must not keep the next engine."""
FAULT_LIMIT_S, OFFLINE_LIMIT_S = 90.0, 20.0
AT_ONCE = 6
"""Builds side by side in the table of faults, where almost all of the time is waiting."""
BACKLOG = 8
SPOKEN: Mapping[State, str] = {"slow": "", "no goodbye": ""}
FAILED: Mapping[State, str] = {
    401: "the Edge service answered 401",
    403: "the Edge service answered 403",
    404: "the Edge service answered 404",
    429: "the Edge service answered 429",
    503: "the Edge service answered 503",
    "403 without date": "a 403 without a usable date",
    "hang": "no connection to the Edge service",
    "reset": "the connection to the Edge service broke",
    "garbled": "no HTTP",
    "mute": "went silent",
    "no audio": "returned no audio",
    "closed": "closed with code 1007",
    "hung up": "ended before any audio came",
    "silence": "silent",
    "garbage": "not MP3",
    "unknown path": "does not understand the service",
    "odd frame": "does not understand the service",
    "dropped": "the connection ended before the sentence did",
    "dropped by reset": "the connection ended before the sentence did",
    "closed mid audio": "the connection ended before the sentence did",
    "no turn end": "the connection ended before the sentence did",
    "stalled": "went silent",
    "truncated": "s came of",
    "half frame": "ends inside an MP3 frame",
    "hasty": "syllables a second",
}
"""Words of the line that must say why, by fault."""


@dataclass(frozen=True)
class Case:
    """A server, and what a build must make of it: ``words`` of the line that says why not; empty when it is spoken."""

    name: str
    make: Callable[[], EdgeServer]
    words: str


@dataclass(frozen=True)
class Trial:
    """What one fault for ever did to a build; ``wrong`` is empty when all is as it must be."""

    fault: str
    engines: str
    outcome: str
    seconds: float
    requests: int
    line: str
    wrong: str


def storm(folder: Path, number: int) -> Iterator[Figure]:
    """Build once through the storm."""
    desk = Desk(folder).write(["edge"], number, SEED)
    with serving(EdgeServer(rates=STORM, seed=SEED, latency_s=STORM_LATENCY_S)) as server:
        outcome = desk.build(server)
        complain("storm", outcome)
        yield Figure("storm: failed", float(not outcome.is_built), "", most=0)
        yield Figure("storm: sentences", outcome.spoken, "")
        yield Figure("storm: requests, sentences = 1", server.connections / max(1, outcome.spoken), "×", most=1.6)
        yield Figure("storm: the build", outcome.seconds, "s")
        yield from upkeep("storm", desk, server)


def kill(folder: Path, number: int, kills: int) -> Iterator[Figure]:
    """Kill the build in the storm several times, each time at another moment, then let it end."""
    desk = Desk(folder).write(["edge"], number, SEED + 1)
    chance = random.Random(SEED)
    found: list[tuple[dict[str, bytes], dict[str, int]]] = []
    with serving(EdgeServer(rates=STORM, seed=SEED + 1, latency_s=STORM_LATENCY_S)) as server:
        for turn in range(kills):
            done = server.answered.total()
            goal = done + chance.randint(1, max(1, (number - done) // (kills - turn)))
            outcome = desk.build(server, partial(moment, server, goal, chance.uniform(0, 0.5)))
            if outcome.status >= 0:
                break
            server.wait_until_idle()
            held = desk.cached(server.asked)
            found.append((held, dict(server.asked)))
            not_whole = desk.damaged + len(desk.not_whole(held))
            yield Figure(f"kill {turn + 1}: clips in the cache", len(held), "")
            yield Figure(f"kill {turn + 1}: of them not whole", not_whole, "", most=0)
        outcome = desk.build(server)
        complain("kill", outcome)
        again = {text for held, asked in found for text in held if server.asked[text] > asked[text]}
        yield Figure("kill: builds killed", len(found), "", least=kills)
        yield Figure("kill: failed in the end", float(not outcome.is_built), "", most=0)
        yield Figure("kill: asked for though cached", len(again), "", most=0)
        yield from upkeep("kill", desk, server)


def moment(server: EdgeServer, goal: int, then_s: float) -> bool:
    """Wait until so many sentences were answered and a little longer."""
    reached = server.wait_until(lambda: server.answered.total() >= goal, 600)
    time.sleep(then_s)
    return reached


def healthy(folder: Path, number: int) -> Iterator[Figure]:
    """Build with a server that always answers after the same time."""
    desk = Desk(folder).write(["edge"], number, SEED + 2)
    server = WatchedServer(latency_s=HEALTHY_LATENCY_S)
    with serving(server):
        outcome = desk.build(server)
        complain("healthy", outcome)
        least_s = HEALTHY_LATENCY_S * max(1, outcome.spoken) / START
        stitched = outcome.find("stitching")
        yield Figure("healthy: failed", float(not outcome.is_built), "", most=0)
        yield Figure("healthy: sentences", outcome.spoken, "")
        yield Figure("healthy: latency × sentences ÷ concurrency", least_s, "s")
        yield Figure("healthy: the build, that = 1", outcome.seconds / least_s, "×", most=1.15)
        yield Figure(
            "healthy: first request to last answer, that = 1", (server.ended_s - (server.began_s or 0)) / least_s, "×"
        )
        if stitched is not None:
            yield Figure("healthy: the build after its last sentence", outcome.seconds - stitched.at_s, "s")
        yield from upkeep("healthy", desk, server)


def upkeep(name: str, desk: Desk, server: EdgeServer) -> Iterator[Figure]:
    """Look at what a run left in its cache, and at how many sockets it had."""
    yield Figure(f"{name}: most sockets at once", server.most_at_once, "", most=START)
    yield Figure(f"{name}: cached clips damaged", desk.damaged, "", most=0)
    yield Figure(f"{name}: cached clips short or altered", len(desk.not_whole(server.asked)), "", most=0)


def cases() -> Iterator[Case]:
    """Yield every fault as a server that has it for ever."""
    if missing := {*FAULTS} - {"none", *SPOKEN, *FAILED}:
        raise SystemExit(f"what is expected of {', '.join(sorted(missing))}? Say so in scripts/soak.py")
    for state, words in {**SPOKEN, **FAILED}.items():
        yield Case(str(state), partial(EdgeServer, always=state), words)
    for status in (403, 429, 503):
        banned = partial(EdgeServer, ban_after=6, ban=status)
        yield Case(f"{status} after six requests", banned, FAILED[status])
    yield Case("429, rest 3 s", partial(EdgeServer, always=429, retry_after="3"), "asks for 3 s of rest")
    yield Case("503, rest 3600 s", partial(EdgeServer, always=503, retry_after="3600"), "it asks for 3600 s")


def faults(folder: Path) -> list[Trial]:
    """Build with each fault for ever, once with edge alone and once with another engine behind it."""
    engines = (["edge"], ["edge", "tone"])
    trials = [(case, names) for case in cases() for names in engines]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda trial: try_fault(folder, *trial), trials))


def try_fault(folder: Path, case: Case, engines: Sequence[str]) -> Trial:
    """Build once with a fault."""
    desk = Desk(folder / f"{case.name} {len(engines)}").write(engines, SENTENCES_OF_A_FAULT, SEED + 3)
    with serving(case.make()) as server:
        outcome = desk.build(server)
        why = outcome.find(case.words) if case.words else None
        fell_back = outcome.find("edge could not finish it; tone speaks it all")
        wrong = [
            *(["late"] if outcome.seconds > FAULT_LIMIT_S else []),
            *(["not as expected"] if outcome.is_built != (not case.words or len(engines) > 1) else []),
            *(["no line says why"] if case.words and why is None else []),
            *(["no line says what speaks"] if bool(fell_back) != bool(case.words and len(engines) > 1) else []),
            *(["too many sockets"] if server.most_at_once > START else []),
            *(["a bad clip is cached"] if desk.damaged or desk.not_whole(server.asked) else []),
        ]
        ending = "fell back" if fell_back and outcome.is_built else "spoken" if outcome.is_built else "failed"
        line = why.text.removeprefix("audiocast: ").removeprefix(f"{EPISODE}: ") if why else ""
        requests = server.connections
    return Trial(case.name, "+".join(engines), ending, outcome.seconds, requests, line, ", ".join(wrong))


def offline(folder: Path, fallback: str) -> Iterator[Figure]:
    """Build where the service cannot be reached."""
    for name, reach in {
        "refused": no_listener,
        "no such name": no_name,
        "black hole": black_hole,
        "nobody answers": nobody_answers,
    }.items():
        desk = Desk(folder / name).write(["edge", fallback], SENTENCES_OFFLINE, SEED + 4)
        with reach() as address:
            outcome = desk.build(address)
        complain(f"offline, {name}", outcome)
        said = outcome.find(f"edge could not finish it; {fallback} speaks it all")
        yield Figure(f"offline, {name}: failed", float(not outcome.is_built), "", most=0)
        seconds = said.at_s if said else outcome.seconds + OFFLINE_LIMIT_S
        yield Figure(f"offline, {name}: {fallback} speaks after", seconds, "s", most=OFFLINE_LIMIT_S)


@contextmanager
def no_listener() -> Iterator[Listening]:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield Address(f"ws://127.0.0.1:{taken.getsockname()[1]}/")


@contextmanager
def no_name() -> Iterator[Listening]:
    """A name that is in no name server (RFC 6761, 6.4)."""
    yield Address("ws://speech.invalid/")


@contextmanager
def black_hole() -> Iterator[Listening]:
    """A port that drops what it is sent: its backlog is full, so that no handshake is answered."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(BACKLOG):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield Address(f"ws://127.0.0.1:{listener.getsockname()[1]}/")


@contextmanager
def nobody_answers() -> Iterator[Listening]:
    """A server that takes connections and says nothing."""
    with serving(EdgeServer(always="hang")) as server:
        yield server


def complain(name: str, outcome: Outcome) -> None:
    """Print the last lines of a build that failed."""
    if not outcome.is_built:
        for line in outcome.lines[-6:]:
            print(f"{name}: {line.at_s:.0f} s: {line.text}", file=sys.stderr)


class Report:
    """Prints figures as they come, and keeps them."""

    def __init__(self, *, as_json: bool) -> None:
        self.figures: list[Figure] = []
        self.trials: list[Trial] = []
        self._as_json = as_json

    def add(self, figure: Figure) -> None:
        """Take a figure in."""
        self.figures.append(figure)
        verdict = ("met" if figure.is_met else "MISSED") if figure.bar else ""
        value = f"{figure.value:.2f}" if figure.unit else f"{figure.value:.0f}"
        self._say(f"{figure.name:<56}{value:>8} {figure.unit:<3}{figure.bar:<7} {verdict}")

    def add_trials(self, trials: Sequence[Trial]) -> None:
        """Take the table of faults in."""
        self.trials += trials
        for trial in trials:
            facts = f"{trial.fault:<24}{trial.engines:<11}{trial.outcome:<10}{trial.seconds:>5.1f} s{trial.requests:>4}"
            self._say(f"{facts}  {trial.wrong.upper() or trial.line}")
        wrong = sum(bool(trial.wrong) for trial in trials)
        self.add(Figure("faults: builds that went wrong", wrong, "", most=0))
        self.add(Figure("faults: longest build", max(trial.seconds for trial in trials), "s", most=FAULT_LIMIT_S))

    def finish(self) -> int:
        """Print the JSON object, if that is wanted; return 1 when a bar is missed."""
        if self._as_json:
            figures = [{**asdict(figure), "met": figure.is_met} for figure in self.figures]
            print(json.dumps({"figures": figures, "faults": [asdict(trial) for trial in self.trials]}))
        return int(not all(figure.is_met for figure in self.figures))

    def _say(self, line: str) -> None:
        if not self._as_json:
            print(line.rstrip(), flush=True)


def main() -> int:
    """Run the parts and return 1 when a bar is missed."""
    parts = ("storm", "kill", "healthy", "faults", "offline")
    parser = argparse.ArgumentParser(
        prog="scripts/soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(parts)}; all without any")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument("--sentences", type=int, default=500, help="how many sentences an edition has (500)")
    parser.add_argument("--quick", action="store_true", help="60 sentences, two kills, tone in place of kokoro")
    chosen = parser.parse_args()
    wanted = chosen.parts or list(parts)
    if unknown := set(wanted) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; known: {', '.join(parts)}")
    number = 60 if chosen.quick else chosen.sentences
    report = Report(as_json=chosen.json)
    with tempfile.TemporaryDirectory(prefix="audiocast-soak-") as name:
        folder = Path(name)
        runs: dict[str, Callable[[], Iterator[Figure]]] = {
            "storm": lambda: storm(folder / "storm", number),
            "kill": lambda: kill(folder / "kill", number, 2 if chosen.quick else KILLS),
            "healthy": lambda: healthy(folder / "healthy", number),
            "offline": lambda: offline(folder / "offline", "tone" if chosen.quick else "kokoro"),
        }
        for part in wanted:
            if part == "faults":
                report.add_trials(faults(folder / "faults"))
            else:
                for figure in runs[part]():
                    report.add(figure)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
