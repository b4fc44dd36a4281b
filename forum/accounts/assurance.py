"""How surely the forum must know somebody for what: the city may ask for more than an account (I-05).

The setting names permissions and what proves enough, such as ``idea.support=resident`` or
``survey.answer=substantial|resident``; by default nothing is asked for, and reading never needs an account.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from forum.accounts.models import ASSURED, RESIDENT
from forum.accounts.providers import LEVELS
from forum.core.i18n import lazy
from forum.core.permissions import Actor, Predicate, Rule

_REFUSED = lazy(
    "Dafür muss die Stadt sicherer wissen, wer Sie sind oder ob Sie hier wohnen. Verbinden Sie bitte unter "
    "„Mein Konto“, „Sicher anmelden“ Ihr Konto mit einem Anmeldedienst, der das bestätigt."
)


def demanding(rules: Mapping[str, Rule], entries: Iterable[str]) -> dict[str, Rule]:
    """Return the permissions with what the setting asks for besides. Entries were checked by ``assurance_problems``."""
    found = dict(rules)
    for entry in entries:
        name, _sign, proofs = entry.partition("=")
        known = _is_known(proofs.split("|"))
        found[name] = Rule(name, tuple((*alternative, known) for alternative in found[name].alternatives))
    return found


def assurance_problems(rules: Mapping[str, Rule], entries: Iterable[str]) -> list[str]:
    """Return one sentence for each entry of the setting that nobody can mean."""
    wrong = []
    for entry in entries:
        name, _sign, proofs = entry.partition("=")
        if name not in rules:
            wrong.append(f"FORUM_ASSURANCE: there is no permission {name}.")
        if not set(proofs.split("|")) <= {*LEVELS, RESIDENT}:
            wrong.append(f"FORUM_ASSURANCE: {name} can ask for {', '.join(LEVELS)} or {RESIDENT}, joined by |.")
    return wrong


def _is_known(proofs: Iterable[str]) -> Predicate:
    """Build the predicate: may, if one of these proofs is there; the forum itself always may."""
    enough = {"system"}
    for proof in proofs:
        if proof == RESIDENT:
            enough.add(RESIDENT)
        else:
            enough |= {f"{ASSURED}:{level}" for level in LEVELS[LEVELS.index(proof) :]}

    def is_known_well_enough(actor: Actor, _thing: Any) -> bool:
        """May, if a sign-in service has said enough about the person, as the city asks for it here."""
        return not enough.isdisjoint(actor.words)

    is_known_well_enough.refusal = _REFUSED  # type: ignore[attr-defined]
    return is_known_well_enough
