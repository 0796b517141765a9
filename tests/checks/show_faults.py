"""One way, at least, to break each rule of a show's settings, records and files."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from audiocast.artwork import cover_name
from audiocast.audio.ffmpeg import find_ffmpeg
from audiocast.catalog import Catalog, Record, Withdrawal
from audiocast.identity import podcast_guid
from audiocast.models import Cue

EPISODE = "2025-03-02"


def settings(old: str, new: str) -> Callable[[Path], None]:
    """Return a change of show.toml."""

    def change(folder: Path) -> None:
        path = folder / "show.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def record(**fields: Any) -> Callable[[Path], None]:
    """Return a change of the episode's record."""
    return _recorded(lambda one: replace(one, **fields))


def episode(**fields: Any) -> Callable[[Path], None]:
    """Return a change of what is recorded of the episode."""
    return _recorded(lambda one: replace(one, episode=replace(one.episode, **fields)))


def media(**fields: Any) -> Callable[[Path], None]:
    """Return a change of what is recorded of the episode's audio."""
    return _recorded(lambda one: replace(one, episode=replace(one.episode, media=replace(one.episode.media, **fields))))


def chapters(change: Callable[[list[Any]], list[Any]]) -> Callable[[Path], None]:
    """Return a change of the recorded chapters."""
    return _recorded(
        lambda one: replace(one, episode=replace(one.episode, chapters=tuple(change(list(one.episode.chapters)))))
    )


def cues(change: Callable[[list[Cue]], list[Cue]]) -> Callable[[Path], None]:
    """Return a change of the recorded cues."""
    return _recorded(lambda one: replace(one, episode=replace(one.episode, cues=tuple(change(list(one.episode.cues))))))


def written(pattern: str, data: bytes | Callable[[bytes], bytes] | None) -> Callable[[Path], None]:
    """Return a change of the one file in public/ that matches: other bytes, or gone with None."""

    def change(folder: Path) -> None:
        (path,) = (folder / "public").glob(pattern)
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data(path.read_bytes()) if callable(data) else data)

    return change


def told(name: str, pattern: str, new: str) -> Callable[[Path], None]:
    """Return a change of a text in public/: each match of a pattern, of which there is one, says something else."""

    def change(folder: Path) -> None:
        path = folder / "public" / name
        changed, times = re.subn(pattern, new, path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert times, pattern
        path.write_text(changed, encoding="utf-8")

    return change


def copied(name: str, other: str) -> Callable[[Path], None]:
    """Return a change that leaves a file in public/ under another name too."""

    def change(folder: Path) -> None:
        shutil.copy(folder / "public" / name, folder / "public" / other)

    return change


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return one change after the other."""

    def change(folder: Path) -> None:
        for one in changes:
            one(folder)

    return change


def older(more: int) -> Callable[[Path], None]:
    """Return a change that adds records of published episodes that no feed names; with 0 the limit makes an archive."""

    def change(folder: Path) -> None:
        catalog = Catalog(folder / "episodes")
        one = catalog.read()[EPISODE]
        for days in range(1, (more or 1) + 1):
            date = one.episode.pub_date - timedelta(days=days)
            media = replace(one.episode.media, name=f"{date:%Y-%m-%d}-0123456789ab.mp3")
            made = replace(one.episode, id=f"{date:%Y-%m-%d}", guid=f"{days}", pub_date=date, media=media)
            catalog.keep(replace(one, episode=made))
        if not more:
            path = folder / "show.toml"
            path.write_text("limit = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    return change


def feed_of_nobody(address: str) -> Callable[[Path], None]:
    """Return a change that leaves a feed with the identity of an address and nothing in it."""

    def change(folder: Path) -> None:
        text = (folder / "public" / "feed.xml").read_text(encoding="utf-8")
        text = re.sub("<item>.*</item>", "", text, flags=re.DOTALL)
        text = re.sub("(<podcast:guid>)[^<]*", rf"\g<1>{podcast_guid(address)}", text)
        (folder / "public" / address.rpartition("/")[2]).write_text(text, encoding="utf-8")

    return change


def pictured(data: bytes | None) -> Callable[[Path], None]:
    """Return a change of the episode's own picture, which it is given and then has other bytes, or none with None."""

    def change(folder: Path) -> None:
        made = picture(1400)
        name = f"images/{cover_name(made)}"
        (folder / "public" / "images").mkdir()
        (folder / "public" / name).write_bytes(made)
        episode(image=name)(folder)
        tag = f'<item><itunes:image href="https://news.chenbao.cn/{name}"/>'
        told("feed.xml", "<item>", tag)(folder)
        written("images/*", data)(folder)

    return change


def remade(*arguments: str) -> Callable[[Path], None]:
    """Return a change of the audio file by ffmpeg."""

    def change(folder: Path) -> None:
        (path,) = (folder / "public" / "media").glob("*.mp3")
        made = path.with_name("made.mp3")
        command = [str(find_ffmpeg()), "-v", "error", "-i", str(path), *arguments, str(made)]
        subprocess.run(command, check=True)
        made.replace(path)

    return change


def picture(side_px: int, form: str = "PNG", mode: str = "RGB") -> bytes:
    """Return a picture of one colour."""
    made = io.BytesIO()
    Image.new(mode, (side_px, side_px)).save(made, form)
    return made.getvalue()


def noise(side_px: int) -> bytes:
    """Return a picture that no format makes small."""
    made = io.BytesIO()
    Image.frombytes("RGB", (side_px, side_px), random.Random(1).randbytes(3 * side_px * side_px)).save(made, "PNG")
    return made.getvalue()


def _recorded(change: Callable[[Record], Record]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        catalog = Catalog(folder / "episodes")
        catalog.keep(change(catalog.read()[EPISODE]))

    return changed


def _moved_chapter(starts: int) -> Callable[[list[Any]], list[Any]]:
    return lambda many: [replace(many[0], start_ms=starts), *many[1:]]


def _row(name: str, key: str, value: object, row: int = 0) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        document = json.loads(data)
        document[name][row][key] = value
        return json.dumps(document, ensure_ascii=False).encode()

    return change


LONG = "长" * 33
GONE = Withdrawal("", "2025-03-03")
FAULTS: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("base-url-public", settings("https://news.chenbao.cn/", "http://localhost:8000/"), "localhost"),
    ("base-url-public", settings("news.chenbao.cn/", "news.example.org/"), "example.org"),
    ("base-url-https", settings("https://", "http://"), "http://news.chenbao.cn/"),
    ("contact-email", settings("bianji@chenbao.cn", "news@example.org"), "news@example.org"),
    ("files-named", settings("[voice]", 'cover = "nope.png"\n\n[voice]'), "nope.png"),
    ("files-named", settings("[voice]", 'skip_rules = ["foo"]\n\n[voice]'), "foo"),
    ("files-named", settings("[voice]", 'lexicons = ["nope.tsv"]\n\n[voice]'), "nope.tsv"),
    ("guid-recorded", settings("guid =", "# guid ="), "show.toml"),
    ("guid-recorded", settings("[voice]", '[[feed]]\nname = "minsheng"\n\n[voice]'), "minsheng"),
    ("ai-label", settings("[voice]", "[label]\nenabled = false\n\n[voice]"), "show.toml"),
    ("ai-label", settings("[voice]", '[label]\nwritten = "机器播报。"\n\n[voice]'), "机器播报。"),
    ("feed-file", written("feed.xml", None), "feed.xml"),
    ("feed-file", settings("[voice]", '[[feed]]\nname = "minsheng"\n\n[voice]'), "minsheng.xml"),
    ("feed-file", older(0), "feed-archive-1.xml is not in public/"),
    ("feed-complete", told("feed.xml", r"<item>.*?</item>", ""), f"{EPISODE}: feed.xml must hold it"),
    ("feed-complete", older(4), "4 episodes that it must hold are not in it: 2025-03-01, 2025-02-28, 2025-02-27"),
    ("feed-stale", copied("feed.xml", "feed-archive-1.xml"), "feed-archive-1.xml"),
    ("feed-stale", copied("feed.xml", "minsheng.xml"), "no feed 'minsheng'"),
    ("feed-stale", copied("feed.xml", "minsheng-archive-2.xml"), "no feed 'minsheng'"),
    ("feed-stale", feed_of_nobody("https://news.chenbao.cn/minsheng.xml"), "no feed 'minsheng'"),
    ("item-recorded", lambda folder: (folder / "episodes" / f"{EPISODE}.json").unlink(), EPISODE),
    ("item-withdrawn", record(withdrawn=GONE), f"feed.xml {EPISODE}"),
    ("item-withdrawn", record(withdrawn=GONE), "index.html"),
    ("item-guid", told("feed.xml", r"(<guid[^>]*>)[^<]*", r"\1another"), "guid is another"),
    ("item-guid", episode(guid="another"), "the record's another"),
    ("item-facts", told("feed.xml", r"(<item><title>)[^<]*", r"\1旧桥通车"), "title is 旧桥通车"),
    ("item-facts", told("feed.xml", r"(<itunes:duration>)\d+", r"\g<1>9999"), "itunes:duration is 9999"),
    ("item-facts", told("feed.xml", r'length="\d+"', 'length="1234"'), "enclosure length is 1234"),
    ("item-facts", told("feed.xml", "(<pubDate>)[^<]*", r"\1Mon, 03 Mar 2025 06:00:00 +0800"), "pubDate is 2025-03-03"),
    ("item-facts", told("feed.xml", "(<lastBuildDate>)[^<]*", r"\1Mon, 03 Mar 2025 06:00:00 +0800"), "lastBuildDate"),
    ("item-facts", told("feed.xml", r"-[0-9a-f]{12}\.mp3", "-000000000000.mp3"), "enclosure url is"),
    ("item-facts", episode(image="images/cover-01234567.png"), "itunes:image is missing"),
    ("media-facts", media(sha256="0" * 64), EPISODE),
    ("media-facts", media(duration_ms=0), "no duration"),
    ("enclosure-type", media(mime="audio/mp3"), "audio/mp3"),
    ("chapters-order", chapters(_moved_chapter(5)), "starts at 5 ms"),
    ("chapters-order", chapters(lambda many: many[::-1]), EPISODE),
    ("chapters-order", chapters(lambda many: [*many[:-1], replace(many[-1], end_ms=10**9)]), "the audio at"),
    ("chapters-order", chapters(lambda many: [replace(many[0], title=" "), *many[1:]]), "no title"),
    ("chapters-count", chapters(lambda many: many * 128), "256 chapters"),
    ("cues-order", cues(lambda many: many[::-1]), EPISODE),
    ("cues-order", cues(lambda many: [replace(many[0], end_ms=many[1].start_ms + 1), *many[1:]]), "cue 2"),
    ("cues-order", cues(lambda many: [*many[:-1], replace(many[-1], end_ms=10**9)]), "the audio at"),
    ("cues-order", cues(lambda many: [replace(many[0], end_ms=many[0].start_ms), *many[1:]]), "cue 1"),
    ("loudness", media(lufs=-23.0, lufs_two_speakers=-20.0),
     "-23.0 LUFS on one channel, -20.0 LUFS on two speakers (record)"),
    ("true-peak", media(true_peak_dbtp=-0.5), "-0.5 dBTP"),
    ("loudness-readings", lambda _folder: None, "LUFS on one channel"),
    ("media-size", media(size_bytes=200_000_001), "200 MB"),
    ("rights-line", episode(url="https://www.chenbao.cn/a"), "https://www.chenbao.cn/a"),
    ("ai-spoken", record(lines=()), EPISODE),
    ("art-file", written("cover-*", None), "cover-"),
    ("art-form", written("cover-*", picture(1000)), "cover-"),
    ("art-form", written("cover-*", picture(1400, mode="L")), "not RGB"),
    ("art-form", written("cover-*", b"no picture"), "not a PNG or JPEG"),
    ("art-suffix", written("cover-*", picture(1400, "JPEG")), ".png"),
    ("art-digest", written("cover-*", picture(1500)), "cover-"),
    ("art-digest", pictured(picture(1500)), "images/cover-"),
    ("art-file", pictured(None), "images/cover-"),
    ("art-size", written("cover-*", noise(1400)), "kB"),
    ("enclosure-file", written("media/*.mp3", None), "media/2025-03-02-"),
    ("enclosure-file", written("media/*.mp3", lambda data: data[:-1]), "the feed says"),
    ("duration-file", media(duration_ms=90_000), "90.0 s"),
    ("duration-file", written("media/*.mp3", b"no sound"), "2025-03-02-"),
    ("transcript-file", written("episodes/*.vtt", None), "2025-03-02.vtt"),
    ("transcript-file", written("episodes/*.srt", None), "2025-03-02.srt"),
    ("chapters-file", written("episodes/*.chapters.json", None), "2025-03-02.chapters.json"),
    ("page-file", written("episodes/*.html", None), "2025-03-02.html"),
    ("page-file", written("index.html", None), "index.html"),
    ("page-file", written("archive/*.html", None), "archive/2025-03.html"),
    ("page-form", written("episodes/*.html", b""), "it is empty"),
    ("page-form", written("episodes/*.html", "城东新桥通车 全长320米".encode()), "its title is not"),
    ("page-form", told("episodes/2025-03-02.html", "(https://news.chenbao.cn/episodes/)2025-03-02", r"\1 2025-03-01"),
     "it does not say that it is https://news.chenbao.cn/episodes/2025-03-02.html"),
    ("page-form", written("index.html", b""), "index.html"),
    ("page-form", written("archive/*.html", b"<html>"), "archive/2025-03.html"),
    ("page-assets", written("style.css", None), "style.css"),
    ("page-assets", written("player.js", b""), "player.js"),
    ("page-stale", copied("archive/2025-03.html", "archive/2025-02.html"), "archive/2025-02.html"),
    ("page-stale", copied("episodes/2025-03-02.html", "episodes/2025-03-01.html"), "no record"),
    ("page-stale", record(withdrawn=GONE), "its episode is withdrawn"),
    ("page-stale", episode(pub_date=datetime(2027, 1, 1, tzinfo=UTC)), "waits for its date"),
    ("page-stale", both(record(feeds=("feed", "minsheng")), copied("index.html", "minsheng.html")), "minsheng.html"),
    ("text-recorded", written("episodes/*.vtt", b"WEBVTT\n"), "2025-03-02.vtt"),
    ("text-recorded", written("episodes/*.srt", lambda data: data[:-2]), "2025-03-02.srt"),
    ("text-recorded", written("episodes/*.transcript.json", _row("segments", "body", "别的")), "2025-03-02.transcript"),
    ("text-recorded", written("episodes/*.chapters.json", _row("chapters", "title", "别的")), "2025-03-02.chapters"),
    ("captions-form", written("episodes/*.vtt", b"00:00:00.000 --> 00:00:01.000\na\n"), "WEBVTT"),
    ("captions-form", written("episodes/*.vtt", b"WEBVTT\n\n00:00:00,000 --> 00:00:01,000\na\n"), "block 1"),
    ("captions-form", written("episodes/*.vtt", b"WEBVTT\n\n00:00:02.000 --> 00:00:01.000\na\n"), "cue 1"),
    ("captions-form", written("episodes/*.vtt", b"WEBVTT\n\n99:00:02.000 --> 99:00:03.000\na\n"), "the audio at"),
    ("captions-form", written("episodes/*.vtt", b"WEBVTT\n\n\xff"), "not UTF-8"),
    ("captions-form", written("episodes/*.srt", b"2\n00:00:00,000 --> 00:00:01,000\na\n"), "block 1"),
    ("captions-form", written("episodes/*.transcript.json", b"{}"), "no 'segments'"),
    ("captions-form", written("episodes/*.transcript.json", _row("segments", "startTime", 99_999)), "cue 1"),
    ("captions-lines", written("episodes/*.srt", f"1\n00:00:00,000 --> 00:00:01,000\n{LONG}\n".encode()),
     "33 characters"),
    ("captions-lines", written("episodes/*.srt", b"1\n00:00:00,000 --> 00:00:01,000\na\nb\nc\n"), "3 lines"),
    ("captions-lines", written("episodes/*.vtt", f"WEBVTT\n\n00:00.000 --> 00:01.000\n{LONG}{LONG}\n".encode()),
     "66 characters"),
    ("chapters-form", written("episodes/*.chapters.json", b"[]"), "2025-03-02.chapters.json"),
    ("chapters-form", written("episodes/*.chapters.json", b"\xff"), "not UTF-8"),
    ("chapters-form", written("episodes/*.chapters.json", _row("chapters", "img", "图.png")), "图.png"),
    ("chapters-form", written("episodes/*.chapters.json", _row("chapters", "startTime", 1)), "not at 0"),
    ("chapters-form", written("episodes/*.chapters.json", _row("chapters", "title", "")), "no title"),
    ("chapters-form", written("episodes/*.chapters.json", _row("chapters", "startTime", 0, row=1)), "chapter 2"),
    ("enclosure-digest", written("media/*.mp3", lambda data: data[:-1] + bytes([data[-1] ^ 1])), "2025-03-02-"),
    ("tags-readable", remade("-map", "0", "-c", "copy", "-map_metadata", "-1"), "no title, artist, album"),
    ("tags-readable", written("media/*.mp3", b"no sound"), "2025-03-02-"),
    ("tags-aigc", remade("-map", "0", "-c", "copy", "-metadata", "AIGC="), "no AIGC"),
    ("tags-aigc", remade("-map", "0", "-c", "copy", "-metadata", "AIGC=yes"), "no JSON object"),
    ("tags-aigc", remade("-map", "0", "-c", "copy", "-metadata", 'AIGC={"Label":"9"}'), "'9'"),
    ("tags-picture", remade("-map", "0:a", "-c", "copy"), "2025-03-02-"),
    ("tags-chapters", remade("-map", "0", "-c", "copy", "-map_chapters", "-1"), "0 chapters in it, 2 in the record"),
)  # fmt: skip
DEEP_FAULTS: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("duration-file", remade("-map", "0:a", "-c:a", "libmp3lame", "-b:a", "64k", "-t", "10"), "it lasts 10."),
    ("duration-file", written("media/*.mp3", b"no sound"), "it does not decode"),
    ("loudness", remade("-map", "0:a", "-c:a", "libmp3lame", "-b:a", "64k", "-af", "volume=-6dB"),
     "LUFS on two speakers (measured)"),
    ("true-peak", remade("-map", "0:a", "-c:a", "libmp3lame", "-b:a", "64k", "-af", "volume=14dB"), "(measured)"),
    ("loudness-readings", lambda _folder: None, "measured -19.0 LUFS on one channel, -16.0 LUFS on two speakers"),
)  # fmt: skip
PROFILE_FAULTS: tuple[tuple[str, str, Callable[[Path], None], str], ...] = (
    ("media-bitrate", "spotify", lambda _folder: None, "kbit/s"),
)
