"""Devices of tests: an app that shows codes, and one that holds a passkey, as browsers and telephones do it."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from struct import pack
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from forum.accounts import commands as accounts
from forum.accounts.factors import waiting_secret
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db, transaction
from tests.factories import PASSWORD

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return the code that an app shows now, or some half minutes later."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * steps)


def set_up_app(who: Person) -> tuple[str, list[str]]:
    """Set an app up for a person, some minutes ago; return its secret and the codes on paper."""
    number = who.id
    with transaction():
        person = db.session.get_one(Person, number)
        accounts.begin_authenticator(person, person, password=PASSWORD)
    secret = waiting_secret(db.session.get_one(Person, number))
    assert secret is not None
    with clock.frozen_at(clock.now() - timedelta(minutes=5)), transaction():
        person = db.session.get_one(Person, number)
        codes = accounts.confirm_authenticator(person, person, code=code_of(secret), sign_in="")
    return secret, codes


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


class KeyHolder:
    """A device with one passkey; its owner unlocks it unless a test says otherwise."""

    def __init__(self) -> None:
        self.number = os.urandom(32)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.uses = 0

    def create(self, question: dict[str, Any], origin: str, *, flags: int = PRESENT | VERIFIED) -> str:
        """Answer the question for a new key."""
        point = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        data = self._data(question["rp"]["id"], flags | ATTESTED)
        data += bytes(16) + pack(">H", len(self.number)) + self.number + cbor2.dumps(public)
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", question["challenge"], origin)
        return self._answer({"clientDataJSON": _text(told), "attestationObject": _text(made)})

    def get(self, question: dict[str, Any], origin: str, *, flags: int = PRESENT | VERIFIED, host: str = "") -> str:
        """Answer the question that signs in."""
        self.uses += 1
        data = self._data(host or question["rpId"], flags)
        told = self._told("webauthn.get", question["challenge"], origin)
        signature = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {"clientDataJSON": _text(told), "authenticatorData": _text(data), "signature": _text(signature)}
        )

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + pack(">I", self.uses)

    def _told(self, kind: str, challenge: str, origin: str) -> bytes:
        assert urlsafe_b64decode(challenge + "===")
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        number = _text(self.number)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})
