"""Taking ideas over from elsewhere: repeatable by foreign key, with the limits of the database, without mails (N-35)."""

from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line, clean_text, safe_link
from forum.discussions.models import Space
from forum.ideas.commands.facts import fact_problems, set_facts
from forum.ideas.commands.log import Line, add_line, support_deadline
from forum.ideas.commands.writing import TEXT, Content, new_idea, publish, write_text
from forum.ideas.events import IdeaImported
from forum.ideas.lifecycle import IdeaState, StepKind
from forum.ideas.models import Idea

TITLE = (1, 250)
LONGEST_KEY = 200
LONGEST_ADDRESS = 500


def import_idea(
    actor: Actor,
    content: Content,
    *,
    foreign_key: str,
    source_url: str = "",
    origin: str = "import",
    author: Person | None = None,
    submitted_at: datetime | None = None,
    space: Space | None = None,
) -> tuple[Idea, bool]:
    """Take an idea over into discussion; return it and whether it is new. A known foreign key changes nothing."""
    require(actor, "idea.import")
    foreign_key = clean_line(foreign_key)
    known = db.session.scalar(select(Idea).where(Idea.foreign_key == foreign_key))
    if known is not None:
        return known, False
    if wrong := import_problems(content, foreign_key=foreign_key, source_url=source_url):
        raise Invalid(fields=wrong)
    idea = new_idea(author)
    write_text(idea, clean_line(content.title), clean_text(content.text))
    set_facts(idea, content.goals, content.category, content.districts, clean_line(content.place)[:200], content.point)
    idea.foreign_key, idea.source_url, idea.origin = foreign_key, source_url or None, origin
    # Nobody else knows of the row yet, so it begins in the state in which imported ideas live.
    idea.state, idea.support_deadline = IdeaState.IN_DISKUSSION, support_deadline(idea)
    idea.due_on = idea.support_deadline
    idea.space_id = space.id if space is not None else None
    publish(SYSTEM, idea, audience=space.audience if space is not None else "public")
    if idea.thread is not None:
        idea.thread.author_id = author.id if author else None
    if submitted_at is not None:
        idea.submitted_at = idea.active_at = submitted_at
    line = Line(url=source_url, due_on=idea.due_on, data={"note": "imported"})
    add_line(actor, idea, StepKind.TRANSITION, line, target=IdeaState.IN_DISKUSSION)
    record(actor, IdeaImported(idea_id=idea.id), audience=idea.audience)
    return idea, True


def import_problems(content: Content, *, foreign_key: str, source_url: str = "") -> dict[str, list[str]]:
    """Return why an idea may not be taken over, by field, so that a whole file can be asked before the first one is."""
    wrong = fact_problems(content.goals, content.category, content.districts, content.point)
    if not TITLE[0] <= len(clean_line(content.title)) <= TITLE[1]:
        wrong["title"] = [
            _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=TITLE[0], most=TITLE[1])
        ]
    if len(clean_text(content.text)) > TEXT[1]:
        wrong["text"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=TEXT[1])]
    if not 1 <= len(clean_line(foreign_key)) <= LONGEST_KEY:
        wrong["foreign_key"] = [
            _(
                "Jede Idee braucht einen festen Schlüssel aus ihrer Quelle, höchstens %(most)d Zeichen.",
                most=LONGEST_KEY,
            )
        ]
    if source_url and (len(source_url) > LONGEST_ADDRESS or safe_link(source_url) is None):
        wrong["source_url"] = [_("Diese Adresse ist nicht erlaubt.")]
    return wrong
