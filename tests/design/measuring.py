"""What axe finds in each part of the style guide. `python -m tests.design.measuring` writes it down for the page itself."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.chromium import AXE, TAGS, launch
from tests.design.harness import create_app

RESULTS = Path(__file__).resolve().parents[2] / "forum/pages/data/axe.json"
WIDTHS = [320, 1280]
THEMES = ["light", "dark"]

# Which rules found what in which part; an element belongs to the part in which it stands.
IN_PARTS = """async tags => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, elementRef: true, preload: false});
  const parts = {};
  for (const part of document.querySelectorAll("[data-part]"))
    parts[part.dataset.part] = {passes: [], violations: [], incomplete: []};
  for (const kind of ["passes", "violations", "incomplete"])
    for (const rule of found[kind])
      for (const name of new Set(rule.nodes.map(node => node.element?.closest("[data-part]")?.dataset.part)))
        if (name) parts[name][kind].push(rule.id);
  return {version: found.testEngine.version, parts};
}"""


@contextmanager
def served() -> Iterator[str]:
    """Serve the harness on a free port."""
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def measure(browser: Browser, address: str) -> dict[str, Any]:
    """Return axe's version and, for each part, how many rules passed, failed or stayed undecided in any look at it.

    A rule that failed in one theme or width has failed, and one that stayed undecided there has not passed.
    """
    looks = [_look(browser, f"{address}/gestaltung", width, theme) for width in WIDTHS for theme in THEMES]
    parts: dict[str, dict[str, int]] = {}
    for name in looks[0]["parts"]:
        failed, unsure, passed = (
            {rule for look in looks for rule in look["parts"][name][kind]}
            for kind in ("violations", "incomplete", "passes")
        )
        parts[name] = {
            "passed": len(passed - failed - unsure),
            "violations": len(failed),
            "undecided": len(unsure - failed),
        }
    return {"version": looks[0]["version"], "parts": parts}


def _look(browser: Browser, address: str, width: int, theme: Any) -> dict[str, Any]:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=theme, service_workers="block")
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(IN_PARTS, TAGS)
    page.close()
    return found


def write() -> None:
    """Measure, and write down what was found."""
    with served() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        RESULTS.write_text(json.dumps(measure(browser, address), indent=2) + "\n", encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    write()
