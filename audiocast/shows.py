"""A show's folder: finding it, its settings, lexicon and artwork, and where its files are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audiocast import artwork, config, feed, text
from audiocast.config import SHOW_FILE, Settings
from audiocast.errors import ConfigError, StorageError, UsageError, suggest
from audiocast.identity import podcast_guid
from audiocast.models import Place, Show
from audiocast.programme import Words

FEEDS = "feeds"
_COVERS = ("cover.png", "cover.jpg", "cover.jpeg")


@dataclass(frozen=True, slots=True)
class ShowFolder:
    """A show on disk and what it says about itself."""

    root: Path
    settings: Settings

    @property
    def articles(self) -> Path:
        """Where the articles are."""
        return self.root / "articles"

    @property
    def records(self) -> Path:
        """Where the records are."""
        return self.root / "episodes"

    @property
    def public(self) -> Path:
        """Where everything generated goes."""
        return self.root / "public"

    @property
    def guid(self) -> str:
        """The show's podcast:guid: the recorded one, else the one that follows from the feed's address."""
        return self.settings.guid or podcast_guid(feed.absolute_url(self.settings.base_url, feed.FEED_NAME))

    def cover(self) -> bytes:
        """Return the artwork, checked; a plain one when there is none.

        Raises:
            ConfigError: the file named in show.toml is missing, or the artwork is not what platforms take.
        """
        named = self.settings.cover
        paths = [self.root / named] if named else [self.root / name for name in _COVERS]
        found = next((path for path in paths if path.is_file()), None)
        if found is None and named:
            raise ConfigError(
                f"{self.root / SHOW_FILE}: cover {named!r} does not exist in {self.root}",
                way_out="put the picture there, or remove the line for a plain one",
            )
        if found is None:
            return artwork.plain_cover(self.settings.title)
        data = _read_bytes(found)
        artwork.check_cover(data, str(found))
        return data

    def lexicon(self) -> text.Lexicon:
        """Return the show's readings: its own lexicon.tsv over those it shares with other shows.

        Raises:
            ConfigError: a shared lexicon is missing, or a line is malformed.
        """
        return text.Lexicon(entry for path in self._lexicon_paths() for entry in read_lexicon(path))

    def words(self) -> Words:
        """Return what the show says around its stories and how it reads.

        Raises:
            ConfigError: as ``lexicon`` does, or a cleaning rule that is switched off does not exist.
        """
        for rule in self.settings.skip_rules:
            if rule not in text.RULES:
                raise ConfigError(
                    f"{self.root / SHOW_FILE}: no cleaning rule {rule!r}", way_out=suggest(rule, sorted(text.RULES))
                )
        return Words(self.settings.programme, self.settings.label, self.settings.pauses, self.lexicon())

    def describe(self, cover_name: str) -> Show:
        """Return what feed and pages say about the show; ``cover_name`` is the artwork's name in public/."""
        settings = self.settings
        return Show(
            title=settings.title,
            description=settings.description,
            author=settings.author,
            email=settings.email,
            base_url=settings.base_url,
            guid=self.guid,
            cover=cover_name,
            language=settings.language,
            category=settings.category,
            explicit=settings.explicit,
            locked=settings.locked,
            ai_content=settings.label.enabled,
            ai_notice=settings.label.written if settings.label.enabled else "",
            copyright=settings.copyright,
            license=settings.license,
            license_url=settings.license_url,
            funding=settings.funding,
            funding_url=settings.funding_url,
            place=Place(**settings.place.model_dump()) if settings.place else None,
            update_frequency=settings.update_frequency,
            update_rule=settings.update_rule,
            serial=settings.serial,
            complete=settings.complete,
            block=settings.block,
            new_feed_url=feed.absolute_url(settings.base_url, feed.FEED_NAME) if settings.moved_from else "",
            hubs=settings.publish.websub,
            podping=bool(settings.publish.podping),
        )

    def _lexicon_paths(self) -> Iterator[Path]:
        for name in self.settings.lexicons:
            path = self.root / name
            if not path.is_file():
                raise ConfigError(
                    f"{self.root / SHOW_FILE}: lexicon {name!r} does not exist",
                    way_out=f"paths are relative to {self.root}",
                )
            yield path
        own = self.root / "lexicon.tsv"
        if own.is_file():
            yield own


def find(name: str) -> Path:
    """Return the folder of a show given as a path or as the name of a folder in feeds/.

    Raises:
        UsageError: there is no such show; the nearest name is suggested.
    """
    candidates = [Path(name), Path(FEEDS) / name]
    for folder in candidates:
        if (folder / SHOW_FILE).is_file():
            return folder
    if (existing := next((folder for folder in candidates if folder.is_dir()), None)) is not None:
        raise UsageError(f"{existing} has no {SHOW_FILE}", way_out=f"audiocast init {existing}")
    shows = sorted(path.parent.name for path in Path(FEEDS).glob(f"*/{SHOW_FILE}"))
    raise UsageError(
        f"no show {name!r}", way_out=suggest(name, shows, "" if shows else f"audiocast init {candidates[1]}")
    )


def open_show(
    name: str,
    *,
    user_file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[tuple[str, ...], object] | None = None,
) -> ShowFolder:
    """Find a show and read its settings; see ``config.load`` for the arguments and errors."""
    root = find(name)
    return ShowFolder(root, config.load(root, user_file=user_file, environ=environ, flags=flags))


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error


def read_lexicon(path: Path) -> text.Lexicon:
    """Read one lexicon file.

    Raises:
        ConfigError: a line is malformed, or it is not UTF-8; StorageError: it cannot be read.
    """
    try:
        return text.load_lexicon(_read_bytes(path).decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8", way_out="save it as UTF-8") from error
