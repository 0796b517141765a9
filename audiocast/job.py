"""One episode of a build: what it keeps of its record, how it would be voiced, what was decided, and what was made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

from audiocast import draft, identity, text
from audiocast.cache import Cache
from audiocast.catalog import VERSION, Line, Record, RoleVoice, StoryVoice
from audiocast.draft import Draft
from audiocast.encoding import Encoder, Studio
from audiocast.events import Finished, Planned, Status
from audiocast.identity import Trail, Verdict, trail
from audiocast.ledger import Head, Ledger, Stamp
from audiocast.listing import has_media
from audiocast.models import Episode
from audiocast.pace import Pace
from audiocast.pictures import picture_name
from audiocast.plan import Passage, owners, speech_digest, utterances
from audiocast.production import Labelling, Product, aigc_json, input_digest
from audiocast.programme import Words
from audiocast.shows import ShowFolder
from audiocast.sources import RawArticle
from audiocast.speaker import Speaker, engine_names
from audiocast.speech import unspoken


@dataclass(frozen=True, slots=True)
class Order:
    """What the producer asked for: episodes by id (none means every one), and how."""

    episodes: tuple[str, ...] = ()
    everything: bool = False
    note: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Workshop:
    """What one build works with."""

    show: ShowFolder
    order: Order
    now: datetime
    ledger: Ledger
    media: Mapping[str, Stamp]
    media_dir: Path
    words: Words
    speakers: Sequence[Speaker]
    remarks: tuple[str, ...]
    pace: Pace
    studio: Studio
    encoder: Encoder
    cover_name: str
    cover_jpeg: bytes

    def is_named(self, *ids: str) -> bool:
        """Whether the producer named an episode, by one of its ids: its own, its article's, or all."""
        return self.order.everything or any(id_ in self.order.episodes for id_ in ids)

    def is_selected(self, *ids: str) -> bool:
        """Whether the run is about the episode at all."""
        return not self.order.episodes or self.is_named(*ids)


@dataclass(frozen=True, slots=True)
class Kept:
    """An episode that is not made now.

    ``trail`` is set where its record should follow its article, ``pictured`` where the article has a picture.
    """

    head: Head
    verdict: Verdict
    trail: Trail | None = None
    pictured: RawArticle | None = None

    @property
    def id(self) -> str:
        """The episode's id."""
        return self.head.id


@dataclass(frozen=True, slots=True)
class Job:
    """One episode's draft, what it keeps of its record, how it would be voiced, and what was decided.

    ``recorded`` are the voices of its article's stories the last time.
    """

    draft: Draft
    head: Head | None
    recorded: tuple[StoryVoice, ...]
    image: str
    guid: str
    pub_date: datetime
    note: str
    speaker: Speaker
    passages: tuple[Passage, ...]
    inputs: str
    verdict: Verdict

    @property
    def id(self) -> str:
        """The episode's id."""
        return self.draft.episode_id


def settled(job: Job) -> Job | Kept:
    """Return a job that is not made now without its sentences: ten thousand of them would fill the memory."""
    if job.verdict.is_built or job.head is None:
        return job
    now, head, raw = trail(job.draft), job.head, job.draft.raw
    follows = (head.source, head.article_digest, head.source_digest) == (
        now.source,
        now.article_digest,
        now.source_digest,
    )
    return Kept(head, job.verdict, None if follows else now, raw if raw.image else None)


def open_job(made: Draft, base: str, head: Head | None, recorded: tuple[StoryVoice, ...], shop: Workshop) -> Job:
    """Voice a draft and decide what happens to its episode.

    Args:
        made: the draft.
        base: the id that all episodes of its article have in common.
        head: of its record.
        recorded: the voices of its article's stories the last time.
        shop: what the build works with.
    """
    show, order = shop.show, shop.order
    named = shop.is_named(made.episode_id, base)
    speaker = _speaker_of(head, shop)
    job = Job(
        draft=made,
        head=head,
        recorded=recorded,
        image=picture_name(show.root, made.raw),
        guid=identity.guid(made, head, show.guid),
        pub_date=identity.pub_date(made, head),
        note=identity.note(made, head, order.note, named=named),
        speaker=speaker,
        passages=(),
        inputs="",
        verdict=Verdict("keep", ""),
    )
    job = voiced(job, speaker, shop)
    media_here = head is not None and has_media(shop.media, head)
    verdict = identity.decide(
        made,
        head,
        job.inputs,
        named=named,
        selected=shop.is_selected(made.episode_id, base),
        media_here=media_here,
        at_hand=not media_here and not unspoken(utterances(job.passages), shop.studio.cache),
        now=shop.now,
        revise_days=show.settings.build.revise_days,
    )
    if order.note and verdict.is_revision and job.note != order.note:
        job = voiced(replace(job, note=order.note), speaker, shop)
    return replace(job, verdict=verdict)


def _speaker_of(head: Head | None, shop: Workshop) -> Speaker:
    """Return who speaks an episode first: who spoke it last, as long as the show's engines are the same ones."""
    first = shop.speakers[0]
    if head is None or head.engines not in ((), engine_names(shop.show.settings.voice)):
        return first
    return next((one for one in shop.speakers if one.name == head.engine), first)


def voiced(job: Job, speaker: Speaker, shop: Workshop) -> Job:
    """Return the job as ``speaker`` would do it."""
    passages = draft.voiced(job.draft, speaker.cast, speaker.manner, job.recorded)
    texts = [
        job.draft.raw.description,
        job.note,
        job.guid,
        job.pub_date.isoformat(),
        *(f"{sentence.kind} {sentence.written}" for sentence in job.draft.script.sentences),
        *(f"{byline.role} {' '.join(byline.names)}" for byline in job.draft.authors),
        *_about(job),
    ]
    inputs = input_digest(speech_digest(passages), label(job, shop), texts, shop.studio)
    return replace(job, speaker=speaker, passages=passages, inputs=inputs)


def _about(job: Job) -> list[str]:
    """Return what feed and pages say besides, where anything is said: of a show that says nothing, nothing changes."""
    said = {**draft.front_matter(job.draft.raw), "section": job.draft.section, "image": job.image}
    elsewhere = ("title", "description", "guid")
    return [f"{name} {value}" for name, value in said.items() if value and name not in elsewhere]


def label(job: Job, shop: Workshop) -> Labelling:
    """Return what is written into the job's file beside the sound."""
    settings = shop.show.settings
    notice = settings.label
    return Labelling(
        title=job.draft.title,
        artist=settings.author,
        album=settings.title,
        date=f"{job.pub_date:%Y-%m-%d}",
        track=int(f"{job.pub_date:%Y%m%d}"),
        language=settings.language,
        aigc_json=aigc_json(notice.producer or settings.author, job.guid) if notice.enabled else "",
        cover_digest=hashlib.sha256(shop.cover_jpeg).hexdigest(),
    )


def planned(job: Job | Kept, cache: Cache) -> Planned:
    """Return the job as an event: what was decided, and how much of it must be spoken."""
    if isinstance(job, Kept):
        return Planned(job.head.id, job.verdict.action, job.verdict.reason, job.head.sentences, 0)
    missing = unspoken(utterances(job.passages), cache) if job.verdict.is_built else []
    return Planned(
        job.draft.episode_id,
        job.verdict.action,
        job.verdict.reason,
        len(job.draft.script.sentences),
        len(set(owners(job.passages, missing).values())),
    )


def record_of(job: Job, product: Product, shop: Workshop) -> Record:
    """Return the record of what was made; a revision is counted when what is said changed."""
    raw = job.draft.raw
    old = shop.ledger.load(job.head.id) if job.head else None
    speech = speech_digest(job.passages)
    revision = 1 if old is None else old.episode.revision + (old.speech_digest != speech)
    episode = Episode(
        id=job.draft.episode_id,
        guid=job.guid,
        title=job.draft.title,
        summary=raw.description,
        pub_date=job.pub_date,
        media=product.media,
        chapters=product.chapters,
        cues=product.cues,
        revision=revision,
        note=job.note,
        authors=job.draft.authors,
        section=job.draft.section,
        season=raw.season,
        number=raw.number,
        kind=raw.kind,
        block=raw.block,
        explicit=raw.explicit,
        image=job.image,
        place=raw.place,
        url=raw.url,
        rights=raw.rights,
    )
    stories = [passage for passage in job.passages if passage.segment.kind == "story"]
    return Record(
        version=VERSION,
        episode=episode,
        source=job.draft.source,
        article_digest=job.draft.article_digest,
        speech_digest=speech,
        input_digest=job.inputs,
        published=old is not None and old.published,
        engine=job.speaker.name,
        engines=engine_names(shop.show.settings.voice),
        voices=tuple(StoryVoice(passage.segment.title, passage.voice) for passage in stories),
        lines=tuple(Line(line.kind, line.written, line.spoken) for line in job.draft.script.sentences),
        roles=tuple(RoleVoice(role, voice) for role, voice in job.speaker.cast.roles),
        cut=job.draft.cut,
        heading=job.draft.heading,
        feed=job.draft.feed,
        feeds=old.feeds if old is not None else (),
        withdrawn=old.withdrawn if old is not None else None,
        source_digest="" if job.draft.cut == "file" else job.draft.source_digest,
        show_guid=shop.show.guid,
    )


def finished(
    episode_id: str,
    status: Status,
    head: Head | None,
    shop: Workshop,
    *,
    sentences: int,
    spoken: int = 0,
    lacking: int = 0,
) -> Finished:
    """Return how an episode came out as an event; ``spoken`` counts whole sentences, ``lacking`` those that failed."""
    cached = sentences - spoken - lacking
    result = Finished(episode_id, status, sentences=sentences, spoken=spoken, cached=cached)
    if head is None:
        return result
    return replace(
        result,
        revision=head.revision,
        guid=head.guid,
        media=shop.media_dir / head.media,
        duration_ms=head.duration_ms,
        size_bytes=head.size_bytes,
        sha256=head.sha256,
        is_withdrawn=head.withdrawn,
    )


def unsaid(job: Job) -> list[str]:
    """Return the words of the article that nobody will hear: letters of scripts that no reading is known for."""
    runs = (
        "".join(span.written for span in run)
        for sentence in job.draft.script.sentences
        for silent, run in groupby(sentence.spans, key=lambda span: not span.spoken.strip())
        if silent
    )
    return list(dict.fromkeys(written.strip() for written in runs if any(map(str.isalpha, written))))


def unread_headings(job: Job) -> list[str]:
    """Return the headings that cleaning dropped because no story stands under them: a brief may be among them."""
    sections = {article.section for article in job.draft.articles} - {""}
    dropped = (one for article in job.draft.articles for one in article.dropped)
    headings = (one.text.lstrip("# ") for one in dropped if one.rule in ("page-title", "empty-heading"))
    return [heading for heading in headings if text.section_name(heading) not in sections]
