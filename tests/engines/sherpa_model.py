"""A model folder that sherpa-onnx loads, put together from the Kokoro weights that set-up has installed.

The weights are those of the ``kokoro`` engine; what makes them a sherpa-onnx model is metadata in the ONNX file, and
three files beside it. ``metadata_props`` is a repeated field, so its entries may stand behind the rest of the message
(protobuf's encoding merges fields in any order): they are appended to the file's bytes. The lexicons hold the words
below and nothing else.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from audiocast.engines.kokoro import voices
from audiocast.engines.kokoro.english import LETTERS, WORDS
from audiocast.engines.kokoro.model import PARTS
from audiocast.engines.kokoro.syllables import phonemes
from audiocast.engines.kokoro.vocabulary import TOKENS
from audiocast.text import pinyin
from tests.requirements import require_kokoro, require_packages

SPEAKERS = ("zf_xiaobei", "zm_yunjian")
HAN = "你好今天气很好重庆医药集团中国人民银行零一二三四五六七八九新桥通车"
METADATA = {
    "model_type": "kokoro",
    "sample_rate": "24000",
    "n_speakers": str(len(SPEAKERS)),
    "speaker_names": ",".join(SPEAKERS),
    "style_dim": "510,1,256",
    "version": "2",
    "has_espeak": "1",
}


@cache
def sherpa_model() -> Path:
    """Return the folder, made once for the session and removed after it."""
    require_packages("sherpa", "sherpa_onnx")
    data_dir = require_kokoro()
    folder = Path(tempfile.mkdtemp(prefix="audiocast-sherpa-")) / "kokoro-two-voices"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    folder.mkdir()
    weights = b"".join(files(part).joinpath("part.bin").read_bytes() for part in PARTS)
    (folder / "model.int8.onnx").write_bytes(weights + with_metadata(METADATA))
    styles = [voices.voice_path(name, data_dir).read_bytes() for name in SPEAKERS]
    (folder / "voices.bin").write_bytes(b"".join(styles))
    write_words(folder)
    return folder


def write_words(folder: Path) -> None:
    """Write the tokens and the lexicons."""
    tokens = [f"{token} {number}\n" for token, number in TOKENS.items()]
    han = [f"{character} {' '.join(phonemes(pinyin(character)[0] or '') or '')}\n" for character in dict.fromkeys(HAN)]
    latin = [f"{word} {' '.join(said)}\n" for word, said in (LETTERS | {"iphone": WORDS["iphone"]}).items()]
    (folder / "tokens.txt").write_text("".join(tokens), encoding="utf-8")
    (folder / "lexicon-zh.txt").write_text("".join(han), encoding="utf-8")
    (folder / "lexicon-us-en.txt").write_text("".join(latin), encoding="utf-8")


def with_metadata(facts: Mapping[str, str]) -> bytes:
    """Return ``facts`` as ``metadata_props`` of an ONNX file."""
    return b"".join(_field(14, _field(1, key.encode()) + _field(2, value.encode())) for key, value in facts.items())


def _field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
