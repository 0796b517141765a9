"""Bytes to text: byte-order mark, then UTF-8, then the likeliest of damaged UTF-8, GB18030, Big5 and UTF-16.

The last step compares how much of each decoding is made of the commonest characters of its script; measured on news
(``docs/text.md``) this decides every case, where statistical detectors err on short texts.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from audiocast.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be")
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没"
    "日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理"
    "美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少"
    "关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何"
    "更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百"
    "吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区"
    "這來國個說們為時會對裡後麼沒發當無開經頭從動兩長樣現將與進實點種聲話兒問機給幾業間東電門聽氣關並內產萬體處總場師書員"
    "報馬張難數應車計親務許戰統請讓認論術結義資隊連遠條變聯權領傳達辦運強黨區縣經濟議務號億圓臺灣"
    "，。、：；！？“”（）《》—…　「」"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5hkscs": "Big5", "utf-32": "UTF-32"}
_MIN_PLAUSIBILITY = 0.2
"""A sentence of news has 0.36 and more, a wrong decoding of it less than 0.1."""
_MOSTLY = 0.7
"""Of the bytes in twelve characters of GB18030 or Big5 news, at most 0.45 look like sequences of UTF-8."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Bytes read in one encoding; each ``\ufffd`` stands for what is no character in it."""

    text: str
    encoding: str
    fault: UnicodeDecodeError | None


def decode(data: bytes, origin: str = "the article") -> str:
    """Return the text of ``data``, with newlines as ``\\n`` and no byte-order mark.

    Raises:
        InputError: the bytes are no text in UTF-8, UTF-16, GB18030 or Big5, or text with damaged characters, which are
            never guessed at; ``origin`` and the place are named.
    """
    reading = guess(data)
    if reading is None:
        raise not_text(origin)
    if reading.fault is not None:
        raise InputError(
            f"{origin} is {_NAMES.get(reading.encoding, 'UTF-16')} with damage: {_place(data, reading)}",
            way_out="write there what was meant, and save the file as UTF-8",
        )
    return with_newlines(reading.text)


def guess(data: bytes) -> Reading | None:
    """Return ``data`` read in its likeliest encoding; None when it is no text in any of them."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked is not None:
        return _if_clean(read(data, marked))
    if b"\x00" not in data:
        assumed = read(data, "utf-8")
        if assumed.fault is None or _is_mostly_utf8(data, assumed.text):
            return _if_clean(assumed)
    readings = [reading for encoding in _encodings(data) if (reading := _if_clean(read(data, encoding)))]
    # Undamaged two-byte text is what it looks like, however rare its characters are; damage needs to be likely.
    plain = [reading for reading in readings if reading.fault is None and reading.encoding not in _WIDE]
    likely = [reading for reading in readings if _plausibility(reading) >= _MIN_PLAUSIBILITY]
    return max(likely or plain, key=lambda reading: (_plausibility(reading), reading.fault is None), default=None)


def read(data: bytes, encoding: str) -> Reading:
    """Return ``data`` read in ``encoding``, damage or not."""
    fault = None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text, fault = data.decode(encoding, "replace"), error
    return Reading(text.removeprefix("\ufeff"), encoding, fault)


def with_newlines(text: str) -> str:
    """Return ``text`` with every line end as ``\\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def not_text(origin: str) -> InputError:
    """Return the error for bytes that are no text."""
    return InputError(f"{origin} is not a text file", way_out="save it as plain text in UTF-8 or GB18030")


def _encodings(data: bytes) -> tuple[str, ...]:
    narrow = () if b"\x00" in data else ("gb18030", "big5hkscs")
    return (*narrow, *(_WIDE if len(data) % 2 == 0 else ()))


def _if_clean(reading: Reading) -> Reading | None:
    return reading if len(_CONTROL.findall(reading.text)) <= len(reading.text) // 200 else None


def _is_mostly_utf8(data: bytes, text: str) -> bool:
    """Whether most bytes beyond ASCII stand in sequences of three or four that only UTF-8 has (RFC 3629)."""
    high = sum(count for byte, count in Counter(data).items() if byte > 0x7F)
    inside = sum(len(char.encode()) * count for char, count in Counter(text).items() if char > "\u07ff")
    return inside - 3 * text.count("\ufffd") >= _MOSTLY * high


def _plausibility(reading: Reading) -> float:
    """The share of common characters among all that are not ASCII; characters that no article holds count against it.

    ASCII counts where it takes two bytes, which hardly anything but UTF-16 has.
    """
    total = common = strange = 0
    for character, count in Counter(reading.text).items():
        if character > "\x7f" or reading.encoding in _WIDE:
            total += count
            common += count * (character in _COMMON or character <= "\x7f")
            strange += count * ("\ue000" <= character <= "\uf8ff" or character == "\ufffd")
    return (common - 5 * strange) / max(1, total)


def _place(data: bytes, reading: Reading) -> str:
    """Where the first damage is, in lines and characters counted from 1."""
    fault = reading.fault
    assert fault is not None
    before = data[: fault.start].decode(reading.encoding, "replace").removeprefix("\ufeff")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    more = reading.text.count("\ufffd") - 1
    others = f" and {more} more" if more > 0 else ""
    return f"line {line}, character {column} (byte {fault.start + 1}, 0x{data[fault.start]:02x}){others}"
