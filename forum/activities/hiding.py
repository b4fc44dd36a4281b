"""What an activity says of itself goes out of sight with the title of its thread, and comes back with it (M-27, M-36)."""

from sqlalchemy import select

from forum.activities.models import Activity
from forum.core.db import db, get_or_404
from forum.discussions.commands import hidden_title
from forum.discussions.models import Thread


def of_thread(thread: Thread) -> Activity | None:
    """Return the activity that is talked about in a thread; most threads have none."""
    return db.session.scalar(select(Activity).where(Activity.thread_id == thread.id))


def thread_of(number: int) -> int:
    """Return the thread in which an activity is talked about. Raises NotFound."""
    return get_or_404(Activity, number).thread_id


def hide_facts(thread: Thread) -> None:
    """Take title, organisation and address of the activity of a thread out of sight."""
    found = of_thread(thread)
    if found is not None and found.withheld is None:
        found.withheld = {"title": found.title, "organisation": found.organisation, "link": found.link}
        found.title, found.organisation, found.link = hidden_title(), "", ""
        db.session.flush()


def restore_facts(thread: Thread) -> None:
    """Bring back what was taken out of sight."""
    found = of_thread(thread)
    if found is not None and found.withheld is not None:
        found.title, found.organisation, found.link = (
            found.withheld[name] for name in ("title", "organisation", "link")
        )
        found.withheld = None
        db.session.flush()
