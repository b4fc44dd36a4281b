"""The ideas of the demo: each walks its path with the commands that everybody uses, at moments in the past."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core.clock import today
from forum.core.db import db
from forum.demo import papers, projects
from forum.demo.discussions import talk_about
from forum.demo.moments import on, person
from forum.demo.people import supporters
from forum.ideas import commands
from forum.ideas.commands import Content
from forum.ideas.lifecycle import IdeaState as S
from forum.ideas.models import Idea
from forum.strategy.models import outline

STAFF = "Buero-Smart-City"
CHECKED = "Die Idee hält die Regeln ein. Jetzt können alle mitreden und sie unterstützen."
TO_UNIT = "Die Idee hat genug Unterstützung. Das zuständige Amt prüft sie jetzt fachlich."

# How far along its path each state lies; every idea takes all steps before its own.
AFTER_CHECK = {
    S.FACHPRUEFUNG,
    S.FACHBEIRAT,
    S.BOARD,
    S.GREMIUM,
    S.VERTAGT,
    S.BESCHLOSSEN,
    S.ABGELEHNT,
    S.UMSETZUNG,
    S.ABGESCHLOSSEN,
}
DECIDED = {S.GREMIUM, S.VERTAGT, S.BESCHLOSSEN, S.ABGELEHNT, S.UMSETZUNG, S.ABGESCHLOSSEN}


def build(data: dict[str, Any]) -> None:
    """Hand the ideas in and take each to its state; ideas before a council wait for its meeting."""
    for row in sorted(data["ideas"], key=lambda row: -row["days"]):
        idea_id = _submit(row)
        if row["state"] != S.ENTWURF:
            _walk(row, idea_id)
    with on(days=0, hour=0):
        commands.close_missed_deadlines()


def _submit(row: dict[str, Any]) -> int:
    content = Content(
        title=row["title"],
        text=row["text"],
        goals=tuple(row.get("goals", ())),
        category=row.get("category", ""),
        districts=tuple(row.get("districts", ())),
        place=row.get("place", ""),
        point=outline().point_in(row.get("point", "")),
    )
    with on(row["days"], hour=9, minute=row["days"]):
        author = person(row["author"])
        idea = commands.save_draft(author, content)
        for handle in (*row.get("co_authors", ()), *row.get("invited", ())):
            commands.invite_co_author(author, idea, handle=handle)
        for handle in row.get("co_authors", ()):
            commands.accept_invitation(person(handle), idea)
        if row["state"] != S.ENTWURF:
            commands.submit(author, idea)
        return idea.id


def _walk(row: dict[str, Any], idea_id: int) -> None:
    goal, days = S(row["state"]), row["days"]
    if goal == S.UNZULAESSIG:
        step(idea_id, days - 1, STAFF, S.UNZULAESSIG, reason=row["reason"], reason_key=row["rule"])
        return
    if goal != S.EINGEREICHT:
        step(idea_id, max(0, days - 1), STAFF, S.IN_DISKUSSION, reason=CHECKED)
    _support(idea_id, row["supports"], days)
    talk_about(db.session.get_one(Idea, idea_id).thread_id or 0, row, max(0, days - 2))
    if goal == S.ZURUECKGEZOGEN:
        with on(days - 10):
            commands.withdraw_idea(person(row["author"]), db.session.get_one(Idea, idea_id))
    if goal == S.ZUSAMMENGEFUEHRT:
        _merge(row, idea_id)
    if goal in AFTER_CHECK:
        step(idea_id, days * 2 // 3, STAFF, S.FACHPRUEFUNG, reason=TO_UNIT)
    if "answer" in row:
        with on(days // 3, hour=15):
            commands.note_answer(person(STAFF), db.session.get_one(Idea, idea_id), commands.Answer(text=row["answer"]))
    if goal == S.FACHBEIRAT or (goal == S.BOARD and "council" in row):
        council = db.session.scalars(select(Committee.id).where(Committee.title == row["council"])).one()
        step(idea_id, days // 2, STAFF, S.FACHBEIRAT, reason=row["reason"], committee=council)
    elif goal in DECIDED:
        _decide(row, idea_id, goal)


def _merge(row: dict[str, Any], idea_id: int) -> None:
    with on(row["days"] // 3, hour=11):
        target = db.session.scalars(select(Idea.id).where(Idea.title == row["merged_into"])).one()
        commands.merge_ideas(person(STAFF), target, [idea_id], reason=row["reason"])


def _decide(row: dict[str, Any], idea_id: int, goal: S) -> None:
    days = row["days"]
    if row.get("refused_by") == "staff":
        step(idea_id, days // 2, STAFF, S.ABGELEHNT, reason=row["reason"], reason_key=row["reason_key"])
        return
    papers.assess_and_freeze(idea_id, days=days // 2)
    if goal == S.GREMIUM:
        step(idea_id, days // 3, "Dezernat-Bauen", S.GREMIUM, reason=row["reason"])
        return
    papers.decide(row, idea_id, goal, days=days // 3)
    if row.get("project"):
        projects.start(row, idea_id, days=days // 4, finished=goal == S.ABGESCHLOSSEN)


def step(idea_id: int, days: int, handle: str, to: S, **values: Any) -> None:
    """Let somebody take a step with an idea, so many days ago."""
    with on(days, hour=14):
        commands.advance(person(handle), db.session.get_one(Idea, idea_id), to, **values)


def _support(idea_id: int, number: int, days: int) -> None:
    """Let people sign the idea, spread over the time until its check."""
    handles = supporters()
    offset = idea_id * 7 % len(handles)
    chosen = (handles[offset:] + handles[:offset])[:number]
    chosen += ["Okerpaddler", "Datenmuse", "Lastenrad", "Buchfink", "Nordlicht38", "Taktgeber", "Backstube"][
        : number - len(chosen)
    ]
    span = max(1, days // 3 - 1)
    for place in range(span):
        part = chosen[place * len(chosen) // span : (place + 1) * len(chosen) // span]
        if not part:
            continue
        with on(max(0, days - 1 - place), hour=16):
            idea = db.session.get_one(Idea, idea_id)
            for handle in part:
                supporter: Person = person(handle)
                commands.support(supporter, idea)


def due(days: int) -> Any:
    """Return a day in the future."""
    return today() + timedelta(days=days)
