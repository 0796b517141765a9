"""What the producer asks of a publication."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """What the producer asks for.

    Attributes:
        to: addresses to publish to instead of the show's own.
        prune: delete media at the targets that nothing has referred to for `keep_days`.
        dry_run: look and tell, and write nothing anywhere.
        allow_gone: let episodes vanish of which this show knows nothing.
        take_over: take what lies at a target for this show's, where neither manifest nor feed says whose it is.
    """

    to: tuple[str, ...] = ()
    prune: bool = False
    dry_run: bool = False
    allow_gone: bool = False
    take_over: bool = False
