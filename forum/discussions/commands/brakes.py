"""The brake: nobody writes in a thread or space for some hours, everybody reads why, and it ends by itself (M-31)."""

from datetime import timedelta

from forum.core.clock import now
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import Actor, require
from forum.discussions.commands.locks import lock_space_with_threads, lock_threads, refuse_merged
from forum.discussions.commands.reasons import keep_step
from forum.discussions.events import SpaceBraked, SpaceReleased, ThreadBraked, ThreadReleased
from forum.discussions.models import Space, StepKind, Thread
from forum.web.language import moment

MOST_HOURS = 24
_CALM = marked("Die Moderation hält das Gespräch für eine Weile an, damit es ruhiger weitergehen kann.")
_ON = marked("Das Gespräch geht weiter.")
_STILL = marked("Die Bremse dieses Themas ist gelöst. Noch ist der ganze Raum gebremst.")


def brake_thread(actor: Actor, thread: Thread, *, hours: int) -> None:
    """Let nobody write in a thread for up to a day. Raises Invalid, and Conflict when it is braked already."""
    require(actor, "thread.brake", thread)
    refuse_merged(thread)
    _check(hours)
    lock_threads(thread.id)
    if thread.is_braked:
        raise Conflict(_("Hier ist die Bremse schon angezogen."))
    thread.braked_until = now() + timedelta(hours=hours)
    keep_step(actor, thread.id, StepKind.BRAKED, _CALM)
    record(actor, ThreadBraked(thread_id=thread.id, hours=hours), audience=thread.audience)


def release_thread(actor: Actor, thread: Thread) -> None:
    """Let people write again before the time is over. Raises Conflict when nothing brakes the thread itself."""
    require(actor, "thread.brake", thread)
    lock_threads(thread.id)
    if not thread.is_braked:
        raise Conflict(_("Hier ist keine Bremse angezogen."))
    thread.braked_until = None
    goes_on = thread.space is None or not thread.space.is_braked
    keep_step(actor, thread.id, StepKind.RELEASED, _ON if goes_on else _STILL)
    record(actor, ThreadReleased(thread_id=thread.id), audience=thread.audience)


def brake_space(actor: Actor, space: Space, *, hours: int) -> None:
    """Let nobody begin threads or write in those of a space for up to a day. Raises Invalid, Conflict."""
    require(actor, "space.brake", space)
    _check(hours)
    lock_space_with_threads(space.id)
    if space.is_braked:
        raise Conflict(_("Hier ist die Bremse schon angezogen."))
    space.braked_until = now() + timedelta(hours=hours)
    record(actor, SpaceBraked(space_id=space.id, hours=hours), audience=space.audience)


def release_space(actor: Actor, space: Space) -> None:
    """Let people write in a space again before the time is over. Raises Conflict."""
    require(actor, "space.brake", space)
    lock_space_with_threads(space.id)
    if not space.is_braked:
        raise Conflict(_("Hier ist keine Bremse angezogen."))
    space.braked_until = None
    record(actor, SpaceReleased(space_id=space.id), audience=space.audience)


def _check(hours: int) -> None:
    if not 1 <= hours <= MOST_HOURS:
        raise Invalid(_("Bitte wählen Sie zwischen 1 und %(most)d Stunden.", most=MOST_HOURS))


def why_braked(braked: Thread | Space) -> str:
    """Say until when nobody writes here, and why."""
    sentence: str = _(
        "Die Moderation hat hier die Bremse angezogen. Lesen können Sie alles; ab %(when)s geht das Gespräch weiter.",
        when=moment(braked.braked_until),
    )
    return sentence
