"""Who may do what with committees."""

from typing import Any

from forum.accounts import policies as accounts
from forum.committees.models import Kind, State
from forum.core.permissions import Actor, allow, is_member, is_staff, is_system


def is_active(_actor: Actor, committee: Any) -> bool:
    """May, if the committee is active."""
    return bool(committee.state == State.ACTIVE)


def is_board(_actor: Actor, committee: Any) -> bool:
    """May, if it is the Board."""
    return bool(committee.kind == Kind.BOARD)


def is_council(_actor: Actor, committee: Any) -> bool:
    """May, if it is a Fachbeirat."""
    return bool(committee.kind == Kind.ADVISORY_COUNCIL)


def is_second_person(actor: Actor, board_entry: Any) -> bool:
    """May, if it was proposed by somebody else and is about somebody else."""
    return accounts.is_second_person(actor, board_entry)


def is_about_another(actor: Actor, board_entry: Any) -> bool:
    """May, if it is about somebody else."""
    return accounts.is_about_another(actor, board_entry)


def is_there(_actor: Actor, committee: Any) -> bool:
    """May, if the committee works or sleeps."""
    return committee.state in {State.ACTIVE, State.SUSPENDED}


def belongs_to_it(actor: Actor, committee: Any) -> bool:
    """May, if the person belongs to the committee today."""
    return committee.word in actor.words


def call_is_open(_actor: Actor, call: Any) -> bool:
    """May, until the end of the last day of the call, while its committee is active."""
    return bool(call.is_open and call.committee.state == State.ACTIVE)


def is_own(actor: Actor, thing: Any) -> bool:
    """May, if it is what the person wrote: an application, or an interest that was declared."""
    return actor.person_id is not None and bool(actor.person_id == thing.person_id)


def is_of_another(actor: Actor, application: Any) -> bool:
    """May, if somebody else has applied."""
    return accounts.is_about_another(actor, application)


def is_sent(_actor: Actor, application: Any) -> bool:
    """May, if the person has applied, and was not only proposed by somebody else."""
    return bool(application.is_sent)


RULES = [
    # Founding from the Forum: everybody with an account may propose a Fachbeirat.
    allow("committee.propose", [is_member]),
    # The Stabsstelle decides on proposals, founds, suspends and dissolves, each with a reason.
    allow("committee.decide", [is_staff], [is_system]),
    # It renames what works or sleeps.
    allow("committee.rename", [is_staff, is_there], [is_system, is_there]),
    # The Stabsstelle calls for members, keeps seats and ends terms, as long as the committee is active.
    allow("committee.appoint", [is_staff, is_active], [is_system, is_active]),
    # One of it appoints the members of Fachbeiräte. Of the Board one proposes, and another agrees (I-16).
    allow("member.appoint", [is_staff, is_active, is_council], [is_system, is_active]),
    allow("member.propose", [is_staff, is_active, is_board]),
    allow("member.confirm", [is_staff, is_second_person]),
    allow("member.drop", [is_staff, is_about_another]),
    # The Stabsstelle keeps the rules of procedure.
    allow("committee.rules", [is_staff, is_active], [is_system, is_active]),
    # Everybody with an account may apply, or propose somebody, while a call is open.
    allow("call.apply", [is_member, call_is_open]),
    # Applications are read by who applied and by the Stabsstelle, and by nobody else; who was only proposed, by nobody.
    allow("application.read", [is_own], [is_staff, is_sent]),
    allow("application.withdraw", [is_own]),
    # The Stabsstelle decides, and nobody of it on what they wrote themselves (I-16).
    allow("application.decide", [is_staff, is_of_another]),
    # Members declare their interests; the committee and the Stabsstelle read them.
    allow("interest.declare", [belongs_to_it]),
    allow("interest.end", [is_own]),
    allow("interest.read", [belongs_to_it], [is_staff]),
    # So do they alone see who spoke for how long and who was there: a group may be one person.
    allow("committee.figures", [belongs_to_it], [is_staff]),
]
