"""A built episode as a listener hears it: loudness by two meters and by its record, two voices, lengths, bytes."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import miniaudio
import mutagen.mp3
import numpy as np
import pytest

from audiocast.audio.decode import FULL_SCALE, Samples
from audiocast.audio.ffmpeg import find_ffmpeg
from audiocast.audio.loudness import integrated_lufs, window_energies
from audiocast.audio.peak import true_peak
from audiocast.audio.sound import Loudness
from audiocast.cache import Cache
from audiocast.catalog import Catalog
from audiocast.models import Cue, Episode
from audiocast.production import Product
from tests.requirements import require_commands, require_kokoro
from tests.shows import invoke, make_show, results, run_build

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
RATE_HZ = 48_000
FRAME_MS, PAUSE_MS = 24, 10
HEARD = 10 ** (-45 / 20) * FULL_SCALE
"""What a clip's -50 dBFS become when it is brought to -19 LUFS."""
DURATIONS_AGREE_S = 0.06
VOICES = {"tone": ("low", "bright"), "kokoro": ("zf_xiaobei", "zm_yunjian")}
"""Who reads, and who says what others said."""
ARTICLE = """\
# 城东新桥通车

本报讯 3月2日,城东新桥正式通车。大桥全长320米,双向4车道,桥上设有人行道。

“过河快多了,以前绕路要走半个小时,现在十分钟就到了。”

工程历时两年,昨天通过验收。

“我们每天都要从这里走,下雨天再也不用等船了。”

## 公园免费开放

即日起,市民公园免费开放,每天6时开门,22时关门。园内新增座椅120张。
"""


@dataclass(frozen=True)
class Heard:
    """An episode, its file, and the file's samples."""

    episode: Episode
    path: Path
    samples: Samples

    def during(self, *spans_ms: tuple[int, int]) -> Samples:
        """Return what is heard in these spans, end to end."""
        return np.concatenate([self.samples[start * 48 : end * 48] for start, end in spans_ms])


@pytest.fixture(scope="module", params=sorted(VOICES))
def heard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """One edition on each engine, in which a second voice says what stands in quotation marks."""
    engine: str = request.param
    if engine == "kokoro":
        require_kokoro()
    folder = tmp_path_factory.mktemp(engine)
    show = make_show(folder / "show", article=ARTICLE)
    reader, quoted = VOICES[engine]
    settings = show / "show.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('engine = "tone"', f'engine = "{engine}"')
        + f'voices = ["{reader}"]\nroles = {{ quotation = "{quoted}" }}\n\n[build]\ncache = "{folder / "cache"}"\n',
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("AUDIOCAST_CACHE", raising=False)
        path = results(run_build(show))["2025-03-02"].media
    assert path is not None
    samples = np.asarray(miniaudio.mp3_read_file_s16(str(path)).samples, np.int16)
    return Heard(Catalog(show / "episodes").read()["2025-03-02"].episode, path, samples)


def by_ffmpeg(source: Sequence[str], data: bytes = b"") -> Loudness:
    """Return what ffmpeg's meter reads."""
    command = [str(find_ffmpeg()), "-nostats", *source, "-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"]
    read = subprocess.run(command, input=data, stderr=subprocess.PIPE, check=True).stderr.decode()
    summary = read.rpartition("Summary:")[2]
    loudness, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert loudness
    assert peak
    return Loudness(float(loudness[1]), float(peak[1]))


def of_samples(samples: Samples) -> Loudness:
    return by_ffmpeg(["-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-"], samples.tobytes())


def by_us(samples: Samples) -> Loudness:
    """Return what audiocast's own meter reads."""
    peak = 20 * math.log10(true_peak(samples, RATE_HZ) / FULL_SCALE)
    return Loudness(integrated_lufs(window_energies(samples, RATE_HZ)), peak)


def paragraphs(cues: Sequence[Cue]) -> list[list[Cue]]:
    return [list(group) for _, group in groupby(cues, key=lambda cue: cue.paragraph)]


def test_the_file_is_as_loud_as_it_should_be_and_as_its_record_says(heard: Heard) -> None:
    media = heard.episode.media
    meters = [by_ffmpeg(["-i", str(heard.path)]), by_us(heard.samples)]
    for meter in meters:
        assert meter.lufs == pytest.approx(-19.0, abs=0.5)
        assert meter.true_peak_dbtp <= -1.0
        assert media.lufs == pytest.approx(meter.lufs, abs=0.3)
        assert media.true_peak_dbtp == pytest.approx(meter.true_peak_dbtp, abs=0.3)
    assert media.lufs_two_speakers == pytest.approx(-16.0, abs=0.5)


def test_stories_are_equally_loud(heard: Heard) -> None:
    chapters = heard.episode.chapters
    assert len(chapters) == 2
    stories = [heard.during((chapter.start_ms, chapter.end_ms)) for chapter in chapters]
    for read in ([of_samples(one).lufs for one in stories], [by_us(one).lufs for one in stories]):
        assert max(read) - min(read) <= 1.0


def test_two_voices_of_one_story_are_equally_loud(heard: Heard) -> None:
    first_story = [
        cue for cue in heard.episode.cues if cue.kind == "body" and cue.start_ms < heard.episode.chapters[0].end_ms
    ]
    said: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for cues in paragraphs(first_story):
        said[cues[0].text.startswith("“")] += [(cue.start_ms, cue.end_ms) for cue in cues]
    assert len(said[True]) >= 2
    assert len(said[False]) >= 2
    quoted, told = heard.during(*said[True]), heard.during(*said[False])
    assert abs(of_samples(quoted).lufs - of_samples(told).lufs) <= 1.0
    assert abs(by_us(quoted).lufs - by_us(told).lufs) <= 1.0


def test_every_program_finds_it_whole_and_as_long_as_its_record(heard: Heard) -> None:
    require_commands("playing MP3", "mpg123", "mp3val")
    command = [str(find_ffmpeg()), "-v", "error", "-xerror", "-i", str(heard.path), "-map", "0:a", "-f", "s16le", "-"]
    by_ffmpeg = subprocess.run(command, capture_output=True, check=True)
    assert not by_ffmpeg.stderr
    by_mpg123 = subprocess.run(["mpg123", "-q", "-s", heard.path], capture_output=True, check=True)
    assert not by_mpg123.stderr
    info = mutagen.mp3.MP3(heard.path).info  # type: ignore[no-untyped-call]
    assert info is not None
    assert not info.sketchy
    lengths_s = {
        "mutagen": info.length,
        "ffmpeg": len(by_ffmpeg.stdout) / 2 / RATE_HZ,
        "mpg123": len(by_mpg123.stdout) / 2 / RATE_HZ,
        "miniaudio": len(heard.samples) / RATE_HZ,
        "the last cue": heard.episode.chapters[-1].end_ms / 1000,
    }
    recorded_s = heard.episode.media.duration_ms / 1000
    assert lengths_s == pytest.approx(dict.fromkeys(lengths_s, recorded_s), abs=DURATIONS_AGREE_S)
    judged = subprocess.run(["mp3val", heard.path], capture_output=True, text=True, check=True)
    assert not re.search("WARNING|ERROR", judged.stdout + judged.stderr)


def test_two_processes_two_folders_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for name in ("one", "另一个 folder"):
        monkeypatch.setenv("AUDIOCAST_CACHE", str(tmp_path / name / "cache"))
        show = make_show(tmp_path / name / "show", article=ARTICLE)
        outcome = invoke("build", str(show), "--json")
        assert outcome.status == 0, outcome.err
        (episode,) = outcome.json["episodes"]
        assert episode["spoken"] == episode["sentences"]
        made.append(Path(episode["media"]).read_bytes())
    assert made[0] == made[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Product, Samples, list[Any]]:
    """Return two stories of fifteen clips, the file's samples, and the manifest's rows."""
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "path", [str(SCRIPTS), *sys.path])
        clips, ours = import_module("bench_audio_clips"), import_module("bench_audio_ours")
    rows = clips.make(folder / "clips", 30, "wav")
    cache = Cache(folder / "cache")
    ours.keep(folder / "clips", cache, rows)
    product = ours.post_produce(cache, ours.passages(rows, None), RATE_HZ, folder / "made")
    sound = miniaudio.mp3_read_file_s16(str(folder / "made" / product.media.name))
    return product, np.asarray(sound.samples, np.int16), rows


class TestBenchClips:
    """What `scripts/bench audio` makes: clips with known bounds, long silent edges and four voices."""

    def test_loudness(self, made: tuple[Product, Samples, list[Any]]) -> None:
        product, samples, _ = made
        for meter in (of_samples(samples), by_us(samples)):
            assert meter.lufs == pytest.approx(-19.0, abs=0.5)
            assert meter.true_peak_dbtp <= -1.0
            assert product.media.lufs == pytest.approx(meter.lufs, abs=0.3)
            assert product.media.true_peak_dbtp == pytest.approx(meter.true_peak_dbtp, abs=0.3)
        stories = [of_samples(samples[one.start_ms * 48 : one.end_ms * 48]).lufs for one in product.chapters]
        assert len(stories) == 2
        assert abs(stories[0] - stories[1]) <= 1.0

    def test_silence_between_sentences_is_the_pause(self, made: tuple[Product, Samples, list[Any]]) -> None:
        product, samples, rows = made
        for cue, row in zip(product.cues, rows, strict=True):
            assert cue.end_ms - cue.start_ms == pytest.approx((row.speech_end - row.speech_start) / 24, abs=PAUSE_MS)
        heard = [speech_ms(samples, cue) for cue in product.cues]
        for ((_, end), (start, _)), row in zip(pairwise(heard), rows, strict=False):
            # A story ends with a whole frame.
            within = PAUSE_MS if row.after != "story" else PAUSE_MS + FRAME_MS / 2
            assert start - end == pytest.approx(row.pause_ms, abs=within)


def speech_ms(samples: Samples, cue: Cue) -> tuple[float, float]:
    """Return when the sound begins and ends that is heard around a cue, half a pause on either side."""
    first = max(0, cue.start_ms - 190) * 48
    loud = np.flatnonzero(np.abs(samples[first : (cue.end_ms + 190) * 48].astype(np.int32)) > HEARD)
    return (first + loud[0]) / 48, (first + loud[-1]) / 48


class TestRebuilding:
    """Which programs a build starts, seen by a spy that stands in for ffmpeg."""

    @pytest.fixture
    def log(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Return the file that gets a line for each program."""
        log, spy = tmp_path / "log", tmp_path / "ffmpeg"
        spy.write_text(f'#!/bin/sh\necho "$*" >>"{log}"\nexec "{find_ffmpeg()}" "$@"\n', encoding="utf-8")
        spy.chmod(0o755)
        monkeypatch.setenv("AUDIOCAST_FFMPEG", str(spy))
        return log

    @pytest.fixture
    def show(self, tmp_path: Path, log: Path) -> Path:
        """Return a show that was built."""
        show = make_show(tmp_path / "show", article=ARTICLE)
        run_build(show)
        # Opening, two stories, closing.
        assert started(log) == (4, 1)
        return show

    def test_nothing_changed(self, show: Path, log: Path) -> None:
        assert results(run_build(show))["2025-03-02"].status == "unchanged"
        assert started(log) == (0, 0)

    def test_a_lost_file_is_joined_again(self, show: Path, log: Path) -> None:
        (media,) = (show / "public" / "media").iterdir()
        before = media.read_bytes()
        media.unlink()
        assert results(run_build(show, "2025-03-02"))["2025-03-02"].spoken == 0
        assert media.read_bytes() == before
        assert started(log) == (0, 1)

    def test_one_sentence_changed(self, show: Path, log: Path) -> None:
        path = show / "articles" / "2025-03-02.txt"
        path.write_text(path.read_text(encoding="utf-8").replace("120张", "150张"), encoding="utf-8")
        assert results(run_build(show))["2025-03-02"].spoken == 1
        assert started(log) == (1, 1)


def started(log: Path) -> tuple[int, int]:
    """Return how many encoders and how many stream copies were started since the last look."""
    lines = log.read_text(encoding="utf-8").splitlines()
    log.write_text("", encoding="utf-8")
    return sum("libmp3lame" in line for line in lines), sum("-c copy" in line for line in lines)
