"""`audiocast cache`: what is kept of spoken sentences and encoded stories, and keeping it in order."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from audiocast.cli import context

if TYPE_CHECKING:
    from audiocast.cache.survey import Survey
    from audiocast.cache.upkeep import Pruned, Pruning, ShelfStats, Verdict

_dry_run = click.option("-n", "--dry-run", is_flag=True, help="Print what would be removed, and remove nothing.")


@click.group("cache")
def command() -> None:
    """See to the clips and encoded stories that every show on this machine shares.

    \b
    audiocast cache stats
    audiocast cache verify
    audiocast cache prune --older-than 60d --max-size 5G
    """


@command.command("stats")
@context.json_option
def stats(as_json: bool) -> None:
    """Say where the cache is, and what is in it.

    \b
    audiocast cache stats --json
    """
    from audiocast.cache.upkeep import measure

    found = _survey()
    shelves = measure(found)
    if as_json:
        click.echo(json.dumps(_stats_json(found, shelves), ensure_ascii=False))
    else:
        click.echo("\n".join(_stats_lines(found, shelves)))
    context.complain(found.errors)


@command.command("verify")
@_dry_run
@context.json_option
@click.pass_context
def verify(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """Read every entry and remove what is damaged; it is made again at the next build.

    Exit status 0 when all is whole or was removed; 1 when something is damaged and stays, or cannot be read.

    \b
    audiocast cache verify -n
    """
    from audiocast.cache import upkeep

    found = _survey()
    verdict = upkeep.verify(found, dry_run=dry_run)
    click.echo(_verdict_json(verdict, dry_run) if as_json else _verdict_line(verdict, dry_run))
    context.complain((*found.errors, *verdict.errors))
    ctx.exit(1 if dry_run and verdict.damaged else 0)


@command.command("prune")
@click.option("--older-than", metavar="SPAN", help="Remove what nobody has used for this long: 60d (s, m, h, d, w).")
@click.option("--max-size", metavar="SIZE", help="Remove the least recently used above this size: 5G (B, K, M, G, T).")
@_dry_run
@context.quiet_option
@context.json_option
def prune(older_than: str | None, max_size: str | None, dry_run: bool, quiet: bool, as_json: bool) -> None:
    """Remove what was not used lately, and what processes that died left half written.

    Safe while shows are built: what was used within the last hour stays, whatever the limits say.

    \b
    audiocast cache prune --older-than 60d --max-size 5G
    """
    from audiocast.cache.upkeep import Pruned
    from audiocast.cache.upkeep import prune as carry_out

    found, plan = _plan(older_than, max_size)
    done = Pruned(len(plan.doomed), plan.doomed_bytes, len(plan.leftover), ()) if dry_run else carry_out(plan)
    if as_json:
        click.echo(_pruning_json(plan, done, dry_run))
    elif not quiet:
        click.echo("\n".join(_pruning_lines(plan, done, dry_run)))
    context.complain((*found.errors, *done.errors))


def _survey() -> Survey:
    from audiocast import config
    from audiocast.cache import default_cache_dir
    from audiocast.cache.survey import survey

    settings = config.load(None, user_file=context.user_file(), environ=os.environ)
    return survey(default_cache_dir(settings.build.cache))


def _plan(older_than: str | None, max_size: str | None) -> tuple[Survey, Pruning]:
    from audiocast.cache.quantities import parse_size_bytes, parse_span_s
    from audiocast.cache.upkeep import plan_pruning
    from audiocast.errors import UsageError

    if older_than is None and max_size is None:
        raise UsageError("prune needs a limit", way_out="--older-than 60d, --max-size 5G, or both")
    older_than_s = None if older_than is None else parse_span_s(older_than)
    max_bytes = None if max_size is None else parse_size_bytes(max_size)
    found = _survey()
    now = context.now().timestamp()
    return found, plan_pruning(found, now=now, older_than_s=older_than_s, max_bytes=max_bytes)


def _stats_json(found: Survey, shelves: tuple[ShelfStats, ...]) -> dict[str, Any]:
    return {
        "folder": str(found.root),
        "bytes": found.size_bytes,
        "shelves": {
            one.shelf: {
                "entries": one.entries,
                "bytes": one.size_bytes,
                **({} if one.speech_s is None else {"speech_seconds": round(one.speech_s, 3)}),
                "oldest_use": _moment(one.oldest_use),
                "newest_use": _moment(one.newest_use),
            }
            for one in shelves
        },
        "temporary": {
            "files": len(found.temporary),
            "bytes": sum(item.size_bytes for item in found.temporary),
        },
        "foreign": len(found.foreign),
    }


def _stats_lines(found: Survey, shelves: tuple[ShelfStats, ...]) -> Iterator[str]:
    from audiocast.cache.quantities import count, size

    yield f"{found.root}  {size(found.size_bytes)}"
    for one in shelves:
        cells = [f"{one.shelf:8}{count(one.entries, 'entry')}", size(one.size_bytes)]
        if one.speech_s is not None:
            cells.append(f"{one.speech_s / 60:,.1f} minutes of speech")
        if one.entries:
            cells.append(f"used {_day(one.oldest_use)} to {_day(one.newest_use)}")
        yield "  ".join(cells)
    if found.temporary:
        yield f"{count(len(found.temporary), 'temporary file')}: being written, or left by a process that died"
    if found.foreign:
        yield f"{len(found.foreign):,} not ours and left alone, such as {found.foreign[0].name}"


def _verdict_json(verdict: Verdict, dry_run: bool) -> str:
    return json.dumps(
        {
            "whole": verdict.whole,
            "damaged": verdict.damaged,
            "outdated": verdict.outdated,
            "unreadable": len(verdict.errors),
            "dry_run": dry_run,
        }
    )


def _verdict_line(verdict: Verdict, dry_run: bool) -> str:
    from audiocast.cache.quantities import count

    fate = "would be removed" if dry_run else "removed; made again at the next build"
    bad = [(verdict.damaged, "damaged"), (verdict.outdated, "of another version")]
    parts = [f"{number:,} {what} ({fate})" for number, what in bad if number]
    return ", ".join([f"{count(verdict.whole, 'entry')} whole", *parts])


def _pruning_json(plan: Pruning, done: Pruned, dry_run: bool) -> str:
    return json.dumps(
        {
            "removed": {"entries": done.entries, "bytes": done.size_bytes, "temporary": done.leftover},
            "kept": {"entries": plan.kept, "bytes": plan.kept_bytes, "in_use": plan.in_use},
            "over_bytes": plan.over_bytes,
            "dry_run": dry_run,
        }
    )


def _pruning_lines(plan: Pruning, done: Pruned, dry_run: bool) -> Iterator[str]:
    from audiocast.cache.quantities import count, size

    verb = "would remove" if dry_run else "removed"
    left_over = f" and {count(done.leftover, 'temporary file')}" if done.leftover else ""
    yield (
        f"{verb} {count(done.entries, 'entry')} ({size(done.size_bytes)}){left_over}; "
        f"{plan.kept:,} ({size(plan.kept_bytes)}) stay"
    )
    if plan.in_use:
        above = f", {size(plan.over_bytes)} above the limit" if plan.over_bytes else ""
        yield f"{count(plan.in_use, 'entry')} of these only because they were used within the last hour{above}"


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _day(seconds: float | None) -> str:
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d}"
