"""Moving a show to another address without losing a subscriber.

The feeds keep their identities (podcast:guid, item GUIDs), name the new address in ``itunes:new-feed-url``, and lie at
both places: whoever still asks at the old one is sent on by the feed itself, and by a redirect where the host can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from audiocast import feed, publication, values
from audiocast.channels import feed_guid
from audiocast.config import SHOW_FILE
from audiocast.errors import UsageError, suggest
from audiocast.events import Event
from audiocast.files import require_writable, write_atomically
from audiocast.layers import read_layer
from audiocast.locking import alone_in
from audiocast.show_file import KeyPath, edited
from audiocast.shows import ShowFolder
from audiocast.targets import protocol_of
from audiocast.targets.protocols import known_protocols


@dataclass(frozen=True, slots=True)
class Move:
    """What a move does.

    Attributes:
        show: the show as it will be.
        old_url: its address until now.
        new_url: its address from now on.
        was_published: whether anybody can have subscribed at the old one; if not, only the address changes.
        changes: what is set in ``show.toml``; what stands there already is not among it.
        targets: those that were named for the new place.
    """

    show: ShowFolder
    old_url: str
    new_url: str
    was_published: bool
    changes: Mapping[KeyPath, str | list[str]]
    targets: tuple[str, ...] = ()

    @property
    def changed_keys(self) -> tuple[str, ...]:
        """The top-level keys of ``show.toml`` that change, each once."""
        return tuple(dict.fromkeys(str(path[0]) for path in self.changes))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the producer should know: that nothing is sent to the new place, as far as can be told."""
        known = ", ".join(self.show.settings.target)
        if self.targets or not self.was_published:
            return ()
        if known:
            named = f"if that is not {self.new_url}, add the new place to target in {SHOW_FILE}"
            return (f"no --target names the new place, and audiocast publish sends to {known}: {named}",)
        return (f"no target is the new place: audiocast publish sends nothing to {self.new_url}",)

    @property
    def to_do(self) -> tuple[str, ...]:
        """What is left to the producer."""
        targets = self.show.settings.target
        old_feed, new_feed = (feed.absolute_url(url, feed.FEED_NAME) for url in (self.old_url, self.new_url))
        send = f"audiocast publish {self.show.root}"
        if not self.was_published:
            placed = f"{send} sends it to {', '.join(targets)}" if targets else f"put public/ at {self.new_url}"
            return (f"audiocast build {self.show.root} makes the feed for it", placed)
        if len(targets) > 1:
            sent = f"{send} sends the same files to {', '.join(targets)}"
        else:
            sent = f"put the same public/ at both places{f' ({send} reaches {targets[0]})' if targets else ''}"
        return (
            f"{sent}: keep the old place as long as it is asked",
            f"if its host can, answer there with 301 to the same path under {self.new_url} ({old_feed} -> {new_feed})",
            "where the podcast was registered (Apple, Spotify, 小宇宙 …), change its feed's address",
        )


def plan_move(show: ShowFolder, url: str, targets: tuple[str, ...] = ()) -> Move:
    """Decide what a move to another address changes in ``show.toml``.

    Args:
        show: the show.
        url: where public/ will be found.
        targets: where else ``audiocast publish`` sends it from now on; the present targets stay.

    Raises:
        UsageError: the address is none, is only this machine's, or is the present one; or another setting hides the
            one in show.toml. ConfigError: show.toml cannot be edited.
    """
    settings, path = show.settings, show.root / SHOW_FILE
    new_url, old_url = _checked(show, url), settings.base_url
    written = read_layer(path).values
    _require_in_force(old_url, written, path)
    changes: dict[KeyPath, str | list[str]] = {("base_url",): new_url}
    moved: dict[str, object] = {"base_url": new_url}
    for target in targets:
        _require_target(target)
    if added := tuple(target for target in dict.fromkeys(targets) if target not in settings.target):
        known = values.names(written.get("target", []))
        changes["target",] = [*(known if isinstance(known, (list, tuple)) else []), *added]
        moved["target"] = (*settings.target, *added)
    was_published = settings.is_public and any(head.published for head in publication.known_heads(show).values())
    if was_published:
        earlier = (*(one for one in settings.moved_from if one not in (new_url, old_url)), old_url)
        described = show.describe("")
        further = [one.model_copy(update={"guid": feed_guid(described, one)}) for one in settings.feed]
        changes |= {("moved_from",): list(earlier), ("guid",): show.guid}
        changes |= {("feed", number, "guid"): one.guid for number, one in enumerate(further)}
        moved |= {"moved_from": earlier, "guid": show.guid, "feed": tuple(further)}
    after = replace(show, settings=settings.model_copy(update=moved))
    changes = {key: value for key, value in changes.items() if _at(written, key) != value}
    edited(path, changes)
    return Move(after, old_url, new_url, was_published, changes, targets)


def move(plan: Move, now: datetime) -> Iterator[Event]:
    """Write ``show.toml`` and make what was published anew for the new address, the feeds last.

    Raises:
        StorageError: a folder cannot be written, and nothing has been.
        AudiocastError: what ``publication.refresh`` raises; a build then does what is left.
    """
    with alone_in(plan.show):
        show, path = plan.show, plan.show.root / SHOW_FILE
        made = (show.records, show.public, *(show.public / name for name in ("media", "episodes")))
        require_writable(show.root, *(made if plan.was_published else ()))
        write_atomically(path, edited(path, plan.changes).encode())
        if plan.was_published:
            yield from publication.refresh(show, now)


def _checked(show: ShowFolder, url: str) -> str:
    try:
        if urlsplit(url).path.endswith(".xml"):
            folder = url.rsplit("/", 1)[0]
            raise UsageError(f"{url!r} is a feed's address", way_out=f"give that of its folder: {folder}/")
        new_url = values.url(url)
    except ValueError as error:
        raise UsageError("the new address is none", way_out=str(error)) from error
    if not show.settings.model_copy(update={"base_url": new_url}).is_public:
        raise UsageError(f"{new_url} is reached from this machine alone", way_out="give the public address")
    if new_url == show.settings.base_url:
        raise UsageError(f"{show.root} is at {new_url} already", way_out="there is nothing to move")
    return new_url


def _require_in_force(old_url: str, written: Mapping[str, object], path: Path) -> None:
    try:
        in_file = values.url(str(written.get("base_url", "")))
    except ValueError:
        in_file = ""
    if in_file != old_url:
        raise UsageError(
            f"base_url in {path} is not the one in force, {old_url}",
            way_out="unset AUDIOCAST_BASE_URL, or take base_url out of your own config.toml",
        )


def _at(table: object, key: KeyPath) -> object:
    """Return the value that stands at ``key``; None when there is none."""
    found = table
    for name in key:
        if isinstance(name, int):
            found = found[name] if isinstance(found, list) and name < len(found) else None
        else:
            found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _require_target(target: str) -> None:
    try:
        parts = urlsplit(target)
    except ValueError as error:
        raise UsageError(f"the target {target!r} is no address", way_out=str(error)) from error
    if parts.password:
        raise UsageError(
            f"the target on {parts.hostname} holds a password, which would stand in {SHOW_FILE}",
            way_out="leave it out (docs/publish.md says where it goes)",
        )
    protocol = protocol_of(target)
    known = known_protocols() if protocol else ()
    if protocol and protocol not in known:
        raise UsageError(
            f"the target {target}: nothing writes to {protocol}://",
            way_out=suggest(protocol, known, "docs/publish.md says what does"),
        )
