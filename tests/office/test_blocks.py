"""Texts that the office uses again: versions, uses that remember them, house rules; and promoted ideas."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaStep
from forum.office import commands, queries
from forum.office.commands import Act, Plan
from forum.office.models import AnswerDraft, BlockKind, Sponsorship, TextBlock, TextBlockVersion
from tests import factories
from tests.factories import Visitor
from tests.office.test_answers import release, written

SignIn = Callable[[Person], Visitor]


def block(by: Person, kind: BlockKind = BlockKind.ANSWER, text: str = "Vielen Dank für Ihre Idee.") -> TextBlock:
    number = by.id
    with transaction():
        made = commands.write_block(db.session.get_one(Person, number), kind, name="Dank", text=text).id
    return db.session.get_one(TextBlock, made)


def change(by: Person, of: TextBlock, text: str) -> None:
    ids = by.id, of.id
    with transaction():
        found = db.session.get_one(TextBlock, ids[1])
        commands.change_block(
            db.session.get_one(Person, ids[0]), found, name=found.name, text=text, version=found.version
        )


def test_editing_a_block_leaves_older_answers_and_their_version_untouched(app: Flask) -> None:
    """G-11."""
    ada, ben = factories.person("staff"), factories.person("staff")
    used, idea, later = block(ada), factories.idea(), factories.idea()
    release(ben, written(idea, ada, text=used.text, block=(used.id, used.version)))
    change(ada, used, "Herzlichen Dank für Ihren Vorschlag.")
    release(ben, written(later, ada, text=used.text, block=(used.id, used.version)))
    steps = db.session.scalars(select(IdeaStep).where(IdeaStep.kind == "answer").order_by(IdeaStep.id)).all()
    assert [(step.source, step.data["block"]) for step in steps] == [
        ("Vielen Dank für Ihre Idee.", [used.id, 1]),
        ("Herzlichen Dank für Ihren Vorschlag.", [used.id, 2]),
    ]
    versions = db.session.scalars(select(TextBlockVersion).order_by(TextBlockVersion.version)).all()
    assert [(one.version, one.text) for one in versions] == [
        (1, "Vielen Dank für Ihre Idee."),
        (2, "Herzlichen Dank für Ihren Vorschlag."),
    ]


def test_a_block_is_put_into_an_answer_and_its_version_kept(sign_in: SignIn) -> None:
    """G-11: with two clicks and without a script; what was typed already stays."""
    ada, idea = factories.person("staff"), factories.idea()
    used, office, address = block(ada), sign_in(ada), f"/stabsstelle/ideen/{idea.id}/antwort"
    page = office.submit(address, text="Guten Tag.", block=used.id, einsetzen="1")
    assert page.status_code == 200
    assert "Guten Tag.\n\nVielen Dank für Ihre Idee." in page.text
    assert f'value="{used.id}/1"' in page.text
    assert db.session.scalars(select(AnswerDraft)).all() == []
    office.submit(address, text="Guten Tag.\n\nVielen Dank für Ihre Idee.", used=f"{used.id}/1")
    office.submit(address, text="Etwas ganz anderes dazu.", used=f"{used.id}/7")
    drafts = db.session.scalars(select(AnswerDraft).order_by(AnswerDraft.id)).all()
    assert [draft.block for draft in drafts] == [(used.id, 1), None]


def test_steps_of_many_ideas_keep_the_block_they_were_made_from(app: Flask, sign_in: SignIn) -> None:
    """G-11, N-25."""
    ada, idea = factories.person("staff"), factories.idea()
    used = block(ada, BlockKind.STATUS, "Das zuständige Amt prüft jetzt.")
    page = sign_in(ada).submit("/stabsstelle/sammeln", akt="schritt", idee=[idea.id], block=used.id, einsetzen="1")
    assert "Das zuständige Amt prüft jetzt." in page.text
    number, ids = ada.id, [idea.id]
    plan = Plan(act=Act.STEP, target=IdeaState.FACHPRUEFUNG, reason=used.text, block=(used.id, used.version))
    with transaction():
        commands.treat_ideas(db.session.get_one(Person, number), ids, plan)
    last = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == ids[0]).order_by(IdeaStep.seq)).all()[-1]
    assert last.data["block"] == [used.id, 1]


def test_house_rules_of_the_office_are_public_with_their_version(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """G-11: at once, also for those who have read the page before."""
    office = sign_in(factories.person("staff"))
    client.get("/regeln")
    form = {"kind": "hausregeln", "name": "Umgang mit Fotos", "text": "Nur **eigene** Fotos, bitte."}
    assert office.submit("/stabsstelle/texte", **form).status_code == 303
    number = db.session.scalars(select(TextBlock.id)).one()
    page = client.get("/regeln").text
    assert "<strong>eigene</strong> Fotos" in page
    assert "Fassung 1 vom" in page
    changed = {"name": "Umgang mit Fotos", "text": "Nur Fotos ohne Gesichter.", "version": 1}
    assert office.submit(f"/stabsstelle/texte/{number}", **changed).status_code == 303
    stale = office.submit(f"/stabsstelle/texte/{number}", **{**changed, "text": "Zu spät gekommen."})
    assert stale.status_code == 409
    page = client.get("/regeln").text
    assert "Nur Fotos ohne Gesichter." in page
    assert "Fassung 2 vom" in page
    assert office.submit(f"/stabsstelle/texte/{number}/weglegen").status_code == 303
    assert office.submit(f"/stabsstelle/texte/{number}/weglegen").status_code == 409
    assert "Nur Fotos ohne Gesichter." not in client.get("/regeln").text
    assert "Nur <strong>" not in office.get(f"/stabsstelle/texte/{number}").text
    assert office.get(f"/stabsstelle/texte/{number}").text.count("Fassung") >= 3


@pytest.mark.parametrize("roles", [(), ("board",), ("moderator",), ("admin",)])
def test_only_the_office_keeps_texts(app: Flask, sign_in: SignIn, roles: tuple[str, ...]) -> None:
    """E-16."""
    person = factories.person(*roles)
    with pytest.raises(Forbidden):
        block(person)
    assert sign_in(person).get("/stabsstelle/texte").status_code == 403


def test_texts_have_limits_and_come_back_as_typed(sign_in: SignIn) -> None:
    office = sign_in(factories.person("staff"))
    answer = office.submit("/stabsstelle/texte", kind="antwort", name="x", text="kurz")
    assert answer.status_code == 422
    assert 'value="x"' in answer.text


def test_a_change_of_nothing_makes_no_version(app: Flask) -> None:
    ada = factories.person("staff")
    used = block(ada)
    change(ada, used, used.text)
    assert db.session.get_one(TextBlock, used.id).version == 1
    assert [one.id for one in queries.blocks(ada)] == [used.id]


def test_an_idea_is_promoted_and_looked_after(sign_in: SignIn) -> None:
    """G-26: with a sponsor and a day; the look stands in the file."""
    ada, idea = factories.person("staff"), factories.idea()
    office, address = sign_in(ada), f"/stabsstelle/ideen/{idea.id}"
    late = {"sponsor": "Dezernat für Stadtentwicklung", "review_on": today().isoformat()}
    assert office.submit(f"{address}/foerderung", **late).status_code == 422
    form = {**late, "review_on": (today() + timedelta(days=30)).isoformat()}
    assert office.submit(f"{address}/foerderung", **form).status_code == 303
    assert "Dezernat für Stadtentwicklung" in office.get(address).text
    assert office.submit(f"{address}/durchsicht", text="Läuft gut, weiter so.").status_code == 303
    assert "Läuft gut, weiter so." in office.get(address).text
    assert office.submit(f"{address}/durchsicht", text="Noch einmal.").status_code == 409
    assert db.session.get_one(Sponsorship, idea.id).reviewed_at is not None
    with pytest.raises((Conflict, Invalid)), transaction():
        commands.sponsor(
            db.session.get_one(Person, ada.id), db.session.get_one(Idea, idea.id), by="", review_on=today()
        )
    for role in ("board", "moderator"):
        assert sign_in(factories.person(role)).submit(f"{address}/foerderung", **form).status_code in {403, 404}


def test_what_looks_like_a_template_is_only_words(sign_in: SignIn) -> None:
    """E-35: neither braces nor per cent signs of a text that the office keeps are carried out."""
    staff = factories.person("staff")
    words = "{{ 7 * 7 }} {% raw %} {0.__class__} {handle} %s %(name)s"
    kept = block(staff, text=words)
    page = sign_in(db.session.get_one(Person, staff.id)).get(f"/stabsstelle/texte/{kept.id}").text
    assert "{{ 7 * 7 }} {% raw %} {0.__class__} {handle} %s %(name)s" in page
