"""One way, at least, to break each rule of a show's settings, records and files."""

from __future__ import annotations

import io
import json
import random
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from audiocast.audio.ffmpeg import find_ffmpeg
from audiocast.catalog import Catalog, Record
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
FAULTS: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("base-url-public", settings("https://news.chenbao.cn/", "http://localhost:8000/"), "localhost"),
    ("base-url-public", settings("news.chenbao.cn/", "news.example.org/"), "example.org"),
    ("base-url-https", settings("https://", "http://"), "http://news.chenbao.cn/"),
    ("contact-email", settings("bianji@chenbao.cn", "news@example.org"), "news@example.org"),
    ("guid-recorded", settings("guid =", "# guid ="), "show.toml"),
    ("guid-recorded", settings("[voice]", '[[feed]]\nname = "minsheng"\n\n[voice]'), "minsheng"),
    ("ai-label", settings("[voice]", "[label]\nenabled = false\n\n[voice]"), "show.toml"),
    ("ai-label", settings("[voice]", '[label]\nwritten = "机器播报。"\n\n[voice]'), "机器播报。"),
    ("feed-file", written("feed.xml", None), "feed.xml"),
    ("feed-file", settings("[voice]", '[[feed]]\nname = "minsheng"\n\n[voice]'), "minsheng.xml"),
    ("feed-complete", _recorded(lambda one: replace(one, episode=replace(one.episode, media=replace(
        one.episode.media, name="2025-03-02-000000000000.mp3")))), EPISODE),
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
    ("tags-readable", remade("-map", "0", "-c", "copy", "-map_metadata", "-1"), "no title, artist, album"),
    ("tags-readable", written("media/*.mp3", b"no sound"), "2025-03-02-"),
    ("tags-aigc", remade("-map", "0", "-c", "copy", "-metadata", "AIGC="), "no AIGC"),
    ("tags-aigc", remade("-map", "0", "-c", "copy", "-metadata", "AIGC=yes"), "no JSON object"),
    ("tags-aigc", remade("-map", "0", "-c", "copy", "-metadata", 'AIGC={"Label":"9"}'), "'9'"),
    ("tags-picture", remade("-map", "0:a", "-c", "copy"), "2025-03-02-"),
    ("tags-chapters", remade("-map", "0", "-c", "copy", "-map_chapters", "-1"), "0 chapters in it, 2 in the record"),
)  # fmt: skip
DEEP_FAULTS: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("enclosure-digest", written("media/*.mp3", lambda data: data[:-1] + bytes([data[-1] ^ 1])), "2025-03-02-"),
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
