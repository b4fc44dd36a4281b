"""Speaking with devices that hold passkeys (WebAuthn): what they are asked, and whether an answer is true (I-07)."""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

NAME = "Smart City-Forum Braunschweig"
# An answer is a few thousand signs; a longer one is none.
LONGEST_ANSWER = 20_000
# What the parsers of an answer that nobody's device made may raise beside their own errors.
_BROKEN: tuple[type[Exception], ...] = (
    WebAuthnException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    EOFError,
    RecursionError,
    struct.error,
)


class Untrue(Exception):
    """An answer that no device of ours gave to the question."""


@dataclass(frozen=True)
class Site:
    """How devices know the site: by its host, and by the whole address with which its pages begin."""

    host: str
    origin: str


@dataclass(frozen=True)
class NewKey:
    """What a device says of a key that it has just made."""

    credential: str
    public_key: str
    sign_count: int


def question_for_new_key(
    site: Site, challenge: bytes, *, handle: str, owner: bytes, known: Sequence[str]
) -> dict[str, Any]:
    """Return what a device is asked that shall make a key which opens the account without any password."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_name=handle,
        user_id=owner,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(one)) for one in known],
    )
    return _plain(options)


def question_for_sign_in(site: Site, challenge: bytes) -> dict[str, Any]:
    """Return what a device is asked that shall prove a key, whichever of ours it holds."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _plain(options)


def challenge_in(answer: str) -> bytes:
    """Return the question to which an answer claims to belong. Raises Untrue."""
    try:
        return parse_client_data_json(base64url_to_bytes(_read(answer)["response"]["clientDataJSON"])).challenge
    except _BROKEN as error:
        raise Untrue from error


def credential_in(answer: str) -> str:
    """Return the number of the key with which an answer claims to be signed. Raises Untrue."""
    number = _read(answer).get("id")
    if not isinstance(number, str) or len(number) > 1400:
        raise Untrue
    return number


def new_key(site: Site, answer: str, challenge: bytes) -> NewKey:
    """Return the key that a device made for this question; its owner was there and unlocked it. Raises Untrue."""
    try:
        made = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise Untrue from error
    return NewKey(
        bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key), made.sign_count
    )


def proven(site: Site, answer: str, challenge: bytes, *, public_key: str, sign_count: int) -> int:
    """Return how often the key was used, if the answer is signed with it by its owner's hand. Raises Untrue."""
    try:
        proof = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise Untrue from error
    return proof.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise Untrue
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Untrue from error
    if not isinstance(read, dict):
        raise Untrue
    return read


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return plain
