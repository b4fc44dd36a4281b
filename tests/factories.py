"""Short ways to a person, a space, an idea: made with the same commands that the pages call.

Each factory opens its own transaction, so a test reads: given these, when that, then this.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextvars import Context
from datetime import date, timedelta
from itertools import count
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from config.default import STRATEGY_FILE
from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.assessments import commands as assessments
from forum.committees import commands as committees
from forum.committees.commands import Appointment
from forum.committees.models import Application, Call, Committee, Membership
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.core.tokens import random_key
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, SpaceKind, Thread
from forum.dossiers import commands as dossiers
from forum.dossiers.commands import Ruling, Subjects, Vote
from forum.dossiers.models import Dossier, DossierIdea, Result, Unanimity
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.meetings import commands as meetings
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem, Meeting
from forum.projects import commands as projects
from forum.projects.models import Project
from forum.strategy.models import _read

PASSWORD = "ein langer Satz zum Merken"
RAW_TOKEN = "the raw token of a test"

# One count for each database, so that a test's names do not depend on what its process did before.
_counts: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))


def next_number() -> int:
    """Return a number that no name in the database of now bears yet."""
    return next(_counts[str(db.engine.url)])


def begin_anew() -> None:
    """Count from one again, since the database of now was emptied."""
    _counts.pop(str(db.engine.url), None)


def person(*roles: str, handle: str = "", **changes: Any) -> Person:
    """Return a confirmed person who holds these roles; PASSWORD opens the account."""
    number = next_number()
    handle = handle or f"Person{number}x"
    with transaction():
        made = accounts.create_confirmed(SYSTEM, email=f"person{number}@example.org", handle=handle, password=PASSWORD)
        for role in roles:
            # Since yesterday, so that a test may look back a few hours, whatever time it is.
            accounts.grant_role(SYSTEM, made, role, reason="Test", since=today() - timedelta(days=1))
        for name, value in changes.items():
            setattr(made, name, value)
        number = made.id
    return db.session.get_one(Person, number)


class Visitor(FlaskClient):
    """A client whose requests begin with nothing: no context, no identity, no transaction of the test."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as from outside, and let the test read what it changed."""
        kwargs.setdefault("buffered", True)  # Files are closed at once, not when the response is forgotten.
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()
            db.session.info.clear()
        return response

    def submit(self, path: str, **fields: Any) -> TestResponse:
        """Send a form as the page would, with CSRF token and one-time key."""
        with self.session_transaction() as session:
            signed_in = "_user_id" in session
            if signed_in:
                session["csrf_token"] = RAW_TOKEN
        token = {"csrf_token": self.csrf} if signed_in else {}
        return self.post(path, data={"once": random_key(), **token, **fields})

    @property
    def csrf(self) -> str:
        """The token that belongs to the session once ``submit`` was called or the client was signed in."""
        signer = URLSafeTimedSerializer(str(self.application.secret_key), salt="wtf-csrf-token")
        return str(signer.dumps(RAW_TOKEN))


def visitor(app: Flask) -> Visitor:
    """Return a client without an account."""
    app.test_client_class = Visitor
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client


def sign_in_key(who: Person) -> str:
    """Return the key of a new sign-in of this person, for a cookie."""
    number = who.id
    with transaction():
        return accounts.sign_in(db.session.get_one(Person, number))


def signed_in(app: Flask, who: Person) -> Visitor:
    """Return a client whose cookie says that this person is signed in."""
    key = sign_in_key(who)
    client = visitor(app)
    with client.session_transaction() as session:
        session["_user_id"] = key
        session["_fresh"] = True
        session["csrf_token"] = RAW_TOKEN
    return client


def space(kind: SpaceKind = SpaceKind.PUBLIC, **changes: Any) -> Space:
    """Return a space, public if nothing else is asked for."""
    values = {"title": f"Raum Nummer {next_number()}", "description": "Ein Ort für Gespräche.", **changes}
    with transaction():
        number = discussions.open_space(SYSTEM, discussions.SpacePlan(kind=kind, **values)).id
    return db.session.get_one(Space, number)


def thread(author: Person | None = None, within: Space | None = None, **changes: Any) -> Thread:
    """Return a thread with its first post."""
    author, within = author or person(), within or space()
    with transaction():
        values = {"title": f"Thema Nummer {next_number()}", "text": "Was meinen Sie dazu?", **changes}
        number = discussions.start_thread(author, db.session.get_one(Space, within.id), **values).id
    return db.session.get_one(Thread, number)


def post(within: Thread, author: Person | None = None, **changes: Any) -> Post:
    """Return a post in a thread."""
    author = author or person()
    with transaction():
        values = {"text": f"Das ist Beitrag Nummer {next_number()}.", **changes}
        number = discussions.publish_post(author, db.session.get_one(Thread, within.id), **values).id
    return db.session.get_one(Post, number)


def committee(**changes: Any) -> Committee:
    """Return an active Fachbeirat, or with ``kind="board"`` the board."""
    with transaction():
        number = committees.found(SYSTEM, **{**_council(), **changes}).id
    return db.session.get_one(Committee, number)


def _council() -> dict[str, Any]:
    number = next_number()
    return {
        "kind": "advisory_council",
        "title": f"Fachbeirat Nummer {number}",
        "theme": f"Thema {number}",
        "mandate": "Berät die Stadt zu diesem Thema und empfiehlt, was zu tun ist.",
    }


def member(of: Committee, role: str = "member", who: Person | None = None, **changes: Any) -> Person:
    """Return a person who belongs to the committee from today on."""
    committee_id = of.id
    number = (who or person()).id
    with transaction():
        found = db.session.get_one(Committee, committee_id)
        committees.appoint(SYSTEM, found, db.session.get_one(Person, number), Appointment(role=role, **changes))
    return db.session.get_one(Person, number)


def deputy(of: Committee, holder: Person) -> Person:
    """Return a person who is appointed to deputise for a member, who gets a seat for it."""
    committee_id, holder_id, number = of.id, holder.id, person().id
    with transaction():
        found = db.session.get_one(Committee, committee_id)
        seat = committees.add_seat(SYSTEM, found, sender="Dezernat für Stellvertretungen")
        row = db.session.scalars(select(Membership).where(Membership.person_id == holder_id)).one()
        row.seat_id = seat.id
        plan = Appointment(seat=seat, deputises=True)
        committees.appoint(SYSTEM, found, db.session.get_one(Person, number), plan)
    return db.session.get_one(Person, number)


def call(of: Committee | None = None, **changes: Any) -> Call:
    """Return a call for members of a committee that is open for two weeks."""
    committee_id = (of or committee()).id
    values = {"text": "Wir suchen Menschen, die mitdenken.", "closes_on": today() + timedelta(days=14), **changes}
    with transaction():
        number = committees.open_call(SYSTEM, db.session.get_one(Committee, committee_id), **values).id
    return db.session.get_one(Call, number)


def application(to: Call, who: Person | None = None, **changes: Any) -> Application:
    """Return an application that waits for a decision."""
    ids = to.id, (who or person()).id
    values = {
        "group": "research",
        "organisation": "Institut für Wege",
        "text": "Ich forsche seit Jahren über Wege in der Stadt.",
        "interests": "Mein Institut berät Verkehrsbetriebe.",
        **changes,
    }
    with transaction():
        actor, found = db.session.get_one(Person, ids[1]), db.session.get_one(Call, ids[0])
        number = committees.apply(actor, found, **values).id
    return db.session.get_one(Application, number)


def meeting(of: Committee | None = None, items: Sequence[PlannedItem] = (), **changes: Any) -> Meeting:
    """Return a planned public meeting with an agenda of one public item, unless ``items`` says otherwise."""
    of = of or committee()
    committee_id = of.id
    values = {
        "title": f"Sitzung Nummer {next_number()}",
        "starts_at": now(),
        "place": "Rathaus",
        "quorum": 0,
        **changes,
    }
    with transaction():
        found = db.session.get_one(Committee, committee_id)
        agenda = items or (PlannedItem("Fahrradbügel", "Sollen es mehr werden?"),)
        number = meetings.plan_meeting(SYSTEM, found, meetings.Plan(**values), agenda).id
    return db.session.get_one(Meeting, number)


def act(who: Person, within: Meeting | int, kind: str, /, **data: Any) -> meetings.Answer:
    """Carry a command of a meeting out, with a fresh key, in a transaction of its own."""
    person_id, meeting_id = who.id, within if isinstance(within, int) else within.id
    with transaction():
        actor = db.session.get_one(Person, person_id)
        return meetings.perform(actor, meeting_id, kind, data, random_key())


def running_meeting(
    members: int = 2, of: Committee | None = None, **changes: Any
) -> tuple[Meeting, Person, list[Person]]:
    """Return a running meeting whose first item is open, its chair, and members who are present."""
    of = of or committee()
    chair = member(of, "chair")
    people = [member(of) for _ in range(members)]
    made = meeting(of, **changes)
    number = made.id
    act(chair, number, "session.start")
    for one in people:
        act(one, number, "presence.check_in")
    first = db.session.scalars(
        select(AgendaItem.id).where(AgendaItem.meeting_id == number).order_by(AgendaItem.id).limit(1)
    ).one()
    act(chair, number, "item.open", item_id=first)
    return db.session.get_one(Meeting, number), chair, people


REASON = "Das ist eine ausreichend lange öffentliche Begründung, die auch für eine Ablehnung mit Grund genügen würde."


def idea(author: Person | None = None, state: str = "in_diskussion", **changes: Any) -> Idea:
    """Return an idea in this state; it walks there by the same commands as people do."""
    author = author or person()
    values = {
        "title": f"Idee Nummer {next_number()} für den Hagenmarkt",
        "text": "Eine Beschreibung, die lang genug ist, um eingereicht zu werden.",
        "goals": ("mitnehmen",),
        **changes,
    }
    with transaction():
        number = ideas.save_draft(author, ideas.Content(**values)).id
    for step in _WAYS[state]:
        with transaction():
            step(author, db.session.get_one(Idea, number))
    return db.session.get_one(Idea, number)


def _submit(author: Person, made: Idea) -> None:
    ideas.submit(author, made)


def _by_staff(to: str, **values: Any) -> Callable[[Person, Idea], None]:
    def step(_author: Person, made: Idea) -> None:
        ideas.advance(_inside("staff"), made, IdeaState(to), reason=REASON, **values)

    return step


def _to_committee(_author: Person, made: Idea) -> None:
    """Let the idea go to the newest Fachbeirat; where there is none, one is founded."""
    newest = select(Committee.id).where(Committee.kind == "advisory_council").order_by(Committee.id.desc()).limit(1)
    number = db.session.scalar(newest)
    if number is None:
        number = committees.found(SYSTEM, **_council()).id
    ideas.advance(_inside("staff"), made, IdeaState.FACHBEIRAT, reason=REASON, committee=number)


def _inside(*roles: str) -> Person:
    """Return a person who is made inside the open transaction."""
    number = next_number()
    made = accounts.create_confirmed(SYSTEM, email=f"p{number}@example.org", handle=f"Amt{number}x", password=PASSWORD)
    for role in roles:
        accounts.grant_role(SYSTEM, made, role, reason="Test")
    db.session.info.clear()
    return made


def _enough_support(_author: Person, made: Idea) -> None:
    made.threshold = 1
    ideas.support(_inside(), made)


def _missed_deadline(_author: Person, made: Idea) -> None:
    made.support_deadline = today() - timedelta(days=1)
    db.session.flush()
    ideas.close_missed_deadlines()


def _withdraw(author: Person, made: Idea) -> None:
    ideas.withdraw_idea(author, made)


GIVEN = {key: True if criterion.knock_out else 3 for key, criterion in _read(STRATEGY_FILE).criteria.items()}


def _before_the_board(_author: Person, made: Idea) -> None:
    for _assessor in range(2):
        assessments.assess(_inside("staff"), made, given=GIVEN)
    sentence = "Die Idee trägt sichtbar zu diesem Ziel bei."
    dossiers.freeze_dossier(_inside("staff"), made, goals_reason=sentence, reason=REASON)


def _decided(result: Result) -> Callable[[Person, Idea], None]:
    def step(_author: Person, made: Idea) -> None:
        dossiers.record_decision(_inside("board"), Subjects(ideas=[made]), ruling(result=result))

    return step


def ruling(**changes: Any) -> Ruling:
    """Return a complete decision; figures of the vote may be changed like everything else."""
    votes = {"yes": 7, "no": 0, "abstain": 1, "unanimity": Unanimity.EINSTIMMIG, "present": 8, "entitled": 10}
    votes |= {name: changes.pop(name) for name in (*votes, "recused", "rule") if name in changes}
    postponed = changes.get("result") == Result.VERTAGT
    values = {
        "result": Result.UNGEAENDERT,
        "text": "Die Stadt setzt die Idee um.",
        "reasons": REASON,
        "binding_basis": "Smart City-Governance",
        "decided_on": today(),
        "next_on": today() + timedelta(days=30) if postponed else None,
        **changes,
    }
    return Ruling(vote=Vote(**votes), **values)


def paper_of_long_ago(made: Idea, days: int = 60) -> Idea:
    """Let the papers of an idea be frozen so many days ago, so that decisions of the days since can be recorded."""
    about = select(DossierIdea.dossier_id).where(DossierIdea.idea_id == made.id)
    with transaction():
        values = {"frozen_at": now() - timedelta(days=days)}
        db.session.execute(update(Dossier).where(Dossier.id.in_(about)).values(**values))
    db.session.expire_all()
    return made


def decision_fields(**changes: str) -> dict[str, str]:
    """Return what the form of a decision sends, complete and accepting."""
    return {
        "result": "ungeaendert",
        "unanimity": "einstimmig",
        "yes": "7",
        "no": "0",
        "abstain": "1",
        "present": "8",
        "entitled": "10",
        "recused": "",
        "rule": "Einfache Mehrheit",
        "binding": "ja",
        "text": "Die Stadt setzt die Idee um.",
        "reasons": REASON,
        "binding_basis": "Smart City-Governance",
        "decided_on": today().isoformat(),
        **changes,
    }


_DISCUSSED = (_submit, _by_staff("in_diskussion"))
_EXAMINED = (*_DISCUSSED, _by_staff("fachpruefung"))
_BOARD = (*_EXAMINED, _before_the_board)
_WAYS: dict[str, tuple[Callable[[Person, Idea], None], ...]] = {
    "entwurf": (),
    "eingereicht": (_submit,),
    "in_diskussion": _DISCUSSED,
    "unzulaessig": (_submit, _by_staff("unzulaessig", reason_key="thema")),
    "quorum_erreicht": (*_DISCUSSED, _enough_support),
    "quorum_verfehlt": (*_DISCUSSED, _missed_deadline),
    "fachpruefung": _EXAMINED,
    "fachbeirat": (*_EXAMINED, _to_committee),
    "board": _BOARD,
    "beschlossen": (*_BOARD, _decided(Result.UNGEAENDERT)),
    "vertagt": (*_BOARD, _decided(Result.VERTAGT)),
    "abgelehnt": (*_EXAMINED, _by_staff("abgelehnt", reason_key="finanziell")),
    "umsetzung": (*_EXAMINED, _by_staff("umsetzung")),
    "abgeschlossen": (*_EXAMINED, _by_staff("umsetzung"), _by_staff("abgeschlossen")),
    "zurueckgezogen": (*_DISCUSSED, _withdraw),
}


def project_values(**changes: Any) -> dict[str, Any]:
    """Return the values of a complete entry of the list of projects."""
    goal = projects.GoalLine(
        goal="daten",
        compatibility="Die Daten gehören der Stadt und stehen allen offen.",
        contribution="Offene Daten über freie Plätze für alle.",
    )
    return {
        "title": f"Vorhaben Nummer {next_number()}",
        "summary": "Zwölf Sensoren zeigen freie Bügel an.",
        "unit": "Tiefbau und Verkehr",
        "goals": [goal],
        **changes,
    }


def project(idea_state: str = "beschlossen", **changes: Any) -> Project:
    """Return a planned project of a new idea."""
    idea_id = idea(state=idea_state).id
    with transaction():
        plan = projects.Basics(**project_values(**changes))
        number = projects.start_project(_inside("staff"), db.session.get_one(Idea, idea_id), plan).id
    return db.session.get_one(Project, number)


def measured(made: Project, *dates: date, **changes: Any) -> Project:
    """Give a project an indicator with all that is asked for before work begins."""
    number = made.id
    values = {"name": "Freie Bügel", "baseline": 60, "target": 80, "unit": "Prozent", "source": "Sensoren", **changes}
    line = projects.IndicatorLine(dates=dates or (today() + timedelta(days=30),), **values)
    with transaction():
        found = db.session.get_one(Project, number)
        effect = projects.Effect(indicators=[line])
        projects.save_effect(_inside("staff"), found, effect, version=found.version, reason="Ein Test.")
    return db.session.get_one(Project, number)


def running_project(*dates: date, **changes: Any) -> Project:
    """Return a project that is under way."""
    number = measured(project(**changes), *dates).id
    with transaction():
        found = db.session.get_one(Project, number)
        projects.begin_work(_inside("staff"), found, version=found.version)
    return db.session.get_one(Project, number)
