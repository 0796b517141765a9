"""A publication's events as a bar on a terminal, as plain lines elsewhere, and its result on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from audiocast.events import Remark
from audiocast.publish import Announced, Delivered, Event, Forecast, Outlook, Sending

_STEPS = 20
"""Lines about sending to one target, so that a log stays readable."""


def follow(events: Iterator[Event], *, as_json: bool, quiet: bool, dry_run: bool) -> None:
    """Show events as they come and print the result; a service that was not told is a warning."""
    seen: list[Event] = []
    with _bar() if sys.stderr.isatty() and not quiet else _lines(quiet=quiet) as report:
        for event in events:
            seen.append(event)
            report(event)
    if as_json:
        click.echo(json.dumps(_as_json(seen, dry_run=dry_run), ensure_ascii=False))
    elif not quiet:
        for line in _result(seen, dry_run=dry_run):
            click.echo(line)


def _as_json(events: Sequence[Event], *, dry_run: bool) -> dict[str, Any]:
    done = {event.target: event for event in events if isinstance(event, Delivered)}
    return {
        "dry_run": dry_run,
        "targets": [
            {
                "target": event.target,
                "feeds": [asdict(outlook) for outlook in event.outlooks],
                "send": list(event.send),
                "send_bytes": event.send_bytes,
                "unchanged": event.unchanged,
                "delete": list(event.delete),
                "prune": list(event.prune),
                "unused": event.waiting,
                "done": event.target in done,
            }
            for event in events
            if isinstance(event, Forecast)
        ],
        "announced": [asdict(event) for event in events if isinstance(event, Announced)],
    }


def _result(events: Sequence[Event], *, dry_run: bool) -> Iterator[str]:
    for event in events:
        if isinstance(event, Forecast):
            yield event.target
            if dry_run:
                yield from (f"  send    {name}" for name in event.send)
                yield from (f"  delete  {name}" for name in (*event.delete, *event.prune))
            verb = "to send" if dry_run else "sent"
            gone = len(event.delete) + len(event.prune)
            deleted = f", {gone} {'to delete' if dry_run else 'deleted'}" if gone else ""
            yield f"  {len(event.send)} files {verb} ({_megabytes(event.send_bytes)}), {event.unchanged} there{deleted}"
            yield from (f"  {_seen(outlook, dry_run=dry_run)}" for outlook in event.outlooks)
            if event.waiting:
                yield f"  {event.waiting} media files that nothing refers to; --prune deletes them after keep_days"


def _seen(outlook: Outlook, *, dry_run: bool) -> str:
    who = "subscribers would see" if dry_run else "subscribers see"
    return (
        f"{outlook.feed}: {who} {len(outlook.new)} new, {len(outlook.updated)} updated in place, "
        f"{len(outlook.gone)} gone, {outlook.duplicated} duplicated"
    )


def _line(event: Event) -> str | None:
    match event:
        case Remark():
            return event.line
        case Sending():
            return f"{event.target}: {event.name} ({_megabytes(event.done_bytes)} of {_megabytes(event.total_bytes)})"
        case Announced() if event.problem:
            return f"audiocast: {event.service} was not told of {event.feed}: {event.problem}"
        case Announced():
            return f"{event.service} was told of {event.feed}"
        case _:
            return None


@contextmanager
def _lines(*, quiet: bool) -> Iterator[Callable[[Event], None]]:
    steps: dict[str, int] = {}

    def report(event: Event) -> None:
        is_trouble = isinstance(event, Announced) and event.problem
        if isinstance(event, Sending):
            step = event.done_bytes * _STEPS // max(1, event.total_bytes)
            if steps.get(event.target) == step:
                return
            steps[event.target] = step
        if (line := _line(event)) and (is_trouble or not quiet):
            click.echo(line, err=True)

    yield report


@contextmanager
def _bar() -> Iterator[Callable[[Event], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def report(event: Event) -> None:
            if isinstance(event, Forecast):
                tasks[event.target] = progress.add_task(event.target, total=event.send_bytes)
            elif isinstance(event, Sending):
                progress.update(tasks[event.target], completed=event.done_bytes)
            elif line := _line(event):
                progress.console.print(line, markup=False, highlight=False, soft_wrap=True)

        yield report


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB"
