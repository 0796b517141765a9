"""Three hours in one file: a moment near its end is where the record says, for a range, for mpv and in Chromium."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import miniaudio
import numpy as np
import pytest

from audiocast.audio.decode import Samples
from audiocast.audio.ffmpeg import find_ffmpeg, version
from audiocast.audio.mp3 import read_info_frames
from audiocast.audio.sound import Sound
from audiocast.cache import Cache
from audiocast.encoding import Studio, open_encoder
from audiocast.engines import EngineSpec, open_engine, speak
from audiocast.models import Clip, Script, Segment, Sentence, Span
from audiocast.plan import Manner, plan
from audiocast.production import Labelling, Product, produce
from tests.requirements import require_commands

RATE_HZ = 48_000
FRAME_SAMPLES, FRAME_BYTES = 1152, 192
BYTES_PER_MS = 8
FRAME_HEADER = b"\xff\xfb"
STORIES, SENTENCES = 43, 55
PAUSES_MS = [400] * (SENTENCES - 1) + [1500]
UNIQUE = 38
"""The story at nine tenths: what it says is said nowhere else, so that sound out of it tells where it is from."""
LABELLING = Labelling("三小时", "编辑部", "新闻", "2026-01-01", 1, "zh-cn", "{}", "")
FRAME_MS = 24
CUE_MS, SEEK_MS = 30, 50
LEAD_FRAMES = 84
"""Two seconds."""
LIKE = 0.95
LISTEN_S = 2
CHROMIUM = (
    *("chromium", "--headless", "--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--autoplay-policy=no-user-gesture-required"),
)
PAGE = """\
<!doctype html>
<audio preload="metadata"></audio>
<script>
const [src, at, seconds, answer] = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const send = (body) => fetch(answer, {method: "POST", mode: "no-cors", body});
const audio = document.querySelector("audio");
const context = new AudioContext({sampleRate: 48000});
const parts = [];
let kept = 0, began = false;
audio.onerror = () => send("the element says: " + audio.error.message);
audio.onloadedmetadata = () => { audio.currentTime = at; };
audio.onseeked = () => {
  audio.onseeked = null;
  const tap = context.createScriptProcessor(4096, 1, 1);
  tap.onaudioprocess = ({inputBuffer}) => {
    const samples = inputBuffer.getChannelData(0);
    began = began || samples.some((sample) => sample !== 0);
    if (!began || kept >= seconds * 48000) return;
    parts.push(samples.slice());
    kept += samples.length;
    if (kept < seconds * 48000) return;
    audio.pause();
    send(new Blob([new Float64Array([audio.duration, audio.currentTime]), ...parts]));
  };
  context.createMediaElementSource(audio).connect(tap);
  tap.connect(context.destination);
  context.resume().then(() => audio.play()).catch((error) => send("it does not play: " + error));
};
audio.src = src;
</script>
"""
SERVE = """\
import pathlib, sys
from audiocast.server import serve
serve(pathlib.Path(sys.argv[1]), port=0, ready=lambda url: print(url, flush=True))
"""


@dataclass(frozen=True)
class Long:
    """The file, what was measured on it, and where its first frame of sound begins."""

    path: Path
    product: Product
    first_byte: int

    def frames(self, first: int, count: int) -> Samples:
        """Return what ``count`` frames from the one of that number sound like, decoded from their bytes alone."""
        with self.path.open("rb") as file:
            # A frame sounds right when the one before it was decoded too.
            file.seek(self.first_byte + (first - 1) * FRAME_BYTES)
            data = file.read((1 + count) * FRAME_BYTES)
        return decoded(data)[FRAME_SAMPLES:]


def decoded(data: bytes) -> Samples:
    return np.asarray(miniaudio.mp3_read_s16(data).samples, np.int16)


def written(story: int, number: int) -> str:
    """Return twenty characters, some four and a half seconds, that no other sentence has in that order."""
    at = 2 * number + (story == UNIQUE)
    return "".join(chr(0x4E00 + (1009 * place + 331 * at) % 20_000) for place in range(20))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Long:
    """Three hours in 43 stories: one is said 42 times and one once, so that two are spoken and encoded."""
    folder = tmp_path_factory.mktemp("long")
    stories = []
    for story in range(STORIES):
        lines = [written(story, number) for number in range(SENTENCES)]
        sentences = tuple(
            Sentence(line, (Span(line, line, (None,) * len(line), ""),), "body", "story", pause_ms, number % 5 == 0)
            for number, (line, pause_ms) in enumerate(zip(lines, PAUSES_MS, strict=True))
        )
        stories.append(Segment("story", f"第{story + 1}条", sentences))
    engine = open_engine(EngineSpec("tone"))
    passages = plan(Script(tuple(stories)), ["middle"] * STORIES, Manner("text", 45, engine.fingerprint))
    ffmpeg = find_ffmpeg()
    studio = Studio(Sound(), ffmpeg, version(ffmpeg), Cache(folder / "cache"))
    for passage in (passages[0], passages[UNIQUE]):
        for piece in passage.pieces:
            clip = speak(EngineSpec("tone"), piece.utterance)
            assert isinstance(clip, Clip)
            studio.cache.keep_clip(piece.utterance.digest, clip)
    with open_encoder(studio) as encoder:
        encoder.takes([passages[0]])
        product = produce("long", passages, LABELLING, None, studio, encoder, folder / "public" / "media")
    path = folder / "public" / "media" / product.media.name
    frames = read_info_frames(path)
    return Long(path, product, path.stat().st_size - frames * FRAME_BYTES)


def heard_from(heard: Samples, long: Long, near_ms: float) -> float:
    """Return from which millisecond of the file ``heard`` is, having made sure that its first second is there.

    The four seconds around ``near_ms`` are searched.
    """
    first = int(near_ms) // FRAME_MS - LEAD_FRAMES
    searched = long.frames(first, 2 * LEAD_FRAMES).astype(np.float64)
    piece = heard[:RATE_HZ].astype(np.float64)
    size = 1 << (len(searched) + len(piece)).bit_length()
    crossed = np.fft.irfft(np.fft.rfft(searched, size) * np.conj(np.fft.rfft(piece, size)), size)
    at = int(np.argmax(crossed[: len(searched) - len(piece)]))
    there = searched[at : at + len(piece)]
    likeness = crossed[at] / np.sqrt(np.square(piece).sum() * np.square(there).sum())
    assert likeness > LIKE, f"what is heard is not from near {near_ms} ms: likeness {likeness:.2f}"
    return first * FRAME_MS + 1000 * at / RATE_HZ


def test_the_last_cue_is_where_its_sound_is(long: Long) -> None:
    cue = long.product.cues[-1]
    assert long.product.media.duration_ms > cue.start_ms > 3 * 3600 * 1000
    first = cue.start_ms // FRAME_MS - LEAD_FRAMES
    samples = long.frames(first, (cue.end_ms - cue.start_ms) // FRAME_MS + 2 * LEAD_FRAMES)
    loud_ms = first * FRAME_MS + np.flatnonzero(np.abs(samples.astype(np.int32)) > 500) * 1000 / RATE_HZ
    gap = int(np.flatnonzero(np.diff(loud_ms) > 200)[-1])
    assert abs(loud_ms[gap + 1] - cue.start_ms) <= CUE_MS
    assert abs(loud_ms[-1] - cue.end_ms) <= CUE_MS


@pytest.fixture(scope="module")
def url(long: Long) -> Iterator[str]:
    """Serve the file by `audiocast serve`'s server; yield the folder's URL."""
    public = long.path.parents[1]
    (public / "seek.html").write_text(PAGE, encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", SERVE, public], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture
def moment_ms(long: Long) -> int:
    """Return the middle of a sentence at nine tenths."""
    at_ms = long.product.media.duration_ms * 9 // 10
    cue = next(cue for cue in long.product.cues if cue.start_ms > at_ms)
    assert cue.text in {written(UNIQUE, number) for number in range(SENTENCES)}
    return (cue.start_ms + cue.end_ms) // 2


def test_a_range_of_bytes_is_that_moment(long: Long, url: str, moment_ms: int) -> None:
    first = long.first_byte + moment_ms * BYTES_PER_MS
    asked = urllib.request.Request(f"{url}media/{long.path.name}", headers={"Range": f"bytes={first}-{first + 40_000}"})
    with urllib.request.urlopen(asked) as answer:
        assert answer.status == 206
        data = answer.read()
    start = data.find(FRAME_HEADER)
    assert start < FRAME_BYTES
    # The first frame of a range sounds wrong without the one before it.
    heard = decoded(data[start:])[FRAME_SAMPLES:]
    assert abs(heard_from(heard, long, moment_ms) - FRAME_MS - moment_ms) <= FRAME_MS


def test_mpv_seeks_right(long: Long, url: str, moment_ms: int, tmp_path: Path) -> None:
    require_commands("seeking in a player", "mpv")
    out = tmp_path / "heard.raw"
    command = [
        *("mpv", "--no-config", "--no-video", "--really-quiet", "--ao=pcm", f"--ao-pcm-file={out}"),
        *("--ao-pcm-waveheader=no", "--audio-format=s16", f"--start={moment_ms / 1000}", f"--length={LISTEN_S}"),
    ]
    subprocess.run([*command, f"{url}media/{long.path.name}"], check=True, timeout=60)
    heard = np.frombuffer(out.read_bytes(), "<i2")
    assert abs(heard_from(heard, long, moment_ms) - moment_ms) <= SEEK_MS


class _Answers(ThreadingHTTPServer):
    """Keeps what is posted to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Keep)
        self.posted: queue.Queue[bytes] = queue.Queue()


class _Keep(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()
        assert isinstance(self.server, _Answers)
        self.server.posted.put(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_chromium_audio_element_seeks_right(long: Long, url: str, moment_ms: int, tmp_path: Path) -> None:
    require_commands("seeking in a browser", "chromium")
    with _Answers() as answers:
        threading.Thread(target=answers.serve_forever, daemon=True).start()
        asked = [f"media/{long.path.name}", moment_ms / 1000, LISTEN_S, f"http://127.0.0.1:{answers.server_port}/"]
        page = f"{url}seek.html#{urllib.parse.quote(json.dumps(asked))}"
        command = [*CHROMIUM, f"--user-data-dir={tmp_path}", page]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
            try:
                answer = answers.posted.get(timeout=60)
            finally:
                browser.terminate()
                answers.shutdown()
    assert not answer.startswith((b"the element", b"it does not")), answer.decode()
    duration_s, now_s = np.frombuffer(answer[:16], "<f8")
    assert duration_s == pytest.approx(long.product.media.duration_ms / 1000, abs=0.06)
    assert now_s == pytest.approx(moment_ms / 1000 + LISTEN_S, abs=0.5)
    heard = np.frombuffer(answer[16:], "<f4")
    heard = np.rint(heard[np.flatnonzero(heard)[0] :] * 32767).astype(np.int16)
    assert abs(heard_from(heard, long, moment_ms) - moment_ms) <= SEEK_MS
