"""Promoting an innovative idea of the administration: a sponsor, and a day by which somebody looks after it (G-26)."""

from datetime import date

from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.ideas.models import Idea
from forum.office.commands.assigning import note
from forum.office.models import Sponsorship

NAME = (3, 120)


def sponsor(actor: Actor, idea: Idea, *, by: str, review_on: date) -> None:
    """Mark an idea that somebody promotes, or say anew who does and until when. Raises Invalid."""
    require(actor, "file.sponsor", idea)
    by = clean_line(by)
    wrong: dict[str, list[str]] = {}
    if not NAME[0] <= len(by) <= NAME[1]:
        wrong["sponsor"] = [
            _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=NAME[0], most=NAME[1])
        ]
    if review_on <= today():
        wrong["review_on"] = [_("Bitte wählen Sie einen Tag, der noch kommt.")]
    if wrong:
        raise Invalid(fields=wrong)
    row = db.session.get(Sponsorship, idea.id) or Sponsorship(idea_id=idea.id, since=now())
    row.sponsor, row.review_on, row.reviewed_at = by, review_on, None
    db.session.add(row)
    db.session.flush()


def note_review(actor: Actor, idea: Idea, text: str) -> None:
    """Note in the file what a look at the promoted idea showed; then it is due no more. Raises Conflict, Invalid."""
    require(actor, "file.sponsor", idea)
    row = db.session.get(Sponsorship, idea.id, with_for_update=True)
    if row is None or row.reviewed_at is not None:
        raise Conflict(_("Für diese Idee steht keine Durchsicht aus."))
    note(actor, idea, text)
    row.reviewed_at = now()
    db.session.flush()
