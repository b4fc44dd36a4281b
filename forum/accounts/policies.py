"""Who may do what with accounts."""

from typing import Any

from forum.core.permissions import Actor, allow, anyone, is_admin, is_moderator, is_staff, is_system


def is_self(actor: Actor, person: Any) -> bool:
    """May, if the account is the person's own."""
    return actor.person_id is not None and actor.person_id == person.id


def is_another(actor: Actor, person: Any) -> bool:
    """May, if the account is somebody else's."""
    return actor.person_id is not None and actor.person_id != person.id


def is_second_person(actor: Actor, entry: Any) -> bool:
    """May, if it was proposed by somebody else and is about somebody else."""
    return actor.person_id is not None and actor.person_id not in {entry.proposed_by, entry.person_id}


def is_about_another(actor: Actor, entry: Any) -> bool:
    """May, if it is about somebody else."""
    return actor.person_id is not None and bool(actor.person_id != entry.person_id)


RULES = [
    # The administration ends all sign-ins of an account, such as one that somebody else has come into.
    allow("person.sign_out", [is_admin]),
    # Anybody may ask for an account.
    allow("account.register", [anyone]),
    # People change their own profile, password and tokens, and nobody else does.
    allow("account.edit", [is_self]),
    # Whoever runs the forum may do so on the command line; the log says that it was not the person.
    allow("token.issue", [is_self], [is_system]),
    # By which names somebody went lately is for the person, and for those who must recognise somebody (I-15).
    allow("person.names", [is_self], [is_moderator], [is_admin]),
    # Who has lost app, passkeys and codes proves in person who they are, and the administration takes the factors away.
    allow("factor.reset", [is_admin], [is_system]),
    # People have their own account erased; the forum does it when the time has come, or nobody used it for long (P-06).
    allow("account.erase", [is_self], [is_system]),
    # People decide for themselves whose posts they see.
    allow("person.ignore", [is_another]),
    # Roles come from the technical administration, never from account forms (I-16).
    allow("role.grant", [is_admin], [is_system]),
    # Stabsstelle and administration appoint the moderators of a space (M-25).
    allow("moderator.appoint", [is_admin], [is_staff]),
    # The moderation hides names and what else stands in a profile; a statement of reasons goes with it (M-27).
    allow("profile.hide", [is_moderator], [is_system]),
    # It keeps people from writing for a while, with a statement of reasons, too (M-17).
    allow("person.restrict", [is_moderator, is_another], [is_system]),
    # The Stabsstelle keeps the list of units and of the people who work in them (G-16).
    allow("unit.manage", [is_staff], [is_system]),
    # Who works in a unit speaks for it, so nobody is let in by one person alone, nor by themselves (I-16).
    allow("unit.propose", [is_staff, is_another]),
    allow("unit.confirm", [is_staff, is_second_person]),
    allow("unit.enter", [is_system]),
]
