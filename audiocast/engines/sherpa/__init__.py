"""Any Mandarin model that sherpa-onnx runs: the producer brings the folder."""

from audiocast.engines.sherpa.engine import SherpaEngine, SherpaOptions

__all__ = ["SherpaEngine", "SherpaOptions"]
