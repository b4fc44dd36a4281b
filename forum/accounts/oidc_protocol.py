"""Speaking OpenID Connect with a sign-in service: where the person is sent, and whether what comes back is true (I-01).

This module alone knows Authlib. It asks the service at the addresses of its own discovery document, on hosts that the
settings name, follows no redirect and waits for seconds only; nothing that a visitor sends decides whom it asks (E-25), and
what services say of themselves is kept for minutes (``forum.accounts.oidc_keeping``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry
from joserfc.jwt import Token
from requests import RequestException

from forum.accounts.oidc_keeping import Answers, Away
from forum.accounts.providers import Provider, folded
from forum.core.clock import now

SECONDS = 5
# Clocks of two machines differ by less.
LEEWAY = 30
# Signatures that only the service can make; never one by a shared secret, never none.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
# A subject is 255 signs at most (OpenID Connect Core, 2).
LONGEST_SUBJECT = 255


class Untrue(Exception):
    """What came back is none of this service's answers to the question."""


@dataclass(frozen=True)
class Question:
    """What was sent along, and must come back or be known."""

    state: str
    nonce: str
    verifier: str
    redirect: str


@dataclass(frozen=True)
class Proof:
    """What a service says of a person, as far as the forum looks at it (I-04)."""

    issuer: str
    subject: str
    level: str = ""
    # Nothing is known where the service does not say.
    resident: bool | None = None
    district: str = ""


def address(provider: Provider, question: Question) -> str:
    """Return where a person is sent to sign in. Raises Away."""
    document = _document(provider, leads=True)
    with _session(provider, question) as session:
        url, _state = session.create_authorization_url(
            document["authorization_endpoint"],
            state=question.state,
            code_verifier=question.verifier,
            nonce=question.nonce,
        )
    return str(url)


def proven(provider: Provider, question: Question, *, code: str, issuer: str = "") -> Proof:
    """Return who came back with this code. Raises Untrue and Away.

    ``issuer`` is what the answer itself says about whence it comes, if it does (RFC 9207).
    """
    if not code or issuer not in {"", provider.issuer}:
        raise Untrue
    document = _document(provider)
    token = _token(provider, question, document, code)
    try:
        signed = _signed(provider, document, token["id_token"])
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            {"nonce": question.nonce, "client_id": provider.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(now().timestamp()), leeway=LEEWAY)
        return _read(provider, claims)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Untrue from error


def _signed(provider: Provider, document: Mapping[str, Any], token: str) -> Token:
    """Return what a token says, by the keys that are kept, or by newer ones if the service has changed them since."""
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        return jwt.decode(token, _keys(provider, document), registry=registry)
    except (JoseError, ValueError):
        return jwt.decode(token, _keys(provider, document, anew=True), registry=registry)


def _keys(provider: Provider, document: Mapping[str, Any], *, anew: bool = False) -> KeySet:
    url = document["jwks_uri"]
    found = _answers().get(url, lambda: _get(provider, url), anew=anew)
    try:
        return KeySet.import_key_set(cast("KeySetSerialization", found))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Away from error


def sign_out_address(provider: Provider, back: str) -> str | None:
    """Return where a person signs out of the service, too, if it offers that (I-06). Raises Away."""
    end = _document(provider).get("end_session_endpoint")
    if not isinstance(end, str) or urlsplit(end).scheme not in {"http", "https"}:
        return None
    values = urlencode({"client_id": provider.client_id, "post_logout_redirect_uri": back})
    return f"{end}{'&' if urlsplit(end).query else '?'}{values}"


def _read(provider: Provider, claims: Mapping[str, Any]) -> Proof:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Untrue
    resident = claims.get(provider.resident_claim) if provider.resident_claim else None
    district = claims.get(provider.district_claim) if provider.district_claim else None
    return Proof(
        issuer=provider.issuer,
        subject=subject,
        level=provider.levels.get(str(claims.get(provider.level_claim)), ""),
        resident=None if resident is None else folded(resident) in provider.resident_values,
        district=district[:80] if isinstance(district, str) else "",
    )


def _session(provider: Provider, question: Question | None = None) -> OAuth2Session:
    return OAuth2Session(
        client_id=provider.client_id,
        client_secret=provider.secret or None,
        scope=provider.scope,
        redirect_uri=question.redirect if question else None,
        code_challenge_method="S256",
        default_timeout=SECONDS,
    )


def _token(provider: Provider, question: Question, document: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    endpoint = _allowed(provider, document["token_endpoint"])
    try:
        with _session(provider, question) as session:
            found: Mapping[str, Any] = session.fetch_token(
                endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=question.verifier,
                allow_redirects=False,
            )
    except OAuthError as error:
        raise Untrue from error
    except (RequestException, ValueError) as error:
        raise Away from error
    return found


def _answers() -> Answers:
    answers: Answers = current_app.extensions.setdefault("oidc_answers", Answers())
    return answers


def _document(provider: Provider, *, leads: bool = False) -> Mapping[str, Any]:
    """Return what the service says of itself, or said minutes ago, or seconds if it is there that somebody is led."""
    url = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    return _answers().get(url, lambda: _true_document(provider, url), leads=leads)


def _true_document(provider: Provider, url: str) -> dict[str, Any]:
    """Ask the service what it says of itself; it must be the service that the settings mean."""
    document = _get(provider, url)
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if document.get("issuer") != provider.issuer or not all(isinstance(document.get(name), str) for name in needed):
        raise Away
    if urlsplit(document["authorization_endpoint"]).scheme not in {"http", "https"}:
        raise Away
    return document


def _get(provider: Provider, url: str) -> dict[str, Any]:
    try:
        with _session(provider) as session:
            answer = session.request("GET", _allowed(provider, url), withhold_token=True, allow_redirects=False)
            found = answer.json() if answer.status_code == 200 else None
    except (RequestException, ValueError, RecursionError) as error:
        raise Away from error
    if not isinstance(found, dict):
        raise Away
    return found


def _allowed(provider: Provider, url: str) -> str:
    """Return an address that the server itself may ask: of the service, and as safely as its issuer (E-25)."""
    try:
        parts, own = urlsplit(url), urlsplit(provider.issuer)
    except ValueError as error:
        raise Away from error
    if parts.scheme != own.scheme or parts.netloc not in {own.netloc, *provider.hosts}:
        raise Away
    return url
