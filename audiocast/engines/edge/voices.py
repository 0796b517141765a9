"""The voices of the service: a table that is always there, and the service's own list once it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from audiocast.errors import EngineError
from audiocast.files import write_atomically
from audiocast.models import Voice

FORMAT = 1
_FIELDS = ("name", "language", "gender", "about")


def _table(*rows: tuple[str, str, str, str]) -> tuple[Voice, ...]:
    return tuple(Voice(name, "edge", language, gender, about) for language, name, gender, about in rows)


BUILT_IN = _table(
    ("zh-CN", "zh-CN-XiaoxiaoNeural", "female", "news and novels, warm"),
    ("zh-CN", "zh-CN-XiaoyiNeural", "female", "cartoons and novels, lively"),
    ("zh-CN", "zh-CN-YunjianNeural", "male", "sports and novels, passionate"),
    ("zh-CN", "zh-CN-YunxiNeural", "male", "novels, lively"),
    ("zh-CN", "zh-CN-YunxiaNeural", "male", "cartoons and novels, a boy"),
    ("zh-CN", "zh-CN-YunyangNeural", "male", "the news reader, professional"),
    ("zh-CN-liaoning", "zh-CN-liaoning-XiaobeiNeural", "female", "Liaoning dialect, fails in spells"),
    ("zh-CN-shaanxi", "zh-CN-shaanxi-XiaoniNeural", "female", "Shaanxi dialect, fails in spells"),
    ("zh-TW", "zh-TW-HsiaoChenNeural", "female", "Taiwan Mandarin"),
    ("zh-TW", "zh-TW-HsiaoYuNeural", "female", "Taiwan Mandarin"),
    ("zh-TW", "zh-TW-YunJheNeural", "male", "Taiwan Mandarin"),
    ("zh-HK", "zh-HK-HiuGaaiNeural", "female", "Cantonese"),
    ("zh-HK", "zh-HK-HiuMaanNeural", "female", "Cantonese"),
    ("zh-HK", "zh-HK-WanLungNeural", "male", "Cantonese"),
)
"""As the service listed them in November 2026, in the order of `in_order`."""


def in_order(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Return each voice once: Mandarin, its dialects, Taiwan, Hong Kong, any other; then by name."""

    def rank(voice: Voice) -> tuple[int, str, str]:
        known = ("zh-CN", "zh-CN-", "zh-TW", "zh-HK")
        locale = "zh-CN-" if voice.language.startswith("zh-CN-") else voice.language
        return (known.index(locale) if locale in known else len(known), voice.language, voice.name)

    by_name = {voice.name: voice for voice in voices}
    return tuple(sorted(by_name.values(), key=rank))


def chinese(listed: Sequence[Mapping[str, Any]]) -> tuple[Voice, ...]:
    """Return the Chinese voices of the service's list (``edge_tts.list_voices``), in order.

    Multilingual voices are left out: they are other languages' voices that also read Chinese.

    Raises:
        KeyError, TypeError, AttributeError: the list has another shape than in November 2026.
    """
    return in_order(
        _one_voice(entry)
        for entry in listed
        if entry["Locale"].startswith("zh-") and not entry["ShortName"].endswith("MultilingualNeural")
    )


def stored_path(data_dir: Path) -> Path:
    """Return where the service's list is kept."""
    return data_dir / "edge" / "voices.json"


def store(voices: Sequence[Voice], data_dir: Path) -> None:
    """Keep the service's list; raises StorageError when it cannot be written."""
    rows = [{field: getattr(voice, field) for field in _FIELDS} for voice in voices]
    text = json.dumps({"format": FORMAT, "voices": rows}, ensure_ascii=False, indent=1)
    write_atomically(stored_path(data_dir), f"{text}\n".encode())


def stored(data_dir: Path) -> tuple[Voice, ...]:
    """Return the service's list as it was kept; nothing when there is none, or none that is readable."""
    try:
        kept = json.loads(stored_path(data_dir).read_bytes())
        if kept["format"] != FORMAT:
            return ()
        rows = [[row[field] for field in _FIELDS] for row in kept["voices"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()
    if not all(isinstance(value, str) for row in rows for value in row) or not all(name for name, *_ in rows):
        return ()
    return in_order(Voice(name, "edge", language, gender, about) for name, language, gender, about in rows)


def require_any(voices: Sequence[Voice]) -> None:
    """Refuse an empty list: keeping it would take every voice away.

    Raises:
        EngineError: it is empty.
    """
    if not voices:
        raise EngineError(
            "the Edge service lists no Chinese voice",
            way_out="try again later; the built-in list stays",
            retryable=True,
            trouble="protocol",
        )


def _one_voice(entry: Mapping[str, Any]) -> Voice:
    labels = entry["VoiceTag"]
    about = ", ".join([*labels["ContentCategories"], *labels["VoicePersonalities"]])
    return Voice(entry["ShortName"], "edge", entry["Locale"], entry["Gender"].lower(), " ".join(about.lower().split()))
