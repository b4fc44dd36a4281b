"""The tables of committees: the bodies, who belongs to them, how they work."""

from forum.committees.models.calls import APPLICATION_LABELS, Application, ApplicationState, Call
from forum.committees.models.committee import (
    ACT_LABELS,
    GROUP_LABELS,
    KIND_LABELS,
    READABLE,
    STATE_LABELS,
    Act,
    Committee,
    CommitteeAct,
    Group,
    Kind,
    State,
)
from forum.committees.models.entries import BoardEntry
from forum.committees.models.interests import Interest, Recusal, in_force
from forum.committees.models.membership import (
    LEADERS,
    ROLE_LABELS,
    Membership,
    Role,
    Seat,
    board_words,
    can_act,
    in_term,
    member_words,
    role_words,
)
from forum.committees.models.rules import MAJORITY_LABELS, QUORUM_LABELS, SETTINGS, Majority, Quorum, Rules

__all__ = [
    "ACT_LABELS",
    "APPLICATION_LABELS",
    "GROUP_LABELS",
    "KIND_LABELS",
    "LEADERS",
    "MAJORITY_LABELS",
    "QUORUM_LABELS",
    "READABLE",
    "ROLE_LABELS",
    "SETTINGS",
    "STATE_LABELS",
    "Act",
    "Application",
    "ApplicationState",
    "BoardEntry",
    "Call",
    "Committee",
    "CommitteeAct",
    "Group",
    "Interest",
    "Kind",
    "Majority",
    "Membership",
    "Quorum",
    "Recusal",
    "Role",
    "Rules",
    "Seat",
    "State",
    "board_words",
    "can_act",
    "in_force",
    "in_term",
    "member_words",
    "role_words",
]
