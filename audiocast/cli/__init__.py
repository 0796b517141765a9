"""The command line: thin commands over the jobs; one line for every error, exit status 0, 1 or 2."""

from audiocast.cli.main import main

__all__ = ["main"]
