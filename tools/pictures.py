"""Take the pictures of README and handbook from a running demo, so that they never show what is no longer there.

It fills a demo in a folder of its own, serves it, and photographs pages as the people of the demo see them.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from socket import create_connection, socket
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from forum.demo.people import PASSWORD

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
HANDBOOK = ROOT / "docs" / "handbuch" / "bilder"
# Follow the first card of a list.
FIRST = "first card"
STAFF, BOARD, CITIZEN = "stabsstelle@demo.example", "board@demo.example", "buerger@demo.example"
ADMIN = "admin@demo.example"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Picture:
    """A page, as somebody sees it.

    ``find`` is the text of a link to follow first, ``then`` a page below the idea or account to which it leads.
    """

    name: str
    path: str
    who: str = ""
    theme: str = "light"
    find: str = ""
    then: str = ""
    width: int = 1200
    height: int = 800


PICTURES = (
    Picture("start-light", "/"),
    Picture("start-phone", "/", width=390, height=800),
    Picture("ideas-dark", "/ideen", theme="dark"),
    Picture("idea-light", "/suche?q=Feuchtef%C3%BChler&art=idee", find="Feuchtefühler"),
    Picture("thread-dark", "/raeume/unterwegs-in-braunschweig", theme="dark", find="Grüne Welle"),
    Picture("meeting-light", "/sitzungen", who="fachbeirat@demo.example", find="Laufende Sitzung"),
    Picture("search-light", "/suche?q=ampel"),
    Picture("moderation-dark", "/moderation", who="moderation@demo.example", theme="dark", find="Fall 1"),
    Picture("office-light", "/stabsstelle", who="stabsstelle@demo.example"),
    Picture("strategy-light", "/strategie"),
)
# The ten screens of an idea's way, in the order of the handbook.
SCREENS = (
    Picture("1-idee-schreiben", "/ideen/neu", who=CITIZEN),
    Picture("2-unterstuetzen", "/ideen?stand=in_diskussion&sortierung=unterstuetzung", find=FIRST),
    Picture("3-werkbank", "/stabsstelle", who=STAFF),
    Picture("4-zusammenfuehren", "/ideen?stand=in_diskussion", who=STAFF, find=FIRST, then="/zusammenfuehren"),
    Picture("5-bewertung", "/ideen?stand=fachpruefung", who=STAFF, find=FIRST, then="/bewertung"),
    Picture("6-vorlage", "/ideen?stand=fachpruefung", who=STAFF, find=FIRST, then="/vorlage"),
    Picture("7-vergleich", "/board/vergleich", who=BOARD),
    Picture("8-beschluss", "/beschluesse", find=FIRST),
    Picture("9-vorhaben", "/vorhaben", find=FIRST),
    Picture("10-bericht", "/strategie/abdeckung"),
)
# The pages of the technical administration, for its chapter.
ADMINISTRATION = (
    Picture("verwaltung-konto", "/verwaltung/leute?q=Weitblick", who=ADMIN, find="Weitblick", height=1000),
    Picture("verwaltung-adresse", "/verwaltung/leute?q=Weitblick", who=ADMIN, find="Weitblick", then="/adresse"),
    # Without the fields for days, which speak the language of the browser.
    Picture(
        "verwaltung-rolle", "/verwaltung/leute?q=Weitblick", who=ADMIN, find="Weitblick", then="/rolle", height=455
    ),
    Picture("verwaltung-rollen", "/verwaltung/rollen", who=ADMIN),
    Picture("verwaltung-betrieb", "/verwaltung/betrieb", who=ADMIN),
    Picture("verwaltung-protokoll", "/verwaltung/protokoll", who=ADMIN),
    Picture("verwaltung-rechte", "/verwaltung/rechte", who=ADMIN),
    Picture("verwaltung-texte", "/verwaltung/texte", who=ADMIN),
    # Without the list, which begins with a folder of whoever takes the picture.
    Picture("verwaltung-einstellungen", "/verwaltung/einstellungen", who=ADMIN, height=610),
)


@contextmanager
def demo() -> Iterator[str]:
    """Serve a fresh demo and give its address."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        values = {**os.environ, "FORUM_INSTANCE": folder, "PORT": str(port), "HOST": "127.0.0.1"}
        values["FORUM_RATE_LIMITS"] = "0"
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        for command in (["db", "upgrade"], ["forum", "demo"]):
            subprocess.run([*flask, *command], cwd=ROOT, env=values, check=True, capture_output=True)
        with subprocess.Popen([sys.executable, "wsgi.py"], cwd=ROOT, env=values, stdout=subprocess.DEVNULL) as server:
            try:
                _wait(port)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the demo does not come up")


def take(browser: Browser, site: str, picture: Picture, folder: Path) -> None:
    """Take one picture."""
    scheme: Any = picture.theme
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height}, color_scheme=scheme, locale="de-DE"
    )
    page = context.new_page()
    if picture.who:
        page.goto(f"{site}/anmelden")
        page.fill("#email", picture.who)
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
    page.goto(site + picture.path)
    if picture.find:
        links = (
            page.locator("main .card__link") if picture.find == FIRST else page.locator("main a", has_text=picture.find)
        )
        links.first.click()
    page.wait_for_load_state("load")
    if picture.then:
        below, name = page.url.rsplit("/", 1)
        page.goto(f"{below}/{name.split('-')[0]}{picture.then}")
        page.wait_for_load_state("load")
    page.screenshot(path=str(folder / f"{picture.name}.png"))
    context.close()


def main() -> None:
    """Take all pictures."""
    with demo() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=ARGUMENTS)
        for folder, pictures in ((IMAGES, PICTURES), (HANDBOOK, SCREENS), (HANDBOOK, ADMINISTRATION)):
            folder.mkdir(parents=True, exist_ok=True)
            for picture in pictures:
                take(browser, site, picture, folder)
                print(picture.name)
        browser.close()


if __name__ == "__main__":
    main()
