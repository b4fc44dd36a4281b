"""Files of papers: who may download them is asked of the paper, each time (L-28, X-24)."""

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can
from forum.files.queries import Purpose
from forum.meetings.models import AgendaItem, Meeting, SessionPaper


def _check(viewer: Actor, paper_id: int) -> None:
    """Refuse a file whose paper, item or meeting the viewer may not see now. Raises NotFound."""
    paper = db.session.get(SessionPaper, paper_id)
    if paper is None:
        raise NotFound
    meeting, item = db.session.get_one(Meeting, paper.meeting_id), db.session.get_one(AgendaItem, paper.item_id)
    if not {meeting.audience, item.audience, paper.audience} <= viewer.words:
        raise NotFound


def _shares(viewer: Actor, paper_id: int) -> bool:
    """Tell whether the viewer arranges the agenda, and so also what others attached."""
    paper = db.session.get(SessionPaper, paper_id)
    return paper is not None and can(viewer, "agenda.arrange", db.session.get_one(Meeting, paper.meeting_id))


PAPERS = Purpose("session_paper", _check, _shares)
