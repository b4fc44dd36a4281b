"""Chromium for tests: where it is, how it starts, and what axe finds on a page that it shows."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

AXE = (Path(__file__).parent / "vendor/axe/axe.min.js").read_text("utf-8")
# The shell without windows draws the same pages for half of the work (76 to 36 s of processor time for 24 pages with axe).
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = os.environ.get("FORUM_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Where pictures of the stories go, if somebody wants to look at them.
PICTURES = os.environ.get("FORUM_PICTURES")
WIDE: Any = {"width": 1280, "height": 900}
PHONE: Any = {"width": 320, "height": 700}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules that ask for colours; they are the dearest.
COLOURS = ["color-contrast", "link-in-text-block"]

# What shows no ring while it has the focus: neither it, nor what lies over it, nor the label around it. Things of one kind
# are looked at once.
WITHOUT_RING = """() => {
  const kinds = new Set(), bare = [];
  const ringed = (one, part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one, part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  for (const one of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
    const kind = one.tagName + one.type + one.className + one.tabIndex;
    if (kinds.has(kind) || one.disabled || !one.checkVisibility({ visibilityProperty: true })) continue;
    one.focus();
    if (document.activeElement !== one) continue;
    kinds.add(kind);
    const label = one.closest("label");
    if (!ringed(one) && !ringed(one, "::after") && !(label && ringed(label)))
      bare.push("no ring: " + one.outerHTML.slice(0, 120));
  }
  return bare;
}"""

# The marks of every module that drives a browser.
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("FORUM_REQUIRE_BROWSER") != "1",
        reason="needs Chromium; set FORUM_REQUIRE_BROWSER=1 to make its absence a failure",
    ),
]


def launch(playwright: Playwright) -> Browser:
    """Start Chromium."""
    assert CHROMIUM is not None, "Chromium is required but not installed"
    return playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)


def violations(page: Page, *, without: Sequence[str] = ()) -> list[str]:
    """Run axe on the page as it stands, but for some rules, and return what it found, one line per element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    # Nothing that we ask for looks into style sheets or media, so axe need not load them a second time.
    result: dict[str, Any] = page.evaluate(
        "what => axe.run(document, {...what, resultTypes: ['violations'], preload: false})",
        {"runOnly": {"type": "tag", "values": TAGS}, "rules": {name: {"enabled": False} for name in without}},
    )
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def without_ring(page: Page) -> list[str]:
    """Give everything on the page the focus, as the keyboard does, and return what does not show it (A-10)."""
    page.keyboard.press("Tab")
    return list(page.evaluate(WITHOUT_RING))


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page where somebody wants to look at them."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def looked_at(page: Page, name: str, light: Any = WIDE, dark: Any = PHONE) -> None:
    """See that a step of a story has no barrier and nothing sticks out, in either theme at a size of its own; picture it."""
    before = page.viewport_size
    for theme, size in (("light", light), ("dark", dark)):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size(size)
        picture(page, f"{name}-{theme}-{size['width']}")
        assert violations(page) == [], f"{name}, {theme}, {size}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
