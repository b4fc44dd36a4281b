"""Every type of page and its states, by area: where it is, who sees it, and what brings the state about."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.discussions.models import Post, PostState, Space, Thread
from forum.dossiers.models import Decision, DecisionDuty, Dossier, DossierDraft
from forum.drafts import commands as drafts
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import CoAuthor, Idea, IdeaMerge
from forum.meetings.models import Meeting
from forum.moderation.models import Case, CaseState, Statement
from forum.notifications import unsubscribing
from forum.projects.models import Indicator, Project
from tests.browser.conftest import Visits, person_of
from tests.files import samples

Where = str | Callable[[], str]
Then = Callable[[Page], None]
# What sticks out sideways, so that a failure names it.
OVERFLOW = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('main *, header *, footer *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.table-wrap'))
    .map(one => 'sticks out: ' + one.outerHTML.slice(0, 120)).slice(0, 5).concat('scrolls sideways')"""


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


def send(page: Page) -> None:
    """Send the page's main form as it stands."""
    page.locator("main form[method=post]:not([data-draft-discard]) button[type=submit]").first.click()


def sent_empty(page: Page) -> None:
    """Send the page's main form, and see its summary of errors take the focus (A-14)."""
    send(page)
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
    return f"/ideen/{db.session.scalars(asked.where(Person.handle == 'Lindenblatt').limit(1)).one()}/einladung"


def written_together() -> str:
    """Return the way to an idea of two authors."""
    joined = select(CoAuthor.idea_id).join(CoAuthor.idea).where(CoAuthor.accepted_at.is_not(None))
    return db.session.get_one(Idea, db.session.scalars(joined.where(Idea.state == IdeaState.BOARD).limit(1)).one()).url


def file_of_idea() -> str:
    """Return the way to the file of an idea that is examined."""
    number = db.session.scalars(select(Idea.id).where(Idea.state == IdeaState.FACHPRUEFUNG).order_by(Idea.id)).first()
    return f"/stabsstelle/ideen/{number}"


def merged_into() -> str:
    """Return the way to an idea in which another one lives on."""
    return db.session.get_one(Idea, db.session.scalars(select(IdeaMerge.target_id).limit(1)).one()).url


def merging() -> str:
    """Return the way to the page that takes a merge back."""
    return f"/zusammenfuehrungen/{db.session.scalars(select(IdeaMerge.id).limit(1)).one()}/zuruecknehmen"


def _thread() -> Thread:
    """Return the thread with the deepest answers."""
    deepest = select(Post.thread_id).order_by(Post.depth.desc(), Post.id).limit(1)
    return db.session.get_one(Thread, db.session.scalars(deepest).one())


def thread() -> str:
    """Return the way to the most nested thread."""
    return _thread().url


def branch() -> str:
    """Return the way to the answers to the first post that has some."""
    post = db.session.scalars(select(Post).where(Post.thread_id == _thread().id, Post.child_count > 0)).first()
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
        # Changed posts come first: they have a history.
        query = select(Post.id).where(Post.state == PostState.VISIBLE).order_by(Post.edited_at.is_(None), Post.id)
        if author:
            query = query.where(Post.author.has(handle=author), Post.child_count == 0)
        return path.format(db.session.scalars(query.limit(1)).one())

    return find


def meeting(state: str, ending: str = "") -> Callable[[], str]:
    """Return the way to a meeting or one of its pages."""
    return lambda: db.session.scalars(select(Meeting).where(Meeting.state == state).limit(1)).one().url + ending


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


def first(model: type[Decision] | type[Dossier] | type[DossierDraft]) -> Callable[[], str]:
    """Return the way to the first decision or dossier."""
    return lambda: db.session.scalars(select(model).order_by(model.id).limit(1)).one().url


def became() -> str:
    """Return where one reads what became of the ideas of a space."""
    return (
        f"/raeume/{db.session.scalars(select(Space.slug).where(Space.audience == 'public')).first()}/was-wurde-daraus"
    )


def measuring() -> str:
    """Return where values of an indicator are entered."""
    return f"/kennzahlen/{db.session.scalars(select(Indicator.id)).first()}/werte"


def project(ending: str = "") -> Callable[[], str]:
    """Return the way to a running project or one of its pages."""

    def find() -> str:
        found = db.session.scalars(select(Project).order_by(Project.id.desc()).limit(1)).one()
        return f"/vorhaben/{found.id}{ending}" if ending else found.url

    return find


def deciding() -> str:
    """Return the way to the form of a decision, for the first idea before the Board that has its dossier."""
    query = select(Idea.id).where(Idea.state == IdeaState.BOARD).order_by(Idea.id).limit(1)
    return f"/board/ideen/{db.session.scalars(query).one()}/beschluss"


def case() -> str:
    """Return the way to the first case."""
    return db.session.scalars(select(Case).order_by(Case.id).limit(1)).one().url


def decided_case() -> str:
    """Return the way to the case that ended with a hidden post."""
    return db.session.scalars(select(Case).where(Case.state == CaseState.ACTED).limit(1)).one().url


def statement() -> str:
    """Return the way to the first statement of reasons."""
    return db.session.scalars(select(Statement).order_by(Statement.id).limit(1)).one().url


def notice_state() -> str:
    """Return the secret address from the receipt that the demo wrote."""
    text = db.session.scalars(select(Mail.text).where(Mail.text.contains("/meldungen/")).order_by(Mail.id)).first()
    assert text is not None
    return "/meldungen/" + text.split("/meldungen/")[1].split()[0]


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
        Place("text given back", "citizen", f"{LIST}/neu", written_too_long),
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
    ],
    "committees": [
        Place("committees", None, "/gremien"),
        Place("committee", None, "/gremien/fachbeirat-mobilitaet"),
        Place("board's page", None, "/gremien/smart-city-board"),
        Place("committee, for staff", "staff", "/gremien/fachbeirat-mobilitaet"),
        Place("seats", "staff", "/gremien/fachbeirat-mobilitaet/sitze"),
        Place("seats, errors", "staff", "/gremien/fachbeirat-mobilitaet/sitze", sent_empty),
        Place("appoint", "staff", "/gremien/fachbeirat-mobilitaet/berufen"),
        Place("appoint, errors", "staff", "/gremien/fachbeirat-mobilitaet/berufen", sent_empty),
        Place("dissolve", "staff", "/gremien/fachbeirat-mobilitaet/aufloesen"),
        Place("propose", "citizen", "/gremien/vorschlagen"),
        Place("propose, errors", "citizen", "/gremien/vorschlagen", sent_empty),
    ],
    "meetings": [
        Place("meetings", None, "/sitzungen"),
        Place("plan", "chair", "/gremien/fachbeirat-mobilitaet/sitzung-planen"),
        Place("plan, errors", "chair", "/gremien/fachbeirat-mobilitaet/sitzung-planen", sent_empty),
        Place("planned meeting", None, meeting("planned")),
        Place("finished meeting", None, meeting("closed")),
        Place("minutes", None, meeting("closed", "/niederschrift")),
        Place("course", None, meeting("closed", "/verlauf")),
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
        Place("office of the governance", "staff", "/strategie/aemter/cdo"),
        Place("holder, errors", "staff", "/strategie/aemter/cdo/besetzung", sent_empty),
        Place("end of a term", "staff", "/strategie/aemter/cdo/ende"),
        Place("coverage", None, "/strategie/abdeckung"),
        Place("reports", None, "/berichte"),
        Place("report of this year", None, lambda: f"/berichte/{today().year}"),
        Place("publish a report", "staff", "/berichte/veroeffentlichen"),
    ],
    "search": [
        Place("search", None, "/suche"),
        Place("search, hits", None, "/suche?q=Radverkehr"),
        Place("search, nothing", None, "/suche?q=xyzxyzxyz"),
        Place("search, did you mean", None, "/suche?q=Lastenrda"),
        Place("search of a citizen", "citizen", "/suche?q=Bus"),
    ],
    "doors": [
        Place("sign in", None, "/anmelden"),
        Place("sign in, errors", None, "/anmelden", sent_empty),
        Place("register", None, "/registrieren"),
        Place("register, errors", None, "/registrieren", sent_empty),
        Place("mail sent", None, "/registrieren/mail"),
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
        Place("password", "citizen", "/konto/passwort"),
        Place("password, errors", "citizen", "/konto/passwort", sent_empty),
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
        Place("profile, moderating", "moderator", "/leute/Lindenblatt"),
        Place("queue", "moderator", "/moderation"),
        Place("queue, nothing", "moderator", "/moderation?stand=dismissed"),
        Place("case", "moderator", case),
        Place("case, errors", "moderator", case, sent_empty),
        Place("decided case", "moderator", decided_case),
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
        Place("answer, errors", "staff", lambda: file_of_idea() + "/antwort", sent_empty),
        Place("overview", "staff", "/stabsstelle/lage"),
        Place("answers", "staff", "/stabsstelle/antworten"),
        Place("texts", "staff", "/stabsstelle/texte"),
        Place("texts, errors", "staff", "/stabsstelle/texte", sent_empty),
        Place("answer many ideas", "staff", "/stabsstelle/sammeln?akt=antworten&idee=1&idee=2"),
        Place("units", "staff", "/stabsstelle/stellen"),
        Place("units, errors", "staff", "/stabsstelle/stellen", sent_empty),
        Place("idea with its steps", "staff", idea("in_diskussion"), with_open_folds),
        Place("step, errors", "staff", idea("in_diskussion"), step_sent_empty),
        Place("sort an idea", "staff", idea("in_diskussion", "/bearbeiten")),
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
        Place("references of a project", "staff", project("/bearbeiten/referenzen")),
        Place("news and state of a project", "staff", project("/stand")),
        Place("stop a project", "board", project("/stoppen"), sent_empty),
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
    "about": [
        Place("help", None, "/hilfe"),
        Place("rules", None, "/regeln"),
        Place("accessibility", None, "/barrierefreiheit"),
        Place("privacy", None, "/datenschutz"),
        Place("imprint", None, "/impressum"),
        Place("licences", None, "/lizenzen"),
        Place("style guide", None, "/gestaltung", language="de"),
        Place("not found", None, "/gibt-es-nicht", status=404),
        Place("forbidden", "citizen", "/stabsstelle", status=403),
    ],
}


def address(visits: Visits, place: Place, language: str = "de") -> str:
    """Return the path of a place in this language."""
    path = place.where
    if callable(path):
        with visits.site.forum() as app, app.test_request_context():
            path = path()
    return path if language == "de" else f"{path}{'&' if '?' in path else '?'}sprache={language}"
