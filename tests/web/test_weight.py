"""What each kind of public page weighs at the first visit, added up from the answers themselves (D-14)."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.exceptions import HTTPException

from forum.accounts.models import Person
from tests.factories import Visitor
from tests.web.site import NO_PAGES, links, parsed

# Bytes besides fonts and the pictures of people; tests/browser/test_weight.py weighs what a browser asks for, heads and all.
MOST = 150_000
# A browser loads what comes into view soon: so many of the pictures that may wait.
AT_ONCE = 3
_IMPORT = re.compile(r"""(?:from|import)\s*["']([^"']+\.js)["']""")


class Scales:
    """Weighs what one address gives, packed as browsers ask for it; what was weighed once is remembered."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.known: dict[str, int] = {}

    def weigh(self, path: str) -> int:
        """Return how many bytes the body of an answer has."""
        if path not in self.known:
            with self.visitor.get(path, headers={"Accept-Encoding": "gzip"}) as answer:
                assert answer.status_code == 200, path
                self.known[path] = len(answer.data)
        return self.known[path]

    def scripts(self, path: str, found: set[str]) -> set[str]:
        """Return a module with all that it imports."""
        if path not in found:
            found.add(path)
            with self.visitor.get(path) as answer:
                for name in _IMPORT.findall(answer.get_data(as_text=True)):
                    self.scripts(urljoin(path, name), found)
        return found

    def files_of(self, page: Element) -> set[str]:
        """Return the addresses of what a page needs besides fonts: styles, scripts, pictures, each once."""
        found: set[str] = set()
        for link in page.iter("link"):
            if link.get("rel") in {"stylesheet", "icon", "manifest", "modulepreload"}:
                found.add(str(link.get("href")))
        for script in page.iter("script"):
            if source := script.get("src"):
                self.scripts(source, found)
        return found | set(_pictures(page))


def _pictures(page: Element) -> Iterator[str]:
    """Yield the pictures of a page in the size that a screen of usual density takes."""
    waiting = 0
    for image in page.iter("img"):
        waiting += image.get("loading") == "lazy"
        if image.get("loading") != "lazy" or waiting <= AT_ONCE:
            sizes = str(image.get("srcset") or image.get("src"))
            yield sizes.split(maxsplit=1)[0].rstrip(",")


def test_every_kind_of_public_page_is_light(app: Flask, client: Visitor, everything: Person) -> None:
    """D-14: with all that it links to no page of the site weighs more than 150 KB at the first visit."""
    scales = Scales(client)
    weights: dict[str, int] = {}
    seen: Counter[str] = Counter()
    waiting = ["/?sprache=en", "/suche?q=benches&sprache=en"]
    known = set(waiting)
    routes = app.url_map.bind("localhost")
    while waiting:
        path = waiting.pop(0)
        try:
            endpoint, _values = routes.match(urlsplit(path).path, method="GET")
        except HTTPException:
            continue
        # Each chapter has pictures of its own; of other kinds one stands for all.
        if NO_PAGES.search(endpoint) or (seen[endpoint] and endpoint != "handbook.show") or "sprache=de" in path:
            continue
        answer = client.get(path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        seen[endpoint] += 1
        page = parsed(answer.get_data(as_text=True))
        weights[path] = scales.weigh(path) + sum(scales.weigh(one) for one in scales.files_of(page))
        for link in links(page):
            if link not in known:
                known.add(link)
                waiting.append(link)
    assert len(seen) > 60
    assert seen["handbook.show"] > 5
    assert {path: weight for path, weight in weights.items() if weight > MOST} == {}
