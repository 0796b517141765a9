"""The Mandarin voices of Kokoro: their table, where their files are, and reading one.

A voice is a file of little-endian float32, shape (510, 256): one style vector for each length in tokens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from audiocast.errors import VoiceError
from audiocast.models import Voice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LICENSE = "Apache-2.0"
SHAPE = (510, 256)
SIZE_BYTES = SHAPE[0] * SHAPE[1] * 4
SHA256 = {
    "zf_xiaobei": "5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640",
    "zf_xiaoni": "08892b62a39af0a615cd0581238db7e19e44c578e8fa0bfd0e586e93327d9cba",
    "zf_xiaoxiao": "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169",
    "zf_xiaoyi": "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
    "zm_yunjian": "de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa",
    "zm_yunxi": "7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b",
    "zm_yunxia": "6b2b8fc15b3df19a368daebe5c581c7fabf433ee5b8a17ffd6b3d723cff8936d",
    "zm_yunyang": "261e2c89470534dbbcb8fd98b8fdc495ec94063d9bb6c8277f7be43cccba3f42",
}
"""Every voice by name, with the digest of its file."""


def voice_path(name: str, data_dir: Path) -> Path:
    """Return where the file of voice ``name`` belongs."""
    return data_dir / "kokoro" / f"{name}.bin"


def listed(data_dir: Path) -> Sequence[Voice]:
    """Return every voice, women first, and whether its file is there and as long as it must be.

    Its digest is looked at when it is loaded, and by ``damaged``: this is asked for every sentence.
    """
    return tuple(
        Voice(
            name,
            "kokoro",
            "zh-CN",
            gender="female" if name.startswith("zf_") else "male",
            about=f"embedded neural voice, {LICENSE}",
            installed=_is_whole(voice_path(name, data_dir)),
        )
        for name in SHA256
    )


def damaged(data_dir: Path) -> list[str]:
    """Return the voices whose file is there and is not the one we know."""
    paths = ((name, voice_path(name, data_dir)) for name in SHA256)
    return [name for name, path in paths if path.exists() and not is_right(name, path)]


def is_right(name: str, path: Path) -> bool:
    """Whether ``path`` can be read and is the file of voice ``name``."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == SHA256[name]
    except OSError:
        return False


def _is_whole(path: Path) -> bool:
    return path.is_file() and path.stat().st_size == SIZE_BYTES


def load(name: str, data_dir: Path) -> NDArray[np.float32]:
    """Return the style vectors of voice ``name``, shape `SHAPE`; read once per process.

    Raises:
        VoiceError: the file is not installed, or is not the one we know.
    """
    return _read(name, voice_path(name, data_dir))


@lru_cache(maxsize=len(SHA256))
def _read(name: str, path: Path) -> NDArray[np.float32]:
    import numpy as np

    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise _refusal(name, f"voice {name!r} of kokoro is not installed") from error
    except OSError as error:
        raise _refusal(name, f"voice file {path} cannot be read ({error.strerror})") from error
    if hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise _refusal(name, f"voice file {path} is damaged: its digest differs")
    return np.frombuffer(data, dtype="<f4").astype(np.float32).reshape(SHAPE)


def _refusal(name: str, what: str) -> VoiceError:
    return VoiceError(what, way_out=f"audiocast voices install {name}", trouble="refusal")
