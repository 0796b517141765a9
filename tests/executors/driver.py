"""A driver in a process of its own, to be interrupted or killed: `python -m tests.executors.driver KIND ITEM...`."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from audiocast.executors import Kind, open_map
from tests.executors import work


def interrupt(_: int, __: FrameType | None) -> None:
    print("caught", flush=True)
    raise KeyboardInterrupt


def main(kind: Kind, items: list[str]) -> None:
    signal.signal(signal.SIGINT, interrupt)
    try:
        with open_map(2, kind) as spread:
            for _, result in spread(work.pass_gate, items):
                print(result, flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        os._exit(130)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])  # type: ignore[arg-type]
