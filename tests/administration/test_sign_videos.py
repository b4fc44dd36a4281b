"""Videos in sign language, and what goals, rooms and decisions say in Leichte Sprache and in sign language (A-25)."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from forum.accounts.models import Person
from forum.cli.consistency import check
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.discussions.models import SpaceKind
from forum.dossiers.commands import withhold_words
from forum.files import storage
from forum.files import videos as looking
from forum.files.models import File
from forum.strategy.models import strategy
from forum.terms import videos
from forum.terms.models import SignVideo
from tests import factories
from tests.dossiers.test_decisions import decide
from tests.factories import Visitor
from tests.files.videos import mp4, webm

SignIn = Callable[[Person], Visitor]
DESK = "/verwaltung/texte/gebaerdensprache"
WORDS = {"title": "Was ist das Forum?", "text": "Im Forum reden Menschen über **ihre Stadt**."}
EASY = {
    "text": "Die Stadt baut Bänke.",
    "note": "Der erste Text.",
    "version": "0",
    "tested_by": "Prüf-Gruppe der Lebenshilfe",
    "tested_on": "2026-11-02",
}


def send(client: Visitor, path: str, data: bytes | None, **fields: Any) -> TestResponse:
    """Send the form of a video as its page does."""
    video = {} if data is None else {"files": (io.BytesIO(data), "dgs.mp4")}
    return client.submit(path, **{"version": "0", **WORDS, **fields}, **video)


def film() -> SignVideo:
    """Return a video that the administration published."""
    return db.session.scalars(select(SignVideo).order_by(SignVideo.id.desc()).limit(1)).one()


def file_of(video: SignVideo) -> File:
    return videos.shown([video])[0].file


def test_the_administration_publishes_replaces_and_removes_a_video(
    sign_in: SignIn, client: Visitor, app: Flask
) -> None:
    """A-25, E-39: title, video, the same in words, and the way to take it along; pages lead there once there is one."""
    person = factories.person("admin")
    person_id, admin = person.id, sign_in(person)
    empty = client.get("/gebaerdensprache").text
    assert "Noch gibt es keines." in empty
    assert 'href="/kontakt"' in empty
    leading = ("/", "/leichte-sprache", "/barrierefreiheit")
    assert not any('href="/gebaerdensprache"' in client.get(path).text for path in leading)

    # What is refused leaves what was typed, and the next form holds the file that came with a title too short.
    refused = send(admin, f"{DESK}/neu", mp4((304, 240)))
    assert refused.status_code == 422
    assert "zu klein: 304 × 240 Pixel" in refused.text
    assert WORDS["title"] in refused.text
    assert send(admin, f"{DESK}/neu", None).status_code == 422
    held = send(admin, f"{DESK}/neu", mp4(), title="")
    key = db.session.scalars(select(File.key)).one()
    assert (held.status_code, f'name="file" value="{key}"' in held.text) == (422, True)
    assert client.get(f"/dateien/{key}").status_code == 404
    assert send(admin, f"{DESK}/neu", None, file=key).status_code == 303

    page = client.get("/gebaerdensprache?sprache=en").text
    assert "<strong>ihre Stadt</strong>" in page
    assert (
        f'<video class="sign-video" controls preload="metadata" playsinline width="320" height="240" src="/dateien/{key}"'
        in page
    )
    assert "autoplay" not in page
    assert "Download the video (MP4, 1 KB, 0:02 minutes)" in page
    assert all('href="/gebaerdensprache"' in client.get(path).text for path in leading)
    # The file is the city's: it belongs to nobody's account.
    assert db.session.scalars(select(File.owner_id)).one() is None

    # A changed video takes the place of the first, whose bytes go; whoever began before that is told.
    video_id = film().id
    again = {"title": "Das Forum in Gebärdensprache", "file": key, "version": "1"}
    assert send(admin, f"{DESK}/{video_id}", webm((640, 480)), **again).status_code == 303
    assert client.get(f"/dateien/{key}").status_code == 404
    assert not storage.path_of(key).exists()
    second = file_of(film()).key
    late = send(admin, f"{DESK}/{video_id}", None, **{**again, "file": second, "title": "Zu spät gekommen"})
    assert (late.status_code, "Zu spät gekommen" in late.text, again["title"] in late.text) == (409, True, True)

    # Its words can be read at the desk as they were, and those of a video that is gone, too.
    desk = admin.get(f"{DESK}/{video_id}").text
    assert "Frühere Texte" in desk
    assert f"<strong>{WORDS['title']}</strong>" in desk
    assert "Texte entfernter Videos" not in admin.get(DESK).text
    assert admin.submit(f"{DESK}/{video_id}/entfernen").status_code == 303
    left = admin.get(DESK).text.partition("Texte entfernter Videos")[2]
    assert again["title"] in left
    assert "<strong>ihre Stadt</strong>" in left
    assert "Noch gibt es keines." in client.get("/gebaerdensprache").text
    assert not storage.path_of(second).exists()
    told = select(LoggedEvent.type, LoggedEvent.actor_id).where(LoggedEvent.type.startswith("SignVideo"))
    assert db.session.execute(told.order_by(LoggedEvent.id)).all() == [
        ("SignVideoPublished", person_id),
        ("SignVideoChanged", person_id),
        ("SignVideoRemoved", person_id),
    ]


def test_browsers_get_a_video_in_parts(sign_in: SignIn, client: Visitor) -> None:
    """A-25, X-18: seeking asks for a range; the answer is a video and nothing else, and any page of ours may play it."""
    data = mp4()
    send(sign_in(factories.person("admin")), f"{DESK}/neu", data)
    address = file_of(film()).url
    whole = client.get(address)
    assert (whole.status_code, whole.data, whole.headers["Accept-Ranges"]) == (200, data, "bytes")
    part = client.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(data)}"
    assert client.get(address, headers={"Range": f"bytes={len(data)}-"}).status_code == 416
    assert client.get(address, headers={"Range": "Bytes=-100"}).data == data[-100:]
    # Other units, several ranges and what is no range at all are ignored (RFC 9110, 14.2).
    for ignored in ("seconds=1-2", "bytes=0-1,5-6", "bytes=x", "nonsense"):
        answer = client.get(address, headers={"Range": ignored})
        assert (answer.status_code, answer.data, "Content-Range" in answer.headers) == (200, data, False), ignored
    for answer in (whole, part):
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "media-src 'self'" in client.get("/gebaerdensprache").headers["Content-Security-Policy"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_only_the_administration_sends_videos_in(app: Flask, sign_in: SignIn) -> None:
    """E-16, X-23: nobody else; a body that is larger than forms may be is not even read from others."""
    app.config.update(MAX_CONTENT_LENGTH=2000, FILE_MEBIBYTES_PER_MONTH=0)
    large = mp4(more=b"\0\0\x10\0free" + bytes(4088))
    staff, admin = sign_in(factories.person("staff")), sign_in(factories.person("admin"))
    assert send(staff, f"{DESK}/neu", large).status_code == 413
    assert send(staff, f"{DESK}/neu", None).status_code == 403
    assert staff.get(DESK).status_code == 403
    assert db.session.scalar(select(File.id)) is None
    assert send(admin, f"{DESK}/neu", large).status_code == 303
    video_id = film().id
    for path in (f"{DESK}/{video_id}", f"{DESK}/{video_id}/entfernen"):
        assert send(staff, path, None).status_code == 403


def test_a_server_without_a_reader_says_so(app: Flask, sign_in: SignIn, tmp_path: Path, capsys: Any) -> None:
    """A-25, E-30: no video is called broken for want of a library; the uploader, the log, operators and the check know."""
    script = tmp_path / "without.py"
    run = f"runpy.run_path({str(looking.SCRIPT)!r}, run_name='__main__')"
    script.write_text(f"import runpy, sys\nsys.modules['pymediainfo'] = None\n{run}\n")
    admin = sign_in(factories.person("admin"))
    assert "<dd>bereit</dd>" in admin.get("/verwaltung/betrieb").text.partition("<dt>Videos</dt>")[2][:60]
    assert [found for found in check() if found.check == "videos"] == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looking, "SCRIPT", script)
        answer = send(admin, f"{DESK}/neu", mp4())
        assert answer.status_code == 422
        assert "Videos lassen sich hier zurzeit nicht prüfen. Bitte sagen Sie es dem technischen Betrieb" in answer.text
        assert "beschädigt" not in answer.text
        assert db.session.scalar(select(File.id)) is None
        assert "video.no_reader" in capsys.readouterr().out
        assert "MediaInfo is missing" in admin.get("/verwaltung/betrieb").text
        assert ["MediaInfo is missing" in str(found.stored) for found in check() if found.check == "videos"] == [True]


def test_things_say_it_in_easy_german_and_in_sign_language(sign_in: SignIn, client: Visitor) -> None:
    """A-25: by the Stabsstelle, in versions, tested by people; a goal keeps its own words and gets a video."""
    admin = sign_in(factories.person("admin"))
    send(admin, f"{DESK}/neu", mp4())
    video_id, staff, room = film().id, sign_in(factories.person("staff")), factories.space()
    room_page, number = f"/raeume/{room.slug}", decide(factories.idea(state="board").id)
    places = {f"raum-{room.id}": room_page, f"beschluss-{number}": f"/beschluesse/{number}"}
    for name, page in places.items():
        desk = f"/verwaltung/texte/{name}"
        assert f'href="{desk}"' in staff.get(page).text
        assert desk not in client.get(page).text
        assert staff.submit(desk, **{**EASY, "tested_by": ""}, video="").status_code == 422
        assert staff.submit(desk, **EASY, video="999").status_code == 422
        assert staff.submit(desk, **EASY, video=str(video_id)).status_code == 303
        shown = client.get(page).text
        assert "In Leichter Sprache" in shown
        assert "<p>Die Stadt baut Bänke.</p>" in shown
        assert "Geprüft von Prüf-Gruppe der Lebenshilfe" in shown
        assert 'preload="none"' in shown
        assert f'href="/gebaerdensprache#video-{video_id}"' in shown
        assert staff.submit(desk, **EASY, video="").status_code == 409
        assert "Der erste Text." in staff.get(desk).text
    # Another video under the same words needs no second test, and says who tested them.
    only = {"text": EASY["text"], "note": "Ohne Video.", "version": "1"}
    assert staff.submit(desk, **only, video="").status_code == 303
    without = client.get(page).text
    assert ("<video" in without, "Geprüft von Prüf-Gruppe der Lebenshilfe" in without) == (False, True)
    assert staff.submit(desk, **{**only, "note": "Mit Video.", "version": "2"}, video=str(video_id)).status_code == 303
    goal = next(iter(strategy().goals))
    desk = f"/verwaltung/texte/ziel-{goal}"
    assert desk in staff.get("/strategie").text
    assert "tested_by" not in staff.get(desk).text
    answer = staff.submit(desk, text="Steht hier nicht.", note=EASY["note"], version="0", video=str(video_id))
    assert answer.status_code == 303
    assert client.get("/strategie").text.count("<video") == 1
    # Nobody else words it, and there is nothing to word where there is no such thing, or not for this reader.
    hidden = factories.space(SpaceKind.STAFF)
    for path, who, status in (
        (desk, sign_in(factories.person()), 403),
        ("/verwaltung/texte/kontakt", staff, 403),
        ("/verwaltung/texte/ziel-nirgends", staff, 404),
        ("/verwaltung/texte/raum-x", staff, 404),
        (f"/verwaltung/texte/raum-{hidden.id}", admin, 404),
    ):
        assert who.get(path).status_code == status, path
        assert who.submit(path, **EASY).status_code == status, path
    # A video that goes leaves the words.
    assert admin.submit(f"{DESK}/{video_id}/entfernen").status_code == 303
    pages = [client.get(path).text for path in (*places.values(), "/strategie")]
    assert not any("<video" in page for page in pages)
    assert ["Die Stadt baut Bänke." in page for page in pages] == [True, True, False]
    # What is withheld in the record is not told beside it (L-51).
    with transaction():
        withhold_words(SYSTEM, number)
    assert "Die Stadt baut Bänke." not in client.get(f"/beschluesse/{number}").text


def test_a_video_stands_in_no_text(sign_in: SignIn) -> None:
    """A-25, X-20: one that is held for the page of videos is attached to nothing else."""
    admin = sign_in(factories.person("admin"))
    assert send(admin, f"{DESK}/neu", mp4(), title="").status_code == 422
    key = db.session.scalars(select(File.key)).one()
    thread = factories.thread().id
    answer = admin.submit(f"/themen/{thread}/antworten", text="Hier ist mein Video aus dem Garten.", file=key)
    assert answer.status_code == 422
    assert db.session.scalars(select(File.purpose)).one() != "post"
