"""Putting a project on the list and keeping what it says, one part at a time.

Each part has its own command. All of them ask for the version that was seen, and for a reason that everybody reads (B-09).
"""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from forum.core.checking import Complaints
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.projects.commands import indicators, writing
from forum.projects.commands.clock import owe_news
from forum.projects.commands.content import Basics, DataLine, Effect, Resources, Stage
from forum.projects.events import ProjectStarted, ProjectUpdated
from forum.projects.models import Change, Project, ProjectState, Topic
from forum.projects.queries.people import can_be_owner

S = IdeaState
# From here on an idea may become a project: what a committee will read of has to stand on the list early (B-09).
LISTABLE = frozenset({S.FACHPRUEFUNG, S.FACHBEIRAT, S.BOARD, S.GREMIUM, S.VERTAGT, S.BESCHLOSSEN, S.UMSETZUNG})
LEAST_REASON = 5


def start_project(actor: Actor, idea: Idea, plan: Basics) -> Project:
    """Put an idea on the list as a planned project (B-09, G-19). Raises Conflict, Invalid."""
    require(actor, "project.start", idea)
    if idea.state not in LISTABLE or idea.hidden_at is not None:
        raise Conflict(
            _("Ein Vorhaben beginnt frühestens mit der fachlichen Prüfung. Die Idee steht bei „%(state)s“.",
              state=idea.stage.label)
        )  # fmt: skip
    if db.session.scalar(select(Project.id).where(Project.idea_id == idea.id)):
        raise Conflict(_("Zu dieser Idee gibt es schon ein Vorhaben."))
    project = Project(
        idea_id=idea.id,
        state=ProjectState.GEPLANT,
        audience=idea.audience,
        created_at=now(),
        changed_at=now(),
    )
    wrong = Complaints()
    _basics(project, idea, plan, wrong)
    wrong.tell()
    owe_news(project)
    db.session.add(project)
    db.session.flush()
    ideas.note_project(actor, idea, title=project.title, url=project.url, unit=project.unit)
    record(actor, ProjectStarted(project_id=project.id, idea_id=idea.id), audience=project.audience)
    return project


def save_basics(actor: Actor, project: Project, plan: Basics, *, version: int, reason: str) -> None:
    """Save what a project is, who answers for it, and where and when it happens."""
    _save(actor, project, Topic.GRUNDDATEN, version, reason, lambda wrong: _basics(project, project.idea, plan, wrong))


def save_milestones(actor: Actor, project: Project, stages: Sequence[Stage], *, version: int, reason: str) -> None:
    """Save the steps and their days."""
    _save(actor, project, Topic.MEILENSTEINE, version, reason, lambda wrong: writing.milestones(project, stages, wrong))


def save_costs(actor: Actor, project: Project, plan: Resources, *, version: int, reason: str) -> None:
    """Save the costs, and what else is needed (G-24)."""
    _save(actor, project, Topic.KOSTEN, version, reason, lambda wrong: writing.resources(project, plan, wrong))


def save_effect(actor: Actor, project: Project, plan: Effect, *, version: int, reason: str) -> None:
    """Save what comes of a project, and by what one sees it (G-20, G-22)."""
    _save(actor, project, Topic.WIRKUNG, version, reason, lambda wrong: indicators.effect(project, plan, wrong))


def save_data(actor: Actor, project: Project, lines: Sequence[DataLine], *, version: int, reason: str) -> None:
    """Save which data of the city a project uses or produces (G-33)."""
    _save(actor, project, Topic.DATEN, version, reason, lambda wrong: writing.city_data(project, lines, wrong))


def _basics(project: Project, idea: Idea, plan: Basics, wrong: Complaints) -> None:
    if plan.owner_id is not None and plan.owner_id != project.owner_id and not can_be_owner(plan.owner_id, idea):
        wrong.add("owner_id", _("Diese Auswahl gibt es nicht."))
    writing.basics(project, plan, wrong)


def _write(write: Callable[[Complaints], None]) -> None:
    """Write and complain; of what is complained about nothing stays in the session, so that the page can be shown."""
    wrong = Complaints()
    with db.session.begin_nested(), db.session.no_autoflush:
        write(wrong)
        wrong.tell()


def _save(
    actor: Actor, project: Project, topic: Topic, version: int, reason: str, write: Callable[[Complaints], None]
) -> None:
    require(actor, "project.manage", project)
    check_version(project, version)
    reason = clean_line(reason)
    if not LEAST_REASON <= len(reason) <= 500:
        raise Invalid(fields={"reason": [_("Bitte schreiben Sie in einem Satz, was sich ändert und warum.")]})
    _write(write)
    keep(actor, project, topic, reason)


def check_version(project: Project, version: int) -> None:
    """Raise Conflict if the project was changed since it was read."""
    if version != project.version:
        raise Conflict(_("Das Vorhaben wurde inzwischen an anderer Stelle geändert."), current=project)


def keep(actor: Actor, project: Project, topic: Topic, reason: str) -> None:
    """Store a change with its line of the history, and tell of it."""
    project.changed_at = now()
    db.session.add(
        Change(
            project_id=project.id,
            topic=topic,
            reason=reason,
            unit=project.unit,
            person_id=actor.person_id,
            at=now(),
        )
    )
    db.session.flush()
    event = ProjectUpdated(project_id=project.id, idea_id=project.idea_id, topic=topic.value)
    record(actor, event, audience=project.audience)
