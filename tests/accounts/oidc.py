"""A sign-in service for tests: the mock provider from PyPI on a port of its own, and what somebody in between would change.

It serves real HTTP. A test may have the token written anew on its way, with other claims, by a key that the service names
or by one that nobody knows; and it may switch the service off.
"""

import hmac
import json
import logging
import re
import threading
import warnings
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Response

from tests.factories import Visitor
from tests.serving import free_port

with warnings.catch_warnings():
    # The mock still signs with the part of Authlib that it calls old.
    warnings.simplefilter("ignore")
    import oidc_provider_mock

SETTINGS = """
[[provider]]
name = "bund"
title = "BundID"
issuer = "{issuer}"
client_id = "forum"
secret_variable = "TEST_OIDC_SECRET"
levels = {{ "STORK-QAA-Level-1" = "low", "STORK-QAA-Level-3" = "substantial", "STORK-QAA-Level-4" = "high" }}
resident_claim = "wohnhaft_braunschweig"
district_claim = "stadtbezirk"
"""


def settings_of_one_away(folder: Path) -> str:
    """Write the file of a service at which nobody answers, so that its pages stand without it (I-10); return where."""
    path = folder / "provider_away.toml"
    lines = SETTINGS.format(issuer="http://127.0.0.1:9").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("secret_variable")), "utf-8")
    return str(path)


class Service:
    """The mock provider, and what happens to its answers on the way."""

    def __init__(self) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        # What is written into the token in place of what the service says; None leaves a claim out.
        self.changes: dict[str, Any] = {}
        # Whether the token is signed by a key that the service names.
        self.known_key = True
        # By which algorithm it is signed: none at all, or by what everybody can read, taken for a shared secret.
        self.algorithm = "RS256"
        # What the discovery document says otherwise.
        self.document: dict[str, Any] = {}
        self._key = RSAKey.generate_key(2048, {"kid": "on the way", "use": "sig", "alg": "RS256"})
        self._stranger = RSAKey.generate_key(2048, {"kid": "nobody knows", "use": "sig", "alg": "RS256"})
        self._inner: Any = None
        self._server: BaseWSGIServer | None = None
        self.asked: list[str] = []

    def start(self) -> None:
        """Serve, as somebody who was never here before."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._inner = oidc_provider_mock.app(require_nonce=True)
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = make_server("127.0.0.1", self.port, self._answer, threaded=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Be away."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def knows(self, subject: str, **claims: Any) -> None:
        """Let the service know somebody."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def settings(self, folder: Path) -> str:
        """Write the file of the settings and return where it is."""
        path = folder / "providers.toml"
        path.write_text(SETTINGS.format(issuer=self.issuer), "utf-8")
        return str(path)

    def _answer(self, environ: Any, start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            inner = Response.from_app(self._inner, environ)
        if path.endswith("openid-configuration"):
            inner.set_data(json.dumps(json.loads(inner.get_data()) | self.document))
        elif path == "/jwks" and self._rewrites:
            inner.set_data(json.dumps({"keys": [self._key.as_dict(private=False)]}))
        elif path == "/oauth2/token" and inner.status_code == 200 and self._rewrites:
            inner.set_data(json.dumps(self._rewritten(json.loads(inner.get_data()))))
        return inner(environ, start_response)

    @property
    def _rewrites(self) -> bool:
        return bool(self.changes) or not self.known_key or self.algorithm != "RS256"

    def _rewritten(self, token: dict[str, Any]) -> dict[str, Any]:
        part = token["id_token"].split(".")[1]
        claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))) | self.changes
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self._key if self.known_key else self._stranger
        if self.algorithm != "RS256":
            return token | {"id_token": self._forged(claims)}
        return token | {"id_token": jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)}

    def _forged(self, claims: dict[str, Any]) -> str:
        """Return a token as somebody makes it who has no key (RFC 8725, 2.1); no library helps with that."""
        parts = ({"alg": self.algorithm, "kid": self._key.kid}, claims)
        signed = ".".join(urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts)
        public = self._key.as_pem(private=False)
        seal = hmac.digest(public, signed.encode(), "sha256") if self.algorithm == "HS256" else b""
        return f"{signed}.{urlsafe_b64encode(seal).decode().rstrip('=')}"


@contextmanager
def service() -> Iterator[Service]:
    """Run a sign-in service while a test needs it."""
    running = Service()
    running.start()
    try:
        yield running
    finally:
        running.stop()


def leads_to(page: str) -> str:
    """Return where a page that leads away leads to."""
    found = re.search(r'content="0;url=([^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def visit(address: str, subject: str) -> dict[str, str]:
    """Sign in at the service as this subject, and return what it sends back with the person."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def go(client: Visitor, *, target: str = "") -> str:
    """Begin a visit and return the address at the service."""
    begun = client.submit("/anmelden/dienst/bund", **({"weiter": target} if target else {}))
    assert begun.location == "/anmelden/dienst/bund/weiter"
    return leads_to(client.get(begun.location).text)


def asked_for(address: str) -> dict[str, str]:
    """Return what an address asks the service."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
