"""The main job: articles in, public/ out. It reads like the diagram in DESIGN and yields events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

from audiocast import artwork, identity, publication
from audiocast.audio.ffmpeg import find_ffmpeg, version
from audiocast.audio.sound import SMALL, Sound
from audiocast.cache import Cache, default_cache_dir
from audiocast.catalog import Record
from audiocast.config import AudioSettings
from audiocast.encoding import Studio, open_encoder
from audiocast.errors import AudiocastError
from audiocast.events import Event, Finished, Remark, Status, Stitching
from audiocast.files import require_writable
from audiocast.identity import NOT_NAMED
from audiocast.job import (
    Job,
    Kept,
    Order,
    Workshop,
    finished,
    label,
    planned,
    record_of,
    unread_headings,
    unsaid,
)
from audiocast.ledger import head_of, stamps
from audiocast.locking import alone_in
from audiocast.pace import Pace
from audiocast.pictures import put_picture
from audiocast.planning import make_plan, remember
from audiocast.production import produce
from audiocast.publication import Built, some
from audiocast.shows import ShowFolder
from audiocast.speaker import open_speakers
from audiocast.sweeping import supersede
from audiocast.voicing import Booth, explain, open_booths, speak_with_the_first_that_can

__all__ = ["Order", "build"]


def build(show: ShowFolder, order: Order, *, now: datetime) -> Iterator[Event]:
    """Build a show and yield what happens; an episode that fails does not keep the others from being made.

    Raises:
        AudiocastError: something concerns the whole show: settings, artwork, an unknown episode, a read-only folder.
    """
    with ExitStack() as stack:
        cache = Cache(default_cache_dir(show.settings.build.cache))
        if not order.dry_run:
            stack.enter_context(alone_in(show))
        cover = show.cover()
        shop = _open_workshop(show, order, now, cover, cache, stack)
        booths = open_booths(shop.speakers, show.settings.build, shop.pace, stack)
        plan = make_plan(shop)
        yield from map(Remark, shop.remarks)
        for job in plan.episodes:
            yield planned(job, cache)
            if isinstance(job, Job) and job.verdict.is_built:
                yield from _unread(job)
        for episode_id in plan.asked_for:
            yield Remark(str(plan.broken[episode_id]), is_error=True)
            yield Finished(episode_id, "failed")
        yield from _remark_frozen(plan.episodes)
        if order.dry_run:
            return
        _require_writable(show, cache)
        current: set[str] = set()
        for job in plan.episodes:
            for event in _finish(job, shop, booths):
                if isinstance(event, Finished) and event.status != "failed" and job.verdict.reason != NOT_NAMED:
                    current.add(event.id)
                yield event
        remember(plan, current, shop)
        built = Built(plan.with_article, frozenset(current), plan.sources)
        yield from publication.refresh(show, now, ledger=shop.ledger, built=built)


def _require_writable(show: ShowFolder, cache: Cache) -> None:
    recorded_here = [show.root] if show.settings.is_public and not show.settings.guid else []
    media, texts = show.public / "media", show.public / "episodes"
    require_writable(*recorded_here, show.records, show.public, media, texts, cache.root)


def _open_workshop(
    show: ShowFolder, order: Order, now: datetime, cover: bytes, cache: Cache, stack: ExitStack
) -> Workshop:
    settings = show.settings
    ffmpeg = find_ffmpeg(settings.build.ffmpeg or None)
    speakers, lacking = open_speakers(settings)
    studio = Studio(_sound(settings.audio), ffmpeg, version(ffmpeg), cache)
    return Workshop(
        show=show,
        order=order,
        now=now,
        ledger=stack.enter_context(publication.open_ledger(show)),
        media=stamps(show.public / "media"),
        media_dir=show.public.resolve() / "media",
        words=show.words(),
        speakers=speakers,
        remarks=tuple(lacking),
        pace=Pace(),
        studio=studio,
        encoder=stack.enter_context(open_encoder(studio)),
        cover_name=artwork.cover_name(cover),
        cover_jpeg=artwork.embedded_jpeg(cover),
    )


def _sound(settings: AudioSettings) -> Sound:
    sound = SMALL if settings.profile == "small" else Sound()
    return replace(sound, format=settings.format, channels=settings.channels)


def _remark_frozen(jobs: Sequence[Job | Kept]) -> Iterator[Remark]:
    frozen = [job for job in jobs if job.verdict.action == "freeze"]
    if frozen:
        episodes = "1 published episode" if len(frozen) == 1 else f"{len(frozen)} published episodes"
        yield Remark(f"{episodes} would change: name them or --all")


def _unread(job: Job) -> Iterator[Remark]:
    if words := unsaid(job):
        yield Remark(f"{job.id}: not said: {some(words)}; give it words in lexicon.tsv")
    if headings := unread_headings(job):
        yield Remark(f"{job.id}: not read, no story under it: {some(headings)}")


def _finish(job: Job | Kept, shop: Workshop, booths: Mapping[str, Booth]) -> Iterator[Event]:
    if isinstance(job, Kept):
        if job.pictured:
            put_picture(shop.show.root, job.pictured, shop.show.public)
        if job.trail:
            shop.ledger.keep(identity.followed(shop.ledger.load(job.id), job.trail, job.verdict))
        yield finished(job.id, "unchanged", job.head, shop, sentences=job.head.sentences)
    elif job.verdict.is_built:
        put_picture(shop.show.root, job.draft.raw, shop.show.public)
        yield from _make(job, shop, booths)


def _make(job: Job, shop: Workshop, booths: Mapping[str, Booth]) -> Iterator[Event]:
    job, tally = yield from speak_with_the_first_that_can(job, shop, booths)
    head = job.head
    status: Status = "failed"
    if tally.failures:
        yield from explain(job, tally.failures, booths[job.speaker.name])
    else:
        yield Stitching(job.id)
        try:
            record = _produced(job, shop)
            shop.ledger.keep(record)
            if head is not None and head.media != record.episode.media.name:
                supersede(shop.show.public / "media" / head.media, shop.now)
            head = head_of(record)
            status = "built"
        except AudiocastError as error:
            yield Remark(f"{job.id}: {error}", is_error=True)
    sentences = len(job.draft.script.sentences)
    yield finished(job.id, status, head, shop, sentences=sentences, spoken=tally.spoken, lacking=tally.lacking)


def _produced(job: Job, shop: Workshop) -> Record:
    product = produce(
        job.id,
        job.passages,
        label(job, shop),
        shop.cover_jpeg,
        shop.studio,
        shop.encoder,
        shop.show.public / "media",
    )
    return record_of(job, product, shop)
