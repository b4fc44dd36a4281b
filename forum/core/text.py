"""Markdown to clean HTML: the only module that knows the renderer and the two sanitisers (requirements X).

The pipeline is Markdown, links, mentions, heading shift, bleach, nh3, in this order; nothing touches the HTML
afterwards. Each wall alone must already be safe, because bleach is no longer maintained (X-02 to X-04).
"""

import re
import time
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import linkify
from markdown_it.token import Token

from forum.core.errors import Invalid
from forum.core.i18n import _

try:
    import bleach
except ImportError:  # It is no longer maintained; the day it is removed, the second wall holds alone.
    bleach = None  # type: ignore[assignment,unused-ignore]

# Raised by every change that makes the same source give other HTML; what is stored is then rendered again (T-31).
RENDERER = 2

LONGEST_SOURCE = 20_000
DEEPEST_NESTING = 20
# Cleaning costs time by the tag; no text that is meant to be read has so many in so few characters.
MOST_TAGS = 10_000
# Seconds of computing, not of waiting, so that a busy machine refuses no honest text.
LONGEST_RENDERING = 1.0
MOST_MARKS = 4
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
# A host that is shown as it is written: Latin letters that nobody takes for others. Any other shows as punycode.
_PLAIN_HOST = re.compile("[a-z0-9.\\-\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u017f]+")
_HOST_LIKE = re.compile(r"\w[\w-]*(?:\.\w[\w-]*)+")
# Parameters that follow people from site to site and change nothing about what is shown.
_TRACKERS = re.compile(
    r"(?:utm_\w+|(?:fb|g|d)clid|[gw]braid|msclkid|yclid|ttclid|twclid|igshid|li_fat_id|mc_[ce]id|mkt_tok|vero_id|_hs(?:enc|mi)"
    r"|oly_(?:anon|enc)_id|pk_(?:campaign|kwd)|mtm_\w+)(?:=.*)?",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(?:https?|ftp)$", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\][ \n]")


@dataclass(frozen=True)
class Picture:
    """An own file that a text may show: what it says to those who do not see it, and its size."""

    alt: str
    width: int
    height: int


# A name behind an @, as handles are written; not inside a word, an address or a mail address (T-15).
_MENTION = re.compile(r"(?<![\w@./:#+-])@([^\W_](?:[\w.-]{0,28}[^\W_])?)(?![\w@])")


@dataclass(frozen=True)
class Named:
    """Somebody whom a text may name: the handle as it is shown, and the address of the profile, if there is one."""

    handle: str
    url: str


def clean_line(text: str) -> str:
    """Return one line of plain text: NFC, no control or direction signs, single spaces, trimmed (E-10, X-13)."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """Return text as it is stored: NFC, line feeds only, no control or direction signs, few stacked marks (E-10, X-15)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BIDI_OVERRIDES.sub("", _CONTROLS.sub("", text))
    return _few_marks(unicodedata.normalize("NFC", text)).strip()


def _few_marks(text: str) -> str:
    """Keep at most four marks on one letter, in any script; signs without a look of their own do not count (X-15)."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for sign in text:
        kind = unicodedata.category(sign)
        if kind in {"Mn", "Me"}:
            marks += 1
        elif kind != "Cf":
            marks = 0
        if marks <= MOST_MARKS or kind not in {"Mn", "Me"}:
            kept.append(sign)
    return "".join(kept)


def safe_link(target: str) -> str | None:
    """Return the target if it may stand in a link, else None; both walls ask this one rule (X-05)."""
    return target if not _HIDING.search(target) and _ALLOWED_START.match(target) else None


@cache
def _markdown() -> MarkdownIt:
    # The preset js-default leaves raw HTML switched off; the default preset would pass it through.
    renderer = MarkdownIt("js-default", {"linkify": True, "typographer": False, "maxNesting": DEEPEST_NESTING})
    renderer.block.ruler.before("table", "forum_time", _watch_time, {"alt": ["paragraph", "blockquote", "list"]})
    renderer.inline.ruler.before("text", "forum_time", _watch_time)
    renderer.inline.ruler.at("linkify", _linkify)
    # Before the pieces of a text are joined, an escaped @ is still a piece of its own.
    renderer.core.ruler.before("text_join", "mentions", _name_people)
    renderer.core.ruler.push("forum", _finish_tokens)
    return renderer


def _watch_time(state: Any, *_place: Any) -> bool:
    """Stop a rendering that takes too long; as a rule that never fits it is asked at every step (X-08)."""
    if time.thread_time() > state.env.get("until", float("inf")):
        raise Invalid(_("Der Text ist zu verschachtelt, um ihn darzustellen. Bitte vereinfachen Sie ihn."))
    return False


def _linkify(state: Any, silent: bool) -> bool:  # noqa: FBT001
    """Find an address in the running text; the library's rule looks back over all of it, this one over its last word."""
    longest = 6
    if silent or not _SCHEME.search(state.pending[-longest:]):
        return False
    if len(state.pending) > longest:
        last = state.pending[-longest:]
        state.pending = state.pending[:-longest]
        state.pushPending()
        state.pending = last
    return linkify(state, silent)


def _name_people(state: Any) -> None:
    """Turn names of the people that the text may name into links to their profiles, and list all names that it holds."""
    people, names = state.env.get("people"), state.env.get("names")
    if people or names is not None:
        for token in state.tokens:
            if token.type == "inline" and token.children:
                token.children = list(_with_names(token.children, people or {}, {} if names is None else names))


def _with_names(children: list[Token], people: Mapping[str, Named], names: dict[str, None]) -> Iterable[Token]:
    depth = 0
    for child in children:
        depth += child.nesting if child.type in {"link_open", "link_close"} else 0
        if depth or child.type != "text" or "@" not in child.content:
            yield child
            continue
        place = 0
        for match in _MENTION.finditer(child.content):
            key = match.group(1).casefold()
            names[key] = None
            if (named := people.get(key)) is None:
                continue
            yield _words(child.content[place : match.start()])
            place = match.end()
            if named.url:
                link = Token("link_open", "a", 1, attrs={"href": named.url})
                yield from (link, _words(f"@{named.handle}"), Token("link_close", "a", -1))
            else:
                yield _words(f"@{named.handle}")
        yield _words(child.content[place:])


def _words(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def _finish_tokens(state: Any) -> None:
    before: list[str] = ["", ""]
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            # A post has a heading of its own at level 2, so its text begins at level 3.
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "inline" and token.children:
            pictures = state.env.get("pictures", {})
            token.children = list(_finished(list(_pictured(token.children, pictures)), state.env.get("base", "")))
            if before == ["list_item_open", "paragraph_open"]:
                _show_task(token.children[0])
        before = [before[1], token.type]


def _show_task(first: Token) -> None:
    """Show a task of a list as a box that is ticked or not; nobody can change it by reading (X-16)."""
    if first.type == "text" and (task := _TASK.match(first.content + "\n")):
        box = "\N{BALLOT BOX}" if task[1] == " " else "\N{BALLOT BOX WITH CHECK}"
        first.content = f"{box} {first.content[task.end() :]}"


def _pictured(children: list[Token], pictures: Mapping[str, Picture]) -> Iterable[Token]:
    """Show the text's own pictures; any other becomes a link, or words inside a link (X-11)."""
    depth = 0
    for child in children:
        depth += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type != "image":
            yield child
            continue
        target = str(child.attrs.get("src", ""))
        words = _words(child.content or target)
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
    """Free links of trackers, and show the real host after a link's text when the text does not name it (X-09)."""
    target, words, written = "", "", False
    for child in children:
        if child.tag == "s":
            child.tag = "del"  # What was struck out is deleted text, not merely inaccurate.
        if child.type == "link_open":
            given = str(child.attrs.get("href", ""))
            target, words = _without_trackers(given), ""
            child.attrs["href"] = base + target if target.startswith("/") else target
            # The words of a written-out address are the address, and must not look like another one.
            written = child.info == "auto" and (target != given or not _looks_plain(_host(target)))
        elif child.type == "text" and written:
            child.content, written = target, False
        yield child
        if child.type == "link_close":
            host = _host(target)
            if host and not _names(words, host):
                yield _words(f" ({_shown(host)})")
            target = ""
        elif target and child.type != "link_open":
            words += child.content


def _without_trackers(target: str) -> str:
    """Return an address without the parameters that follow people; everything else stays as it is."""
    address, hash_sign, fragment = target.partition("#")
    before, mark, query = address.partition("?")
    if not mark or not safe_link(target):
        return target
    kept = "&".join(part for part in query.split("&") if not _TRACKERS.fullmatch(part))
    return before + ("?" + kept if kept else "") + hash_sign + fragment


def _host(target: str) -> str:
    """Return the host of an address in the form that is sent, or an empty text."""
    try:
        return (urlsplit(target).hostname or "") if safe_link(target) else ""
    except ValueError:
        return ""


def _written(host: str) -> str:
    """Return a host as people write it."""
    try:
        return ".".join(
            label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
            for label in host.split(".")
        )
    except UnicodeError:
        return host


def _looks_plain(host: str) -> bool:
    return not host or _PLAIN_HOST.fullmatch(_written(host)) is not None


def _shown(host: str) -> str:
    return _written(host) if _looks_plain(host) else host


def _names(words: str, host: str) -> bool:
    """Tell whether the first thing in the words that looks like a host is this one."""
    first = _HOST_LIKE.search(words.lower())
    return first is not None and first[0].removeprefix("www.") == _shown(host).removeprefix("www.")


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
def _first_wall() -> Any:
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
    if first_wall and bleach is not None:
        html = _first_wall().clean(html)
    return _second_wall().clean(html) if second_wall else html


def render(
    source: str,
    pictures: Mapping[str, Picture] | None = None,
    people: Mapping[str, Named] | None = None,
    *,
    base: str = "",
) -> str:
    """Return clean HTML of a Markdown text; it is stored and never cleaned again (X-07).

    ``pictures`` are the own files that belong to the text, by their address; ``people`` are those whom it may name, by
    their handles in lower case (T-15). Links within the forum lead to ``base``, for places that lie outside of it, like
    mails.
    Raises Invalid when the source is longer than 20,000 characters, or would take too long to render (X-08).
    """
    return sanitise(_unclean(source, pictures=pictures or {}, people=people or {}, base=base))


def render_again(
    source: str,
    pictures: Mapping[str, Picture] | None = None,
    people: Mapping[str, Named] | None = None,
    *,
    base: str = "",
) -> str:
    """Return clean HTML of a text that was taken in before; where today's limits refuse it, it is shown as it was typed."""
    try:
        return render(source, pictures, people, base=base)
    except Invalid:
        return sanitise(f"<pre>{escape(clean_text(source))}</pre>")


def _unclean(source: str, **given: Any) -> str:
    """Return the HTML of a Markdown text before the walls."""
    if len(source) > LONGEST_SOURCE:
        raise Invalid(_("Der Text ist zu lang: höchstens 20.000 Zeichen."))
    limits = {"until": time.thread_time() + LONGEST_RENDERING}
    html: str = _markdown().render(clean_text(source), {**given, **limits})
    if html.count("<") > MOST_TAGS:
        raise Invalid(_("Der Text hat zu viele einzelne Teile, zum Beispiel Tabellenzellen oder Links."))
    return html


def names_in(source: str) -> list[str]:
    """Return the names behind an @ in a Markdown text in lower case, each once; none from code and links (T-15)."""
    names: dict[str, None] = {}
    if "@" in source:
        _markdown().parse(clean_text(source)[:LONGEST_SOURCE], {"names": names})
    return list(names)


def with_name(source: str, old: str, new: str) -> str:
    """Return a Markdown or plain text that names somebody by another handle."""
    wanted = old.casefold()
    return _MENTION.sub(lambda match: f"@{new}" if match.group(1).casefold() == wanted else match.group(), source)


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
