"""What happens in the administration: each is a line of the log (E-38), and none holds a word that a person wrote."""

from dataclasses import dataclass
from typing import ClassVar

from forum.accounts.events import PersonEvent
from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AddressSeen(PersonEvent):
    """Somebody of the administration read a person's mail address; the reason stands in the row of the look (P-14)."""

    address_look_id: int


@dataclass(frozen=True, kw_only=True)
class RoleProposed(PersonEvent):
    """A person is to get or lose a role, once somebody else confirms it (I-16)."""

    role_proposal_id: int
    role: str
    kind: str


class RoleConfirmed(RoleProposed):
    """A second person agreed, and the role was given or ended."""


class RoleProposalDropped(RoleProposed):
    """A proposed role came to nothing."""


@dataclass(frozen=True, kw_only=True)
class JobHastened(Event):
    """Somebody of the administration lets a job run now."""

    about: ClassVar[str] = "job"
    job: str

    @property
    def subject_id(self) -> int:
        """Jobs have names and no numbers."""
        return 0


@dataclass(frozen=True, kw_only=True)
class DeliveriesRetried(Event):
    """Somebody of the administration lets what failed be tried again now."""

    about: ClassVar[str] = "outbox"
    subscriber: str
    count: int

    @property
    def subject_id(self) -> int:
        """There is one outbox."""
        return 0


@dataclass(frozen=True, kw_only=True)
class LogChecked(Event):
    """The seals of the log and all that was frozen were looked at."""

    about: ClassVar[str] = "log_check"
    log_check_id: int
    whole: bool


@dataclass(frozen=True, kw_only=True)
class BackupMade(Event):
    """Somebody at the command line copied everything that there is into a file; where it lies the log does not say."""

    about: ClassVar[str] = "backup"

    @property
    def subject_id(self) -> int:
        """The forum keeps no list of backups."""
        return 0


class SearchedAs(PersonEvent):
    """Somebody at the command line searched with the rights of a person; for which words nobody keeps (Q-39)."""
