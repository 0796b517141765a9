"""The nouns that travel: Article, Script, Utterance, Clip, Episode, and what they are made of.

All are frozen and hold no behaviour beyond their own digest. Times in ``_ms`` are whole milliseconds, lengths in
``samples`` are at the rate named beside them, sizes are bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from audiocast.errors import Trouble

SentenceKind = Literal["opening", "label", "headline", "heading", "subtitle", "body", "closing"]
"""What a sentence is in the programme."""

VoiceRole = Literal["opening", "headline", "story", "quotation"]
"""Who says it: ``voices`` in show.toml are dealt out by role and story."""

AudioFormat = Literal["wav", "mp3"]

EpisodeKind = Literal["full", "bonus", "trailer"]
"""``itunes:episodeType``."""


# ---- Article: what the newspaper wrote -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening formula of a report (本报郑州2月9日讯), kept as data and not read aloud."""

    written: str
    agency: str = ""
    place: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Byline:
    """One role and the people in it (记者 冉红政)."""

    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line or a part of one that cleaning removed, and the name of the rule that did."""

    text: str
    rule: str
    line: int
    """1-based line of the raw text."""


@dataclass(frozen=True, slots=True)
class Article:
    """One story, cleaned: nothing in it was rewritten and every removal is in ``dropped``."""

    title: str
    subtitles: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    dateline: Dateline | None = None
    bylines: tuple[Byline, ...] = ()
    dropped: tuple[Dropped, ...] = field(default=(), compare=False)
    section: str = field(default="", compare=False)
    """The newspaper's section (要闻) that it stands in, as far as headings and page lines tell."""


# ---- Script: the programme, in two layers ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A run of written text and how it is said.

    ``pinyin`` has one entry for each character of ``spoken``: ``"hang2"``, or None for what is not Han.
    ``risk`` is 0.0 for a reading that is certain, up to 1.0 for a guess. A punctuation mark is a span of its own.
    """

    written: str
    spoken: str
    pinyin: tuple[str | None, ...]
    rule: str
    risk: float = 0.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """One whole sentence: ``written`` is what readers see, ``spans`` are what is said.

    ``opens_paragraph`` is False for what follows another sentence of its paragraph.
    """

    written: str
    spans: tuple[Span, ...]
    kind: SentenceKind
    role: VoiceRole
    pause_after_ms: int
    opens_paragraph: bool = True

    @property
    def spoken(self) -> str:
        """What is said, as text."""
        return "".join(span.spoken for span in self.spans)

    @property
    def is_said(self) -> bool:
        """Whether there is anything to say: marks alone are not."""
        return any(character.isalnum() for character in self.spoken)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the programme that is levelled and encoded on its own: the opening, one story, the closing."""

    kind: Literal["opening", "story", "closing"]
    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The programme in order."""

    segments: tuple[Segment, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in order."""
        return tuple(sentence for segment in self.segments for sentence in segment.sentences)


# ---- Utterance and Clip: what is spoken ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that an engine offers. ``gender`` is ``"female"``, ``"male"`` or empty."""

    name: str
    engine: str
    language: str
    gender: str = ""
    about: str = ""
    installed: bool = True


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing to say: all that is sent to a worker and all that is hashed.

    ``pinyin`` is empty for engines that take text, else one entry for each character of ``text``.
    ``rate_percent`` and ``pitch_hz`` are offsets from the voice's own.
    """

    text: str
    voice: str
    fingerprint: str
    pinyin: tuple[str | None, ...] = ()
    rate_percent: int = 0
    pitch_hz: int = 0

    @property
    def digest(self) -> str:
        """The cache key: 64 hex digits of SHA-256 over the canonical JSON of the fields that are not empty."""
        return digest(
            "utterance/1",
            text=self.text,
            voice=self.voice,
            fingerprint=self.fingerprint,
            pinyin=self.pinyin,
            rate_percent=self.rate_percent,
            pitch_hz=self.pitch_hz,
        )


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What was measured on a clip's decoded samples (mono, at ``rate_hz``).

    Speech runs from sample ``speech_start`` up to, not including, ``speech_end``. ``peak`` is the sample peak with
    1.0 = full scale. ``energies`` are the K-weighted mean squares (ITU-R BS.1770) of each whole 100 ms of speech.
    """

    rate_hz: int
    samples: int
    speech_start: int
    speech_end: int
    peak: float
    energies: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Clip:
    """The engine's bytes, undecoded; ``facts`` is set once they were inspected."""

    data: bytes
    format: AudioFormat
    facts: ClipFacts | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """What a worker returns instead of raising: the utterance that could not be spoken, and why.

    The marks are those of ``EngineError``.
    """

    utterance: Utterance
    reason: str
    retryable: bool
    trouble: Trouble = "sentence"
    retry_after_s: float | None = None


# ---- Episode: measured facts about a finished file --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chapter:
    """A story inside the episode; the first starts at 0 and each ends where the next starts.

    ``image`` and ``url`` are absolute URLs of a picture and of a page about the story, empty when there is none.
    """

    start_ms: int
    end_ms: int
    title: str
    image: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle: written text on one line and when it is said: a sentence, or a part of a long one.

    ``paragraph`` counts up from 0 through the episode. ``second_line`` is where in ``text`` the second of two lines
    begins; 0 when one line is enough or nobody who knows the words has chosen. The texts of a sentence joined are the
    sentence as it was written, spaces included.
    """

    start_ms: int
    end_ms: int
    text: str
    kind: SentenceKind = "body"
    paragraph: int = 0
    second_line: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A place (podcast:location): its name, ``geo:34.7,113.7`` (RFC 5870) and OpenStreetMap's ``R3271235``."""

    name: str
    geo: str = ""
    osm: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A finished audio file; its name holds the digest of its own bytes."""

    name: str
    sha256: str
    size_bytes: int
    duration_ms: int
    mime: str = "audio/mpeg"
    lufs: float | None = None
    """Integrated loudness of the decoded file on a one-channel meter (ITU-R BS.1770); None where nobody measured it."""
    lufs_two_speakers: float | None = None
    """What it reads as played: a mono file comes from both speakers and is 3 LU louder."""
    true_peak_dbtp: float | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """One published file and what feed and pages say about it. ``pub_date`` is aware (has an offset)."""

    id: str
    guid: str
    title: str
    summary: str
    pub_date: datetime
    media: Media
    chapters: tuple[Chapter, ...]
    cues: tuple[Cue, ...]
    revision: int = 1
    note: str = ""
    authors: tuple[Byline, ...] = ()
    section: str = ""
    """The newspaper's section (要闻), from front matter or a heading; empty when there is none or several."""
    season: int | None = None
    number: int | None = None
    """``itunes:episode``, 1 or more."""
    kind: EpisodeKind = "full"
    block: bool = False
    explicit: bool | None = None
    """None is as the show is."""
    image: str = ""
    """A picture of its own: its path under public/."""
    place: Place | None = None
    """Where the news is from."""
    url: str = ""
    """Where the text was published."""
    rights: str = ""
    """Whose text it is, as a line for readers."""


@dataclass(frozen=True, slots=True)
class Brief:
    """An episode as a list shows it."""

    id: str
    title: str
    pub_date: datetime
    duration_ms: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """Another feed of the same show: its names in public/."""

    title: str
    feed_name: str
    page_name: str


@dataclass(frozen=True, slots=True)
class Show:
    """What feed and pages say about the show, or about one of its further feeds.

    ``base_url`` ends in a slash; ``cover``, ``feed_name`` and ``page_name`` are names in public/.
    """

    title: str
    description: str
    author: str
    email: str
    base_url: str
    guid: str
    cover: str
    language: str = "zh-cn"
    category: tuple[str, ...] = ("News", "Daily News")
    explicit: bool = False
    locked: bool = True
    ai_content: bool = True
    ai_notice: str = ""
    """The line about synthetic speech that stands in descriptions and on pages; empty when the label is off."""
    feed_name: str = "feed.xml"
    page_name: str = "index.html"
    also: tuple[FeedLink, ...] = ()
    """The show's other feeds."""
    copyright: str = ""
    license: str = ""
    """An SPDX identifier in lower case or a name of its own (podcast:license)."""
    license_url: str = ""
    funding: str = ""
    funding_url: str = ""
    place: Place | None = None
    """What the show is about, or where it is from."""
    update_frequency: str = ""
    """As people say it: 每日更新."""
    update_rule: str = ""
    """As RFC 5545 writes it: FREQ=DAILY."""
    serial: bool = False
    """``itunes:type`` serial instead of episodic."""
    complete: bool = False
    block: bool = False
    new_feed_url: str = ""
    """``itunes:new-feed-url``: where the feed is now, after a move."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs (W3C WebSub, section 4)."""
    podping: bool = False
    """Whether changes are announced by podping (podcast:podping)."""


def digest(kind: str, /, **fields: object) -> str:
    """Return 64 hex digits that name ``fields``: SHA-256 over canonical JSON, empty fields left out.

    ``kind`` is a name with a version (``"utterance/1"``), so that digests of different things never meet and a new
    field with an empty default changes no digest.
    """
    kept = {name: value for name, value in fields.items() if value not in ("", (), 0, None)}
    canonical = json.dumps([kind, kept], ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
