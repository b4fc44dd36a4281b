"""Taking the title of a thread out of sight, and bringing it back; what people wrote below stays where it is (M-27)."""

from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _, german, lazy
from forum.core.permissions import Actor, require
from forum.discussions.commands.locks import refuse_merged
from forum.discussions.events import ThreadTitleHidden, ThreadTitleRestored
from forum.discussions.models import Thread

_PLACEHOLDER = lazy("Titel von der Moderation verborgen")


def hidden_title() -> str:
    """Return what stands in place of a title that the moderation hides."""
    return german(_PLACEHOLDER)


def hide_title(actor: Actor, thread: Thread) -> None:
    """Show a neutral sentence in place of the title. Raises Conflict when it is hidden already."""
    require(actor, "thread.hide_title", thread)
    db.session.refresh(thread, with_for_update={"of": Thread})
    refuse_merged(thread)
    if thread.withheld_title is not None:
        raise Conflict(_("Der Titel ist schon verborgen."))
    thread.withheld_title, thread.title = thread.title, hidden_title()
    db.session.flush()
    record(actor, ThreadTitleHidden(thread_id=thread.id), audience=thread.audience)


def restore_title(actor: Actor, thread: Thread) -> None:
    """Show the title again. Raises Conflict when it is not hidden."""
    require(actor, "thread.hide_title", thread)
    db.session.refresh(thread, with_for_update={"of": Thread})
    if thread.withheld_title is None:
        raise Conflict(_("Der Titel ist nicht verborgen."))
    thread.title, thread.withheld_title = thread.withheld_title, None
    db.session.flush()
    record(actor, ThreadTitleRestored(thread_id=thread.id), audience=thread.audience)
