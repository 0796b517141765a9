"""Kokoro, the embedded neural voice: phonemes from our own pinyin, spoken by onnxruntime."""

from audiocast.engines.kokoro.engine import KokoroEngine, KokoroOptions

__all__ = ["KokoroEngine", "KokoroOptions"]
