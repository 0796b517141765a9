"""sherpa-onnx itself: one loaded model for each set-up and process, tried out in a process of its own first.

The library ends the whole process at a file that it does not like (``_Exit`` in its ``macros.h``), so the first load
happens where that does no harm, and its last words are the reason that is reported. It writes to the standard error
stream whatever the process does with it; so it is given nothing to complain about: no deprecated option, no word
that its lexicon lacks.
"""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from audiocast.engines.sherpa.folder import ModelFolder
from audiocast.errors import EngineError

INSTALL = "pip install 'audiocast[sherpa]'"
_LOAD_LIMIT_S = 300
_TRY_OUT = (
    "import pickle, sys; from audiocast.engines.sherpa import synthesiser;"
    " synthesiser.construct(pickle.load(sys.stdin.buffer))"
)

_lock = threading.Lock()
_loaded: dict[Setup, Any] = {}


@dataclass(frozen=True, slots=True)
class Setup:
    """A model and how it is to speak; ``noise_scale`` None is the family's own, ``digest`` that of the contents."""

    folder: ModelFolder
    digest: str
    num_threads: int
    noise_scale: float | None
    silence_scale: float


def synthesise(setup: Setup, text: str, speaker: int, speed: float) -> tuple[list[float], int]:
    """Return mono samples, about -1 to 1, and their rate in hertz. Threads may call at once.

    Raises:
        EngineError: the library is not installed, refuses the model, or fails.
    """
    loaded = _load(setup)
    try:
        audio = loaded.generate(text, sid=speaker, speed=speed)
    except Exception as error:  # pybind11 turns every C++ exception into one of Python's
        raise EngineError(f"sherpa-onnx failed at {text!r}: {error}", way_out="please report the sentence") from error
    if not audio.samples:
        raise EngineError(f"sherpa-onnx said nothing for {text!r}", way_out="give it words in lexicon.tsv")
    return audio.samples, int(audio.sample_rate)


def construct(setup: Setup) -> Any:
    """Load the model in this process.

    Raises:
        RuntimeError: a file is missing or damaged; but the library may end the process instead.
    """
    import sherpa_onnx

    config = sherpa_onnx.OfflineTtsConfig(
        model=_model_config(sherpa_onnx, setup), max_num_sentences=1, silence_scale=setup.silence_scale
    )
    if not config.validate():
        raise RuntimeError("a file is missing")
    return sherpa_onnx.OfflineTts(config)


def _load(setup: Setup) -> Any:
    with _lock:
        if setup not in _loaded:
            _try_out(setup)
            _loaded[setup] = construct(setup)
        return _loaded[setup]


def _try_out(setup: Setup) -> None:
    try:
        import sherpa_onnx  # noqa: F401
    except ImportError as error:
        raise EngineError(f"sherpa needs sherpa-onnx ({error})", way_out=INSTALL, trouble="refusal") from error
    try:
        subprocess.run(
            [sys.executable, "-c", _TRY_OUT],
            input=pickle.dumps(setup),
            capture_output=True,
            check=True,
            timeout=_LOAD_LIMIT_S,
        )
    except subprocess.CalledProcessError as error:
        reason = _last_words(error.stderr) or f"it ended with status {error.returncode}"
    except subprocess.TimeoutExpired:
        reason = f"it takes longer than {_LOAD_LIMIT_S} s"
    else:
        return
    raise EngineError(
        f"sherpa-onnx cannot load the model in {setup.folder.path}: {reason}",
        way_out="fetch the model again, or look whether it needs another sherpa-onnx",
        trouble="refusal",
    )


def _model_config(library: Any, setup: Setup) -> Any:
    folder = setup.folder
    files = {"tokens": str(folder.tokens), "lexicon": ",".join(str(path) for path in folder.lexicons)}
    noise = {} if setup.noise_scale is None else {"noise_scale": setup.noise_scale}
    family: Any
    if folder.family == "kokoro":
        family = library.OfflineTtsKokoroModelConfig(model=str(folder.model), voices=str(folder.voices), **files)
    elif folder.family == "matcha":
        family = library.OfflineTtsMatchaModelConfig(
            acoustic_model=str(folder.model), vocoder=str(folder.vocoder), **files, **noise
        )
    else:
        # VITS draws both the sound and the length of each syllable; one option scales the two alike.
        duration = {} if setup.noise_scale is None else {"noise_scale_w": setup.noise_scale}
        family = library.OfflineTtsVitsModelConfig(model=str(folder.model), **files, **noise, **duration)
    return library.OfflineTtsModelConfig(**{folder.family: family}, num_threads=setup.num_threads, provider="cpu")


def _last_words(stderr: bytes) -> str:
    """Return the last line of the library's complaint, without the place in its source that it begins with."""
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return re.sub(r"^\S+:\w+:\d+ |^\w*Error: ", "", lines[-1]) if lines else ""
