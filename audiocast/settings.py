"""What a person sets about a show: one frozen model a table, each value checked where it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from audiocast import values
from audiocast.categories import apples
from audiocast.recurrence import recurrence

ENGINES = "engines"
"""The field, not the key, that holds the tables of ``[voice.NAME]``."""
ROLES = "roles"
"""The one table of ``[voice]`` that is no engine's."""


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
        tables = {name: dict(value) for name, value in raw.items() if isinstance(value, Mapping) and name != ROLES}
        rest = {name: value for name, value in raw.items() if name not in tables}
        return rest | ({ENGINES: tables} if tables else {})

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
    """When empty, the show's with the sections, or without any with 单条新闻 or 完整版."""
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
    language: Annotated[str, AfterValidator(values.language)] = "zh-cn"
    category: Annotated[Names, Field(min_length=1, max_length=2), AfterValidator(apples)] = ("News", "Daily News")
    timezone: Annotated[str, AfterValidator(values.zone)] = "Asia/Shanghai"
    explicit: bool = False
    locked: bool = True
    block: bool = False
    complete: bool = False
    serial: bool = False
    """Whether the editions of feed.xml are numbered and heard in order."""
    copyright: str = ""
    license: str = ""
    """An SPDX identifier, or the name of the licence at ``license_url``."""
    license_url: Annotated[str, AfterValidator(values.web_address)] = ""
    funding: Annotated[str, Field(max_length=128)] = ""
    """What the link to ``funding_url`` says; a sentence of ours when empty."""
    funding_url: Annotated[str, AfterValidator(values.web_address)] = ""
    place: PlaceSettings | None = None
    update_frequency: Annotated[str, Field(max_length=128)] = ""
    update_rule: Annotated[str, AfterValidator(recurrence)] = ""
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
