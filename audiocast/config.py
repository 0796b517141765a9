"""Settings: the user's file, ``show.toml``, ``AUDIOCAST_*`` and flags, read once into one frozen model.

A later source wins over an earlier one. A key that no model knows is an error that names the file, the line and the
nearest key; unknown environment names are ignored, since the environment is shared with other programs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from audiocast.errors import ConfigError

SHOW_FILE = "show.toml"
ENVIRONMENT = {
    "AUDIOCAST_BASE_URL": ("base_url",),
    "AUDIOCAST_ENGINE": ("voice", "engine"),
    "AUDIOCAST_JOBS": ("build", "jobs"),
    "AUDIOCAST_FFMPEG": ("build", "ffmpeg"),
    "AUDIOCAST_CACHE": ("build", "cache"),
}
"""The environment names that set a key, and the key's path."""
_NO_SHOW = {
    "title": "audiocast",
    "description": "audiocast",
    "author": "audiocast",
    "email": "nobody@localhost",
    "base_url": "http://127.0.0.1/",
}


def _percent(value: object) -> object:
    match = re.fullmatch(r"([+-]?\d{1,3})\s*%", value) if isinstance(value, str) else None
    if isinstance(value, str) and not match:
        raise ValueError("write a signed percentage such as '+0%' or '-10%'")
    return int(match[1]) if match else value


def _hertz(value: object) -> object:
    match = re.fullmatch(r"([+-]?\d{1,3})\s*Hz", value, re.IGNORECASE) if isinstance(value, str) else None
    if isinstance(value, str) and not match:
        raise ValueError("write a signed number of hertz such as '+0Hz' or '-5Hz'")
    return int(match[1]) if match else value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is not a time zone such as 'Asia/Shanghai'") from error
    return value


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is not an address such as 'https://example.org/news/'")
    if not value.isascii() or parts.query or parts.fragment or re.search(r"\s", value):
        raise ValueError(f"{value!r} must be plain ASCII, without spaces, ? or #")
    return value if value.endswith("/") else value + "/"


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError(f"{value!r} is not an e-mail address")
    return value


def _names(value: object) -> object:
    return [value] if isinstance(value, str) else value


Rate = Annotated[int, BeforeValidator(_percent), Field(ge=-50, le=100)]
Pitch = Annotated[int, BeforeValidator(_hertz), Field(ge=-100, le=100)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
PauseMs = Annotated[int, Field(ge=0, le=30_000)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VoiceSettings(_Table):
    """``[voice]``: which engine speaks and with which of its voices; ``[voice.NAME]`` holds one engine's own."""

    engine: Annotated[Names, Field(min_length=1)] = ("kokoro",)
    voices: Names = ()
    rate: Rate = 0
    pitch: Pitch = 0
    options: dict[str, dict[str, Any]] = {}
    """Per engine: its options, and ``voices`` for that engine."""

    @model_validator(mode="before")
    @classmethod
    def _gather_engines(cls, raw: object) -> object:
        if not isinstance(raw, Mapping):
            return raw
        tables = {name: dict(value) for name, value in raw.items() if isinstance(value, Mapping) and name != "options"}
        rest = {name: value for name, value in raw.items() if name not in tables}
        return rest | ({"options": tables} if tables else {})

    def voices_of(self, engine: str) -> tuple[str, ...]:
        """Return the voices to use with ``engine``; empty means the engine's own choice."""
        own = self.options.get(engine, {}).get("voices")
        if own is not None:
            return tuple([own] if isinstance(own, str) else own)
        return self.voices if engine == self.engine[0] else ()

    def options_of(self, engine: str) -> dict[str, Any]:
        """Return the engine's own options."""
        return {key: value for key, value in self.options.get(engine, {}).items() if key != "voices"}


class PauseSettings(_Table):
    """``[pauses]``: milliseconds of silence, measured from speech to speech."""

    clause: PauseMs = 150
    sentence: PauseMs = 400
    paragraph: PauseMs = 800
    heading: PauseMs = 700
    story: PauseMs = 1500
    opening: PauseMs = 800
    closing: PauseMs = 800


class ProgrammeSettings(_Table):
    """``[programme]``: what is said around the stories. ``{title}``, ``{date}`` and ``{weekday}`` are filled in."""

    opening: str = "{title}，{date}，{weekday}。"
    closing: str = "以上是本期{title}的全部内容，感谢收听。"
    headlines_from: Annotated[int, Field(ge=0)] = 3
    """Read the headlines first when there are at least this many stories; 0 never does."""
    headlines: str = "本期主要内容："


class LabelSettings(_Table):
    """``[label]``: the notice that the voice is synthetic (GB 45438-2025; Apple's guidelines; podcast:txt)."""

    enabled: bool = True
    spoken: str = "本节目由人工智能合成语音播报。"
    written: str = "本节目的语音由人工智能合成，文字为新闻原文。"
    producer: str = ""
    """Who is named as producer in the file's AIGC tag; the author when empty."""


class BuildSettings(_Table):
    """``[build]``: how the work is done, and how long things are kept."""

    jobs: Annotated[int, Field(ge=0, le=256)] = 0
    """Sentences spoken side by side; 0 means what suits the engine and the machine."""
    ffmpeg: str = ""
    cache: str = ""
    revise_days: Annotated[int, Field(ge=0)] = 2
    keep_days: Annotated[int, Field(ge=0)] = 14


class Settings(_Table):
    """Everything a person sets about a show."""

    title: Annotated[str, Field(min_length=1, max_length=255)]
    description: Annotated[str, Field(min_length=1)]
    author: Annotated[str, Field(min_length=1, max_length=255)]
    email: Annotated[str, AfterValidator(_email)]
    base_url: Annotated[str, AfterValidator(_url)]
    guid: str = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-zA-Z]{2,4})*$")] = "zh-cn"
    category: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = ("News", "Daily News")
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    explicit: bool = False
    locked: bool = True
    cover: str = ""
    lexicons: Names = ()
    respell: Literal["lexicon", "all", "off"] = "lexicon"
    skip_rules: Names = ()
    """Names of cleaning rules that are switched off (``audiocast script`` shows which rule removed what)."""
    voice: VoiceSettings = VoiceSettings()
    pauses: PauseSettings = PauseSettings()
    programme: ProgrammeSettings = ProgrammeSettings()
    label: LabelSettings = LabelSettings()
    build: BuildSettings = BuildSettings()

    @property
    def is_public(self) -> bool:
        """Whether ``base_url`` can be reached by anybody else: only then is a build a publication."""
        host = (urlsplit(self.base_url).hostname or "").lower()
        return not (host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1")


@dataclass(frozen=True, slots=True)
class _Layer:
    name: str
    values: Mapping[str, Any]
    text: str = ""


def load(
    show_dir: Path | None,
    *,
    user_file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[tuple[str, ...], object] | None = None,
) -> Settings:
    """Read a show's settings.

    Args:
        show_dir: the folder that holds ``show.toml``; None for what is done outside any show.
        user_file: a TOML file with the same keys, for what this user wants in every show; may be missing.
        environ: the environment (``ENVIRONMENT`` lists the names that count).
        flags: key paths to values given on the command line; None values are not set.

    Raises:
        ConfigError: a file is missing or malformed, a key unknown or a value not allowed.
    """
    layers = [
        *([_file_layer(user_file)] if user_file is not None and user_file.is_file() else []),
        _file_layer(show_dir / SHOW_FILE) if show_dir else _Layer("no show", _NO_SHOW),
        *_environment_layers(environ or {}),
        *(
            _Layer("the command line", _nested(path, value))
            for path, value in (flags or {}).items()
            if value is not None
        ),
    ]
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = _merge(_without_foreign_voices(merged, layer.values), layer.values)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise _explain(error, layers) from error


def record_guid(show_dir: Path, guid: str) -> str:
    """Return the text of ``show.toml`` with ``guid`` set and everything else, comments too, as it was."""
    import tomlkit

    text = (show_dir / SHOW_FILE).read_text(encoding="utf-8")
    document = tomlkit.parse(text)
    document["guid"] = guid
    return tomlkit.dumps(document)


def _file_layer(path: Path) -> _Layer:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return _Layer(str(path), tomllib.loads(text), text)
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist", way_out=f"audiocast init {path.parent}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8", way_out="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML", way_out=str(error)) from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error


def _environment_layers(environ: Mapping[str, str]) -> Iterator[_Layer]:
    for name, path in ENVIRONMENT.items():
        if environ.get(name):
            yield _Layer(f"environment {name}", _nested(path, environ[name]))


def _nested(path: Iterable[str], value: object) -> dict[str, Any]:
    *parents, last = path
    nested: dict[str, Any] = {last: value}
    for name in reversed(parents):
        nested = {name: nested}
    return nested


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _without_foreign_voices(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Drop ``voice.voices`` when a later layer chooses another engine: the names are those of the first one."""
    old, new = below.get("voice"), above.get("voice")
    if not (isinstance(old, Mapping) and isinstance(new, Mapping) and "engine" in new):
        return below
    if _names(old.get("engine", "kokoro")) == _names(new["engine"]):
        return below
    return below | {"voice": {key: value for key, value in old.items() if key != "voices"}}


def _explain(error: ValidationError, layers: list[_Layer]) -> ConfigError:
    first = error.errors()[0]
    path = tuple(str(part) for part in first["loc"] if not isinstance(part, int))
    place = _place(path, layers)
    key = ".".join(path)
    if first["type"] == "extra_forbidden":
        near = get_close_matches(path[-1], _known(path[:-1]), n=1)
        return ConfigError(
            f"{place}: unknown key {key!r}",
            way_out=f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(_known(path[:-1]))}",
        )
    if first["type"] == "missing":
        return ConfigError(f"{place}: {key!r} is missing", way_out=f'add a line such as {key} = "…"')
    return ConfigError(f"{place}: {key!r} is not allowed", way_out=first["msg"].removeprefix("Value error, "))


def _known(path: tuple[str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for name in path:
        annotation = model.model_fields[name].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return sorted(model.model_fields)


def _place(path: tuple[str, ...], layers: list[_Layer]) -> str:
    """Name the last layer that sets ``path``, with the line where its text does."""
    for layer in reversed(layers):
        value: object = layer.values
        for name in path:
            value = value.get(name, _Layer) if isinstance(value, Mapping) else _Layer
        if value is not _Layer:
            line = _line(path, layer.text)
            return f"{layer.name}:{line}" if line else layer.name
    return next((layer.name for layer in reversed(layers) if layer.text), "the settings")


def _line(path: tuple[str, ...], text: str) -> int | None:
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        found: tuple[str, ...] = ()
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            found = table = _key_path(header[1])
        elif pair := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            found = (*table, *_key_path(pair[1]))
        if found == path:
            return number
    return None


def _key_path(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
