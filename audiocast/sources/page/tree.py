"""A web page as a tree of elements, and what a reader sees of it."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from audiocast.errors import ConfigError, InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

INSTALL = "pip install 'audiocast[html]'"
_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")
_UNSEEN = (
    *(
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "canvas",
    ),
    *(
        "title",
        "audio",
        "video",
        "map",
        "input",
        "select",
        "textarea",
        "button",
        "datalist",
        "nav",
        "rt",
        "rp",
        "dialog",
    ),
)


def parse(text: str, origin: str) -> HtmlElement:
    """Return the root of a page's tree, comments left out.

    Raises:
        ConfigError: the extra ``html`` is not installed; InputError: there is nothing in the page.
    """
    try:
        from lxml.etree import ParserError  # type: ignore[import-untyped]
        from lxml.html import HTMLParser, document_fromstring
    except ImportError as error:
        raise not_installed(origin, error) from error
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(_UNENCODABLE.sub("\ufffd", text).encode(), parser=parser)
    except ParserError as error:
        raise no_article(origin) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError(f"{origin} is nested too deeply to be read to its end", way_out=_COPY)
    return root


def visible(root: HtmlElement) -> HtmlElement:
    """Return a copy of the tree without what a browser does not show or what is no text of the page.

    An element that is only ``visibility: hidden`` stays: WeChat's pages show their article by script.
    """
    page = deepcopy(root)
    for element in page.xpath(" | ".join(f"//{tag}" for tag in _UNSEEN)):
        element.drop_tree()
    for element in page.xpath(
        "//*[@hidden or contains(translate(@style, 'DISPLAYNO \t', 'displayno'), 'display:none')]"
    ):
        if element.tag not in ("html", "body"):
            element.drop_tree()
    for element in page.xpath("//*[contains(name(), ':')]"):
        element.tag = "span"  # Word's o:p; XPath would take the prefix for a name space
    return page


def no_article(origin: str) -> InputError:
    """Return the error for a page in which no article is found."""
    return InputError(f"{origin} holds no article that can be found", way_out=_COPY)


def not_installed(origin: str, error: ImportError) -> ConfigError:
    """Return the error for a missing library of the extra ``html``."""
    return ConfigError(f"{origin} is a web page, and {error.name} is not installed", way_out=INSTALL)


_COPY = "copy its text into a .txt or .md file"
