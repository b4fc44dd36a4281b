"""Who may do what with committees."""

from typing import Any

from forum.committees.models import State
from forum.core.permissions import Actor, allow, is_member, is_staff, is_system


def is_active(_actor: Actor, committee: Any) -> bool:
    """May, if the committee is active."""
    return committee.state == State.ACTIVE


RULES = [
    # Founding from the Forum: everybody with an account may propose a Fachbeirat.
    allow("committee.propose", [is_member]),
    # The Stabsstelle decides on proposals, founds and dissolves, each with a reason.
    allow("committee.decide", [is_staff], [is_system]),
    # The Stabsstelle appoints members and ends terms, as long as the committee is active.
    allow("committee.appoint", [is_staff, is_active], [is_system, is_active]),
]
