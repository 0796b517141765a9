"""`python -m audiocast` is the `audiocast` command."""

from audiocast.cli import main

main()
