"""What audiocast needs on this machine, looked at one thing after the other; loads no model and speaks nothing."""

from audiocast.doctor.check import Check, State
from audiocast.doctor.examination import Scope, examine

__all__ = ["Check", "Scope", "State", "examine"]
