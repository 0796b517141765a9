"""A check: one thing that was looked at, as one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audiocast.errors import AudiocastError

State = Literal["ok", "off", "wrong"]
"""``off`` is not there and may well stay so; ``wrong`` is what ought to work and does not."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is and why, and what to do about it where something is to be done."""

    name: str
    state: State
    detail: str
    way_out: str = ""

    @property
    def line(self) -> str:
        """The check for reading, in columns."""
        text = f"{self.detail}: {self.way_out}" if self.way_out else self.detail
        return f"{self.state:7}{self.name:18}{text}".rstrip()


def failed(name: str, error: AudiocastError, state: State = "wrong") -> Check:
    """Return the check that ended with an error."""
    return Check(name, state, error.what, error.way_out)


def broken(name: str, error: Exception) -> Check:
    """Return the check of a plug-in that raised what it should not."""
    return Check(name, "wrong", " ".join(f"broke: {type(error).__name__}: {error}".split()), "update or uninstall it")
