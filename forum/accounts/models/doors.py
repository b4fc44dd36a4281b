"""What opens an account: sign-ins, links from mails, and the keys of programs."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models.people import Person
from forum.core.db import Model
from forum.core.errors import Forbidden
from forum.core.i18n import _

SIGN_IN_LIVES = timedelta(days=30)
# The purpose of the link with which an address takes back what it did not want; nothing but that change ends it.
NOT_ME = "not_me"
# That of the link with which somebody takes back what was added for signing in; neither a new password nor a wish ends it.
NOT_MINE = "not_mine"


class SignIn(Model):
    """A device on which a person is signed in: its cookie holds the key, this row the digest.

    The row goes when the person signs out there, and a copy of the cookie opens nothing any more (E-26).
    """

    __tablename__ = "sign_in"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    epoch: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)
    # What kind of device it is, as its browser says: "Firefox, Windows"; for the owner's list of sign-ins (E-26).
    device: Mapped[str] = mapped_column(String(80), default="", server_default="")


class KnownDevice(Model):
    """A kind of device on which a person signs in; a new one is told by mail. No address of a network is kept."""

    __tablename__ = "known_device"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    seen_on: Mapped[date] = mapped_column(index=True)


class OneTimeLink(Model):
    """A link, most sent by mail: for one purpose, one person, a short time and one use; only its digest is stored (E-27)."""

    __tablename__ = "one_time_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # Of a link that takes something back: from which moment on somebody else was in the account, as its reader says.
    since: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class AskedLink(Model):
    """What somebody typed who asked for a link by mail; the worker looks up whose address it is, and lets it go (I-14).

    So the page that takes it does the same for each address.
    """

    __tablename__ = "asked_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    # What the link is for: one of ``LINK_LIVES``.
    purpose: Mapped[str] = mapped_column(String(20))
    # Where it leads then, a path of this site.
    target: Mapped[str | None] = mapped_column(String(250))
    asked_at: Mapped[datetime]


class AddressChange(Model):
    """A person wants another mail address, or has had one since lately; there is one such row at most (P-10).

    Until the new address is proven, ``email`` is that one and ``until`` says how long its link counts. Then ``former`` is
    the one of before: it belongs to nobody else before ``until``, and whoever reads its mails can bring it back. Of a wish
    that came to nothing there is no address left; before ``until`` the owner can say that it was somebody else's.
    """

    __tablename__ = "address_change"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    former: Mapped[str] = mapped_column(String(254), default="")
    former_key: Mapped[str] = mapped_column(String(254), default="", index=True)
    asked_at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]


class ApiToken(Model):
    """A key with which a program acts for a person, within its scopes."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[str]]
    epoch: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    def require(self, scopes: Sequence[str]) -> None:
        """Refuse what needs one of these scopes when the token has none of them; writing includes reading.

        The API and the sockets ask here, each with the scopes of the thing that is wanted. Raises Forbidden.
        """
        held = {*self.scopes, *(["read"] if "write" in self.scopes else [])}
        if held.isdisjoint(scopes):
            wanted = _(" oder ").join(f"„{scope}“" for scope in scopes)
            raise Forbidden(_("Dieser Schlüssel darf das nicht: ihm fehlt der Umfang %(scopes)s.", scopes=wanted))
