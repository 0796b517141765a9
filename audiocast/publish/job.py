"""The job: targets are looked at, sent to in two phases, and the world is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from audiocast import publication
from audiocast.announcement import TOKEN_NAME, announce
from audiocast.config import SHOW_FILE
from audiocast.errors import ConfigError, StorageError, UsageError
from audiocast.events import Remark
from audiocast.feed import absolute_url
from audiocast.locking import alone_in
from audiocast.publish.contents import ARCHIVES, FEED, MEDIA, Contents, read_contents
from audiocast.publish.delivery import Delivery, ask
from audiocast.publish.events import Announced, Event
from audiocast.publish.known import read_known
from audiocast.publish.order import Order
from audiocast.publish.outlook import refuse_duplicates
from audiocast.publish.plan import Pruning
from audiocast.publish.rehearsal import rehearse
from audiocast.shows import ShowFolder
from audiocast.targets import Target, open_target, options_of, protocol_of


def publish(
    show: ShowFolder,
    order: Order,
    *,
    now: datetime,
    environ: Mapping[str, str],
    open_target: Callable[[str, Mapping[str, Any]], Target] = open_target,
) -> Iterator[Event]:
    """Publish a show and yield what happens.

    What feeds and pages name goes to every target first and is verified; then archives, further feeds and feed.xml,
    each to every target before the next; then services are told, and what is not referred to any more is deleted.
    Whatever fails or dies in between, the feed at a target names nothing that is not there.

    Args:
        show: the show.
        order: what is asked for.
        now: episodes with a later date wait.
        environ: where secrets are.
        open_target: opens an address with its options.

    Raises:
        AudiocastError: something is wrong with the show, its feeds or a target; the feeds there stay what they were.
    """
    settings = show.settings
    if not settings.is_public:
        raise ConfigError(
            f"{show.root / SHOW_FILE}: base_url {settings.base_url} leads to each listener's own machine",
            way_out="write the address at which public/ will be found",
        )
    if not any(show.records.glob("*.json")):
        raise StorageError(f"{show.root} has no episode to publish", way_out=f"audiocast build {show.root.name}")
    addresses = _addresses(show, order)
    with ExitStack() as stack:
        made, ledger = stack.enter_context(rehearse(show)) if order.dry_run else (show, None)
        if not order.dry_run:
            stack.enter_context(alone_in(show))
        for event in publication.refresh(made, now, ledger=ledger):
            if isinstance(event, Remark):
                yield event
        contents = read_contents(
            made.public,
            settings.base_url,
            [f"{feed.name}.xml" for feed in settings.feed],
            publication.held_back(show, now),
            media=show.public if order.dry_run else None,
        )
        refuse_duplicates(contents.feeds)
        known = read_known(show)
        pruning = Pruning(now.date(), settings.build.keep_days, order.prune)
        tables = settings.publish.model_extra or {}
        deliveries: list[Delivery] = []
        for one, options in [(one, options_of(one, tables, environ)) for one in addresses]:
            target = stack.enter_context(closing(ask(partial(open_target, one, options))))
            deliveries.append(Delivery(target, contents, known, pruning, order))
            yield from deliveries[-1].remarks
        for delivery in deliveries:
            yield delivery.forecast()
        if not order.dry_run:
            yield from _deliver(deliveries)
            yield from _announce(show, deliveries, contents, environ.get(TOKEN_NAME, ""))
            for delivery in deliveries:
                yield delivery.finish()


def _deliver(deliveries: list[Delivery]) -> Iterator[Event]:
    for delivery in deliveries:
        delivery.begin()
        for stage in range(MEDIA, ARCHIVES):
            yield from delivery.send(stage)
        delivery.settle()
    for stage in range(ARCHIVES, FEED + 1):
        for delivery in deliveries:
            yield from delivery.send(stage)


def _announce(show: ShowFolder, deliveries: list[Delivery], contents: Contents, token: str) -> Iterator[Event]:
    sent = {name for delivery in deliveries for name in delivery.changed}
    feeds = [absolute_url(show.settings.base_url, name) for name in contents.subscribed if name in sent]
    told = show.settings.publish
    for ping in announce(feeds, hubs=told.websub, podping=told.podping, token=token):
        yield Announced(ping.service, ping.feed, ping.problem)


def _addresses(show: ShowFolder, order: Order) -> list[str]:
    """Return where to publish to, each place once: folders of show.toml start from the show's, others from here."""
    named = [(one, Path()) for one in order.to] or [(one, show.root) for one in show.settings.target]
    addresses = [one if protocol_of(one) else str(start / Path(one).expanduser()) for one, start in named]
    if not addresses:
        raise UsageError(
            f"{show.root} has no target", way_out='write target = "..." in its show.toml, or name one with --to'
        )
    for one in addresses:
        folder, public = Path(one).resolve(), show.public.resolve()
        if not protocol_of(one) and (folder.is_relative_to(public) or public.is_relative_to(folder)):
            raise UsageError(f"target {one} is where the show itself is", way_out="name another folder")
    return list(dict.fromkeys(addresses))
