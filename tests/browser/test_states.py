"""States of pages that have no address of their own: somebody brings them about, and axe looks at them (A-30, E-46)."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from flask import render_template
from playwright.sync_api import expect

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Stance, Thread
from forum.ideas.models import Idea
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.moderation.models import Case
from forum.privacy import commands as privacy
from forum.web.errors import error_response
from tests import factories
from tests.browser.conftest import Visits, until_shown
from tests.browser.places import PLACES
from tests.browser.states import STATES
from tests.chromium import NEEDS_CHROMIUM, PHONE, looked_at
from tests.discussions.growing import grown
from tests.dossiers.test_papers import drafted, frozen
from tests.factories import PASSWORD
from tests.moderation.test_queue import reported

pytestmark = NEEDS_CHROMIUM

ROOT = Path(__file__).resolve().parents[1]
WHY = "Die Fragen sind beantwortet."


def test_the_list_of_states_names_what_there_is() -> None:
    """E-46: each state is a page that axe visits, or a test that exists and lets axe look."""
    known = {place.name for places in PLACES.values() for place in places}
    wrong = [
        f"{kind}, {state}: {seen}"
        for kind, states in STATES.items()
        for state, seen in states.items()
        if not (_looks(seen) if "::" in seen else seen in known)
    ]
    assert wrong == []


def _looks(seen: str) -> bool:
    """Tell whether a test with this name lets axe look at the page, itself or by a function of its module."""
    path, _, name = seen.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    reached, following = set[str](), [name]
    while following:
        one = following.pop()
        if one in {"looked_at", "violations"}:
            return True
        if one in functions and one not in reached:
            reached.add(one)
            following += [node.id for node in ast.walk(functions[one]) if isinstance(node, ast.Name)]
    return False


def test_another_language_and_another_theme(visits: Visits) -> None:
    """A-30: the start page in English, and dark for somebody who chose that while everything else is light."""
    with visits.site.forum():
        page = visits("/", factories.person(theme="dark"))
    looked_at(page, "theme-chosen")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    looked_at(page, "language-chosen")


def test_a_list_of_ideas_narrowed_and_turned_over(visits: Visits) -> None:
    """A-30: the panel of filters open on a phone, and the second page of the list."""
    with visits.site.forum():
        for _one in range(3):
            factories.idea()
        page = visits("/ideen", viewport=PHONE)
    summary = page.locator(".filter-panel summary")
    if not page.locator(".filter-panel[open]").count():
        summary.click()
    expect(page.get_by_role("button", name="Auswahl anwenden")).to_be_visible()
    looked_at(page, "ideas-filters")
    page.locator(".pager a").first.click()
    page.wait_for_url("**after=**")
    looked_at(page, "ideas-second-page")


def test_an_idea_that_is_supported_reaches_its_threshold_and_is_late(visits: Visits) -> None:
    """A-30, N-10: the button that takes support back, the threshold that was reached, the warning of what is overdue."""
    with visits.site.forum():
        reader, number = factories.person(), factories.idea().id
        with transaction():
            db.session.get_one(Idea, number).threshold = 1
        page = visits(db.session.get_one(Idea, number).url, reader)
    page.get_by_role("button", name="Idee unterstützen").click()
    expect(page.get_by_role("button", name="Unterstützung zurücknehmen")).to_be_in_viewport()
    looked_at(page, "idea-supported")
    with visits.site.forum(), transaction():
        db.session.get_one(Idea, number).due_on = today() - timedelta(days=3)
    page.reload()
    expect(page.get_by_text("Der nächste Schritt ist überfällig")).to_be_visible()
    looked_at(page, "idea-overdue")


def test_an_idea_and_a_post_that_the_moderation_took_away(visits: Visits) -> None:
    """A-30, S-06: the page that says why an idea is gone, and the stone in the place of a post."""
    with visits.site.forum():
        keeper, idea, post = factories.person("moderator").id, factories.idea(), factories.post(factories.thread())
        for kind, number in (("idea", idea.id), ("post", post.id)):
            hide(keeper, kind, number)
        removed, path = idea.id, db.session.get_one(Post, post.id).thread.url
    page = visits.go(visits(None), f"/ideen/{removed}", 410)
    looked_at(page, "idea-gone")
    visits.go(page, path)
    expect(page.get_by_text("Von der Moderation verborgen").first).to_be_visible()
    looked_at(page, "post-gone")


def hide(keeper: int, kind: str, number: int) -> None:
    with transaction():
        actor = db.session.get_one(Person, keeper)
        case = moderation.open_case_for(actor, targets.load(actor, kind, number))
        moderation.hide(actor, case, rule="werbung", facts="Das ist Werbung für Lampen.", version=case.version)


def test_threads_that_are_closed_slowed_and_very_deep(visits: Visits) -> None:
    """A-30, T-02, T-25, T-26: what stands in the place of the form, the hint beside it, and sixty levels of answers."""
    with visits.site.forum():
        keeper, reader, kept, slowed = (
            factories.person("moderator").id,
            factories.person(),
            factories.thread(),
            factories.thread(),
        )
        with transaction():
            actor = db.session.get_one(Person, keeper)
            discussions.close_thread(actor, db.session.get_one(Thread, kept.id), reason=WHY)
            plan = discussions.Arrangement(slow_minutes=5)
            discussions.arrange_thread(actor, db.session.get_one(Thread, slowed.id), plan)
        deep = grown([1] * 60).url
        page = visits(db.session.get_one(Thread, kept.id).url, reader)
        slow = db.session.get_one(Thread, slowed.id).url
    expect(page.get_by_role("main").get_by_text(WHY).first).to_be_visible()
    looked_at(page, "thread-closed")
    visits.go(page, slow)
    expect(page.get_by_text("Dieses Thema ist verlangsamt: ein Beitrag je 5 Minuten.")).to_be_visible()
    looked_at(page, "thread-slowed")
    visits.go(page, deep)
    looked_at(page, "thread-sixty-levels")


def test_a_search_that_is_cut(visits: Visits) -> None:
    """A-30, Q-25: of a start that begins very many words the page says that there is more."""
    page = visits("/suche?q=ver*")
    expect(page.get_by_role("main").get_by_text("Treffer oder mehr")).to_be_visible()
    looked_at(page, "search-cut")


def test_a_case_that_somebody_else_has_taken_or_decided(visits: Visits) -> None:
    """A-30, M-03, M-04: the warning before one begins, and the refusal of a decision about an older state."""
    with visits.site.forum():
        number, other = reported().id, factories.person("moderator", handle="Eichelhaeher").id
        with transaction():
            moderation.claim(db.session.get_one(Person, other), db.session.get_one(Case, number))
        page = visits(f"/moderation/{number}", factories.person("moderator"))
    expect(page.get_by_text("Eichelhaeher bearbeitet diesen Fall")).to_be_visible()
    looked_at(page, "case-claimed")
    with visits.site.forum(), transaction():
        actor, case = db.session.get_one(Person, other), db.session.get_one(Case, number)
        moderation.dismiss(actor, case, reason=WHY, version=case.version)
    page.get_by_role("textbox", name="Begründung").fill("Das ist Werbung für Lampen, sonst nichts.")
    page.get_by_role("button", name="Verbergen").click()
    expect(page.get_by_role("main").get_by_text("inzwischen").first).to_be_visible()
    looked_at(page, "case-stale")


def test_a_link_that_was_sent_and_data_that_are_ready(visits: Visits) -> None:
    """A-30, P-05: what the account says once a mail is on its way, and once a package lies there."""
    with visits.site.forum():
        person = factories.person()
        number, email = person.id, person.email
        with transaction():
            actor = db.session.get_one(Person, number)
            privacy.ask_for_export(actor, actor, password=PASSWORD)
        page = visits("/konto/daten", person)
    until_shown(page, "liegt bereit bis")
    looked_at(page, "export-ready")
    visitor = visits("/anmelden/link")
    visitor.get_by_role("main").get_by_label("E-Mail-Adresse").fill(email)
    with visitor.expect_navigation():
        visitor.locator("main form button[type=submit]").first.click()
    looked_at(visitor, "link-sent")


def test_two_versions_of_a_paper(visits: Visits) -> None:
    """A-30, B-13: what changed between two versions, in words and colours."""
    with visits.site.forum():
        idea = factories.idea(state="fachpruefung")
        draft = drafted(idea)
        number = frozen(draft).number
        factories.post(db.session.get_one(Idea, idea.id).thread, text="Das kam erst danach dazu.", stance=Stance.PRO)
        frozen(draft)
        page = visits(f"/vorlagen/{number}/vergleich?von=1&bis=2")
    expect(page.locator("main ins, main del").first).to_be_visible()
    looked_at(page, "dossier-versions")


def test_texts_that_are_too_long_and_too_fast(visits: Visits) -> None:
    """A-30, E-28: a form that is larger than the server reads, and a second post in a slowed thread."""
    with visits.site.forum():
        keeper, slowed = factories.person("moderator").id, factories.thread().id
        with transaction():
            plan = discussions.Arrangement(slow_minutes=5)
            thread = db.session.get_one(Thread, slowed)
            discussions.arrange_thread(db.session.get_one(Person, keeper), thread, plan)
        path = db.session.get_one(Thread, slowed).url
        page = visits(path, factories.person())
    # Scripts hold back what is too long; this is what the server says to whoever has none.
    sends = "(field, text) => { field.value = text; field.form.submit(); }"
    for status, text in ((200, "Ein erster Beitrag."), (429, "Ein zweiter Beitrag."), (413, "Viel zu lang. " * 50_000)):
        with page.expect_navigation() as sent:
            page.locator("textarea[name=text]").evaluate(sends, text)
        assert sent.value is not None
        assert sent.value.status == status
        if status != 200:
            looked_at(page, f"refused-{status}")
            visits.go(page, path)


@pytest.mark.parametrize("status", [500, 503])
def test_pages_of_a_server_in_trouble(visits: Visits, status: int) -> None:
    """A-30: the page of an error, and the one that needs neither a database nor a language."""
    app = visits.site.app
    with app.test_request_context("/ideen"):
        app.preprocess_request()
        html = render_template("errors/plain.html", reference="abc-123")
        if status == 500:
            html = error_response(status, reference="abc-123").get_data(as_text=True)
    page = visits(None)
    page.route("**/ideen", lambda route: route.fulfill(status=status, content_type="text/html", body=html))
    visits.go(page, "/ideen", status)
    expect(page.locator("code")).to_have_text("abc-123")
    looked_at(page, f"trouble-{status}")
    # The trouble was wanted here; nothing else may have failed.
    assert visits.complaints == [f"{status} of {page.url}"]
    visits.complaints.clear()
