"""Build a show again whenever something that it is made of changes: articles, lexicons, artwork, show.toml."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from threading import Event as Flag

from audiocast.build import Order, build
from audiocast.errors import AudiocastError, StorageError
from audiocast.events import Event, Finished, Remark
from audiocast.shows import ShowFolder

_QUIET_MS = 200
"""A change is acted on when nothing has changed for this long: a save is often several, a copied folder many."""
_PATIENCE_MS = 2000
"""And after this long in any case."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a show is made of, as absolute paths.

    Attributes:
        root: the show's folder; everything that lies in it directly counts, but for what a build makes.
        articles: the folder of articles.
        made: the folders in ``root`` that a build writes.
        files: lexicons and artwork, wherever they are.
        folders: the folders to watch, those that exist, not what is below them.
    """

    root: Path
    articles: Path
    made: frozenset[Path]
    files: frozenset[Path]
    folders: frozenset[Path]

    def hold(self, path: Path) -> bool:
        """Return whether a change of ``path`` may change the show; editors' own files are none of it."""
        if path in self.files or path == self.articles:
            return True
        if path.name.startswith(".") or path.name.endswith(("~", ".tmp")) or path in self.made:
            return False
        return path.parent in (self.root, self.articles)


def inputs(show: ShowFolder) -> Inputs:
    """Return what ``show`` is made of; a link counts as itself and as what it leads to."""
    root = show.root.resolve()
    named = [root / name for name in (*show.settings.lexicons, show.settings.cover) if name]
    files = frozenset(path for name in named for path in (name.parent.resolve() / name.name, name.resolve()))
    articles = show.articles.resolve()
    made = frozenset(root / folder.name for folder in (show.public, show.records))
    candidates = {root, articles, *(file.parent for file in files)}
    return Inputs(root, articles, made, files, frozenset(folder for folder in candidates if folder.is_dir()))


def rebuilds(
    open_show: Callable[[], ShowFolder], *, now: Callable[[], datetime], stop: Flag | None = None
) -> Iterator[Iterator[Event]]:
    """Build a show, then again after each change; yield each build's events, to be read to their end.

    Whatever goes wrong in a build is one of its events, and the next change tries again; episodes that stay as they
    are are passed over in silence. Ctrl-C ends the watching when nothing is being built; a build it interrupts.

    Args:
        open_show: reads the show and its settings anew.
        now: the clock.
        stop: ends the watching when it is set.

    Raises:
        AudiocastError: the show cannot be opened to begin with; StorageError: its folder cannot be watched.
    """
    show = open_show()
    watched = inputs(show)
    changes = _watch(watched, stop)
    yield _building(show, (), now())
    while changed := _next(changes):
        try:
            show = open_show()
        except AudiocastError as error:
            yield iter([_changed(changed, watched), Remark(str(error), is_error=True)])
            continue
        needed = inputs(show)
        if needed != watched or watched.folders.intersection(changed):
            # A folder that was made anew is no longer the one that is watched.
            watched, changes = needed, _watch(needed, stop)
        yield _building(show, (_changed(changed, watched),), now())


_Changes = tuple[Path, ...]
"""What changed; nothing when nothing did for a while."""


def _watch(watched: Inputs, stop: Flag | None) -> Iterator[_Changes]:
    """Return the changes from now on.

    Raises:
        StorageError: the system cannot watch, for want of a folder or of its own means.
    """
    changes = _changes(watched, stop)
    # The system watches from the first answer on, which comes after a quiet moment.
    early = next(changes, ())
    return chain([early], changes)


def _changes(watched: Inputs, stop: Flag | None) -> Iterator[_Changes]:
    from watchfiles import watch

    try:
        for changes in watch(
            *sorted(watched.folders),
            watch_filter=lambda _change, path: watched.hold(Path(path)),
            debounce=_PATIENCE_MS,
            step=_QUIET_MS,
            rust_timeout=_QUIET_MS,
            yield_on_timeout=True,
            stop_event=stop,
            recursive=False,
        ):
            yield tuple(sorted(Path(path) for _, path in changes))
    except OSError as error:
        raise StorageError(
            f"{watched.root} cannot be watched ({error})", way_out="with WATCHFILES_FORCE_POLLING=1 the files are read"
        ) from error


def _next(changes: Iterator[_Changes]) -> _Changes:
    """Wait for a change; return nothing when there will be none."""
    try:
        return next(filter(None, changes), ())
    except KeyboardInterrupt:
        return ()


def _building(show: ShowFolder, remarks: tuple[Remark, ...], now: datetime) -> Iterator[Event]:
    yield from remarks
    try:
        for event in build(show, Order(), now=now):
            if not (isinstance(event, Finished) and event.status == "unchanged"):
                yield event
    except AudiocastError as error:
        yield Remark(str(error), is_error=True)
    except OSError as error:
        yield Remark(f"{error.filename or show.root}: {error.strerror or error}", is_error=True)


def _changed(changed: _Changes, watched: Inputs) -> Remark:
    """Name one of what changed: one that is there, since an editor's own files are gone by now."""
    name = next((path for path in changed if path.exists()), changed[0])
    shown = name.relative_to(watched.root) if name.is_relative_to(watched.root) else name.name
    return Remark(f"changed: {shown}" + (f" and {len(changed) - 1} more" if len(changed) > 1 else ""))
