"""How long a post may be, and how long one person waits between two (T-26, T-28)."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Forbidden, TooOften
from forum.core.i18n import _, ngettext
from forum.core.permissions import Actor, pause_minutes
from forum.discussions.commands.locks import lock_person
from forum.discussions.models import Post, Thread


def text_problem(text: str) -> str | None:
    """Say what is wrong with the text of a post, or None (T-28)."""
    least, most = current_app.config["POST_SHORTEST"], current_app.config["POST_LONGEST"]
    if len(text) < least:
        return _("Bitte schreiben Sie mindestens %(least)d Zeichen.", least=least)
    if len(text) > most:
        return _("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=most)
    return None


def check_slow_mode(actor: Actor, thread: Thread) -> None:
    """Let one person write only so often in a thread that is slowed down (T-26); those who moderate it may more."""
    if not thread.pause or actor.words & {"moderator", "staff"}:
        return
    last = db.session.scalar(
        select(func.max(Post.created_at)).where(Post.thread_id == thread.id, Post.author_id == actor.person_id)
    )
    wait = 0 if last is None else int((last + timedelta(minutes=thread.pause) - now()).total_seconds() / 60) + 1
    if wait > 0:
        sentence = ngettext(
            "Dieses Thema ist verlangsamt. Sie können in %(num)d Minute wieder schreiben.",
            "Dieses Thema ist verlangsamt. Sie können in %(num)d Minuten wieder schreiben.",
            wait,
        )
        raise TooOften(sentence, retry_after=wait * 60)


def check_pause(actor: Actor) -> None:
    """Ask people to take a breath between two posts (T-28)."""
    if actor.person_id is None:
        raise Forbidden
    lock_person(actor)
    last = db.session.scalar(select(func.max(Post.created_at)).where(Post.author_id == actor.person_id))
    if last is None:
        return
    person = get_or_404(Person, actor.person_id)
    newcomer = person.is_newcomer
    pause = max(current_app.config["POST_PAUSE_NEWCOMERS" if newcomer else "POST_PAUSE"], 60 * pause_minutes(actor))
    wait = int((last + timedelta(seconds=pause) - now()).total_seconds()) + 1
    if wait > 120 and pause:
        minutes = -(-wait // 60)
        sentence = ngettext(
            "Bitte warten Sie noch %(num)d Minute bis zum nächsten Beitrag.",
            "Bitte warten Sie noch %(num)d Minuten bis zum nächsten Beitrag.",
            minutes,
        )
        raise TooOften(sentence, retry_after=wait)
    if wait > 0 and pause:
        sentence = ngettext(
            "Bitte warten Sie noch %(num)d Sekunde bis zum nächsten Beitrag.",
            "Bitte warten Sie noch %(num)d Sekunden bis zum nächsten Beitrag.",
            wait,
        )
        raise TooOften(sentence, retry_after=wait)
