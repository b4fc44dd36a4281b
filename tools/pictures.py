"""Take the pictures of README and handbook from a running demo, so that they never show what is no longer there.

It fills a demo in a folder of its own, serves it, and photographs pages as the people of the demo see them. All are WebP,
a third as large as PNG; those of the handbook, which the forum shows inside, are kept a second time as wide as a column.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from shutil import which
from socket import create_connection, socket
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from forum.demo.people import PASSWORD
from tools.picture_list import ADMINISTRATION, FIRST, PICTURES, SCREENS, Picture

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
HANDBOOK = ROOT / "docs" / "handbuch" / "bilder"
# As many pixels as a picture of the handbook has room for on most screens.
COLUMN = 672
# Where a page is shown without a scrollbar, nothing is kept free for one. Fields for days speak the language of the browser,
# which here is English, so that a choice of days is folded.
AS_SEEN = """() => {
  document.documentElement.style.scrollbarGutter = 'auto';
  for (const fold of document.querySelectorAll('main details:has(input[type=date])')) fold.open = false;
  document.activeElement.blur();
  scrollTo({top: 0, behavior: 'instant'});
}"""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


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


def take(browser: Browser, site: str, picture: Picture) -> bytes:
    """Take one picture, and return it as PNG."""
    scheme: Any = picture.theme
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=scheme,
        locale="de-DE",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if picture.who:
        page.goto(f"{site}/anmelden")
        page.fill("#email", picture.who)
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
    page.goto(site + picture.path)
    _go_on(page, picture)
    page.evaluate(AS_SEEN)
    taken = page.screenshot()
    context.close()
    return taken


def _go_on(page: Page, picture: Picture) -> None:
    """Follow the links of a picture to where it is taken."""
    if picture.find == FIRST:
        page.locator("main .card__link").first.click()
    elif picture.find:
        page.locator("main a", has_text=picture.find).first.click()
    page.wait_for_load_state("load")
    if picture.then:
        below, name = page.url.rsplit("/", 1)
        page.goto(f"{below}/{name.split('-')[0]}{picture.then}")
        page.wait_for_load_state("load")


def index() -> str:
    """Return the page that shows all pictures of ``docs/images``, written beside them."""
    shown = "".join(f"\n## {one.shows}\n\n![{one.shows}]({one.name}.webp)\n" for one in PICTURES)
    lead = "One picture of each type of page, taken from the demo by `make pictures`."
    return f"# What the forum looks like\n\n{lead}\n{shown}"


def main() -> None:
    """Take all pictures, or those whose names begin like one of the arguments."""
    names = tuple(sys.argv[1:]) or ("",)
    with demo() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=ARGUMENTS)
        for folder, pictures in ((IMAGES, PICTURES), (HANDBOOK, (*SCREENS, *ADMINISTRATION))):
            folder.mkdir(parents=True, exist_ok=True)
            for picture in pictures:
                if picture.name.startswith(names):
                    _keep(take(browser, site, picture), picture, folder)
                    print(picture.name)
        browser.close()
    (IMAGES / "README.md").write_text(index(), encoding="utf-8")


def _keep(taken: bytes, picture: Picture, folder: Path) -> None:
    image = Image.open(BytesIO(taken)).convert("RGB")
    image.save(folder / f"{picture.name}.webp", quality=72, method=6)
    if folder == HANDBOOK:
        small = image.resize((COLUMN, COLUMN * image.height // image.width), Image.Resampling.LANCZOS)
        small.save(folder / f"{picture.name}-small.webp", quality=62, method=6)


if __name__ == "__main__":
    main()
