"""How much a run is willing to go through with an engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from audiocast.errors import Trouble

START = 6
"""Requests to an online service at once, before it has shown what it takes."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What one run is willing to go through with an engine; times are in seconds.

    Attributes:
        tries: how often an utterance is tried, by trouble; what is not named is tried once.
        tries_unreached: the same for a service that never answered in this run, for all that are asked at once.
        wait_initial_s: the longest wait before the second try; it doubles from try to try.
        wait_max_s: the longest wait.
        longest_retry_after_s: the longest wait that a service may ask for.
        sentence_limit_s: no utterance is begun again so long after its first try began.
        barren_limit_s: the engine is given up at a failure when nothing has succeeded for so long.
        failures_in_a_row: and after that many failures without one success.
        spare_retries: the budget beside one retry for each sentence.
        spread_s: the range of the pause before each of an online engine's first requests, so that they do not fall on
            the service in one moment.
    """

    tries: Mapping[Trouble, int]
    tries_unreached: int = 2
    wait_initial_s: float = 1
    wait_max_s: float = 15
    longest_retry_after_s: float = 20
    sentence_limit_s: float = 90
    barren_limit_s: float = 45
    failures_in_a_row: int = 20
    spare_retries: int = 20
    spread_s: tuple[float, float] = (0.05, 0.3)


BRISK = Terms(
    MappingProxyType({"sentence": 3, "connection": 10, "throttle": 10, "unreachable": 10, "protocol": 2, "worker": 3})
)
"""A morning's terms: no sentence holds a build up for much more than a minute."""

PATIENT = Terms(
    MappingProxyType(
        {"sentence": 5, "connection": 200, "throttle": 200, "unreachable": 200, "protocol": 2, "worker": 3}
    ),
    tries_unreached=200,
    wait_initial_s=2,
    wait_max_s=300,
    longest_retry_after_s=3600,
    sentence_limit_s=2 * 3600,
    barren_limit_s=2 * 3600,
    failures_in_a_row=10_000,
    spare_retries=10_000,
)
"""A night's terms: an outage of two hours is sat out."""
