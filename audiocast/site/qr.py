"""The feed's address as a picture that a phone reads."""

from __future__ import annotations

from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """Return ``text`` as a QR code (ISO/IEC 18004, level M): an SVG element without style or script.

    It is black on white in the dark too, since many readers take no inverted code. A text that fits no code gives
    nothing.
    """
    import segno

    try:
        code = segno.make(text, error="m", micro=False, boost_error=False)
    except segno.DataOverflowError:
        return Markup()
    drawn = code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return Markup(drawn)
