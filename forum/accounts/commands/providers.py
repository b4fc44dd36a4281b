"""Signing in by a sign-in service, and linking one to an account (I-01 to I-04).

An account is found by issuer and subject only. A mail address never leads to one, whoever claims to have it: linking
needs somebody who is signed in and has said the password again (I-03).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select

from forum.accounts.commands.factors import note_change
from forum.accounts.commands.password import require_password
from forum.accounts.commands.registering import open_account, send_confirmation
from forum.accounts.events import FactorChange
from forum.accounts.models import Person, ProviderIdentity, ProviderVisit, Standing
from forum.accounts.oidc_protocol import Proof, Question
from forum.accounts.providers import Provider
from forum.accounts.unlinking import left_resident, take_away
from forum.core.clock import now, today
from forum.core.db import changed, db, transaction
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.sealing import opened, sealed
from forum.core.tokens import digest, keyed_digest, random_key, secret_token
from forum.web.language import day

VISIT_LIVES = timedelta(minutes=15)
# How long somebody may take to choose a name for a new account.
CHOOSING_LIVES = timedelta(hours=1)
_VERIFIER = "provider visit"


@dataclass(frozen=True)
class Return:
    """Somebody came back: whose account it opens, if it opens one, and where the person wanted to go.

    ``choosing`` ends the address of the last step of a new account; ``linked`` says that an account was linked just now.
    """

    person: Person | None
    target: str
    choosing: str = ""
    linked: bool = False


def begin_visit(provider: Provider, *, target: str | None = None) -> str:
    """Note that somebody goes to a service to sign in, and return the state that must come back."""
    return _begin(provider, person_id=None, target=target)


def begin_linking(actor: Actor, person: Person, provider: Provider, *, password: str) -> str:
    """Note that somebody goes to a service to link it, after the password; return the state. Raises Invalid."""
    require(actor, "account.edit", person)
    require_password(person, password)
    return _begin(provider, person_id=person.id, target=None)


def question_of(provider: Provider, state: str, redirect: str) -> Question:
    """Return what the service is asked on this visit. Raises Invalid when it took too long or is over."""
    visit = _visit(provider, state)
    verifier = opened(visit.verifier, _VERIFIER)
    if verifier is None or visit.proof is not None:
        raise Invalid(_over())
    return Question(state, visit.nonce, verifier, redirect)


def come_back(viewer_id: int | None, provider: Provider, state: str, proof: Proof) -> Return:
    """Use a visit up, and return what follows from what the service has said. Raises Invalid and Conflict."""
    visit = _visit(provider, state)
    if not changed(delete(ProviderVisit).where(ProviderVisit.digest == visit.digest, ProviderVisit.proof.is_(None))):
        raise Invalid(_over())
    identity = db.session.scalar(select(ProviderIdentity).where(ProviderIdentity.subject == _subject(proof)))
    if visit.person_id is not None:
        if visit.person_id != viewer_id:
            raise Invalid(_over())
        return Return(_linked(visit.person_id, provider, proof, identity), visit.target, linked=True)
    if identity is None:
        _refuse_other_account(_subject(proof), None)
        return Return(None, visit.target, choosing=_keep(provider, visit.target, proof))
    person = db.session.get_one(Person, identity.person_id)
    if person.standing == Standing.UNCONFIRMED:
        send_confirmation(person, visit.target or None)
    elif not person.is_active:
        raise Invalid(_over())
    _note(identity, proof)
    identity.used_on = today()
    return Return(person, visit.target)


def choosing(provider: Provider, token: str) -> ProviderVisit:
    """Return what waits for the last step of a new account. Raises Invalid when it took too long."""
    visit = _visit(provider, token)
    if visit.proof is None:
        raise Invalid(_over())
    return visit


def register_by_provider(
    actor: Actor, provider: Provider, token: str, *, email: str, handle: str, language: str
) -> Person:
    """Open an account for whom a service has named, and mail a link that confirms the address. Raises Invalid.

    As with every new account the answer is the same when the address has an account already; that one is not linked.
    """
    visit = choosing(provider, token)
    proof = Proof(**(visit.proof or {}))
    if db.session.scalar(select(ProviderIdentity.id).where(ProviderIdentity.subject == proof.subject)):
        raise Invalid(_over())
    _refuse_other_account(proof.subject, None)
    person = open_account(
        actor, email=email, handle=handle, password=None, language=language, target=visit.target or None
    )
    db.session.execute(delete(ProviderVisit).where(ProviderVisit.digest == visit.digest))
    _add(person.id, provider, proof, proof.subject)
    return person


def unlink(actor: Actor, person: Person, identity_id: int, *, password: str) -> None:
    """Let a service open the account no longer, and forget what it said. Raises Invalid and NotFound."""
    require(actor, "account.edit", person)
    require_password(person, password)
    if not take_away(ProviderIdentity.id == identity_id, ProviderIdentity.person_id == person.id):
        raise NotFound
    db.session.info.clear()
    note_change(actor, person, FactorChange.PROVIDER_REMOVED)


def identities_of(person: Person) -> Sequence[ProviderIdentity]:
    """Return the services that open an account, for its owner."""
    own = select(ProviderIdentity).where(ProviderIdentity.person_id == person.id)
    return db.session.scalars(own.order_by(ProviderIdentity.id)).all()


def forget_old_visits() -> None:
    """Remove visits from which nobody comes back any more."""
    with transaction():
        db.session.execute(delete(ProviderVisit).where(ProviderVisit.expires_at < now()))


def _begin(provider: Provider, *, person_id: int | None, target: str | None) -> str:
    state = secret_token()
    visit = ProviderVisit(
        digest=digest(state),
        provider=provider.name,
        person_id=person_id,
        nonce=random_key(),
        verifier=sealed(secret_token(), _VERIFIER),
        target=target or "",
        expires_at=now() + VISIT_LIVES,
    )
    db.session.add(visit)
    db.session.flush()
    return state


def _visit(provider: Provider, token: str) -> ProviderVisit:
    visit = db.session.get(ProviderVisit, digest(token))
    if visit is None or visit.provider != provider.name or visit.expires_at < now():
        raise Invalid(_over())
    return visit


def _over() -> str:
    return _("Diese Anmeldung ist abgelaufen oder wurde schon benutzt. Bitte beginnen Sie noch einmal.")


def _subject(proof: Proof) -> str:
    """Return the digest of issuer and subject; without the secret of the site nobody computes it (I-04)."""
    key = str(current_app.config["SECRET_KEY"])
    return keyed_digest(key, f"provider identity\n{proof.issuer}\n{proof.subject}")


def _keep(provider: Provider, target: str, proof: Proof) -> str:
    """Keep what the service said until the person has chosen a name; of the subject only the digest is kept."""
    token = secret_token()
    kept = asdict(proof) | {"subject": _subject(proof)}
    visit = ProviderVisit(
        digest=digest(token),
        provider=provider.name,
        nonce="",
        verifier="",
        target=target,
        proof=kept,
        expires_at=now() + CHOOSING_LIVES,
    )
    db.session.add(visit)
    db.session.flush()
    return token


def _linked(person_id: int, provider: Provider, proof: Proof, identity: ProviderIdentity | None) -> Person:
    person = db.session.get_one(Person, person_id)
    if identity is not None:
        if identity.person_id != person_id:
            raise Conflict(_("Damit meldet sich schon ein anderes Konto an. Es bleibt, wie es ist."))
        _note(identity, proof)
        return person
    _refuse_other_account(_subject(proof), person_id)
    since = _add(person_id, provider, proof, _subject(proof)).made_at
    db.session.info.clear()
    note_change(person, person, FactorChange.PROVIDER_ADDED, since=since)
    return person


def _refuse_other_account(subject: str, person_id: int | None) -> None:
    """See that no resident proves one account after another (I-05). Raises Conflict."""
    if (row := left_resident(subject, by_others_than=person_id)) is not None:
        raise Conflict(
            _(
                "Damit war vor Kurzem ein anderes Konto als in Braunschweig wohnhaft bestätigt. Mit jenem können Sie den "
                "Dienst jederzeit wieder verbinden. Mit einem anderen Konto geht das ab %(day)s.",
                day=day(row.until),
            )
        )


def _add(person_id: int, provider: Provider, proof: Proof, subject: str) -> ProviderIdentity:
    identity = ProviderIdentity(person_id=person_id, provider=provider.name, subject=subject, made_at=now())
    _note(identity, proof)
    db.session.add(identity)
    db.session.flush()
    return identity


def _note(identity: ProviderIdentity, proof: Proof) -> None:
    """Take over what the service says now; what it no longer says holds no longer."""
    identity.level, identity.resident, identity.district = proof.level, proof.resident, proof.district
    identity.resident_on = today() if proof.resident is not None else None
    db.session.info.clear()
