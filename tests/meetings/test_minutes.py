"""Minutes from the draft to publication: who writes, who objects, who approves, and who may read (L-24, L-25)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core import clock
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.permissions import SYSTEM, Nobody
from forum.core.tokens import random_key
from forum.holds.commands import lift_hold, set_hold
from forum.holds.models import LegalHold
from forum.meetings import commands, minutes, queries
from forum.meetings.commands import PlannedItem
from forum.meetings.counting import problems
from forum.meetings.models import (
    AgendaItem,
    Ballot,
    Circle,
    Contribution,
    Meeting,
    Minutes,
    MinutesState,
    NamedVote,
    Objection,
    Paragraph,
    Poll,
)
from forum.meetings.queries.polls import published
from forum.meetings.sealing import changed_sessions
from forum.search import queries as search
from tests import factories
from tests.ideas.test_lists import queries_of
from tests.meetings import polling
from tests.meetings.test_log import CANARY, whole_session
from tests.meetings.test_replay import log_of
from tests.racing import at_once

act = factories.act


def closed_session(*items: PlannedItem) -> tuple[Committee, int, Person, Person, Person]:
    """Return a committee, its closed session, and chair, clerk and a member of it."""
    of = factories.committee()
    people = factories.member(of, "chair"), factories.member(of, "clerk"), factories.member(of)
    number = factories.meeting(of, items).id
    act(people[0], number, "session.start")
    act(people[2], number, "presence.check_in")
    act(people[0], number, "session.close")
    return of, number, *people


def paragraph_of(number: int, place: int = 0) -> int:
    found = select(Paragraph.id).where(Paragraph.meeting_id == number).order_by(Paragraph.place, Paragraph.id)
    return db.session.scalars(found).all()[place]


def approving_poll(of: Committee, chair: Person, member: Person, minutes_id: int, choice: str = "yes") -> int:
    """Return the number of a closed vote of another session of the committee about these minutes."""
    number = factories.meeting(of).id
    act(chair, number, "session.start")
    act(member, number, "presence.check_in")
    act(chair, number, "item.open", item_id=db.session.scalars(
        select(AgendaItem.id).where(AgendaItem.meeting_id == number)).one())  # fmt: skip
    act(chair, number, "poll.open", minutes_id=minutes_id)
    poll = db.session.scalars(select(Poll.id).where(Poll.meeting_id == number)).one()
    act(member, number, "poll.vote", poll_id=poll, choice=choice)
    act(chair, number, "poll.close", poll_id=poll)
    return poll


def state_of(number: int) -> str:
    return str(db.session.get_one(Minutes, number).state)


def test_the_way_from_draft_to_publication(app: Flask) -> None:
    """L-24, B-05: draft, objections, answers, approval by a vote of the next session, publication."""
    of, number, chair, clerk, member = closed_session()
    with pytest.raises(Conflict):
        act(clerk, number, "minutes.submit")
    act(clerk, number, "minutes.draft")
    with pytest.raises(Conflict):
        act(clerk, number, "minutes.draft")
    act(clerk, number, "minutes.save", paragraph_id=paragraph_of(number), version=1, text="Der Vorsitz begrüßt alle.")
    with pytest.raises(Conflict):
        act(member, number, "minutes.object", text="Ich habe anders gestimmt.")
    act(clerk, number, "minutes.submit")
    act(member, number, "minutes.object", text="Ich habe anders gestimmt.")
    with clock.shifted_by(timedelta(days=14)), pytest.raises(Conflict, match="läuft noch"):
        approving_poll(of, chair, member, number)
    with clock.shifted_by(timedelta(days=15)):
        with pytest.raises(Conflict, match="vorbei"):
            act(member, number, "minutes.object", text="Das kommt zu spät.")
        with pytest.raises(Conflict, match="Antwort"):
            approving_poll(of, chair, member, number)
        objection = db.session.scalars(select(Objection.id)).one()
        act(clerk, number, "minutes.answer", objection_id=objection, text="Das ist berichtigt.", accepted=True)
        rejected = approving_poll(of, chair, member, number, "no")
        with pytest.raises(Conflict, match="angenommene"):
            act(clerk, number, "minutes.approve", poll_id=rejected)
        with pytest.raises(Conflict):
            act(clerk, number, "minutes.publish")
        act(clerk, number, "minutes.approve", poll_id=approving_poll(of, chair, member, number))
        with pytest.raises(Conflict, match="nicht mehr geändert"):
            act(clerk, number, "minutes.save", paragraph_id=paragraph_of(number), version=2, text="Doch anders.")
        act(clerk, number, "minutes.publish")
    assert state_of(number) == "published"


def test_approved_minutes_are_public_after_so_many_days_whoever_forgets_it(app: Flask) -> None:
    """B-05: by the rules of procedure as they are at the approval; before that day, somebody does it by hand."""
    of, number, chair, clerk, member = submitted_minutes()
    with clock.shifted_by(timedelta(days=15)):
        act(clerk, number, "minutes.approve", poll_id=approving_poll(of, chair, member, number))
        day = db.session.get_one(Minutes, number).publication_day
        assert day == clock.today() + timedelta(days=14)
        page = factories.signed_in(app, clerk).get(f"/sitzungen/{number}/niederschrift").get_data(as_text=True)
        assert "Öffentlich ist sie spätestens mit Ablauf des" in page
    with clock.shifted_by(timedelta(days=29)):
        assert commands.publish_due_minutes() == 0
    assert state_of(number) == "approved"
    with clock.shifted_by(timedelta(days=30)):
        assert commands.publish_due_minutes() == 1
        assert commands.publish_due_minutes() == 0
    assert state_of(number) == "published"
    log = queries.everything(Nobody(), db.session.get_one(Meeting, number))
    assert [(one["type"], one["actor"]) for one in log][-1] == ("MinutesPublished", None)


def test_the_vote_of_another_committee_approves_nothing(app: Flask) -> None:
    """L-24."""
    _of, number, _chair, clerk, _member = closed_session()
    act(clerk, number, "minutes.draft")
    act(clerk, number, "minutes.submit")
    other = factories.committee()
    with clock.shifted_by(timedelta(days=15)), pytest.raises(Conflict, match="dieses Gremiums"):
        approving_poll(other, factories.member(other, "chair"), factories.member(other), number)


def submitted_minutes() -> tuple[Committee, int, Person, Person, Person]:
    """Return a committee and its session whose minutes lie before the members, with chair, clerk and a member."""
    of, number, *people = closed_session()
    act(people[1], number, "minutes.draft")
    act(people[1], number, "minutes.submit")
    return of, number, people[0], people[1], people[2]


def running_session(of: Committee, chair: Person, member: Person) -> int:
    """Return a running session of the committee with its item called and the member present."""
    number = factories.meeting(of).id
    item = db.session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == number)).one()
    act(chair, number, "session.start")
    act(member, number, "presence.check_in")
    act(chair, number, "item.open", item_id=item)
    return number


def test_any_other_accepted_vote_approves_no_minutes(app: Flask) -> None:
    """L-24: only a vote about these very minutes does, not just any that the committee accepted."""
    of, number, chair, clerk, member = submitted_minutes()
    _of, other, _chair, other_clerk, _member = of, factories.meeting(of).id, chair, clerk, member
    for command in ("session.start", "session.close"):
        act(chair, other, command)
    for command in ("minutes.draft", "minutes.submit"):
        act(other_clerk, other, command)
    with clock.shifted_by(timedelta(days=15)):
        later = running_session(of, chair, member)
        poll = polling.opened(chair, later, question="Gehen wir danach essen?")
        act(member, later, "poll.vote", poll_id=poll, choice="yes")
        act(chair, later, "poll.close", poll_id=poll)
        with pytest.raises(Conflict, match="über diese Niederschrift"):
            act(clerk, number, "minutes.approve", poll_id=poll)
        act(chair, later, "session.close")
        with pytest.raises(Conflict, match="über diese Niederschrift"):
            act(clerk, number, "minutes.approve", poll_id=approving_poll(of, chair, member, other))
    assert state_of(number) == "objection"


def test_minutes_that_change_after_the_vote_need_another_one(app: Flask) -> None:
    """L-24: nobody changes what is voted on, and a vote approves the version that it was about."""
    of, number, chair, clerk, member = submitted_minutes()
    change = {"paragraph_id": paragraph_of(number), "text": "Nach der Abstimmung eingefügt."}
    with clock.shifted_by(timedelta(days=15)):
        later = running_session(of, chair, member)
        act(chair, later, "poll.open", minutes_id=number)
        first = polling.poll(polling.newest())
        assert first.minutes_version == db.session.get_one(Minutes, number).version == 1
        assert first.question.startswith("Wird die Niederschrift der Sitzung vom ")
        first_id = first.id
        with pytest.raises(Conflict, match="stimmt das Gremium gerade ab"):
            act(clerk, number, "minutes.save", version=1, **change)
        with pytest.raises(Conflict, match="stimmt das Gremium gerade ab"):
            act(clerk, number, "minutes.add")
        act(member, later, "poll.vote", poll_id=first_id, choice="yes")
        act(chair, later, "poll.close", poll_id=first_id)
        act(clerk, number, "minutes.save", version=1, **change)
        with pytest.raises(Conflict, match="nach dieser Abstimmung geändert"):
            act(clerk, number, "minutes.approve", poll_id=first_id)
        act(chair, later, "session.close")
        act(clerk, number, "minutes.approve", poll_id=approving_poll(of, chair, member, number))
        assert db.session.get_one(Minutes, number).version == 2
    assert state_of(number) == "approved"


def test_the_desk_puts_waiting_minutes_to_the_vote(app: Flask) -> None:
    """L-24, E-17: the button stands in the room of the next session once the period is over and all is answered."""
    of, number, chair, _clerk, member = submitted_minutes()
    later, button = running_session(of, chair, member), f"b-poll-minutes-{number}"
    who = factories.signed_in(app, chair)
    assert button not in who.get(f"/sitzungen/{later}").get_data(as_text=True)
    with transaction():
        db.session.get_one(Minutes, number).objections_until = clock.now() - timedelta(seconds=1)
    assert button in who.get(f"/sitzungen/{later}").get_data(as_text=True)
    assert button not in factories.signed_in(app, member).get(f"/sitzungen/{later}").get_data(as_text=True)


def test_drafts_are_for_the_committee_and_the_office_only(app: Flask) -> None:
    """L-24, L-03: everybody reads published minutes, nobody outside a closed item."""
    _of, number, _chair, clerk, member = closed_session(
        PlannedItem("Offenes Thema"), PlannedItem(f"{CANARY} drinnen", level=Circle.COMMITTEE)
    )
    act(clerk, number, "minutes.draft")
    for place, text in enumerate(["Zu Beginn", "Entwurfswort offen", f"Entwurfswort {CANARY}"]):
        act(clerk, number, "minutes.save", paragraph_id=paragraph_of(number, place), version=1, text=text)
    address = f"/sitzungen/{number}/niederschrift"
    outside = [factories.visitor(app), factories.signed_in(app, factories.person())]
    for who in outside:
        assert "Entwurfswort" not in who.get(address).get_data(as_text=True)
        assert who.get(f"{address}.pdf").status_code == 404
    office = factories.signed_in(app, factories.person("staff")).get(address).get_data(as_text=True)
    assert "Entwurfswort offen" in office
    assert CANARY not in office
    assert f"Entwurfswort {CANARY}" in factories.signed_in(app, member).get(address).get_data(as_text=True)


def test_published_minutes_are_read_by_everybody_as_page_and_as_pdf(app: Flask, work: Callable[[], int]) -> None:
    """L-24, A-22: page, PDF, list of the committee and search, each without a word of the closed part."""
    number, *_people = whole_session()
    who = factories.visitor(app)
    page = who.get(f"/sitzungen/{number}/niederschrift").get_data(as_text=True)
    assert "Offen, so war es." in page
    assert re.search(rf'href="/sitzungen/{number}/verlauf\?stand=\d+#seq-\d+"', page)
    assert db.session.get_one(Minutes, number).seal in page
    paper = who.get(f"/sitzungen/{number}/niederschrift.pdf")
    assert paper.status_code == 200
    assert paper.data.startswith(b"%PDF")
    slug = db.session.get_one(Meeting, number).committee.slug
    assert f"/sitzungen/{number}/niederschrift" in who.get(f"/gremien/{slug}/niederschriften").get_data(as_text=True)
    work()
    found = search.find(Nobody(), "Offen")
    assert f"/sitzungen/{number}/niederschrift" in [one.shown.url for one in found.found]
    assert not search.find(Nobody(), CANARY).found


def test_what_was_said_in_closed_parts_goes_in_its_time(app: Flask) -> None:
    """P-10 live_private_log: its words go; public ones, log, minutes and their seal stay, and what a hold keeps."""
    number, chair, _clerk, ada = whole_session()
    until = db.session.get_one(Minutes, number).objections_until
    assert until is not None
    legal_id, second_id, ada_id = factories.person("legal").id, factories.person("legal").id, ada.id

    def said(*, closed: bool) -> set[str]:
        db.session.rollback()
        where = Contribution.audience != "public" if closed else Contribution.audience == "public"
        return set(db.session.scalars(select(Contribution.source).where(where))) - {""}

    def run(days: int) -> int:
        with clock.frozen_at(until + timedelta(days=days)):
            return commands.forget_closed_talk()

    opened, hidden = said(closed=False), said(closed=True)
    log, written = log_of(SYSTEM, number), set(db.session.scalars(select(Paragraph.source)))
    assert opened
    assert hidden
    assert run(89) == 0
    with transaction():
        keeper = db.session.get_one(Person, legal_id)
        hold = set_hold(keeper, "account", ada_id, person_id=ada_id, reason="Verfahren", review_on=clock.today())
        hold_id = hold.id
    run(91)
    assert (said(closed=False), said(closed=True)) == (opened, hidden)
    with transaction():
        lift_hold(db.session.get_one(Person, second_id), db.session.get_one(LegalHold, hold_id), reason="Erledigt")
    assert run(91) > 0
    assert run(91) == 0
    assert (said(closed=False), said(closed=True)) == (opened, set())
    assert log_of(SYSTEM, number)[: len(log)] == log
    assert set(db.session.scalars(select(Paragraph.source))) == written
    assert changed_sessions() == []
    page = factories.signed_in(app, db.session.get_one(Person, chair.id)).get(f"/sitzungen/{number}/verlauf").text
    assert "Aufbewahrungsfrist abgelaufen" in page


def test_who_saves_an_older_version_sees_both_texts_and_loses_nothing(app: Flask) -> None:
    """L-25."""
    _of, number, chair, clerk, _member = closed_session()
    act(clerk, number, "minutes.draft")
    paragraph = paragraph_of(number)
    first, second = factories.signed_in(app, clerk), factories.signed_in(app, chair)
    address = f"/sitzungen/{number}/niederschrift/{paragraph}"
    assert first.submit(address, version="1", text="Die Fassung der Schriftführung").status_code == 303
    refused = second.submit(address, version="1", text="Die Fassung des Vorsitzes")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "Die Fassung der Schriftführung" in page
    assert "Die Fassung des Vorsitzes" in page
    assert 'name="version" type="hidden" value="2"' in page
    assert second.submit(address, version="2", text="Beide Fassungen vereint").status_code == 303
    stored = db.session.get_one(Paragraph, paragraph)
    assert (stored.source, stored.version) == ("Beide Fassungen vereint", 3)


def test_of_two_who_save_in_the_same_moment_one_is_told(app: Flask) -> None:
    """L-25: two editors, one paragraph; twenty times."""
    _of, number, chair, clerk, _member = closed_session()
    act(clerk, number, "minutes.draft")
    paragraph, ids = paragraph_of(number), (chair.id, clerk.id)

    def save(person_id: int, version: int) -> Callable[[], object]:
        data = {"paragraph_id": paragraph, "version": version, "text": f"Text von {person_id} zu {version}"}
        key = random_key()
        return lambda: commands.perform(db.session.get_one(Person, person_id), number, "minutes.save", data, key)

    for version in range(1, 6):
        assert at_once(app, [save(one, version) for one in ids], refused=(Conflict,)) == 1
    assert db.session.get_one(Paragraph, paragraph).version == 6


def test_minutes_name_who_led_who_wrote_and_who_stood_in(app: Flask) -> None:
    """L-24, L-21, B-22: outsiders read the offices; for which member somebody sat, only where members are named."""
    of = factories.committee()
    running, chair, people = factories.running_meeting(3, of=of)
    number, clerk, absent = running.id, factories.member(of, "clerk"), people[2]
    deputy = factories.deputy(of, absent)
    act(absent, number, "presence.check_out")
    act(deputy, number, "presence.check_in")
    act(chair, number, "session.close")
    act(clerk, number, "minutes.draft")
    act(clerk, number, "minutes.save", paragraph_id=paragraph_of(number), version=1, text="Der Vorsitz begrüßt alle.")
    log = queries.everything(people[0], db.session.get_one(Meeting, number))
    sat = next(one for one in minutes.draft(log).attendance if one.person_id == deputy.id).intervals[-1].instead_of
    assert sat is not None
    assert sat.person_id == absent.id
    address = f"/sitzungen/{number}/niederschrift"
    inside = factories.signed_in(app, people[0]).get(address).text
    for said in (
        f"Vorsitz: {chair.handle}",
        f"Schriftführung: {clerk.handle}",
        f"Niedergeschrieben von: {clerk.handle}",
    ):
        assert said in inside
    assert f"vertritt {absent.handle}" in inside
    assert inside.count(f"von {chair.handle}") == 2  # Opened and closed.
    with transaction():
        db.session.get_one(Minutes, number).state = MinutesState.PUBLISHED
    outside = factories.visitor(app).get(address).text
    assert f"Vorsitz: {chair.handle}" in outside
    assert absent.handle not in outside


def test_minutes_mark_closed_items_and_say_why_a_vote_is_void(app: Flask) -> None:
    """L-03, L-79: in the course, too; a reason that was removed is gone here as well."""
    items = (PlannedItem("Offen hier"), PlannedItem("Haushalt", level=Circle.COMMITTEE))
    running, chair, people = factories.running_meeting(2, of=factories.committee(), items=items)
    number, reason = running.id, "Der Antrag war nicht zulässig."
    poll = polling.opened(chair, number)
    act(chair, number, "poll.void", poll_id=poll, reason=reason)
    act(chair, number, "session.close")
    act(chair, number, "minutes.draft")
    member = factories.signed_in(app, people[0])
    page = member.get(f"/sitzungen/{number}/niederschrift").text
    assert reason in page
    assert page.count("nur für das Gremium") == 1
    assert "Haushalt (nur für das Gremium)" in member.get(f"/sitzungen/{number}/verlauf").text
    act(chair, number, "text.redact", kind="void", text_id=poll, reason="personal_data")
    assert reason not in member.get(f"/sitzungen/{number}/niederschrift").text


def test_the_skeleton_follows_from_the_log_alone(app: Flask) -> None:
    """L-24: equal each time, and still the same when everything after the draft has happened."""
    number, _chair, clerk, _ada = whole_session()
    meeting = db.session.get_one(Meeting, number)
    log = queries.everything(clerk, meeting)
    upto = db.session.get_one(Minutes, number).seal_seq
    assert minutes.draft(log) == minutes.draft(log)
    assert minutes.draft([event for event in log if event["seq"] <= upto]) == minutes.draft(log)
    motion = minutes.draft(log).items[0].motions[-1]
    assert "Offen als Empfehlung" in motion.text_html
    assert "Offen als Grund" in motion.reasons_html


def test_a_refused_step_shows_its_reason_and_keeps_what_was_typed(app: Flask) -> None:
    """E-17."""
    _of, number, _chair, clerk, member = closed_session()
    act(clerk, number, "minutes.draft")
    act(clerk, number, "minutes.submit")
    address = f"/sitzungen/{number}/niederschrift"
    who = factories.signed_in(app, member)
    refused = who.submit(address, type="minutes.object", text="zu kurz")
    assert refused.status_code == 422
    assert "zu kurz" in refused.get_data(as_text=True)
    assert who.submit(address, type="minutes.object", text="Das war anders gemeint.").status_code == 303
    assert who.submit(address, type="session.close").status_code == 404
    assert who.submit(address, type="minutes.publish").status_code == 403


def test_reading_minutes_takes_the_same_few_queries_however_long_the_session(app: Flask) -> None:
    """E-30: a constant number of queries."""
    counts = []
    for more in (1, 6):
        _of, number, _chair, clerk, _member = closed_session(*(PlannedItem(f"Punkt {one}") for one in range(more)))
        act(clerk, number, "minutes.draft")
        who = factories.signed_in(app, clerk)
        address = f"/sitzungen/{number}/niederschrift"
        counts.append(queries_of(lambda who=who, address=address: who.get(address)))
    assert counts[0] == counts[1]


def minutes_page(app: Flask, number: int, clerk: Person) -> str:
    """Begin the minutes of a session, and return their page without line breaks."""
    act(clerk, number, "minutes.draft")
    page = factories.signed_in(app, clerk).get(f"/sitzungen/{number}/niederschrift").get_data(as_text=True)
    return " ".join(page.split())


def test_minutes_hold_votes_by_name_over_options(app: Flask) -> None:
    """L-84, L-17: who chose what, who ranked how, who left it blank; of open votes those who asked for it."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, clerk = meeting.id, factories.member(meeting.committee, "clerk")
    names = ada.handle, ben.handle
    choice = polling.opened(chair, number, kind="choice", most=2, level="roll_call")
    act(ada, number, "poll.vote", poll_id=choice, options=[1, 2])
    act(ben, number, "poll.vote", poll_id=choice, blank=True)
    act(chair, number, "poll.close", poll_id=choice)
    ranking = polling.opened(chair, number, kind="irv", level="roll_call")
    for who, order in ((ada, [2, 0]), (ben, [0, 1, 2])):
        act(who, number, "poll.vote", poll_id=ranking, ranking=order)
    act(chair, number, "poll.close", poll_id=ranking)
    rating = polling.opened(chair, number, kind="rating", scale=5)
    for who in (ada, ben):
        act(who, number, "poll.vote", poll_id=rating, ratings=[5, None, 3])
    act(ada, number, "poll.note", poll_id=rating)
    act(chair, number, "poll.close", poll_id=rating)
    act(chair, number, "session.close")
    page = minutes_page(app, number, clerk)
    for line in (
        f"{names[0]}: Am Markt, Im Park</li>",
        f"{names[1]}: Leer</li>",
        f"{names[0]}: 1. Im Park, 2. Am Fluss</li>",
        f"{names[1]}: 1. Am Fluss, 2. Am Markt, 3. Im Park</li>",
        f"{names[0]}: Am Fluss: 5, Im Park: 3</li>",
        ", 1 leer, ",
    ):
        assert line in page
    assert f"{names[1]}: Am Fluss: 5" not in page


def test_minutes_tell_amendments_as_what_they_were(app: Flask) -> None:
    """L-15, L-24: what was to change, into what, how it came out, and how the motion reads with it."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, clerk = meeting.id, factories.member(meeting.committee, "clerk")
    act(chair, number, "motion.add", text="Zehn Bänke am Fluss.\n\nSie sind aus Holz.")
    for place, text in ((1, "Zwölf Bänke am Fluss."), (2, "")):
        act(chair, number, "motion.amend", motion_id=1, paragraph=place, text=text)
    for motion, choice in ((2, "yes"), (3, "no"), (1, "yes")):
        act(chair, number, "poll.open", motion_id=motion)
        poll = polling.newest()
        for who in (ada, ben):
            act(who, number, "poll.vote", poll_id=poll, choice=choice)
        act(chair, number, "poll.close", poll_id=poll)
    act(chair, number, "session.close")
    motion, first, second = (
        minutes.draft(queries.everything(clerk, db.session.get_one(Meeting, number))).items[0].motions
    )
    assert [(one.number, one.state) for one in (motion, first, second)] == [
        ("1", "accepted"), ("1.1", "accepted"), ("1.2", "rejected"),
    ]  # fmt: skip
    assert (first.paragraph, first.before) == (1, "Zehn Bänke am Fluss.")
    assert "Zwölf Bänke" in first.text_html
    assert "Zwölf Bänke" in first.result_html
    assert "aus Holz" in first.result_html
    assert (second.text_html, second.result_html) == ("", "")
    assert "Zehn Bänke" in motion.first_html
    assert "Zwölf Bänke" in motion.text_html
    page = minutes_page(app, number, clerk)
    assert page.index("Antrag 1,") < page.index("Änderungsantrag 1.1 zu Absatz 1") < page.index("Änderungsantrag 1.2")
    assert "Der Antrag lautet damit:" in page
    assert "Beantragt ist, den Absatz zu streichen." in page


@pytest.mark.parametrize("level", ["roll_call", "unnamed"])
def test_minutes_hold_objections_of_consent_and_they_can_be_removed(app: Flask, level: str) -> None:
    """L-17, L-51, L-78, L-80: the words stand in the minutes; removed, they are nowhere and the count still agrees."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, clerk, ids = meeting.id, factories.member(meeting.committee, "clerk"), []
    poll = polling.opened(chair, number, kind="consent", level=level)
    for who, word in ((ada, "Zu teuer für uns."), (ben, f"{CANARY} wohnt dort.")):
        ballot = {"choice": "no", "reason": word}
        if level == "unnamed":
            polling.cast(who, number, poll, ballot)
        else:
            act(who, number, "poll.vote", poll_id=poll, **ballot)
    act(chair, number, "poll.close", poll_id=poll)
    ids = [one["id"] for one in queries.state(Nobody(), number)["polls"][0]["objections"]]
    act(chair, number, "session.close")
    page = minutes_page(app, number, clerk)
    assert "Zu teuer für uns." in page
    assert CANARY in page
    act(clerk, number, "text.redact", kind="consent_objection", text_id=ids[0], reason="personal_data")
    for who in (None, clerk):
        reader = factories.signed_in(app, who) if who else factories.visitor(app)
        for path in ("niederschrift", f"abstimmungen/{poll}", f"abstimmungen/{poll}.json", "verlauf", "stand"):
            assert CANARY not in reader.get(f"/sitzungen/{number}/{path}").get_data(as_text=True)
    stored = [str(row.payload) for table in (NamedVote, Ballot) for row in db.session.scalars(select(table))]
    assert CANARY not in "".join(stored)
    assert "Zu teuer" in "".join(stored)
    assert problems(published(clerk, number, poll)) == []
    assert changed_sessions() == []


def test_minutes_hold_what_was_counted_for_each_option_and_who_was_elected(app: Flask) -> None:
    """L-17, L-24: a choice with its marks and a ranking with its places, in the skeleton and on the page."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, clerk = meeting.id, factories.member(meeting.committee, "clerk")
    choice = polling.opened(chair, number, kind="choice", most=2)
    for who, options in ((ada, [1, 2]), (ben, [1])):
        act(who, number, "poll.vote", poll_id=choice, options=options)
    act(chair, number, "poll.close", poll_id=choice)
    ranking = polling.opened(chair, number, kind="stv", seats=2)
    for who, order in ((ada, [2, 0]), (ben, [0, 2])):
        act(who, number, "poll.vote", poll_id=ranking, ranking=order)
    act(chair, number, "poll.close", poll_id=ranking)
    act(chair, number, "session.close")
    act(clerk, number, "minutes.draft")
    first, second = minutes.draft(queries.everything(clerk, db.session.get_one(Meeting, number))).items[0].polls
    assert (first.options, first.marks, first.elected) == (["Am Fluss", "Am Markt", "Im Park"], [0, 2, 1], [1])
    assert (second.marks, sorted(second.elected)) == ([1, 0, 1], [0, 2])
    page = factories.signed_in(app, clerk).get(f"/sitzungen/{number}/niederschrift").get_data(as_text=True)
    for line in ("Am Fluss: 0</li>", "Am Markt: 2 – gewählt</li>", "Im Park: 1</li>"):
        assert line in page
    assert page.count("– gewählt") == 3
