"""Ending sign-ins from outside: with a new password, another role, a suspension, or because somebody else came in (E-26)."""

from sqlalchemy import delete

from forum.accounts.models import Person, SignIn
from forum.core.db import db


def end_sign_ins(person: Person) -> None:
    """Sign a person out on every device; whoever is there signs in anew, and with a new key.

    Open sockets end at their next check, within seconds. Keys of programs are another matter: they hold no sign-in.
    """
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))
