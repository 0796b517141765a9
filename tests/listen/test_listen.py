"""The listening check: its arithmetic on a made-up show, and one real sentence through voice and recogniser."""

from __future__ import annotations

import io
import subprocess
import wave
from pathlib import Path

import imageio_ffmpeg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast import feed, listen
from audiocast.engines import EngineSpec, open_engine
from audiocast.errors import InputError
from audiocast.listen import MARGIN_MS, Hear, cues, distance, episodes, open_recogniser, syllables, total
from audiocast.models import Cue, Utterance
from audiocast.shows import open_show
from audiocast.text import pinyin
from tests.requirements import require_kokoro, require_packages
from tests.shows import SETTINGS

CUES = (
    Cue(500, 1500, "管城新闻"),
    Cue(1500, 2000, "共有45个项目"),
    Cue(2000, 2800, "A&B公司成立"),
    Cue(3000, 3600, "OK"),
)
FEED = """<rss xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><item>
<enclosure url="http://127.0.0.1:8000/media/%E4%BB%8A-ab12.mp3" length="1" type="audio/mpeg"/>
<podcast:transcript url="http://127.0.0.1:8000/episodes/today.srt" type="application/x-subrip"/>
<podcast:transcript url="http://127.0.0.1:8000/episodes/today.vtt" type="text/vtt"/>
</item></channel></rss>"""


def write_settings(folder: Path) -> None:
    (folder / "show.toml").write_text(SETTINGS.format(base_url="http://127.0.0.1/"), encoding="utf-8")


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A built show with four seconds of tones."""
    write_settings(tmp_path)
    public = tmp_path / "public"
    for name in ("media", "episodes"):
        (public / name).mkdir(parents=True)
    (public / "feed.xml").write_text(FEED, encoding="utf-8")
    (public / "episodes" / "today.vtt").write_text(feed.vtt(CUES), encoding="utf-8")
    tone = open_engine(EngineSpec("tone"))
    clip = tone.speak(Utterance("管城新闻播报管城新闻播报管城新闻播报", "low", tone.fingerprint))
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "wav", "-i", "pipe:0", "-ar", "48000"]
    mp3 = subprocess.run([*command, "-f", "mp3", "pipe:1"], input=clip.data, capture_output=True, check=True).stdout
    (public / "media" / "今-ab12.mp3").write_bytes(mp3)
    return tmp_path


class Recogniser:
    """Writes down what it is told to, and how long each recording was in milliseconds."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.lengths_ms: list[int] = []

    def __call__(self, recording: bytes) -> str:
        with wave.open(io.BytesIO(recording)) as file:
            self.lengths_ms.append(round(1000 * file.getnframes() / file.getframerate()))
        return self.texts.pop(0)


def test_cues_are_read_back_as_they_were_written() -> None:
    assert tuple(cues(feed.vtt(CUES))) == CUES
    late = Cue(3_723_004, 3_724_000, "一<小时>后")
    assert cues(feed.vtt([late])) == [late]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("前一行的文字，\n后一行的文字。", "前一行的文字，后一行的文字。"),
        ("Bank of\nChina", "Bank of China"),
        ("一行", "一行"),
    ],
)
def test_a_cue_of_two_lines_is_read_whole(lines: str, text: str) -> None:
    vtt = f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{lines}\n\n00:00:02.500 --> 00:00:03.000\n完。\n"
    assert cues(vtt) == [Cue(1000, 2000, text), Cue(2500, 3000, "完。")]


def test_cues_without_a_figure_are_heard_and_scored_by_syllable(show: Path) -> None:
    hear = Recogniser("馆成新文，", "AB公司成立")
    first, second = listen.listen(open_show(str(show)), hear)
    assert [(first.cue, first.errors, first.syllables), (second.cue, second.errors, second.syllables)] == [
        (CUES[0], 0, 4),
        (CUES[2], 0, 4),
    ]
    assert hear.lengths_ms == [1000 + 2 * MARGIN_MS, 800 + 2 * MARGIN_MS]


@pytest.mark.parametrize(
    ("heard", "errors"),
    [
        ("管城新闻", 0),
        ("管城新", 1),
        ("管城新闻报", 1),
        ("管城旧闻", 1),
        ("", 4),
        ("管城新闻" * 5, 4),
        ("管城20新闻", 2),
    ],
)
def test_missing_added_and_wrong_syllables_count_up_to_all_of_them(show: Path, heard: str, errors: int) -> None:
    first, _ = listen.listen(open_show(str(show)), Recogniser(heard, "公司成立"))
    assert first.errors == errors


def test_the_lexicon_of_the_show_says_what_is_expected(show: Path) -> None:
    (show / "lexicon.tsv").write_text("管城\tling2 ming2\n", encoding="utf-8")
    first, _ = listen.listen(open_show(str(show)), Recogniser("零明新闻", "公司成立"))
    assert first.errors == 0


def test_shared_lexicons_count_too_and_a_damaged_one_is_one_line(
    show: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = show / "show.toml"
    settings.write_text('lexicons = ["shared.tsv"]\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")
    (show / "shared.tsv").write_text("管城\tling2 ming2\n", encoding="utf-8")
    first, _ = listen.listen(open_show(str(show)), Recogniser("零明新闻", "公司成立"))
    assert first.errors == 0
    (show / "shared.tsv").write_bytes("管城\tling2 ming2\n".encode("gb18030"))
    monkeypatch.setattr(listen, "open_recogniser", Recogniser)
    assert listen.main([str(show)]) == 2
    assert "shared.tsv is not UTF-8" in capsys.readouterr().err


def test_the_report_names_bad_cues_and_the_exit_status_is_the_limit(
    show: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, list[str]]:
        monkeypatch.setattr(listen, "open_recogniser", lambda: Recogniser("管城旧闻", "公司成立"))
        status = listen.main([str(show), *arguments])
        return status, capsys.readouterr().out.splitlines()

    status, lines = run()
    assert status == 1
    assert lines == [
        "  0:00  25%  管城新闻  heard: 管城旧闻",
        "2 cues, 12.5% of the syllables wrong (limit 8.0%)",
    ]
    assert run("--limit", "12.5")[0] == 0


def test_a_show_that_says_nothing_is_not_a_success() -> None:
    assert total([]) == 1.0


def test_a_show_that_is_not_built_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(listen, "open_recogniser", Recogniser)
    write_settings(tmp_path)
    assert listen.main([str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "feed.xml cannot be read" in error
    assert "build the show first" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<rss", "is not XML"),
        ("<rss><item/></rss>", "without audio"),
        ('<rss><item><enclosure url="http://x/media/a.mp3"/></item></rss>', "without a transcript"),
    ],
)
def test_a_feed_that_lacks_something_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "feed.xml").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        episodes(tmp_path)


WORDS = st.lists(st.sampled_from("abc"), max_size=7)


@given(WORDS, WORDS, WORDS)
def test_the_distance_is_a_metric(one: list[str], other: list[str], third: list[str]) -> None:
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) == distance(other, one)
    assert distance(one, third) <= distance(one, other) + distance(other, third)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


def test_a_kokoro_sentence_is_understood_and_another_text_is_not() -> None:
    data_dir = require_kokoro()
    require_packages("listen", "faster_whisper", *(package for package, _ in listen.WHISPER_PARTS))
    engine = open_engine(EngineSpec("kokoro", {"data_dir": data_dir}))
    text = "会议要求，各级部门要认真总结经验。"
    clip = engine.speak(Utterance(text, "zf_xiaobei", engine.fingerprint, tuple(pinyin(text))))
    hear: Hear = open_recogniser()
    heard = syllables(hear(clip.data))
    assert distance(syllables(text), heard) <= 0.12 * len(syllables(text))
    assert distance(syllables("走进管城，恰逢其时，共商合作。"), heard) > 0.6 * len(heard)
