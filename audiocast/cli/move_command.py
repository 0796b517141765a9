"""`audiocast move`."""

from __future__ import annotations

import json

import click

from audiocast.cli import context


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
    if as_json:
        result = {"from": plan.old_url, "to": plan.new_url, "guid": plan.show.guid, "to_do": list(plan.to_do)}
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        keys = ", ".join(dict.fromkeys(str(path[0]) for path in plan.changes))
        click.echo(f"{plan.old_url} -> {plan.new_url} (show.toml: {keys})")
        click.echo("\n".join(f"to do: {line}" for line in plan.to_do))
