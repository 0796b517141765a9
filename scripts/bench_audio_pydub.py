"""The stitcher that most people write with pydub, for `scripts/bench audio`: CLIPS OUT.mp3 NUMBER.

Each clip is opened by `from_file`, which starts ffprobe and ffmpeg, and added to the episode with `+=`, which copies
all that is there already; one export at the end. Pauses come from the manifest; nothing is trimmed or levelled.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment


def main(clips: Path, out: Path, number: int) -> None:
    """Stitch the first ``number`` clips."""
    items = json.loads((clips / "manifest.json").read_text(encoding="utf-8"))["items"]
    episode = AudioSegment.empty()
    for item in items[:number]:
        spoken = AudioSegment.from_file(str(clips / item["file"]))
        episode += spoken + AudioSegment.silent(duration=item["pause_ms"], frame_rate=spoken.frame_rate)
    episode.export(str(out), format="mp3", bitrate="64k")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
