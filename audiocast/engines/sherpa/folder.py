"""The producer's model folder: which family of model lies in it, what is missing, what it is called by.

The names are those of sherpa-onnx's own releases (``vits-melo-tts-zh_en``, ``matcha-icefall-zh-baker``,
``kokoro-multi-lang-v1_1`` ...); int8 models are taken where there is no larger one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from audiocast.engines.sherpa.metadata import read_metadata
from audiocast.errors import ConfigError, EngineError

Family = Literal["kokoro", "matcha", "vits"]
"""How sherpa-onnx is told to load it; MeloTTS and piper are VITS."""

MODELS = "https://k2-fsa.github.io/sherpa/onnx/tts/pretrained_models/"
_VOCODERS = ("vocos", "hifigan")
_STYLE_BYTES = 4


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder that has everything its family needs. ``speakers`` are the names of its voices, by speaker id."""

    path: Path
    family: Family
    model: Path
    tokens: Path
    lexicons: tuple[Path, ...]
    speakers: tuple[str, ...]
    voices: Path | None = None
    vocoder: Path | None = None

    @property
    def digest(self) -> str:
        """12 hex digits over the contents of the files that speak; where they lie plays no part.

        Raises:
            EngineError: one of them cannot be read.
        """
        files = [self.model, self.tokens, *self.lexicons, *(path for path in (self.voices, self.vocoder) if path)]
        whole = hashlib.sha256()
        for path in files:
            whole.update(_content_digest(path))
        return whole.hexdigest()[:12]


def open_folder(path: Path) -> ModelFolder:
    """Return what lies in ``path``; reads names and the model's metadata, not the model.

    Raises:
        ConfigError: there is no such folder, no model is in it, or a file that its family needs is missing.
    """
    try:
        names = sorted(child.name for child in path.iterdir())
    except OSError as error:
        raise ConfigError(
            f"model_dir {path} cannot be read ({error.strerror})", way_out=f"unpack a model there: {MODELS}"
        ) from error
    model = _choose([name for name in names if name.endswith(".onnx") and not _is_vocoder(name)])
    if model is None:
        raise _nothing_recognised(path, names)
    facts = _facts(path / model)
    family = _family(model, names, facts)
    vocoder = _choose([name for name in names if name.endswith(".onnx") and _is_vocoder(name)])
    lexicons = _lexicons(names)
    _require_whole(path, family, names, lexicons, vocoder, facts)
    folder = ModelFolder(
        path,
        family,
        path / model,
        path / "tokens.txt",
        tuple(path / name for name in lexicons),
        _speakers(facts),
        voices=path / "voices.bin" if family == "kokoro" else None,
        vocoder=path / vocoder if family == "matcha" and vocoder else None,
    )
    _require_every_style(folder, facts)
    return folder


def _choose(models: Sequence[str]) -> str | None:
    """Return the model to load: float before int8, and then the first by name (``model-steps-3`` before ``-6``)."""
    return min(models, key=lambda name: ("int8" in name or "int4" in name, name), default=None)


def _is_vocoder(name: str) -> bool:
    return name.lower().startswith(_VOCODERS)


def _lexicons(names: Iterable[str]) -> list[str]:
    """Return the lexicons, English ones first as in sherpa-onnx's examples; of two accents only the American."""
    lexicons = [name for name in names if name.startswith("lexicon") and name.endswith(".txt")]
    american = any("us-en" in name for name in lexicons)
    return [name for name in lexicons if not (american and "gb-en" in name)]


def _facts(model: Path) -> Mapping[str, str]:
    try:
        facts = read_metadata(model)
    except ValueError as error:
        raise ConfigError(f"model {model} is damaged ({error})", way_out=f"fetch it again: {MODELS}") from error
    except OSError as error:
        raise ConfigError(f"model {model} cannot be read ({error.strerror})", way_out="look at its rights") from error
    for key in ("sample_rate", "n_speakers"):
        if not facts.get(key, "").isdecimal():
            raise ConfigError(
                f"model {model} does not say its {key}",
                way_out=f"sherpa-onnx runs models with its own metadata, from {MODELS}",
            )
    return facts


def _family(model: str, names: Sequence[str], facts: Mapping[str, str]) -> Family:
    kind = facts.get("model_type", "")
    if kind.startswith("kokoro") or "style_dim" in facts or "voices.bin" in names:
        return "kokoro"
    if kind.startswith("matcha") or model.startswith("model-steps-"):
        return "matcha"
    return "vits"


def _speakers(facts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the speakers' names, or their numbers where the model does not name each."""
    count = max(1, int(facts["n_speakers"]))
    names = [name.strip() for name in facts.get("speaker_names", "").split(",")]
    if len(names) == len(set(names)) == count and all(names):
        return tuple(names)
    return tuple(str(number) for number in range(count))


def _require_whole(
    path: Path,
    family: Family,
    names: Sequence[str],
    lexicons: Sequence[str],
    vocoder: str | None,
    facts: Mapping[str, str],
) -> None:
    looks = {"kokoro": "Kokoro", "matcha": "Matcha", "vits": "VITS (MeloTTS, piper)"}[family]
    lexicon = "lexicon-zh.txt" if family == "kokoro" else "lexicon.txt"
    rate_khz = int(facts["sample_rate"]) // 1000
    missing = [
        *([("tokens.txt", "tokens.txt")] if "tokens.txt" not in names else []),
        *([("voices.bin", "voices.bin")] if family == "kokoro" and "voices.bin" not in names else []),
        *([("vocoder", f"vocos-{rate_khz}khz-univ.onnx")] if family == "matcha" and vocoder is None else []),
        *([("lexicon", lexicon)] if not lexicons else []),
    ]
    if not missing:
        return
    what = " and no ".join(noun for noun, _ in missing)
    way_out = f"put {' and '.join(file for _, file in missing)} there"
    if not lexicons and "espeak-ng-data" in names:
        way_out += " (sherpa-onnx 2 does not read espeak-ng-data)"
    raise ConfigError(f"model_dir {path} looks like {looks} but has no {what}", way_out=way_out)


def _require_every_style(folder: ModelFolder, facts: Mapping[str, str]) -> None:
    """Compare ``voices.bin`` with what the model says: at a difference sherpa-onnx ends the whole process."""
    if folder.voices is None:
        return
    sizes = [int(part) for part in facts.get("style_dim", "").split(",") if part.strip().isdecimal()]
    wanted = _STYLE_BYTES * int(facts["n_speakers"])
    for size in sizes:
        wanted *= size
    if len(sizes) != 3 or folder.voices.stat().st_size != wanted:
        raise ConfigError(f"{folder.voices} does not fit the model beside it", way_out=f"fetch both again: {MODELS}")


def _nothing_recognised(path: Path, names: Sequence[str]) -> ConfigError:
    inside = [name for name in names if any((path / name).glob("*.onnx"))]
    if inside:
        return ConfigError(f"model_dir {path} holds no model itself", way_out=f"did you mean {path / inside[0]}?")
    return ConfigError(f"model_dir {path} holds no .onnx model", way_out=f"unpack one there: {MODELS}")


def _content_digest(path: Path) -> bytes:
    try:
        status = path.stat()
        return _hashed(path, status.st_size, status.st_mtime_ns)
    except OSError as error:
        raise EngineError(
            f"{path} cannot be read ({error.strerror})", way_out="look at its rights", trouble="refusal"
        ) from error


@lru_cache(maxsize=64)
def _hashed(path: Path, _size_bytes: int, _changed_ns: int) -> bytes:
    """Return the digest of one file; models are large, so a process reads each once while it stays as it is."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
