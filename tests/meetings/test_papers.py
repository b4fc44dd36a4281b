"""Papers for items and motions: own flag, alt text, and files that follow them (L-28, X-18 to X-24, E-17)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.permissions import Actor, Nobody
from forum.files import commands as files
from forum.files import storage
from forum.files.intake import Received
from forum.files.models import File
from forum.files.queries import Choice, Purpose
from forum.meetings import commands, fold, queries
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem, Circle, Meeting, SessionPaper
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def held(who: Person, kind: str = "pdf") -> str:
    """Let somebody send a file in, and return its key."""
    key, person_id = storage.new_key(), who.id
    with transaction():
        received = Received(key=key, kind=kind, name=f"plan.{kind}", size=9, sha256="0" * 64, width=9, height=9)
        files.add_file(db.session.get_one(Person, person_id), received)
    return key


def add(who: Person, number: int, item: int, choice: Choice, **values: Any) -> int:
    person_id = who.id
    with transaction():
        actor = db.session.get_one(Person, person_id)
        fields = {"title": "Lageplan", "choices": [choice], **values}
        return commands.add_paper(actor, number, item, **fields).id


def meeting() -> tuple[int, list[int], Person, Person]:
    """Return a planned meeting with an open and a closed item, its chair and a member."""
    of = factories.committee()
    chair, ada = factories.member(of, "chair"), factories.member(of)
    items = (PlannedItem("Offenes"), PlannedItem("Geschlossenes", level=Circle.COMMITTEE))
    number = factories.meeting(of, items).id
    return number, list(db.session.scalars(select(AgendaItem.id).order_by(AgendaItem.place))), chair, ada


def reaches(purpose: Purpose, viewer: Actor, paper_id: int) -> bool:
    """Tell whether a viewer may download the files of a paper."""
    try:
        db.session.info.clear()
        purpose.check(viewer, paper_id)
    except NotFound:
        return False
    return True


def folds(number: int, *viewers: Any) -> None:
    for viewer in viewers:
        db.session.info.clear()
        log = queries.everything(viewer, db.session.get_one(Meeting, number))
        assert fold.fold(log) == fold.core_of(queries.state(viewer, number))


def test_a_paper_has_a_flag_of_its_own_and_is_never_wider_than_its_item(app: Flask, sign_in: SignIn) -> None:
    """L-28, E-17: asked at every download, by paper, item and meeting."""
    number, (open_item, closed_item), chair, ada = meeting()
    keys = {level: held(chair) for level in ("public", "committee", "chair")}
    for level, key in keys.items():
        add(chair, number, open_item, Choice(key), circle=level, title=f"Plan {level}")
    with pytest.raises(Invalid):
        add(chair, number, closed_item, Choice(held(chair)), circle="public")
    with pytest.raises(Forbidden):
        add(ada, number, open_item, Choice(held(ada)))
    with pytest.raises(NotFound):
        add(factories.person("staff"), number, closed_item, Choice(held(chair)))
    people = {"visitor": factories.visitor(app), "member": sign_in(ada), "chair": sign_in(chair)}
    viewers: dict[str, Any] = {"visitor": Nobody(), "member": ada, "chair": chair}
    may = {"visitor": {"public"}, "member": {"public", "committee"}, "chair": set(keys)}
    for who, client in people.items():
        page = client.get(f"/sitzungen/{number}").get_data(as_text=True)
        for level, key in keys.items():
            row = db.session.scalars(select(File).where(File.key == key)).one()
            allowed = level in may[who]
            assert (f"Plan {level}" in page) is allowed
            # The bytes of these files are nowhere; what is asked here is the right.
            purposes = app.extensions["file_purposes"]
            assert reaches(purposes["session_paper"], viewers[who], row.thing_id or 0) is allowed
    folds(number, Nobody(), ada, chair)


def test_pictures_need_words_and_papers_need_files(app: Flask) -> None:
    """L-28, X-22: alt text or the mark as decoration."""
    number, (item, _closed), chair, _ada = meeting()
    with pytest.raises(Invalid):
        add(chair, number, item, Choice(held(chair, "png")))
    add(chair, number, item, Choice(held(chair, "png"), alt="Der Platz von oben"))
    state = queries.state(Nobody(), number)
    assert state["papers"][0]["files"][0]["alt"] == "Der Platz von oben"
    for values in ({"title": "x"}, {"choices": []}):
        with pytest.raises(Invalid):
            add(chair, number, item, Choice(held(chair)), **values)
    with pytest.raises(NotFound):
        add(chair, number, item, Choice(held(chair)), motion_id=99)


def test_papers_go_with_their_item_and_are_narrowed_with_it(app: Flask) -> None:
    """L-03, X-24: no file stays reachable when its paper or its item is gone or closed."""
    number, (item, _closed), chair, ada = meeting()
    key = held(chair)
    paper = add(chair, number, item, Choice(key))
    url = db.session.scalars(select(File).where(File.key == key)).one().url
    factories.act(chair, number, "item.change", item_id=item, version=1, title="Offenes", level="chair")
    assert factories.visitor(app).get(url).status_code == 404
    assert factories.signed_in(app, ada).get(url).status_code == 404
    folds(number, Nobody(), ada, chair)
    factories.act(chair, number, "item.remove", item_id=item)
    assert db.session.get(SessionPaper, paper) is None
    assert not db.session.scalars(select(File).where(File.key == key)).all()
    folds(number, Nobody(), ada, chair)


def test_papers_are_added_and_removed_by_pages(app: Flask, sign_in: SignIn) -> None:
    number, (item, _closed), chair, _ada = meeting()
    client, path = sign_in(chair), f"/sitzungen/{number}/punkte/{item}/unterlagen"
    assert client.get(path).status_code == 200
    assert client.submit(path, title="Plan", level="public").status_code == 422
    assert client.submit(path, title="Plan", level="public", file=held(chair)).status_code == 303
    paper = db.session.scalars(select(SessionPaper.id)).one()
    assert client.submit(f"/sitzungen/{number}/unterlagen/{paper}/entfernen").status_code == 303
    assert not db.session.scalars(select(SessionPaper)).all()
    folds(number, Nobody(), chair)
    factories.act(chair, number, "session.start")
    factories.act(chair, number, "session.close")
    with pytest.raises(Conflict):
        add(chair, number, item, Choice(held(chair)))
