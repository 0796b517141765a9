"""Settings: the user's file, ``show.toml``, ``AUDIOCAST_*`` and flags, read once into one frozen model.

A later source wins over an earlier one. A key that no model knows is an error that names the file, the line and the
nearest key; unknown environment names are ignored, since the environment is shared with other programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from audiocast import plugins, values
from audiocast.errors import ConfigError, suggest
from audiocast.layers import Layer, merge, nested, place, read_layer

SHOW_FILE = "show.toml"
ENVIRONMENT = {
    "AUDIOCAST_BASE_URL": ("base_url",),
    "AUDIOCAST_ENGINE": ("voice", "engine"),
    "AUDIOCAST_JOBS": ("build", "jobs"),
    "AUDIOCAST_EXECUTOR": ("build", "executor"),
    "AUDIOCAST_SCHEDULER": ("build", "scheduler"),
    "AUDIOCAST_FFMPEG": ("build", "ffmpeg"),
    "AUDIOCAST_CACHE": ("build", "cache"),
}
"""The environment names that set a key, and the key's path."""
_ENGINES = "engines"
"""The field, not the key, that holds the tables of ``[voice.NAME]``."""
_ROLES = "roles"
"""The one table of ``[voice]`` that is no engine's."""
_NO_SHOW = {
    "title": "audiocast",
    "description": "audiocast",
    "author": "audiocast",
    "email": "nobody@localhost",
    "base_url": "http://127.0.0.1/",
}


Rate = Annotated[int, BeforeValidator(values.percent), Field(ge=-50, le=100)]
Pitch = Annotated[int, BeforeValidator(values.hertz), Field(ge=-100, le=100)]
Names = Annotated[tuple[str, ...], BeforeValidator(values.names)]
PauseMs = Annotated[int, Field(ge=0, le=30_000)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RoleSettings(_Table):
    """``[voice.roles]``: who says what is not a story's own text; without a name whoever speaks there anyway."""

    opening: str = ""
    headline: str = ""
    """The headlines in the opening and the headings of the stories."""
    quotation: str = ""
    """Direct speech: what stands in quotation marks and ends its sentence there."""


class EngineSettings(BaseModel):
    """``[voice.NAME]``: which voices of one engine, and its own options, which that engine checks."""

    model_config = ConfigDict(frozen=True, extra="allow")

    voices: Names | None = None
    roles: RoleSettings | None = None


class VoiceSettings(_Table):
    """``[voice]``: which engine speaks and with which of its voices; ``[voice.NAME]`` holds one engine's own."""

    engine: Annotated[Names, AfterValidator(values.engines)] = ("kokoro",)
    fallback: bool = True
    """Whether a later engine of the list may speak what an earlier one cannot finish."""
    voices: Names = ()
    roles: RoleSettings = RoleSettings()
    rate: Rate = 0
    pitch: Pitch = 0
    engines: dict[str, EngineSettings] = {}
    """What ``[voice.NAME]`` holds, by engine."""

    @model_validator(mode="before")
    @classmethod
    def _gather_engines(cls, raw: object) -> object:
        if not isinstance(raw, Mapping):
            return raw
        tables = {name: dict(value) for name, value in raw.items() if isinstance(value, Mapping) and name != _ROLES}
        rest = {name: value for name, value in raw.items() if name not in tables}
        return rest | ({_ENGINES: tables} if tables else {})

    def voices_of(self, engine: str) -> tuple[str, ...]:
        """Return the voices to use with ``engine``; empty means the engine's own choice."""
        own = self.engines.get(engine)
        if own is not None and own.voices is not None:
            return own.voices
        return self.voices if engine == self.engine[0] else ()

    def roles_of(self, engine: str) -> RoleSettings:
        """Return who says what with ``engine``."""
        own = self.engines.get(engine)
        if own is not None and own.roles is not None:
            return own.roles
        return self.roles if engine == self.engine[0] else RoleSettings()

    def options_of(self, engine: str) -> dict[str, Any]:
        """Return the engine's own options."""
        own = self.engines.get(engine)
        return dict(own.model_extra or {}) if own is not None else {}


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

    opening: Annotated[str, AfterValidator(values.template)] = "{title}，{date}，{weekday}。"
    closing: Annotated[str, AfterValidator(values.template)] = "以上是本期{title}的全部内容，感谢收听。"
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


class AudioSettings(_Table):
    """``[audio]``: the shape of the finished file (docs/audio.md)."""

    format: Literal["mp3", "m4a"] = "mp3"
    channels: Literal[1, 2] = 1
    """2 puts the same sound on both, so that every meter reads the same."""
    profile: Literal["standard", "small"] = "standard"
    """``small`` is 24 kHz at 48 kbit/s: half the work and three quarters of the bytes."""


class BuildSettings(_Table):
    """``[build]``: how the work is done, and how long things are kept."""

    jobs: Annotated[int, Field(ge=0, le=256)] = 0
    """Sentences spoken side by side; 0 means what suits the engine and the machine."""
    executor: Literal["threads", "processes", "dask"] = "threads"
    """Where engines speak that may run anywhere; an online service is always asked from this process."""
    scheduler: Annotated[str, AfterValidator(values.scheduler)] = ""
    """The address of a Dask scheduler (``tcp://host:8786``); without one `dask` starts its own workers here."""
    patient: bool = False
    """Whether an outage of a service is sat out, for up to two hours."""
    ffmpeg: str = ""
    cache: str = ""
    revise_days: Annotated[int, Field(ge=0, le=36_500)] = 2
    keep_days: Annotated[int, Field(ge=0, le=36_500)] = 14


class PlaceSettings(_Table):
    """``place``: what the show is about, or where it is from (podcast:location)."""

    name: Annotated[str, AfterValidator(values.place_name)]
    geo: Annotated[str, AfterValidator(values.geo)] = ""
    osm: Annotated[str, AfterValidator(values.osm)] = ""


class FeedSettings(_Table):
    """``[[feed]]``: one more feed of the show beside feed.xml, ``NAME.xml``."""

    name: Annotated[str, AfterValidator(values.feed_name)]
    title: Annotated[str, Field(max_length=255)] = ""
    """The show's with the sections when empty."""
    description: str = ""
    per: Literal["file", "story"] = "story"
    sections: Names = ()
    """Which sections it holds; empty is all."""
    guid: Annotated[str, AfterValidator(values.guid)] = ""


class PublishSettings(BaseModel):
    """``[publish]``: who is told after a publication; ``[publish.PROTOCOL]`` holds a kind of target's own options."""

    model_config = ConfigDict(frozen=True, extra="allow")

    websub: Annotated[Names, AfterValidator(values.web_addresses)] = ()
    """WebSub hubs that are told (W3C WebSub)."""
    podping: Annotated[str, AfterValidator(values.web_address)] = ""
    """A podping gateway; its token is in the environment, AUDIOCAST_PODPING_TOKEN."""


class Settings(_Table):
    """Everything a person sets about a show."""

    title: Annotated[str, Field(min_length=1, max_length=255)]
    description: Annotated[str, Field(min_length=1)]
    author: Annotated[str, Field(min_length=1, max_length=255)]
    email: Annotated[str, AfterValidator(values.email)]
    base_url: Annotated[str, AfterValidator(values.url)]
    guid: Annotated[str, AfterValidator(values.guid)] = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-zA-Z]{2,4})*$")] = "zh-cn"
    category: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = ("News", "Daily News")
    timezone: Annotated[str, AfterValidator(values.zone)] = "Asia/Shanghai"
    explicit: bool = False
    locked: bool = True
    block: bool = False
    complete: bool = False
    serial: bool = False
    """Whether the editions of feed.xml are numbered and heard in order."""
    copyright: str = ""
    license: str = ""
    license_url: Annotated[str, AfterValidator(values.web_address)] = ""
    funding: Annotated[str, Field(max_length=128)] = ""
    funding_url: Annotated[str, AfterValidator(values.web_address)] = ""
    place: PlaceSettings | None = None
    update_frequency: Annotated[str, Field(max_length=128)] = ""
    update_rule: Annotated[str, Field(pattern=r"^(FREQ=[A-Z]+(;[A-Z]+=[A-Za-z0-9,+-]+)*)?$")] = ""
    per: Literal["file", "story"] = "file"
    """What an episode of feed.xml is: an article file with its stories as chapters, or a single story."""
    limit: Annotated[int, Field(ge=1, le=10_000)] = 300
    """Episodes in a feed; older ones are in its archive (RFC 5005)."""
    feed: Annotated[tuple[FeedSettings, ...], AfterValidator(values.each_once)] = ()
    target: Names = ()
    """Where `audiocast publish` puts public/: folders and URLs."""
    publish: PublishSettings = PublishSettings()
    moved_from: Annotated[Names, AfterValidator(values.web_addresses)] = ()
    """Earlier addresses; `audiocast move` writes them."""
    cover: str = ""
    lexicons: Names = ()
    respell: Literal["lexicon", "all", "off"] = "lexicon"
    skip_rules: Names = ()
    """Names of cleaning rules that are switched off (``audiocast script`` shows which rule removed what)."""
    voice: VoiceSettings = VoiceSettings()
    pauses: PauseSettings = PauseSettings()
    audio: AudioSettings = AudioSettings()
    programme: ProgrammeSettings = ProgrammeSettings()
    label: LabelSettings = LabelSettings()
    build: BuildSettings = BuildSettings()

    @field_validator("per")
    @classmethod
    def _number_editions_alone(cls, per: str, others: ValidationInfo) -> str:
        if per == "story" and others.data.get("serial"):
            way_out = "stories have no numbers; write serial = false, or leave per out and add a [[feed]] of stories"
            raise ValueError(f"serial = true needs whole editions, and {way_out}")
        return per

    @property
    def is_public(self) -> bool:
        """Whether ``base_url`` can be reached by anybody else: only then is a build a publication."""
        host = (urlsplit(self.base_url).hostname or "").lower()
        return not (host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1")


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
        ConfigError: a file is missing or malformed, a key or an engine unknown or a value not allowed.
    """
    layers = [
        *([read_layer(user_file)] if user_file is not None and user_file.is_file() else []),
        read_layer(show_dir / SHOW_FILE) if show_dir else Layer("no show", _NO_SHOW),
        *_environment_layers(environ or {}),
        *(Layer("the command line", nested(path, value)) for path, value in (flags or {}).items() if value is not None),
    ]
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = merge(_without_foreign_voices(merged, layer.values), layer.values)
    if chosen := (flags or {}).get(("voice", "voices")):
        # They are meant for the engine that speaks first, whatever its own table names.
        names = values.listed(merged.get("voice", {}).get("engine", VoiceSettings.model_fields["engine"].default))
        if isinstance(names, (list, tuple)) and names:
            merged = merge(merged, nested(("voice", str(names[0]), "voices"), chosen))
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise _explain(error, layers) from error
    _require_engines(settings.voice.engines, layers)
    return settings


def _require_engines(names: Iterable[str], layers: list[Layer]) -> None:
    for name in names:
        known = plugins.names("audiocast.engines")
        if name not in known:
            raise ConfigError(
                f"{place(('voice', name), layers)}: unknown engine {name!r}", way_out=suggest(name, known)
            )


def _environment_layers(environ: Mapping[str, str]) -> Iterator[Layer]:
    for name, path in ENVIRONMENT.items():
        if environ.get(name):
            yield Layer(f"environment {name}", nested(path, environ[name]))


def _without_foreign_voices(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Drop voices and roles when a later layer chooses another engine: the names are those of the first one."""
    old, new = below.get("voice"), above.get("voice")
    if not (isinstance(old, Mapping) and isinstance(new, Mapping) and "engine" in new):
        return below
    if values.listed(old.get("engine", "kokoro")) == values.listed(new["engine"]):
        return below
    return below | {"voice": {key: value for key, value in old.items() if key not in ("voices", _ROLES)}}


def _explain(error: ValidationError, layers: list[Layer]) -> ConfigError:
    # A mistyped key is also a missing one: naming the typing mistake helps more.
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    path = tuple(str(part) for part in first["loc"] if not isinstance(part, int) and part != _ENGINES)
    where = place(path, layers)
    key = ".".join(path)
    if first["type"] == "extra_forbidden":
        return ConfigError(f"{where}: unknown key {key!r}", way_out=suggest(path[-1], _known(path[:-1])))
    if first["type"] == "missing":
        return ConfigError(f"{where}: {key!r} is missing", way_out=f'add a line such as {key} = "…"')
    if first["type"] == "model_type":
        return ConfigError(f"{where}: {key!r} is not allowed", way_out=_table_like(_keys(path)))
    return ConfigError(f"{where}: {key!r} is not allowed", way_out=first["msg"].removeprefix("Value error, "))


def _table_like(keys: Sequence[str]) -> str:
    return f"write a table such as {{ {keys[0]} = … }}" if keys else "write a table"


def _known(path: tuple[str, ...]) -> list[str]:
    return sorted(_keys(path))


def _keys(path: tuple[str, ...]) -> list[str]:
    """Return the keys of a table of ours, in their order; none for what is no table, or is an engine's."""
    model: type[BaseModel] = Settings
    for name in path:
        field = model.model_fields.get(name)
        if field is None and model is VoiceSettings:  # [voice.NAME]
            model = EngineSettings
            continue
        kinds = (field.annotation, *get_args(field.annotation)) if field else ()
        found = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if found is None:
            return []
        model = found
    return [name for name in model.model_fields if name != _ENGINES]
