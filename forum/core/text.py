"""Markdown to clean HTML: the only module that knows the renderer and the two sanitisers (requirements X).

The pipeline is Markdown, links, heading shift, bleach, nh3, in this order; nothing touches the HTML afterwards. Each
wall alone must already be safe, because bleach is no longer maintained (X-02 to X-04).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import bleach
import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from forum.core.errors import Invalid
from forum.core.i18n import _

LONGEST_SOURCE = 20_000
DEEPEST_NESTING = 20
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

# Control, space-like, soft hyphen, zero-width, bidi and BOM characters hide schemes from one parser or the other.
_HIDING = re.compile(
    "[\\x00-\\x20\\x7f-\\xa0\\xad\\u061c\\u115f\\u1160\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufe00-\\ufe0f\\ufeff\\\\]"
)
_ALLOWED_START = re.compile(r"(?:https?://[^/]|mailto:[^/]|/(?![/\\])|#)", re.IGNORECASE)
# Pictures come from the forum's own files only, by their random keys; nothing else is ever loaded.
OWN_FILE = re.compile(r"/dateien/[0-9a-f]{32}")
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MARKS = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


@dataclass(frozen=True)
class Picture:
    """An own file that a text may show: what it says to those who do not see it, and its size."""

    alt: str
    width: int
    height: int


def clean_line(text: str) -> str:
    """Return one line of plain text: NFC, no control or direction signs, single spaces, trimmed (E-10, X-13)."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """Return text as it is stored: NFC, line feeds only, no control or direction signs, few stacked marks (E-10, X-15)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BIDI_OVERRIDES.sub("", _CONTROLS.sub("", text))
    return _MARKS.sub(r"\1", unicodedata.normalize("NFC", text)).strip()


def safe_link(target: str) -> str | None:
    """Return the target if it may stand in a link, else None; both walls ask this one rule (X-05)."""
    return target if not _HIDING.search(target) and _ALLOWED_START.match(target) else None


@cache
def _markdown() -> MarkdownIt:
    # The preset js-default leaves raw HTML switched off; the default preset would pass it through.
    renderer = MarkdownIt("js-default", {"linkify": True, "typographer": False, "maxNesting": DEEPEST_NESTING})
    renderer.core.ruler.push("forum", _finish_tokens)
    return renderer


def _finish_tokens(state: Any) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            # A post has a heading of its own at level 2, so its text begins at level 3.
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
        elif token.type == "inline" and token.children:
            pictures = state.env.get("pictures", {})
            token.children = list(_finished(list(_pictured(token.children, pictures)), state.env.get("base", "")))


def _pictured(children: list[Token], pictures: Mapping[str, Picture]) -> Iterable[Token]:
    """Show the text's own pictures; any other becomes a link, or words inside a link (X-11)."""
    depth = 0
    for child in children:
        depth += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type != "image":
            yield child
            continue
        target = str(child.attrs.get("src", ""))
        words = Token("text", "", 0)
        words.content = child.content or target
        if (own := pictures.get(target)) is not None and OWN_FILE.fullmatch(target):
            words.content = child.content or own.alt
            child.children = [words]
            child.attrs = {"src": target, "alt": "", "width": own.width, "height": own.height}
            yield child
        elif depth or not safe_link(target):
            yield words
        else:
            yield from (Token("link_open", "a", 1, attrs={"href": target}), words, Token("link_close", "a", -1))


def _finished(children: list[Token], base: str) -> Iterable[Token]:
    """Show the real host after a link's text when the text does not name it (X-09)."""
    target, words = "", ""
    for child in children:
        if child.tag == "s":
            child.tag = "del"  # What was struck out is deleted text, not merely inaccurate.
        yield child
        if child.type == "link_open":
            target, words = str(child.attrs.get("href", "")), ""
            if base and target.startswith("/"):
                child.attrs["href"] = base + target
        elif child.type == "link_close":
            host = (urlsplit(target).hostname or "") if safe_link(target) else ""
            if host and host.removeprefix("www.") not in words.lower():
                note = Token("text", "", 0)
                note.content = f" ({host})"
                yield note
            target = ""
        elif target:
            words += child.content


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


@cache
def _first_wall() -> bleach.Cleaner:
    return bleach.Cleaner(
        tags=TAGS,
        attributes=_bleach_attribute,
        protocols=frozenset({"http", "https", "mailto"}),
        strip=True,
        strip_comments=True,
    )


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
    if first_wall:
        html = _first_wall().clean(html)
    return _second_wall().clean(html) if second_wall else html


def render(source: str, pictures: Mapping[str, Picture] | None = None, *, base: str = "") -> str:
    """Return clean HTML of a Markdown text; it is stored and never cleaned again (X-07).

    ``pictures`` are the own files that belong to the text, by their address. Links within the forum lead to ``base``, for
    places that lie outside of it, like mails.
    Raises Invalid when the source is longer than 20,000 characters (X-08).
    """
    if len(source) > LONGEST_SOURCE:
        raise Invalid(_("Der Text ist zu lang: höchstens 20.000 Zeichen."))
    return sanitise(_markdown().render(clean_text(source), {"pictures": pictures or {}, "base": base}))


def plain(source: str) -> str:
    """Return the words of a Markdown text without its marks, for excerpts, search and mails."""
    words: list[str] = []
    for token in _markdown().parse(clean_text(source)[:LONGEST_SOURCE]):
        if token.type == "inline":
            words += [
                " " if child.type in {"softbreak", "hardbreak"} else child.content for child in token.children or []
            ]
            words.append("\n")
        elif token.type in {"fence", "code_block"}:
            words.append(token.content + "\n")
    return "".join(words).strip()


# A tag of stored HTML that names an address; in texts the bracket is written as an entity, so this finds no words.
_TAG_WITH_ADDRESS = re.compile(r'<(?:a|img)\s(?:[^"<>]|"[^"]*")*>')
_OWN_ADDRESS = re.compile(r'(\s(?:href|src)=")(/[^"]*")')


def whole_links(html: str, base: str) -> str:
    """Return stored HTML for readers elsewhere: the addresses of this site begin with its own (F-01)."""
    return _TAG_WITH_ADDRESS.sub(lambda tag: _OWN_ADDRESS.sub(rf"\g<1>{base}\g<2>", tag.group()), html)


_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def without_controls(text: str) -> str:
    """Return text without the signs that XML does not know."""
    return _NO_XML.sub("", text)


def excerpt(text: str, length: int = 200) -> str:
    """Return the beginning of a plain text, cut between words and marked with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


_SLUG_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(title: str, longest: int = 60) -> str:
    """Return the part of an address that speaks: lower case, umlauts as ae, oe, ue, ss, words joined by hyphens (N-32)."""
    text = unicodedata.normalize("NFC", title).lower().translate(_SLUG_LETTERS)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    text = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    if len(text) > longest:
        text = text[:longest].rsplit("-", 1)[0]
    return text.strip("-") or "-"
