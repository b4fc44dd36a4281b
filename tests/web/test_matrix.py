"""Every route, method and command of a session for every role, from the application's own lists (E-16, E-17)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.meetings.commands.dispatcher import ACTIONS
from tests.web import complete, matrix
from tests.web.matrix import COLUMNS, ENDS, Site
from tests.web.recording import writes

PARTS = 4
# What visitors may press: signing in and up, links from mails, and what is told or asked without an account.
OPEN_TO_VISITORS = {
    f"POST {path}"
    for path in (
        *("/registrieren", "/bestaetigen/<token>", "/passwort-vergessen", "/passwort-neu/<token>"),
        *("/anmelden", "/abmelden", "/anmelden/link", "/anmelden/link/<token>", "/anmelden/zweiter-schritt/<token>"),
        *("/anmelden/passkey", "/anmelden/passkey/frage"),
        *("/adresse-bestaetigen/<token>", "/adresse-nicht-gewollt/<token>"),
        "/anmeldung-nicht-gewollt/<token>",
        *("/anmelden/dienst/<name>", "/anmelden/dienst/<name>/zurueck", "/anmelden/dienst/<name>/neu/<token>"),
        *("/ideen/neu", "/sitzungen/<int:meeting_id>/fragen"),
        *("/melden/<kind>/<int:target_id>", "/leute/<handle>/melden", "/barrierefreiheit/melden"),
    )
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small site, made once: nothing that is asked of it is kept."""
    with matrix.running_site(tmp_path_factory.mktemp("matrix")) as made:
        yield made


def test_every_route_and_command_has_its_line(site: Site) -> None:
    """E-16: a new route or command is written into the matrix, and read there, before anything passes."""
    lines = {name for name, _rule, _method in site.routes()} | {f"SOCKET {kind}" for kind in ACTIONS}
    assert lines == set(matrix.kept())


@pytest.mark.parametrize("part", range(PARTS))
def test_each_role_gets_what_the_matrix_says(site: Site, part: int) -> None:
    """E-16: pages, forms, API, feeds, exports and files, each asked as everybody in turn."""
    meant = matrix.kept()
    found = matrix.lines(site, lambda _name, place: place % PARTS == part)
    other = {name: f"{signs}  meant: {meant.get(name)}" for name, signs in found.items() if signs != meant.get(name)}
    assert site.faults == []
    assert other == {}, COLUMNS
    assert site.written == set(), "E-24: a GET writes nothing, whoever asks"


# What a form must never take: whose something is, what it may, and what the forum itself works out.
UNDECLARED = {
    **dict.fromkeys(("id", "author_id", "person_id", "owner_id", "editor_id", "granted_by", "seq"), 1_987_654_321),
    **dict.fromkeys(("support_count", "reply_count", "epoch", "created_at", "confirmed_at"), 1_987_654_321),
    **dict.fromkeys(("role", "roles", "grants", "standing", "state", "audience", "words"), "nobody-declared-this"),
    **dict.fromkeys(("is_admin", "email_key", "handle_key", "password_hash"), "nobody-declared-this"),
}
CANARIES = ("1987654321", "nobody-declared-this")


def test_forms_take_what_they_declare_and_nothing_else(site: Site) -> None:
    """E-31: of every form and every body of the API, each filled in as far as the matrix needs, seen in what is written."""
    writing, taken = set(), set()
    with matrix.nothing_is_kept():
        for name, rule, method in site.routes():
            if method == "GET":
                continue
            declared = complete.FIELDS.get(name, {})
            sent = {key: value for key, value in UNDECLARED.items() if key not in declared} | dict(declared)
            with writes() as written:
                signs = (site.ask("everybody", method, path, sent) for path in site.places.addresses(rule)[:8])
                next((sign for sign in signs if sign != "-"), None)
            # The one-time key of a form is noted in any case.
            writing |= {name for statement, _values in written if "submission" not in statement}
            taken |= {
                f"{name}: {statement}" for statement, values in written if any(one in str(values) for one in CANARIES)
            }
    assert taken == set()
    assert len(writing) > 60, "forms that are refused prove nothing"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_same_holds_on_postgresql(tmp_path: Path, database_url: str) -> None:
    """E-16: who sees nothing more than others, and who sees everything, gets the same answers from the other database."""
    places = [COLUMNS.index(column) for column in ENDS]
    meant = {name: " ".join(signs.split()[place] for place in places) for name, signs in matrix.kept().items()}
    # With what everybody reaches no query of rights has to do.
    closed = {name for name, signs in matrix.kept().items() if "-" in signs or ">" in signs}
    with matrix.running_site(tmp_path, database_url) as there:
        found = matrix.lines(there, lambda name, _place: name in closed, ENDS)
        faults = list(there.faults)
    assert faults == []
    assert {name: signs for name, signs in found.items() if signs != meant[name]} == {}, ENDS


def test_each_command_is_for_whom_the_matrix_says(site: Site) -> None:
    """E-16, L-62: what a socket accepts from whom."""
    meant = matrix.kept()
    found = matrix.commands(site)
    assert {name: signs for name, signs in found.items() if signs != meant.get(name)} == {}


def test_no_cell_leaves_a_right_open() -> None:
    """E-16: who is told that a form is not complete had the right asked before, as those show who are refused beside."""
    alike = {name for name, signs in matrix.kept().items() if "?" in signs and not {"-", "+"} & set(signs.split()[1:])}
    assert alike == set(complete.ALIKE)
    assert set(complete.FIELDS) <= set(matrix.kept())


def test_a_line_in_which_nobody_is_let_in_has_its_reason() -> None:
    """E-16: refusing everybody proves nothing of a right, so such lines are few and known."""
    nobody = {name for name, signs in matrix.kept().items() if not {"+", "?", "="} & set(signs.split())}
    assert {name for name in nobody if "<token>" not in name and "<secret>" not in name} == set(complete.NOBODY)


def test_what_is_not_public_is_for_no_visitor() -> None:
    """E-16: the matrix itself: a visitor presses nothing that is not made for visitors."""
    pressed = {
        name for name, signs in matrix.kept().items() if not name.startswith("GET") and signs.split()[0] in {"+", "?"}
    }
    assert pressed == OPEN_TO_VISITORS
