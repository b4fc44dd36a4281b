"""The people of the demo; all of them share one password."""

from itertools import product
from typing import Any

from forum.accounts import commands, passwords
from forum.core.permissions import SYSTEM
from forum.demo.moments import on

PASSWORD = "braunschweig-mitreden"  # noqa: S105  It opens the demo, and nothing else.
# Supporters have names made of these, so that ideas can find enough of them.
_FIRST = ("Ahorn", "Birken", "Eichen", "Kastanien", "Linden", "Pappel", "Ulmen", "Weiden")
_SECOND = ("blatt", "hain", "hof", "ring", "stieg", "weg", "wind", "zweig")


def supporters() -> list[str]:
    """Return the handles of those who sign ideas."""
    return [f"{first}{second}_{number}" for number, (first, second) in enumerate(product(_FIRST, _SECOND), start=1)]


def build(data: dict[str, Any]) -> None:
    """Open the accounts, with roles and affiliations."""
    hashed = passwords.hashed(PASSWORD)
    with on(days=420):
        for row in data["people"]:
            email = row.get("email") or f"{row['handle'].lower()}@demo.example"
            made = commands.create_confirmed(
                SYSTEM, email=email, handle=row["handle"], password=PASSWORD, hashed=hashed
            )
            made.mails = False
            if "affiliation" in row:
                made.affiliations, made.organisation = row["affiliation"], row.get("organisation")
                made.shows_affiliation = row["affiliation"] != "resident"
            for role in row.get("roles", []):
                commands.grant_role(SYSTEM, made, role, reason="Vorführung")
        for number, handle in enumerate(supporters()):
            made = commands.create_confirmed(
                SYSTEM, email=f"mensch{number}@demo.example", handle=handle, password=PASSWORD, hashed=hashed
            )
            made.mails = False


def sign_ins(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the address and the description of each person to sign in as."""
    return [(row["email"], row["about"]) for row in data["people"] if "about" in row]
