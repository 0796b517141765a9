"""A driver in a process of its own, to be interrupted or killed: `python -m tests.executors.driver KIND ITEM...`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

from audiocast.executors import Kind, open_map
from tests.executors import work

pressed = threading.Event()


def interrupt(_: int, __: FrameType | None) -> None:
    """Raise KeyboardInterrupt; that it was caught is told only when the map has dealt with it.

    No other thread runs before the main thread blocks again, that is, waits for what is running.
    """
    sys.setswitchinterval(1000)
    pressed.set()
    raise KeyboardInterrupt


def tell() -> None:
    while True:
        pressed.wait()
        pressed.clear()
        print("caught", flush=True)


def main(kind: Kind, items: list[str]) -> None:
    signal.signal(signal.SIGINT, interrupt)
    threading.Thread(target=tell, daemon=True).start()
    try:
        with open_map(2, kind) as spread:
            for _, result in spread(work.pass_gate, items):
                print(result, flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        os._exit(130)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])  # type: ignore[arg-type]
