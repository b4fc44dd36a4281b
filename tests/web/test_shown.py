"""What a page offers is what the server accepts: each link and each form of each page, for several roles (E-39)."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from werkzeug.exceptions import HTTPException

from forum.core.tokens import random_key
from tests.web import matrix
from tests.web.matrix import Site
from tests.web.site import parsed

ROLES = ("member", "staff")
# Pages of a kind, and offers of a kind on them, that are looked at: they differ by the state of what they show.
LOOKS = 1
# What stands behind these is not of this site, or not there without a secret or a service of its own.
ELSEWHERE = {"polls.envelopes", "providers.leave", "providers.link"}
REFUSED = {403, 404, 405, 410}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small site, made once: nothing that is sent to it is kept."""
    with matrix.running_site(tmp_path_factory.mktemp("shown")) as made:
        yield made


def offers(page: Element) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield method, address and fields of whatever a page lets its reader press."""
    for link in page.iter("a"):
        yield "GET", str(link.get("href")), {}
    for form in page.iter("form"):
        fields = {
            str(one.get("name")): one.get("value") or "" for one in form.iter("input") if one.get("type") == "hidden"
        }
        method = str(form.get("method", "get")).upper()
        # A form without an address sends to its own page.
        yield method, str(form.get("action") or ""), fields
        for button in form.iter("button"):
            if button.get("formaction"):
                yield method, str(button.get("formaction")), fields


class Walk:
    """A way over the site as one person, who presses each kind of thing a few times."""

    def __init__(self, site: Site, role: str) -> None:
        self._client = site.client(role)
        self._routes = site.app.url_map.bind("localhost")
        self._known: set[str] = set()
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self.refused: set[str] = set()
        self.pressed = 0

    def go(self, begin: str) -> None:
        """Follow every link, and send every form with what stands hidden in it."""
        waiting = [(begin, "the beginning")]
        while waiting:
            path, origin = waiting.pop(0)
            self.pressed += 1
            answer = self._client.get(path)
            if answer.status_code in REFUSED:
                self.refused.add(f"{answer.status_code} GET {path} on {origin}")
            if answer.mimetype != "text/html" or answer.status_code != 200:
                continue
            for method, target, fields in offers(parsed(answer.get_data(as_text=True))):
                address = target or path
                if not self._is_new(path, method, address):
                    continue
                if method == "GET":
                    waiting.append((address, path))
                else:
                    self._send(address, fields, path)

    def _send(self, address: str, fields: dict[str, str], origin: str) -> None:
        self.pressed += 1
        sent = {**fields, "csrf_token": self._client.csrf, "once": random_key()}
        status = self._client.post(address, data=sent).status_code
        if status in REFUSED:
            self.refused.add(f"{status} POST {address} on {origin}")

    def _is_new(self, page: str, method: str, address: str) -> bool:
        """Tell whether this kind of offer was not yet looked at often enough on this kind of page."""
        where, what = self._endpoint(page, "GET"), self._endpoint(address, method)
        if where is None or what is None or what in ELSEWHERE or f"{method} {address}" in self._known:
            return False
        self._known.add(f"{method} {address}")
        self._seen[where, method, what] += 1
        return self._seen[where, method, what] <= LOOKS

    def _endpoint(self, address: str, method: str) -> str | None:
        if not address.startswith("/"):
            return None
        try:
            return str(self._routes.match(urlsplit(address).path, method=method)[0])
        except HTTPException:
            return None


@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_shown_is_accepted(site: Site, role: str) -> None:
    """E-39: no link and no form of any page leads whoever sees it to a refusal."""
    walk = Walk(site, role)
    with matrix.nothing_is_kept():
        walk.go("/")
    assert walk.pressed > 100
    assert walk.refused == set()
