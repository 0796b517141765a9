import hashlib
import importlib.util
import io
from types import SimpleNamespace

import pytest
from PIL import Image

from audiocast import artwork
from audiocast.artwork import check_cover, cover_name, embedded_jpeg, plain_cover
from audiocast.errors import ConfigError, EncodeError

MARGIN_PX, TITLE_TOP_PX, TITLE_BOTTOM_PX = 300, 400, 2200


def encoded(size: tuple[int, int], mode: str = "RGB", image_format: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, image_format)
    return buffer.getvalue()


def noise(side_px: int) -> bytes:
    stream = hashlib.shake_256(b"noise").digest(side_px * side_px * 3)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (side_px, side_px), stream).save(buffer, "PNG")
    return buffer.getvalue()


def ink_box(cover: bytes) -> tuple[int, int, int, int]:
    """Where the title's ink stands, the frame and the wave left out."""
    image = Image.open(io.BytesIO(cover)).convert("L").crop((0, TITLE_TOP_PX, 3000, TITLE_BOTTOM_PX))
    return image.point(lambda value: 255 if value < 128 else 0).getbbox()


@pytest.mark.parametrize(
    "title",
    ["新", "管城新闻", "Guancheng Daily 管城每日新闻", "w" * 255, "关于进一步做好（城市）管理工作的若干意见，" * 12],
    ids=["one", "four", "mixed", "one long word", "255"],
)
def test_a_plain_cover_is_one_that_apps_take(title):
    data = plain_cover(title)

    facts = check_cover(data, "plain")
    assert (facts.format, facts.side_px) == ("png", 3000)
    assert facts.size_bytes == len(data) <= 500_000
    left, _, right, bottom = ink_box(data)
    assert left >= MARGIN_PX - 10
    assert right <= 3000 - MARGIN_PX + 10
    assert bottom < TITLE_BOTTOM_PX - TITLE_TOP_PX
    assert abs(left + right - 3000) < 120


def test_a_plain_cover_repeats_and_differs_by_title():
    assert plain_cover("管城新闻") == plain_cover("管城新闻")
    assert plain_cover("管城新闻") != plain_cover("管城晚报")


def test_four_characters_stand_two_by_two():
    left, top, right, bottom = ink_box(plain_cover("管城新闻"))

    assert 0.7 < (right - left) / (bottom - top) < 1.1


def test_characters_without_a_shape_are_left_out():
    assert ink_box(plain_cover("管\U0001f3a7城\U0010ffff")) == ink_box(plain_cover("管城"))
    assert ink_box(plain_cover("\U0001f3a7")) is None


@pytest.mark.parametrize("package", [None, "other"], ids=["not installed", "another file"])
def test_a_missing_face_is_one_line(monkeypatch, tmp_path, package):
    (tmp_path / artwork.FACE_FILE).write_bytes(b"not the face")
    spec = SimpleNamespace(origin=str(tmp_path / "__init__.py")) if package else None
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: spec)

    with pytest.raises(ConfigError, match="typeface") as caught:
        plain_cover("管城新闻")
    assert "pip install" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a PNG or JPEG"),
        ("不是图".encode(), "not a PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "not a PNG or JPEG"),
        (encoded((1500, 1500), image_format="GIF"), "not a PNG or JPEG"),
        (encoded((1500, 1400)), "1500 × 1400 px, not square"),
        (encoded((1399, 1399)), "only 1399 px"),
        (encoded((3001, 3001)), "3001 px"),
        (encoded((20_000, 20_000), "1"), "far too large"),
        (encoded((1400, 1400), "RGBA"), "RGBA, not RGB"),
        (encoded((1400, 1400), "CMYK", "JPEG"), "CMYK, not RGB"),
        (encoded((1400, 1400))[:-600], "damaged"),
        (encoded((1400, 1400), image_format="JPEG")[:-600], "damaged"),
    ],
)
def test_a_bad_cover_is_one_line(data, says):
    with pytest.raises(ConfigError, match=says) as caught:
        check_cover(data, "my cover.png")

    assert "my cover.png" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.way_out


def test_the_name_follows_the_bytes_not_the_given_name():
    png, jpeg = encoded((1400, 1400)), encoded((1400, 1400), image_format="JPEG")

    assert cover_name(png) == f"cover-{hashlib.sha256(png).hexdigest()[:8]}.png"
    assert cover_name(jpeg) == f"cover-{hashlib.sha256(jpeg).hexdigest()[:8]}.jpg"
    assert check_cover(jpeg, "cover").format == "jpg"


def test_the_embedded_copy_is_a_small_square_jpeg():
    for data in (plain_cover("管城新闻"), noise(1400), encoded((1400, 1400), "RGBA")):
        copy = embedded_jpeg(data)

        assert len(copy) <= 150_000
        assert embedded_jpeg(data) == copy
        image = Image.open(io.BytesIO(copy))
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert image.width == image.height >= 300
        assert "progressive" not in image.info


def test_the_embedded_copy_gives_up_in_one_line():
    with pytest.raises(EncodeError, match="1000 bytes"):
        embedded_jpeg(noise(1400), max_bytes=1000)
    with pytest.raises(ConfigError, match="not a PNG or JPEG"):
        embedded_jpeg(b"nothing")
