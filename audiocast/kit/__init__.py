"""A folder for uploading an episode by hand: audio, square cover, title, notes and time stamps, each a file."""

from audiocast.kit.folder import Kit, plan_kit, write_kit
from audiocast.kit.wording import LIMITS, Limit

__all__ = ["LIMITS", "Kit", "Limit", "plan_kit", "write_kit"]
