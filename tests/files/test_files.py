"""Files of posts: who sends them in, who gets them, and how they go."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import weasyprint
from flask import Flask
from PIL import Image
from sqlalchemy import event, select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from forum.accounts.models import Person
from forum.cli import backup, consistency
from forum.core.clock import now, shifted_by
from forum.core.db import Model, db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, SpaceKind, Thread
from forum.files import commands, storage
from forum.files.models import File
from forum.moderation.models import Case, Statement
from tests import factories
from tests.conftest import empty
from tests.factories import Visitor
from tests.files import samples

SignIn = Callable[[Person], Visitor]
# What the photo of the samples says about where it was taken.
PLACE = "52.265, 10.522"


def upload(client: Visitor, data: bytes, name: str = "bild.jpg") -> TestResponse:
    """Send a file in as the page's script does."""
    client.submit("/entwuerfe/0/verwerfen")
    boundary, body = encode_multipart({"files": FileStorage(io.BytesIO(data), name), "csrf_token": client.csrf})
    headers = {"Accept": "application/json", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    return client.post("/dateien", data=body, headers=headers)


def newest() -> File:
    """Return the file that was sent in last."""
    return db.session.scalars(select(File).order_by(File.id.desc()).limit(1)).one()


def on_disk(app: Flask) -> list[str]:
    """Return the keys of all bytes on the disk, and whatever else lies there."""
    folder = Path(app.config["INSTANCE"]) / "files"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def post_with(author: Person, client: Visitor, data: bytes, name: str, **words: Any) -> Post:
    """Publish a post with one file, by the pages."""
    thread = factories.thread()
    path = f"/themen/{thread.id}/antworten"
    upload(client, data, name)
    key = newest().key
    fields = {"file": key} | {f"{word}-{key}": value for word, value in words.items()}
    answer = client.submit(path, text="Ein Beitrag mit Datei", **fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert db.session.scalars(select(Post.author_id).order_by(Post.id.desc()).limit(1)).one() == author.id
    return db.session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()


@pytest.fixture
def ada(app: Flask) -> Person:
    """Somebody who writes."""
    return factories.person()


def test_a_picture_is_described_and_shown_to_everybody(ada: Person, sign_in: SignIn, client: Visitor) -> None:
    """T-30, X-18, X-22: small below the post, with its words; large behind it; nothing runs."""
    post = post_with(ada, sign_in(ada), samples.photo(), "urlaub.jpg", alt="Ein roter Baum")
    found = newest()
    page = client.get(post.thread.url).get_data(as_text=True)
    assert 'alt="Ein roter Baum"' in page
    assert f'src="{found.small_url}"' in page
    for path in (found.url, found.small_url):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Content-Disposition"] == "inline; filename=urlaub.jpg"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_nothing_of_a_photo_but_its_pixels_is_kept(app: Flask, ada: Person, sign_in: SignIn, capsys: Any) -> None:
    """X-19: place, camera and comments are in no file, no row and no log; the picture stands upright."""
    answer = upload(sign_in(ada), samples.photo(), f"{samples.CANARY}.jpg")
    assert PLACE in answer.get_json()["rows"]
    for name in on_disk(app):
        data = (storage.folder() / name[:2] / name).read_bytes()
        assert samples.CANARY.encode() not in data
        with Image.open(io.BytesIO(data)) as shown:
            assert dict(shown.getexif()) == {}
            assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "icc_profile", "progressive",
                                       "progression"}  # fmt: skip
            assert shown.width < shown.height
    row = newest()
    assert (row.width, row.height) == (48, 64)
    logged = capsys.readouterr().out
    assert samples.CANARY not in logged
    assert "53.7123" not in logged + str({name: getattr(row, name) for name in File.__table__.columns.keys()})  # noqa: SIM118


def everything_stored() -> str:
    """Return every row of every table in one text."""
    tables = Model.metadata.sorted_tables
    return "\n".join(str(tuple(row)) for table in tables for row in db.session.execute(select(table)))


def asked(page: str) -> bool:
    return f'value="{PLACE}"' in page and "Das Foto enthält einen Ort." in page


def test_the_place_of_a_photo_is_asked_about_and_dropped_by_default(
    app: Flask, ada: Person, sign_in: SignIn, capsys: Any
) -> None:
    """X-19: without scripts; who says nothing publishes a post without it, and it was never in a row, file or log."""
    client, path = sign_in(ada), f"/themen/{factories.thread().id}/antworten"
    files = {"files": (io.BytesIO(samples.photo()), "platz.jpg")}
    refused = client.submit(path, text="Ein Beitrag mit Bild", **files)
    assert refused.status_code == 422
    assert asked(refused.get_data(as_text=True))
    key = newest().key
    carried = {"file": key, f"place-{key}": PLACE}
    again = client.submit(path, text="Ein Beitrag mit Bild", **carried)
    assert again.status_code == 422
    assert asked(again.get_data(as_text=True))
    kept = client.submit(path, text="Ein Beitrag mit Bild", entwurf="1", **carried)
    assert kept.status_code == 303
    done = client.submit(path, text="Ein Beitrag mit Bild", **carried, **{f"alt-{key}": "Ein Platz"})
    assert done.status_code == 303
    stored = everything_stored() + capsys.readouterr().out
    for canary in (PLACE, PLACE.partition(",")[0], "53.7123", "10.522"):
        assert canary not in stored
        assert all(canary.encode() not in (storage.folder() / name[:2] / name).read_bytes() for name in on_disk(app))


def test_the_place_of_a_photo_becomes_words_for_whoever_wants_it(ada: Person, sign_in: SignIn) -> None:
    """X-19: chosen, it is ordinary text that its author can read, change and take back; the question is answered."""
    client, path = sign_in(ada), f"/themen/{factories.thread().id}/antworten"
    files = {"files": (io.BytesIO(samples.photo()), "platz.jpg")}
    client.submit(path, text="Ein Beitrag mit Bild", **files)
    key = newest().key
    chosen = {"file": key, f"place-{key}": PLACE, f"take-place-{key}": "1"}
    shown = client.submit(path, text="Ein Beitrag mit Bild", vorschau="1", **chosen).get_data(as_text=True)
    assert f"Ort der Aufnahme: {PLACE}" in shown
    assert not asked(shown)
    text = f"Ein Beitrag mit Bild\n\nOrt der Aufnahme: {PLACE}"
    done = client.submit(path, text=text, **chosen, **{f"alt-{key}": "Ein Platz"})
    assert done.status_code == 303
    assert db.session.scalars(select(Post.source).order_by(Post.id.desc())).first() == text


@pytest.mark.parametrize("value", ["", "quatsch", "52.265, 10.522<b>", "52,1", "1.000, 2.000\nmehr", "9" * 500])
def test_what_is_no_place_is_not_carried(ada: Person, sign_in: SignIn, value: str) -> None:
    """X-19: the form carries coordinates and nothing else."""
    client, path = sign_in(ada), f"/themen/{factories.thread().id}/antworten"
    client.submit(path, text="Ein Beitrag mit Bild", files=(io.BytesIO(samples.picture()), "platz.jpg"))
    key = newest().key
    fields = {"file": key, f"place-{key}": value, f"take-place-{key}": "1"}
    page = client.submit(path, text="Ein Beitrag mit Bild", **fields).get_data(as_text=True)
    assert "Das Foto enthält einen Ort." not in page
    assert "Ort der Aufnahme" not in page


def test_documents_are_only_ever_downloaded(ada: Person, sign_in: SignIn, client: Visitor) -> None:
    """X-18: as an attachment, with a name that tells the truth about its kind."""
    post = post_with(ada, sign_in(ada), samples.pdf(), "böse X: y.html")
    answer = client.get(newest().url)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "X" not in answer.headers
    assert newest().name == "böse X y.pdf"
    assert "PDF, 1 KB" in client.get(post.thread.url).get_data(as_text=True)
    assert client.get(f"{newest().url}/klein").status_code == 404


def test_a_picture_without_words_is_not_published(ada: Person, sign_in: SignIn) -> None:
    """X-22, A-21: asked for at its place; the file stays, and so does everything typed; „nur Schmuck“ is an answer."""
    client, path = sign_in(ada), f"/themen/{factories.thread().id}/antworten"
    files = {"files": (io.BytesIO(samples.picture()), "a.jpg")}
    refused = client.submit(path, text="Ein Beitrag mit Bild", **files)
    page = refused.get_data(as_text=True)
    key = newest().key
    assert refused.status_code == 422
    assert f'name="file" value="{key}"' in page
    assert f'id="alt-{key}-error"' in page
    assert "Ein Beitrag mit Bild</textarea>" in page
    assert client.submit(path, text="Ein Beitrag mit Bild", file=key, **{f"decorative-{key}": "1"}).status_code == 303
    assert (newest().purpose, newest().decorative) == ("post", True)


def test_whoever_sends_a_document_without_tags_hears_of_it(ada: Person, sign_in: SignIn) -> None:
    """A-21: at its place and by scripts and without; a document with tags, and one nobody can read, say nothing."""
    client, path = sign_in(ada), f"/themen/{factories.thread().id}/antworten"
    page = weasyprint.HTML(string="<html lang=de><title>Plan</title><h1>Plan</h1><p>Worte</p></html>")
    plain, tagged = page.write_pdf(), page.write_pdf(pdf_variant="pdf/ua-1")
    hint = "Diesem PDF fehlen Tags"
    assert hint in upload(client, plain, "ohne.pdf").get_json()["rows"]
    assert newest().is_tagged is False
    for data, known in ((tagged, True), (samples.pdf(), None), (b"%PDF-1.7\n/StructTreeRoot /MarkInfo\n%%EOF", None)):
        assert hint not in upload(client, data, "plan.pdf").get_json()["rows"]
        assert newest().is_tagged is known
    refused = client.submit(path, text="", files=(io.BytesIO(plain), "ohne.pdf"))
    assert refused.status_code == 422
    assert hint in refused.get_data(as_text=True)
    # It is a hint and no rule: the document is attached as it is.
    assert client.submit(path, text="Ein Beitrag mit Plan", file=newest().key).status_code == 303
    assert (newest().purpose, newest().is_tagged) == ("post", False)


def test_files_stay_when_another_field_is_wrong(app: Flask, ada: Person, sign_in: SignIn) -> None:
    """A-14: without scripts too; a second try needs no second upload, and a file can be taken off again."""
    client, path = sign_in(ada), f"/raeume/{factories.space().slug}/neu"
    wrong = client.submit(path, title="Kurz", text="kurz", files=(io.BytesIO(samples.pdf()), "plan.pdf"))
    assert wrong.status_code == 422
    key = newest().key
    assert f'value="{key}"' in wrong.get_data(as_text=True)
    off = client.submit(path, title="Kurz", text="kurz", file=key, **{f"remove-{key}": "1"})
    assert f'value="{key}"' not in off.get_data(as_text=True)
    right = client.submit(path, title="Ein neues Thema", text="Mit einem Plan dabei", file=key)
    assert right.status_code == 303
    assert newest().thing_id == db.session.scalars(select(Post.id)).one()


def test_hidden_and_restored_posts_take_their_files_along(ada: Person, sign_in: SignIn, client: Visitor) -> None:
    """X-24, E-18, P-09: gone at once but for moderation and author, as evidence; back with the post; gone by deletion."""
    post = post_with(ada, sign_in(ada), samples.picture(), "a.jpg", alt="Ein Bild")
    found, number = newest(), post.id
    tag = client.get(found.url).headers["ETag"]
    moderator = factories.person("moderator")

    def act(command: Callable[..., None], who: Person, **values: Any) -> None:
        person_id = who.id
        with transaction():
            command(db.session.get_one(Person, person_id), db.session.get_one(Post, number), **values)

    act(discussions.hide_post, moderator, ground="Regel 3")
    others = [client, *(sign_in(factories.person(*role)) for role in ((), ("staff",), ("board",), ("admin",)))]
    for path in (found.url, found.small_url):
        for visitor in others:
            assert visitor.get(path, headers={"If-None-Match": tag}).status_code == 410
        assert sign_in(ada).get(path).status_code == 200
        # Who moderates says so first, and a line is kept (tests/files/test_proofs.py).
        assert sign_in(moderator).get(path).location == f"{found.url}/oeffnen"
    assert found.key not in client.get(post.thread.url).get_data(as_text=True)
    act(discussions.restore_post, moderator)
    assert client.get(found.url).status_code == 200
    act(discussions.delete_post, ada)
    for visitor in (client, sign_in(ada), sign_in(moderator)):
        assert visitor.get(found.url).status_code == 410


def test_evidence_stands_in_the_case_and_in_the_statement(ada: Person, sign_in: SignIn, client: Visitor) -> None:
    """P-09, M-20: shown to those who decide and to the author who may complain; a closed room stays closed."""
    post = post_with(ada, sign_in(ada), samples.picture(), "a.jpg", alt="Ein Bild")
    key = newest().key
    moderator = factories.person("moderator")
    page = sign_in(moderator)
    opened = page.submit(f"/moderation/oeffnen/post/{post.id}")
    assert key in page.get(opened.location).get_data(as_text=True)
    case = db.session.scalars(select(Case)).one()
    fields = {
        "rule": "werbung",
        "facts": "Das ist Werbung, wie sie hier nicht erlaubt ist.",
        "version": str(case.version),
    }
    assert page.submit(opened.location, schritt="verbergen", **fields).status_code == 303
    assert key in page.get(opened.location).get_data(as_text=True)
    statement = db.session.scalars(select(Statement)).one()
    assert key in sign_in(ada).get(statement.url).get_data(as_text=True)
    room = factories.space(SpaceKind.STAFF)
    with transaction():
        thread = db.session.get_one(Thread, db.session.get_one(Post, post.id).thread_id)
        staff = db.session.get_one(Person, factories._inside("staff").id)
        space = db.session.get_one(Space, room.id)
        discussions.move_thread(staff, thread, space=space, reason="Gehört dorthin.", confirmed=True)
    assert page.get(newest().url).status_code == 404


def test_files_have_the_audience_of_their_post(ada: Person, sign_in: SignIn, client: Visitor) -> None:
    """T-30, E-17: asked on every request; what one may not see does not exist."""
    post = post_with(ada, sign_in(ada), samples.pdf(), "a.pdf")
    path = newest().url
    assert client.get(path).status_code == 200
    with transaction():
        db.session.get_one(Thread, post.thread_id).audience = "staff"
    assert client.get(path).status_code == sign_in(ada).get(path).status_code == 404
    assert sign_in(factories.person("staff")).get(path).status_code == 200


def test_held_files_are_their_owners_alone(ada: Person, sign_in: SignIn, client: Visitor) -> None:
    """E-17: nobody else downloads, attaches, lists or discards them."""
    upload(sign_in(ada), samples.pdf(), "geheim.pdf")
    found = newest()
    other, path = sign_in(factories.person()), f"/themen/{factories.thread().id}/antworten"
    assert client.get(found.url).status_code == other.get(found.url).status_code == 404
    assert sign_in(ada).get(found.url).status_code == 200
    assert other.submit(f"{found.url}/verwerfen").status_code == 404
    listed = other.submit("/dateien/liste", held=f'[["{found.key}","",false]]')
    assert "geheim" not in listed.get_data(as_text=True)
    assert other.submit(path, text="Mit fremder Datei", file=found.key).status_code == 303
    assert newest().purpose is None
    preview = other.submit("/vorschau", text=f"![x]({found.url})", file=found.key)
    assert "<img" not in preview.get_data(as_text=True)


def test_a_file_belongs_to_one_post_only(ada: Person, sign_in: SignIn) -> None:
    """E-17: a key that is attached already attaches to nothing else."""
    client = sign_in(ada)
    post = post_with(ada, client, samples.pdf(), "a.pdf")
    found = newest()
    assert (
        client.submit(f"/themen/{post.thread_id}/antworten", text="Noch ein Beitrag", file=found.key).status_code == 303
    )
    db.session.refresh(found)
    assert found.thing_id == post.id


@pytest.mark.parametrize(
    "key",
    ["x", "0" * 31, "0" * 33, "A" * 32, "..%2f..%2fforum.db", "0" * 31 + "%00", "..", "0" * 32, "%0d%0aX-A:b"],
)
def test_no_address_reaches_the_disk(client: Visitor, key: str) -> None:
    """E-45: what is no key is nothing, and a key without a row neither."""
    assert client.get(f"/dateien/{key}").status_code == 404
    with pytest.raises(ValueError, match="no key"):
        storage.path_of("../forum.db")


def test_a_changed_post_loses_and_gains_files(app: Flask, ada: Person, sign_in: SignIn, client: Visitor) -> None:
    """T-30: a file that is taken off is gone from page, address and disk; the words of one that stays change."""
    author = sign_in(ada)
    post = post_with(ada, author, samples.picture(), "a.jpg", alt="Alt")
    first = newest()
    url, key = first.url, first.key
    path = f"/beitraege/{post.id}/bearbeiten"
    assert f'name="file" value="{key}"' in author.get(path).get_data(as_text=True)
    kept = {"text": f"Der Text zeigt ![]({url})", "version": "1", "file": key, f"alt-{key}": "Neu"}
    assert author.submit(path, **kept).status_code == 303
    assert f'<img src="{url}" alt="Neu"' in client.get(post.thread.url).get_data(as_text=True)
    plain = {"text": kept["text"], "version": "2", "files": (io.BytesIO(samples.pdf()), "plan.pdf")}
    assert author.submit(path, **plain).status_code == 303
    page = client.get(post.thread.url).get_data(as_text=True)
    assert "<img" not in page.split('class="prose post__text"')[2]
    assert "plan.pdf" in page
    assert client.get(url).status_code == 404
    assert key not in on_disk(app)


def test_the_limits_hold(app: Flask, ada: Person, sign_in: SignIn) -> None:
    """T-30, X-23: number, size, minute and month; said in plain words, nothing left behind."""
    client, path = sign_in(ada), f"/themen/{factories.thread().id}/antworten"
    large = upload(client, samples.pdf() + b"x" * 10 * 1024 * 1024 + b"%%EOF", "gross.pdf")
    assert (large.status_code, "größer als 10 MB" in large.get_json()["detail"]) == (422, True)
    assert upload(client, b"", "leer.pdf").status_code == 422
    keys = []
    for _number in range(10):
        assert upload(client, samples.pdf(), "a.pdf").status_code == 200
        keys.append(newest().key)
    fast = upload(client, samples.pdf(), "a.pdf")
    assert (fast.status_code, "eine Minute" in fast.get_json()["detail"]) == (429, True)
    many = client.submit(path, text="Sechs auf einmal", file=keys[:6])
    assert (many.status_code, "Höchstens 5 Dateien" in many.get_data(as_text=True)) == (422, True)
    before = on_disk(app)
    with transaction():
        aged = {"size": 11 * 1024 * 1024, "created_at": now() - timedelta(minutes=2)}
        db.session.execute(update(File).values(**aged))
    full = upload(client, samples.pdf(), "a.pdf")
    assert (full.status_code, "aufgebraucht" in full.get_json()["detail"]) == (422, True)
    assert on_disk(app) == before


def test_unused_files_go_after_a_day(app: Flask, ada: Person, sign_in: SignIn) -> None:
    """X-23: what is attached stays; bytes without a row go too."""
    client = sign_in(ada)
    post_with(ada, client, samples.picture(), "a.jpg", alt="Bleibt")
    kept = newest().key
    upload(client, samples.pdf(), "b.pdf")
    unused, stray = newest().key, storage.new_key()
    storage.path_of(stray).parent.mkdir(exist_ok=True)
    storage.path_of(stray).write_bytes(b"left by a crash")
    os.utime(storage.path_of(stray), (0, 0))
    commands.forget_unused_files()
    names = on_disk(app)
    assert unused in names
    assert stray not in names
    with shifted_by(timedelta(hours=25)):
        commands.forget_unused_files()
    names = on_disk(app)
    assert unused not in names
    assert {kept, f"{kept}-small"} <= set(names)


# The half-read part is dropped by the parser, whose temporary file the system removes.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_upload_that_breaks_off_leaves_nothing(app: Flask, ada: Person, sign_in: SignIn) -> None:
    """T-30: half a body is no file."""
    client = sign_in(ada)
    before = on_disk(app)
    boundary = "grenze"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
    client.submit("/entwuerfe/0/verwerfen")
    answer = client.post(
        "/dateien",
        data=head.encode() + samples.pdf(),
        headers={"X-CSRFToken": client.csrf, "Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    assert answer.status_code >= 400
    assert db.session.scalars(select(File)).all() == []
    assert on_disk(app) == before


def test_drafts_remember_their_files(ada: Person, sign_in: SignIn) -> None:
    """T-09: the button keeps text and files; what went meanwhile is said."""
    client, space = sign_in(ada), factories.space()
    path = f"/raeume/{space.slug}/neu"
    files = (io.BytesIO(samples.picture()), "a.jpg")
    assert client.submit(path, title="Halb", text="Ein Anfang", entwurf="1", files=files).status_code == 303
    key = newest().key
    assert f'name="file" value="{key}"' in client.get(path).get_data(as_text=True)
    with shifted_by(timedelta(hours=25)):
        commands.forget_unused_files()
    page = client.get(path).get_data(as_text=True)
    assert f'value="{key}"' not in page
    assert "fügen Sie Ihre Dateien noch einmal hinzu" in page


def test_an_error_page_gives_back_texts_and_no_lists_of_files(ada: Person, app: Flask) -> None:
    """A-14: what one reads there is what one has typed."""
    client = factories.signed_in(app, ada)
    fields = {"text": "Ein Satz, der bleibt.", "held": '[["0123456789abcdef","Ein Bild",false]]'}
    page = client.post(f"/themen/{factories.thread().id}/antworten", data=fields).get_data(as_text=True)
    assert "Ein Satz, der bleibt." in page
    assert "0123456789abcdef" not in page


def test_only_people_in_good_standing_send_files(client: Visitor, sign_in: SignIn) -> None:
    """E-16: visitors and people without a confirmed address do not."""
    answer = client.post(
        "/dateien", data={"files": (io.BytesIO(samples.pdf()), "a.pdf")}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 401
    assert upload(sign_in(factories.person(standing="suspended")), samples.pdf()).status_code in {401, 403}
    assert db.session.scalars(select(File)).all() == []


def test_own_pictures_in_texts_equal_their_preview(ada: Person, sign_in: SignIn) -> None:
    """X-01, X-11: preview and result show the same own picture, and no other."""
    client = sign_in(ada)
    upload(client, samples.picture(), "a.jpg")
    key = newest().key
    fields = {
        "text": f"Seht: ![Mein Bild](/dateien/{key}) und ![](https://example.org/x.png)",
        "file": key,
        f"alt-{key}": "Rot",
    }
    shown = client.submit("/vorschau", **fields).get_data(as_text=True)
    assert shown.count("<img") == 1
    assert client.submit(f"/themen/{factories.thread().id}/antworten", **fields).status_code == 303
    assert db.session.scalars(select(Post.html).order_by(Post.id.desc()).limit(1)).one() == shown


def test_files_of_a_page_cost_one_query(ada: Person, sign_in: SignIn, client: Visitor) -> None:
    """T-04: the same number of queries for one file and for many."""
    author = sign_in(ada)
    thread = factories.thread()

    def reply() -> None:
        upload(author, samples.pdf(), "a.pdf")
        path = f"/themen/{thread.id}/antworten"
        assert author.submit(path, text="Ein Beitrag mit Datei", file=newest().key).status_code == 303

    def queries() -> int:
        seen: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            client.application.extensions["page_cache"].clear()
            client.get(thread.url)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    reply()
    one = queries()
    for _number in range(4):
        reply()
    assert queries() == one


def test_a_backup_holds_the_files_and_the_check_compares_them(
    app: Flask, ada: Person, sign_in: SignIn, tmp_path: Path
) -> None:
    """E-05, E-07: what a post shows comes back; bytes that are missing or changed are named."""
    post_with(ada, sign_in(ada), samples.picture(), "a.jpg", alt="Ein Bild")
    key = newest().key
    before = storage.path_of(key).read_bytes()
    assert [finding for finding in consistency.check() if "file" in finding.check] == []
    backup.backup(tmp_path / "forum.tar.gz")
    storage.path_of(key).write_bytes(b"changed")
    assert [finding.counted for finding in consistency.check() if "file" in finding.check] == ["other"]
    storage.remove(key)
    assert [finding.counted for finding in consistency.check() if "file" in finding.check] == ["missing"]
    empty()
    backup.restore(tmp_path / "forum.tar.gz")
    assert storage.path_of(key).read_bytes() == before
    assert storage.path_of(key, small=True).exists()
    assert [finding for finding in consistency.check() if "file" in finding.check] == []
