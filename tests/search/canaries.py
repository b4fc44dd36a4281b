"""One canary for each kind of thing and each audience: what is put down where, and which roles may find it.

``CANARIES`` is asked for every kind of ``SOURCES``, so that a new kind without a canary fails. ``GONE`` puts down what
everybody reads and then takes it away, in each of the ways in which the forum does that; each has a word of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.permissions import Actor, Nobody
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostRevision, SpaceKind, Thread
from forum.files import commands as files
from forum.files import storage
from forum.files.intake import Received
from forum.files.queries import Choice
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.meetings.commands import PlannedItem
from forum.meetings.course import Course
from forum.meetings.models import (
    AgendaItem,
    Circle,
    Contribution,
    Minutes,
    MinutesState,
    Motion,
    Paragraph,
    Question,
    Resolution,
)
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.notifications import commands as notifications
from forum.notifications.levels import Level
from forum.projects import commands as projects
from forum.projects.models import Project
from forum.screening import watching
from forum.screening.models import HeldText
from tests import factories
from tests.files import samples

WORD = "Kanarienvogel"
TEXT = f"Hier singt ein {WORD} vom Dach, und alle hören zu, die ihn hören dürfen."
EVERYBODY = frozenset({"nobody", "citizen", "staff", "board", "council", "chair"})
STAFF, COUNCIL, CHAIR = frozenset({"staff"}), frozenset({"council", "chair"}), frozenset({"chair"})


@dataclass
class Stage:
    """A committee, and somebody for each role."""

    council: int = field(default_factory=lambda: factories.committee().id)
    people: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people["citizen"] = factories.person().id
        self.people["staff"] = factories.person("staff").id
        self.people["board"] = factories.person("board").id
        self.people["council"] = factories.member(self.committee).id
        self.people["chair"] = factories.member(self.committee, "chair").id

    @property
    def committee(self) -> Committee:
        return db.session.get_one(Committee, self.council)

    def actor(self, role: str) -> Actor:
        return db.session.get_one(Person, self.people[role]) if role in self.people else Nobody()


Plant = Callable[[Stage], object]


def _idea(_stage: Stage) -> object:
    return factories.idea(text=TEXT)


def _closed_thread(stage: Stage) -> object:
    staff = db.session.get_one(Person, stage.people["staff"])
    return factories.thread(staff, factories.space(SpaceKind.STAFF), title=f"Ein {WORD}", text=TEXT)


def _answer(_stage: Stage) -> None:
    number = factories.idea().id
    with transaction():
        answer = ideas.Answer(text=TEXT, unit="Amt")
        ideas.note_answer(factories._inside("staff"), db.session.get_one(Idea, number), answer)


def _meeting(stage: Stage, circle: Circle | None = None, level: Circle | None = None, title: str = "Sitzung") -> int:
    items = [PlannedItem("Offenes"), PlannedItem(f"Ein {WORD}", TEXT, level=circle)]
    return factories.meeting(stage.committee, items, level=level, title=title).id


def _meeting_titled(level: Circle | None) -> Plant:
    return lambda stage: _meeting(stage, level=level, title=f"Ein {WORD}")


def _item(circle: Circle | None, level: Circle | None = None) -> Plant:
    return lambda stage: _meeting(stage, circle, level)


def _motion(circle: Circle | None, state: Course = Course.ADMITTED) -> Plant:
    def plant(stage: Stage) -> None:
        number = _meeting(stage, circle)
        item = db.session.scalars(select(AgendaItem).where(AgendaItem.title.contains(WORD))).one()
        values = {"meeting_id": number, "item_id": item.id, "audience": item.audience, "state": state}
        with transaction():
            db.session.add(Motion(source=TEXT, html=TEXT, **values))

    return plant


def _minutes(level: Circle | None, circle: Circle | None, state: MinutesState = MinutesState.PUBLISHED) -> Plant:
    def plant(stage: Stage) -> None:
        number = factories.meeting(stage.committee, level=level).id
        word = (circle or Circle.PUBLIC).word(stage.council)
        with transaction():
            db.session.add(Minutes(meeting_id=number, state=state, seal="", seal_seq=0, drafted_at=now()))
            db.session.flush()
            db.session.add(Paragraph(meeting_id=number, place=1, audience=word, source=TEXT, html=TEXT))

    return plant


def _resolution(circle: Circle) -> Plant:
    def plant(stage: Stage) -> None:
        number = factories.meeting(stage.committee).id
        with transaction():
            row = Resolution(number="FB 1/2026", kind="recommendation", committee_id=stage.council, meeting_id=number)
            row.text, row.html, row.audience, row.adopted_at = TEXT, TEXT, circle.word(stage.council), now()
            row.yes, row.no, row.abstain = 3, 0, 0
            db.session.add(row)

    return plant


def _news(_stage: Stage) -> None:
    number = factories.running_project().id
    with transaction():
        projects.publish_news(factories._inside("staff"), db.session.get_one(Project, number), text=TEXT)


def _within(audience: str, plant: Plant, *tables: str) -> Plant:
    """Return the plant whose rows of these tables are for an audience of their own."""

    def planted(stage: Stage) -> None:
        plant(stage)
        with transaction():
            for name in tables:
                table = db.metadatas[None].tables[name]
                db.session.execute(table.update().values(audience=audience))

    return planted


def _decided(_stage: Stage) -> object:
    return factories.idea(state="beschlossen", title=f"Ein {WORD} am Markt")


def _project(_stage: Stage) -> object:
    return factories.project(title=f"Ein {WORD} am Markt")


CANARIES: dict[str, list[tuple[Plant, frozenset[str]]]] = {
    "idea": [(_idea, EVERYBODY), (_within("staff", _idea, "idea"), STAFF)],
    "answer": [(_answer, EVERYBODY), (_within("staff", _answer, "idea"), STAFF)],
    "thread": [
        (lambda _stage: factories.thread(title=f"Ein {WORD}"), EVERYBODY),
        (_closed_thread, STAFF),
    ],
    "post": [(lambda _stage: factories.thread(text=TEXT), EVERYBODY), (_closed_thread, STAFF)],
    "resolution": [(_resolution(Circle.PUBLIC), EVERYBODY), (_resolution(Circle.COMMITTEE), COUNCIL)],
    "decision": [(_decided, EVERYBODY), (_within("staff", _decided, "decision"), STAFF)],
    "project": [(_project, EVERYBODY), (_within("staff", _project, "project"), STAFF)],
    "news": [(_news, EVERYBODY), (_within("staff", _news, "project"), STAFF)],
    "minutes": [
        (_minutes(None, None), EVERYBODY),
        (_minutes(Circle.COMMITTEE, Circle.COMMITTEE), COUNCIL),
        (_minutes(None, Circle.COMMITTEE), frozenset()),
        (_minutes(None, None, MinutesState.DRAFT), frozenset()),
    ],
    "meeting": [(_meeting_titled(None), EVERYBODY), (_meeting_titled(Circle.COMMITTEE), COUNCIL)],
    "agenda_item": [
        (_item(None), EVERYBODY),
        (_item(Circle.COMMITTEE), COUNCIL),
        (_item(Circle.CHAIR), CHAIR),
        (_item(None, Circle.COMMITTEE), COUNCIL),
    ],
    "motion": [
        (_motion(None), EVERYBODY),
        (_motion(Circle.COMMITTEE), COUNCIL),
        (_motion(None, Course.DRAFT), frozenset()),
    ],
    "dossier": [
        (lambda _stage: factories.idea(state="board", title=f"Ein {WORD} am Markt"), EVERYBODY),
        (_within("staff", _decided, "dossier"), STAFF),
    ],
    "space": [
        (lambda _stage: factories.space(title=f"Ein {WORD}"), EVERYBODY),
        (lambda _stage: factories.space(SpaceKind.STAFF, description=TEXT), STAFF),
    ],
    "committee": [
        (lambda _stage: factories.committee(mandate=TEXT), EVERYBODY),
        (_within("staff", lambda _stage: factories.committee(title=f"Fachbeirat {WORD}"), "committee"), STAFF),
    ],
}
# These say the same to everybody and come from no table, so a word of theirs is looked for.
STANDING = {"goal": "Verwaltung", "help": "Unterstützung"}

# --------------------------------------------------------------------------------------------------------
# What is taken away again: by the moderation, by its author, or before anybody could read it
# --------------------------------------------------------------------------------------------------------


@dataclass
class Aviary:
    """People and places for all canaries that are taken away; they share them, so that one walk sees all."""

    author: int = field(default_factory=lambda: factories.person().id)
    reader: int = field(default_factory=lambda: factories.person().id)
    moderator: int = field(default_factory=lambda: factories.person("moderator").id)
    # Somebody of the Board is told of each paper, so there is somebody before there are papers.
    board: int = field(default_factory=lambda: factories.person("board").id)
    thread: int = 0
    meeting: int = 0
    ada: int = 0

    def __post_init__(self) -> None:
        self.thread = factories.thread(self.one(self.author), title="Zaunkönige am Markt").id
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        self.meeting, self.ada = meeting.id, ada.id

    def one(self, number: int) -> Person:
        return db.session.get_one(Person, number)

    def post(self, text: str) -> int:
        return factories.post(db.session.get_one(Thread, self.thread), self.one(self.author), text=text).id

    def measure(self, kind: str, number: int, measure: str = "hide", **changes: object) -> None:
        """Let the moderation act, with its statement of reasons."""
        facts = "Das verstößt gegen die Regeln des Forums."
        with transaction():
            actor = self.one(self.moderator)
            case = moderation.open_case_for(actor, targets.load(actor, kind, number))
            values = {"rule": "respekt", "facts": facts, "version": case.version, **changes}
            moderation.take_measure(actor, case, moderation.Decision(measure=measure, **values))  # type: ignore[arg-type]


def sung(word: str) -> str:
    return f"Am Markt singt ein {word} neben dem Zaunkönig vom Dach, und alle hören zu."


Taking = Callable[[], None]


def _hidden_post(place: Aviary, word: str) -> Taking:
    number = place.post(sung(word))
    return lambda: place.measure("post", number)


def _hidden_quoted_post(place: Aviary, word: str) -> Taking:
    """A post whose words somebody quoted: the quote shows them no more either."""
    number = place.post(sung(word))
    with transaction():
        thread = db.session.get_one(Thread, place.thread)
        quoted = discussions.Quoted(number, f"ein {word} neben dem Zaunkönig")
        discussions.publish_post(place.one(place.reader), thread, text="Das habe ich auch gehört.", quoted=quoted)
    return lambda: place.measure("post", number)


def _blackened_post(place: Aviary, word: str) -> Taking:
    number = place.post(sung(word))
    return lambda: place.measure("post", number, "redact", passages=word)


def _deleted_post(place: Aviary, word: str) -> Taking:
    number = place.post(sung(word))

    def take() -> None:
        with transaction():
            discussions.delete_post(place.one(place.author), db.session.get_one(Post, number))

    return take


def _hidden_revision(place: Aviary, word: str) -> Taking:
    number = place.post(sung(word))
    with transaction():
        post = db.session.get_one(Post, number)
        discussions.edit_post(place.one(place.author), post, text="Nun singt dort niemand mehr.", version=post.version)

    def take() -> None:
        revision = db.session.scalars(select(PostRevision.id).where(PostRevision.post_id == number)).one()
        place.measure("revision", revision)

    return take


def _held_post(place: Aviary, word: str) -> Taking:
    with transaction():
        watching.add_watched_word(place.one(place.moderator), pattern=word, action="hold")
        thread = db.session.get_one(Thread, place.thread)
        sent = discussions.send_post(place.one(place.author), thread, text=sung(word))
        assert isinstance(sent, HeldText)
    return lambda: None


def _held_idea(place: Aviary, word: str) -> Taking:
    with transaction():
        watching.add_watched_word(place.one(place.moderator), pattern=word, action="hold")
        content = ideas.Content(title=f"Ein {word} am Markt", text=sung(word))
        draft = ideas.save_draft(place.one(place.author), content)
        assert isinstance(ideas.send_idea(place.one(place.author), draft), HeldText)
    return lambda: None


def _hidden_idea(state: str) -> "Planting":
    def plant(place: Aviary, word: str) -> Taking:
        title = f"Ein {word} am Markt"
        idea = factories.idea(place.one(place.author), state, title=title, text=sung(word))
        number, thread = idea.id, idea.thread_id
        with transaction():
            notifications.follow(place.one(place.reader), "idea", number, level=Level.WATCHING)
        if state != "beschlossen":
            factories.post(db.session.get_one(Thread, thread), text="Das ist eine gute Idee.")
        if state == "beschlossen":
            with transaction():
                plan = projects.Basics(**factories.project_values(title=title))
                projects.start_project(factories._inside("staff"), db.session.get_one(Idea, number), plan)
        return lambda: place.measure("idea", number)

    return plant


def _blackened_idea(state: str) -> "Planting":
    """An idea that says the word in its title and all other texts, and whose title others bear."""

    def plant(place: Aviary, word: str) -> Taking:
        title = f"Ein {word} am Markt"
        idea = factories.idea(place.one(place.author), state, title=title, text=sung(word))
        number, thread = idea.id, idea.thread_id
        with transaction():
            notifications.follow(place.one(place.reader), "idea", number, level=Level.WATCHING)
            found, staff = db.session.get_one(Idea, number), factories._inside("staff")
            found.place_text = f"Unter dem {word}"
            lines = [ideas.ReferenceLine(city="Bonn", lesson=f"Auch dort singt ein {word} sehr schön.")]
            reason = f"Von dem {word} dort."
            ideas.describe_solution(staff, found, lines, maturity="", version=0, reason=reason)
        if state == "in_diskussion":
            factories.post(db.session.get_one(Thread, thread), text="Das ist eine gute Idee.")
            other = factories.idea(place.one(place.author), state, title="Ein Baum am Markt").id
            with transaction():
                ideas.merge_ideas(factories._inside("staff"), other, [number], reason="Beide wollen dasselbe.")
        else:
            with transaction():
                plan = projects.Basics(**factories.project_values(title=title))
                projects.start_project(factories._inside("staff"), db.session.get_one(Idea, number), plan)
        return lambda: place.measure("idea", number, "redact", passages=word)

    return plant


def _hidden_title(place: Aviary, word: str) -> Taking:
    number = factories.thread(place.one(place.author), title=f"Ein {word} am Markt", text="Vom Zaunkönig.").id
    with transaction():
        notifications.follow(place.one(place.reader), "thread", number, level=Level.WATCHING)
    factories.post(db.session.get_one(Thread, number), text="Das ist ein gutes Thema.")
    return lambda: place.measure("thread", number)


def _hidden_profile(place: Aviary, word: str) -> Taking:
    """A name and an organisation, at a post and in a mention."""
    words = {"affiliations": "business", "organisation": f"{word} GmbH", "shows_affiliation": True}
    who = factories.person(handle=word, **words).id
    factories.post(db.session.get_one(Thread, place.thread), place.one(who))
    place.post(f"Das sagte doch @{word} vom Zaunkönig auch schon.")
    return lambda: place.measure("profile", who)


def _hidden_contribution(place: Aviary, word: str) -> Taking:
    factories.act(place.one(place.ada), place.meeting, "contribution.add", text=sung(word))
    number = db.session.scalars(select(Contribution.id).where(Contribution.source.contains(word))).one()
    return lambda: place.measure("contribution", number)


def _hidden_question(place: Aviary, word: str) -> Taking:
    factories.act(place.one(place.reader), place.meeting, "question.ask", text=sung(word))
    number = db.session.scalars(select(Question.id).where(Question.text.contains(word))).one()
    return lambda: place.measure("question", number)


def _hidden_file(place: Aviary, word: str) -> Taking:
    key = storage.new_key()
    path = storage.path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(samples.pdf())
    with transaction():
        author = place.one(place.author)
        kept = files.add_file(author, Received(key=key, kind="pdf", name=f"{word}.pdf", size=9, sha256="0" * 64))
        thread = db.session.get_one(Thread, place.thread)
        text = "Im Anhang liegt das Lied vom Zaunkönig."
        discussions.publish_post(author, thread, text=text, files=[Choice(kept.key)])
        number = kept.id
    return lambda: place.measure("file", number)


Planting = Callable[[Aviary, str], Taking]
# What can be read before it is taken away, and what never could.
GONE: dict[str, Planting] = {
    "hidden post": _hidden_post,
    "hidden post that is quoted": _hidden_quoted_post,
    "blackened post": _blackened_post,
    "deleted post": _deleted_post,
    "hidden earlier version": _hidden_revision,
    "hidden idea": _hidden_idea("in_diskussion"),
    "hidden idea that was decided": _hidden_idea("beschlossen"),
    "blackened idea": _blackened_idea("in_diskussion"),
    "blackened idea that was decided": _blackened_idea("beschlossen"),
    "hidden title": _hidden_title,
    "hidden profile": _hidden_profile,
    "hidden contribution": _hidden_contribution,
    "hidden question": _hidden_question,
    "hidden file": _hidden_file,
}
NEVER: dict[str, Planting] = {"held post": _held_post, "held idea": _held_idea}
