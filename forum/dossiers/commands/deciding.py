"""Recording what the Board decided; a record is never changed (G-07)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from forum.assessments.queries import anonymous_copy, demanded_assessments, recused
from forum.committees.models import Committee, Kind, State
from forum.core.clock import local, now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.numbers import next_number
from forum.core.permissions import Actor, require
from forum.core.text import render
from forum.dossiers import proof
from forum.dossiers.commands.ruling import Ruling, Session, Subjects, Vote, checked
from forum.dossiers.commands.together import audience_of, newest_paper
from forum.dossiers.events import DecisionRecorded
from forum.dossiers.models import (
    Decision,
    DecisionDistrict,
    DecisionDuty,
    DecisionGoal,
    DecisionSubject,
    Dossier,
    Result,
)
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.strategy.models import strategy

BOARD = marked("Smart City-Board")


def record_decision(actor: Actor, subjects: Subjects, ruling: Ruling, session: Session | None = None) -> Decision:
    """Write a decision into the register and let its ideas take their step.

    Raises Conflict when an idea is not before the Board, assessments are missing (G-09) or no dossier is frozen; Invalid
    when the record is not complete.
    """
    require(actor, "decision.record", subjects)
    if not subjects.ideas and subjects.project_id is None and subjects.resolution_id is None:
        raise Conflict(_("Ein Beschluss braucht einen Gegenstand."))
    papers = {idea.id: _paper_of(idea, subjects.papers.get(idea.id)) for idea in subjects.ideas}
    ruling, session = checked(ruling), session or _between_sessions()
    _check_day(ruling, papers.values())
    earlier = _replaced(ruling)
    decision = _record(actor, subjects, papers, ruling, session)
    # Taking the number lets whoever records in the same moment wait, so the look comes after it.
    _refuse_twice(subjects, ruling)
    decision.digest = proof.of_decision(decision)
    db.session.add(decision)
    db.session.flush()
    event = DecisionRecorded(
        decision_id=decision.id,
        idea_id=decision.idea_id,
        result=ruling.result.value,
        digest=decision.digest,
        replaces_id=earlier.id if earlier else None,
    )
    record(actor, event, audience=decision.audience)
    for idea in subjects.ideas:
        _tell(actor, idea, decision)
    return decision


def _refuse_twice(subjects: Subjects, ruling: Ruling) -> None:
    """Refuse what another member has recorded already; a project takes no step by which one could see it."""
    if subjects.project_id is None:
        return
    same = select(Decision.number).where(
        Decision.subjects.any(DecisionSubject.project_id == subjects.project_id),
        Decision.decided_on == ruling.decided_on,
        Decision.text == ruling.text,
    )
    if number := db.session.scalar(same.limit(1)):
        raise Conflict(_("Dieser Beschluss steht schon als %(number)s im Register.", number=number))


def _paper_of(idea: Idea, number: int | None) -> Dossier:
    if idea.state != IdeaState.BOARD:
        raise Conflict(_("Die Idee liegt dem Board nicht vor. Sie steht bei „%(state)s“.", state=idea.stage.label))
    demanded_assessments(idea)
    dossier = db.session.get(Dossier, number) if number is not None else newest_paper(idea)
    if dossier is None:
        raise Conflict(_("Zu dieser Idee ist noch keine Vorlage eingefroren."))
    return dossier


def _check_day(ruling: Ruling, papers: Iterable[Dossier]) -> None:
    """Refuse a day on which a paper was not there yet: the Board decides on what lies before it (G-07)."""
    if any(ruling.decided_on < local(paper.frozen_at).date() for paper in papers):
        raise Invalid(fields={"decided_on": [_("An diesem Tag war die Vorlage noch nicht eingefroren.")]})


def _between_sessions() -> Session:
    board = db.session.scalar(
        select(Committee).where(Committee.kind == Kind.BOARD, Committee.state == State.ACTIVE).limit(1)
    )
    return Session(committee_id=board.id, body=board.title) if board is not None else Session(body=BOARD)


def _replaced(ruling: Ruling) -> Decision | None:
    if not ruling.replaces:
        return None
    earlier = db.session.scalar(select(Decision).where(Decision.number == ruling.replaces))
    if earlier is None:
        raise Invalid(fields={"replaces": [_("Diesen Beschluss gibt es nicht.")]})
    return earlier


def _record(actor: Actor, subjects: Subjects, papers: dict[int, Dossier], ruling: Ruling, session: Session) -> Decision:
    vote, first = ruling.vote, next(iter(subjects.ideas), None)
    series = f"SCB-{ruling.decided_on.year}"
    return Decision(
        number=f"{series}-{next_number(series)}",
        idea_id=first.id if first else None,
        dossier_id=papers[first.id].id if first else None,
        committee_id=session.committee_id,
        body=session.body,
        meeting_id=session.meeting_id,
        item_id=session.item_id,
        minutes_seq=session.minutes_seq,
        title=subjects.title or (first.title if first else ""),
        result=ruling.result,
        unanimity=vote.unanimity,
        text=ruling.text,
        text_html=render(ruling.text),
        reasons=ruling.reasons,
        reasons_html=render(ruling.reasons) if ruling.reasons else "",
        conditions=ruling.conditions,
        conditions_html=render(ruling.conditions) if ruling.conditions else "",
        yes=vote.yes,
        no=vote.no,
        abstain=vote.abstain,
        rule=vote.rule,
        present=vote.present,
        entitled=vote.entitled,
        recused=_recused(subjects.touched, vote),
        binding=ruling.binding,
        binding_basis=ruling.binding_basis,
        decided_on=ruling.decided_on,
        next_on=ruling.next_on if ruling.result == Result.VERTAGT else None,
        replaces=ruling.replaces or None,
        strategy_version=strategy().version,
        assessments=_assessments(subjects.ideas),
        audience=audience_of(subjects.touched),
        digest_version=proof.DIGEST_VERSION,
        recorded_at=now(),
        recorded_by=actor.person_id,
        goal_links=_goals(subjects.ideas),
        district_links=[
            DecisionDistrict(district=number)
            for number in sorted({number for one in subjects.ideas for number in one.district_numbers})
        ],
        subjects=_subjects(subjects, papers),
        duties=[
            DecisionDuty(position=place, text=duty.text, unit=duty.unit, due_on=duty.due_on)
            for place, duty in enumerate(ruling.duties, start=1)
        ],
    )


def _goals(of: Sequence[Idea]) -> list[DecisionGoal]:
    """Copy the goals of all ideas in the version to which they are linked; where they differ, the newest (G-17)."""
    versions: dict[str, int] = {}
    for link in (link for idea in of for link in idea.goal_links):
        versions[link.goal] = max(link.version, versions.get(link.goal, 0))
    return [DecisionGoal(goal=key, version=versions[key]) for key in sorted(versions)]


def _recused(of: Sequence[Idea], vote: Vote) -> list[str]:
    """Return who took no part: those who were named, and those who declared an interest in one of the ideas (B-15)."""
    declared = [person.handle for idea in of for person in recused(idea) if person.handle]
    return list(dict.fromkeys([*vote.recused, *declared]))


def _assessments(of: Sequence[Idea]) -> dict[str, Any]:
    """Copy the assessments of all ideas that are decided on together; each row was given for one of them."""
    return anonymous_copy([row for idea in of for row in demanded_assessments(idea)])


def _subjects(subjects: Subjects, papers: dict[int, Dossier]) -> list[DecisionSubject]:
    rows = [
        DecisionSubject(idea_id=idea.id, dossier_id=papers[idea.id].id, title=idea.title) for idea in subjects.ideas
    ]
    if subjects.project_id is not None:
        rows.append(DecisionSubject(project_id=subjects.project_id, title=subjects.title))
    if subjects.resolution_id is not None:
        rows.append(DecisionSubject(resolution_id=subjects.resolution_id, title=subjects.title))
    for place, row in enumerate(rows, start=1):
        row.position = place
    return rows


def _tell(actor: Actor, idea: Idea, decision: Decision) -> None:
    ideas.note_decision(
        actor,
        idea,
        decision.outcome.state,
        number=decision.number,
        text=decision.reasons or decision.text,
        url=decision.url,
        due_on=decision.next_on,
        data={"yes": decision.yes, "no": decision.no, "abstain": decision.abstain},
    )
