"""Resolutions of committees, decisions of the Board and projects for the search."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time

from sqlalchemy import and_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from forum.committees.models import Committee
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.core.text import plain
from forum.dossiers.events import DecisionRecorded, DecisionReleased, DecisionWithheld
from forum.dossiers.models import Decision, DecisionSubject
from forum.ideas.events import IdeaEdited, IdeaHidden, IdeaRestored
from forum.meetings.events import (
    CirculatedAnnounced,
    CirculationRedacted,
    ResolutionAdopted,
    ResolutionAnnounced,
    ResolutionCirculated,
    TextRedacted,
)
from forum.meetings.models import Resolution
from forum.projects.events import ProjectAdvanced, ProjectReleased, ProjectStarted, ProjectUpdated
from forum.projects.models import Project
from forum.recommendations.events import (
    AnswerHidden,
    AnswerRestored,
    MinorityVoteHidden,
    MinorityVotePublished,
    MinorityVoteRestored,
    RecommendationAnswered,
)
from forum.recommendations.models import FollowUp, MinorityVote
from forum.search.engines import Document
from forum.search.sources.source import Shown, Source, matching
from forum.terms.events import PageTextChanged
from forum.terms.things import easy_text, easy_words, key_of


def _resolution_of(event: LoggedEvent) -> Iterable[int]:
    return [event.data["resolution_id"]]


def _redacted_resolution(event: LoggedEvent) -> Iterable[int]:
    return [event.data["text_id"]] if event.data["kind"] == "resolution" else []


def _redacted_in_writing(event: LoggedEvent) -> Iterable[int]:
    return [event.data["resolution_id"]] if event.data["resolution_id"] is not None else []


def _decision_of(event: LoggedEvent) -> Iterable[int]:
    return [event.data["decision_id"]]


def _project_of(event: LoggedEvent) -> Iterable[int]:
    return [event.data["project_id"]]


def _moment(decision: Decision) -> datetime:
    return datetime.combine(decision.decided_on, time(12), UTC)


def _resolutions(ids: Sequence[int]) -> Iterable[Document]:
    said = _said_about(ids)
    for row in _resolution_rows(ids):
        yield Document(
            key=f"resolution:{row.id}",
            kind="resolution",
            audience=row.audience,
            created=row.adopted_at,
            title=row.number,
            official=plain(row.text),
            body=plain("\n\n".join(said.get(row.id, ()))),
            committee=row.committee.slug,
        )


def _said_about(ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Return the answers of the Board and the minority votes that the readers of these resolutions may read."""
    found: dict[int, list[str]] = defaultdict(list)
    answers = select(FollowUp.resolution_id, FollowUp.source).where(
        FollowUp.resolution_id.in_(ids), FollowUp.answered_at.is_not(None), FollowUp.hidden_at.is_(None)
    )
    votes = (
        select(MinorityVote.resolution_id, MinorityVote.source)
        .join(MinorityVote.resolution)
        .where(
            Resolution.id.in_(ids),
            MinorityVote.published_at.is_not(None),
            MinorityVote.hidden_at.is_(None),
            MinorityVote.audience == Resolution.audience,
        )
    )
    for number, source in db.session.execute(union_all(answers, votes)):
        found[number].append(source)
    return found


def _resolution_rows(ids: Sequence[int]) -> Iterable[Resolution]:
    return db.session.scalars(
        select(Resolution)
        .where(Resolution.id.in_(ids))
        .options(joinedload(Resolution.committee).load_only(Committee.slug, Committee.title))
    )


def _shown_resolutions(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    return {
        row.id: Shown(
            kind="resolution",
            id=row.id,
            title=row.number,
            url=row.url,
            text=plain(row.text),
            at=row.adopted_at,
            context=row.committee.title,
        )
        for row in _resolution_rows(ids)
        if row.audience in viewer.words
    }


def _plain_resolutions(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    matches = matching(words, Resolution.text)
    statement = select(Resolution.id).where(Resolution.audience.in_(viewer.words), matches)
    return db.session.scalars(statement.order_by(Resolution.id.desc()).limit(limit)).all()


def _decisions_about(event: LoggedEvent) -> Iterable[int]:
    """Return the decisions about an idea, whose title they bear."""
    of_idea = DecisionSubject.idea_id == event.data["idea_id"]
    return db.session.scalars(select(DecisionSubject.decision_id).where(of_idea))


def _projects_about(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(Project.id).where(Project.idea_id == event.data["idea_id"]))


def _worded_decision(event: LoggedEvent) -> Iterable[int]:
    number = key_of(event.data["page"], "beschluss")
    return db.session.scalars(select(Decision.id).where(Decision.number == number))


def _recorded(rows: Sequence[Decision]) -> Mapping[int, str]:
    """Return what decisions say, also in Leichte Sprache while nothing of the record is withheld (A-25, L-51)."""
    easily = easy_words("beschluss", [row.number for row in rows if row.is_whole])
    return {
        row.id: plain("\n\n".join((row.text, row.reasons, row.conditions, easily.get(row.number, "")))) for row in rows
    }


def _decisions(ids: Sequence[int]) -> Iterable[Document]:
    links = [selectinload(one) for one in (Decision.goal_links, Decision.district_links, Decision.subjects)]
    rows = db.session.scalars(select(Decision).where(Decision.id.in_(ids)).options(*links)).all()
    said = _recorded(rows)
    for row in rows:
        yield Document(
            key=f"decision:{row.id}",
            kind="decision",
            audience=row.audience,
            created=_moment(row),
            title=f"{row.number} {row.titles}",
            official=said[row.id],
            state=row.result,
            goals=tuple(link.goal for link in row.goal_links),
            districts=tuple(str(link.district) for link in row.district_links),
        )


def _shown_decisions(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    shown = select(Decision).where(Decision.id.in_(ids), Decision.audience.in_(viewer.words))
    rows = db.session.scalars(shown.options(selectinload(Decision.subjects))).all()
    said = _recorded(rows)
    return {
        row.id: Shown(
            kind="decision",
            id=row.id,
            title=row.titles,
            url=row.url,
            text=said[row.id],
            at=_moment(row),
            context=row.number,
        )
        for row in rows
    }


def _plain_decisions(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    easily = easy_text("beschluss", Decision.number)
    withheld = (Decision.withheld_title, Decision.withheld_text, Decision.withheld_reasons)
    is_whole = and_(*(column.is_(None) for column in withheld))
    matches = and_(
        *(
            matching([word], Decision.title, Decision.text)
            | and_(is_whole, matching([word], easily))
            | Decision.subjects.any(matching([word], DecisionSubject.title))
            for word in words
        )
    )
    statement = select(Decision.id).where(Decision.audience.in_(viewer.words), matches)
    return db.session.scalars(statement.order_by(Decision.id.desc()).limit(limit)).all()


def _projects(ids: Sequence[int]) -> Iterable[Document]:
    links = selectinload(Project.goal_links), selectinload(Project.district_links)
    for row in db.session.scalars(select(Project).where(Project.id.in_(ids)).options(*links)):
        yield Document(
            key=f"project:{row.id}",
            kind="project",
            audience=row.audience,
            created=row.created_at,
            title=row.title,
            body=plain(row.summary),
            state=row.state,
            goals=tuple(link.goal for link in row.goal_links),
            districts=tuple(str(link.district) for link in row.district_links),
        )


def _shown_projects(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    rows = db.session.scalars(select(Project).where(Project.id.in_(ids), Project.audience.in_(viewer.words)))
    return {
        row.id: Shown(
            kind="project",
            id=row.id,
            title=row.title,
            url=row.url,
            text=plain(row.summary),
            at=row.created_at,
            context=row.unit,
        )
        for row in rows
    }


def _plain_projects(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    matches = matching(words, Project.title, Project.summary)
    statement = select(Project.id).where(Project.audience.in_(viewer.words), matches)
    return db.session.scalars(statement.order_by(Project.id.desc()).limit(limit)).all()


SOURCES = (
    Source(
        kind="resolution",
        label=lazy("Empfehlungen"),
        touched=dict.fromkeys(
            (
                ResolutionAdopted,
                ResolutionCirculated,
                ResolutionAnnounced,
                CirculatedAnnounced,
                RecommendationAnswered,
                MinorityVotePublished,
                MinorityVoteHidden,
                MinorityVoteRestored,
                AnswerHidden,
                AnswerRestored,
            ),
            _resolution_of,
        )
        | {TextRedacted: _redacted_resolution, CirculationRedacted: _redacted_in_writing},
        documents=_resolutions,
        shown=_shown_resolutions,
        every_id=lambda: db.session.scalars(select(Resolution.id)),
        plainly=_plain_resolutions,
    ),
    Source(
        kind="decision",
        label=lazy("Beschlüsse"),
        touched=dict.fromkeys((DecisionRecorded, DecisionReleased, DecisionWithheld), _decision_of)
        | dict.fromkeys((IdeaHidden, IdeaRestored, IdeaEdited), _decisions_about)
        | {PageTextChanged: _worded_decision},
        documents=_decisions,
        shown=_shown_decisions,
        every_id=lambda: db.session.scalars(select(Decision.id)),
        plainly=_plain_decisions,
    ),
    Source(
        kind="project",
        label=lazy("Vorhaben"),
        touched=dict.fromkeys((ProjectStarted, ProjectUpdated, ProjectAdvanced, ProjectReleased), _project_of)
        | dict.fromkeys((IdeaHidden, IdeaRestored, IdeaEdited), _projects_about),
        documents=_projects,
        shown=_shown_projects,
        every_id=lambda: db.session.scalars(select(Project.id)),
        plainly=_plain_projects,
    ),
)
