"""What a build is about: its articles, the episodes they make, and what is decided about each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Literal

from audiocast import draft, identity
from audiocast.channels import OWN
from audiocast.config import Settings
from audiocast.cuts import cuts, recorded_voices
from audiocast.errors import AudiocastError, InputError, UsageError, suggest
from audiocast.identity import NOT_NAMED, UNCHANGED, Origin, Verdict
from audiocast.job import Job, Kept, Workshop, open_job, settled
from audiocast.ledger import Decision, Head, Leaf, Stamp, key_of, stamp_of, stamps
from audiocast.listing import has_media
from audiocast.matching import match_files, told
from audiocast.program import program_digest
from audiocast.sources import RawArticle
from audiocast.sources import files as article_files

_TEXTS_HELD = 500
"""Articles that are read once; those beyond are read again when their turn comes, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the run is about.

    Attributes:
        jobs: the episodes, by article file.
        worlds: the key of all that decides about them, by article file.
        broken: why an article cannot be made, by its episode's id or, where that is another's, its file's name.
        asked_for: those of ``broken`` that the run is about.
        sources: the names of all article files, read or not.
        unread: ids of the episodes that were made of a file which cannot be read now.
    """

    jobs: Mapping[str, tuple[Job | Kept, ...]]
    worlds: Mapping[str, str]
    broken: Mapping[str, AudiocastError]
    asked_for: tuple[str, ...]
    sources: frozenset[str]
    unread: frozenset[str]

    @property
    def episodes(self) -> tuple[Job | Kept, ...]:
        """All episodes in the order of their articles."""
        return tuple(job for jobs in self.jobs.values() for job in jobs)

    @property
    def with_article(self) -> frozenset[str]:
        """Ids of the episodes that have an article, whole or not."""
        return frozenset({*(job.id for job in self.episodes), *self.broken, *self.unread})


@dataclass(frozen=True, slots=True)
class _File:
    """An article file: what is known of it, and its text where it had to be read and is held."""

    id: str
    origin: str
    leaf: Leaf
    raw: RawArticle | None = None


def make_plan(shop: Workshop) -> Plan:
    """Look at the articles and decide about each; those of which nothing changed are not read.

    Raises:
        InputError: there are no articles; UsageError: the producer named an episode that there is not;
            CatalogError: a record is damaged.
    """
    files, broken = _files(shop)
    heads = shop.ledger.heads()
    bases = identity.match_records(
        {source: Origin(file.id, file.leaf.digest) for source, file in files.items()},
        heads.values(),
        partial(match_files, folder=shop.show.articles, settings=shop.show.settings, load=shop.ledger.load),
    )
    names = _known(shop.order.episodes, {*bases.values(), *heads, *broken})
    shop = replace(shop, order=replace(shop.order, episodes=names))
    by_base = groupby(sorted(heads.values(), key=lambda head: head.base), key=lambda head: head.base)
    families = {base: tuple(family) for base, family in by_base}
    world = _world(shop)
    worlds = {source: _world_of(file.leaf, world, shop) for source, file in files.items()}
    jobs: dict[str, tuple[Job | Kept, ...]] = {}
    taken: dict[str, str] = {}
    for source, file in files.items():
        base = bases[source]
        family = families.get(base, ())
        try:
            identity.require_alone(base, file.leaf.guid, file.origin, taken)
            jobs[source] = _steady(source, file, family, worlds[source], shop) or _opened(
                source, file, base, family, shop
            )
        except InputError as error:
            broken[source if taken[base] != file.origin else base] = error
    broken |= _lost(names, heads, jobs, shop)
    sources = frozenset(stamps(shop.show.articles))
    return Plan(
        jobs=jobs,
        worlds=worlds,
        broken=broken,
        asked_for=tuple(name for name in broken if not names or name in names),
        sources=sources,
        unread=frozenset(head.id for head in heads.values() if head.source in sources and head.source not in jobs),
    )


def _lost(
    names: Collection[str], heads: Mapping[str, Head], jobs: Mapping[str, Sequence[Job | Kept]], shop: Workshop
) -> dict[str, AudiocastError]:
    """Return why named episodes cannot be made again: neither their articles nor their audio is left."""
    made = {job.id for found in jobs.values() for job in found}
    lost = (heads[name] for name in names if name in heads and name not in made)
    return {
        head.id: InputError(
            f"{head.id}: its article {head.source} is gone and its audio is not in public/",
            way_out=f"put the article back, or audiocast withdraw {shop.show.root} {head.id}",
        )
        for head in lost
        if not has_media(shop.media, head)
    }


def remember(plan: Plan, made: Collection[str], shop: Workshop) -> None:
    """Note what was decided, for the next run; ``made`` are the ids of what was built or found as it should be."""
    heads, media = shop.ledger.heads(), stamps(shop.show.public / "media")
    for source, jobs in plan.jobs.items():
        if any(job.verdict.reason == NOT_NAMED for job in jobs):
            continue
        decisions = [_decision(job, heads, media) for job in jobs if job.id in made and job.id in heads]
        shop.ledger.note_decisions(source, plan.worlds[source], tuple(decisions) if len(decisions) == len(jobs) else ())


def _decision(job: Job | Kept, heads: Mapping[str, Head], media: Mapping[str, Stamp]) -> Decision:
    head, verdict = heads[job.id], job.verdict
    known = (job.id, head.decided_by, has_media(media, head))
    return (
        Decision(*known, "keep", UNCHANGED)
        if verdict.action == "build"
        else Decision(*known, verdict.action, verdict.reason)
    )


def _files(shop: Workshop) -> tuple[dict[str, _File], dict[str, AudiocastError]]:
    show = shop.show
    paths, wrong = article_files.article_paths(show.articles)
    if not paths and not wrong and not any(show.records.glob("*.json")):
        raise InputError(f"{show.articles} holds no articles", way_out="put a file such as 2023-02-10.txt there")
    here = stamps(show.articles)
    files: dict[str, _File] = {}
    broken: dict[str, AudiocastError] = dict(wrong)
    for path in paths:
        stamp: Stamp = here.get(path.name, (0, 0, 0))
        leaf = shop.ledger.leaf(path.name, stamp)
        try:
            raw = None if leaf else article_files.read_article(path)
        except AudiocastError as error:
            broken[article_files.episode_id(path)] = error
            continue
        if raw is not None:
            leaf = Leaf(draft.article_digest(raw), raw.guid, key_of(raw), raw.image)
            shop.ledger.note_leaf(path.name, stamp, leaf)
        if leaf is not None:
            held = raw if len(files) < _TEXTS_HELD else None
            files[path.name] = _File(article_files.episode_id(path), str(path), leaf, held)
    return files, broken


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


def _world(shop: Workshop) -> str:
    """Return the key of all that decides about an episode besides its article and the moment."""
    settings = shop.show.settings
    said = settings.model_dump_json(
        exclude={"build", "target", "publish", "moved_from", "limit", "guid", "feed"},
    )
    feeds = [(one.name, one.per, one.sections) for one in settings.feed]
    voices = [(speaker.name, speaker.manner, speaker.cast) for speaker in shop.speakers]
    lexicon = [repr(entry) for entry in shop.words.lexicon]
    studio = shop.studio
    return key_of(
        program_digest(),
        shop.show.guid,
        said,
        feeds,
        lexicon,
        voices,
        studio.sound,
        studio.ffmpeg_version,
        shop.cover_name,
    )


def _world_of(leaf: Leaf, world: str, shop: Workshop) -> str:
    """Return the key of all that decides about an article's episodes: its picture, too."""
    return key_of(world, leaf.key, stamp_of(shop.show.root / leaf.image) if leaf.image else None)


def _steady(source: str, file: _File, family: Sequence[Head], world: str, shop: Workshop) -> tuple[Kept, ...]:
    """Return an article's episodes if nothing need be looked at, else none."""
    named = [shop.is_named(head.id, head.base) for head in family]
    if any(named) or not all(_is_of(head, source, file) for head in family):
        return ()
    if shop.order.episodes:
        return tuple(Kept(head, Verdict("keep", NOT_NAMED)) for head in family)
    decisions = shop.ledger.decisions(source, world)
    heads = {head.id: head for head in family}
    if not all(one.id in heads and _still_holds(one, heads[one.id], shop) for one in decisions):
        return ()
    return tuple(Kept(heads[one.id], Verdict(one.action, one.reason)) for one in decisions)


def _is_of(head: Head, source: str, file: _File) -> bool:
    return head.source == source and head.source_digest == file.leaf.digest


def _still_holds(decision: Decision, head: Head, shop: Workshop) -> bool:
    if decision.head != head.decided_by or (head.image and not (shop.show.public / head.image).exists()):
        return False
    if decision.action == "freeze":
        return head.published and not identity.is_young(head, shop.now, shop.show.settings.build.revise_days)
    return has_media(shop.media, head) or not decision.audible


def _opened(source: str, file: _File, base: str, family: Sequence[Head], shop: Workshop) -> tuple[Job | Kept, ...]:
    """Read an article and decide about each episode that it makes."""
    settings = shop.show.settings
    raw = file.raw or article_files.read_article(shop.show.articles / source)
    heads = {head.id: head for head in family}
    records = {head.id: shop.ledger.load(head.id) for head in sorted(family, key=lambda head: head.cut != "file")}
    settings = settings.model_copy(update={"per": _per(family, settings)})
    whole = draft.draft(raw, base, source, settings, shop.words)
    drafts = cuts(whole, settings, shop.words, [told(one) for one in records.values() if one.cut == "story"])
    recorded = recorded_voices(drafts, records)
    return tuple(settled(open_job(made, base, heads.get(made.episode_id), recorded, shop)) for made in drafts)


def _per(family: Sequence[Head], settings: Settings) -> Literal["file", "story"]:
    """Return what an episode of the show's own feed is: what it was when the article was published there.

    A show that turns to single stories would else publish all its old ones as new.
    """
    published = {head.cut for head in family if OWN in head.feeds}
    if settings.per in published:
        return settings.per
    return "file" if "file" in published else "story" if "story" in published else settings.per
