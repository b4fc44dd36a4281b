"""Whom a name in a text means, however it is written: the account's own, and never anybody else's (P-06, P-07)."""

from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.accounts.checks import handle_problems
from forum.accounts.models import NOBODY
from forum.core import worker
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.discussions.models import Post
from forum.privacy import erasing
from forum.privacy.traces import Traces
from tests import factories

_ENDS, _SIGNS = "abzÄöüßéMS019", "abzÄöüßéMS019._-"
SHORT = st.builds("{}{}{}".format, st.sampled_from(_ENDS), st.text(_SIGNS, max_size=6), st.sampled_from(_ENDS))
HANDLES = SHORT.filter(lambda name: len(name) > 2)
LONGER = st.tuples(HANDLES, st.sampled_from(".-_x"), HANDLES).map("".join)
# A name in a sentence, stressed, in brackets, in an address and in each of its usual spellings.
FORMS = (
    *("Danke, {}.", "{}", "({}), {}!", "**{}** und _{}_ sagen", "[{}](/x)", "{}, {}-", '<a href="/">{}</a>', "«{}…»"),
    *("a\n{}\nb", "{}?x={}", "{}\u00ad", "„{}“s"),
)


def mention(name: str) -> str:
    return f"@{name}"


def escaped(name: str) -> str:
    return "@" + name.replace("_", r"\_").replace(".", r"\.").replace("-", r"\-")


def numbered(name: str) -> str:
    return f"@&#{ord(name[0])};{name[1:]}"


def in_hex(name: str) -> str:
    return "@" + "".join(f"&#x{ord(one):x};" for one in name)


def address(name: str) -> str:
    return f"https://forum.example/leute/{name}"


def quoted(name: str) -> str:
    return f"/leute/{quote(name)}"


SPELLINGS = (mention, escaped, numbered, in_hex, address, quoted)


@given(st.one_of(HANDLES, LONGER), st.one_of(HANDLES, LONGER), st.sampled_from(FORMS), st.sampled_from(SPELLINGS))
def test_a_name_goes_and_nobody_else_does(gone: str, other: str, form: str, spelling: object) -> None:
    """P-07: sweeping one name changes each of its mentions and addresses, and none of another one."""
    assert callable(spelling)
    traces = Traces((gone,), ())
    assert gone.casefold() not in traces.without(form.replace("{}", spelling(gone))).casefold()
    for written in (gone.upper(), gone.swapcase()):
        assume(written.casefold() == gone.casefold())
        assert NOBODY in traces.without(form.replace("{}", spelling(written)))
    assume(other.casefold() != gone.casefold())
    kept = form.replace("{}", spelling(other))
    assert traces.without(kept) == kept


@given(HANDLES, st.sampled_from(".-_x"), HANDLES)
def test_a_name_that_begins_or_ends_another_one_leaves_it_alone(one: str, joint: str, other: str) -> None:
    """P-07: Max goes, and Max.Mustermann stays – in texts and in letters."""
    longer = f"{one}{joint}{other}"
    for name in {one, other}:
        traces = Traces((name,), ())
        for spelling in SPELLINGS:
            assert traces.without(f"Hallo {spelling(longer)}, gut.") == f"Hallo {spelling(longer)}, gut."
        if joint != "x":
            assert traces.outside(f"{longer} hat geantwortet") == f"{longer} hat geantwortet"


def test_handles_of_the_tests_are_such_as_people_may_choose() -> None:
    assert [name for name in ("Max.Mustermann", "max_muster", "Jörg-Öxylo") if handle_problems(name)] == []


@pytest.mark.parametrize(
    "other", ["mara.max@bach.example", "max@bach.example.org", "xmax@bach.example", "max@bach.examples"]
)
def test_a_longer_address_is_somebody_elses(other: str) -> None:
    """P-07: an address ends where an address ends."""
    traces = Traces((), ("max@bach.example",))
    text = f"Schreiben Sie an {other}."
    assert traces.without(text) == text
    for own in (
        "max@bach.example",
        "MAX@Bach.example",
        "max&#64;bach.example",
        "max%40bach.example",
        "_max@bach.example_",
    ):
        assert "bach" not in traces.without(f"an {own}.").casefold()


def test_usual_spellings_of_a_name_go_on_every_database(app: Flask) -> None:
    """P-06, P-07: in an address with percent signs, with Markdown's escapes, as entities, in another case."""
    texts = {
        "Jörg-Öxylo": [
            "Siehe http://localhost/leute/J%C3%B6rg-%C3%96xylo und [hier](/leute/J%C3%B6rg-%C3%96xylo), ganz.",
            "Nur groß: @JÖRG-ÖXYLO hat recht.",
            "Gemischt: @jÖrg-öXylo hat recht.",
        ],
        "max_muster": [r"Siehe @max\_muster und @MAX_MUSTER, dann **@max_muster** und `@max_muster`."],
        "Kiesel9": ["Erst @&#75;iesel9, dann @K&#x69;esel9, und @Kie\u00adsel9 auch."],
        "Äöü": ["Hier steht @ÄÖÜ und auch /leute/%C3%84%C3%B6%C3%BC darin."],
    }
    others = "Nicht gemeint: @Jörg-Öxylo.B, @max_muster2, /leute/max_muster.x, @Kiesel9_a und @Äöü-z."
    people = {name: factories.person(handle=name).id for name in texts}
    thread = factories.thread()
    numbers = [factories.post(thread, text=text).id for told in texts.values() for text in told]
    stays = factories.post(thread, text=others).id
    for number in people.values():
        with transaction():
            erasing.erase(SYSTEM, db.session.get_one(factories.Person, number), with_texts=False)
    worker.run_until_idle()
    db.session.expire_all()
    for number in numbers:
        post = db.session.get_one(Post, number)
        said = f"{post.source} {post.html} {post.excerpt if hasattr(post, 'excerpt') else ''}".casefold()
        left = ("xylo", "muster", "iesel", "sel9", "äöü", "%c3%84", "j%c3")
        assert [word for word in left if word in said] == [], said
    assert db.session.get_one(Post, stays).source == others
