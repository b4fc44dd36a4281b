"""Papers for items and motions: files with a flag of their own, which is never wider than their item's (L-28)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.files import commands as files
from forum.files.queries import Choice
from forum.meetings.commands.step import Step
from forum.meetings.events import PaperAdded, PaperRemoved
from forum.meetings.models import Circle, Meeting, MeetingState, Motion, SessionPaper

PURPOSE = "session_paper"
TITLE = (3, 160)


def add_paper(
    actor: Actor,
    meeting_id: int,
    item_id: int,
    *,
    title: str,
    choices: Sequence[Choice],
    circle: str | None = None,
    motion_id: int | None = None,
) -> SessionPaper:
    """Add a paper with its files to an item, or to a motion under it. Raises Conflict, Invalid, NotFound."""
    step = _step(actor, meeting_id)
    item = step.item(item_id)
    if motion_id is not None:
        motion = db.session.get(Motion, motion_id)
        if motion is None or motion.item_id != item.id or motion.audience not in actor.words:
            raise NotFound(_("Diesen Antrag gibt es bei diesem Punkt nicht."))
    title, level = clean_line(title), Circle(circle) if circle else item.level
    problems: dict[str, list[str]] = {}
    if not TITLE[0] <= len(title) <= TITLE[1]:
        problems["title"] = [_("Bitte schreiben Sie zwischen 3 und 160 Zeichen.")]
    if level.breadth < item.level.breadth:
        problems["level"] = [_("Eine Unterlage kann nicht für mehr Menschen sein als ihr Punkt.")]
    if not choices:
        problems["files"] = [_("Bitte wählen Sie eine Datei.")]
    if problems:
        raise Invalid(fields=problems)
    paper = SessionPaper(
        meeting_id=step.meeting.id,
        item_id=item.id,
        motion_id=motion_id,
        title=title,
        person_id=actor.person_id,
        audience=level.word(step.meeting.committee_id),
    )
    db.session.add(paper)
    db.session.flush()
    files.arrange(actor, PURPOSE, paper.id, choices, audience=paper.audience)
    tell_added(step, paper)
    return paper


def remove_paper(actor: Actor, meeting_id: int, paper_id: int) -> None:
    """Take a paper away with its files; they can be reached no more. Raises Conflict, NotFound."""
    step = _step(actor, meeting_id)
    paper = db.session.get(SessionPaper, paper_id)
    if paper is None or paper.meeting_id != step.meeting.id or paper.audience not in actor.words:
        raise NotFound(_("Diese Unterlage gibt es hier nicht."))
    drop(step, paper)


def drop(step: Step, paper: SessionPaper) -> None:
    """Remove a paper, also with the item to which it belongs."""
    files.arrange(step.actor, PURPOSE, paper.id, (), audience=paper.audience)
    tell_removed(step, paper)
    db.session.delete(paper)
    db.session.flush()


def of(item_ids: Iterable[int]) -> Sequence[SessionPaper]:
    """Return the papers of items, whoever may see them."""
    return db.session.scalars(
        select(SessionPaper).where(SessionPaper.item_id.in_(list(item_ids))).order_by(SessionPaper.id)
    ).all()


def tell_added(step: Step, paper: SessionPaper) -> None:
    """Say that there is a paper, to whoever may see it."""
    event = PaperAdded(meeting_id=step.meeting.id, paper_id=paper.id, item_id=paper.item_id, motion_id=paper.motion_id)
    step.record(event, paper.audience)


def tell_removed(step: Step, paper: SessionPaper) -> None:
    """Say that a paper is gone, to whoever could see it."""
    step.record(PaperRemoved(meeting_id=step.meeting.id, paper_id=paper.id), paper.audience)


def _step(actor: Actor, meeting_id: int) -> Step:
    meeting = get_or_404(Meeting, meeting_id, lock=True)
    if meeting.audience not in actor.words:
        raise NotFound
    require(actor, "agenda.arrange", meeting)
    if meeting.state not in (MeetingState.PLANNED, MeetingState.RUNNING):
        raise Conflict(_("Zu dieser Sitzung kommen keine Unterlagen mehr hinzu."))
    return Step(actor, meeting)
