"""Nothing of an erased account is left: a canary in every column of the inventory, and a look at every table and file."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import JSON, Integer, Table, and_, false, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person, Standing
from forum.core import counts, worker
from forum.core.chain import first_break
from forum.core.clock import now, today
from forum.core.db import Model, db, transaction
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.discussions.commands import reactions
from forum.discussions.models import ReactionKind
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.privacy import erasing
from forum.privacy.commands import folder
from forum.privacy.inventory import holdings, published
from forum.privacy.inventory.kinds import Fate, Holding
from forum.privacy.sweeping import SEALED
from forum.search.models import AskedWords
from tests import factories, indexes
from tests.web.site import small_site

# With an umlaut, a dot and an underscore: each of them is written otherwise somewhere.
HANDLE, EMAIL = "Kanarienvögel.Piep_x", "kanarienvogel@vogelhaus.example"
# The name as others write it: Markdown's escapes, letters by their number, percent signs, another case.
SPELLINGS = " ".join(
    [
        f"@{HANDLE} @{HANDLE.upper()} /leute/{quote(HANDLE)}",
        "@" + HANDLE.replace(".", r"\.").replace("_", r"\_"),
        "@&#75;" + HANDLE[1:].replace("ö", "&ouml;"),
    ]
)
# What stands in each of these, and nowhere else.
CANARY = "anarienv"
SECRET = "Federkleid"
# What changes what a row is, and not only what it says.
FIXED = {
    "thing_kind",
    "reason",
    "target",
    "action",
    "replacement",
    "place",
    "audiences",
    "words",
    "scopes",
    "content_type",
    "measure",
    "dossier_number",
}


# Planted by the factories, or what the small site has no row of and no row can be made up of.
BARE = {"person", "erasure", "event", "mail", "authority_record", "circulation_reply", "office_term", "question"}
BARE |= {"question_vote", "recusal"}

# JSON in which no form and no job writes a bare name: numbers and words of ours, or texts, where a name without an @ is a
# word like any other. Whatever else is JSON gets one.
NAMELESS = {
    *("activity.withheld", "api_token.scopes", "assessment.failed", "assessment.given", "assessment.goals"),
    *("assessment.remarks", "authority_record.addresses", "begun_idea.fields", "committee.places"),
    *("criteria_version.criteria", "dossier_draft.parts", "draft.fields", "goal.fields", "goal.frameworks"),
    *("goal.isek", "held_text.data", "held_text.findings", "idea_revision.beside", "idea_twin.words"),
    *("mail_wishes.groups", "minutes.named", "moderation_case.points", "notice.evidence_files"),
    *("office.exchanges_with", "office.place", "office.reports_to", "office.rights", "office.rights_en"),
    *("poll.configuration", "poll.envelopes", "poll.options", "poll.receipts", "post_revision.files"),
    *("post_sweep.audiences", "queue_view.words", "saved_view.words", "screening_label.findings", "space.phases"),
    *("statement.detail", "statement.evidence_files", "survey_question.options", "terms_version.clauses"),
}


def rows() -> Iterator[tuple[str, str]]:
    """Go through every value of every table, as text."""
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            for name, value in row.items():
                if isinstance(value, dict | list):
                    yield f"{table.name}.{name}", json.dumps(value, ensure_ascii=False)
                elif isinstance(value, str):
                    yield f"{table.name}.{name}", value


def found(*words: str) -> list[str]:
    """Return in which columns any of these words stands, however it is written."""
    return sorted({place for place, value in rows() if any(word.casefold() in value.casefold() for word in words)})


def _values(holding: Holding, table: Table, same: list[Any], mark: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    is_sealed, sealed = SEALED.get(holding.table, (false(), frozenset()))
    kept = sealed if db.session.scalar(select(is_sealed).select_from(table).where(*same)) else ()
    for name in holding.texts:
        if name in kept:
            continue
        column = table.c[name]
        length = getattr(column.type, "length", None) or 10_000
        if holding.table == "person" or name in FIXED or holding.frozen or column.primary_key:
            continue
        if isinstance(column.type, JSON):
            before = db.session.scalar(select(column).where(*same)) or {}
            bare = [] if f"{holding.table}.{name}" in NAMELESS else [HANDLE]
            if isinstance(before, list) or name == "names":
                if bare or (before and all(isinstance(one, str) for one in before)):
                    values[name] = [*before, f"@{HANDLE}", *bare]
            elif bare or name in {"data", "fields"}:
                keys = holding.keys_with_names(name) or {"handle"}
                values[name] = {**before, "x": f"@{HANDLE} {mark}", **(dict.fromkeys(keys, bare) if bare else {})}
        elif length >= 200:
            goes = name in holding.withdrawn or holding.fate == Fate.DELETED
            values[name] = f"{SPELLINGS}, {EMAIL}: {mark if goes else ''}"
        elif length >= len(HANDLE) + 1:
            values[name] = f"@{HANDLE}"
    return values


def _grow(table: Table, keys: list[Any], mine: dict[str, Any]) -> Any:
    """Put a row into a table that the small site left empty, made of whatever fits its columns; nothing where none does."""
    values: dict[str, Any] = dict(mine)
    for column in table.columns:
        if column.name in values or column.nullable or (column.primary_key and column.autoincrement is True):
            continue
        if column.foreign_keys:
            (key,) = column.foreign_keys
            values[column.name] = db.session.scalar(select(key.column).order_by(key.column).limit(1))
        elif column.name != "id" or not isinstance(column.type, Integer):
            kinds = {dict: {}, str: "x", int: 1, bool: True, date: today(), object: now(), float: 1.0}
            kind = dict if isinstance(column.type, JSON) else column.type.python_type
            values[column.name] = kinds[kind]
    try:
        with db.session.begin_nested():
            db.session.execute(insert(table).values(values))
    except IntegrityError:
        return None
    return db.session.execute(select(*keys).order_by(*keys).limit(1)).first()


def plant(person: Person) -> set[str]:
    """Make some row of each table the person's own, and put the canary into what can hold words; return the tables."""
    planted = set()
    number = person.id
    for holding in (*holdings(), *published()):
        table = Model.metadata.tables[holding.table]
        keys = list(table.primary_key.columns)
        # What is frozen or sealed is nobody's to change, and a row of one's own is what the factories made.
        if holding.table in {"person", "mail", "event", "erasure"} or not keys:
            continue
        # What the city relies on stays, and a draft goes as a whole: neither could show that a text is withdrawn.
        fit = and_(~erasing.SPARED.get(holding.table, false()), ~SEALED.get(holding.table, (false(), ()))[0])
        if holding.table == "idea":
            fit = and_(fit, Idea.state == "in_diskussion", ~Idea.co_authors.any())
        key = db.session.execute(select(*keys).where(fit).order_by(*keys).limit(1)).first()
        key = key or _grow(table, keys, {holding.person: number} if holding.person else {})
        if key is None:
            continue
        same = [column == value for column, value in zip(keys, key, strict=True)]
        goes = holding.withdrawn or holding.fate == Fate.DELETED
        mark = SECRET if goes and holding.person and not holding.through else ""
        values = _values(holding, table, same, mark)
        mine = {holding.person: number} if holding.person else {}
        if not values and not mine:
            planted.add(holding.table)
            continue
        try:
            with db.session.begin_nested():
                db.session.execute(update(table).where(*same).values({**values, **mine}))
            planted.add(holding.table)
        except IntegrityError:
            continue
    return planted


@pytest.mark.parametrize(
    ("database", "with_texts"), [("sqlite", False), ("sqlite", True), ("postgresql", True)], indirect=["database"]
)
def test_nothing_of_an_erased_account_is_left_anywhere(app: Flask, *, with_texts: bool) -> None:
    """P-06, P-07, E-38: no table, index, file, package or public page has name or address; the log stays whole."""
    everybody = small_site()
    bird = factories.person(handle=HANDLE, email=EMAIL, email_key=EMAIL, organisation=f"{HANDLE} e. V.")
    thread = factories.thread(bird, title="Ein Thema", text=f"Hier {SECRET}.")
    factories.post(thread, everybody, text=f"@{HANDLE} hat recht, und @{HANDLE.upper()} auch: {EMAIL}")
    factories.post(thread, bird, text=f"Mein {SECRET} ist schön.")
    worker.run_until_idle()
    number = bird.id
    with transaction():
        planted = plant(db.session.get_one(Person, number))
        person = db.session.get_one(Person, number)
        person.affiliations, person.reading = "resident", {"view": "tree"}
        person.withheld = {"handle": "Frueherer-Piep", "organisation": None, "ground": ""}
    assert {holding.table for holding in (*holdings(), *published())} - planted <= BARE
    folder().mkdir(exist_ok=True)
    key = "0" * 32
    with ZipFile(folder() / f"{key}.zip", "w") as package:
        package.writestr("data.json", json.dumps({"text": f"@{HANDLE}"}))
    with transaction():
        other = Model.metadata.tables["data_export"]
        db.session.execute(insert(other).values(person_id=everybody.id, key=key, size=1, asked_at=person_at(everybody)))
    counts.repair()
    with transaction():
        db.session.add(AskedWords(day=today(), words=HANDLE.casefold(), times=9, hits=1))
        erasing.erase(SYSTEM, db.session.get_one(Person, number), with_texts=with_texts)
    worker.run_until_idle()
    # What an index keeps of texts that are gone leaves it with the next night's job, as the page about privacy says.
    indexes.night_falls()
    worker.run_until_idle()
    db.session.expire_all()
    person = db.session.get_one(Person, number)
    assert (person.standing, person.handle, person.email) == (Standing.ERASED, "", "")
    assert found(CANARY, "Frueherer-Piep", "vogelhaus") == []
    if with_texts:
        assert not found(SECRET), found(SECRET)
    assert first_break() is None
    assert counts.differences() == []
    words = [CANARY.encode(), b"vogelhaus"]
    instance = Path(app.config["INSTANCE"])
    kept = [path for part in ("index", "files", "exports") for path in (instance / part).rglob("*") if path.is_file()]
    assert [path.name for path in kept if any(word in path.read_bytes().lower() for word in words)] == []
    assert not (folder() / f"{key}.zip").exists()
    visitor = factories.visitor(app)
    for path in (
        thread.url,
        f"/suche?q={HANDLE}",
        "/ideen",
        "/api/v1/ideas",
        "/raeume.atom",
        f"/themen/{thread.id}.atom",
    ):
        page = visitor.get(path).text.replace(f"q={HANDLE}", "").replace(f'value="{HANDLE}"', "")
        assert EMAIL not in page
        if "suche" not in path:
            assert HANDLE not in page, path
    assert ("Gelöschtes Konto" in visitor.get(thread.url).text) is not with_texts


def person_at(person: Person) -> Any:
    return person.created_at


def test_every_table_says_what_becomes_of_its_rows() -> None:
    """P-06: a table without a fate is refused where it is listed, and what is listed names columns that are there."""
    with pytest.raises(TypeError):
        Holding("something", person="person_id")  # type: ignore[call-arg]
    for holding in holdings():
        table = Model.metadata.tables[holding.table]
        named = {*holding.cleared, *holding.stays, *(name.partition(".")[0] for name in holding.names)}
        assert named <= set(holding.texts), holding.table
        assert not holding.address or holding.address in table.c
        assert holding.through is None or holding.through[0] in table.c
        if holding.fate == Fate.COUNTED:
            assert not holding.texts, holding.table
        if holding.fate == Fate.DELETED:
            # A row that goes must be found by its person or address, or it belongs to nobody and goes by itself.
            assert holding.person or holding.address or holding.apart, holding.table


def test_a_placeholder_stays_only_where_it_must(app: Flask) -> None:
    """P-08: no figure changes, and no column of what is counted leads back to the account, nor does the log."""
    one, other = factories.person(), factories.person()
    idea, withdrawn = factories.idea(other), factories.idea(other)
    post = factories.post(factories.thread(other), one, text="Mein Text bleibt.")
    reacted = factories.post(db.session.get_one(type(post), post.id).thread, other)
    with transaction():
        ideas.support(db.session.get_one(Person, one.id), db.session.get_one(type(idea), idea.id))
        ideas.support(db.session.get_one(Person, one.id), db.session.get_one(type(idea), withdrawn.id))
        ideas.withdraw_support(db.session.get_one(Person, one.id), db.session.get_one(type(idea), withdrawn.id))
        for kind in (ReactionKind.AGREE, ReactionKind.DISAGREE):
            reactions.react(db.session.get_one(Person, one.id), db.session.get_one(type(post), reacted.id), kind)
    number, before = one.id, db.session.get_one(type(idea), idea.id).support_count
    with transaction():
        erasing.erase(SYSTEM, db.session.get_one(Person, number), with_texts=False)
    db.session.expire_all()
    assert db.session.get_one(type(idea), idea.id).support_count == before
    counted = {"IdeaSupported": 2, "IdeaSupportWithdrawn": 1, "PostReacted": 2, "PostReactionWithdrawn": 1}
    told = db.session.execute(select(LoggedEvent.type, LoggedEvent.actor_id).where(LoggedEvent.type.in_(counted))).all()
    assert Counter(told) == {(name, None): times for name, times in counted.items()}
    for holding in holdings():
        if holding.fate in {Fate.COUNTED, Fate.DELETED} and holding.person:
            table = Model.metadata.tables[holding.table]
            left = select(func.count()).select_from(table).where(table.c[holding.person] == number)
            assert db.session.scalar(left) == 0, holding.table
