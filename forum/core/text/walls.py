"""The two sanitisers, and what they let through (X-02 to X-05): the only module that knows them.

Each wall alone must already be safe, because bleach is no longer maintained.
"""

import re
from functools import cache
from threading import local
from typing import Any

import nh3

from forum.core.text.links import safe_link

try:
    import bleach
except ImportError:  # It is no longer maintained; the day it is removed, the second wall holds alone.
    bleach = None  # type: ignore[assignment,unused-ignore]

LINK_REL = "nofollow ugc noopener"
TAGS = frozenset(
    "p br hr blockquote pre code em strong del sup sub h3 h4 h5 h6 ul ol li table thead tbody tr th td a span abbr "
    "img".split()
)
ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "ol": {"start"},
    "th": {"scope"},
    "span": {"lang", "dir"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
}
REMOVED_WITH_CONTENT = set("script style svg math iframe object template noscript title textarea".split())
# Pictures come from the forum's own files only, by their random keys; nothing else is ever loaded.
OWN_FILE = re.compile(r"/dateien/[0-9a-f]{32}")


def _bleach_attribute(tag: str, name: str, value: str) -> bool:
    return _attribute_filter(tag, name, value) is not None


def _second_wall_attribute(tag: str, name: str, value: str) -> str | None:
    # The wall sets this attribute itself, after it removed what a person wrote there.
    return LINK_REL if (tag, name) == ("a", "rel") else _attribute_filter(tag, name, value)


def _attribute_filter(tag: str, name: str, value: str) -> str | None:
    if name not in ATTRIBUTES.get(tag, ()):
        return None
    if name == "href":
        return safe_link(value)
    if name == "src":
        return value if OWN_FILE.fullmatch(value) else None
    if name in {"width", "height"}:
        return value if value.isascii() and value.isdigit() and len(value) < 6 else None
    if name == "start":
        return value if value.isascii() and value.isdigit() and len(value) < 9 else None
    if name == "scope":
        return value if value in {"col", "row"} else None
    if name == "dir":
        return value if value in {"ltr", "rtl", "auto"} else None
    if name in {"lang", "hreflang"}:
        return value if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) else None
    return value


# The first wall parses with one tree for all calls, so two threads would mix their texts: each has a wall of its own.
_walls = local()


def _first_wall() -> Any:
    if not hasattr(_walls, "first"):
        _walls.first = bleach.Cleaner(
            tags=TAGS,
            attributes=_bleach_attribute,
            protocols=frozenset({"http", "https", "mailto"}),
            strip=True,
            strip_comments=True,
        )
    return _walls.first


@cache
def _second_wall() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=REMOVED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=_second_wall_attribute,
        strip_comments=True,
        link_rel=LINK_REL,
        url_schemes={"http", "https", "mailto"},
    )


def sanitise(html: str, *, first_wall: bool = True, second_wall: bool = True) -> str:
    """Return the HTML behind the walls; the switches exist so that tests can attack each wall alone (X-04)."""
    if first_wall and bleach is not None:
        html = _first_wall().clean(html)
    return _second_wall().clean(html) if second_wall else html
