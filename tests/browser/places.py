"""Every type of page and its states, by area: where it is, who sees it, and what brings the state about."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage

from forum.accounts import commands as accounts
from forum.accounts import units
from forum.accounts.commands.links import one_time_link
from forum.accounts.factors import has_second_factor
from forum.accounts.models import (
    NOT_ME,
    NOT_MINE,
    AddressChange,
    Authenticator,
    FormerHandle,
    Passkey,
    Person,
    ProviderIdentity,
    ProviderVisit,
    Unit,
)
from forum.accounts.providers import provider_named
from forum.accounts.queries import handle_key
from forum.accounts.views.providers import CHOOSING
from forum.activities.models import Activity
from forum.administration import commands as administration
from forum.administration.models import LogCheck, RoleProposal, Step
from forum.committees import commands as committees
from forum.committees.models import Application, BoardEntry, Committee
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.events import Delivery, LoggedEvent
from forum.core.mail import Mail, queue
from forum.core.permissions import Nobody
from forum.core.tokens import digest
from forum.demo.people import PASSWORD as DEMO_PASSWORD
from forum.discussions import commands as discussions
from forum.discussions.models import Phase, Post, PostState, Space, Thread
from forum.dossiers.models import Decision, DecisionDuty, Dossier, DossierDraft
from forum.drafts import commands as drafts
from forum.files import commands as files
from forum.files.queries import Choice
from forum.files.videos import receive_video
from forum.ideas.commands import Content, begin_idea
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import CoAuthor, Idea, IdeaMerge
from forum.meetings.models import AgendaItem, Meeting
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.moderation.commands.waiting import open_case_by_rule
from forum.moderation.models import Case, CaseState, Dispute, Notice, Statement
from forum.notifications import unsubscribing
from forum.projects.models import Indicator, Project
from forum.recommendations.models import FollowUp
from forum.screening.commands import hold
from forum.screening.findings import Finding
from forum.surveys import commands as surveys
from forum.surveys.models import Kind, State, Survey
from forum.terms import videos, wording
from tests.browser.conftest import person_of
from tests.files import samples
from tests.files.videos import mp4
from tests.serving import Server

Where = str | Callable[[], str]
Then = Callable[[Page], None]
# What sticks out sideways, so that a failure names it.
OVERFLOW = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('main *, header *, footer *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.table-wrap'))
    .map(one => 'sticks out: ' + one.outerHTML.slice(0, 120)).slice(0, 5).concat('scrolls sideways')"""

# Gives text the room of WCAG 1.4.12, as readers may who need it.
SPACED = """() => {
  const spaced = new CSSStyleSheet();
  spaced.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    + "p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = [spaced];
}"""
# What of a text is cut off by its box; pictures and what is for ears only are none.
CUT = """() => [...document.querySelectorAll("main *, header *")].filter((one) => {
  const { overflowX, overflowY, webkitLineClamp } = getComputedStyle(one);
  const cuts = ["hidden", "clip"].some((word) => word === overflowX || word === overflowY) && webkitLineClamp === "none";
  return cuts && one.checkVisibility() && !one.closest(".kern-sr-only, svg") && one.textContent.trim()
    && one.clientWidth > 1 && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map((one) => "cut: " + one.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Place:
    """A page in one of its states."""

    name: str
    role: str | None
    where: Where
    then: Then | None = None
    status: int = 200
    # A page that speaks one language whatever the reader asks for.
    language: str = ""
    # Where only the browser that began may go on: under which name its session has the end of the address.
    held: str = ""


def link_that_signs_in() -> str:
    """Return the page of a link that somebody asked for."""
    with transaction():
        return f"/anmelden/link/{one_time_link(person_of('citizen'), 'sign_in')}"


def at_second_step() -> str:
    """Return the page on which somebody who has a passkey and an app signs in."""
    with transaction():
        return f"/anmelden/zweiter-schritt/{one_time_link(_with_factors(), 'second_step')}"


def with_factors() -> str:
    """Let the administration have a passkey and an app."""
    with transaction():
        _with_factors()
    return "/konto/zweiter-faktor"


def _with_factors() -> Person:
    person = person_of("admin")
    if not has_second_factor(person):
        made = {"credential": "AAAA", "public_key": "AAAA", "name": "Ein Sicherheitsschlüssel", "made_at": now()}
        db.session.add(Passkey(person_id=person.id, **made))
        db.session.add(Authenticator(person_id=person.id, secret="-", made_at=now(), confirmed_at=now()))
        db.session.flush()
    return person


def named_by_a_service() -> str:
    """Return the page on which somebody whom a service has named chooses a name."""
    with transaction():
        provider = provider_named("bund")
        token = accounts.begin_visit(provider)
        proof = {"issuer": provider.issuer, "subject": "somebody", "level": "", "resident": None, "district": ""}
        db.session.execute(update(ProviderVisit).where(ProviderVisit.digest == digest(token)).values(proof=proof))
    return f"/anmelden/dienst/bund/neu/{token}"


def with_another_name() -> str:
    """Let the Board's account have gone by another name until now, and return the page that says so."""
    with transaction():
        number = person_of("board").id
        if db.session.scalar(select(FormerHandle.id).where(FormerHandle.person_id == number)) is None:
            kept = {"handle": "Waldkauz-7", "handle_key": handle_key("Waldkauz-7"), "left_at": now()}
            db.session.add(FormerHandle(person_id=number, **kept))
    return "/konto/name"


def with_address_asked_for() -> str:
    """Let the Board's account wish for another address, and return the page that says so."""
    _address_change("board", email="neu@example.org", until=now() + timedelta(days=1))
    return "/konto/adresse"


def with_address_changed() -> str:
    """Let the address of the staff office's account be a new one, and return the page that says so."""
    changed = {"former": "alt@example.org", "former_key": "alt@example.org", "done_at": now()}
    _address_change("staff", email="", until=now() + timedelta(days=14), **changed)
    return "/konto/adresse"


def link_of_new_address() -> str:
    """Return the page of the link that proves another address."""
    with transaction():
        return f"/adresse-bestaetigen/{one_time_link(person_of('board'), 'new_address')}"


def link_of_former_address() -> str:
    """Return the page of the link with which somebody keeps the address."""
    with transaction():
        return f"/adresse-nicht-gewollt/{one_time_link(person_of('board'), NOT_ME, lives=timedelta(days=1))}"


def link_of_new_factor() -> str:
    """Return the page of the link with which somebody takes a new factor back."""
    with transaction():
        token = one_time_link(person_of("board"), NOT_MINE, lives=timedelta(days=1), since=now())
    return f"/anmeldung-nicht-gewollt/{token}"


def _address_change(role: str, **values: Any) -> None:
    with transaction():
        db.session.merge(AddressChange(person_id=person_of(role).id, asked_at=now(), **values))


def with_service() -> str:
    """Let the account of the Board be linked to a service."""
    linked_service()
    return "/konto/zweiter-faktor"


def linked_service() -> str:
    """Return the page on which the Board's account is unlinked from a service."""
    with transaction():
        person = person_of("board")
        found = db.session.scalars(select(ProviderIdentity).where(ProviderIdentity.person_id == person.id)).first()
        if found is None:
            known = {"level": "substantial", "resident": True, "resident_on": today(), "district": "Weststadt"}
            found = ProviderIdentity(person_id=person.id, provider="bund", subject="-", made_at=now(), **known)
            db.session.add(found)
            db.session.flush()
        return f"/konto/dienste/{found.id}/trennen"


def app_that_waits() -> str:
    """Let somebody begin to set up an app."""
    with transaction():
        person = person_of("board")
        accounts.begin_authenticator(person, person, password=DEMO_PASSWORD)
    return "/konto/zweiter-faktor/app/code"


def send(page: Page) -> None:
    """Send the page's main form as it stands, and wait for the page that answers.

    A form that is only a button beside a row is none, whatever another story has left in the list above the form, nor is
    one that is folded away.
    """
    main = "main form[method=post]:not([data-draft-discard], .post-button) button[type=submit]"
    with page.expect_navigation():
        page.locator(main).filter(visible=True).first.click()


def emptied(page: Page) -> None:
    """Send the page's main form without what it shows in its first field."""
    page.locator("main form[method=post] input[type=text]").first.fill("")
    send(page)
    expect(page.locator(".error-summary")).to_be_focused()


def sent_empty(page: Page) -> None:
    """Send the page's main form, and see its summary of errors take the focus (A-14)."""
    send(page)
    expect(page.locator(".error-summary")).to_be_focused()


def handed_in_empty(page: Page) -> None:
    """Hand an answer in as it stands; the page's first button only takes over a text block."""
    page.locator("main form[method=post] button.kern-btn--primary").first.click()
    expect(page.locator(".error-summary")).to_be_focused()


def decided_empty(page: Page) -> None:
    """Send the form of a decision as it stands, past the dialog that asks first."""
    with_dialog(page)
    page.locator("dialog button").first.click()
    expect(page.locator(".error-summary")).to_be_focused()


def step_sent_empty(page: Page) -> None:
    """Send the form of the next step as it stands."""
    with_open_folds(page)
    page.locator("form[action*='/schritt'] button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_focused()


def written_too_long(page: Page) -> None:
    """Write while the sign-in ends."""
    page.locator("main textarea").first.fill("Ein Gedanke, an dem jemand lange geschrieben hat.")
    page.context.clear_cookies()
    send(page)
    page.locator("main textarea[readonly]").wait_for()


def previewed(page: Page) -> None:
    """Write a text and see its preview."""
    page.locator("main textarea").first.fill("Ein **wichtiger** Satz.\n\n- eins\n- zwei\n\n> zitiert")
    page.locator(".preview__text ul").wait_for()


def with_files(page: Page) -> None:
    """Choose a picture and a document, and send the form before the picture has its words."""
    page.locator("main textarea:not([readonly])").fill("Ein Beitrag mit Bild und Plan.")
    for _earlier in range(page.locator("[data-remove]").count()):
        page.locator("[data-remove]").first.click()
    picture = {"name": "platz.jpg", "mimeType": "image/jpeg", "buffer": samples.photo()}
    plan = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
    page.locator("#files").set_input_files([picture, plan])  # type: ignore[list-item]
    expect(page.locator("[data-held]")).to_have_count(2)
    send(page)
    expect(page.locator(".error-summary")).to_be_focused()


def attached(page: Page) -> None:
    """Publish a picture and a document."""
    with_files(page)
    page.locator("main input[name^='alt-']").fill("Ein leerer Platz")
    send(page)
    page.locator(".post__files img").first.wait_for()


def with_ticks(page: Page) -> None:
    """Tick every row of a list."""
    page.locator("#pick-all").check()
    expect(page.locator("[data-pick-count]")).not_to_be_empty()


def with_dialog(page: Page) -> None:
    """Open the dialog that asks before something is thrown away."""
    page.locator("button[data-confirm]").first.click()
    page.locator("dialog[open]").wait_for()


def with_similar(page: Page) -> None:
    """Type a title that another idea has already."""
    page.locator("input[name=title]").fill("Trinkbrunnen an heißen Plätzen")
    page.locator("#aehnlich a").first.wait_for()


def with_similar_threads(page: Page) -> None:
    """Type a title that another thread has already."""
    page.locator("main input[name=title]").fill("Trinkbrunnen: Welche Plätze zuerst?")
    page.locator("#aehnlich a").first.wait_for()


def with_names(page: Page) -> None:
    """Begin to name somebody, and walk into the list of people."""
    page.locator("main textarea[name=text]").press_sequentially("Was meint @")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")


def with_open_folds(page: Page) -> None:
    """Open everything that is folded."""
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")


def with_menu(page: Page) -> None:
    """Open the menu of small screens."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.locator(".site-header__bar > .menu-button").click()
    page.locator("#menu").wait_for()


def connected(page: Page) -> None:
    """Wait until the page follows its meeting by the socket."""
    expect(page.locator("#live-connection")).to_have_text(re.compile("Verbunden|Connected"))


def with_half_quiet_hours(page: Page) -> None:
    """Send the wishes about mails with quiet hours that never end."""
    page.locator("#quiet_begin").select_option("22")
    sent_empty(page)


def end_of_mails() -> str:
    """Return the way from a mail to the page that ends such mails."""
    person = db.session.scalars(select(Person).where(Person.handle == "Ringgebiet_Ost")).one()
    return urlsplit(unsubscribing.address(person, unsubscribing.ALL)).path


def idea(state: str, ending: str = "", author: str = "") -> Callable[[], str]:
    """Return the way to the first idea in a state (of an author), or to one of its pages."""

    def find() -> str:
        query = select(Idea).where(Idea.state == state).order_by(Idea.id)
        if author:
            query = query.where(Idea.author.has(handle=author))
        found = db.session.scalars(query).first()
        assert found is not None, f"the demo has no idea in the state {state}"
        return f"/ideen/{found.id}{ending}" if ending else found.url

    return find


def invitation() -> str:
    """Return the way to the page of the citizen who was asked to write an idea too."""
    asked = select(CoAuthor.idea_id).join(CoAuthor.person).where(CoAuthor.accepted_at.is_(None))
    mine = asked.where(Person.handle == "Lindenblatt").order_by(CoAuthor.idea_id)
    return f"/ideen/{db.session.scalars(mine.limit(1)).one()}/einladung"


def written_together() -> str:
    """Return the way to an idea of two authors."""
    joined = select(CoAuthor.idea_id).join(CoAuthor.idea).where(CoAuthor.accepted_at.is_not(None))
    return db.session.get_one(
        Idea, db.session.scalars(joined.where(Idea.state == IdeaState.BOARD).order_by(Idea.id).limit(1)).one()
    ).url


def file_of_idea() -> str:
    """Return the way to the file of an idea that is examined."""
    number = db.session.scalars(select(Idea.id).where(Idea.state == IdeaState.FACHPRUEFUNG).order_by(Idea.id)).first()
    return f"/stabsstelle/ideen/{number}"


def merged_into() -> str:
    """Return the way to an idea in which another one lives on."""
    return db.session.get_one(
        Idea, db.session.scalars(select(IdeaMerge.target_id).order_by(IdeaMerge.id).limit(1)).one()
    ).url


def merging() -> str:
    """Return the way to the page that takes a merge back."""
    merges = select(IdeaMerge.id).order_by(IdeaMerge.id)
    return f"/zusammenfuehrungen/{db.session.scalars(merges.limit(1)).one()}/zuruecknehmen"


def _thread() -> Thread:
    """Return the thread with the deepest answers."""
    deepest = select(Post.thread_id).order_by(Post.depth.desc(), Post.id).limit(1)
    return db.session.get_one(Thread, db.session.scalars(deepest).one())


def thread() -> str:
    """Return the way to the most nested thread."""
    return _thread().url


def branch() -> str:
    """Return the way to the answers to the first post that has some."""
    post = db.session.scalars(
        select(Post).where(Post.thread_id == _thread().id, Post.child_count > 0).order_by(Post.id)
    ).first()
    assert post is not None
    return f"/beitraege/{post.id}/zweig"


def quoting() -> str:
    """Return the way to the form that quotes a post."""
    post = db.session.scalars(select(Post).where(Post.thread_id == _thread().id).order_by(Post.id)).first()
    assert post is not None
    return f"/beitraege/{post.id}/antworten?zitat=1"


def closing() -> str:
    """Return the way to the page that closes this thread."""
    return f"/themen/{_thread().id}/schliessen"


def post(path: str, author: str = "") -> Callable[[], str]:
    """Return the way to a page of a post, of this author or of anybody; {} is its number."""

    def find() -> str:
        # An author's posts without answers come first, then changed ones: they have a history.
        query = select(Post.id).where(Post.state == PostState.VISIBLE)
        if author:
            query = query.where(Post.author.has(handle=author)).order_by(Post.child_count > 0)
        query = query.order_by(Post.edited_at.is_(None), Post.id)
        return path.format(db.session.scalars(query.limit(1)).one())

    return find


def planned_item(ending: str = "") -> Where:
    """Return where the first item of a planned meeting is changed."""

    def find() -> str:
        item = db.session.scalars(
            select(AgendaItem)
            .join(Meeting, Meeting.id == AgendaItem.meeting_id)
            .where(Meeting.state == "planned", AgendaItem.audience == "public")
            .limit(1)
        ).one()
        return f"/sitzungen/{item.meeting_id}/punkte/{item.id}{ending}"

    return find


def meeting(state: str, ending: str = "") -> Callable[[], str]:
    """Return the way to a meeting or one of its pages."""
    query = select(Meeting).where(Meeting.state == state).order_by(Meeting.id).limit(1)
    return lambda: db.session.scalars(query).one().url + ending


def treating() -> str:
    """Return the way to the page that moves two threads of the first space."""
    first = db.session.scalars(select(Space).order_by(Space.position).limit(1)).one()
    ids = db.session.scalars(select(Thread.id).where(Thread.space_id == first.id).order_by(Thread.id).limit(2))
    return f"{first.url}/ordnen?akt=verschieben" + "".join(f"&thema={number}" for number in ids)


def space(ending: str = "") -> Callable[[], str]:
    """Return the way to the first space or one of its pages."""
    return lambda: f"/raeume/{db.session.scalars(select(Space.slug).order_by(Space.position).limit(1)).one()}{ending}"


def with_drafts() -> str:
    """Return the way to the list of drafts, after the citizen wrote one that has its place and one that has none."""
    for target in (f"thread:{_thread().id}", "thread:999999"):
        _draft("citizen", "post.publish", target)
    return "/entwuerfe"


def restored() -> str:
    """Return the way to the form of a new thread, after the staff office has begun one."""
    found = db.session.scalars(select(Space).order_by(Space.position).limit(1)).one()
    _draft("staff", "thread.start", f"space:{found.id}")
    return f"/raeume/{found.slug}/neu"


def _draft(role: str, action: str, target: str) -> None:
    number = person_of(role).id
    with transaction():
        actor = db.session.get_one(Person, number)
        fields = {"title": "Halb begonnen", "text": "Ein halber Gedanke."}
        drafts.save_draft(actor, action, target, fields=fields, form="begun before")


def with_two_drafts(page: Page) -> None:
    """Come back to a window that still holds something else than the draft on the server."""
    page.evaluate("""() => {
      const { draftPerson, draft, draftTarget } = document.querySelector("form[data-draft]").dataset;
      const copy = { fields: { title: "Anders", text: "Ein ganz anderer Gedanke." }, seen: 0, sent: false };
      sessionStorage.setItem(`entwurf/${draftPerson}/${draft}/${draftTarget}`, JSON.stringify(copy));
    }""")
    page.reload()
    page.locator("[data-draft-choice] textarea").wait_for()


def compared() -> str:
    """Return where a version of a dossier is compared."""
    return f"/vorlagen/{db.session.scalars(select(Dossier.number).order_by(Dossier.id)).first()}/vergleich?von=1&bis=1"


def station() -> str:
    """Return the way to the form of a station in the council."""
    query = select(Idea.id).where(Idea.state == IdeaState.BOARD).order_by(Idea.id).limit(1)
    return f"/ideen/{db.session.scalars(query).one()}/beratungsfolge"


def first_duty() -> str:
    """Return the way to the form of the first condition of a decision."""
    row = db.session.scalars(select(DecisionDuty).order_by(DecisionDuty.decision_id)).first()
    assert row is not None
    return f"{row.decision.url}/auflagen/{row.position}"


def first(model: type[Application] | type[Decision] | type[Dossier] | type[DossierDraft]) -> Callable[[], str]:
    """Return the way to the first application, decision or dossier."""
    return lambda: db.session.scalars(select(model).order_by(model.id).limit(1)).one().url


def recommended() -> str:
    """Return the way to a recommendation that has no answer yet."""
    open_ones = select(FollowUp.resolution_id).where(FollowUp.answered_at.is_(None)).order_by(FollowUp.resolution_id)
    return f"/empfehlungen/{db.session.scalars(open_ones).first()}"


def became() -> str:
    """Return where one reads what became of the ideas of a space."""
    slugs = select(Space.slug).where(Space.audience == "public").order_by(Space.id)
    return f"/raeume/{db.session.scalars(slugs).first()}/was-wurde-daraus"


def measuring() -> str:
    """Return where values of an indicator are entered."""
    return f"/kennzahlen/{db.session.scalars(select(Indicator.id).order_by(Indicator.id)).first()}/werte"


def project(ending: str = "") -> Callable[[], str]:
    """Return the way to a running project or one of its pages."""

    def find() -> str:
        found = db.session.scalars(select(Project).order_by(Project.id.desc()).limit(1)).one()
        return f"/vorhaben/{found.id}{ending}" if ending else found.url

    return find


def first_activity(ending: str) -> Callable[[], str]:
    """Return the way to a page of the first activity."""
    return lambda: f"/aktivitaeten/{db.session.scalars(select(Activity.id).order_by(Activity.id)).first()}{ending}"


def account(ending: str = "", handle: str = "Lindenblatt") -> Callable[[], str]:
    """Return the way to an account in the administration, or to one of its pages."""

    def find() -> str:
        number = db.session.scalars(select(Person.id).where(Person.handle == handle)).one()
        return f"/verwaltung/leute/{number}{ending}"

    return find


def with_proposed_role() -> str:
    """Return the way to an account with a role that waits for a second person."""
    who = db.session.scalars(select(Person.id).where(Person.handle == "Wachsam")).one()
    if db.session.scalar(select(RoleProposal.id).where(RoleProposal.person_id == who)) is None:
        with transaction():
            of, why = db.session.get_one(Person, who), "Arbeitet ab morgen auch hier mit."
            administration.propose_role(person_of("admin"), of, "legal", Step.GIVE, reason=why)
    return f"/verwaltung/leute/{who}"


def proposed_for_unit() -> str:
    """Return the way to a unit in which somebody is to work once a second person agrees."""
    unit = db.session.scalars(select(Unit).order_by(Unit.id)).first()
    assert unit is not None
    address = f"/stabsstelle/stellen/{unit.id}"
    if not units.waiting_for([unit.id]):
        with transaction():
            who = db.session.scalars(select(Person).where(Person.handle == "Nordlicht38")).one()
            units.propose_for_unit(person_of("staff"), db.session.merge(unit), who)
    return address


def proposed_for_board() -> str:
    """Return the way to where somebody waits to belong to the Board once a second person agrees."""
    board = db.session.scalars(select(Committee).where(Committee.slug == "smart-city-board")).one()
    if not db.session.scalars(select(BoardEntry.id)).all():
        with transaction():
            who = db.session.scalars(select(Person).where(Person.handle == "Nordlicht38")).one()
            plan = committees.Appointment(organisation="Beispielverein", until=today() + timedelta(days=365))
            committees.propose_for_board(person_of("staff"), db.session.merge(board), who, plan)
    return "/gremien/smart-city-board/berufen"


def failed_delivery() -> str:
    """Return the way to the failed deliveries, after one failed for good."""
    if db.session.scalar(select(Delivery.id).where(Delivery.attempts > 0).limit(1)) is None:
        with transaction():
            number = queue("jemand@example.org", "password_changed", handle="Jemand").id
            event = select(LoggedEvent.id).where(LoggedEvent.type == "MailQueued", LoggedEvent.subject_id == number)
            values = {"attempts": 20, "due_at": now() + timedelta(hours=6), "last_error": "SMTPDataError"}
            db.session.execute(update(Delivery).where(Delivery.event_id == event.scalar_subquery()).values(values))
    return "/verwaltung/betrieb/zustellungen"


def worded_page() -> str:
    """Return the way to the words of a legal page that were changed once."""
    if wording.newest("kontakt") is None:
        with transaction():
            words = {"text": "Montags sind wir **länger** da.", "english": "On Mondays we stay **longer**."}
            wording.write_page(person_of("admin"), "kontakt", **words, note="Neue Zeiten", version=0)
    return "/verwaltung/texte/kontakt"


def signed() -> str:
    """Return the way to the videos in sign language, with one of them, which a goal and a room show, too."""
    if not videos.videos():
        film = receive_video(FileStorage(BytesIO(mp4()), "dgs.mp4"))
        with transaction():
            actor, text = person_of("admin"), "Im Forum reden Menschen über **ihre Stadt**."
            choice = Choice(files.add_file(actor, film).key)
            made = videos.publish_video(actor, title="Was ist das Forum?", text=text, choices=[choice])
            room = db.session.scalars(select(Space.id).where(Space.audience == "public").order_by(Space.id)).first()
            easy = {"text": "Hier reden Menschen.", "english": "", "tested": wording.Tested("Prüf-Gruppe", today())}
            values = {"note": "Der erste Text.", "version": 0, "video_id": made.id}
            wording.write_page(actor, f"raum-{room}", **easy, **values)  # type: ignore[arg-type]
    return "/gebaerdensprache"


def with_aside() -> str:
    """Return the way to a room that says what it is about in Leichte Sprache and in sign language."""
    signed()
    slug = db.session.scalars(select(Space.slug).where(Space.audience == "public").order_by(Space.id)).first()
    return f"/raeume/{slug}"


def aside_to_word() -> str:
    """Return the way to the form for what a room says in Leichte Sprache and in sign language."""
    signed()
    room = db.session.scalars(select(Space.id).where(Space.audience == "public").order_by(Space.id)).first()
    return f"/verwaltung/texte/raum-{room}"


def film_to_word() -> str:
    """Return the way to the form of a video in sign language."""
    signed()
    return f"/verwaltung/texte/gebaerdensprache/{videos.videos()[0].row.id}"


def with_folds_open(page: Page) -> None:
    """Open what is folded."""
    for fold in page.locator("main details.fold").all():
        fold.locator("summary").click()


def broken_log() -> str:
    """Return the way to the checks of the log, after one found something."""
    with transaction():
        found = {
            "position": 42,
            "first_broken": 7,
            "place": "event 7 (meeting:1, seq 3)",
            "changed": ["dossier 2026/1"],
        }
        db.session.add(LogCheck(at=now(), **found))
    return "/verwaltung/protokoll"


def address_shown(page: Page) -> None:
    """Name a reason and read the address."""
    page.locator("main input[name=reason]").fill("Rückfrage zu einer Beschwerde")
    send(page)
    page.locator("main .kern-alert").wait_for()


def survey(state: str, ending: str = "") -> Callable[[], str]:
    """Return the way to the first survey in a state, or to one of its pages."""

    def find() -> str:
        found = db.session.scalars(select(Survey).where(Survey.state == State(state)).order_by(Survey.id)).first()
        assert found is not None, f"the demo has no survey in the state {state}"
        return f"/umfragen/{found.id}{ending}" if ending else found.url

    return find


def process(ending: str = "") -> Callable[[], str]:
    """Return the way to the space with the surveys."""
    return lambda: f"{db.session.scalars(select(Survey).order_by(Survey.id)).first().space.url}{ending}"  # type: ignore[union-attr]


def new_survey() -> str:
    """Return the way to the form of a survey in the process of the demo."""
    return f"/stabsstelle{process()()}/umfragen/neu"


def drafted_survey() -> str:
    """Return the way to the form of a question, after the staff office has begun a survey."""
    draft = db.session.scalars(select(Survey).where(Survey.state == State.DRAFT).order_by(Survey.id)).first()
    if draft is None:
        with transaction():
            model = db.session.scalars(select(Survey).where(Survey.state == State.PUBLISHED)).one()
            times = {"phase": Phase(model.phase), "opens_at": model.opens_at, "closes_at": model.closes_at}
            staff = person_of("staff")
            draft = surveys.draft_survey(staff, model.space, surveys.Plan(title="Noch eine Frage", **times))
            asked = surveys.Asked(kind=Kind.SCALE, text="Wie gern sitzen Sie dort?", low="nicht", high="sehr")
            surveys.add_question(staff, draft, asked, version=draft.version)
    return f"/umfragen/{draft.id}/fragen/neu?art=several"


def deciding() -> str:
    """Return the way to the form of a decision, for the first idea before the Board that has its dossier."""
    query = select(Idea.id).where(Idea.state == IdeaState.BOARD).order_by(Idea.id).limit(1)
    return f"/board/ideen/{db.session.scalars(query).one()}/beschluss"


def case() -> str:
    """Return the way to the first case."""
    return db.session.scalars(select(Case).order_by(Case.id).limit(1)).one().url


def waiting_text(*, case: bool = False) -> str:
    """A text that waits for the moderation, and its case."""
    with transaction():
        author = person_of("citizen")
        held = hold(author, "idea", {}, [Finding("links", "example.org")], source="Ein Text.", audience="public")
        number, address = held.id, held.url
    if not case:
        return address
    with transaction():
        open_case_by_rule("held", number)
    return db.session.scalars(select(Case).where(Case.kind == "held").order_by(Case.id.desc()).limit(1)).one().url


def many_cases() -> str:
    """Return the way to an act on the first case and the next."""
    numbers = db.session.scalars(select(Case.id).order_by(Case.id).limit(2))
    return "/moderation/sammeln?" + "&".join(f"fall={number}" for number in numbers)


def dispute() -> str:
    """Return the way to a dispute about a decided case, which begins when there is none."""
    if db.session.scalars(select(Dispute)).first() is None:
        with transaction():
            case = db.session.scalars(
                select(Case).where(Case.state == CaseState.ACTED).order_by(Case.id).limit(1)
            ).one()
            moderation.record_dispute(person_of("moderator"), case, body="Schlichtungsstelle Nord", opened_on=today())
    return db.session.scalars(select(Dispute).order_by(Dispute.case_id).limit(1)).one().url


def misuse() -> str:
    """Return the way to what a citizen reported and complained of in vain."""
    return f"/moderation/missbrauch/{person_of('citizen').id}"


def naming() -> str:
    """Return the way to the form that tells an author who reported."""
    told = db.session.scalars(select(Notice).order_by(Notice.id).limit(1)).one()
    return f"/moderation/{told.case_id}/meldungen/{told.id}/nennen"


def thread_title() -> str:
    """Return the way to the form that reports the title of a thread."""
    number = db.session.scalars(
        select(Thread.id).where(Thread.audience == "public", Thread.idea_id.is_(None)).order_by(Thread.id).limit(1)
    ).one()
    return f"/melden/thread/{number}"


def decided_case() -> str:
    """Return the way to the case that ended with a hidden post."""
    return db.session.scalars(select(Case).where(Case.state == CaseState.ACTED).order_by(Case.id).limit(1)).one().url


def statement() -> str:
    """Return the way to the first statement of reasons."""
    return db.session.scalars(select(Statement).order_by(Statement.id).limit(1)).one().url


def notice_state() -> str:
    """Return the secret address from the receipt that the demo wrote."""
    text = db.session.scalars(select(Mail.text).where(Mail.text.contains("/meldungen/")).order_by(Mail.id)).first()
    assert text is not None
    return "/meldungen/" + text.split("/meldungen/")[1].split()[0]


def reading_list() -> str:
    """Let a citizen keep a thread and a post of another one, and return the way to the list."""
    posts = db.session.scalars(
        select(Post)
        .join(Thread)
        .where(Post.state == PostState.VISIBLE, Thread.audience == "public")
        .order_by(Post.id)
        .limit(2)
    ).all()
    things = [(Thread, posts[0].thread_id), (Post, posts[1].id)]
    for model, number in things:
        with transaction():
            discussions.bookmark(person_of("citizen"), db.session.get_one(model, number))
    return "/merkliste"


def own_notices() -> str:
    """Let a citizen report a post of somebody else, once, and return the way to what they reported."""
    me = person_of("citizen")
    if db.session.scalar(select(Notice.id).where(Notice.person_id == me.id)) is None:
        other = db.session.scalars(
            select(Post.id)
            .join(Thread)
            .where(Post.author_id != me.id, Post.state == PostState.VISIBLE, Thread.audience == "public")
            .order_by(Post.id)
            .limit(1)
        ).one()
        with transaction():
            actor = person_of("citizen")
            target = targets.load(actor, "post", other)
            why = "Der Beitrag gehört nicht zum Thema."
            moderation.file_notice(actor, target, rule="thema", explanation=why, good_faith=True)
    return "/konto/meldungen"


def with_one_key_twice(page: Page) -> None:
    """Give two actions the same key."""
    page.get_by_label("Zum vorigen Beitrag").or_(page.get_by_label("To the previous post")).fill("j")
    send(page)


def with_news(page: Page) -> None:
    """Let posts arrive while the page is open."""
    page.evaluate("() => { document.querySelector('[data-arrivals]').dataset.after = '2026-01-01T00:00:00Z'; }")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator("[data-arrivals] a").wait_for()


# The states in which the demo shows an idea to everybody.
SHOWN = [
    state for state in IdeaState if state not in {IdeaState.ENTWURF, IdeaState.GESTOPPT, IdeaState.ZUSAMMENGEFUEHRT}
]


def begun_idea() -> str:
    """Leave a text that waits for an account."""
    with transaction():
        token = begin_idea(Nobody(), Content(title="Bänke im Bürgerpark", text="Wer müde ist, soll sitzen können."))
    return f"{LIST}/begonnen/{token}"


LIST = "/ideen"
PLACES: dict[str, list[Place]] = {
    "start": [
        Place("start", None, "/"),
        Place("start, menu open", None, "/", with_menu),
        Place("start of a citizen", "citizen", "/"),
        Place("start of a citizen, menu open", "citizen", "/", with_menu),
    ],
    "ideas": [
        Place("ideas", None, LIST),
        Place("ideas, chosen", None, f"{LIST}?stand=in_diskussion"),
        Place("ideas, none", None, f"{LIST}?q=xyzxyz"),
        Place("ideas in figures", None, f"{LIST}/zahlen"),
        Place("write an idea without an account", None, f"{LIST}/neu"),
        Place("write an idea without an account, errors", None, f"{LIST}/neu", sent_empty),
        Place("begun idea", None, begun_idea),
        Place("begun idea of a citizen", "citizen", begun_idea),
        Place("drafts", "citizen", f"{LIST}/entwuerfe"),
        Place("idea of another", "citizen", idea("in_diskussion")),
        Place("own idea", "citizen", idea("eingereicht", author="Lindenblatt")),
        Place("edit an idea", "citizen", idea("eingereicht", "/bearbeiten", "Lindenblatt")),
        Place("authors of an idea", "citizen", idea("eingereicht", "/mitschreiben", "Lindenblatt")),
        Place("authors of an idea, errors", "citizen", idea("eingereicht", "/mitschreiben", "Lindenblatt"), sent_empty),
        Place("point to another idea", "citizen", idea("eingereicht", "/verweisen", "Lindenblatt")),
        Place("invitation to write", "citizen", invitation),
        Place("idea of two authors", None, written_together),
        Place("withdraw an idea", "citizen", idea("eingereicht", "/zurueckziehen", "Lindenblatt")),
    ],
    "idea pages": [Place(f"idea {state}", None, idea(state)) for state in SHOWN],
    "writing an idea": [
        Place("idea form", "citizen", f"{LIST}/neu"),
        Place("idea form, everything open", "citizen", f"{LIST}/neu", with_open_folds),
        Place("idea form, errors", "citizen", f"{LIST}/neu", sent_empty),
        Place("idea form, similar ideas", "citizen", f"{LIST}/neu", with_similar),
        Place("draft", "citizen", idea("entwurf", "/bearbeiten")),
        Place("check of a draft", "citizen", idea("entwurf", "/pruefung")),
        Place("check of a draft, dialog", "citizen", idea("entwurf", "/pruefung"), with_dialog),
    ],
    "reading talk": [
        Place("spaces", None, "/raeume"),
        Place("space", None, space()),
        Place("space of a citizen", "citizen", space()),
        Place("thread", None, thread),
        Place("thread of a citizen", "citizen", thread),
        Place("thread, choice of the level", "citizen", thread, with_open_folds),
        Place("thread of a moderator", "moderator", thread),
        Place("thread, flat, newest first", "citizen", lambda: f"{thread()}?ansicht=flach"),
        Place("thread with news", "board", thread, with_news),
        Place("thread on paper", None, lambda: f"/themen/{_thread().id}/druck"),
        Place("what came meanwhile", "citizen", lambda: f"/themen/{_thread().id}/neues?nach=2026-01-01T00:00:00Z"),
        Place("thread, both sides", "citizen", lambda: f"{thread()}?ansicht=gegenueber"),
        Place("answers to a post", "citizen", branch),
        Place("quoting a post", "citizen", quoting),
        Place("history of a post", None, post("/beitraege/{}/verlauf")),
        Place("history of a post, moderating", "moderator", post("/beitraege/{}/verlauf")),
        Place("profile", None, "/leute/Lindenblatt"),
    ],
    "talking": [
        Place("new thread", "citizen", space("/neu")),
        Place("new thread, errors", "citizen", space("/neu"), sent_empty),
        Place("new thread, preview", "citizen", space("/neu"), previewed),
        Place("answer", "citizen", post("/beitraege/{}/antworten")),
        Place("answer, errors", "citizen", post("/beitraege/{}/antworten"), sent_empty),
        Place("edit a post", "citizen", post("/beitraege/{}/bearbeiten", "Lindenblatt")),
        Place("edit a post, preview", "citizen", post("/beitraege/{}/bearbeiten", "Lindenblatt"), previewed),
        Place("answer, files without words", "board", post("/beitraege/{}/antworten"), with_files),
        Place("thread with files", "chair", post("/beitraege/{}/antworten", "Rollstuhlfahrerin"), attached),
        Place("answer, people to name", "admin", post("/beitraege/{}/antworten"), with_names),
        Place("related threads", "citizen", lambda: f"/themen/{_thread().id}/verwandt"),
        Place("new thread, similar threads", "moderator", space("/neu"), with_similar_threads),
        Place("new thread, restored", "staff", restored),
        Place("new thread, two versions", "staff", restored, with_two_drafts),
        Place("delete a post", "citizen", post("/beitraege/{}/loeschen", "Lindenblatt")),
        Place("close a thread", "moderator", closing),
        Place("open a thread again", "moderator", lambda: f"/themen/{_thread().id}/oeffnen"),
        Place("open a thread again, errors", "moderator", lambda: f"/themen/{_thread().id}/oeffnen", sent_empty),
        Place("arrange a thread", "moderator", lambda: f"/themen/{_thread().id}/einrichten"),
        Place("sum a thread up", "moderator", lambda: f"/themen/{_thread().id}/zwischenstand"),
        Place("sort posts", "moderator", lambda: f"/themen/{_thread().id}/ordnen"),
        Place("sort posts, errors", "moderator", lambda: f"/themen/{_thread().id}/ordnen", sent_empty),
        Place("merge threads", "moderator", lambda: f"/themen/{_thread().id}/zusammenfuehren"),
        Place("move a thread", "moderator", lambda: f"/themen/{_thread().id}/verschieben"),
        Place("close a branch", "moderator", post("/beitraege/{}/schliessen")),
        Place("choose threads", "moderator", space(), with_ticks),
        Place("treat threads", "moderator", treating),
        Place("treat threads, errors", "moderator", treating, sent_empty),
        Place("arrange spaces", "staff", "/stabsstelle/raeume"),
        Place("process", "staff", "/stabsstelle/raeume/unterwegs-in-braunschweig/verfahren"),
        Place("new space", "staff", "/stabsstelle/raeume/neu"),
        Place("new space, errors", "staff", "/stabsstelle/raeume/neu", sent_empty),
        Place("close a thread, errors", "moderator", closing, sent_empty),
        Place("text given back", "citizen", space("/neu"), written_too_long),
    ],
    "committees": [
        Place("figures of a committee", "staff", "/gremien/fachbeirat-mobilitaet/zahlen", with_open_folds),
        Place("committees", None, "/gremien"),
        Place("committee", None, "/gremien/fachbeirat-mobilitaet"),
        Place("board's page", None, "/gremien/smart-city-board"),
        Place("committee, for staff", "staff", "/gremien/fachbeirat-mobilitaet"),
        Place("seats", "staff", "/gremien/fachbeirat-mobilitaet/sitze"),
        Place("seats, errors", "staff", "/gremien/fachbeirat-mobilitaet/sitze", sent_empty),
        Place("appoint", "staff", "/gremien/fachbeirat-mobilitaet/berufen"),
        Place("appoint, errors", "staff", "/gremien/fachbeirat-mobilitaet/berufen", sent_empty),
        Place("appoint to the board", "staff", proposed_for_board),
        Place("dissolve", "staff", "/gremien/fachbeirat-mobilitaet/aufloesen"),
        Place("rename", "staff", "/gremien/fachbeirat-mobilitaet/umbenennen"),
        Place("rename, errors", "staff", "/gremien/fachbeirat-mobilitaet/umbenennen", sent_empty),
        Place("rules of procedure", None, "/gremien/fachbeirat-mobilitaet/geschaeftsordnung"),
        Place("edit rules", "staff", "/gremien/fachbeirat-mobilitaet/geschaeftsordnung/aendern"),
        Place("edit rules, errors", "staff", "/gremien/fachbeirat-mobilitaet/geschaeftsordnung/aendern", sent_empty),
        Place("interests", "chair", "/gremien/fachbeirat-mobilitaet/interessen"),
        Place("interests, errors", "chair", "/gremien/fachbeirat-mobilitaet/interessen", sent_empty),
        Place("call for members", "staff", "/gremien/fachbeirat-klima-und-daten/aufruf"),
        Place("call for members, errors", "staff", "/gremien/fachbeirat-klima-und-daten/aufruf", sent_empty),
        Place("open call", "staff", "/gremien/fachbeirat-mobilitaet/aufruf"),
        Place("apply", "citizen", "/gremien/fachbeirat-mobilitaet/bewerben"),
        Place("apply, errors", "citizen", "/gremien/fachbeirat-mobilitaet/bewerben", sent_empty),
        Place("propose a member", "citizen", "/gremien/fachbeirat-mobilitaet/vorschlagen"),
        Place("propose a member, errors", "citizen", "/gremien/fachbeirat-mobilitaet/vorschlagen", sent_empty),
        Place("recommendation", None, recommended),
        Place("recommendation, errors", "board", recommended, sent_empty),
        Place("applications", "staff", "/gremien/fachbeirat-mobilitaet/bewerbungen"),
        Place("application", "staff", first(Application)),
        Place("application, errors", "staff", first(Application), sent_empty),
        Place("propose", "citizen", "/gremien/vorschlagen"),
        Place("propose, errors", "citizen", "/gremien/vorschlagen", sent_empty),
    ],
    "meetings": [
        Place("meetings", None, "/sitzungen"),
        Place("plan", "chair", "/gremien/fachbeirat-mobilitaet/sitzung-planen"),
        Place("plan, errors", "chair", "/gremien/fachbeirat-mobilitaet/sitzung-planen", sent_empty),
        Place("planned meeting", None, meeting("planned")),
        Place("planned meeting of the office", "staff", meeting("planned")),
        Place("change a plan", "staff", meeting("planned", "/planung")),
        Place("change a plan, errors", "staff", meeting("planned", "/planung"), emptied),
        Place("call a meeting off", "staff", meeting("planned", "/absagen")),
        Place("call a meeting off, errors", "staff", meeting("planned", "/absagen"), sent_empty),
        Place("change an item", "staff", planned_item()),
        Place("papers of an item", "staff", planned_item("/unterlagen")),
        Place("papers of an item, errors", "staff", planned_item("/unterlagen"), sent_empty),
        Place("own calendar", "citizen", "/sitzungen/kalender"),
        Place("own calendar, new address", "citizen", "/sitzungen/kalender", send),
        Place("finished meeting", None, meeting("closed")),
        Place("minutes", None, meeting("closed", "/niederschrift")),
        Place("minutes of the clerk", "staff", meeting("closed", "/niederschrift")),
        Place("minutes of a committee", "staff", "/gremien/fachbeirat-klima-und-daten/niederschriften"),
        Place("course", None, meeting("closed", "/verlauf")),
        Place("vote to count anew", None, meeting("closed", "/abstimmungen/1")),
        Place("replay", None, meeting("closed", "/verlauf?stand=20")),
        Place("room of an observer", None, meeting("running"), connected),
        Place("room of the chair", "chair", meeting("running"), connected),
        Place("big screen", None, meeting("running", "/leinwand"), connected),
    ],
    "decisions": [
        Place("decisions", None, "/beschluesse"),
        Place("decisions, none", None, "/beschluesse?ergebnis=vertagt&bezirk=112"),
        Place("decision", None, first(Decision)),
        Place("dossier", None, first(Dossier)),
        Place("dossiers compared", None, compared),
        Place("drafts of dossiers", "staff", "/stabsstelle/vorlagen"),
        Place("draft of a dossier", "staff", first(DossierDraft)),
        Place("station in the council, errors", "staff", station, sent_empty),
        Place("condition, errors", "staff", first_duty, sent_empty),
        Place("activities", None, "/aktivitaeten?stand=alle"),
        Place("activity", None, first(Activity)),
        Place("own activity", "staff", first(Activity)),
        Place("present an activity, errors", "staff", "/aktivitaeten/neu", sent_empty),
        Place("facts of an activity", "staff", first_activity("/bearbeiten")),
        Place("projects", None, "/vorhaben"),
        Place("projects along the time", None, "/vorhaben?ansicht=zeitleiste"),
        Place("projects as a table", None, "/vorhaben?ansicht=tabelle&stand=alle"),
        Place("project", None, project()),
        Place("what became of the ideas of a space", None, became),
        Place("strategy", None, "/strategie"),
        Place("strategy of the office", "staff", "/strategie"),
        Place("versions of the goals", None, "/strategie/ziele"),
        Place("version of the goals", None, "/strategie/ziele/1"),
        Place("next goals", "staff", "/strategie/ziele/entwurf"),
        Place("goal", "staff", "/strategie/ziele/entwurf/daten"),
        Place("goal, errors", "staff", "/strategie/ziele/entwurf/neu", sent_empty),
        Place("ideas by ISEK", None, "/strategie/isek"),
        Place("districts", None, "/stadtbezirke"),
        Place("no connection", None, "/ohne-verbindung"),
        Place("tour", None, "/rundgang"),
        Place("end of the tour", None, "/rundgang/5"),
        Place("district", None, "/stadtbezirke/111"),
        Place("office of the governance", "staff", "/strategie/aemter/cdo"),
        Place("holder, errors", "staff", "/strategie/aemter/cdo/besetzung", sent_empty),
        Place("end of a term", "staff", "/strategie/aemter/cdo/ende"),
        Place("coverage", None, "/strategie/abdeckung"),
        Place("figures", None, "/zahlen", with_open_folds),
        Place("figures, nothing", None, "/zahlen?von=1990-01-01&bis=1990-12-31"),
        Place("reports", None, "/berichte"),
        Place("report of this year", None, lambda: f"/berichte/{today().year}"),
        Place("publish a report", "staff", "/berichte/veroeffentlichen"),
    ],
    "surveys": [
        Place("surveys", None, "/umfragen"),
        Place("process with surveys", None, process()),
        Place("survey, to be read", None, survey("published")),
        Place("survey, to be answered", "citizen", survey("published")),
        Place("survey, errors", "citizen", survey("published"), sent_empty),
        Place("survey, result", None, survey("closed"), with_open_folds),
        Place("survey, answered", "moderator", survey("published")),
        Place("surveys of the office", "staff", "/stabsstelle/umfragen"),
        Place("new survey, errors", "staff", new_survey, sent_empty),
        Place("survey at the desk", "staff", survey("published", "/einrichten"), with_open_folds),
        Place("preview of a survey", "staff", survey("published", "/vorschau")),
        Place("typed answers", "moderator", survey("closed", "/texte")),
        Place("question, errors", "staff", drafted_survey, sent_empty),
        Place("draft of a survey", "staff", survey("draft", "/einrichten")),
    ],
    "search": [
        Place("search", None, "/suche"),
        Place("search, hits", None, "/suche?q=Radverkehr"),
        Place("search, narrowed", None, "/suche?q=Radverkehr -Ring&art=idea&art=post&sortierung=neu"),
        Place("search, refused", None, "/suche?q=von:mir"),
        Place("search, help", None, "/suche/hilfe"),
        Place("search, nothing", None, "/suche?q=xyzxyzxyz"),
        Place("search, did you mean", None, "/suche?q=Lastenrda"),
        Place("search, what is searched for", "staff", "/suche/statistik"),
        Place("saved searches", "citizen", "/suche/gespeichert"),
        Place("reading list", "citizen", reading_list),
        Place("reading list, empty", "admin", "/merkliste"),
        Place("search of a citizen", "citizen", "/suche?q=Bus"),
    ],
    "doors": [
        Place("sign in", None, "/anmelden"),
        Place("sign in, errors", None, "/anmelden", sent_empty),
        Place("register", None, "/registrieren"),
        Place("register, errors", None, "/registrieren", sent_empty),
        Place("mail sent", None, "/registrieren/mail"),
        Place("link by mail", None, "/anmelden/link"),
        Place("link by mail, errors", None, "/anmelden/link", sent_empty),
        Place("sign in by link", None, link_that_signs_in),
        Place("second step", None, at_second_step),
        Place("second step, errors", None, at_second_step, sent_empty),
        Place("sign-in service, broken off", None, "/anmelden/dienst/bund/zurueck?error=access_denied", status=400),
        Place("sign-in service, too late", None, "/anmelden/dienst/bund/weiter", status=400),
        Place("name for a new account", None, named_by_a_service, held=CHOOSING),
        Place("name for a new account, errors", None, named_by_a_service, sent_empty, held=CHOOSING),
        Place("signed out, at the service, too", None, "/abgemeldet/bund"),
        Place("forgotten", None, "/passwort-vergessen"),
        Place("forgotten, errors", None, "/passwort-vergessen", sent_empty),
        Place("outbox", None, "/postausgang"),
    ],
    "account": [
        Place("account", "citizen", "/konto"),
        Place("drafts of posts", "citizen", with_drafts),
        Place("drafts of posts, none", "admin", "/entwuerfe"),
        Place("people one ignores", "citizen", "/konto/ausgeblendet"),
        Place("shortcuts", "citizen", "/konto/tastenkuerzel"),
        Place("shortcuts, errors", "citizen", "/konto/tastenkuerzel", with_one_key_twice),
        Place("another name", "citizen", "/konto/name"),
        Place("another name, errors", "citizen", "/konto/name", sent_empty),
        Place("another name, just chosen", "board", with_another_name),
        Place("another address", "citizen", "/konto/adresse"),
        Place("another address, errors", "citizen", "/konto/adresse", sent_empty),
        Place("another address, asked for", "board", with_address_asked_for),
        Place("another address, changed lately", "staff", with_address_changed),
        Place("another address, its link", None, link_of_new_address),
        Place("another address, confirmed", None, "/adresse-bestaetigt"),
        Place("another address, objecting", None, link_of_former_address),
        Place("a new factor, objecting", None, link_of_new_factor),
        Place("password", "citizen", "/konto/passwort"),
        Place("password, errors", "citizen", "/konto/passwort", sent_empty),
        Place("signing in safely, nothing yet", "citizen", "/konto/zweiter-faktor"),
        Place("signing in safely", "admin", with_factors),
        Place("password again", "citizen", "/konto/zweiter-faktor/app"),
        Place("password again, errors", "citizen", "/konto/zweiter-faktor/app", sent_empty),
        Place("connecting an app", "board", app_that_waits),
        Place("connecting an app, errors", "board", app_that_waits, sent_empty),
        Place("new passkey", "citizen", "/konto/passkeys/neu"),
        Place("new passkey, errors", "citizen", "/konto/passkeys/neu", sent_empty),
        Place("linking a service", "citizen", "/konto/dienste/bund/verbinden"),
        Place("linking a service, errors", "citizen", "/konto/dienste/bund/verbinden", sent_empty),
        Place("signing in safely, with a service", "board", with_service),
        Place("unlinking a service", "board", linked_service),
        Place("unlinking a service, errors", "board", linked_service, sent_empty),
        Place("devices", "citizen", "/konto/anmeldungen"),
        Place("keys, none", "citizen", "/konto/schluessel"),
        Place("new key", "citizen", "/konto/schluessel/neu"),
        Place("new key, errors", "citizen", "/konto/schluessel/neu", sent_empty),
        Place("own data", "citizen", "/konto/daten"),
        Place("own data, errors", "citizen", "/konto/daten", sent_empty),
        Place("erasing the account", "citizen", "/konto/loeschen"),
        Place("erasing the account, errors", "citizen", "/konto/loeschen", sent_empty),
        Place("erasing the account, who is needed", "admin", "/konto/loeschen"),
        Place("inbox, empty", "admin", "/mitteilungen"),
        Place("inbox", "citizen", "/mitteilungen"),
        Place("inbox, unread", "citizen", "/mitteilungen?ungelesen=1"),
        Place("mails and follows", "citizen", "/konto/mitteilungen"),
        Place("mails and follows, errors", "citizen", "/konto/mitteilungen", with_half_quiet_hours),
        Place("end of mails", None, end_of_mails),
        Place("end of mails, done", None, end_of_mails, send),
        Place("statements", "citizen", "/begruendungen"),
        Place("statements, none", "staff", "/begruendungen"),
        Place("statement", "citizen", statement),
    ],
    "moderation": [
        Place("report", None, post("/melden/post/{}")),
        Place("report, errors", None, post("/melden/post/{}"), sent_empty),
        Place("report of a citizen", "citizen", post("/melden/post/{}")),
        Place("state of a notice", None, notice_state),
        Place("own notices", "citizen", own_notices),
        Place("own notices, none", "staff", "/konto/meldungen"),
        Place("profile, moderating", "moderator", "/leute/Lindenblatt"),
        Place("queue", "moderator", "/moderation"),
        Place("queue, nothing", "moderator", "/moderation?stand=dismissed"),
        Place("queue, filtered", "moderator", "/moderation?art=idea&alter=7"),
        Place("decide many", "moderator", many_cases),
        Place("decide many, errors", "moderator", many_cases, sent_empty),
        Place("decide many, none", "moderator", "/moderation/sammeln"),
        Place("how it goes", "moderator", "/moderation/zahlen"),
        Place("shared reasons", "moderator", "/moderation/vorlagen"),
        Place("shared reasons, errors", "moderator", "/moderation/vorlagen", sent_empty),
        Place("case", "moderator", case),
        Place("case, errors", "moderator", case, sent_empty),
        Place("decided case", "moderator", decided_case),
        Place("terms of use", None, "/nutzungsbedingungen"),
        Place("versions of rules", None, "/regeln/fassungen"),
        Place("contact", None, "/kontakt"),
        Place("new version of rules", "staff", "/stabsstelle/regeln"),
        Place("new version of rules, errors", "staff", "/stabsstelle/regeln", sent_empty),
        Place("case of a waiting text", "moderator", lambda: waiting_text(case=True)),
        Place("waiting text", "citizen", waiting_text),
        Place("waiting texts", "citizen", "/konto/zurueckgehalten"),
        Place("waiting texts, none", "staff", "/konto/zurueckgehalten"),
        Place("watched words", "moderator", "/moderation/woerter"),
        Place("watched words, errors", "moderator", "/moderation/woerter", sent_empty),
        Place("complaint to file", "citizen", lambda: statement() + "/beschwerde"),
        Place("complaint to file, errors", "citizen", lambda: statement() + "/beschwerde", sent_empty),
        Place("complaints, none", "moderator", "/moderation/beschwerden"),
        Place("disputes, none", "moderator", "/moderation/streitfaelle"),
        Place("dispute to record", "moderator", lambda: f"{decided_case()}/streitfall"),
        Place("dispute to record, errors", "moderator", lambda: f"{decided_case()}/streitfall", sent_empty),
        Place("dispute", "moderator", dispute),
        Place("dispute, errors", "moderator", dispute, sent_empty),
        Place("disputes", "moderator", lambda: dispute() and "/moderation/streitfaelle"),
        Place("unfounded notices", "moderator", misuse),
        Place("unfounded notices, errors", "moderator", misuse, sent_empty),
        Place("naming a notifier", "moderator", naming),
        Place("naming a notifier, errors", "moderator", naming, sent_empty),
        Place("report of a title", None, thread_title),
        Place("who moderates spaces", "staff", "/moderation/besetzung"),
        Place("who moderates spaces, errors", "staff", "/moderation/besetzung", sent_empty),
    ],
    "office": [
        Place("office", "staff", "/stabsstelle"),
        Place("office, none", "staff", "/stabsstelle?q=xyzxyz"),
        Place(
            "act on many ideas", "staff", "/stabsstelle/sammeln?akt=schritt&target=fachpruefung&idee=1&idee=2&idee=3"
        ),
        Place("act on many ideas, none", "staff", "/stabsstelle/sammeln"),
        Place("file of an idea", "staff", file_of_idea, with_open_folds),
        Place("file of an idea, errors", "staff", file_of_idea, sent_empty),
        Place("answer", "staff", lambda: file_of_idea() + "/antwort"),
        Place("answer, errors", "staff", lambda: file_of_idea() + "/antwort", handed_in_empty),
        Place("overview", "staff", "/stabsstelle/lage"),
        Place("answers", "staff", "/stabsstelle/antworten"),
        Place("texts", "staff", "/stabsstelle/texte"),
        Place("texts, errors", "staff", "/stabsstelle/texte", sent_empty),
        Place("answer many ideas", "staff", "/stabsstelle/sammeln?akt=antworten&idee=1&idee=2"),
        Place("closed ideas", "staff", "/stabsstelle/archiv"),
        Place("sessions that are over", "staff", "/stabsstelle/archiv/sitzungen"),
        Place("units", "staff", "/stabsstelle/stellen"),
        Place("units, errors", "staff", "/stabsstelle/stellen", sent_empty),
        Place("a unit with a proposal", "second staff", proposed_for_unit),
        Place("idea with its steps", "staff", idea("in_diskussion"), with_open_folds),
        Place("idea with its steps, while a deadline runs", "staff", idea("fachpruefung"), with_open_folds),
        Place("step, errors", "staff", idea("in_diskussion"), step_sent_empty),
        Place("sort an idea", "staff", idea("in_diskussion", "/bearbeiten")),
        Place("maturity and references", "staff", idea("fachpruefung", "/loesung")),
        Place("maturity and references, errors", "staff", idea("fachpruefung", "/loesung"), sent_empty),
        Place("merge ideas", "staff", idea("in_diskussion", "/zusammenfuehren")),
        Place("merge ideas, errors", "staff", idea("in_diskussion", "/zusammenfuehren"), sent_empty),
        Place("split an idea", "staff", idea("in_diskussion", "/teilen")),
        Place("split an idea, errors", "staff", idea("in_diskussion", "/teilen"), sent_empty),
        Place("merged idea", "staff", idea("zusammengefuehrt")),
        Place("idea with merged ones", "staff", merged_into),
        Place("undo a merge", "staff", merging),
        Place("assess", "staff", idea("fachpruefung", "/bewertung")),
        Place("assess, errors", "staff", idea("fachpruefung", "/bewertung"), sent_empty),
        Place("own assessments", "staff", "/bewertungen"),
        Place("own assessments, all", "staff", "/bewertungen?stand=alle"),
        Place("criteria", "staff", "/stabsstelle/kriterien"),
        Place("criteria, errors", "staff", "/stabsstelle/kriterien", sent_empty),
        Place("criterion", "staff", "/stabsstelle/kriterien/wirkung"),
        Place("new criterion, errors", "staff", "/stabsstelle/kriterien/neu", sent_empty),
        Place("version of the criteria", "staff", "/stabsstelle/kriterien/fassung/1"),
        Place("assessed", "board", idea("board", "/bewertung")),
        Place("assess, not now", "staff", idea("in_diskussion", "/bewertung")),
        Place("freeze", "staff", idea("fachpruefung", "/vorlage")),
        Place("freeze, errors", "staff", idea("fachpruefung", "/vorlage"), sent_empty),
        Place("freeze, not now", "staff", idea("in_diskussion", "/vorlage")),
        Place("start a project", "staff", idea("beschlossen", "/vorhaben")),
        Place("change a project", "staff", project("/bearbeiten")),
        Place("milestones of a project", "staff", project("/bearbeiten/meilensteine"), sent_empty),
        Place("costs of a project", "staff", project("/bearbeiten/kosten")),
        Place("effect of a project", "staff", project("/bearbeiten/wirkung")),
        Place("data of a project", "staff", project("/bearbeiten/daten")),
        Place("news and state of a project", "staff", project("/stand")),
        Place("stop a project", "board", project("/stoppen"), sent_empty),
        Place("decide on a project", "board", project("/beschluss"), decided_empty),
        Place("values of an indicator", "staff", measuring, sent_empty),
    ],
    "board": [
        Place("board", "board", "/board"),
        Place("compare", "board", "/board/vergleich"),
        Place("compare, other weights", "staff", "/board/vergleich?g-kosten=90&kriterium=kosten"),
        Place("decide", "board", deciding),
        Place("decide, dialog", "board", deciding, with_dialog),
        Place("decide, errors", "board", deciding, decided_empty),
        Place("idea before the board", "board", idea("board")),
    ],
    "administration": [
        Place("administration", "admin", "/verwaltung"),
        Place("people", "admin", "/verwaltung/leute?q=e"),
        Place("people, none", "admin", "/verwaltung/leute?q=xyzxyz"),
        Place("account", "admin", account()),
        Place("account with roles", "admin", with_proposed_role),
        Place("address", "admin", account("/adresse")),
        Place("address, errors", "admin", account("/adresse"), sent_empty),
        Place("address, shown", "admin", account("/adresse"), address_shown),
        Place("give a role", "admin", account("/rolle")),
        Place("give a role, errors", "admin", account("/rolle"), sent_empty),
        Place("end a role, errors", "admin", account("/rolle/ende", "Wachsam"), sent_empty),
        Place("roles", "admin", "/verwaltung/rollen", with_open_folds),
        Place("roles to confirm", "second admin", "/verwaltung/rollen"),
        Place("roles, none", "admin", "/verwaltung/rollen?stand=vorbei&rolle=legal"),
        Place("who read addresses", "officer", "/verwaltung/zugriffe"),
        Place("administration of the officer", "officer", "/verwaltung"),
        Place("who read my address", "citizen", "/konto/zugriffe"),
        Place("who read my address, none", "staff", "/konto/zugriffe"),
        Place("operation", "admin", "/verwaltung/betrieb"),
        Place("deliveries", "admin", failed_delivery),
        Place("log of events", "admin", "/verwaltung/protokoll"),
        Place("log of events, broken", "admin", broken_log),
        Place("permissions", "admin", "/verwaltung/rechte"),
        Place("explain", "admin", "/verwaltung/rechte/erklaeren?person=Lindenblatt&recht=idea.edit&sache=idea:1"),
        Place(
            "explain, errors", "admin", "/verwaltung/rechte/erklaeren?person=Lindenblatt&recht=idea.edit", status=422
        ),
        Place("settings", "admin", "/verwaltung/einstellungen"),
        Place("mails", "admin", "/verwaltung/mails"),
        Place("mail", "admin", "/verwaltung/mails/message?art=idea_advanced"),
        Place("texts of pages", "admin", "/verwaltung/texte"),
        Place("text of a page", "admin", worded_page),
        Place("text of a page, errors", "admin", "/verwaltung/texte/impressum", sent_empty),
        Place("administration, forbidden", "staff", "/verwaltung", status=403),
    ],
    "about": [
        Place("help", None, "/hilfe"),
        Place("handbook", None, "/hilfe/handbuch"),
        Place("chapter of the handbook", None, "/hilfe/handbuch/mitmachen"),
        Place("long chapter of the handbook", None, "/hilfe/handbuch/moderation"),
        Place("handing an idea on", None, idea("in_diskussion", "/weitersagen")),
        Place("rules", None, "/regeln"),
        Place("accessibility", None, "/barrierefreiheit"),
        Place("reporting a barrier", None, "/barrierefreiheit/melden"),
        Place("reported barriers", "staff", "/stabsstelle/barrieren"),
        Place("a reported barrier", "staff", "/stabsstelle/barrieren/2"),
        Place("an answered barrier", "staff", "/stabsstelle/barrieren/1"),
        Place("accessibility reviews", "staff", "/stabsstelle/barrieren/pruefungen"),
        Place("privacy", None, "/datenschutz"),
        Place("account will be deleted", None, "/konto-geloescht"),
        Place("imprint", None, "/impressum"),
        Place("licences", None, "/lizenzen"),
        Place("easy German", None, "/leichte-sprache"),
        Place("easy German, to word", "admin", "/verwaltung/texte/leichte-sprache"),
        Place("sign language", None, signed, with_folds_open),
        Place("sign language, videos of the desk", "admin", "/verwaltung/texte/gebaerdensprache"),
        Place("sign language, a video to word", "admin", film_to_word),
        Place("sign language, errors", "admin", "/verwaltung/texte/gebaerdensprache/neu", sent_empty),
        Place("room in easy German and in signs", "staff", with_aside, with_folds_open),
        Place("room in easy German and in signs, to word", "staff", aside_to_word),
        Place("moderation in figures", None, "/transparenz"),
        Place("style guide", None, "/gestaltung", language="de"),
        Place("not found", None, "/gibt-es-nicht", status=404),
        Place("forbidden", "citizen", "/stabsstelle", status=403),
    ],
}


def address(site: Server, place: Place, language: str = "de") -> str:
    """Return the path of a place in this language."""
    path = place.where
    if callable(path):
        with site.forum() as app, app.test_request_context():
            path = path()
    return path if language == "de" else f"{path}{'&' if '?' in path else '?'}sprache={language}"


def cookie(site: Server, place: Place, path: str) -> tuple[str, str] | None:
    """Return name and value of the cookie that a browser has at this path of a place; None where it has none."""
    if place.held:
        return site.cookie_with(**{place.held: urlsplit(path).path.rpartition("/")[2]})
    if place.role is None:
        return None
    with site.forum():
        return site.cookie(person_of(place.role))
