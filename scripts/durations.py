"""Compare the durations of a built show's episodes, measured in independent ways; exit 1 when they disagree."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np

from audiocast.audio.decode import decode
from audiocast.audio.ffmpeg import find_ffmpeg

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
TOLERANCE_MS = 60
THRESHOLD = 10 ** (-50 / 20)


def ms(clock: str) -> int:
    """Return the milliseconds of HH:MM:SS.fff."""
    hours, minutes, seconds = clock.split(":")
    return round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds)))


def main(show: Path) -> int:
    """Print one line an episode and return the exit status."""
    public = show / "public"
    failed = False
    for item in ET.parse(public / "feed.xml").iterfind("channel/item"):
        url = item.find("enclosure").attrib["url"]
        path = public / "media" / url.rsplit("/", 1)[1]
        sound = decode(path.read_bytes(), "mp3")
        samples = np.abs(np.asarray(sound.samples, dtype=np.float32)) / 32768
        pcm_ms = 1000 * len(samples) / sound.rate_hz
        heard_ms = 1000 * float(np.flatnonzero(samples > THRESHOLD)[-1]) / sound.rate_hz
        said = subprocess.run([find_ffmpeg(), "-hide_banner", "-i", path], capture_output=True, text=True, check=False)
        container_ms = ms(re.search(r"Duration: ([\d:.]+)", said.stderr)[1])
        feed_s = int(item.find(f"{ITUNES}duration").text)
        episode = Path(item.find("link").text).stem
        cues = (public / "episodes" / f"{episode}.vtt").read_text(encoding="utf-8")
        cue_ms = ms(re.findall(r"--> (\S+)", cues)[-1])
        good = (
            abs(pcm_ms - container_ms) <= TOLERANCE_MS
            and feed_s == (container_ms + 500) // 1000
            and abs(cue_ms - heard_ms) <= TOLERANCE_MS
        )
        failed |= not good
        print(
            f"{'ok  ' if good else 'BAD '} {episode}: PCM {pcm_ms:.0f} ms, container {container_ms} ms, "
            f"itunes:duration {feed_s} s, last cue ends {cue_ms} ms, last sound {heard_ms:.0f} ms"
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
