"""Files of ideas: of drafts, after handing in, after edits, and when an idea goes (T-30, N-07)."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.text import render
from forum.files.models import File
from forum.ideas import commands
from forum.ideas.files import pictures_of_versions
from forum.ideas.models import Idea, IdeaRevision, Support
from tests import factories
from tests.factories import Visitor
from tests.files import samples

SignIn = Callable[[Person], Visitor]
TITLE = "Bänke für den Hagenmarkt"
TEXT = "Eine Beschreibung, die lang genug ist, um eingereicht zu werden."


def write(client: Visitor, path: str = "/ideen/neu", **fields: Any) -> Any:
    """Send the form of an idea as its page does: with the version that it showed."""
    values = {"title": TITLE, "text": TEXT, **fields}
    if path != "/ideen/neu":
        values.setdefault("version", str(db.session.get_one(Idea, int(path.split("/")[2])).version))
    return client.submit(path, **values)


def files_of(idea_id: int) -> list[File]:
    found = select(File).where(File.purpose == "idea", File.thing_id == idea_id).order_by(File.position)
    return list(db.session.scalars(found))


@pytest.fixture
def ada(app: Flask) -> Person:
    return factories.person()


@pytest.fixture
def writer(ada: Person, sign_in: SignIn) -> Visitor:
    return sign_in(ada)


def drafted(client: Visitor, data: bytes = b"", name: str = "platz.jpg") -> tuple[Idea, File]:
    """Keep a draft with one file, by the pages."""
    answer = write(client, entwurf="1", files=(io.BytesIO(data or samples.picture()), name))
    assert answer.status_code == 303
    idea = db.session.scalars(select(Idea).order_by(Idea.id.desc())).first()
    assert idea is not None
    (row,) = files_of(idea.id)
    return idea, row


def submitted(client: Visitor) -> tuple[Idea, File]:
    """Hand an idea with one described picture in that its text shows."""
    idea, row = drafted(client)
    fields = {"text": f"{TEXT}\n\n![]({row.url})", "file": row.key, f"alt-{row.key}": "Ein Platz"}
    assert write(client, f"/ideen/{idea.id}/bearbeiten", **fields).status_code == 303
    assert client.submit(f"/ideen/{idea.id}/pruefung").status_code == 303
    return db.session.get_one(Idea, idea.id), db.session.get_one(File, row.id)


def statuses(visitors: list[Visitor], row: File) -> list[int]:
    """Return what each of them gets at both addresses of a file."""
    return [one.get(path).status_code for one in visitors for path in (row.url, f"{row.url}/klein")]


def test_a_draft_keeps_files_for_its_author_alone(writer: Visitor, client: Visitor, sign_in: SignIn) -> None:
    """T-30, N-03: also before its picture has words, and from everybody else, moderation and office included."""
    idea, row = drafted(writer)
    others = [client, *(sign_in(factories.person(role)) for role in ("moderator", "staff", "board"))]
    assert statuses([writer], row) == [200, 200]
    assert statuses(others, row) == [404] * 8
    page = writer.get(f"/ideen/{idea.id}/bearbeiten").get_data(as_text=True)
    assert f'name="file" value="{row.key}"' in page
    assert "data-toolbar" in page
    assert row.url in writer.get(f"/ideen/{idea.id}/pruefung").get_data(as_text=True)


def test_an_idea_is_not_handed_in_before_its_picture_has_words(writer: Visitor) -> None:
    """X-22: refused at the form and at the last step; the file and everything typed stay."""
    idea, row = drafted(writer)
    refused = write(writer, f"/ideen/{idea.id}/bearbeiten", file=row.key)
    assert refused.status_code == 422
    assert f'id="alt-{row.key}-error"' in refused.get_data(as_text=True)
    last = writer.submit(f"/ideen/{idea.id}/pruefung")
    assert last.status_code == 422
    assert "beschreiben Sie das Bild" in last.get_data(as_text=True)
    assert db.session.get_one(Idea, idea.id).is_draft


def test_with_the_idea_its_files_are_for_everybody(writer: Visitor, client: Visitor) -> None:
    """T-30, X-01: the text shows the picture that was taken in, and the page lists what it does not show."""
    idea, row = submitted(writer)
    assert f'src="{row.url}"' in idea.html
    assert 'alt="Ein Platz"' in idea.html
    assert statuses([client], row) == [200, 200]
    assert row.url in client.get(idea.url).get_data(as_text=True)


def test_the_preview_equals_the_result(writer: Visitor) -> None:
    """X-01: by the script's address and by the button, with the pictures of the idea."""
    idea, row = submitted(writer)
    held = {"file": row.key, f"alt-{row.key}": "Ein Platz"}
    shown = writer.submit("/vorschau", text=idea.source, thing=f"idea:{idea.id}", **held).get_data(as_text=True)
    assert shown == idea.html
    fields = {"text": idea.source, "version": str(idea.version), "vorschau": "1", **held}
    page = write(writer, f"/ideen/{idea.id}/bearbeiten", **fields)
    assert idea.html in page.get_data(as_text=True)
    stranger = factories.signed_in(writer.application, factories.person())
    theirs = stranger.submit("/vorschau", text=idea.source, thing=f"idea:{idea.id}", **held).get_data(as_text=True)
    assert "<img" not in theirs


def test_a_changed_picture_is_a_changed_idea(writer: Visitor) -> None:
    """N-14: supporters are told, and a reason is asked for, like for words; the earlier version keeps its picture."""
    idea, row = submitted(writer)
    url = row.url
    fan_id = factories.person().id
    with transaction():
        commands.support(db.session.get_one(Person, fan_id), db.session.get_one(Idea, idea.id))
        db.session.get_one(Support, (idea.id, fan_id)).at = now() - timedelta(hours=1)
    version = str(db.session.get_one(Idea, idea.id).version)
    kept = {"text": idea.source, "version": version, "file": row.key, f"alt-{row.key}": "Ein Platz"}
    gone = {**kept, f"remove-{row.key}": "1"}
    assert write(writer, f"/ideen/{idea.id}/bearbeiten", **gone).status_code == 422
    assert write(writer, f"/ideen/{idea.id}/bearbeiten", **gone, reason="Das Bild war veraltet.").status_code == 303
    assert files_of(idea.id) == []
    assert db.session.scalars(select(IdeaRevision.reason)).all() == ["Das Bild war veraltet."]
    stranger = factories.visitor(writer.application)
    assert f'src="{url}"' not in stranger.get(db.session.get_one(Idea, idea.id).url).text
    assert f'src="{url}"' in stranger.get(f"/ideen/{idea.id}/verlauf").text
    assert stranger.get(url).status_code == 200
    (revision,) = db.session.scalars(select(IdeaRevision))
    assert f'src="{url}"' in render(revision.source, pictures_of_versions([idea.id])[idea.id])
    assert writer.submit(f"/ideen/{idea.id}/zurueckziehen").status_code == 303
    assert stranger.get(url).status_code == 410


def test_a_refused_edit_leaves_files_as_they_were(writer: Visitor) -> None:
    """T-30, A-14."""
    idea, row = submitted(writer)
    fields = {"title": "Kurz", "version": str(idea.version), f"remove-{row.key}": "1", "file": row.key}
    assert write(writer, f"/ideen/{idea.id}/bearbeiten", **fields).status_code == 422
    assert [one.key for one in files_of(idea.id)] == [row.key]


def test_a_draft_that_is_thrown_away_takes_its_files_along(writer: Visitor) -> None:
    """T-30: rows and bytes."""
    idea, row = drafted(writer)
    url = row.url
    assert writer.submit(f"/ideen/{idea.id}/verwerfen").status_code == 303
    assert db.session.scalars(select(File)).all() == []
    assert writer.get(url).status_code == 404


def test_a_hidden_idea_keeps_its_files_as_evidence(writer: Visitor, client: Visitor, sign_in: SignIn) -> None:
    """X-24, P-09: for moderation and the author, for nobody else, and not by the direct address."""
    idea, row = submitted(writer)
    moderator = factories.person("moderator")
    with transaction():
        actor = db.session.get_one(Person, moderator.id)
        commands.hide_idea(actor, db.session.get_one(Idea, idea.id), ground="Regel 1")
    others = [client, *(sign_in(factories.person(*role)) for role in ((), ("staff",), ("board",)))]
    assert set(statuses(others, row)) == {410}
    # Whoever looks at a proof is asked first (P-14).
    assert statuses([sign_in(moderator), writer], row) == [303, 303, 200, 200]
    with transaction():
        actor = db.session.get_one(Person, moderator.id)
        commands.restore_idea(actor, db.session.get_one(Idea, idea.id))
    assert set(statuses(others, row)) == {200}


def test_an_idea_that_was_taken_back_takes_its_files_from_sight(
    ada: Person, writer: Visitor, client: Visitor, sign_in: SignIn
) -> None:
    """N-21: like its text; its author has them still."""
    idea, row = submitted(writer)
    with transaction():
        commands.withdraw_idea(db.session.get_one(Person, ada.id), db.session.get_one(Idea, idea.id))
    assert statuses([client, sign_in(factories.person("moderator"))], row) == [410] * 4
    assert statuses([writer], row) == [200, 200]
    assert row.url not in client.get(idea.url).get_data(as_text=True)


def test_nobody_attaches_the_file_of_somebody_else(writer: Visitor, sign_in: SignIn) -> None:
    """E-16: a key is no right."""
    _idea, row = drafted(writer)
    thief = sign_in(factories.person())
    write(thief, entwurf="1", file=row.key)
    theirs = db.session.scalars(select(Idea).order_by(Idea.id.desc())).first()
    assert theirs is not None
    assert files_of(theirs.id) == []
