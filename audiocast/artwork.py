"""Cover art: a plain one from the title, a check of a given one, and the small copy that goes into the audio file."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from audiocast.errors import ConfigError, EncodeError

MIN_PX = 1400
MAX_PX = 3000
"""A square of 1400 to 3000 px, RGB, JPEG or PNG (Apple, support/896; PSP-1)."""

FACE_PACKAGE = "pylopdf_fonts_zh_cn"
FACE_FILE = "NotoSerifSC-Regular.otf"
FACE_SHA256 = "e8f396decc1f0963a016a989c3d8852e863d1350996f573860a80767c83a1cd3"

_PAPER = (245, 240, 230)
_INK = (30, 28, 25)
_RED = (166, 38, 30)

_MARGIN = 300
_TITLE_TOP, _TITLE_BOTTOM = 520, 2140
_WAVE_CENTRE, _WAVE_HALF_HEIGHT, _WAVE_BARS = 2390, 150, 49
_MAX_SIZE, _WORD_SIZE, _MIN_SIZE, _MEASURED_SIZE = 1000, 300, 200, 200
_LEADING = 1.2

_UNIT = re.compile(r"[!-~\u00a1-\u024f]+ ?|\s|\S")
_NEVER_FIRST = "，。、；：？！）》」』”’…·,.;:?!)"
_NEVER_LAST = "（《「『“‘("


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover that podcast apps take: a square of ``side_px``."""

    format: Literal["png", "jpg"]
    side_px: int
    size_bytes: int


def plain_cover(title: str) -> bytes:
    """Return a cover of 3000 × 3000 px (PNG, RGB) with ``title`` on it; the same bytes for the same title.

    A long title wraps and shrinks; what would be smaller than readable ends with an ellipsis. The wave below it is
    drawn from the title, so that two shows of one producer can be told apart.

    Raises:
        ConfigError: the Chinese face is not installed, or is not the file that this version was made with.
    """
    face = _face()
    image = Image.new("RGB", (MAX_PX, MAX_PX), _PAPER)
    draw = ImageDraw.Draw(image)
    _draw_frame(draw)
    _draw_title(draw, face, title)
    _draw_wave(draw, title)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=9, dpi=(72, 72))
    return buffer.getvalue()


def check_cover(data: bytes, name: str) -> Cover:
    """Return the facts of a given cover; ``name`` is how errors call it.

    Raises:
        ConfigError: it is not a whole PNG or JPEG, not square, not RGB, or smaller or larger than apps take.
    """
    image = _open(data, name)
    width, height = image.size
    if width != height:
        raise ConfigError(f"cover {name} is {width} × {height} px, not square", way_out="crop it to a square")
    if width < MIN_PX:
        raise ConfigError(f"cover {name} is only {width} px wide", way_out=f"at least {MIN_PX} px, best {MAX_PX}")
    if width > MAX_PX:
        raise ConfigError(f"cover {name} is {width} px wide", way_out=f"at most {MAX_PX} px")
    if image.mode != "RGB":
        raise ConfigError(f"cover {name} is {image.mode}, not RGB", way_out="save it in RGB, without transparency")
    _load(image, name)
    return Cover(format=_suffix(data), side_px=width, size_bytes=len(data))


def cover_name(data: bytes) -> str:
    """Return the file name for a cover in ``public/``: apps fetch new art only from a new URL."""
    return f"cover-{hashlib.sha256(data).hexdigest()[:8]}.{_suffix(data)}"


def embedded_jpeg(data: bytes, max_bytes: int = 150_000) -> bytes:
    """Return the cover as a baseline JPEG for the audio file, as large and as good as ``max_bytes`` allows.

    Raises:
        ConfigError: ``data`` is not a whole PNG or JPEG.
        EncodeError: no copy is that small.
    """
    image = _open(data, "for the audio file")
    _load(image, "for the audio file")
    rgb = image.convert("RGB")
    for side_px in (1400, 1000, 700, 500, 300):
        copy = rgb.resize((side_px, side_px), Image.Resampling.LANCZOS)
        for quality in (85, 70):
            buffer = io.BytesIO()
            copy.save(buffer, "JPEG", quality=quality, subsampling="4:2:0", optimize=True, icc_profile=None)
            if buffer.tell() <= max_bytes:
                return buffer.getvalue()
    raise EncodeError(f"the cover does not fit into {max_bytes} bytes", way_out="choose a plainer one")


def _open(data: bytes, name: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ConfigError(f"cover {name} is far too large", way_out=f"at most {MAX_PX} px wide") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ConfigError(f"cover {name} is not a PNG or JPEG image", way_out="save it as PNG or JPEG") from error


def _load(image: Image.Image, name: str) -> None:
    try:
        image.load()
    except (OSError, ValueError, SyntaxError) as error:
        raise ConfigError(f"cover {name} is damaged ({error})", way_out="save it again") from error


def _suffix(data: bytes) -> Literal["png", "jpg"]:
    return "png" if data.startswith(b"\x89PNG") else "jpg"


def _face() -> bytes:
    way_out = "pip install 'pylopdf-fonts-zh-cn==0.1.1', or name a cover in show.toml"
    package = importlib.util.find_spec(FACE_PACKAGE)
    if package is None or package.origin is None:
        raise ConfigError("the typeface for a plain cover is not installed", way_out=way_out)
    path = Path(package.origin).with_name(FACE_FILE)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"the typeface {FACE_FILE} cannot be read ({error.strerror})", way_out=way_out) from error
    if hashlib.sha256(data).hexdigest() != FACE_SHA256:
        raise ConfigError(f"the typeface {FACE_FILE} is not the one audiocast was made with", way_out=way_out)
    return data


def _draw_frame(draw: ImageDraw.ImageDraw) -> None:
    right = MAX_PX - _MARGIN
    draw.rectangle((_MARGIN, 300, right - 1, 347), fill=_RED)
    draw.rectangle((_MARGIN, 371, right - 1, 378), fill=_INK)
    draw.rectangle((_MARGIN, MAX_PX - 379, right - 1, MAX_PX - 372), fill=_INK)
    draw.rectangle((_MARGIN, MAX_PX - 348, right - 1, MAX_PX - 301), fill=_RED)


def _draw_title(draw: ImageDraw.ImageDraw, face: bytes, title: str) -> None:
    ruler = _font(face, _MEASURED_SIZE)
    text = _drawable(ruler, " ".join(title.split()))
    lines, size = _set_title(ruler, text)
    font = _font(face, size)
    leading = size * _LEADING
    first = (_TITLE_TOP + _TITLE_BOTTOM) / 2 - leading * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        # The package has the regular weight alone; a stroke in the same ink makes the strength of a masthead.
        draw.text(
            (MAX_PX // 2, round(first + number * leading)),
            line,
            fill=_INK,
            font=font,
            anchor="mm",
            stroke_width=max(1, size // 90),
            stroke_fill=_INK,
        )


def _draw_wave(draw: ImageDraw.ImageDraw, title: str) -> None:
    heights = hashlib.shake_256(title.encode("utf-8", "replace")).digest(_WAVE_BARS)
    step = (MAX_PX - 2 * _MARGIN) / _WAVE_BARS
    for bar, byte in enumerate(heights):
        swell = 1 - abs(2 * bar / (_WAVE_BARS - 1) - 1) ** 2
        half = round(10 + _WAVE_HALF_HEIGHT * (0.25 + 0.75 * byte / 255) * swell)
        left = round(_MARGIN + step * bar + step * 0.3)
        box = (left, _WAVE_CENTRE - half, left + round(step * 0.4), _WAVE_CENTRE + half)
        draw.rounded_rectangle(box, radius=10, fill=_RED)


def _font(face: bytes, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(face), size, layout_engine=ImageFont.Layout.BASIC)


def _drawable(font: ImageFont.FreeTypeFont, text: str) -> str:
    """Return ``text`` without the characters that the face would draw as an empty box."""
    box = bytes(font.getmask("\uffff"))
    return "".join(character for character in text if bytes(font.getmask(character)) != box).strip()


def _set_title(ruler: ImageFont.FreeTypeFont, text: str) -> tuple[list[str], int]:
    """Return the lines and the largest size at which they fit between the rules."""
    units = _units(ruler, text)
    width, height = MAX_PX - 2 * _MARGIN, _TITLE_BOTTOM - _TITLE_TOP
    size = _MAX_SIZE
    while True:
        limit = width / size
        lines = _wrap(units, limit)
        most = int(height / (size * _LEADING))
        if len(lines) <= most and all(unit.width <= limit for unit in units):
            return _joined(_balance(units, lines, limit)), size
        if size == _MIN_SIZE:
            return [*_joined(lines[: most - 1]), _joined(lines[most - 1 : most])[0][:-1] + "…"], size
        size = max(_MIN_SIZE, size * 19 // 20)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a line is made of: a Chinese character or a whole Latin word; ``width`` is in sizes of the face."""

    text: str
    width: float


def _units(ruler: ImageFont.FreeTypeFont, text: str) -> list[_Unit]:
    """Return ``text`` in units; a word too wide for one line at a good size breaks into characters."""
    found = []
    for part in _UNIT.findall(text):
        word = _Unit(part, ruler.getlength(part) / _MEASURED_SIZE)
        too_wide = word.width > (MAX_PX - 2 * _MARGIN) / _WORD_SIZE
        found += [_Unit(letter, ruler.getlength(letter) / _MEASURED_SIZE) for letter in part] if too_wide else [word]
    return found


def _wrap(units: list[_Unit], limit: float) -> list[list[_Unit]]:
    """Return the units in lines no wider than ``limit``; closing marks start none, opening ones end none."""
    lines: list[list[_Unit]] = [[]]
    for unit in units:
        line = lines[-1]
        if not line or sum(other.width for other in line) + unit.width <= limit:
            line.append(unit)
            continue
        carried = [unit]
        while len(line) > 1 and (carried[0].text[0] in _NEVER_FIRST or line[-1].text[-1] in _NEVER_LAST):
            carried.insert(0, line.pop())
        lines.append(carried)
    return lines


def _balance(units: list[_Unit], lines: list[list[_Unit]], limit: float) -> list[list[_Unit]]:
    """Return as many lines as given, the widest of them as narrow as it can be (管城/新闻, not 管城新/闻)."""
    narrow, wide = max((unit.width for unit in units), default=limit), limit
    while wide - narrow > 0.05:
        middle = (narrow + wide) / 2
        attempt = _wrap(units, middle)
        if len(attempt) == len(lines):
            lines, wide = attempt, middle
        else:
            narrow = middle
    return lines


def _joined(lines: list[list[_Unit]]) -> list[str]:
    return ["".join(unit.text for unit in line).strip() for line in lines]
