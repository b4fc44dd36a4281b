"""Words of an idea are blackened like those of a post: in all its texts, and each decision falls by itself (M-13, S-04)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.core.permissions import SYSTEM
from forum.ideas import commands as ideas
from forum.ideas.models import Idea, IdeaRevision, IdeaStep
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem
from forum.moderation import commands, targets
from forum.moderation.commands import Decision
from forum.moderation.models import Statement
from forum.notifications.models import Message
from forum.privacy import erasing
from tests import factories
from tests.factories import Visitor
from tests.meetings.test_planning import folds
from tests.meetings.test_sealing import verified
from tests.moderation.test_cases import the_case
from tests.moderation.test_complaints import REASONS, TEXT

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]
NAME, HOUSE = "Erika Musterfrau", "Nussberg 7"
TITLE = f"Eine Bank vor dem Haus von {NAME}"
SOURCE = f"Vor dem Haus von {NAME} im {HOUSE} fehlt eine Bank, sagt man."


def act(idea_id: int, moderator_id: int, measure: str = "redact", **changes: object) -> Statement:
    """Let a moderator take a measure about an idea, in a transaction of its own."""
    with transaction():
        actor = db.session.get_one(Person, moderator_id)
        case = commands.open_case_for(actor, targets.load(actor, "idea", idea_id))
        values = {"rule": "daten", "facts": REASONS, "version": case.version, "measure": measure, **changes}
        number = commands.take_measure(actor, case, Decision(**values)).id  # type: ignore[arg-type]
    return db.session.get_one(Statement, number)


def restore(moderator_id: int, puid: str = "") -> None:
    """Take a measure back, the newest unless one is named."""
    with transaction():
        case, actor = the_case(), db.session.get_one(Person, moderator_id)
        commands.restore(actor, case, reason=REASONS, version=case.version, puid=puid)


def edit(idea_id: int, **changes: object) -> None:
    """Let the author change the idea."""
    with transaction():
        found = db.session.get_one(Idea, idea_id)
        author = db.session.get_one(Person, found.author_id or 0)
        values = {"title": found.title, "text": found.source, "place": found.place_text, **changes}
        ideas.edit(author, found, ideas.Content(**values), version=found.version, reason="Genauer gesagt.")  # type: ignore[arg-type]


def describe(idea_id: int, lesson: str, reason: str = "Ein Beispiel.") -> None:
    """Let the Stabsstelle name another city."""
    with transaction():
        found, staff = db.session.get_one(Idea, idea_id), factories._inside("staff")
        lines = [ideas.ReferenceLine(city="Bonn", lesson=lesson)]
        ideas.describe_solution(staff, found, lines, maturity="", version=0, reason=reason)


def texts(idea_id: int) -> tuple[str, str, str]:
    """Return title, text and place of an idea as they are now."""
    found = db.session.get_one(Idea, idea_id)
    return found.title, found.source, found.place_text


def hidden(idea_id: int) -> list[bool]:
    """Tell of each earlier version, the oldest first, whether it is hidden."""
    rows = select(IdeaRevision.hidden_at).where(IdeaRevision.idea_id == idea_id).order_by(IdeaRevision.version)
    return [at is not None for at in db.session.scalars(rows)]


@pytest.fixture
def idea(app: Flask) -> int:
    """An idea that says of somebody where she lives, also at its place; somebody else supports it."""
    number = factories.idea(title=TITLE, text=SOURCE).id
    with transaction():
        found = db.session.get_one(Idea, number)
        found.place_text = f"{HOUSE}, Garten"
    return number


@pytest.fixture
def moderator(app: Flask) -> int:
    """Somebody who moderates everywhere."""
    return factories.person("moderator").id


def test_all_texts_of_an_idea_are_blackened_and_come_back(
    idea: int, moderator: int, client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """M-13, M-20, M-15, S-02: title with its key, excerpt, thread and address, text and place; the original is evidence."""
    before = texts(idea)
    statement = act(idea, moderator, passages=f"{NAME}\n{HOUSE}")
    work()
    assert texts(idea) == (
        "Eine Bank vor dem Haus von █████",
        "Vor dem Haus von █████ im █████ fehlt eine Bank, sagt man.",
        "█████, Garten",
    )
    found = db.session.get_one(Idea, idea)
    assert "musterfrau" not in found.title_key
    assert "Musterfrau" not in found.excerpt
    assert found.thread is not None
    assert (found.thread.title, found.url) == (found.title, f"/ideen/{idea}-eine-bank-vor-dem-haus-von")
    assert all(word in statement.evidence for word in (NAME, HOUSE))
    history = client.get(f"/ideen/{idea}/verlauf").text
    assert "Die Moderation hat Stellen geschwärzt." in history
    assert "Die Moderation hat diese Fassung verborgen." in history
    assert "Musterfrau" not in history
    author = sign_in(db.session.get_one(Person, found.author_id))
    assert NAME in author.get(statement.url).text
    restore(moderator)
    assert texts(idea) == before
    history = client.get(f"/ideen/{idea}/verlauf").text
    assert "Die Moderation hat geschwärzte Stellen wieder gezeigt." in history
    assert hidden(idea) == [False, False]


def test_what_was_blackened_is_not_written_back_into_any_text(idea: int, moderator: int) -> None:
    """M-13: by an edit, a place, a reference, a reason, news or a part of the idea; the field is named."""
    act(idea, moderator, passages=f"{NAME}\n{HOUSE}")
    for field, text in {
        "title": f"Eine neue Bank für {NAME.upper()}",
        "text": f"{SOURCE} Noch einmal.",
        "place": f"Am {HOUSE}",
    }.items():
        with pytest.raises(Invalid) as caught:
            edit(idea, **{field: text})
        assert set(caught.value.fields) == {field}
    edit(idea, text="Vor dem Haus einer Nachbarin fehlt eine Bank, sagt man.")
    with pytest.raises(Invalid) as caught:
        describe(idea, f"Dort gibt es {HOUSE} auch.")
    assert set(caught.value.fields) == {"references-0-lesson"}
    other = factories.idea(title="Bänke in der ganzen Stadt").id
    said = f"Das gilt auch für {NAME}."
    staff = factories.person("staff")
    author = db.session.get_one(Person, db.session.get_one(Idea, idea).author_id)

    def content() -> ideas.Content:
        return ideas.Content(title="Eine Bank für eine Nachbarin", text="Die Bank soll größer werden, sagt man.")

    for field, write in {
        "reason": lambda one: ideas.edit(author, one, content(), version=one.version, reason=said),
        "reason ": lambda one: ideas.retire_idea(author, one, other, reason=said),
        "reason  ": lambda one: ideas.withdraw_idea(author, one, reason=said),
        "reason   ": lambda one: ideas.merge_ideas(staff, other, [one.id], reason=said),
        "news": lambda one: ideas.add_note(staff, one, text=said),
        "text": lambda one: ideas.split_idea(
            staff, one, title="Eine zweite Bank", text=SOURCE, reason="Ein Teil davon."
        ),
    }.items():
        with pytest.raises(Invalid) as caught, transaction():
            write(db.session.get_one(Idea, idea))
        assert set(caught.value.fields) == {field.strip()}


def test_what_stands_beside_is_blackened_too_and_each_falls_alone(idea: int, moderator: int) -> None:
    """M-13, S-04: references, reasons on the log, addenda; what somebody wrote there since stays."""
    describe(idea, f"Auch dort half {NAME} im {HOUSE}.", reason=f"Das sagte {NAME}.")
    older = act(idea, moderator, passages=NAME).puid
    newer = act(idea, moderator, passages=HOUSE).puid

    def said() -> tuple[str, str]:
        found = db.session.get_one(Idea, idea)
        steps = select(IdeaStep).where(IdeaStep.idea_id == idea, IdeaStep.source != "").order_by(IdeaStep.seq.desc())
        step = db.session.scalars(steps).first()
        assert step is not None
        assert step.source in step.html
        return found.solution.references[0].lesson, step.source

    assert said() == ("Auch dort half █████ im █████.", "Das sagte █████.")
    restore(moderator, older)
    assert said() == (f"Auch dort half {NAME} im █████.", f"Das sagte {NAME}.")
    assert texts(idea)[0] == TITLE
    assert texts(idea)[2] == "█████, Garten"
    edit(idea, place="Am Kohlmarkt")
    restore(moderator, newer)
    assert said()[0] == f"Auch dort half {NAME} im {HOUSE}."
    assert texts(idea) == (TITLE, SOURCE, "Am Kohlmarkt")
    assert (the_case().statements[-1].detail or {})["left"] == "newer_text"
    assert not any(hidden(idea))


def test_earlier_versions_with_the_words_go_and_come_back(idea: int, moderator: int, client: Visitor) -> None:
    """M-13, M-36: also a reason that has them; the newer text of the author stays when the decision falls."""
    edit(idea, text=f"{SOURCE} Das ist schade.")
    edit(idea, text=f"{SOURCE} Das ist sehr schade.")
    act(idea, moderator, passages=NAME)
    edit(idea, text="Vor einem Haus in der Stadt fehlt eine Bank, sagt man.")
    assert "Musterfrau" not in client.get(f"/ideen/{idea}/verlauf").text
    restore(moderator)
    assert texts(idea)[1] == "Vor einem Haus in der Stadt fehlt eine Bank, sagt man."
    assert "Musterfrau" in client.get(f"/ideen/{idea}/verlauf").text


def test_words_of_earlier_versions_alone_are_reported_and_blackened(
    idea: int, moderator: int, client: Visitor, app: Flask
) -> None:
    """M-27, M-13, M-20, M-36: with the reason of a change; the text of today stays as it is, and all of it comes back."""
    app.config["IDEA_GRACE_MINUTES"] = 0
    reader = factories.person().id
    with transaction():
        ideas.support(db.session.get_one(Person, reader), db.session.get_one(Idea, idea))
    now = {
        "title": "Eine Bank in der Stadt",
        "text": "Vor einem Haus in der Stadt fehlt eine Bank.",
        "place": "Am Markt",
    }
    edit(idea, **now)
    history = f"/ideen/{idea}/verlauf"
    assert all(word in client.get(history).text for word in (NAME, HOUSE, f'href="/melden/idea/{idea}?fassung=1"'))
    fields = {"rule": "daten", "explanation": "Dort steht, wo unsere Nachbarin wohnt.", "good_faith": "y"}
    assert client.submit(f"/melden/idea/{idea}", **fields).status_code == 303
    kept = the_case().notices[0].evidence
    assert all(word in kept for word in ("Frühere Fassung 1:", NAME, "Genauer gesagt."))
    statement = act(idea, moderator, passages=f"{NAME}\n{HOUSE}")
    assert NAME in statement.evidence
    assert not any(word in client.get(history).text for word in (NAME, HOUSE, "Die Moderation hat Stellen geschwärzt."))
    assert texts(idea) == tuple(now.values())
    with pytest.raises(Invalid):
        edit(idea, place=HOUSE)
    restore(moderator)
    assert NAME in client.get(history).text
    assert (the_case().statements[-1].detail or {}).get("left") is None
    act(idea, moderator, passages="Genauer gesagt.")
    assert "Genauer" not in client.get(history).text
    assert hidden(idea) == [True]


def test_an_author_complains_about_blackening_and_is_right(
    idea: int, moderator: int, sign_in: SignIn, client: Visitor
) -> None:
    """S-04, M-32: the same letter, the same complaint and the same reversal as for a post."""
    statement = act(idea, moderator, passages=NAME)
    url = statement.url
    author = sign_in(db.session.get_one(Person, db.session.get_one(Idea, idea).author_id))
    assert author.submit(f"{url}/beschwerde", text=TEXT).status_code == 303
    complaint = the_case().complaints[0]
    second = sign_in(factories.person("moderator"))
    fields = {"outcome": "reversed", "reasons": REASONS, "version": str(complaint.version)}
    assert second.submit(complaint.url, **fields).status_code == 303
    assert texts(idea)[:2] == (TITLE, SOURCE)
    assert "Diese Entscheidung wurde zurückgenommen" in author.get(url).text


def test_hiding_and_blackening_do_not_disturb_each_other(idea: int, moderator: int) -> None:
    """M-13, M-15: hidden in between, the idea comes back with its bars, and without them when these fall."""
    older = act(idea, moderator, passages=NAME).puid
    act(idea, moderator, "hide")
    restore(moderator)
    assert NAME not in texts(idea)[0]
    act(idea, moderator, "hide")
    restore(moderator, older)
    restore(moderator)
    assert texts(idea)[0] == TITLE


def test_moderators_blacken_on_the_page_of_the_case(idea: int, moderator: int, sign_in: SignIn) -> None:
    """M-13, M-08: the same form as for a post; what stands nowhere is refused, with what was typed."""
    page = sign_in(db.session.get_one(Person, moderator))
    url = page.submit(f"/moderation/oeffnen/idea/{idea}").location
    case = page.get(url)
    assert HOUSE in case.text
    fields = {"schritt": "massnahme", "measure": "redact", "rule": "daten", "facts": REASONS}
    fields |= {"version": str(the_case().version)}
    wrong = page.submit(url, **fields, passages="steht dort nicht")
    assert wrong.status_code == 422
    assert page.submit(url, **fields, passages=HOUSE).status_code == 303
    assert texts(idea)[2] == "█████, Garten"


def test_who_bears_the_title_follows_also_while_the_idea_is_hidden(idea: int, moderator: int, work: Work) -> None:
    """M-13, M-36: messages, the log of the idea in which it lives on, and addresses; all of it comes back."""
    reader = factories.person().id
    with transaction():
        ideas.support(db.session.get_one(Person, reader), db.session.get_one(Idea, idea))
    target = factories.idea(title="Bänke in der ganzen Stadt").id
    with transaction():
        ideas.merge_ideas(factories._inside("staff"), target, [idea], reason="Beide wollen dasselbe.")
    work()

    def said() -> set[str]:
        found = db.session.scalars(select(Message).where(Message.person_id == reader)).all()
        steps = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == target)).all()
        assert all("musterfrau" not in one.url for one in steps) or NAME in texts(idea)[0]
        return {str(one.data.get("title")) for one in found} | {one.title for one in steps if one.title}

    assert said() == {TITLE}
    older = act(idea, moderator, passages=NAME).puid
    assert said() == {"Eine Bank vor dem Haus von █████"}
    act(idea, moderator, "hide")
    restore(moderator, older)
    restore(moderator)
    assert said() == {TITLE}


def test_others_that_name_a_hidden_idea_do_so_without_its_title(
    app: Flask, moderator: int, client: Visitor, sign_in: SignIn, work: Work
) -> None:
    """M-36, M-13, S-04: logs, packages and messages of ideas it was merged with, split from or retired for; and invitations.

    A title that nobody supported and that was edited freely is reached as well, and all of it reads as before again.
    """
    whole, merged, retired = (factories.idea(title=f"Bänke in der Stadt, Teil {one}").id for one in "ABC")
    staff, invited = factories.person("staff").id, factories.person().id
    author = db.session.get_one(Idea, retired).author_id or 0
    with transaction():
        actor, origin = db.session.get_one(Person, staff), db.session.get_one(Idea, whole)
        reason = "Das ist ein Teil für sich."
        part = ideas.split_idea(actor, origin, title=TITLE, text=SOURCE, reason=reason).id
        ideas.merge_ideas(actor, part, [merged], reason=reason)
        other = db.session.get_one(Idea, retired)
        ideas.retire_idea(db.session.get_one(Person, author), other, part, reason=reason)
        row = db.session.get_one(Idea, part)
        asked = db.session.get_one(Person, invited).handle
        ideas.invite_co_author(db.session.get_one(Person, row.author_id), row, handle=asked)
    work()
    with transaction():
        ideas.undo_merge(db.session.get_one(Person, staff), 1, reason="Das war ein Versehen.")

    def said() -> str:
        pages = "".join(client.get(db.session.get_one(Idea, one).url).text for one in (whole, merged, retired))
        rows = db.session.scalars(select(Message).where(Message.thing_id.is_distinct_from(part)).order_by(Message.id))
        steps = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id != part).order_by(IdeaStep.id))
        messages = "".join(f"{row.kind} {row.data} {row.url}\n" for row in rows)
        return messages + "".join(f"{step.title} {step.url}\n" for step in steps) + str(pages.count(NAME))

    edit(part, title="Eine Bank vor einem Haus in der Stadt", text="Vor einem Haus in der Stadt fehlt eine Bank.")
    before = said()
    assert before.count(NAME) > 6
    act(part, moderator, passages=NAME)
    assert NAME not in said()
    assert "musterfrau" not in said()
    act(part, moderator, "hide")
    hidden_now = said()
    assert "Eine Bank" not in hidden_now
    assert "eine-bank" not in hidden_now
    assert f"Idee {part} (Titel von der Moderation verborgen)" in hidden_now
    restore(moderator)
    assert "Eine Bank vor dem Haus von █████" in said()
    restore(moderator)
    assert said() == before


def test_agendas_that_name_the_idea_follow_and_the_seal_holds(
    app: Flask, idea: int, moderator: int, client: Visitor, work: Work
) -> None:
    """M-36, M-13, L-29, L-80: in sessions to come and in minuted ones; what the committee wrote around it stays."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    mine = [PlannedItem(f"Rat zu: {TITLE}"[:160], idea_id=idea), PlannedItem("Bänke in der Stadt", idea_id=idea)]
    over, coming = factories.meeting(of, mine).id, factories.meeting(of, mine).id
    for kind in ("session.start", "session.close", "minutes.draft"):
        factories.act(chair, over, kind)
    work()

    def said() -> set[str]:
        rows = select(AgendaItem.title).order_by(AgendaItem.meeting_id, AgendaItem.place)
        return set(db.session.scalars(rows))

    def read() -> str:
        work()
        app.extensions["page_cache"].clear()
        ways = [f"/sitzungen/{number}{way}" for number in (over, coming) for way in ("", "/verlauf", "/niederschrift")]
        ways += [
            f"/sitzungen/{coming}.ics",
            f"/api/v1/meetings/{coming}/state",
            "/api/v1/search?q=Musterfrau&kind=agenda_item",
        ]
        return "".join(client.get(way).text for way in ways)

    before = said()
    assert NAME in read()
    act(idea, moderator, passages=NAME)
    assert said() == {"Rat zu: Eine Bank vor dem Haus von █████", "Bänke in der Stadt"}
    assert NAME not in read()
    assert verified(app)["whole"]
    act(idea, moderator, "hide")
    assert said() == {f"Rat zu: Idee {idea} (Titel von der Moderation verborgen)", "Bänke in der Stadt"}
    assert "vor dem Haus" not in read()
    folds(coming, db.session.get_one(Person, chair.id))
    # Whoever gives an item another title meanwhile keeps that one.
    first = db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == coming).order_by(AgendaItem.place)
    ).first()
    assert first is not None
    changed = {"item_id": first.id, "version": first.version, "title": "Eine Bank", "idea_id": None}
    factories.act(db.session.get_one(Person, chair.id), coming, "item.change", **changed)
    restore(moderator)
    restore(moderator)
    assert said() == before | {"Eine Bank"}
    assert NAME in read()
    assert verified(app)["whole"]


def test_whoever_reported_it_reads_no_blackened_words_in_the_address(
    idea: int, moderator: int, client: Visitor
) -> None:
    """M-36, S-12: the state page leads to the idea by its number; the notice keeps the address as it was."""
    fields = {"rule": "daten", "explanation": "Dort steht, wo unsere Nachbarin wohnt.", "good_faith": "y"}
    state = client.submit(f"/melden/idea/{idea}", **fields).location
    act(idea, moderator, passages=NAME)
    page = client.get(state).text
    assert f"/ideen/{idea}" in page
    assert "musterfrau" not in page.lower()
    assert "musterfrau" in the_case().notices[0].address


def test_of_an_erased_text_nobody_reads_that_it_stands_again(idea: int, moderator: int) -> None:
    """S-04, P-06: the decision falls, and the statement says that the text is gone."""
    act(idea, moderator, passages=NAME)
    with transaction():
        author = db.session.get_one(Person, db.session.get_one(Idea, idea).author_id)
        erasing.erase(SYSTEM, author, with_texts=True)
    restore(moderator)
    assert (the_case().statements[-1].detail or {})["left"] == "gone"
