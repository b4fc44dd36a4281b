"""What sign-in services say of people, and the visits to them (I-03, I-04)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model

# The first part of the words for how surely somebody is known, and the word of whoever lives here.
ASSURED = "assured"
RESIDENT = "resident"


class ProviderIdentity(Model):
    """Somebody at a sign-in service who opens this account: known by issuer and subject, and by nothing else (I-03).

    Of what the service knows only this is kept: how surely it knows the person, and whether the person lives here. It
    stands apart from the public handle, and nobody but the person sees it.
    """

    __tablename__ = "provider_identity"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The name of the service in the settings.
    provider: Mapped[str] = mapped_column(String(40))
    # Issuer and subject, digested with the secret of the site: nobody finds the person at the service by it.
    subject: Mapped[str] = mapped_column(String(64), unique=True)
    level: Mapped[str] = mapped_column(String(20), default="")
    resident: Mapped[bool | None]
    # The day on which the service last said so.
    resident_on: Mapped[date | None]
    district: Mapped[str] = mapped_column(String(80), default="")
    made_at: Mapped[datetime]
    used_on: Mapped[date | None]


class LeftResident(Model):
    """Somebody whom a service called a resident, and whose account it opens no longer: for some time it is theirs still.

    So one resident does not prove one account after another (I-05). Of the service only the digest is kept, as above.
    """

    __tablename__ = "left_resident"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until: Mapped[datetime] = mapped_column(index=True)


class ProviderVisit(Model):
    """Somebody on the way to a sign-in service and back: for one use and a short time; only the digest is kept (I-02).

    After the way back it may wait for the last step of a new account, and then holds what the service said.
    """

    __tablename__ = "provider_visit"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    provider: Mapped[str] = mapped_column(String(40))
    # Whose account is to be opened by the service from now on; nobody's while somebody signs in.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    # What proves to the service that it is the same site that asks; sealed.
    verifier: Mapped[str] = mapped_column(String(250))
    target: Mapped[str] = mapped_column(String(200), default="")
    proof: Mapped[dict[str, Any] | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


def assurance_words(person_id: Any) -> Any:
    """Select how surely a person is known by some service, such as ``assured:substantial`` (I-05)."""
    return select(literal(f"{ASSURED}:").op("||")(ProviderIdentity.level)).where(
        ProviderIdentity.person_id == person_id, ProviderIdentity.level != ""
    )


def resident_words(person_id: Any) -> Any:
    """Select the word ``resident`` for everybody of whom some service says that they live here (I-05)."""
    return select(literal(RESIDENT)).where(ProviderIdentity.person_id == person_id, ProviderIdentity.resident.is_(True))
