"""Players that Debian ships, at `audiocast serve`: what they play, where they seek to, and what they ask for."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.clients.conftest import Served
from tests.clients.listening import RATE_HZ, from_s16, heard_at, wave_samples
from tests.clients.serving import Wire, free_port, until
from tests.requirements import require_commands

THERE = 240
"""The second to seek to; by then ffmpeg would rather ask for a range than read on."""
BACK = 60
SECONDS = 3
FRAME_S = 0.024
FAST_SEEK = {"mpv": ["--demuxer-lavf-o=fflags=+fastseek"], "ffmpeg": ["-fflags", "+fastseek"]}
"""libavformat reads an MP3 through up to the asked second unless it is told that an estimate will do."""


def run(command: list[str], environ: Mapping[str, str]) -> bytes:
    """Run a player to its end and return what it wrote on stdout."""
    done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def mpv(url: str, start: int, wave: Path, options: list[str]) -> list[str]:
    """Return the command that plays ``SECONDS`` of ``url`` into a WAV file."""
    return [
        "mpv", "--no-config", "--no-ytdl", "--no-video", "--ao=pcm", "--audio-format=s16", f"--ao-pcm-file={wave}",
        f"--start={start}", f"--length={SECONDS}", *options, url,
    ]  # fmt: skip


def ffmpeg(url: str, start: int, wave: Path, options: list[str]) -> list[str]:
    """Return the command that decodes ``SECONDS`` of ``url`` into a WAV file."""
    return [
        "ffmpeg", "-v", "error", *options, "-seekable", "1", "-ss", str(start), "-i", url,
        "-map", "0:a", "-t", str(SECONDS), "-c:a", "pcm_s16le", str(wave),
    ]  # fmt: skip


PLAYERS = {"mpv": mpv, "ffmpeg": ffmpeg}


@pytest.mark.parametrize("player", PLAYERS)
def test_a_seek_asks_for_the_bytes_of_that_second(
    player: str, long_show: Served, tmp_path: Path, environ: dict[str, str]
) -> None:
    require_commands("seeking by Range", player, "ffmpeg")
    wave = tmp_path / "heard.wav"
    with Wire(long_show.port) as wire:
        url = wire.url + long_show.media_path
        run(PLAYERS[player](url, THERE, wave, FAST_SEEK[player]), environ)
        starts = [request.start for request in wire.requests()]

    size = long_show.media.stat().st_size
    first_byte = size - round(len(long_show.samples) / RATE_HZ * 8000)
    assert starts[0] in (None, 0)
    assert starts[-1] == pytest.approx(first_byte + THERE * 8000, abs=8000)
    heard = wave_samples(wave)
    assert len(heard) == SECONDS * RATE_HZ
    assert heard_at(heard, long_show.samples, THERE) == pytest.approx(THERE, abs=2 * FRAME_S)


@pytest.mark.parametrize("player", PLAYERS)
def test_without_options_a_seek_in_mp3_is_exact(
    player: str, long_show: Served, tmp_path: Path, environ: dict[str, str]
) -> None:
    require_commands("seeking", player, "ffmpeg")
    wave = tmp_path / "heard.wav"
    run(PLAYERS[player](long_show.item.url, THERE, wave, []), environ)

    assert heard_at(wave_samples(wave), long_show.samples, THERE) == pytest.approx(THERE, abs=0.001)


@pytest.mark.parametrize("player", PLAYERS)
def test_without_options_a_seek_in_m4a_asks_for_a_range(
    player: str, long_m4a_show: Served, tmp_path: Path, environ: dict[str, str]
) -> None:
    require_commands("seeking by Range", player, "ffmpeg")
    wave = tmp_path / "heard.wav"
    with Wire(long_m4a_show.port) as wire:
        run(PLAYERS[player](wire.url + long_m4a_show.media_path, THERE, wave, []), environ)
        starts = [request.start or 0 for request in wire.requests()]

    assert max(starts) > long_m4a_show.media.stat().st_size // 2
    assert heard_at(wave_samples(wave), long_m4a_show.samples, THERE) == pytest.approx(THERE, abs=2 * FRAME_S)


def test_ffmpeg_decodes_the_same_samples_from_the_server_as_from_the_file(
    long_show: Served, environ: dict[str, str]
) -> None:
    require_commands("decoding", "ffmpeg")

    def second(media: str) -> bytes:
        cut = ["-ss", str(THERE), "-i", media, "-t", "1", "-f", "s16le", "-"]
        return run(["ffmpeg", "-v", "error", *cut], environ)

    served = second(long_show.item.url)
    assert len(from_s16(served)) == RATE_HZ
    assert served == second(str(long_show.media))


class Mpd:
    """A Music Player Daemon that plays to a clock and keeps what it played, asked by mpc."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._environ = {**environ, "MPD_HOST": "127.0.0.1", "MPD_PORT": str(free_port())}
        self.recording, self.log = folder / "played.wav", folder / "log"
        (folder / "playlists").mkdir(parents=True)
        self._settings = folder / "mpd.conf"
        self._settings.write_text(
            f"""\
playlist_directory "{folder}/playlists"
state_file "{folder}/state"
log_file "{self.log}"
bind_to_address "127.0.0.1"
port "{self._environ["MPD_PORT"]}"
zeroconf_enabled "no"
input {{
    plugin "curl"
}}
audio_output {{
    type "null"
    name "clock"
}}
audio_output {{
    type "recorder"
    name "tape"
    encoder "wave"
    path "{self.recording}"
    format "48000:16:1"
    always_on "yes"
}}
""",
            encoding="utf-8",
        )

    def __call__(self, *arguments: str) -> str:
        return run(["mpc", *arguments], self._environ).decode().strip()

    def __enter__(self) -> Mpd:
        self._process = subprocess.Popen(
            ["mpd", "--no-daemon", str(self._settings)], env=self._environ, stderr=subprocess.DEVNULL
        )
        until(self._answers, 20, "mpd to answer")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)

    def is_playing(self, second: int) -> bool:
        """Return whether it has played the second after ``second``, and not much more."""
        clock = self("status", "%currenttime%").splitlines()[0]
        minutes, seconds = map(int, clock.split(":"))
        return second + 1 <= 60 * minutes + seconds < second + 30

    def _answers(self) -> bool:
        assert self._process.poll() is None, self.log.read_text(encoding="utf-8")
        return subprocess.run(["mpc", "version"], env=self._environ, capture_output=True).returncode == 0


def test_mpd_plays_seeks_and_comes_to_the_end(long_show: Served, tmp_path: Path, environ: dict[str, str]) -> None:
    require_commands("playing with MPD", "mpd", "mpc", "ffmpeg")
    seconds = (0, THERE, BACK, len(long_show.samples) // RATE_HZ - 1)
    with Mpd(tmp_path / "mpd", environ) as mpd:
        mpd("add", long_show.item.url)
        mpd("play")
        until(lambda: mpd.is_playing(seconds[0]), 20, "MPD to play the first second")
        assert mpd("--format", "%title% - %artist%", "current") == "长桥通车 - 试播编辑部"
        for second in seconds[1:3]:
            mpd("seek", str(second))
            until(partial(mpd.is_playing, second), 20, f"MPD to play from second {second}")

        mpd("seek", str(seconds[3]))
        until(lambda: not mpd("current"), 20, "MPD to come to the end and stop")
    assert "rror" not in mpd.log.read_text(encoding="utf-8")
    played = wave_samples(mpd.recording)
    second_halves = [long_show.samples[int((second + 0.5) * RATE_HZ) :][: RATE_HZ // 2] for second in seconds]
    found = [heard_at(half, played) for half in second_halves]
    assert found == sorted(found)


def vlc(environ: Mapping[str, str], home: Path, *arguments: str) -> None:
    """Run VLC without a window to its end; it refuses to be root and knows no exception to a proxy."""
    command = ["cvlc", "-q", "--no-video", "--no-metadata-network-access", *arguments]
    if os.geteuid() == 0:
        require_commands("running VLC as nobody", "setpriv")
        os.chown(home, 65534, 65534)
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    run(command, {name: value for name, value in environ.items() if not name.endswith("_proxy")})


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home folder that another user can reach: pytest's own are closed."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        yield home


def test_vlc_plays_the_feed_to_the_end(short_show: Served, open_home: Path, environ: dict[str, str]) -> None:
    require_commands("playing with VLC", "cvlc", "ffmpeg")
    wave = open_home / "heard.wav"
    vlc(
        {**environ, "HOME": str(open_home)}, open_home,
        "--play-and-exit", "--aout=afile", f"--audiofile-file={wave}", short_show.feed_url,
    )  # fmt: skip

    heard = wave_samples(wave)
    assert len(heard) == pytest.approx(len(short_show.samples), abs=2 * FRAME_S * RATE_HZ)
    assert heard_at(heard, short_show.samples) < 2 * FRAME_S


def test_vlc_seeks(long_show: Served, open_home: Path, environ: dict[str, str]) -> None:
    require_commands("seeking with VLC", "cvlc", "ffmpeg")
    wave = open_home / "heard.wav"
    to_wave = f"#transcode{{acodec=s16l}}:std{{access=file,mux=wav,dst={wave}}}"
    vlc(
        {**environ, "HOME": str(open_home)}, open_home,
        "--sout", to_wave, f"--start-time={THERE}", f"--run-time={SECONDS}", long_show.item.url, "vlc://quit",
    )  # fmt: skip

    assert heard_at(wave_samples(wave)[:RATE_HZ], long_show.samples, THERE) == pytest.approx(THERE, abs=0.1)
