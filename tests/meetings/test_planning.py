"""Before the session: the plan, the invitation, answers, reminders, calling it off, and calendars (L-29, L-30, B-05)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person, Standing
from forum.committees import commands as committees
from forum.committees.models import Committee, Membership
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.mail import Mail, message
from forum.core.permissions import SYSTEM, Nobody
from forum.ideas.models import Idea
from forum.meetings import commands, fold, queries
from forum.meetings.commands import Plan, PlannedItem
from forum.meetings.minutes import draft
from forum.meetings.models import AgendaItem, Circle, Invitation, Meeting, MeetingState, Substitution
from forum.meetings.queries.procedure import quorum_of
from forum.notifications import commands as notifications
from forum.notifications.levels import Level
from forum.notifications.models import Message
from tests import factories
from tests.days import Weekday, coming
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]
START = datetime.combine(coming(Weekday.TUESDAY, 10), time(16), UTC)
CANARY = "Kanarienvogel"


def planned(**changes: Any) -> tuple[int, Person, Person]:
    """Return a planned meeting with an open and a closed item, its chair and a member."""
    of = factories.committee()
    chair, ada = factories.member(of, "chair"), factories.member(of)
    items = (PlannedItem("Fahrradbügel"), PlannedItem(f"{CANARY} geheim", level=Circle.COMMITTEE))
    return factories.meeting(of, items, **{"starts_at": START, **changes}).id, chair, ada


def invite(who: Person, number: int) -> None:
    person_id = who.id
    with transaction():
        commands.invite(db.session.get_one(Person, person_id), number)


def change(who: Person, number: int, version: int = 1, **changes: Any) -> None:
    person_id = who.id
    values = {"title": "Andere Sitzung", "starts_at": START, "place": "Rathaus", **changes}
    with transaction():
        actor = db.session.get_one(Person, person_id)
        commands.change_meeting(actor, number, Plan(**values), version=version)


def letters(to: Person) -> list[Mail]:
    address = db.session.get_one(Person, to.id).email
    found = db.session.scalars(select(Mail).where(Mail.to_address == address).order_by(Mail.id))
    return [one for one in found if one.calendar]


def folds(number: int, *viewers: Any) -> None:
    for viewer in viewers:
        db.session.info.clear()
        log = queries.everything(viewer, db.session.get_one(Meeting, number))
        assert fold.fold(log) == fold.core_of(queries.state(viewer, number))


def ruled(of: Committee, **changes: Any) -> None:
    """Give a committee rules of procedure that differ from the usual ones by ``changes``."""
    values = {
        "notice_days": 7, "quorum": "half", "majority": "simple", "public": True, "balanced": False, "names_all": False,
    }  # fmt: skip
    of_id = of.id
    with transaction():
        found, staff = db.session.get_one(Committee, of_id), factories._inside("staff")
        wanted = committees.Procedure(**values | changes)
        committees.set_rules(staff, found, wanted, reason="So arbeitet dieses Gremium.", number=0)


@pytest.mark.parametrize(("days", "late"), [(7, False), (6, True)])
def test_an_invitation_after_the_deadline_is_noted(app: Flask, sign_in: SignIn, days: int, late: bool) -> None:
    """L-30, B-05: at day 7 it is in time; at day 6 the page warns, the letter and the minutes say so."""
    number, chair, _ada = planned(starts_at=now() + timedelta(days=days))
    page = sign_in(chair).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert ("Die Frist für die Einladung ist vorbei" in page) is late
    invite(chair, number)
    meeting = db.session.get_one(Meeting, number)
    assert meeting.invited_late is late
    note = draft(queries.everything(chair, meeting)).invitation
    assert note is not None
    assert (note.days, note.late) == (days, late)
    folds(number, Nobody(), chair)


def test_the_notice_period_is_that_of_the_rules_of_procedure(app: Flask) -> None:
    """B-05: configurable, per committee."""
    number, chair, _ada = planned()
    ruled(db.session.get_one(Meeting, number).committee, notice_days=3)
    with frozen_at(START - timedelta(days=4)):
        invite(chair, number)
    assert not db.session.get_one(Meeting, number).invited_late


def test_what_a_plan_does_not_say_is_said_by_the_rules_of_procedure(app: Flask) -> None:
    """B-05: quorum and audience of a meeting; a plan that names them has its own."""
    of = factories.committee()
    for _ in range(5):
        factories.member(of)
    ruled(of, quorum="two_thirds", public=False)
    usual = factories.meeting(of, quorum=None)
    assert (quorum_of(usual), usual.audience) == (4, f"committee:{of.id}")
    own = factories.meeting(of, quorum=2, level=Circle.PUBLIC)
    assert (quorum_of(own), own.audience) == (2, "public")


def test_the_quorum_is_of_those_who_belong_to_the_committee_at_the_session(app: Flask) -> None:
    """L-06, B-05: members who come after the planning count, and what held in the end stays with the session."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    number = factories.meeting(of, quorum=None).id
    assert queries.state(chair, number)["quorum"] == 1
    others = [factories.member(of) for _ in range(4)]
    assert queries.state(chair, number)["quorum"] == 3
    factories.act(chair, number, "session.start")
    for who in others[:2]:
        factories.act(who, number, "presence.check_in")
    with pytest.raises(Conflict, match="nötig sind 3"):
        factories.act(chair, number, "quorum.establish")
    factories.act(others[2], number, "presence.check_in")
    factories.act(chair, number, "quorum.establish")
    factories.act(chair, number, "session.close")
    for _ in range(4):
        factories.member(of)
    assert queries.state(chair, number)["quorum"] == 3


def test_a_plan_without_a_number_goes_back_to_the_rules(app: Flask) -> None:
    """L-06, B-05: the form shows no number where the rules say it."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    meeting = factories.meeting(of, quorum=7)
    number, address = meeting.id, f"{meeting.url}/planung"
    office = factories.signed_in(app, chair)
    assert 'value="7"' in office.get(address).get_data(as_text=True)
    change(chair, number, version=1, quorum=None)
    assert 'value="7"' not in office.get(address).get_data(as_text=True)
    assert queries.state(chair, number)["quorum"] == 1


@pytest.mark.parametrize(
    ("majority", "rule"), [("simple", "simple"), ("absolute", "absolute_members"), ("two_thirds", "two_thirds")]
)
def test_votes_and_speakers_go_by_the_rules_of_procedure(app: Flask, majority: str, rule: str) -> None:
    """L-18, L-11, B-05: the majority that holds where a vote names none, and whether the list is balanced."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    ruled(of, majority=majority, balanced=True)
    number = factories.meeting(of).id
    factories.act(chair, number, "session.start")
    factories.act(chair, number, "presence.check_in")
    item = db.session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == number)).one()
    factories.act(chair, number, "item.open", item_id=item)
    assert queries.state(Nobody(), number)["speaking_rules"]["balanced"] is True
    factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
    factories.act(chair, number, "poll.close", poll_id=queries.state(Nobody(), number)["polls"][0]["id"])
    options = {"kind": "rating", "options": "Am Fluss\nAm Markt"}
    factories.act(chair, number, "poll.open", question="Wohin damit?", **options)
    assert [one["rule"] for one in queries.state(Nobody(), number)["polls"]] == [rule, "highest_mean"]
    folds(number, Nobody(), chair)


def test_members_get_a_letter_with_the_appointment(app: Flask, work: Work) -> None:
    """L-29, L-30: METHOD:REQUEST, the open items, and not a word of the closed ones."""
    number, chair, ada = planned(link="https://video.example.org/sitzung")
    invite(chair, number)
    work()
    letter = letters(ada)[-1]
    assert "Fahrradbügel" in letter.text
    assert "https://video.example.org/sitzung" in letter.text
    assert CANARY not in letter.text + letter.calendar
    parts = {part.get_content_type(): part for part in message(letter).walk()}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert "SEQUENCE:0" in letter.calendar
    inbox = db.session.scalars(select(Message).where(Message.person_id == ada.id)).all()
    assert [(one.kind, one.mail_due_at) for one in inbox if one.kind == "meeting_invited"] == [
        ("meeting_invited", None)
    ]


def test_a_change_is_told_with_a_higher_sequence_and_calling_off_cancels(app: Flask, work: Work) -> None:
    """L-29: the same appointment, each time with a higher number; who looks in from outside sees the reason."""
    number, chair, ada = planned()
    invite(chair, number)
    work()
    change(chair, number, starts_at=START + timedelta(hours=1))
    work()
    change(chair, number, version=2, starts_at=START + timedelta(hours=1), quorum=2)  # Stands in no calendar.
    work()
    person_id = chair.id
    with transaction():
        actor = db.session.get_one(Person, person_id)
        commands.cancel_meeting(actor, number, reason="Der Saal steht unter Wasser.")
    work()
    found = letters(ada)
    assert [re.findall(r"(?:METHOD|SEQUENCE|STATUS):(\w+)", one.calendar) for one in found if one.calendar] == [
        ["REQUEST", "0", "CONFIRMED"],
        ["REQUEST", "1", "CONFIRMED"],
        ["CANCEL", "2", "CANCELLED"],
    ]
    assert len({line for one in found for line in one.calendar.splitlines() if line.startswith("UID:")}) == 1
    assert "Der Saal steht unter Wasser." in found[-1].text
    assert "Der Saal steht unter Wasser." in factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)
    folds(number, Nobody(), chair)


def first_item(number: int) -> int:
    found = select(AgendaItem.id).where(AgendaItem.meeting_id == number).order_by(AgendaItem.id)
    return db.session.scalars(found.limit(1)).one()


@pytest.mark.parametrize(
    ("kind", "data", "is_newer"),
    [
        ("item.add", {"title": "Noch ein Punkt"}, True),
        ("item.add", {"title": "Geheimer Punkt", "level": "committee"}, False),
        ("item.change", {"version": 1, "title": "Anderer Titel"}, True),
        ("item.change", {"version": 1, "title": "Radwege am Ring", "minutes": 20}, False),
        ("item.change", {"version": 1, "title": "Radwege am Ring", "level": "committee"}, True),
        ("item.move", {"direction": "down"}, True),
        ("item.remove", {}, True),
        ("text.redact", {"kind": "item", "reason": "mistake"}, True),
    ],
)
def test_what_calendars_say_of_the_agenda_raises_their_sequence(
    app: Flask, client: Visitor, kind: str, data: dict[str, Any], *, is_newer: bool
) -> None:
    """L-29: programs show the newer agenda only with a higher number; what does not stand there raises nothing."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    number = factories.meeting(of, (PlannedItem("Radwege am Ring"), PlannedItem("Bänke"))).id
    ics = f"/sitzungen/{number}.ics"
    assert "SEQUENCE:0" in client.get(ics).text
    if kind == "text.redact":
        data = {**data, "text_id": first_item(number)}
    elif kind != "item.add":
        data = {**data, "item_id": first_item(number)}
    factories.act(chair, number, kind, **data)
    assert f"SEQUENCE:{int(is_newer)}" in client.get(ics).text
    person_id = chair.id
    with transaction():
        commands.cancel_meeting(db.session.get_one(Person, person_id), number, reason="Der Saal ist gesperrt.")
    assert f"SEQUENCE:{int(is_newer) + 1}" in client.get(ics).text


def test_a_closed_title_that_is_removed_stands_in_no_calendar(app: Flask, client: Visitor) -> None:
    """L-03, L-29: nobody outside learns that something was removed there."""
    number, chair, _ada = planned()
    closed = queries.items(chair, db.session.get_one(Meeting, number))[1].id
    factories.act(chair, number, "text.redact", kind="item", text_id=closed, reason="mistake")
    assert "SEQUENCE:0" in client.get(f"/sitzungen/{number}.ics").text


def test_everybody_hears_why_a_meeting_is_called_off(app: Flask, work: Work) -> None:
    """Invited or not, the members; and who follows an idea on the public agenda, but not one on the closed part."""
    of = factories.committee()
    chair, ada = factories.member(of, "chair"), factories.member(of)
    ideas = [factories.idea(state="fachbeirat") for _ in range(2)]
    follows = [factories.person(), factories.person()]
    for idea, who in zip(ideas, follows, strict=True):
        ids = idea.id, who.id
        with transaction():
            notifications.follow(db.session.get_one(Person, ids[1]), "idea", ids[0], level=Level.TRACKING)
    items = (
        PlannedItem("Offen", idea_id=ideas[0].id),
        PlannedItem("Geheim", idea_id=ideas[1].id, level=Circle.COMMITTEE),
    )
    number_of_idea = ideas[0].id
    number, person_id = factories.meeting(of, items, starts_at=START).id, chair.id
    for reason in ("", "kurz"):
        with pytest.raises(Invalid), transaction():
            commands.cancel_meeting(db.session.get_one(Person, person_id), number, reason=reason)
    with transaction():
        commands.cancel_meeting(db.session.get_one(Person, person_id), number, reason="Zu viele sind krank.")
    # Once more is no fault, and nobody hears of it twice.
    with transaction():
        commands.cancel_meeting(db.session.get_one(Person, person_id), number, reason="Zu viele sind krank.")
    work()
    told = set(db.session.scalars(select(Message.person_id).where(Message.kind == "meeting_cancelled")))
    # Whoever wrote the idea follows it, too.
    assert told == {ada.id, follows[0].id, db.session.get_one(Idea, number_of_idea).author_id}


def test_a_session_that_runs_is_not_called_off(app: Flask) -> None:
    """L-03: the page says that it is too late, and never that it is done."""
    meeting, chair, _people = factories.running_meeting()
    path = meeting.url
    answer = factories.signed_in(app, chair).submit(f"{path}/absagen", reason="Der Raum ist nicht frei.")
    assert answer.status_code == 409
    assert "Die Sitzung läuft schon oder ist beendet." in answer.get_data(as_text=True)
    db.session.rollback()
    assert db.session.scalars(select(Meeting.state)).one() == "running"


def test_whoever_is_invited_answers_and_is_reminded_once(app: Flask, work: Work, sign_in: SignIn) -> None:
    """L-30: yes, no, or a substitute; by page and in the room; the desk notes what was said elsewhere."""
    number, chair, ada = planned()
    deputy = factories.deputy(db.session.get_one(Meeting, number).committee, ada)
    outsider = factories.person()
    with pytest.raises(NotFound):
        factories.act(ada, number, "invitation.answer", reply="yes")
    invite(chair, number)
    page = sign_in(ada).get(f"/sitzungen/{number}/antwort").get_data(as_text=True)
    assert "Ich nehme teil" in page
    assert f"{deputy.handle} vertritt mich" in page
    assert sign_in(outsider).get(f"/sitzungen/{number}/antwort").status_code == 404
    with pytest.raises(Invalid):
        factories.act(ada, number, "invitation.answer", reply="substitute")
    factories.act(ada, number, "invitation.answer", reply="substitute", substitute_id=deputy.id)
    assert db.session.scalars(select(Substitution.substitute_id)).one() == deputy.id
    factories.act(ada, number, "invitation.answer", reply="no")
    assert not db.session.scalars(select(Substitution)).all()
    with pytest.raises(Forbidden):
        factories.act(ada, number, "invitation.answer", reply="yes", person_id=chair.id)
    folds(number, Nobody(), ada)
    assert not queries.state(Nobody(), number)["replies"]
    with frozen_at(START - timedelta(days=1)):
        for _twice in range(2):
            with transaction():
                commands.remind_invited()
        work()
    assert len([one for one in letters(chair) if "Bitte antworten" in one.subject]) == 1
    assert not [one for one in letters(ada) if "Bitte antworten" in one.subject]
    factories.act(chair, number, "invitation.answer", reply="yes", person_id=deputy.id)
    row = db.session.get_one(Invitation, (number, deputy.id))
    assert str(row.reply) == "yes"


def test_former_members_get_no_more_letters_and_answer_no_more(app: Flask, work: Work, sign_in: SignIn) -> None:
    """L-29, L-52: letters hold the address of the video meeting, which is for members."""
    number, chair, ada = planned(link="https://video.example.org/alt")
    invite(chair, number)
    work()
    before, ada_id = len(letters(ada)), ada.id
    assert sign_in(ada).get(f"/sitzungen/{number}/antwort").status_code == 200
    with transaction():
        term = db.session.scalars(select(Membership).where(Membership.person_id == ada_id)).one()
        committees.end_membership(factories._inside("staff"), term)
    work()
    change(chair, number, link="https://video.example.org/neu")
    work()
    assert "https://video.example.org/neu" in letters(chair)[-1].text
    assert len(letters(ada)) == before
    client = sign_in(ada)
    assert client.get(f"/sitzungen/{number}/antwort").status_code == 404
    assert "Ich nehme teil" not in client.get(f"/sitzungen/{number}").text


def test_nobody_answers_for_a_session_that_is_called_off(app: Flask, sign_in: SignIn) -> None:
    """L-30: whoever follows the link reads that it does not take place, and why."""
    number, chair, ada = planned()
    invite(chair, number)
    person_id = chair.id
    with transaction():
        commands.cancel_meeting(db.session.get_one(Person, person_id), number, reason="Der Saal ist gesperrt.")
    page = sign_in(ada).get(f"/sitzungen/{number}/antwort").text
    assert "Die Sitzung ist abgesagt" in page
    assert "Der Saal ist gesperrt." in page
    assert "Ich nehme teil" not in page


@pytest.mark.parametrize(("hours", "reminders"), [(49, 1), (47, 0)])
def test_a_late_invitation_is_no_reminder_at_once(app: Flask, work: Work, hours: int, reminders: int) -> None:
    """L-30: less than two days ahead the invitation itself reminds."""
    number, chair, ada = planned()
    with frozen_at(START - timedelta(hours=hours)):
        invite(chair, number)
    with frozen_at(START - timedelta(hours=46)):
        with transaction():
            commands.remind_invited()
        work()
    assert len([one for one in letters(ada) if "Bitte antworten" in one.subject]) == reminders


@pytest.mark.parametrize(
    "link",
    [
        "http://video.example.org/",
        "https://",
        "https://video",
        "javascript:alert(1)",
        "https://ada:geheim@video.example.org/",
        "https://video.example.org/\u202e",
        "//video.example.org/",
        "https://[video.example.org/",
        "https://video.example.org/" + "x" * 500,
    ],
)
def test_a_video_address_leads_where_it_says(app: Flask, link: str) -> None:
    number, chair, _ada = planned()
    with pytest.raises(Invalid) as refused:
        change(chair, number, link=link)
    assert set(refused.value.fields) == {"link"}


def test_a_plan_that_somebody_else_changed_is_not_overwritten(app: Flask, sign_in: SignIn) -> None:
    """E-10: what was typed comes back; a meeting that has begun is planned no more."""
    number, chair, ada = planned()
    change(chair, number)
    with pytest.raises(Conflict):
        change(chair, number, title="Noch eine andere")
    with pytest.raises(Forbidden):
        change(ada, number, version=2)
    fields = {"title": "Von Hand", "starts_at": "2026-12-08T17:00", "level": "public", "numbering": "roman"}
    client = sign_in(chair)
    assert client.submit(f"/sitzungen/{number}/planung", version="1", **fields).status_code == 409
    assert client.submit(f"/sitzungen/{number}/planung", version="2", **fields).status_code == 303
    assert db.session.get_one(Meeting, number).title == "Von Hand"
    folds(number, Nobody(), chair)
    with frozen_at(db.session.get_one(Meeting, number).starts_at):
        factories.act(chair, number, "session.start")
    assert client.submit(f"/sitzungen/{number}/planung", version="3", **fields).status_code == 409


def test_a_closed_session_needs_no_choice_for_each_item(app: Flask, sign_in: SignIn) -> None:
    """L-03: an item of which nothing is said is for whom the session or the item above is."""
    of = factories.committee()
    chair, path = factories.member(of, "chair"), f"/gremien/{of.slug}/sitzung-planen"
    fields = {"title": "Unter uns", "starts_at": "2097-03-01T18:00", "level": "committee"}
    fields |= {"items-0-title": "Haushalt", "items-0-level": "chair", "items-1-title": "Kosten", "items-1-below": "y"}
    answer = sign_in(chair).submit(path, **fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    meeting = db.session.scalars(select(Meeting).where(Meeting.title == "Unter uns")).one()
    rows = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.place)
    levels = [(item.title, item.level) for item in db.session.scalars(rows)]
    assert (meeting.level, levels) == (Circle.COMMITTEE, [("Haushalt", Circle.CHAIR), ("Kosten", Circle.CHAIR)])
    wider = sign_in(chair).submit(path, **{**fields, "items-0-level": "public"})
    assert wider.status_code == 422
    assert "nicht für mehr Menschen sein als die Sitzung" in wider.get_data(as_text=True)


def test_what_is_wrong_with_an_item_is_said_at_the_agenda(app: Flask, sign_in: SignIn) -> None:
    """E-17, L-03: with its title, and never at the level of the session."""
    of = factories.committee()
    chair, path = factories.member(of, "chair"), f"/gremien/{of.slug}/sitzung-planen"
    fields = {"title": "Unter uns", "starts_at": "2097-03-01T18:00", "level": "public", "items-0-title": "Haushalt"}
    fields |= {"items-0-level": "committee", "items-1-title": "Kosten", "items-1-below": "y", "items-1-level": "public"}
    page = sign_in(chair).submit(path, **fields)
    assert page.status_code == 422
    assert "„Kosten“: Ein Unterpunkt kann nicht für mehr Menschen sein" in page.text
    assert 'href="#level"' not in page.text


def test_nobody_plans_a_session_for_a_day_that_is_over(app: Flask, sign_in: SignIn) -> None:
    """B-05, E-17: one that is planned can still be changed in other things afterwards."""
    of = factories.committee()
    chair, path = factories.member(of, "chair"), f"/gremien/{of.slug}/sitzung-planen"
    fields = {"title": "Von gestern", "level": "public", "items-0-title": "Haushalt"}
    page = sign_in(chair).submit(path, **fields, starts_at=f"{today() - timedelta(days=1)}T18:00")
    assert page.status_code == 422
    assert "Dieser Tag ist schon vorbei." in page.text
    number = factories.meeting(of, starts_at=START).id
    with frozen_at(START + timedelta(days=2)):
        change(chair, number, title="Nachgetragen")
        with pytest.raises(Invalid):
            change(chair, number, version=2, starts_at=START + timedelta(days=1))


def test_the_room_of_a_closed_session_has_no_big_screen(app: Flask, sign_in: SignIn) -> None:
    """L-23: the screen shows the public part."""
    for level, is_linked in ((Circle.PUBLIC, True), (Circle.COMMITTEE, False)):
        number, chair, _ada = planned(level=level)
        assert (f"/sitzungen/{number}/leinwand" in sign_in(chair).get(f"/sitzungen/{number}").text) is is_linked


def test_the_staff_goes_on_with_a_closed_session_that_it_planned(app: Flask, sign_in: SignIn) -> None:
    """B-05: it changes, invites and calls off; the room is not for it, and nobody else gets any further."""
    of = factories.committee()
    member = factories.member(of)
    office, path = sign_in(factories.person("staff")), f"/gremien/{of.slug}/sitzung-planen"
    fields = {"title": "Unter uns", "starts_at": "2097-03-01T18:00", "level": "committee", "numbering": "arabic"}
    made = office.submit(path, **fields, **{"items-0-title": "Haushalt"})
    plan = made.headers["Location"]
    number = db.session.scalars(select(Meeting.id).where(Meeting.title == "Unter uns")).one()
    assert (made.status_code, plan) == (303, f"/sitzungen/{number}/planung")
    assert plan in office.get(path).text
    assert f"/sitzungen/{number}/einladen" in office.get(plan).text
    assert office.get(f"/sitzungen/{number}").status_code == 404
    assert office.submit(f"/sitzungen/{number}/einladen").headers["Location"] == plan
    moved = office.submit(plan, **{**fields, "starts_at": "2097-03-02T18:00", "version": "1"})
    assert (moved.status_code, moved.headers["Location"]) == (303, plan)
    stranger = sign_in(factories.person())
    assert (stranger.get(plan).status_code, sign_in(member).get(plan).status_code) == (404, 403)
    off = office.submit(f"/sitzungen/{number}/absagen", reason="Der Saal ist gesperrt.")
    assert (off.status_code, office.get(off.headers["Location"]).status_code) == (303, 200)
    assert plan not in office.get(path).text


def test_the_address_of_the_video_meeting_is_for_members(app: Flask, sign_in: SignIn) -> None:
    link = "https://video.example.org/geheim"
    number, _chair, ada = planned(link=link)
    for path in (f"/sitzungen/{number}", f"/sitzungen/{number}.ics", f"/api/v1/meetings/{number}/state"):
        assert link not in factories.visitor(app).get(path).get_data(as_text=True)
    assert link in sign_in(ada).get(f"/sitzungen/{number}.ics").get_data(as_text=True).replace("\r\n ", "")


# ---------------------------------------------------------------------------------------------------------
# Calendars
# ---------------------------------------------------------------------------------------------------------


def text_of(answer: Any) -> str:
    assert answer.content_type == "text/calendar; charset=utf-8"
    text: str = answer.get_data(as_text=True)
    return text.replace("\r\n ", "")


def test_the_public_calendar_holds_what_is_public(app: Flask) -> None:
    """L-29, L-03: the public meetings with their open items, cancelled ones as such; nothing of the closed part."""
    number, _chair, _ada = planned(starts_at=now() + timedelta(days=3))
    closed, _chair, _ada = planned(title=f"{CANARY} Sitzung", level=Circle.COMMITTEE, starts_at=now())
    client = factories.visitor(app)
    text = text_of(client.get("/sitzungen.ics"))
    assert CANARY not in text
    assert "Fahrradbügel" in text
    assert text.count("BEGIN:VEVENT") == 1
    slug = db.session.get_one(Meeting, number).committee.slug
    assert "BEGIN:VEVENT" in text_of(client.get(f"/sitzungen.ics?gremium={slug}"))
    assert client.get(f"/sitzungen/{closed}.ics").status_code == 404
    with transaction():
        commands.cancel_meeting(SYSTEM, number)
    assert "STATUS:CANCELLED" in text_of(client.get("/sitzungen.ics"))


def test_a_personal_calendar_has_a_secret_address_that_can_be_renewed(app: Flask, sign_in: SignIn) -> None:
    """F-09, E-27: one's own committees, also closed meetings; refused once renewed or suspended; kept as a digest only."""
    number, _chair, ada = planned(level=Circle.COMMITTEE, title="Unter uns", starts_at=now())
    factories.meeting(title="Anderes Gremium", starts_at=now())
    client, outside = sign_in(ada), factories.visitor(app)
    addresses = []
    for _twice in range(2):
        page = client.submit("/sitzungen/kalender").get_data(as_text=True)
        found = re.search(r"/kalender/([\w-]+)\.ics", page)
        assert found is not None
        addresses.append(found[0])
    assert found[1] not in client.get("/sitzungen/kalender").get_data(as_text=True)
    assert outside.get(addresses[0]).status_code == 404
    answer = outside.get(addresses[1])
    text = text_of(answer)
    assert "Unter uns" in text
    assert "Anderes Gremium" not in text
    assert CANARY in text  # For a meeting of the committee alone its own items are no secret.
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    ada_id = ada.id
    # Whoever came into the account reads along no longer, once its owner has thrown them out (E-26, I-12).
    client.submit("/konto/passwort", old=factories.PASSWORD, new="ein ganz neues langes Wort")
    assert outside.get(addresses[1]).status_code == 404
    assert "Ihre bisherige geheime Adresse gilt nicht mehr" in client.get("/sitzungen/kalender").text
    found = re.search(r"/kalender/([\w-]+)\.ics", client.submit("/sitzungen/kalender").text)
    assert found is not None
    assert outside.get(found[0]).status_code == 200
    assert "Sie haben schon eine geheime Adresse" in client.get("/sitzungen/kalender").text
    with transaction():
        db.session.get_one(Person, ada_id).standing = Standing.SUSPENDED
    assert outside.get(found[0]).status_code == 404
    assert outside.get("/kalender/unbekannt.ics").status_code == 404
    assert db.session.get_one(Meeting, number).state == MeetingState.PLANNED
