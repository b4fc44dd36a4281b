"""What readers bring along: a telephone, colours of their own, a thumb, a printer."""

import pytest
from playwright.sync_api import expect

from forum.dossiers.models import Decision, Dossier
from tests.browser.conftest import Visits
from tests.browser.places import first, idea, meeting, project
from tests.chromium import NEEDS_CHROMIUM, without_ring

pytestmark = NEEDS_CHROMIUM

PHONE = {"width": 360, "height": 740}
PUBLIC = [
    "/",
    "/ideen",
    "/ideen/1",
    "/themen/1",
    "/beschluesse",
    "/vorhaben",
    "/vorhaben/1",
    "/aktivitaeten",
    "/sitzungen",
    "/zahlen",
    "/strategie",
    "/strategie/abdeckung",
    "/suche?q=Fahrrad",
]
# How far the page has moved by itself, as browsers count it; more than 0.1 is felt.
WATCH = """() => {
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries())
      window.moved.push([one.value, ...one.sources.map(({ node }) => (node?.outerHTML ?? "").slice(0, 80))]);
  }).observe({ type: "layout-shift", buffered: true });
}"""
# What one can choose before the first thing that one came for.
BEFORE = """() => {
  const content = "article, .cards, .rows, .table-wrap, .posts, .stats, .groups, form.form, form.pick, section, .empty";
  const first = [...document.querySelectorAll("main :is(" + content + ")")].find((one) => one.checkVisibility());
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
    .filter((one) => first.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING)
    .map((one) => one.textContent.trim().slice(0, 30) || one.name);
}"""

# Actions below texts that a thumb misses.
NARROW = """() => [...document.querySelectorAll("main .post__actions :is(a, button)")]
  .filter((one) => one.checkVisibility() && !one.closest(".post__files"))
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 43.9 || box.height < 43.9)
  .map(([name, box]) => `${name}: ${box.width} × ${box.height}`)"""
# What has lost its shape where the system sets all colours: neither it nor its frame has a border.
SHAPELESS = """() => {
  const framed = (one, part) => {
    const style = getComputedStyle(one, part);
    const seen = (side) => style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) >= 1;
    return seen("Top") || seen("Bottom");
  };
  const parts = ".kern-btn--primary, .kern-btn--secondary, .kern-form-input__input, .badge, .tag, .avatar, .count, .card, "
    + ".post, .panel, button.reaction:not([name=merken]), progress, .filter-panel";
  return [...document.querySelectorAll(`main :is(${parts})`)]
    .filter((one) => one.checkVisibility() && !framed(one) && !framed(one, "::before") && !framed(one.parentElement))
    .map((one) => one.outerHTML.slice(0, 120));
}"""
# Where a table ends on the right, and the links that say nothing of where they lead.
SHEET = """() => [
  [...document.querySelectorAll("main table")].filter((one) => one.checkVisibility()
    && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 80)),
  [...document.querySelectorAll("main :is(.prose, .chain, .facts, .timeline) a[href]:not([href^='#'])")]
    .filter((one) => one.checkVisibility() && !getComputedStyle(one, "::after").content.includes(one.getAttribute("href")))
    .map((one) => one.outerHTML.slice(0, 80)),
]"""
# What is printed and filed.
SHEETS = {
    "idea": idea("abgeschlossen"),
    "dossier": first(Dossier),
    "decision": first(Decision),
    "project": project(),
    "minutes": meeting("closed", "/niederschrift"),
}


def test_pages_do_not_jump(visits: Visits) -> None:
    """D-09: no list moves because a filter folds, and no line breaks elsewhere because a font came."""
    page = visits(None, viewport=PHONE)
    page.add_init_script(f"({WATCH})()")
    found = {}
    for path in PUBLIC:
        visits.go(page, path)
        page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        moved = page.evaluate("window.moved")
        if sum(one[0] for one in moved) > 0.05:
            found[path] = moved
    assert found == {}


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        (
            None,
            [*PUBLIC, "/ideen?sprache=en", "/ideen?sortierung=neu", "/vorhaben?ansicht=tabelle", "/ideen?stand=board"],
        ),
        ("citizen", ["/", "/themen/1", "/konto", "/mitteilungen", "/raeume"]),
        (
            "staff",
            ["/stabsstelle", "/stabsstelle?frist=ueberfaellig", "/vorhaben?ansicht=zeitleiste", "/stabsstelle/lage"],
        ),
        ("moderator", ["/moderation", "/moderation?bei=meine", "/themen/1"]),
    ],
)
def test_few_choices_stand_before_what_one_came_for(visits: Visits, who: str | None, paths: list[str]) -> None:
    """A-33: eleven at most, whatever the address carries."""
    page = visits(None, who, viewport=PHONE)
    found = {path: page.evaluate(BEFORE) for path in paths if visits.go(page, path)}
    assert {path: choices for path, choices in found.items() if len(choices) > 11} == {}


def test_filters_wait_on_a_phone_and_stand_open_where_there_is_room(visits: Visits) -> None:
    """A-33: closed, they say that something is chosen, and send several choices at once; beside a list they are open."""
    page = visits("/ideen?stand=in_diskussion", viewport=PHONE)
    panel = page.locator("details.filter-panel")
    expect(panel.locator("summary")).to_have_text("Auswahl ist eingegrenzt")
    expect(panel.get_by_label("Stand")).to_be_hidden()
    panel.locator("summary").click()
    panel.get_by_label("Stand").select_option("")
    panel.get_by_label("Sortierung").select_option(index=1)
    expect(page).to_have_url(visits.site.url + "/ideen?stand=in_diskussion")
    panel.get_by_role("button", name="Auswahl anwenden").click()
    expect(panel.locator("summary")).to_have_text("Auswahl eingrenzen")
    page.set_viewport_size({"width": 1280, "height": 800})
    visits.go(page, "/ideen")
    expect(panel.get_by_label("Stand")).to_be_visible()
    panel.locator("summary").click()
    expect(panel.get_by_label("Stand")).to_be_hidden()


def test_filters_open_by_themselves_without_scripts(visits: Visits) -> None:
    """A-09: one press opens them, at any width."""
    page = visits("/ideen", java_script_enabled=False)
    panel = page.locator("details.filter-panel")
    expect(panel.get_by_label("Stand")).to_be_hidden()
    panel.locator("summary").click()
    expect(panel.get_by_label("Stand")).to_be_visible()


def test_a_thumb_hits_what_stands_below_texts(visits: Visits) -> None:
    """A-11: reply, quote, report, react and keep are 44 by 44."""
    page = visits(None, "citizen", viewport=PHONE)
    for path in ("/themen/1", "/ideen/1", "/ideen/16"):
        visits.go(page, path)
        assert page.locator(".post__actions :is(a, button)").count() > 0
        assert page.evaluate(NARROW) == [], path


def test_colours_of_the_system_leave_every_part_its_shape(visits: Visits) -> None:
    """A-19, A-20: with forced colours there are frames, rings, and a sign at where one is."""
    page = visits(None, "citizen", forced_colors="active")
    for path in ("/", "/ideen", "/ideen/1", "/themen/1", "/konto", "/vorhaben/1"):
        visits.go(page, path)
        assert page.evaluate(SHAPELESS) == [], path
        assert without_ring(page) == [], path
    visits.go(page, "/ideen")
    edge = "one => getComputedStyle(one).borderBottomColor"
    here = page.locator(".site-nav__link[aria-current]").first.evaluate(edge)
    assert here != page.locator(".site-nav__link:not([aria-current])").first.evaluate(edge)
    # Pictures keep colours of their own, which may be those of the ground.
    visits.go(page, "/vorhaben?ansicht=zeitleiste")
    own = page.evaluate(
        """() => {
          const system = document.createElement("i");
          document.body.append(system);
          const known = ["CanvasText", "Canvas", "GrayText", "none"].map((colour) => {
            system.style.color = colour;
            return colour === "none" ? colour : getComputedStyle(system).color;
          });
          return [...document.querySelectorAll(".spans__picture :is(line, rect, circle, path, text)")]
            .filter((one) => ![getComputedStyle(one).fill, getComputedStyle(one).stroke].some((paint) => paint === known[0]
              || paint === known[2]))
            .map((one) => one.getAttribute("class"));
        }"""
    )
    assert own == []


def test_a_sheet_says_where_links_lead_and_cuts_no_table(visits: Visits) -> None:
    """D-11: idea, dossier, decision, project and minutes, on the width that A4 leaves."""
    page = visits(None, viewport={"width": 700, "height": 1000})
    found = []
    for name, where in SHEETS.items():
        with visits.site.forum():
            path = where()
        visits.go(page, path)
        page.emulate_media(media="print")
        expect(page.locator(".only-paper")).to_have_text(visits.site.url + path)
        expect(page.locator(".site-header, .site-footer, .breadcrumb").locator("visible=true")).to_have_count(0)
        found += [f"{name}: {one}" for part in page.evaluate(SHEET) for one in part]
        page.emulate_media(media="screen")
    assert found == []
