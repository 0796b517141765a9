"""Where public/ goes: a folder, or a store somewhere else by its URL; how it is published is `audiocast.publish`'s."""

from audiocast.targets.opening import open_target, options_of, protocol_of
from audiocast.targets.target import PART_PREFIX, RemoteFile, Target, TargetError

__all__ = ["PART_PREFIX", "RemoteFile", "Target", "TargetError", "open_target", "options_of", "protocol_of"]
