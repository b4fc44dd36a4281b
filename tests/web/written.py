"""Which words of the small site were written in German, and where a page shows them without saying so."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from sqlalchemy import String, Table, select

from forum.accounts.models import Unit
from forum.core.db import Model, db

# Words that are not said in a language: names, addresses, codes, and what both languages have a column for.
NAMES = re.compile(
    r"^(path|.*email.*|url|link|website|.*_url|.*_key|target|connection|place|.*_hash|credential|secret|verifier|page|address"
    r"|unit|organisation|affiliations?|sponsor|city|sender|contact|founded_by|authority|reference|handle|name|told_at"
    r"|started_by|area|committee|pattern|folded|words|languages|.*ground|location|.*_en|english.*|body|desk|addressee"
    r"|referred_to|rule|binding_basis|.*_html|html|payload|withheld_.*|.*_name)$"
)
# Said by the product in both languages, or kept from readers.
TABLES = {"mail", "message", "goal", "office", "office_term", "text_block", "page_text", "text_block_version", "event"}
SHORTEST = 8


def german_words() -> frozenset[str]:
    """Return what stands in the columns for words that people write, each by its beginning."""
    found = set()
    names = set(db.session.scalars(select(Unit.name)))
    for table in Model.metadata.sorted_tables:
        for value in _values(table):
            line = " ".join(value.split("\n")[0].split())[:40].strip()
            if len(line) >= SHORTEST and " " in line and line not in names:
                found.add(line)
    return frozenset(found)


def _values(table: Table) -> Iterator[str]:
    columns = [
        one
        for one in table.columns
        if isinstance(one.type, String) and (one.type.length or 999) >= 100 and not NAMES.search(one.name)
    ]
    if table.name not in TABLES:
        for column in columns:
            yield from (value for value in db.session.scalars(select(column).distinct()) if value)


def _unmarked(element: Element) -> Iterator[str]:
    # The chips of a search say one of our words and a title in one breath.
    is_chip = element.tag == "a" and element.get("class") == "tag"
    if is_chip or element.tag in {"script", "style", "head", "textarea", "option"} or element.get("lang") == "de":
        yield element.tail or ""
        return
    yield element.text or ""
    for inner in element:
        yield from _unmarked(inner)
    yield element.tail or ""


def unmarked(page: Element, words: frozenset[str]) -> list[str]:
    """Return the texts of an English page that hold German words and are not marked as German (A-04, WCAG 3.1.2)."""
    texts = {" ".join(text.split()) for text in _unmarked(page)}
    everything = "\n".join(texts)
    heard = [word for word in words if word in everything]
    return sorted(text for text in texts if any(word in text for word in heard))
