"""Names of people in a text: an @ and a handle become a link to a profile, where the text may name them (T-15)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

# A name behind an @, as handles are written; not inside a word, an address or a mail address (T-15).
_MENTION = re.compile(r"(?<![\w@./:#+-])@([^\W_](?:[\w.-]{0,28}[^\W_])?)(?![\w@])")


@dataclass(frozen=True)
class Named:
    """Somebody whom a text may name: the handle as it is shown, and the address of the profile, if there is one."""

    handle: str
    url: str


def name_people(state: Any) -> None:
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
            yield word_token(child.content[place : match.start()])
            place = match.end()
            if named.url:
                link = Token("link_open", "a", 1, attrs={"href": named.url})
                yield from (link, word_token(f"@{named.handle}"), Token("link_close", "a", -1))
            else:
                yield word_token(f"@{named.handle}")
        yield word_token(child.content[place:])


def word_token(content: str) -> Token:
    """Return a piece of plain words for the renderer."""
    token = Token("text", "", 0)
    token.content = content
    return token


def with_name(source: str, old: str, new: str) -> str:
    """Return a Markdown or plain text that names somebody by another handle."""
    wanted = old.casefold()
    return _MENTION.sub(lambda match: f"@{new}" if match.group(1).casefold() == wanted else match.group(), source)
