"""Passages to takes in the cache, beside the speaking and after it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from audiocast import shows, takes
from audiocast.audio.ffmpeg import find_ffmpeg, version
from audiocast.audio.sound import Sound
from audiocast.build import Order, build
from audiocast.cache import Cache
from audiocast.encoding import Encoder, Studio, open_encoder
from audiocast.engines import EngineSpec, open_engine, speak
from audiocast.errors import ClipError, EpisodeError
from audiocast.events import Finished, Speaking
from audiocast.models import Clip, Script, Segment, Sentence
from audiocast.plan import Manner, Passage, plan
from audiocast.text import read
from tests.requirements import require_commands
from tests.shows import NOW, make_show

TONE = open_engine(EngineSpec("tone"))
MANNER = Manner("text", 45, TONE.fingerprint)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    ffmpeg = find_ffmpeg()
    return Studio(Sound(), ffmpeg, version(ffmpeg), Cache(tmp_path / "cache"))


@pytest.fixture
def encoder(studio: Studio) -> Iterator[Encoder]:
    with open_encoder(studio) as opened:
        yield opened


def story(*written: str, voice: str = "low") -> Passage:
    sentences = tuple(Sentence(one, tuple(read(one)), "body", "story", 400) for one in written)
    (passage,) = plan(Script((Segment("story", written[0], sentences),)), [voice], MANNER)
    return passage


def voice_it(passage: Passage, cache: Cache) -> None:
    for piece in passage.pieces:
        clip = speak(EngineSpec("tone"), piece.utterance)
        assert isinstance(clip, Clip)
        cache.keep_clip(piece.utterance.digest, clip)


def stories(cache: Cache) -> int:
    return len([path for path in (cache.root / "stories").rglob("*") if path.is_file()])


def test_a_passage_is_encoded_once_and_then_taken_from_the_cache(studio: Studio) -> None:
    passage = story("城东新桥今天通车。", "市民过河快多了。")
    voice_it(passage, studio.cache)
    with open_encoder(studio) as first:
        ((made,),) = first.takes([passage])
        data = list(first.data([made]))
    assert made.frames * 192 == len(data[0])
    assert len(made.marks) == 2
    assert made.loudness.lufs == pytest.approx(-19.0, abs=0.5)
    broken = Studio(studio.sound, Path("no-ffmpeg-is-needed"), studio.ffmpeg_version, studio.cache)
    with open_encoder(broken) as second:
        assert second.takes([passage]) == [[made]]
        assert list(second.data([made])) == data


def test_a_long_story_is_several_takes_that_sound_alike(
    studio: Studio, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takes, "LONGEST_MS", 6000)
    monkeypatch.setattr(takes, "_TARGET_MS", 4000)
    passage = story("城东新桥今天通车。", "市民过河快多了。", "大桥全长三百二十米。", "双向四车道。", "市民很高兴。")
    voice_it(passage, studio.cache)
    ((*rows,),) = encoder.takes([passage])
    assert len(rows) > 1
    assert sum(len(take.marks) for take in rows) == 5
    assert stories(studio.cache) == len(rows)
    loudness = [take.loudness.lufs for take in rows]
    assert max(loudness) - min(loudness) < 1


def test_a_clip_that_is_gone_is_named_by_its_sentence(studio: Studio, encoder: Encoder) -> None:
    passage = story("城东新桥今天通车。", "市民过河快多了。")
    voice_it(passage, studio.cache)
    digest = passage.pieces[1].utterance.digest
    (studio.cache.root / "clips" / digest[:2] / digest).unlink()
    with pytest.raises(EpisodeError, match="市民过河快多了。” is gone: build again"):
        encoder.takes([passage])


def test_a_clip_that_does_not_decode_is_named_by_its_sentence(studio: Studio, encoder: Encoder) -> None:
    passage = story("城东新桥今天通车。", "市民过河快多了。")
    voice_it(passage, studio.cache)
    digest = passage.pieces[1].utterance.digest
    entry = studio.cache.get("clips", digest)
    assert entry is not None
    studio.cache.put("clips", digest, entry.payload[: len(entry.payload) // 2], entry.facts)
    with pytest.raises(ClipError, match="“市民过河快多了。”: a WAV clip whose header promises"):
        encoder.takes([passage])
    assert stories(studio.cache) == 0


def test_a_clip_that_another_process_replaced_on_the_way_is_read_again(
    studio: Studio, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage = story("城东新桥今天通车。")
    voice_it(passage, studio.cache)
    digest = passage.pieces[0].utterance.digest
    other = speak(EngineSpec("tone"), story("市民过河快多了。", voice="high").pieces[0].utterance)
    assert isinstance(other, Clip)
    clean = Cache(studio.cache.root.parent / "clean")
    clean.keep_clip(digest, other)
    name = f"clips/{digest[:2]}/{digest}"
    read = Cache.clip
    seen: list[str] = []

    def clip(self: Cache, key: str) -> Clip | None:
        if len(seen) == 1:
            (studio.cache.root / name).write_bytes((clean.root / name).read_bytes())
        seen.append(key)
        return read(self, key)

    monkeypatch.setattr(Cache, "clip", clip)
    ((made,),) = encoder.takes([passage])
    assert len(seen) == 4, "known, found changed, known again, encoded"
    monkeypatch.undo()
    with open_encoder(Studio(studio.sound, studio.ffmpeg, studio.ffmpeg_version, clean)) as second:
        assert second.takes([passage]) == [[made]], "the key is that of the clip that is in it"


def test_a_take_that_is_gone_when_the_file_is_written_is_an_error(studio: Studio, encoder: Encoder) -> None:
    passage = story("城东新桥今天通车。")
    voice_it(passage, studio.cache)
    ((made,),) = encoder.takes([passage])
    (studio.cache.root / "stories" / made.key[:2] / made.key).unlink()
    with pytest.raises(EpisodeError, match="build again"):
        list(encoder.data([made]))


def test_a_story_is_encoded_while_the_next_is_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIOCAST_JOBS", "1")
    later = "\n\n".join(f"第{number}位代表今天上午发言。" for number in range(1, 20))
    show = make_show(tmp_path / "show", article=f"# 新桥\n\n新桥今天通车。\n\n# 会议\n\n{later}")
    done: list[int] = []
    begun: dict[str, tuple[int, bool]] = {}
    begin = Encoder.begin

    def note(self: Encoder, passage: Passage, *, beside_speaking: bool = False) -> None:
        begun.setdefault(passage.segment.title, (len(done), beside_speaking))
        begin(self, passage, beside_speaking=beside_speaking)

    monkeypatch.setattr(Encoder, "begin", note)
    for event in build(shows.open_show(str(show), environ=os.environ), Order(), now=NOW):
        if isinstance(event, Speaking):
            done.append(event.done)
    when, beside = begun["新桥"]
    assert when < len(done) - 10, "its last sentence was among the first"
    assert beside, "at low priority"
    assert begun["会议"][0] > when


def test_an_older_ffmpeg_writes_the_file_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_commands("another ffmpeg", "ffmpeg")
    monkeypatch.setenv("AUDIOCAST_FFMPEG", "ffmpeg")
    show = make_show(tmp_path / "show")
    (result,) = [
        event
        for event in build(shows.open_show(str(show), environ=os.environ), Order(), now=NOW)
        if isinstance(event, Finished)
    ]
    assert result.status == "built"
