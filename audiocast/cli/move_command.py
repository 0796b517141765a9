"""`audiocast move`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from audiocast.cli import context

if TYPE_CHECKING:
    from audiocast.relocation import Move


@click.command("move")
@context.show_argument
@click.argument("url", metavar="URL")
@click.option("--target", "targets", metavar="URL", multiple=True, help="Publish there too; may be repeated.")
@click.option("-n", "--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@context.json_option
def command(show: str, url: str, targets: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Move SHOW to URL, where its public/ will be found: subscribers are sent on, and GUIDs stay.

    It writes show.toml and the feeds, and says what is left to do.

    \b
    audiocast move mynews https://news.example.org/podcast/ --target sftp://host/srv/podcast
    """
    from audiocast.cli.progress import follow
    from audiocast.relocation import move, plan_move

    plan = plan_move(context.open_show(show), url, targets)
    if not dry_run:
        follow(move(plan, context.now()), as_json=False, quiet=as_json, verbose=False)
    for remark in plan.remarks:
        click.echo(remark, err=True)
    if as_json:
        click.echo(json.dumps(_as_json(plan, dry_run=dry_run), ensure_ascii=False))
    else:
        changed = f"show.toml {'would change' if dry_run else 'changed'}: {', '.join(plan.changed_keys)}"
        click.echo(f"{plan.old_url} -> {plan.new_url} ({changed})")
        click.echo("\n".join(f"to do: {line}" for line in plan.to_do))


def _as_json(plan: Move, *, dry_run: bool) -> dict[str, Any]:
    return {
        "from": plan.old_url,
        "to": plan.new_url,
        "guid": plan.show.guid,
        "changes": list(plan.changed_keys),
        "to_do": list(plan.to_do),
        "remarks": list(plan.remarks),
        "dry_run": dry_run,
    }
