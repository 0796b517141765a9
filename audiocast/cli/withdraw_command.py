"""`audiocast withdraw`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from audiocast.cli import context

if TYPE_CHECKING:
    from audiocast.shows import ShowFolder
    from audiocast.withdrawal import Change


@click.command("withdraw")
@context.show_argument
@click.argument("episode", metavar="EPISODE")
@click.option("--reason", default="", metavar="TEXT", help="Why; it is kept in the episode's record.")
@click.option("--undo", is_flag=True, help="Put the episode back, with the GUID and date that it had.")
@click.option("-n", "--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@context.json_option
def command(show: str, episode: str, reason: str, undo: bool, dry_run: bool, as_json: bool) -> None:
    """Take EPISODE out of SHOW's feeds and pages at once; its audio goes after keep_days.

    Its record is kept, so that no build brings it back. Run `audiocast publish` afterwards.

    \b
    audiocast withdraw mynews 2023-02-10 --reason "误报"
    audiocast withdraw mynews 2023-02-10 --undo
    """
    from audiocast.cli.progress import follow
    from audiocast.withdrawal import plan_withdrawal, withdraw

    folder, now = context.open_show(show), context.now()
    change = plan_withdrawal(folder, episode, now, reason=reason, undo=undo)
    if not dry_run:
        follow(withdraw(folder, change, now), as_json=False, quiet=as_json, verbose=False)
    if change.others:
        click.echo(f"still there, of the same article: {', '.join(change.others)}; withdraw them too", err=True)
    if as_json:
        click.echo(json.dumps(_as_json(change, dry_run=dry_run), ensure_ascii=False))
    else:
        click.echo(_line(change, folder, dry_run=dry_run))


def _line(change: Change, show: ShowFolder, *, dry_run: bool) -> str:
    would, keep_days = "would be " if dry_run else "", show.settings.build.keep_days
    if change.is_back:
        return f"{change.episode_id} {would}back{_whence(change, show)}, with its GUID and date"
    audio = f"its audio goes after {keep_days} days" if change.record.published else "it was never published"
    return f"{change.episode_id} {would}withdrawn; {audio}"


def _whence(change: Change, show: ShowFolder) -> str:
    made = "" if change.has_audio else f" once `audiocast build {show.root} {change.episode_id}` has made its audio"
    if change.waits_until is None:
        return f" in the feed{made}"
    moment = f"{change.waits_until:%Y-%m-%d %H:%M} ({show.settings.timezone})"
    return f"; in the feed with the first build or publish after {moment}{made and ','}{made}"


def _as_json(change: Change, *, dry_run: bool) -> dict[str, Any]:
    withdrawn, waits_until = change.record.withdrawn, change.waits_until
    return {
        "id": change.episode_id,
        "guid": change.record.episode.guid,
        "withdrawn": withdrawn and asdict(withdrawn),
        "waits_until": waits_until and waits_until.isoformat(),
        "dry_run": dry_run,
    }
