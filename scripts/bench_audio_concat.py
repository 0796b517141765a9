"""The shell loop that most people write around ffmpeg, for `scripts/bench audio`: CLIPS OUT.mp3 NUMBER.

A file of silence for each length of pause, a list for the concat demuxer, one ffmpeg that decodes all of it and encodes
it once at 64 kbit/s and the clips' own rate. Nothing is trimmed or levelled.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def main(clips: Path, out: Path, number: int) -> None:
    """Stitch the first ``number`` clips."""
    listed = json.loads((clips / "manifest.json").read_text(encoding="utf-8"))
    items = listed["items"][:number]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for pause_ms in sorted({item["pause_ms"] for item in items}):
            silence = f"anullsrc=r={listed['rate']}:cl=mono"
            shape = ("-b:a", "48k", "-write_xing", "0", "-id3v2_version", "0")
            _ffmpeg("-f", "lavfi", "-i", silence, "-t", str(pause_ms / 1000), *shape, str(folder / f"{pause_ms}.mp3"))
        lines = [
            f"file '{path}'\n"
            for item in items
            for path in (clips.resolve() / item["file"], folder / f"{item['pause_ms']}.mp3")
        ]
        (folder / "list.txt").write_text("".join(lines), encoding="utf-8")
        joined = ("-f", "concat", "-safe", "0", "-i", str(folder / "list.txt"))
        _ffmpeg(*joined, "-c:a", "libmp3lame", "-b:a", "64k", "-ac", "1", str(out))


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
