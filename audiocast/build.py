"""The main job: articles in, public/ out. It reads like the diagram in DESIGN and yields events."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from audiocast import artwork, identity, publication
from audiocast.audio.ffmpeg import find_ffmpeg, version
from audiocast.audio.sound import SMALL, Sound
from audiocast.cache import Cache, default_cache_dir
from audiocast.catalog import Catalog
from audiocast.config import SHOW_FILE, AudioSettings, record_guid
from audiocast.encoding import Studio, open_encoder
from audiocast.errors import AudiocastError, InputError, UsageError, suggest
from audiocast.events import Event, Finished, Published, Remark, Status, Stitching
from audiocast.files import hold, write_atomically
from audiocast.identity import NOT_NAMED
from audiocast.job import (
    Job,
    Order,
    Workshop,
    finished,
    label,
    open_job,
    planned,
    record_of,
    unread_headings,
    unsaid,
)
from audiocast.models import digest
from audiocast.pace import Pace
from audiocast.production import produce
from audiocast.shows import ShowFolder
from audiocast.sources import RawArticle
from audiocast.sources import files as article_files
from audiocast.speaker import open_speakers
from audiocast.voicing import Booth, explain, open_booths, speak_with_the_first_that_can

__all__ = ["Order", "build"]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the run is about: jobs, and articles that cannot be made (all; those asked for)."""

    jobs: tuple[Job, ...]
    broken: Mapping[str, AudiocastError]
    asked_for: tuple[str, ...]

    @property
    def with_article(self) -> set[str]:
        """Ids of the episodes that have an article, whole or not."""
        return {*(job.draft.episode_id for job in self.jobs), *self.broken}


def build(show: ShowFolder, order: Order, *, now: datetime) -> Iterator[Event]:
    """Build a show and yield what happens; an episode that fails does not keep the others from being made.

    Raises:
        AudiocastError: something concerns the whole show: settings, artwork, an unknown episode, a read-only folder.
    """
    with ExitStack() as stack:
        cache = Cache(default_cache_dir(show.settings.build.cache))
        if not order.dry_run:
            stack.enter_context(hold(_lock(show, cache), str(show.root)))
        cover = show.cover()
        shop = _open_workshop(show, order, now, cover, cache, stack)
        booths = open_booths(shop.speakers, show.settings.build, shop.pace, stack)
        plan = _plan(shop)
        yield from map(Remark, shop.remarks)
        for job in plan.jobs:
            yield planned(job, cache)
            if job.verdict.is_built and (words := unsaid(job)):
                yield Remark(f"{job.draft.episode_id}: not said: {_some(words)}; give it words in lexicon.tsv")
            if job.verdict.is_built and (headings := unread_headings(job)):
                yield Remark(f"{job.draft.episode_id}: not read, no story under it: {_some(headings)}")
        for episode_id in plan.asked_for:
            yield Remark(str(plan.broken[episode_id]), is_error=True)
            yield Finished(episode_id, "failed")
        yield from _remark_frozen(plan.jobs)
        if order.dry_run:
            return
        _require_writable(show, cache)
        current: set[str] = set()
        for job in plan.jobs:
            for event in _finish(job, shop, booths):
                if isinstance(event, Finished) and event.status != "failed" and job.verdict.reason != NOT_NAMED:
                    current.add(event.id)
                yield event
        yield from _publish(shop, cover, with_article=plan.with_article, current=current)


def _require_writable(show: ShowFolder, cache: Cache) -> None:
    recorded_here = [show.root] if show.settings.is_public and not show.settings.guid else []
    media, texts = show.public / "media", show.public / "episodes"
    publication.require_writable(*recorded_here, show.records, show.public, media, texts, cache.root)


def _lock(show: ShowFolder, cache: Cache) -> Path:
    """Return the lock of a show: beside the clips, so that nothing is left in the show's folder."""
    return cache.root / "locks" / digest("show/1", root=str(show.root.resolve()))[:16]


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
        catalog=Catalog(show.records),
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


def _plan(shop: Workshop) -> _Plan:
    """Read the articles and decide about each."""
    raws, broken = _read(shop.show)
    records = shop.catalog.read()
    ids = identity.match_records(raws, records)
    names = _known(shop.order.episodes, {*ids.values(), *records, *broken})
    shop = replace(shop, order=replace(shop.order, episodes=names))
    jobs: list[Job] = []
    taken: dict[str, str] = {}
    for source, raw in raws.items():
        episode_id = ids[source]
        try:
            identity.require_alone(raw, episode_id, taken)
            jobs.append(open_job(raw, episode_id, source, records.get(episode_id), shop))
        except InputError as error:
            broken[source if taken[episode_id] != raw.origin else episode_id] = error
    return _Plan(
        jobs=tuple(jobs),
        broken=broken,
        asked_for=tuple(name for name in broken if not names or name in names),
    )


def _read(show: ShowFolder) -> tuple[dict[str, RawArticle], dict[str, AudiocastError]]:
    paths, wrong = article_files.article_paths(show.articles)
    if not paths and not wrong and not any(show.records.glob("*.json")):
        raise InputError(f"{show.articles} holds no articles", way_out="put a file such as 2023-02-10.txt there")
    raws: dict[str, RawArticle] = {}
    broken: dict[str, AudiocastError] = dict(wrong)
    for path in paths:
        try:
            raws[path.name] = article_files.read_article(path)
        except AudiocastError as error:
            broken[article_files.episode_id(path)] = error
    return raws, broken


def _known(names: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the ids that the producer named, as ids or as file names without their ending.

    Raises:
        UsageError: there is no such episode.
    """
    ids = [name if name in known else article_files.slug(name) for name in names]
    for name, episode_id in zip(names, ids, strict=True):
        if episode_id not in known:
            raise UsageError(f"no episode {name!r}", way_out=suggest(name, sorted(known)))
    return tuple(ids)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _remark_frozen(jobs: Sequence[Job]) -> Iterator[Remark]:
    frozen = [job for job in jobs if job.verdict.action == "freeze"]
    if frozen:
        episodes = "1 published episode" if len(frozen) == 1 else f"{len(frozen)} published episodes"
        yield Remark(f"{episodes} would change: name them or --all")


def _finish(job: Job, shop: Workshop, booths: Mapping[str, Booth]) -> Iterator[Event]:
    if not job.verdict.is_built:
        if job.record is not None:
            record = identity.followed(job.record, job.draft, job.verdict)
            shop.catalog.keep(record)
            yield finished(job, "unchanged", record, 0, shop)
        return
    job, tally = yield from speak_with_the_first_that_can(job, shop, booths)
    made = job.record
    status: Status = "failed"
    if tally.failures:
        yield from explain(job, tally.failures, booths[job.speaker.name])
    else:
        yield Stitching(job.draft.episode_id)
        try:
            media_dir = shop.show.public / "media"
            labelling = label(job, shop)
            product = produce(
                job.draft.episode_id,
                job.passages,
                labelling,
                shop.cover_jpeg,
                shop.studio,
                shop.encoder,
                media_dir,
            )
            made = record_of(job, product, shop)
            shop.catalog.keep(made)
            if job.record is not None and job.record.episode.media.name != made.episode.media.name:
                publication.supersede(media_dir / job.record.episode.media.name, shop.now)
            status = "built"
        except AudiocastError as error:
            yield Remark(f"{job.draft.episode_id}: {error}", is_error=True)
    yield finished(job, status, made, tally.spoken, shop, lacking=tally.lacking)


def _publish(shop: Workshop, cover: bytes, *, with_article: set[str], current: set[str]) -> Iterator[Event]:
    """Make public/ from the records; what is listed under a public address is published from then on."""
    show, settings = shop.show, shop.show.settings
    records = shop.catalog.read()
    listing = publication.list_records(
        records,
        with_article=with_article,
        publishable=current if settings.is_public else records,
        public=show.public,
        now=shop.now,
    )
    for record in listing.dropped:
        shop.catalog.drop(record.episode.id)
    orphans = [record.episode.id for record in listing.listed if record.episode.id not in with_article]
    if orphans:
        yield Remark(f"{_some(orphans)}: the article is gone; what was published stays in the feed")
    silent = [record.episode.id for record in listing.listed if not publication.has_media(show.public, record.episode)]
    if silent:
        yield Remark(f"{_some(silent)}: the audio is not in public/; name them or --all to make it again")
    for record in listing.waiting:
        yield Remark(f"{record.episode.id} waits until {record.episode.pub_date:%Y-%m-%d %H:%M}")
    for record in listing.stale:
        yield Remark(f"{record.episode.id} is not in the feed yet: it was built for another address, build it too")
    if settings.is_public and not settings.guid:
        write_atomically(show.root / SHOW_FILE, record_guid(show.root, show.guid).encode())
    episodes = [record.episode for record in listing.listed]
    feed = publication.write_public(show.public, show.describe(shop.cover_name), cover, episodes, shop.now)
    if settings.is_public:
        for record in listing.listed:
            shop.catalog.keep(replace(record, published=True))
    kept = shop.catalog.read().values()
    ever_published = any(record.published for record in kept)
    since = shop.now - timedelta(days=settings.build.keep_days) if ever_published else None
    publication.sweep(show.public, [record.episode for record in kept], shop.cover_name, keep_since=since)
    publication.sweep_temporary(show.records)
    publication.sweep_temporary(show.root)
    yield Published(feed)
