"""Attacks on rich text: our own by class, and the public corpora that may lie here; README.md names their sources."""

import json
import re
from pathlib import Path

import html5lib

from forum.core.text import safe_link, walls
from tests.core.attacks.own import CLASSES

HERE = Path(__file__).parent
ALLOWED = walls.TAGS | {"html", "head", "body"}


def own() -> list[str]:
    """Return our own cases of all classes (X-06)."""
    return [attack for cases in CLASSES.values() for attack in cases]


def dompurify() -> list[str]:
    """Return the payloads of DOMPurify's expectations."""
    body = (HERE / "dompurify/expect.mjs").read_text("utf-8")
    return [json.loads(found[1]) for found in re.finditer(r'"payload":\s*("(?:[^"\\]|\\.)*")', body)]


def tree_construction() -> list[str]:
    """Return the inputs of html5lib's tests of tree construction."""
    return [
        found[1]
        for path in sorted((HERE / "html5lib").glob("*.dat"))
        for found in re.finditer(
            r"(?:\A|\n)#data\n(.*?)\n#errors", path.read_bytes().decode("utf-8", "replace"), re.DOTALL
        )
    ]


def naughty_strings() -> list[str]:
    """Return the Big List of Naughty Strings."""
    strings: list[str] = json.loads((HERE / "blns/blns.json").read_text("utf-8"))
    return strings


# Each with the fewest cases it must have, so that a file that is no longer understood does not pass by being empty.
CORPORA = {
    "own": (own, 110),
    "dompurify": (dompurify, 200),
    "html5lib": (tree_construction, 1300),
    "blns": (naughty_strings, 480),
}


def faults(html: str) -> list[str]:
    """Parse as a browser would, inside a page as well as alone, and return what must not be there."""
    found: list[str] = []
    trees = [
        html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=True),
        html5lib.parseFragment(html, container="div", treebuilder="etree", namespaceHTMLElements=True),
    ]
    for element in (element for tree in trees for element in tree.iter() if element.tag != "DOCUMENT_FRAGMENT"):
        namespace, _brace, tag = str(element.tag).rpartition("}")
        if namespace != "{http://www.w3.org/1999/xhtml" or tag not in ALLOWED:
            found.append(f"element {element.tag}")
        found += [f"{tag} {name}={value}" for name, value in element.attrib.items() if not _may_stand(tag, name, value)]
    return found


def _may_stand(tag: str, name: str, value: str) -> bool:
    if (tag, name) == ("a", "rel"):
        return value == "nofollow ugc noopener"
    if name not in walls.ATTRIBUTES.get(tag, set()):
        return False
    if name == "href":
        return safe_link(value) is not None
    return name != "src" or walls.OWN_FILE.fullmatch(value) is not None
