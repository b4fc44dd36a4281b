"""The command line, called as an operator would."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts.models import Grant, Person
from forum.administration import explaining
from forum.core import chain
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.discussions.models import Post, Thread
from forum.ideas.models import Idea
from forum.strategy.models import Point
from tests import factories


def run(app: Flask, *words: str, status: int = 0) -> Any:
    result = app.test_cli_runner().invoke(args=["forum", *words])
    assert result.exit_code == status, result.output
    db.session.rollback()
    if "--json" not in words:
        return result.output
    return json.loads(result.stdout.strip().splitlines()[-1])


def test_there_is_no_demo_in_production(app: Flask) -> None:
    """E-27: its passwords stand in the README, so that nobody makes such accounts on a public site by mistake."""
    app.config["MODE"] = "production"
    assert "FORUM_MODE=production" in run(app, "demo", "--if-empty", status=1)
    assert db.session.scalar(select(Person.id).limit(1)) is None


def test_an_operator_opens_an_account_and_gives_a_role(app: Flask) -> None:
    run(app, "user", "create", "amt@example.org", "Amt-fuer-Ideen", "--password", "ein langer Satz")
    run(app, "user", "role", "Amt-fuer-Ideen", "staff")
    person = db.session.scalars(select(Person)).one()
    assert {"members", "staff"} <= person.words
    run(app, "user", "role", "Amt-fuer-Ideen", "staff", "--end")
    db.session.info.clear()
    assert "staff" not in person.words


def test_faults_are_said_in_one_line_each(app: Flask) -> None:
    output = run(app, "user", "create", "kein-at", "S", "--password", "kurz", status=1)
    assert len(output.strip().splitlines()) == 3
    run(app, "user", "role", "niemand", "staff", status=1)


def test_tokens_open_the_api(app: Flask) -> None:
    person = factories.person(handle="Programm")
    token = run(app, "user", "token", "Programm", "--json")["token"]
    assert token.startswith("scf_")
    # The log says that it was not the person, who is told (E-38, P-14).
    issued = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "TokenIssued")).one()
    assert (issued.actor_id, issued.data["person_id"]) == (None, person.id)
    assert (
        "in Ihrem Namen handeln" in db.session.scalars(select(Mail.text).where(Mail.to_address == person.email)).one()
    )
    run(app, "user", "token", "Programm", "--scope", "unsinn", status=1)
    assert person.handle == "Programm"


def test_permissions_explain_themselves(app: Flask) -> None:
    """E-39: every predicate says what it finds."""
    factories.person("staff", handle="Wissend")
    findings = run(app, "explain", "Wissend", "space.manage", "--json")["findings"]
    assert findings[0] == {"alternative": 1, "predicate": "is_staff", "holds": True}
    run(app, "explain", "Wissend", "gibt.es.nicht", status=1)


def test_permissions_are_explained_about_a_thing(app: Flask) -> None:
    """E-39: a thing is named by kind and number, or by its word; what is missing or unknown is said in one line."""
    author = factories.person(handle="Urheberin")
    idea, post, space = factories.idea(author), factories.post(factories.thread(), author), factories.space()
    of = factories.committee()
    factories.member(of, "chair", who=author)
    meeting, slug, name = factories.meeting(of), of.slug, space.slug
    things = {
        "idea.edit": f"idea:{idea.id}",
        "post.edit": f"post:{post.id}",
        "post.publish": f"thread:{post.thread_id}",
        "thread.start": f"space:{name}",
        "meeting.lead": f"meeting:{meeting.id}",
        "meeting.plan": f"committee:{slug}",
        "account.edit": "person:Urheberin",
        "space.manage": f"space:{space.id}",
        "idea.advance": f"step:{idea.id}:zurueckgezogen",
    }
    for permission, thing in things.items():
        findings = run(app, "explain", "Urheberin", permission, thing, "--json")["findings"]
        assert findings, permission
    assert all(one["holds"] for one in run(app, "explain", "Urheberin", "idea.edit", "idea:1", "--json")["findings"])
    assert "asked about a thing" in run(app, "explain", "Urheberin", "idea.edit", status=1)
    assert "idea:ID" in run(app, "explain", "Urheberin", "idea.edit", status=1)
    assert "not about post" in run(app, "explain", "Urheberin", "idea.edit", f"post:{post.id}", status=1)
    for odd in ("idea:999", "idea:x", "idea:", "idea", "quatsch:1", f"idea:{10**30}", "space:nirgends"):
        permission = "thread.start" if odd.startswith("space") else "idea.edit"
        assert len(run(app, "explain", "Urheberin", permission, odd, status=1).strip().splitlines()) == 1, odd


def test_every_permission_says_what_it_is_asked_about(app: Flask) -> None:
    """Without its thing a permission asks for one of a known kind; one that needs none is explained without."""
    factories.person(handle="Fragende")
    for permission in app.extensions["permissions"]:
        kinds = explaining.kinds_of(permission)
        assert set(kinds) <= set(explaining.KINDS), permission
        output = run(app, "explain", "Fragende", permission, status=1 if kinds else 0)
        assert len(output.strip().splitlines()) == 1 or not kinds


def test_unknown_people_are_named_and_roles_are_given_once(app: Flask) -> None:
    for words in (("user", "role", "Nix", "staff"), ("user", "token", "Nix"), ("explain", "Nix", "space.manage"),
                  ("search", "find", "rad", "--as", "Nix")):  # fmt: skip
        assert "nobody named Nix" in run(app, *words, status=1)
    factories.person(handle="Doppelt")
    for _time in range(2):
        run(app, "user", "role", "Doppelt", "staff")
    assert len(db.session.scalars(select(Grant)).all()) == 1
    run(app, "user", "role", "Doppelt", "staff", "--end")
    run(app, "user", "role", "Doppelt", "staff")
    db.session.info.clear()
    assert "staff" in db.session.scalars(select(Person)).one().words


def test_the_check_finds_and_repairs_wrong_counts(app: Flask) -> None:
    """E-07, T-32: injected faults of each kind are found; counts are put right."""
    thread = factories.thread()
    factories.post(thread)
    assert run(app, "check").strip() == "Everything fits."
    with transaction():
        db.session.execute(update(Thread).values(post_count=99))
        db.session.execute(update(Post).where(Post.id == 1).values(child_count=7))
    findings = run(app, "check", "--json", status=1)["findings"]
    assert {finding["check"] for finding in findings} == {"posts of a thread", "answers to a post"}
    run(app, "check", "--repair")
    assert run(app, "check").strip() == "Everything fits."


def test_a_backup_comes_back_whole(app: Flask, tmp_path: Path, work: Any) -> None:
    """E-05: restored data pass the check; a full database is never overwritten."""
    thread = factories.thread(title="Soll zurückkommen")
    title = thread.title
    work()
    file = tmp_path / "forum.tar.gz"
    run(app, "backup", str(file))
    run(app, "backup", str(file), status=1)
    run(app, "restore", str(file), status=1)
    assert file.stat().st_mode & 0o077 == 0
    with transaction():
        chain.seal()  # What the log was since the backup is no part of it, and is not missed afterwards (E-38).
    with transaction():
        for table in ("delivery", "message", "follow", "post", "thread", "space", "grant", "person"):
            db.session.execute(db.text(f'DELETE FROM "{table}"'))  # noqa: S608  Fixed names.
    db.session.remove()
    answer = run(app, "restore", str(file), "--json")
    assert answer["findings"] == 0
    assert db.session.scalars(select(Thread.title)).one() == title


@pytest.mark.parametrize("content", [b"", b"kein Archiv"])
def test_a_broken_backup_is_refused(app: Flask, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken"
    file.write_bytes(content)
    assert "no backup" in run(app, "restore", str(file), status=1)


def test_searching_on_the_command_line(app: Flask, work: Any) -> None:
    factories.thread(title="Radwege am Ring", text="Hier fehlt ein Stück.")
    work()
    built = run(app, "search", "rebuild", "--json")["documents"]
    assert built == run(app, "search", "status", "--json")["documents"] > 2
    assert run(app, "search", "find", "Radweg", "--json")["items"][0]["title"] == "Radwege am Ring"


def test_the_log_is_verified(app: Flask) -> None:
    factories.thread()
    assert run(app, "events", "verify", "--json") == {"whole": True, "first_broken": None, "changed": []}


CIMT_ROWS = (
    "id\tdocument_id\tsentence_nr\tcontent\tcode\ttitle/text\tcurated/single\tdataset\turl\n"
    "0\tB1\t1\tFahrradstraße für Grünanlagen\tx\ttitle\tcurated\tCD_B\thttps://example.org/1\n"
    '1\tB1\t2\tHier fehlt "ein" Stück Weg für Räder.\tx\ttext\tcurated\tCD_B\thttps://example.org/1\n'
    "2\tB2\t1\tKurz\tx\ttitle\tcurated\tCD_B\thttps://example.org/2\n"
)


def test_ideas_come_in_once_and_are_found_in_their_space(app: Flask, tmp_path: Path, work: Any) -> None:
    """N-35: umlauts intact, a second run changes nothing, the ideas belong to their space and are found."""
    space = factories.space(title="Raddialog")
    file = tmp_path / "ideas.tsv"
    file.write_text(CIMT_ROWS)
    words = ("import-ideas", str(file), "--format", "cimt", "--space", space.slug, "--json")
    assert run(app, *words) == {"read": 2, "new": 2, "known": 0}
    assert run(app, *words) == {"read": 2, "new": 0, "known": 2}
    work()
    client = factories.visitor(app)
    listed = client.get(f"/ideen?raum={space.slug}").get_data(as_text=True)
    assert "Fahrradstraße für Grünanlagen" in listed
    assert run(app, "search", "find", "Fahrradstrassen", "--json")["items"][0]["kind"] == "idea"
    page = client.get("/ideen/1", follow_redirects=True).get_data(as_text=True)
    assert "https://example.org/1" in page
    assert len({person.handle for person in db.session.scalars(select(Person))}) == 2


def test_every_export_names_where_ideas_come_from(app: Flask, tmp_path: Path) -> None:
    """N-36: the line that the CIMT corpus asks for goes with each of its ideas, and with no other."""
    file = tmp_path / "ideas.tsv"
    file.write_text(CIMT_ROWS)
    run(app, "import-ideas", str(file), "--format", "cimt")
    factories.idea(title="Hier geschriebene Idee")
    export = factories.signed_in(app, factories.person("staff")).get("/stabsstelle/ideen.csv").get_data(as_text=True)
    lines = {row["title"]: row["attribution"] for row in csv.DictReader(StringIO(export))}
    assert "CIMT PartEval Argument Components" in lines["Kurz"]
    assert "CC BY-SA 4.0" in lines["Kurz"]
    assert lines["Hier geschriebene Idee"] == ""


def test_a_broken_file_changes_nothing(app: Flask, tmp_path: Path) -> None:
    """X-26: line and reason for each fault, and no row."""
    file = tmp_path / "ideas.tsv"
    file.write_text(CIMT_ROWS + "3\tB3\n" + "4\tB4\t1\tx\tx\tkaputt\tcurated\tCD_B\thttps://example.org/4\n")
    output = run(app, "import-ideas", str(file), "--format", "cimt", status=1)
    assert "Zeile 5:" in output
    assert "Zeile 6:" in output
    assert db.session.scalars(select(Person)).all() == []
    file.write_text(CIMT_ROWS)
    run(app, "import-ideas", str(file), "--format", "cimt", "--space", "gibt-es-nicht", status=1)
    assert db.session.scalars(select(Person)).all() == []


def test_a_fault_behind_the_first_hundred_ideas_lets_none_in(app: Flask, tmp_path: Path) -> None:
    """X-26: all faults of a long file are named at once, and nothing is taken from it."""
    rows = [f"Idee Nummer {number};Ein Text.;;csv-{number}" for number in range(1, 151)]
    rows[140] = "Idee Nummer 141;Ein Text.;gibtsnicht;csv-141"
    rows[149] = f"Idee Nummer 150;Ein Text.;;{'k' * 300}"
    file = tmp_path / "ideas.csv"
    file.write_text("\n".join(["title;text;goals;foreign_key", *rows]))
    output = run(app, "import-ideas", str(file), "--format", "csv", status=1)
    assert "Zeile 142: goals:" in output
    assert "Zeile 151: foreign_key:" in output
    assert db.session.scalars(select(Person)).all() == []


def test_our_own_export_comes_back_without_doubles(app: Flask, tmp_path: Path) -> None:
    """N-36: what the staff office exports can be read again, here and elsewhere, whatever changed meanwhile."""
    point = Point(52.26412, 10.52368)
    idea = factories.idea(title="=Summe(A1) mit ß und „Anführung“", place="Am Brunnen", point=point)
    number, title, moment = idea.id, idea.title, idea.submitted_at
    export = factories.signed_in(app, factories.person("staff")).get("/stabsstelle/ideen.csv")
    file = tmp_path / "ideas.csv"
    file.write_bytes(export.data)
    assert run(app, "import-ideas", str(file), "--format", "csv", "--json") == {"read": 1, "new": 0, "known": 1}
    with transaction():
        db.session.get_one(Idea, number).title = "Inzwischen heißt sie anders"
    assert run(app, "import-ideas", str(file), "--format", "csv", "--json")["new"] == 0
    elsewhere = file.read_text(encoding="utf-8-sig").replace("tag:localhost", "tag:anderswo.example")
    file.write_text(elsewhere)
    for new in (1, 0):
        assert run(app, "import-ideas", str(file), "--format", "csv", "--json")["new"] == new
    taken = db.session.scalars(select(Idea).where(Idea.id != number)).one()
    assert (taken.title, taken.place_text, taken.point, taken.submitted_at) == (title, "Am Brunnen", point, moment)


@pytest.mark.parametrize("cells", ["x;10;", "52;;", "52.2;10.5;gestern", "52.2;10.5;2999-01-01"])
def test_places_and_days_nobody_can_read_are_named(app: Flask, tmp_path: Path, cells: str) -> None:
    """X-26."""
    file = tmp_path / "ideas.csv"
    file.write_text(f"title;text;latitude;longitude;submitted_at\nEine Idee mit Ort;Ein Text.;{cells}\n")
    assert "Zeile 2: Die Koordinaten" in run(app, "import-ideas", str(file), "--format", "csv", status=1)


def test_a_published_vote_is_counted_anew(app: Flask, tmp_path: Path) -> None:
    """L-78."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    address = f"{meeting.url}/abstimmungen/1.json"
    factories.act(chair, meeting, "poll.open", question="Sind Sie dafür?")
    factories.act(ada, meeting, "poll.vote", poll_id=1, choice="yes")
    factories.act(chair, meeting, "poll.close", poll_id=1)
    file = tmp_path / "abstimmung.json"
    file.write_bytes(factories.visitor(app).get(address).data)
    assert run(app, "polls", "recount", str(file)) == f"{file}: accepted\n"
    file.write_text(file.read_text().replace('"accepted"', '"rejected"'))
    assert "The verdict is accepted" in run(app, "polls", "recount", str(file), status=1)
