"""A new show's files: what `audiocast init` writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from audiocast.config import SHOW_FILE
from audiocast.errors import StorageError, UsageError
from audiocast.files import write_atomically

_SHOW = """\
# The settings of this show. Every key is listed in docs/configuration.md; what is commented out is the default.

title = {title}
description = "每日要闻"
author = {title}
email = "news@example.org"
base_url = "http://127.0.0.1:8000/"      # where public/ will be found; until it is a public address nothing is frozen
language = "zh-cn"
category = ["News", "Daily News"]
timezone = "Asia/Shanghai"
# target = []                            # where `audiocast publish` puts it: folders, s3://, sftp://, webdav:// URLs
# per = "file"                           # "story" makes every story an episode; more feeds: docs/feeds.md
# limit = 300                            # episodes in the feed; older ones are in its archive pages
# update_frequency = ""                  # 每日更新; copyright, license, funding, place: docs/configuration.md
# cover = "cover.png"                    # square, 1400 to 3000 pixels; a plain one is made when there is none
# lexicons = ["../shared.tsv"]           # readings shared with other shows; this show's own are in lexicon.tsv

[voice]
engine = "kokoro"                        # or a list: ["edge", "kokoro"], first that can finish the episode
voices = ["zf_xiaobei", "zm_yunjian"]    # stories alternate; `audiocast voices` lists them
rate = "+0%"
# fallback = true                        # false takes the first engine of the list or none
# roles.opening = ""                     # who says opening and closing; "" is whoever reads there anyway
# roles.headline = ""                    # who says the headlines and the headings
# roles.quotation = ""                   # who says direct speech

[pauses]                                 # milliseconds from speech to speech
# clause = 150
# sentence = 400
# paragraph = 800
# heading = 700
# story = 1500
# opening = 800
# closing = 800

[audio]                                  # what it costs stands in docs/audio.md
# format = "mp3"                         # or "m4a": AAC, better at the same rate, four times the work
# channels = 1                           # 2 puts the same sound on both sides, for meters that do not know mono
# profile = "standard"                   # "small" is 24 kHz, 48 kbit/s: half the work, three quarters of the bytes

[programme]                              # {{title}}, {{date}} and {{weekday}} are filled in; "" says nothing
# opening = "{{title}}，{{date}}，{{weekday}}。"
# closing = "以上是本期{{title}}的全部内容，感谢收听。"
# headlines_from = 3                     # read the headlines first from this many stories on; 0 never does

[label]                                  # the notice that the voice is synthetic
# enabled = true
# spoken = "本节目由人工智能合成语音播报。"

[build]
# jobs = 0                               # sentences spoken side by side; 0 is what suits engine and machine
# executor = "threads"                   # or "processes", "dask" (docs/scale.md)
# scheduler = ""                         # the Dask scheduler, "tcp://host:8786"; without one "dask" works here
# patient = false                        # true sits an outage of a service out, for up to two hours
# revise_days = 2                        # how long after its date a published episode follows other settings
# keep_days = 14                         # how long replaced audio stays in public/media/
"""
_LEXICON = """\
# Readings of this show: written <TAB> pinyin, or written <TAB> =spoken words. The longest match wins.
# 管城	guan3 cheng2
# 3C	=三C
"""
_IGNORED = "public/\nkits/\n"


def new_show(title: str) -> dict[str, str]:
    """Return the files of a new show by their names in its folder."""
    import tomlkit

    quoted = tomlkit.string(title).as_string()
    return {
        SHOW_FILE: _SHOW.format(title=quoted),
        "lexicon.tsv": _LEXICON,
        ".gitignore": _IGNORED,
    }


def write_show(folder: Path, files: Mapping[str, str]) -> None:
    """Write a new show's files and its empty articles folder.

    Raises:
        UsageError: the folder holds a show already; StorageError: it cannot be written.
    """
    if (folder / SHOW_FILE).exists():
        raise UsageError(f"{folder / SHOW_FILE} exists already", way_out="edit it, or choose another folder")
    try:
        (folder / "articles").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written", way_out=error.strerror or str(error)) from error
    for name, content in files.items():
        if not (folder / name).exists():
            write_atomically(folder / name, content.encode())
