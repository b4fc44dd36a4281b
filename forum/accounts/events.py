"""What can happen to people and their accounts."""

import enum
from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """Something happened to a person's account."""

    about: ClassVar[str] = "person"
    person_id: int


class PersonRegistered(PersonEvent):
    """Somebody asked for an account."""


class AddressConfirmed(PersonEvent):
    """A person proved that the mail address is theirs."""


class PasswordChanged(PersonEvent):
    """A person set a new password; all other sign-ins ended."""


class SignInsEnded(PersonEvent):
    """The administration ended all sign-ins of a person, wherever they were."""


class FactorChange(enum.StrEnum):
    """What changed about how a person signs in."""

    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_RENEWED = "codes_renewed"
    CODE_USED = "code_used"
    ALL_REMOVED = "all_removed"
    PROVIDER_ADDED = "provider_added"
    PROVIDER_REMOVED = "provider_removed"
    TAKEN_BACK = "taken_back"
    TOKEN_ISSUED = "token_issued"  # noqa: S105  A word of a list.
    TOKEN_MADE = "token_made"  # noqa: S105


@dataclass(frozen=True, kw_only=True)
class FactorChanged(PersonEvent):
    """Signing in to a person's account needs something else from now on."""

    change: str


class ProfileChanged(PersonEvent):
    """A person changed what others see of them."""


class HandleChanged(PersonEvent):
    """A person goes by another name, or by none any more; the texts that name the person are told."""


class AddressChangeAsked(PersonEvent):
    """A person wants another mail address; it counts once its mails were read. Neither address is told."""


class AddressChangeDropped(PersonEvent):
    """A person keeps the mail address, and the link to the other one opens nothing any more."""


class AddressChanged(PersonEvent):
    """Another mail address of a person counts; all other sign-ins ended."""


class AddressChangeUndone(PersonEvent):
    """Whoever reads the mails of an address did not want to leave it; it counts again, and the password does not."""


class ErasureAsked(PersonEvent):
    """A person wants the account gone; nothing is changed yet."""


class ErasureUndone(PersonEvent):
    """A person stays after all."""


@dataclass(frozen=True, kw_only=True)
class NamesSwept(PersonEvent):
    """A name of a person went out of all texts, since it is the person's no longer.

    ``threads``, ``posts`` and ``ideas`` are the numbers of what reads otherwise now, the person's own and those of others.
    """

    threads: tuple[int, ...] = ()
    posts: tuple[int, ...] = ()
    ideas: tuple[int, ...] = ()


class PersonErased(NamesSwept):
    """An account is erased: its row names nobody any more."""


@dataclass(frozen=True, kw_only=True)
class RoleGranted(PersonEvent):
    """A person holds a role from a day on."""

    role: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(PersonEvent):
    """A person no longer holds a role."""

    role: str


@dataclass(frozen=True, kw_only=True)
class TokenIssued(PersonEvent):
    """A program may act for a person."""

    token_id: int


@dataclass(frozen=True, kw_only=True)
class TokenEnded(PersonEvent):
    """A program acts for a person no longer."""

    token_id: int


@dataclass(frozen=True, kw_only=True)
class LinkAsked(Event):
    """Somebody asked for a link by mail; nobody knows yet whether there is such an account."""

    about: ClassVar[str] = "asked_link"
    asked_link_id: int


@dataclass(frozen=True, kw_only=True)
class UnitChanged(Event):
    """A unit of the administration was put on the list, renamed or closed."""

    about: ClassVar[str] = "unit"
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class UnitEntryProposed(PersonEvent):
    """One of the Stabsstelle wants somebody to work in a unit."""

    unit_id: int


@dataclass(frozen=True, kw_only=True)
class UnitEntryDropped(UnitEntryProposed):
    """Nothing comes of it."""


@dataclass(frozen=True, kw_only=True)
class RestrictionSet(PersonEvent):
    """The moderation keeps a person from something for a while."""

    restriction_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class RestrictionEnded(PersonEvent):
    """A person may do again what the moderation kept them from."""

    restriction_id: int
