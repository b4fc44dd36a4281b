"""Markdown to clean HTML: the only module that knows the renderer (requirements X).

The pipeline is Markdown, links, mentions, heading shift, bleach, nh3, in this order; nothing touches the HTML
afterwards (X-02).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import linkify
from markdown_it.token import Token

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.text.lines import clean_text
from forum.core.text.links import host_of, looks_plain, names_host, safe_link, shown_host, without_trackers
from forum.core.text.names import Named, name_people, word_token
from forum.core.text.walls import OWN_FILE, sanitise

# Raised by every change that makes the same source give other HTML; what is stored is then rendered again (T-31).
RENDERER = 3
LONGEST_SOURCE = 20_000
DEEPEST_NESTING = 20
# Cleaning costs time by the tag; no text that is meant to be read has so many in so few characters.
MOST_TAGS = 10_000
# Steps of the parser: an honest text of full length takes up to 40,000, and what takes more goes on for seconds. Steps are
# counted, not seconds, so that no busy machine refuses what another one takes.
MOST_STEPS = 60_000
_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(?:https?|ftp)$", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\][ \n]")


@dataclass(frozen=True)
class Picture:
    """An own file that a text may show: what it says to those who do not see it, and its size."""

    alt: str
    width: int
    height: int


@cache
def _markdown() -> MarkdownIt:
    # The preset js-default leaves raw HTML switched off; the default preset would pass it through.
    renderer = MarkdownIt("js-default", {"linkify": True, "typographer": False, "maxNesting": DEEPEST_NESTING})
    renderer.block.ruler.before("table", "forum_steps", _count_step, {"alt": ["paragraph", "blockquote", "list"]})
    renderer.inline.ruler.before("text", "forum_steps", _count_step)
    renderer.inline.ruler.at("linkify", _linkify)
    # Before the pieces of a text are joined, an escaped @ is still a piece of its own.
    renderer.core.ruler.before("text_join", "mentions", name_people)
    renderer.core.ruler.push("forum", _finish_tokens)
    # A ruler makes its tables at the first question and shows them while it fills them, so a second thread would parse with
    # a part of the rules and lose words. They are whole before anybody gets this.
    for ruler in (renderer.core.ruler, renderer.block.ruler, renderer.inline.ruler, renderer.inline.ruler2):
        ruler.getRules("")
    return renderer


def _count_step(state: Any, *_place: Any) -> bool:
    """Stop a rendering that takes too long; as a rule that never fits it is asked at every step (X-08)."""
    if "steps" in state.env:
        state.env["steps"] -= 1
        if state.env["steps"] < 0:
            raise _too_nested()
    return False


def _too_nested() -> Invalid:
    return Invalid(_("Der Text ist zu verschachtelt, um ihn darzustellen. Bitte vereinfachen Sie ihn."))


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


def _finish_tokens(state: Any) -> None:
    # The parser leaves out what lies deeper; words must not get lost without a sentence.
    if "steps" in state.env and any(token.level >= DEEPEST_NESTING - 1 and token.nesting > 0 for token in state.tokens):
        raise _too_nested()
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
        words = word_token(child.content or target)
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
            target, words = without_trackers(given), ""
            child.attrs["href"] = base + target if target.startswith("/") else target
            # The words of a written-out address are the address, and must not look like another one.
            written = child.info == "auto" and (target != given or not looks_plain(host_of(target)))
        elif child.type == "text" and written:
            child.content, written = target, False
        yield child
        if child.type == "link_close":
            host = host_of(target)
            if host and not names_host(words, host):
                yield word_token(f" ({shown_host(host)})")
            target = ""
        elif target and child.type != "link_open":
            words += child.content


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
    return sanitise(unclean(source, pictures=pictures or {}, people=people or {}, base=base))


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


def unclean(source: str, **given: Any) -> str:
    """Return the HTML of a Markdown text before the walls."""
    if len(source) > LONGEST_SOURCE:
        raise Invalid(_("Der Text ist zu lang: höchstens 20.000 Zeichen."))
    html: str = _markdown().render(clean_text(source), _limited(**given))
    if html.count("<") > MOST_TAGS:
        raise Invalid(_("Der Text hat zu viele einzelne Teile, zum Beispiel Tabellenzellen oder Links."))
    return html


def _limited(**given: Any) -> dict[str, Any]:
    """Return what the parser is given, with the number of steps in which it has to be done (X-08)."""
    return {**given, "steps": MOST_STEPS}


def _parsed(source: str, **given: Any) -> list[Token]:
    """Return the pieces of a text that is read for its words, of which too long a one is cut."""
    return _markdown().parse(clean_text(source)[:LONGEST_SOURCE], _limited(**given))


def names_in(source: str) -> list[str]:
    """Return the names behind an @ in a Markdown text in lower case, each once; none from code and links (T-15).

    Raises Invalid when the text would take too long to read (X-08).
    """
    names: dict[str, None] = {}
    if "@" in source:
        _parsed(source, names=names)
    return list(names)


def plain(source: str) -> str:
    """Return the words of a Markdown text without its marks, for excerpts, search and mails.

    A text that would take too long to read is returned as it was typed (X-08): its page or index must not fail for it.
    """
    try:
        tokens = _parsed(source)
    except Invalid:
        return clean_text(source)[:LONGEST_SOURCE].strip()
    words: list[str] = []
    for token in tokens:
        if token.type == "inline":
            words += [
                " " if child.type in {"softbreak", "hardbreak"} else child.content for child in token.children or []
            ]
            words.append("\n")
        elif token.type in {"fence", "code_block"}:
            words.append(token.content + "\n")
    return "".join(words).strip()
