"""The words of attached files: found with what they are attached to, read once, and never a danger to the index."""

import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from weasyprint import HTML
from werkzeug.datastructures import FileStorage

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import Nobody
from forum.discussions import commands as discussions
from forum.discussions.models import Post, SpaceKind, Thread
from forum.files import commands as files
from forum.files.intake import receive
from forum.files.queries import Choice
from forum.search import filetexts, queries
from forum.search.looking import engine
from forum.search.models import FileText
from tests import factories
from tests.factories import Visitor
from tests.files import samples
from tests.ideas.test_files import submitted
from tests.search.canaries import WORD

Work = Callable[[], int]
WORDS = f"Der {WORD} wohnt in der Straßenbahn."


def pdf(text: str = WORDS) -> bytes:
    made: bytes = HTML(string=f"<p>{text}</p>").write_pdf()
    return made


def office(name: str, xml: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, xml)
    return packed.getvalue()


def docx(text: str = WORDS) -> bytes:
    half, rest = text[:9], text[9:]  # Programs cut words into runs.
    return office(
        "word/document.xml",
        f'<w:document xmlns:w="urn:w"><w:p><w:r><w:t>{half}</w:t></w:r><w:r><w:t>{rest}</w:t></w:r></w:p></w:document>',
    )


def attached(data: bytes, name: str, space: SpaceKind = SpaceKind.PUBLIC) -> int:
    """Publish a post with a file, and return the number of the post."""
    author = factories.person("staff")
    thread = factories.thread(author, factories.space(space), title="Ein Thema", text="Ohne das Wort")
    numbers = author.id, thread.id
    with transaction():
        who = db.session.get_one(Person, numbers[0])
        key = files.add_file(who, receive(FileStorage(BytesIO(data), name))).key
        within = db.session.get_one(Thread, numbers[1])
        post = discussions.publish_post(who, within, text="Siehe Anhang.", files=[Choice(key)])
        return post.id


@pytest.mark.parametrize(("name", "made"), [("plan.pdf", pdf), ("plan.docx", docx)])
def test_the_words_of_a_file_are_found_and_lead_to_its_post(
    app: Flask, work: Work, name: str, made: Callable[[], bytes]
) -> None:
    """Q-09: below everything else, with the very post as its address; hidden with it, and back with it."""
    number = attached(made(), name)
    work()
    found = queries.find(Nobody(), f"{WORD} Straßenbahnen").found
    assert [(one.shown.kind, one.shown.title) for one in found] == [("file", name)]
    assert found[0].shown.url == db.session.get_one(Post, number).url
    moderator = factories.person("moderator")
    with transaction():
        discussions.hide_post(moderator, db.session.get_one(Post, number), ground="Regel 2")
    assert not queries.find(Nobody(), WORD).found
    work()
    assert not queries.find(Nobody(), WORD).total


def test_files_of_closed_places_are_found_by_their_readers_alone(app: Flask, work: Work) -> None:
    """Q-16, E-18: the file is for whom its post is."""
    attached(pdf(), "intern.pdf", SpaceKind.STAFF)
    work()
    for role, count in (("", 0), ("board", 0), ("staff", 1)):
        who = factories.person(*([role] if role else []))
        assert len(queries.find(who, WORD).found) == count, role
    assert engine().alike("Kanarienvogl", audiences=frozenset({"public"})) == ()


def test_a_file_is_read_once(app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q-09: a rebuild takes the words from the table."""
    attached(pdf(), "plan.pdf")
    work()
    assert WORD in db.session.scalars(select(FileText.text)).one()
    monkeypatch.setattr(filetexts, "extract", lambda *_args: pytest.fail("read twice"))
    assert filetexts.read_missing() == 0
    filetexts.read_files(db.session.scalars(select(FileText.file_id)).all())


def test_a_broken_file_stops_nothing(app: Flask, work: Work, tmp_path: Path) -> None:
    """Q-09, X-20, X-21: its name is found, and what comes after it as well."""
    attached(b"%PDF-1.7\n" + b"\xff\x00 broken" * 50 + b"\n%%EOF\n", "kaputt.pdf")
    attached(pdf(), "plan.pdf")
    work()
    assert [one.shown.title for one in queries.find(Nobody(), WORD).found] == ["plan.pdf"]
    assert min(map(len, db.session.scalars(select(FileText.text)))) == 0
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(office("word/document.xml", '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'))
    assert filetexts.extract("docx", bomb) == ""
    bomb.write_bytes(office("word/document.xml", "<a>" * 20_000 + "Ampel" + "</a>" * 20_000))
    assert filetexts.extract("docx", bomb) in {"", "Ampel"}
    assert filetexts.extract("pdf", tmp_path / "nowhere.pdf") == ""


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q-09, X-21: the process is ended; the file counts as read, without words."""

    def slow(*_args: object, **_more: object) -> None:
        raise subprocess.TimeoutExpired("extracting", 30)

    monkeypatch.setattr("subprocess.run", slow)
    assert filetexts.extract("pdf", tmp_path / "slow.pdf") == ""


def test_what_has_pictures_or_other_files_is_found_by_that(
    sign_in: Callable[[Person], Visitor], work: Callable[[], int]
) -> None:
    """Q-26: hat:bild and hat:datei, for ideas and posts."""
    writer = sign_in(factories.person())
    idea, _picture = submitted(writer)
    thread = factories.thread()
    answer = writer.submit(
        f"/themen/{thread.id}/antworten", text="Die Unterlagen liegen bei.", files=(BytesIO(samples.pdf()), "plan.pdf")
    )
    assert answer.status_code == 303
    work()

    def found(text: str) -> set[tuple[str, int]]:
        return {(one.shown.kind, one.shown.id) for one in queries.find(Nobody(), text).found}

    post = db.session.scalars(select(Post.id).where(Post.thread_id == thread.id).order_by(Post.id.desc())).first()
    assert found("hat:bild") == {("idea", idea.id)}
    assert ("post", post) in found("hat:datei")
    assert ("idea", idea.id) not in found("hat:datei")
