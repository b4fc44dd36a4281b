"""Each outside library is known by one place, so that it can be replaced there (X-02, X-12)."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "forum").rglob("*.py"))

# Who may import a library: a file, or a folder with everything in it.
HOMES = {
    "bleach": "forum/core/text/walls.py",
    "nh3": "forum/core/text/walls.py",
    "markdown_it": "forum/core/text",
    "PIL": "forum/files",
    "pymediainfo": "forum/files/footage.py",
    "whoosh": "forum/search",
    "smtplib": "forum/core/mail.py",
    "weasyprint": "forum/core/pdf.py",
    "argon2": "forum/accounts",
    "pyotp": "forum/accounts/app_codes.py",
    "webauthn": "forum/accounts/passkey_protocol.py",
    "authlib": "forum/accounts/oidc_protocol.py",
    "joserfc": "forum/accounts/oidc_protocol.py",
    "cryptography": "forum/core/sealing.py",
    "segno": "forum/core/qr.py",
    "flask_limiter": "forum/web",
}
# The forum asks no other machine for anything but mail and sign-in services, which the settings name, so nobody can make it
# ask one (X-12, E-25).
ASKS_SERVICES = "forum/accounts/oidc_protocol.py"
FETCHING = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib"}


@cache
def imports(path: Path) -> set[str]:
    """Return the names of all modules that a file imports, each with those above it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {".".join(name.split(".")[:size]) for name in found for size in range(1, name.count(".") + 2)}


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_known_by_one_place(library: str) -> None:
    """X-02: a static scan; a second place that cleans or renders would be a second way."""
    users = {path.relative_to(ROOT).as_posix() for path in MODULES if library in imports(path)}
    assert users, f"nobody uses {library} any more"
    assert all(user == HOMES[library] or user.startswith(HOMES[library] + "/") for user in users), users


def test_the_server_fetches_nothing() -> None:
    """X-12: there is no link title, no preview and no embed that the server would get from an address in a text."""
    found = {path.relative_to(ROOT).as_posix(): imports(path) & FETCHING for path in MODULES}
    assert {name: libraries for name, libraries in found.items() if libraries} == {ASKS_SERVICES: {"requests"}}
