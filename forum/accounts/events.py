"""What can happen to people and their accounts."""

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


class ProfileChanged(PersonEvent):
    """A person changed what others see of them."""


class HandleChanged(PersonEvent):
    """A person goes by another name, or by none any more; the texts that name the person are told."""


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
class UnitChanged(Event):
    """A unit of the administration was put on the list, renamed or closed."""

    about: ClassVar[str] = "unit"
    unit_id: int
