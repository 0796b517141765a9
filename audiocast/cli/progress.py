"""A build's events as a bar on a terminal, as plain lines elsewhere, and its result on stdout."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from audiocast.events import Event, Finished, Planned, Published, Remark, Speaking, Stitching

_LINES_BETWEEN_REPORTS = 10
_MOST_UNCHANGED = 10
"""Episodes that did not change are listed one by one up to here."""


def follow(events: Iterator[Event], *, as_json: bool, quiet: bool, verbose: bool, dry_run: bool = False) -> int:
    """Show events as they come, print the result, and return the exit status."""
    planned: list[Planned] = []
    finished: list[Finished] = []
    published: Published | None = None
    with _reporter(quiet=quiet) as report:
        for event in events:
            if isinstance(event, Finished):
                finished.append(event)
            elif isinstance(event, Published):
                published = event
            elif isinstance(event, Planned):
                planned.append(event)
            if isinstance(event, Planned) and not verbose:
                report(event, None)
            elif isinstance(event, Planned) and dry_run:
                report(event, None)
                if not as_json and not quiet:
                    click.echo(_line(event))
            else:
                report(event, _line(event))
    if as_json:
        click.echo(json.dumps(_as_json(planned, finished, published), ensure_ascii=False))
    elif not quiet:
        for line in _result_lines(finished):
            click.echo(line)
        if published:
            click.echo(f"feed  {published.feed}")
    return 1 if any(result.status == "failed" for result in finished) else 0


def _as_json(planned: list[Planned], finished: list[Finished], published: Published | None) -> dict[str, Any]:
    """Return the result as DESIGN gives it; a dry run, which has no feed, says what was planned instead."""
    plans = {} if published else {"planned": [asdict(plan) for plan in planned]}
    return plans | {
        "feed": str(published.feed.resolve()) if published else None,
        "episodes": [
            {
                "id": result.id,
                "status": result.status,
                "revision": result.revision,
                "guid": result.guid,
                "media": str(result.media) if result.media else None,
                "duration_ms": result.duration_ms,
                "bytes": result.size_bytes,
                "sha256": result.sha256,
                "sentences": result.sentences,
                "spoken": result.spoken,
                "cached": result.cached,
            }
            for result in finished
        ],
    }


def _line(event: Event) -> str | None:
    match event:
        case Planned():
            what = {"build": "to build", "keep": "kept", "freeze": "frozen"}[event.action]
            return (
                f"{event.episode_id}: {what} ({event.reason}), {event.to_speak} of {event.sentences} sentences to speak"
            )
        case Stitching():
            return f"{event.episode_id}: stitching"
        case Remark():
            return f"audiocast: {event.line}" if event.is_error else event.line
        case _:
            return None


def _result_lines(finished: list[Finished]) -> Iterator[str]:
    """Yield a line for each episode; many that did not change are one line together."""
    unchanged = [result for result in finished if result.status == "unchanged"]
    together = len(unchanged) > _MOST_UNCHANGED
    yield from (_result_line(result) for result in finished if not together or result.status != "unchanged")
    if together:
        yield f"unchanged  {len(unchanged)} episodes"


def _result_line(result: Finished) -> str:
    if result.status == "failed":
        return f"failed     {result.id}"
    if result.is_withdrawn:
        return f"withdrawn  {result.id}"
    minutes, seconds = divmod(round(result.duration_ms / 1000), 60)
    return (
        f"{result.status:9}  {result.id}  {minutes}:{seconds:02}  {result.size_bytes / 1e6:.1f} MB  "
        f"{result.sentences} sentences, {result.spoken} spoken  {result.media.name if result.media else ''}"
    )


Report = Callable[[Event, str | None], None]


@contextmanager
def _reporter(*, quiet: bool) -> Iterator[Report]:
    if quiet:
        yield _errors_only
    elif sys.stderr.isatty():
        with _bar() as report:
            yield report
    else:
        yield _Lines().report


def _errors_only(event: Event, line: str | None) -> None:
    if line and isinstance(event, Remark) and event.is_error:
        click.echo(line, err=True)


class _Pace:
    """How fast speech is made: seconds of speech for each second since the first sentence was begun."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.made_ms: dict[str, int] = {}

    def update(self, event: Speaking) -> float:
        self.made_ms[event.episode_id] = event.speech_ms
        return sum(self.made_ms.values()) / 1000 / max(0.001, time.monotonic() - self.began)


class _Lines:
    """Plain lines: one every few sentences, so that a log stays readable."""

    def __init__(self) -> None:
        self.pace = _Pace()
        self.reported: tuple[str, int] = ("", 0)

    def report(self, event: Event, line: str | None) -> None:
        if isinstance(event, Speaking):
            speed = self.pace.update(event)
            step = (event.episode_id, event.done // _LINES_BETWEEN_REPORTS)
            if step != self.reported or event.done == event.total:
                self.reported = step
                line = f"{event.episode_id}: spoken {event.done} of {event.total} sentences, {speed:.1f} × real time"
        if line:
            click.echo(line, err=True)


@contextmanager
def _bar() -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("sentences  {task.fields[speed]:.1f} × real time"),
        TimeRemainingColumn(),
    )
    pace = _Pace()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("planning", total=None, speed=0.0)
        to_speak: dict[str, int] = {}
        done: dict[str, int] = {}

        def report(event: Event, line: str | None) -> None:
            if isinstance(event, Planned):
                to_speak[event.episode_id] = event.to_speak
                progress.update(task, total=sum(to_speak.values()))
            elif isinstance(event, Speaking):
                done[event.episode_id] = event.done
                speed = pace.update(event)
                progress.update(
                    task, description=f"{event.episode_id} speaking", completed=sum(done.values()), speed=speed
                )
            elif isinstance(event, Stitching):
                progress.update(task, description=f"{event.episode_id} stitching")
            if line and not isinstance(event, Stitching):
                progress.console.print(line, markup=False, highlight=False, soft_wrap=True)

        yield report
