"""Write docs/cli.md from the commands' own help; with --check, fail when it is out of date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from audiocast.cli.main import cli

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
HEAD = """\
# Command line

Generated from the commands' help by `python scripts/cli_reference.py`; the suite fails when it is out of date.

Results go to stdout, progress and errors to stderr. Exit status: 0 done, 1 failed, 2 wrong usage or settings,
130 interrupted. Ctrl-C keeps what is finished.
"""


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command below ``command`` with its full name, itself first."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from commands(found, f"{name} {child}")


def reference() -> str:
    """Return the page."""
    sections = [HEAD]
    for name, command in commands(cli, "audiocast"):
        settings = {"max_content_width": 100, "terminal_width": 100, "help_option_names": ["-h", "--help"]}
        context = click.Context(command, info_name=name, **settings)
        sections.append(f"## {name}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(sections)


if __name__ == "__main__":
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(reference(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != reference():
        sys.exit("docs/cli.md is out of date: python scripts/cli_reference.py")
