"""The main job: articles in, public/ out. It reads like the diagram in DESIGN and yields events."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches

from audiocast import artwork, draft, publication
from audiocast.audio.ffmpeg import find_ffmpeg, version
from audiocast.audio.sound import Sound
from audiocast.cache import Cache, default_cache_dir
from audiocast.catalog import VERSION, Catalog, Line, Record, StoryVoice
from audiocast.config import SHOW_FILE, record_guid
from audiocast.draft import Draft, Verdict
from audiocast.errors import AudiocastError, InputError, UsageError
from audiocast.events import Event, Finished, Planned, Published, Remark, Speaking, Stitching
from audiocast.executors import open_map
from audiocast.files import write_atomically
from audiocast.models import Episode, Failure, Utterance
from audiocast.plan import Passage, speech_digest
from audiocast.production import Labelling, Product, Studio, aigc_json, input_digest, produce
from audiocast.programme import Words
from audiocast.shows import ShowFolder, item_guid
from audiocast.sources import RawArticle
from audiocast.sources.files import article_paths, read_article
from audiocast.speaker import Speaker, open_speakers
from audiocast.speech import speak, unspoken


@dataclass(frozen=True, slots=True)
class Order:
    """What the producer asked for: episodes by id (none means every one), and how."""

    episodes: tuple[str, ...] = ()
    everything: bool = False
    note: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _Workshop:
    """What one build works with."""

    show: ShowFolder
    order: Order
    now: datetime
    catalog: Catalog
    words: Words
    speakers: Sequence[Speaker]
    studio: Studio
    cover_name: str
    cover_jpeg: bytes


@dataclass(frozen=True, slots=True)
class _Job:
    """One episode's draft, how it would be voiced, and what was decided."""

    draft: Draft
    record: Record | None
    speaker: Speaker
    passages: tuple[Passage, ...]
    inputs: str
    verdict: Verdict


@dataclass(slots=True)
class _Tally:
    """Sentences of one episode that had to be spoken, and those that could not be."""

    spoken: int = 0
    failures: list[Failure] = field(default_factory=list)


def build(show: ShowFolder, order: Order, *, now: datetime) -> Iterator[Event]:
    """Build a show and yield what happens; an episode that fails does not keep the others from being made.

    Raises:
        AudiocastError: something concerns the whole show: settings, artwork, an unknown episode, a read-only folder.
    """
    cover = show.cover()
    settings = show.settings
    cache = Cache(default_cache_dir(settings.build.cache))
    ffmpeg = find_ffmpeg(settings.build.ffmpeg or None)
    speakers = open_speakers(settings)
    catalog = Catalog(show.records)
    records = catalog.read()
    raws, broken = _read(show)
    ids = draft.match_records(raws, records)
    _require_known(order.episodes, [*ids.values(), *records, *broken])
    with ExitStack() as stack:
        spread = stack.enter_context(open_map(settings.build.jobs or speakers[0].jobs))
        studio = Studio(Sound(), ffmpeg, version(ffmpeg), cache, spread)
        shop = _Workshop(
            show=show,
            order=order,
            now=now,
            catalog=catalog,
            words=show.words(),
            speakers=speakers,
            studio=studio,
            cover_name=artwork.cover_name(cover),
            cover_jpeg=artwork.embedded_jpeg(cover),
        )
        jobs: list[_Job] = []
        for source, raw in raws.items():
            try:
                jobs.append(_job(raw, ids[source], source, records.get(ids[source]), shop))
            except InputError as error:
                broken[ids[source]] = error
        for job in jobs:
            yield _planned(job, cache)
        for episode_id, reason in broken.items():
            yield Remark(str(reason), is_error=True)
            yield Finished(episode_id, "failed")
        yield from _remark_frozen(jobs)
        if order.dry_run:
            return
        publication.require_writable(show.records, show.public / "media", show.public / "episodes", cache.root)
        for job in jobs:
            yield from _finish(job, shop)
    yield from _publish(shop, cover, keep={*ids.values(), *broken})


def _read(show: ShowFolder) -> tuple[dict[str, RawArticle], dict[str, AudiocastError]]:
    paths = article_paths(show.articles)
    if not paths:
        raise InputError(f"{show.articles} holds no articles", way_out="put a file such as 2023-02-10.txt there")
    raws: dict[str, RawArticle] = {}
    broken: dict[str, AudiocastError] = {}
    for path in paths:
        try:
            raws[path.name] = read_article(path)
        except AudiocastError as error:
            broken[path.stem] = error
    return raws, broken


def _require_known(names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"episodes here: {', '.join(sorted(set(known)))}"
            raise UsageError(f"no episode {name!r}", way_out=hint)


def _job(raw: RawArticle, episode_id: str, source: str, record: Record | None, shop: _Workshop) -> _Job:
    settings = shop.show.settings
    made = draft.draft(raw, episode_id, source, settings, shop.words)
    speaker = next((one for one in shop.speakers if record and one.name == record.engine), shop.speakers[0])
    passages = draft.voiced(made, speaker.voices, speaker.manner, record)
    inputs = _inputs(made, passages, record, shop)
    named = shop.order.everything or episode_id in shop.order.episodes
    verdict = draft.decide(
        made,
        record,
        inputs,
        named=named,
        selected=named or not shop.order.episodes,
        media_here=record is not None and (shop.show.public / "media" / record.episode.media.name).is_file(),
        now=shop.now,
        revise_days=settings.build.revise_days,
    )
    return _Job(made, record, speaker, passages, inputs, verdict)


def _inputs(made: Draft, passages: Sequence[Passage], record: Record | None, shop: _Workshop) -> str:
    texts = [
        made.raw.description,
        shop.order.note or (record.episode.note if record else ""),
        *(f"{sentence.kind} {sentence.written}" for sentence in made.script.sentences),
        *(f"{byline.role} {' '.join(byline.names)}" for byline in made.authors),
    ]
    labelling = _labelling(made, record, shop)
    return input_digest(speech_digest(passages), labelling, texts, shop.studio)


def _labelling(made: Draft, record: Record | None, shop: _Workshop) -> Labelling:
    settings = shop.show.settings
    day = _pub_date(made, record)
    label = settings.label
    return Labelling(
        title=made.title,
        artist=settings.author,
        album=settings.title,
        date=f"{day:%Y-%m-%d}",
        track=int(f"{day:%Y%m%d}"),
        language=settings.language,
        aigc_json=aigc_json(label.producer or settings.author, _guid(made, record, shop)) if label.enabled else "",
        cover_digest=hashlib.sha256(shop.cover_jpeg).hexdigest(),
    )


def _guid(made: Draft, record: Record | None, shop: _Workshop) -> str:
    if record is not None and record.published:
        return record.episode.guid
    return made.raw.guid or item_guid(shop.show.guid, made.episode_id)


def _pub_date(made: Draft, record: Record | None) -> datetime:
    return record.episode.pub_date if record is not None and record.published else made.pub_date


def _planned(job: _Job, cache: Cache) -> Planned:
    missing = unspoken(_utterances(job.passages), cache) if job.verdict.is_built else []
    return Planned(
        job.draft.episode_id,
        job.verdict.action,
        job.verdict.reason,
        len(job.draft.script.sentences),
        len(set(_owners(job.passages, missing).values())),
    )


def _remark_frozen(jobs: Sequence[_Job]) -> Iterator[Remark]:
    frozen = [job for job in jobs if job.verdict.action == "freeze"]
    if frozen:
        episodes = "1 published episode" if len(frozen) == 1 else f"{len(frozen)} published episodes"
        yield Remark(f"{episodes} would change: name them or --all")


def _finish(job: _Job, shop: _Workshop) -> Iterator[Event]:
    record = job.record
    total = len(job.draft.script.sentences)
    if not job.verdict.is_built:
        if record is not None:
            yield _finished(record, "unchanged", total, 0, shop)
        return
    tally = _Tally()
    for speaker in [job.speaker, *(one for one in shop.speakers if one is not job.speaker)]:
        if speaker is not job.speaker:
            yield Remark(
                f"{job.draft.episode_id}: {job.speaker.name} could not finish it; {speaker.name} speaks it all"
            )
            passages = draft.voiced(job.draft, speaker.voices, speaker.manner, record)
            job = replace(job, speaker=speaker, passages=passages, inputs=_inputs(job.draft, passages, record, shop))
        tally = _Tally()
        yield from _speak(job, shop, tally)
        if not tally.failures:
            break
    if tally.failures:
        yield from _explain(job, tally.failures)
        yield Finished(job.draft.episode_id, "failed", sentences=total, spoken=tally.spoken)
        return
    yield Stitching(job.draft.episode_id)
    try:
        labelling = _labelling(job.draft, record, shop)
        product = produce(
            job.draft.episode_id, job.passages, labelling, shop.cover_jpeg, shop.studio, shop.show.public / "media"
        )
    except AudiocastError as error:
        yield Remark(f"{job.draft.episode_id}: {error}", is_error=True)
        yield Finished(job.draft.episode_id, "failed", sentences=total, spoken=tally.spoken)
        return
    made = _record(job, product, shop)
    shop.catalog.keep(made)
    yield _finished(made, "built", total, tally.spoken, shop)


def _speak(job: _Job, shop: _Workshop, tally: _Tally) -> Iterator[Event]:
    missing = unspoken(_utterances(job.passages), shop.studio.cache)
    owners = _owners(job.passages, missing)
    waiting = Counter(owners.values())
    total = tally.spoken = len(waiting)
    speech_ms = 0
    for result in speak(missing, job.speaker.say, shop.studio.cache, shop.studio.spread):
        if isinstance(result, Failure):
            tally.failures.append(result)
            continue
        speech_ms += result.duration_ms
        waiting -= Counter([owners[result.utterance]])
        yield Speaking(job.draft.episode_id, job.speaker.name, total - len(waiting), total, speech_ms)


def _explain(job: _Job, failures: Sequence[Failure]) -> Iterator[Remark]:
    written = {piece.utterance: piece.written for passage in job.passages for piece in passage.pieces}
    for failure in failures[:3]:
        yield Remark(f"{job.draft.episode_id}: “{written[failure.utterance]}”: {failure.reason}", is_error=True)
    if len(failures) > 3:
        yield Remark(f"{job.draft.episode_id}: {len(failures) - 3} more could not be spoken", is_error=True)


def _record(job: _Job, product: Product, shop: _Workshop) -> Record:
    old = job.record
    speech = speech_digest(job.passages)
    revision = 1 if old is None else old.episode.revision + (old.speech_digest != speech)
    episode = Episode(
        id=job.draft.episode_id,
        guid=_guid(job.draft, old, shop),
        title=job.draft.title,
        summary=job.draft.raw.description,
        pub_date=_pub_date(job.draft, old),
        media=product.media,
        chapters=product.chapters,
        cues=product.cues,
        revision=revision,
        note=shop.order.note or (old.episode.note if old else ""),
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
        voices=tuple(StoryVoice(passage.segment.title, passage.voice) for passage in stories),
        lines=tuple(Line(line.kind, line.written, line.spoken) for line in job.draft.script.sentences),
    )


def _publish(shop: _Workshop, cover: bytes, *, keep: set[str]) -> Iterator[Event]:
    """Make public/ from the records: what was published stays, what was only tried goes with its article."""
    show, settings = shop.show, shop.show.settings
    records: Mapping[str, Record] = shop.catalog.read()
    listed: list[Episode] = []
    for episode_id, record in records.items():
        if not record.published and episode_id not in keep:
            shop.catalog.drop(episode_id)
            continue
        if record.episode.pub_date > shop.now:
            yield Remark(f"{episode_id} waits until {record.episode.pub_date:%Y-%m-%d %H:%M}")
            continue
        if not record.published and not (show.public / "media" / record.episode.media.name).is_file():
            continue
        if settings.is_public and not record.published:
            shop.catalog.keep(replace(record, published=True))
        listed.append(record.episode)
    if settings.is_public and not settings.guid:
        write_atomically(show.root / SHOW_FILE, record_guid(show.root, show.guid).encode())
    feed = publication.write_public(show.public, show.describe(shop.cover_name), cover, listed)
    since = publication.keep_since(shop.now, settings.build.keep_days, is_public=settings.is_public)
    publication.sweep(show.public, [record.episode for record in shop.catalog.read().values()], keep_since=since)
    yield Published(feed)


def _finished(record: Record, status: str, sentences: int, spoken: int, shop: _Workshop) -> Finished:
    episode = record.episode
    return Finished(
        id=episode.id,
        status="built" if status == "built" else "unchanged",
        revision=episode.revision,
        guid=episode.guid,
        media=shop.show.public.resolve() / "media" / episode.media.name,
        duration_ms=episode.media.duration_ms,
        size_bytes=episode.media.size_bytes,
        sha256=episode.media.sha256,
        sentences=sentences,
        spoken=spoken,
        cached=sentences - spoken,
    )


def _utterances(passages: Sequence[Passage]) -> list[Utterance]:
    return [piece.utterance for passage in passages for piece in passage.pieces]


def _owners(passages: Sequence[Passage], missing: Iterable[Utterance]) -> dict[Utterance, int]:
    """Return the sentence that first needs each missing utterance; a repeated sentence owns none."""
    waiting = set(missing)
    owners: dict[Utterance, int] = {}
    for passage in passages:
        for piece in passage.pieces:
            if piece.utterance in waiting:
                owners.setdefault(piece.utterance, piece.sentence)
    return owners
