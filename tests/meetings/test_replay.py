"""The course of a session to look through and to take away (L-34)."""

import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Actor, Nobody
from forum.meetings import fold, queries, replay
from forum.meetings.models import AgendaItem, Meeting
from tests import factories
from tests.meetings import polling, talk
from tests.meetings.test_log import CANARY, whole_session


def log_of(viewer: Actor, number: int) -> list[dict[str, object]]:
    db.session.info.clear()
    return queries.everything(viewer, db.session.get_one(Meeting, number))


def test_the_state_at_each_event_is_the_fold_of_the_events_up_to_it(app: Flask) -> None:
    """L-34: for everybody and for the committee, at every seq, also between those of the audience."""
    number, _chair, clerk, _ada = whole_session()
    for viewer in (Nobody(), clerk):
        log = log_of(viewer, number)
        for seq in range(1, db.session.get_one(Meeting, number).last_seq + 1):
            upto = [event for event in log if event["seq"] <= seq]  # type: ignore[operator]
            scene = replay.scene(log, seq)
            assert (scene.core if scene else fold.fold([])) == fold.fold(upto)
    assert replay.scene(log, 0) is None


def test_one_walks_from_event_to_event_without_a_script(app: Flask) -> None:
    """L-34, A-09: forward to the end and back, each position with its own address and place in the time line."""
    number, *_people = whole_session()
    who = factories.visitor(app)
    log = log_of(Nobody(), number)
    address, seen = f"/sitzungen/{number}/verlauf?stand={log[0]['seq']}", []
    while address:
        page = who.get(address).get_data(as_text=True)
        seq = int(address.rpartition("=")[2])
        seen.append(seq)
        assert f'id="seq-{seq}" aria-current="step"' in page
        steps = page.split('aria-label="Schritte"')[1].split("</nav>")[0]
        ways = re.findall(r'href="([^"]+)"', steps)
        assert len(ways) == 2 - (seq in {log[0]["seq"], log[-1]["seq"]})
        address = ways[-1] if seq != log[-1]["seq"] else ""
    assert seen == [event["seq"] for event in log]
    assert who.get(f"/sitzungen/{number}/verlauf?stand=0").status_code == 404
    assert who.get(f"/sitzungen/{number}/verlauf?stand=nichts").status_code == 404
    whole = who.get(f"/sitzungen/{number}/verlauf").get_data(as_text=True)
    assert all(f'id="seq-{seq}"' in whole for seq in seen)


def test_each_line_names_the_item_or_motion_it_is_about(app: Flask) -> None:
    """L-34: by the numbers of agenda and room, and what became of it."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number, item = meeting.id, db.session.scalars(select(AgendaItem.id)).one()
    first = talk.moves(ada, number, text="Mehr Bügel an den Haltestellen.")
    second = talk.moves(ada, number, text="Weniger Poller am Ring.", draft=True)
    factories.act(ada, number, "motion.amend", motion_id=first, paragraph=1, text="Mehr Bügel an allen Haltestellen.")
    factories.act(ada, number, "motion.submit", motion_id=second)
    factories.act(chair, number, "motion.admit", motion_id=second)
    factories.act(chair, number, "item.debated", item_id=item)
    factories.act(chair, number, "item.close", item_id=item, outcome="postponed")
    lines = [
        "Antrag gestellt: Antrag 1",
        "Antrag gestellt: Änderungsantrag 1.1",
        "Antrag gestellt: Antrag 2",
        "Stand eines Antrags geändert: Antrag 2, zugelassen",
        "Beratung des Punktes beendet: TOP 1",
        "Punkt beendet: TOP 1, vertagt",
    ]
    last = log_of(Nobody(), number)[-1]["seq"]
    for path in ("verlauf", f"verlauf?stand={last}"):
        page = factories.visitor(app).get(f"/sitzungen/{number}/{path}").get_data(as_text=True)
        titles = re.findall(r'timeline__title">([^<]+)<', page)
        assert [title for title in titles if title in lines] == lines


def test_the_download_is_the_log_of_the_audience_with_its_manifest(app: Flask) -> None:
    """L-34: who downloads it can check it; nothing of the closed part is in everybody's."""
    number, _chair, clerk, _ada = whole_session()
    for who, viewer in ((factories.visitor(app), Nobody()), (factories.signed_in(app, clerk), clerk)):
        answer = who.get(f"/sitzungen/{number}/verlauf.json")
        log = answer.get_json()
        assert log["events"] == log_of(viewer, number)
        text = json.dumps(log["events"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert log["manifest"]["sha256"] == hashlib.sha256(text.encode()).hexdigest()
        assert log["manifest"]["seal"]["seq"] > 0
        assert (CANARY in answer.get_data(as_text=True)) == (viewer is clerk)


def test_the_package_holds_all_there_is_and_says_so(app: Flask) -> None:
    """L-34: log, votes, papers and minutes, each with its sum; the same content is the same file."""
    number, _chair, clerk, _ada = whole_session()
    first = factories.visitor(app).get(f"/sitzungen/{number}/archiv.zip")
    assert first.data == factories.visitor(app).get(f"/sitzungen/{number}/archiv.zip").data
    package = ZipFile(io.BytesIO(first.data))
    manifest = json.loads(package.read("manifest.json"))
    names = {"abstimmungen.json", "niederschrift.html", "unterlagen.json", "verlauf.json"}
    assert set(manifest["files"]) == names == set(package.namelist()) - {"manifest.json"}
    for name, digest in manifest["files"].items():
        content = package.read(name)
        assert hashlib.sha256(content).hexdigest() == digest
        assert CANARY.encode() not in content
    inside = ZipFile(io.BytesIO(factories.signed_in(app, clerk).get(f"/sitzungen/{number}/archiv.zip").data))
    assert CANARY.encode() in inside.read("niederschrift.html")


def test_the_votes_of_the_package_are_counted_anew_from_it_alone(app: Flask, tmp_path: Path) -> None:
    """L-34, L-78: configuration, ballots, receipts and result; the published script needs nothing else."""
    meeting, chair, people = factories.running_meeting(members=3)
    number = meeting.id
    for kind, level, ballot in (
        ("yes_no", "roll_call", {"choice": "yes"}),
        ("irv", "unnamed", {"ranking": [1, 0]}),
        ("choice", "open", {"options": [0]}),
    ):
        poll_id = polling.opened(chair, number, kind=kind, level=level)
        for place, one in enumerate(people):
            if level == "unnamed":
                polling.cast(one, number, poll_id, ballot, key=f"{place}-key-of-a-test")
            else:
                factories.act(one, number, "poll.vote", poll_id=poll_id, **ballot)
        factories.act(chair, number, "poll.close", poll_id=poll_id)
    void = polling.opened(chair, number)
    factories.act(chair, number, "poll.void", poll_id=void, reason="Die Frage war falsch gestellt.")
    package = ZipFile(io.BytesIO(factories.visitor(app).get(f"/sitzungen/{number}/archiv.zip").data))
    file, script = tmp_path / "abstimmungen.json", tmp_path / "nachzaehlen.py"
    file.write_bytes(package.read("abstimmungen.json"))
    script.write_bytes(factories.visitor(app).get("/sitzungen/nachzaehlen.py").data)
    done = subprocess.run([sys.executable, script, file], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split(": ")[1] for line in done.stdout.splitlines()] == ["accepted", "decided", "decided", "void"]
    records = json.loads(file.read_text("utf-8"))
    records[1]["ballots"].pop()
    file.write_text(json.dumps(records), "utf-8")
    done = subprocess.run([sys.executable, script, file], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert "number of ballots" in done.stdout
