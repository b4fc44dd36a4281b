"""Who may administer what."""

from typing import Any

from forum.accounts import policies as accounts
from forum.accounts.policies import is_another
from forum.core.permissions import Actor, allow, has_word, is_admin

is_dpo = has_word("dpo")


def is_second_administrator(actor: Actor, proposal: Any) -> bool:
    """May, if the proposal is somebody else's and about somebody else."""
    return accounts.is_second_person(actor, proposal)


def is_about_another(actor: Actor, proposal: Any) -> bool:
    """May, if the proposal is about somebody else."""
    return accounts.is_about_another(actor, proposal)


RULES = [
    # The technical administration has its pages; the data protection officer finds the access log there.
    allow("administration.enter", [is_admin], [is_dpo]),
    # The administration sees the state and the roles of accounts, never a list of addresses.
    allow("person.administer", [is_admin]),
    # It sees what runs, what failed and how the forum is set up, and lets jobs run and deliveries be tried again.
    allow("operation.manage", [is_admin]),
    # It reads the permission table of the running application, and why somebody may or may not do something (E-39).
    allow("permission.explain", [is_admin]),
    # It reads all mails with made-up data, and the settings without their secrets.
    allow("mail.preview", [is_admin]),
    allow("settings.read", [is_admin]),
    # An address is shown one at a time, with a reason that is kept (P-14).
    allow("address.see", [is_admin]),
    # Who read whose address is for the data protection officer, and not for those who read (P-14).
    allow("access_log.read", [is_dpo]),
    # Nobody gives roles to themselves, and every role needs a second person (I-16).
    allow("role.propose", [is_admin, is_another]),
    allow("role.confirm", [is_admin, is_second_administrator]),
    # Whoever is to lose a role cannot stop that alone.
    allow("role.drop", [is_admin, is_about_another]),
]
