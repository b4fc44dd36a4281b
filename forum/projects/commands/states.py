"""Taking a project from plan to work and to its end, together with its idea; each step has a public reason."""

from sqlalchemy import select

from forum.core.clock import local
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.dossiers.models import Decision, DecisionSubject
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.results import ACCEPTING
from forum.projects.commands.keeping import check_version, keep
from forum.projects.commands.news import add_news
from forum.projects.events import ProjectAdvanced
from forum.projects.models import FINISHED, STOPPED, Project, ProjectState, Topic
from forum.projects.queries.readiness import missing_for_end, missing_for_work

P = ProjectState
LEAST_TEXT = 10
# What the history says of a step; the words of people stand in the news.
CHANGES = {
    (P.GEPLANT, P.LAUFEND): marked("Die Arbeit hat begonnen."),
    (P.LAUFEND, P.PAUSIERT): marked("Das Vorhaben ruht."),
    (P.PAUSIERT, P.LAUFEND): marked("Das Vorhaben geht weiter."),
    (P.LAUFEND, P.ABGESCHLOSSEN): FINISHED,
    (P.PAUSIERT, P.ABGESCHLOSSEN): FINISHED,
    (P.GEPLANT, P.GESTOPPT): STOPPED,
    (P.LAUFEND, P.GESTOPPT): STOPPED,
    (P.PAUSIERT, P.GESTOPPT): STOPPED,
}


def begin_work(actor: Actor, project: Project, *, version: int) -> None:
    """Begin what was decided. Raises Conflict as long as an indicator or a legal basis is missing (G-20, G-33)."""
    require(actor, "project.manage", project)
    check_version(project, version)
    _check_source(project, P.GEPLANT)
    idea = project.idea
    if idea.state not in {IdeaState.BESCHLOSSEN, IdeaState.UMSETZUNG}:
        raise Conflict(
            _("Die Arbeit beginnt nach dem Beschluss. Die Idee steht bei „%(state)s“.", state=idea.stage.label)
        )
    if missing := missing_for_work(project):
        raise Conflict(" ".join(missing))
    project.decision_id = db.session.scalar(
        select(Decision.id)
        .join(DecisionSubject, DecisionSubject.decision_id == Decision.id)
        .where(DecisionSubject.idea_id == idea.id, Decision.result.in_(ACCEPTING))
        .order_by(Decision.id.desc())
        .limit(1)
    )
    text = project.goal_links[0].contribution
    moves = idea.state == IdeaState.BESCHLOSSEN
    if moves:
        step = ideas.start_work(actor, idea, text=text, unit=project.unit, url=project.url)
    else:
        step = ideas.add_note(actor, idea, text=text, title=project.title, url=project.url, unit=project.unit)
    _go(actor, project, P.LAUFEND, reason="", idea_moved=moves)
    add_news(project, step)


def pause(actor: Actor, project: Project, *, reason: str, version: int) -> None:
    """Let a project rest, for a public reason."""
    _rest(actor, project, P.LAUFEND, P.PAUSIERT, reason, version)


def resume(actor: Actor, project: Project, *, reason: str, version: int) -> None:
    """Go on with a project that rested."""
    _rest(actor, project, P.PAUSIERT, P.LAUFEND, reason, version)


def _rest(
    actor: Actor, project: Project, source: ProjectState, target: ProjectState, reason: str, version: int
) -> None:
    require(actor, "project.manage", project)
    check_version(project, version)
    _check_source(project, source)
    reason = _checked(reason)
    step = ideas.add_note(actor, project.idea, text=reason, title=project.title, url=project.url, unit=project.unit)
    _go(actor, project, target, reason=reason)
    add_news(project, step)


def finish(actor: Actor, project: Project, *, reason: str, version: int) -> None:
    """End a project with its result against its goals. Raises Conflict while an indicator has no value (G-21)."""
    require(actor, "project.manage", project)
    check_version(project, version)
    _check_source(project, P.LAUFEND, P.PAUSIERT)
    reason = _checked(reason)
    if missing := missing_for_end(project):
        raise Conflict(" ".join(missing))
    idea = project.idea
    moves = idea.state == IdeaState.UMSETZUNG
    # Nothing is left to be done.
    project.progress, project.next_step = 100, ""
    # The project ends first, since its idea cannot be closed while it is open.
    _go(actor, project, P.ABGESCHLOSSEN, reason=reason, idea_moved=moves)
    if moves:
        step = ideas.advance(actor, idea, IdeaState.ABGESCHLOSSEN, reason=reason, url=project.url)
    else:
        step = ideas.add_note(actor, idea, text=reason, title=project.title, url=project.url, unit=project.unit)
    add_news(project, step)


def stop(actor: Actor, project: Project, *, number: str, reason: str, version: int) -> None:
    """Stop a project by a decision of the Board that came after the one that carries it. Raises Conflict, Invalid."""
    require(actor, "project.stop", project)
    check_version(project, version)
    _check_source(project, P.GEPLANT, P.LAUFEND, P.PAUSIERT)
    reason = _checked(reason)
    decision = _decision(actor, project, number)
    is_own = decision.outcome.accepts and not any(one.project_id == project.id for one in decision.subjects)
    if is_own or decision.decided_on < local(project.created_at).date():
        raise Invalid(fields={"number": [_("Dieser Beschluss ist älter als das Vorhaben oder trägt es.")]})
    moves = project.idea.state == IdeaState.UMSETZUNG
    # How far it came stays; nothing follows.
    project.next_step = ""
    _go(actor, project, P.GESTOPPT, reason=reason, idea_moved=moves)
    # What was only planned leaves the idea where it is, and still everybody hears of it.
    target, number, url = IdeaState.GESTOPPT if moves else None, decision.number, decision.url
    add_news(project, ideas.note_decision(actor, project.idea, target, number=number, text=reason, url=url))


def mark_lighthouse(actor: Actor, project: Project, *, number: str, version: int) -> None:
    """Mark a project as Leuchtturmprojekt by a decision of the Board (G-32). Raises Conflict, Invalid."""
    require(actor, "project.manage", project)
    check_version(project, version)
    decision = _decision(actor, project, number)
    if not decision.outcome.accepts:
        raise Invalid(fields={"number": [_("Dieser Beschluss hat nichts beschlossen.")]})
    project.lighthouse_number = decision.number
    keep(actor, project, Topic.STAND, marked("Das Board hat es zum Leuchtturmprojekt gemacht."))


def _checked(text: str) -> str:
    text = clean_text(text)
    if not LEAST_TEXT <= len(text) <= 5_000:
        sentence = _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=LEAST_TEXT, most=5_000)
        raise Invalid(fields={"reason": [sentence]})
    return text


def _decision(actor: Actor, project: Project, number: str) -> Decision:
    """Return a decision on this project or its idea; what was decided on others says nothing of it. Raises Invalid."""
    found = db.session.scalar(
        select(Decision).where(Decision.number == clean_line(number), Decision.audience.in_(actor.words))
    )
    if found is None:
        raise Invalid(fields={"number": [_("Diesen Beschluss gibt es nicht.")]})
    if not any(one.project_id == project.id or one.idea_id == project.idea_id for one in found.subjects):
        raise Invalid(
            fields={"number": [_("Dieser Beschluss handelt weder von diesem Vorhaben noch von seiner Idee.")]}
        )
    return found


def _check_source(project: Project, *sources: ProjectState) -> None:
    if project.stage not in sources:
        raise Conflict(_("Das geht im Stand „%(state)s“ nicht.", state=project.stage.label))


def _go(actor: Actor, project: Project, target: ProjectState, *, reason: str, idea_moved: bool = False) -> None:
    source, project.state = project.stage, target
    project.state_reason = reason[:1000] if target in {P.PAUSIERT, P.GESTOPPT} else ""
    keep(actor, project, Topic.STAND, CHANGES[source, target])
    event = ProjectAdvanced(
        project_id=project.id,
        idea_id=project.idea_id,
        source=source.value,
        target=target.value,
        idea_moved=idea_moved,
    )
    record(actor, event, audience=project.audience)
