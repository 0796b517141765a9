"""Edge, Microsoft's read-aloud service through edge-tts: one request for each utterance, whole or not at all."""

from audiocast.engines.edge.engine import EdgeEngine, EdgeOptions

__all__ = ["EdgeEngine", "EdgeOptions"]
