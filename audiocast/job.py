"""One episode of a build: what it keeps of its record, how it would be voiced, what was decided, and what was made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from audiocast import draft, identity, publication
from audiocast.cache import Cache
from audiocast.catalog import VERSION, Catalog, Line, Record, RoleVoice, StoryVoice
from audiocast.draft import Draft
from audiocast.encoding import Encoder, Studio
from audiocast.events import Finished, Planned, Status
from audiocast.identity import Verdict
from audiocast.models import Episode
from audiocast.pace import Pace
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
    catalog: Catalog
    words: Words
    speakers: Sequence[Speaker]
    remarks: tuple[str, ...]
    pace: Pace
    studio: Studio
    encoder: Encoder
    cover_name: str
    cover_jpeg: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """One episode's draft, what it keeps of its record, how it would be voiced, and what was decided."""

    draft: Draft
    record: Record | None
    guid: str
    pub_date: datetime
    note: str
    speaker: Speaker
    passages: tuple[Passage, ...]
    inputs: str
    verdict: Verdict


def open_job(raw: RawArticle, episode_id: str, source: str, record: Record | None, shop: Workshop) -> Job:
    """Read an article, voice it and decide what happens to its episode.

    Raises:
        InputError: there is nothing to read in it, or it has no date.
    """
    show, order = shop.show, shop.order
    named = order.everything or episode_id in order.episodes
    made = draft.draft(raw, episode_id, source, show.settings, shop.words)
    speaker = _speaker_of(record, shop)
    job = Job(
        draft=made,
        record=record,
        guid=identity.guid(made, record, show.guid),
        pub_date=identity.pub_date(made, record),
        note=identity.note(made, record, order.note, named=named),
        speaker=speaker,
        passages=(),
        inputs="",
        verdict=Verdict("keep", ""),
    )
    job = voiced(job, speaker, shop)
    media_here = record is not None and publication.has_media(show.public, record.episode)
    verdict = identity.decide(
        made,
        record,
        job.inputs,
        named=named,
        selected=named or not order.episodes,
        media_here=media_here,
        at_hand=not media_here and not unspoken(utterances(job.passages), shop.studio.cache),
        now=shop.now,
        revise_days=show.settings.build.revise_days,
    )
    return replace(job, verdict=verdict)


def _speaker_of(record: Record | None, shop: Workshop) -> Speaker:
    """Return who speaks an episode first: who spoke it last, as long as the show's engines are the same ones."""
    first = shop.speakers[0]
    if record is None or record.engines not in ((), engine_names(shop.show.settings.voice)):
        return first
    return next((one for one in shop.speakers if one.name == record.engine), first)


def voiced(job: Job, speaker: Speaker, shop: Workshop) -> Job:
    """Return the job as ``speaker`` would do it."""
    passages = draft.voiced(job.draft, speaker.cast, speaker.manner, job.record)
    texts = [
        job.draft.raw.description,
        job.note,
        job.guid,
        job.pub_date.isoformat(),
        *(f"{sentence.kind} {sentence.written}" for sentence in job.draft.script.sentences),
        *(f"{byline.role} {' '.join(byline.names)}" for byline in job.draft.authors),
    ]
    inputs = input_digest(speech_digest(passages), label(job, shop), texts, shop.studio)
    return replace(job, speaker=speaker, passages=passages, inputs=inputs)


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


def planned(job: Job, cache: Cache) -> Planned:
    """Return the job as an event: what was decided, and how much of it must be spoken."""
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
    old = job.record
    speech = speech_digest(job.passages)
    revision = 1 if old is None else old.episode.revision + (old.speech_digest != speech)
    episode = Episode(
        id=job.draft.episode_id,
        guid=job.guid,
        title=job.draft.title,
        summary=job.draft.raw.description,
        pub_date=job.pub_date,
        media=product.media,
        chapters=product.chapters,
        cues=product.cues,
        revision=revision,
        note=job.note,
        authors=job.draft.authors,
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
    )


def finished(
    job: Job, status: Status, record: Record | None, spoken: int, shop: Workshop, *, lacking: int = 0
) -> Finished:
    """Return how the job came out as an event; ``spoken`` counts whole sentences, ``lacking`` those that failed."""
    sentences = len(record.lines if record and status == "unchanged" else job.draft.script.sentences)
    result = Finished(
        job.draft.episode_id, status, sentences=sentences, spoken=spoken, cached=sentences - spoken - lacking
    )
    if record is None:
        return result
    episode = record.episode
    return replace(
        result,
        revision=episode.revision,
        guid=episode.guid,
        media=shop.show.public.resolve() / "media" / episode.media.name,
        duration_ms=episode.media.duration_ms,
        size_bytes=episode.media.size_bytes,
        sha256=episode.media.sha256,
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
    dropped = (one for article in job.draft.articles for one in article.dropped)
    return [one.text.lstrip("# ") for one in dropped if one.rule in ("page-title", "empty-heading")]
