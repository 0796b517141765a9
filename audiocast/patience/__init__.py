"""How often an utterance is tried, how long it waits, and when an engine is given up: once, for every engine.

What is retried and how it waits is the failure's trouble (``audiocast.errors.Trouble``); the waits are exponential with
full jitter, or what the service asks for (RFC 9110, 10.2.3). Two things bound a bad day: a budget of retries for the
run, and a breaker that opens after failures in a row or at once on a refusal that no waiting heals. While it is open,
nothing more is asked of the engine.
"""

from __future__ import annotations

from audiocast.patience.persistence import NOT_TRIED, Persistence, Waiting
from audiocast.patience.repeats import again
from audiocast.patience.slots import Slots
from audiocast.patience.terms import BRISK, PATIENT, START, Terms

__all__ = ["BRISK", "NOT_TRIED", "PATIENT", "START", "Persistence", "Slots", "Terms", "Waiting", "again"]
