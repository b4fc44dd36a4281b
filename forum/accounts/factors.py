"""What a person has besides the password for signing in; read by the own account only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from forum.accounts.models import Authenticator, Passkey, Person, RecoveryCode, factor_words
from forum.core.db import db
from forum.core.sealing import opened

# For what the secret of an app is sealed.
SECRET_OF_APP = "authenticator"  # noqa: S105  The name of a purpose.


@dataclass(frozen=True)
class Factors:
    """What a person has: whether an app counts, which passkeys there are, and how many codes on paper still work."""

    app: bool
    passkeys: Sequence[Passkey]
    codes: int

    @property
    def some(self) -> bool:
        """Whether there is any second factor."""
        return self.app or bool(self.passkeys)


def factors_of(person: Person) -> Factors:
    """Return all that a person has."""
    app = db.session.get(Authenticator, person.id)
    unused = select(func.count()).select_from(RecoveryCode)
    return Factors(
        app is not None and app.confirmed_at is not None,
        db.session.scalars(select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)).all(),
        db.session.scalar(unused.where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))) or 0,
    )


def has_second_factor(person: Person) -> bool:
    """Tell whether a password alone does not sign this person in."""
    return db.session.scalar(factor_words(person.id)) is not None


def waiting_secret(person: Person) -> str | None:
    """Return the secret that waits for the first code of the app; one that counts is never shown again."""
    row = db.session.get(Authenticator, person.id)
    return opened(row.secret, SECRET_OF_APP) if row is not None and row.confirmed_at is None else None
