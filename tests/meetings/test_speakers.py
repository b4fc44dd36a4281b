"""The speakers' list in a session: joining, order, clock, overrides, and nobody's group anywhere (L-07 to L-14)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts import speaking as groups
from forum.accounts.models import Person
from forum.core.clock import shifted_by
from forum.core.db import Model, db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import Nobody
from forum.core.tokens import random_key
from forum.meetings import commands, queries
from forum.meetings.models import Meeting, SpeakerEntry
from forum.meetings.speaking import spoken
from tests import factories
from tests.factories import act
from tests.meetings.talk import asks, everything_on_the_list
from tests.racing import at_once


def state_for(viewer: Any, number: int) -> dict[str, Any]:
    db.session.info.clear()
    return queries.state(viewer, number)


def waiting(number: int, viewer: Any = None) -> list[tuple[str, str]]:
    entries = [one for one in state_for(viewer or Nobody(), number)["speakers"] if one["state"] == "waiting"]
    return [(one["handle"], one["why"]) for one in sorted(entries, key=lambda one: one["place"])]


def logged(number: int, kind: str) -> list[dict[str, Any]]:
    lines = select(LoggedEvent.data).where(LoggedEvent.stream == f"meeting:{number}", LoggedEvent.type == kind)
    return list(db.session.scalars(lines.order_by(LoggedEvent.seq)))


def in_seconds(seconds: int, who: Person, number: int, kind: str, **data: Any) -> None:
    with shifted_by(timedelta(seconds=seconds)):
        act(who, number, kind, **data)


def test_three_members_join_and_leave_and_see_their_own_place(app: Flask) -> None:
    """L-07."""
    meeting, chair, people = factories.running_meeting(members=3)
    number = meeting.id
    wishes = [asks(one, number) for one in people]
    last = people[2]
    own = queries.own(last, state_for(last, number))
    assert [one["place"] for one in own["speakers"]] == [3]
    act(people[0], number, "speech.withdraw", speaker_id=wishes[0])
    assert [name for name, _why in waiting(number)] == [people[1].handle, people[2].handle]
    assert [one["place"] for one in queries.own(last, state_for(last, number))["speakers"]] == [2]
    page = factories.signed_in(app, last).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "Sie stehen an Stelle 2 der Redeliste." in page
    assert "Sie stehen an Stelle" not in factories.signed_in(app, chair).get(f"/sitzungen/{number}").get_data(
        as_text=True
    )


def test_a_closed_list_answers_with_the_reason_and_lets_points_of_order_through(app: Flask) -> None:
    """L-07, L-09."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    asks(ben, number)
    act(chair, number, "speakers.close", reason="Alles ist gesagt")
    with pytest.raises(Conflict, match="Alles ist gesagt"):
        act(ada, number, "speech.request")
    with pytest.raises(Conflict):
        act(chair, number, "speakers.close")
    point = asks(ada, number, "speech.point", point="end_debate", note="Wir drehen uns im Kreis.")
    assert [name for name, _why in waiting(number)] == [ada.handle, ben.handle]
    page = factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "Alles ist gesagt" in page
    assert "Zur Geschäftsordnung: Schluss der Debatte</strong> – Wir drehen uns im Kreis." in page
    act(chair, number, "speech.remove", speaker_id=point)
    assert "Wir drehen uns" not in str(queries.everything(Nobody(), db.session.get_one(Meeting, number)))
    act(chair, number, "speakers.open")
    act(ada, number, "speech.request")


def test_a_note_has_at_most_250_characters(app: Flask) -> None:
    """L-09."""
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    with pytest.raises(Invalid):
        act(ada, meeting.id, "speech.point", point="other", note="x" * 251)
    act(ada, meeting.id, "speech.point", point="other", note="x" * 250)


def test_only_who_is_present_speaks_unless_the_rules_say_otherwise(app: Flask) -> None:
    """L-07."""
    meeting, chair, _people = factories.running_meeting()
    number, late = meeting.id, factories.member(meeting.committee)
    with pytest.raises(Conflict):
        act(late, number, "speech.request")
    act(chair, number, "speakers.rules")
    act(late, number, "speech.request")


def test_a_speech_of_five_minutes_makes_three_events(app: Flask) -> None:
    """L-13: request, start, end; start, halts and limit are stored, and whoever looks computes."""
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    act(chair, number, "speakers.rules", present_only=True, limit_seconds=300)
    before = db.session.get_one(Meeting, number).last_seq
    wish = asks(ada, number)
    act(chair, number, "speech.start", speaker_id=wish)
    assert logged(number, "SpeechStarted")[0]["limit_seconds"] == 300
    in_seconds(300, chair, number, "speech.end", speaker_id=wish)
    db.session.expire_all()
    assert db.session.get_one(Meeting, number).last_seq == before + 3
    assert logged(number, "SpeechEnded")[0]["seconds"] == 300


def test_the_limit_of_an_item_goes_before_that_of_the_meeting(app: Flask) -> None:
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    act(chair, number, "speakers.rules", limit_seconds=300)
    act(chair, number, "speakers.limit", limit_seconds=60)
    act(chair, number, "speech.start", speaker_id=asks(ada, number))
    act(chair, number, "speakers.limit")
    act(chair, number, "speech.start", speaker_id=asks(ben, number))
    assert [one["limit_seconds"] for one in logged(number, "SpeechStarted")] == [60, 300]


def test_a_question_pauses_the_speech_its_answer_too_and_then_the_time_goes_on(app: Flask) -> None:
    """L-12."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    act(chair, number, "presence.check_in")
    with pytest.raises(Conflict, match="spricht niemand"):
        act(ben, number, "speech.question")
    speech = asks(ada, number)
    act(chair, number, "speech.start", speaker_id=speech)
    with pytest.raises(Conflict, match="selbst das Wort"):
        act(ada, number, "speech.question")
    question, unheard = asks(ben, number, "speech.question"), asks(chair, number, "speech.question")
    in_seconds(60, chair, number, "speech.start", speaker_id=question)
    in_seconds(90, chair, number, "speech.end", speaker_id=question)
    db.session.expire_all()
    assert db.session.get_one(SpeakerEntry, speech).state == "halted"
    in_seconds(120, chair, number, "speech.resume", speaker_id=speech)
    in_seconds(180, chair, number, "speech.end", speaker_id=speech)
    assert [one["seconds"] for one in logged(number, "SpeechEnded")] == [30, 120]
    # Who wanted to ask about a speech that is over asks no more.
    assert db.session.get_one(SpeakerEntry, unheard).state == "lapsed"


def test_chair_and_experts_see_who_spoke_how_much_and_it_follows_from_the_log(app: Flask) -> None:
    """L-10: recomputed from the events; visitors do not get the figures."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    for seconds, who in ((60, ada), (90, ada), (30, ben)):
        wish = asks(who, number)
        act(chair, number, "speech.start", speaker_id=wish)
        in_seconds(seconds, chair, number, "speech.end", speaker_id=wish)
    act(chair, number, "presence.check_in")
    with shifted_by(timedelta(minutes=5)):
        everything_on_the_list(number, chair, ada, "Wort")
    heard = spoken(queries.everything(chair, db.session.get_one(Meeting, number)))
    told = {one["person_id"]: (one["times"], one["seconds"]) for one in state_for(chair, number)["spoken"]}
    assert told == {person: (of.times, of.seconds) for person, of in heard.items()}
    assert told[ben.id] == (1, 30)
    assert state_for(Nobody(), number)["spoken"] == []
    asks(ben, number)
    inside = factories.signed_in(app, chair).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "1 Beitrag, 0:30 Minuten" in inside
    assert "0:30 Minuten" not in factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)


def test_last_step_is_taken_back_within_ten_seconds(app: Flask) -> None:
    """L-14: who got the floor waits again at the head, and who was ended by that speaks on."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    first, second = asks(ada, number), asks(ben, number)
    act(chair, number, "speech.start", speaker_id=first)
    in_seconds(60, chair, number, "speech.start", speaker_id=second)
    with pytest.raises(Conflict, match="zehn Sekunden"):
        in_seconds(71, chair, number, "speech.undo")
    in_seconds(65, chair, number, "speech.undo")
    states = {one["id"]: one["state"] for one in state_for(Nobody(), number)["speakers"]}
    assert states == {first: "speaking", second: "waiting"}
    in_seconds(120, chair, number, "speech.end", speaker_id=first)
    assert logged(number, "SpeechEnded")[-1]["seconds"] == 120


def test_the_last_speaker_is_put_back_at_the_head(app: Flask) -> None:
    """L-14."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    with pytest.raises(Conflict):
        act(chair, number, "speech.readd")
    wish = asks(ada, number)
    asks(ben, number)
    act(chair, number, "speech.start", speaker_id=wish)
    act(chair, number, "speech.end", speaker_id=wish)
    act(chair, number, "speech.readd")
    assert waiting(number) == [(ada.handle, "moved"), (ben.handle, "turn")]


def test_a_balanced_list_counts_and_an_override_is_in_the_log(app: Flask) -> None:
    """L-11."""
    meeting, chair, people = factories.running_meeting(members=4)
    number = meeting.id
    ada, ben, cem, dia = people
    for one, group in ((ada, "men"), (ben, "men"), (cem, "women")):
        with transaction():
            groups.choose_group(one, one, group)
    act(chair, number, "speakers.rules", balanced=True, present_only=True)
    wishes = [asks(one, number) for one in people]
    assert [name for name, _why in waiting(number)] == [ada.handle, cem.handle, dia.handle, ben.handle]
    act(chair, number, "speech.start", speaker_id=wishes[1])
    assert logged(number, "SpeechStarted")[-1]["override"] is True
    act(chair, number, "speakers.move", speaker_id=wishes[3], place=1)
    moved = logged(number, "SpeakersOrdered")[-1]
    assert (moved["speaker_id"], moved["order"][0]) == (wishes[3], [wishes[3], "moved"])
    act(chair, number, "speech.start", speaker_id=wishes[3])
    assert logged(number, "SpeechStarted")[-1]["override"] is False


def test_nobodys_group_is_in_any_event_page_or_table_but_its_own(app: Flask) -> None:
    """L-11: the canary lives in one table, and its owner's account page."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, canary = meeting.id, "diverse"
    for one in (ada, ben):
        with transaction():
            groups.choose_group(one, one, canary)
    act(chair, number, "presence.check_in")
    everything_on_the_list(number, chair, ada, "Wort")
    with db.engine.connect() as connection:
        for table in Model.metadata.sorted_tables:
            rows = [str(row) for row in connection.execute(table.select())]
            assert (canary in " ".join(rows)) == (table.name == "speaking_choice"), table.name
    told = str(queries.everything(chair, db.session.get_one(Meeting, number))) + str(state_for(chair, number))
    assert canary not in told
    for who in (chair, ben, factories.person("staff"), factories.person("admin"), factories.person("moderator")):
        client = factories.signed_in(app, who)
        for path in (f"/sitzungen/{number}", f"/sitzungen/{number}/verlauf", f"/menschen/{ada.handle}"):
            assert canary not in client.get(path).get_data(as_text=True)
        assert canary not in client.get(f"/api/v1/meetings/{number}/state").get_data(as_text=True)
    mine = factories.signed_in(app, ada)
    assert 'selected value="diverse"' in mine.get("/konto").get_data(as_text=True)


def test_the_group_is_chosen_and_taken_back_on_the_own_account(app: Flask) -> None:
    """L-11: voluntary; an unknown word is refused."""
    ada = factories.person()
    client = factories.signed_in(app, ada)
    client.submit("/konto", language="de", theme="", affiliation="", organisation="", speaking_group="women")
    assert groups.own_group(ada) == "women"
    client.submit("/konto", language="de", theme="", affiliation="", organisation="", speaking_group="")
    assert groups.own_group(ada) == ""
    with pytest.raises(Invalid):
        groups.choose_group(ada, ada, "canary")


def test_two_chairs_give_the_floor_at_once_and_one_speaks(app: Flask) -> None:
    """L-37, L-38: commands queue at the meeting's row; the second ends what the first began, never two speak."""
    meeting, chair, people = factories.running_meeting(members=4)
    number, clerk = meeting.id, factories.member(meeting.committee, "clerk")
    wishes = [asks(one, number) for one in people]
    ids = (chair.id, clerk.id)

    def start(place: int) -> None:
        actor = db.session.get_one(Person, ids[place % 2])
        commands.perform(actor, number, "speech.start", {"speaker_id": wishes[place]}, random_key())

    at_once(app, [lambda place=place: start(place) for place in range(4)])  # type: ignore[misc]
    states = [one["state"] for one in state_for(Nobody(), number)["speakers"]]
    assert sorted(states) == ["done", "done", "done", "speaking"]

    refused = at_once(
        app,
        [lambda: commands.perform(db.session.get_one(Person, ids[0]), number, "speech.readd", {}, random_key())] * 3,
        refused=(Conflict,),
    )
    assert refused == 2


def test_joining_while_the_list_closes_is_either_in_time_or_refused(app: Flask) -> None:
    """L-07: whoever got in is on the list; whoever did not was told so."""
    meeting, chair, people = factories.running_meeting(members=5)
    number, ids, chair_id = meeting.id, [one.id for one in people], chair.id

    def does(who: int, kind: str) -> None:
        commands.perform(db.session.get_one(Person, who), number, kind, {}, random_key())

    acts = [lambda who=who: does(who, "speech.request") for who in ids]  # type: ignore[misc]
    refused = at_once(app, [*acts, lambda: does(chair_id, "speakers.close")], refused=(Conflict,))
    assert len(waiting(number)) == 5 - refused
    closed = db.session.scalar(select(LoggedEvent.seq).where(LoggedEvent.type == "ListClosed"))
    last = db.session.scalars(select(LoggedEvent.seq).where(LoggedEvent.type == "SpeechRequested")).all()
    assert closed is not None
    assert all(seq is not None and seq < closed for seq in last)


def test_wishes_of_others_stay_theirs(app: Flask) -> None:
    meeting, chair, (ada, ben) = factories.running_meeting()
    wish = asks(ada, meeting.id)
    with pytest.raises(NotFound):
        act(ben, meeting.id, "speech.withdraw", speaker_id=wish)
    with pytest.raises(Conflict):
        act(chair, meeting.id, "speech.resume", speaker_id=wish)


def test_the_desk_puts_a_member_on_the_list(app: Flask) -> None:
    """L-31: for somebody on the phone; both names are stored and shown, and no member does it for another."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, path = meeting.id, meeting.url
    clerk, away = factories.member(meeting.committee, "clerk"), factories.member(meeting.committee)
    act(clerk, number, "speech.request", person_id=ada.id, stance="pro")
    row = db.session.scalars(select(SpeakerEntry)).one()
    assert (row.person_id, row.noted_by) == (ada.id, clerk.id)
    told = queries.everything(Nobody(), db.session.get_one(Meeting, number))[-1]
    assert (told["actor"], told["data"]["handle"], told["data"]["on_behalf_of"]) == (clerk.handle, ada.handle, ada.id)
    page = factories.visitor(app).get(path).get_data(as_text=True)
    assert f"gemeldet von {clerk.handle}" in page
    for who, data, refusal in (
        (clerk, {"person_id": ada.id}, Conflict),  # Stands there already.
        (clerk, {"person_id": away.id}, Conflict),  # Is not there.
        (clerk, {"person_id": factories.person().id}, NotFound),
        (clerk, {"person_id": clerk.id}, Forbidden),  # Has no vote, so no own speech.
        (ben, {"person_id": chair.id}, Forbidden),
    ):
        with pytest.raises(refusal):
            act(who, number, "speech.request", **data)
    act(ben, number, "speech.request")
    assert db.session.scalars(select(SpeakerEntry.noted_by).order_by(SpeakerEntry.id)).all() == [clerk.id, None]


def test_the_desk_has_forms_for_speech_and_recusal_of_others(app: Flask) -> None:
    """L-31, B-15: without a script; who cannot lead does not see them."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, path = meeting.id, meeting.url
    desk = factories.signed_in(app, chair)
    page = desk.get(path).get_data(as_text=True)
    assert "Auf die Redeliste setzen" in page
    assert "Befangenheit festhalten" in page
    other = factories.signed_in(app, ada).get(path).get_data(as_text=True)
    assert "Auf die Redeliste setzen" not in other
    assert "Befangenheit festhalten" not in other
    sent = {"type": "speech.request", "person_id": str(ben.id), "stance": "contra"}
    assert desk.submit(f"{path}/befehl", **sent).status_code == 303
    item = db.session.get_one(Meeting, number).current_item_id
    sent = {"type": "recusal.declare", "person_id": str(ben.id), "item_id": str(item), "interest": "Wohnt dort"}
    assert desk.submit(f"{path}/befehl", **sent).status_code == 303
    page = factories.visitor(app).get(path).get_data(as_text=True)
    assert f"{ben.handle} ist bei TOP 1 befangen" in page
    assert "Wohnt dort" not in page
    act(chair, number, "poll.open", question="Sind Sie dafür?")
    assert queries.state(Nobody(), number)["polls"][0]["entitled"] == 1


def test_a_question_that_comes_back_lets_the_speech_stand_still_again(app: Flask) -> None:
    """L-14, L-12: taking the end of a question back never gives two people the floor."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    speech = asks(ada, number)
    act(chair, number, "speech.start", speaker_id=speech)
    question = asks(ben, number, "speech.question")
    act(chair, number, "speech.start", speaker_id=question)
    act(chair, number, "speech.end", speaker_id=question)
    act(chair, number, "speech.resume", speaker_id=speech)
    act(chair, number, "speech.undo")
    db.session.rollback()
    states = [db.session.get_one(SpeakerEntry, one).state for one in (speech, question)]
    assert states == ["halted", "speaking"]
    # The same when both ended in one moment.
    act(chair, number, "speech.end", speaker_id=speech)
    act(chair, number, "speech.undo")
    db.session.rollback()
    states = [db.session.get_one(SpeakerEntry, one).state for one in (speech, question)]
    assert states == ["halted", "speaking"]
