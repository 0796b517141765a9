"""The `audiocast` command: finds its subcommands lazily and turns every error into one line and a status."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

import click

from audiocast.errors import AudiocastError, suggest

COMMANDS = (
    "init",
    "script",
    "say",
    "voices",
    "build",
    "check",
    "serve",
    "publish",
    "withdraw",
    "move",
    "adopt",
    "kit",
    "watch",
    "cache",
    "doctor",
)
"""The order in which help lists them: the order in which a new producer meets them."""
_INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group whose commands live in modules of the same name and are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; an unknown name is an error that suggests the nearest."""
        if cmd_name not in COMMANDS:
            raise click.UsageError(f"no command {cmd_name!r}: {suggest(cmd_name, COMMANDS)}", ctx)
        module = importlib.import_module(f"audiocast.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("audiocast"), prog_name="audiocast")
def cli() -> None:
    """Turn Chinese newspaper articles into a Mandarin podcast, read verbatim.

    \b
    audiocast init feeds/mynews        make a show
    audiocast build mynews             speak, stitch and write its feed
    audiocast serve mynews             listen to it
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 usage, 130 interrupted."""
    try:
        # click's own main() would print an empty line at Ctrl-C, before ours.
        with cli.make_context("audiocast", list(sys.argv[1:] if arguments is None else arguments)) as context:
            cli.invoke(context)
        status = 0
    except click.exceptions.Exit as done:
        status = done.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        status = 2
    except click.ClickException as error:
        status = _complain(_click_line(error), error.exit_code)
    except AudiocastError as error:
        status = _complain(str(error), error.exit_status)
    except OSError as error:
        status = _os_error(error)
    except KeyboardInterrupt:
        _complain("interrupted; what was spoken is kept, run it again to go on", _INTERRUPTED)
        sys.stderr.flush()
        os._exit(_INTERRUPTED)  # An exit would wait for sentences that nobody wants any more.
    sys.exit(status)


def _click_line(error: click.ClickException) -> str:
    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    return f"{message}: see `{context.command_path} --help`" if context else message


def _os_error(error: OSError) -> int:
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return _complain(f"{error.filename or 'a file'}: {error.strerror or error}", 1)


def _complain(line: str, status: int) -> int:
    click.echo(f"audiocast: {' '.join(line.split())}", err=True)
    return status
