"""The queue: what comes first and why, who works on it, acts on many cases, shared reasons, moderators of one space."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.discussions.models import Post, PostState, SpaceKind
from forum.moderation import commands, queries, score, targets
from forum.moderation.models import CannedReason, Case, CaseNote, CaseState, NoteKind, Statement
from forum.moderation.queries import Wanted
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of
from tests.moderation.test_cases import WHY, bad_post, decide, report, the_case
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
FACTS = "Der Beitrag beleidigt eine Person."


def reported(notifier: Person | None = None, rule: str = "respekt", post: Post | None = None) -> Case:
    """Return the case of a post that somebody reported."""
    post_id, notifier_id = (post or bad_post()).id, (notifier or factories.person()).id
    with transaction():
        who = db.session.get_one(Person, notifier_id)
        target = targets.load(who, "post", post_id)
        commands.file_notice(who, target, rule=rule, explanation=WHY, good_faith=True)
    return db.session.scalars(select(Case).where(Case.kind == "post", Case.target_id == post_id)).one()


def order(viewer: Person, **wanted: str) -> list[int]:
    return [case.id for case in queries.queue(viewer, Wanted(**wanted)).items]


def canned(moderator: Person, *, clear: bool = False) -> CannedReason:
    """Return a shared reason."""
    number = moderator.id
    with transaction():
        made = commands.save_reason(
            db.session.get_one(Person, number),
            name="Werbung",
            rule="werbung",
            text="Der Beitrag wirbt für ein Geschäft.",
            text_en="The post advertises a business.",
            clear=clear,
        )
        made_id = made.id
    return db.session.get_one(CannedReason, made_id)


def test_the_score_is_explained_and_orders_the_queue(app: Flask) -> None:
    """M-06: its parts add up to it; danger comes first, then what many report, then what waits longest."""
    moderator = factories.person("moderator")
    with shifted_by(timedelta(days=-2)):
        waiting = reported().id
    many_post = bad_post()
    reported(post=many_post)
    for _more in range(3):
        many = reported(post=many_post).id
    single, urgent = reported().id, reported(rule="gefahr").id
    assert order(moderator) == [urgent, many, waiting, single]
    for number in (urgent, many, waiting, single):
        case = db.session.get_one(Case, number)
        assert score.score(case) == sum(part.points for part in score.explained(case))
    assert score.score(db.session.get_one(Case, urgent)) == score.URGENT
    assert score.score(db.session.get_one(Case, many)) == score.HOUSE + 3
    assert score.score(db.session.get_one(Case, waiting)) == score.HOUSE + 2


def test_danger_and_trusted_flaggers_stay_ahead_of_what_waits_for_long(app: Flask) -> None:
    """M-06, M-28, S-15: a case of last year does not overtake them; the explanation says why they stand there."""
    moderator = factories.person("moderator")
    with shifted_by(timedelta(days=-400)):
        old = reported().id
    with shifted_by(timedelta(days=-90)):
        older = reported(rule="gefahr").id
    flagged = reported(factories.person("trusted_flagger")).id
    fresh = reported(rule="gefahr").id
    assert order(moderator) == [older, fresh, flagged, old]
    labels = [score.explained(db.session.get_one(Case, number))[0].label for number in (fresh, old)]
    assert labels == ["Gefahr, steht vor allem anderen", "Art des Grundes"]


def test_the_queue_says_how_a_reported_text_begins(sign_in: SignIn) -> None:
    """M-01, M-36: for whoever may read it; from a closed room it gives no word away."""
    reported(post=factories.post(factories.thread(), text="**Kanarienvogel** und anderes"))
    staff = factories.person("staff")
    inside = factories.thread(staff, within=factories.space(SpaceKind.STAFF))
    closed = reported(factories.person("staff"), post=factories.post(inside, staff, text="Zaunkönig ist da"))
    page = sign_in(factories.person("moderator")).get("/moderation").text
    assert ">Kanarienvogel und anderes</span>" in page
    assert f"/moderation/{closed.id}" in page
    assert "Zaunkönig" not in page


def test_past_notices_of_a_person_count(app: Flask) -> None:
    """M-06: whoever reports well comes a little earlier; the figure is for the queue alone."""
    moderator, notifier = factories.person("moderator").id, factories.person()
    notifier_id = notifier.id
    for _one in range(score.ENOUGH):
        case_id = reported(db.session.get_one(Person, notifier_id)).id
        with transaction():
            case = db.session.get_one(Case, case_id)
            commands.hide(
                db.session.get_one(Person, moderator), case, rule="respekt", facts=FACTS, version=case.version
            )
    found = reported(db.session.get_one(Person, notifier_id))
    assert (found.points or {})["trust"] == score.RELIABLE


def test_the_page_asks_the_same_number_of_queries_for_one_case_and_for_many(sign_in: SignIn) -> None:
    """M-01, E-11: neither cases nor notices nor claims cost a query each."""
    moderator = factories.person("moderator")
    client = sign_in(moderator)
    reported()
    few = queries_of(lambda: client.get("/moderation"))
    for _one in range(6):
        number = reported().id
        with transaction():
            commands.claim(db.session.get_one(Person, moderator.id), db.session.get_one(Case, number))
    assert queries_of(lambda: client.get("/moderation")) == few


def test_filters_and_words_narrow_the_queue(app: Flask) -> None:
    """M-01: kind, ground, space, age, mine, unclaimed, second opinion, and words in notices and texts."""
    moderator = factories.person("moderator")
    with shifted_by(timedelta(days=-4)):
        old = reported().id
    new = reported(rule="werbung", post=factories.post(factories.thread(), text="Zaunkönig im Angebot")).id
    space = db.session.get_one(Case, new).space_id
    with transaction():
        me = db.session.get_one(Person, moderator.id)
        commands.claim(me, db.session.get_one(Case, new))
        commands.add_note(me, db.session.get_one(Case, old), text="Was meint ihr?", kind=NoteKind.QUESTION)
    moderator = db.session.get_one(Person, moderator.id)
    assert order(moderator, art="post") == [old, new]
    assert order(moderator, art="idea") == []
    assert order(moderator, regel="werbung") == [new]
    assert order(moderator, raum=str(space)) == [new]
    assert order(moderator, alter="3") == [old]
    assert order(moderator, bei="meine") == [new]
    assert order(moderator, bei="frei") == [old]
    assert order(moderator, meinung="1") == [old]
    assert order(moderator, q="zaunkönig") == [new]
    assert order(moderator, q="100%_") == []


def test_a_claim_is_shown_ends_by_itself_and_keeps_nobody_out(sign_in: SignIn) -> None:
    """M-04: fake clock; a claim makes no open page stale; any decision releases it; taking over is logged."""
    case_id = reported().id
    first, second = factories.person("moderator", handle="Ersthabicht"), factories.person("moderator")
    first_id, second_id = first.id, second.id
    one, other = sign_in(first), sign_in(second)
    seen = the_case().version
    one.submit(f"/moderation/{case_id}/uebernehmen")
    assert the_case().version == seen
    assert the_case().claimed_by == first_id
    assert the_case().first_viewed_at is not None
    assert "Ersthabicht bearbeitet diesen Fall" in other.get(f"/moderation/{case_id}").text
    assert "Ersthabicht" in other.get("/moderation").text
    assert "bearbeitet gerade jemand anderes" in other.submit(f"/moderation/{case_id}/uebernehmen").text or (
        the_case().claimed_by == first_id
    )
    with shifted_by(timedelta(minutes=16)), transaction():
        commands.claim(db.session.get_one(Person, second_id), the_case())
    assert the_case().claimed_by == second_id
    one.submit(f"/moderation/{case_id}/uebernehmen", trotzdem="1")
    taken = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "CaseClaimed").order_by(LoggedEvent.id))
    assert taken.all()[-1].data["taken_from"] == second_id
    assert decide(other, the_case(), "verbergen", version=str(seen)) == 303
    assert the_case().claimed_by is None


def test_an_open_page_keeps_the_claim_and_takes_no_other(sign_in: SignIn) -> None:
    """M-04: fake clock; it is renewed while it holds and is one's own, and only then; the log hears of no glances."""
    case_id = reported().id
    first, second = factories.person("moderator", handle="Ersthabicht"), factories.person("moderator")
    first_id, second_id = first.id, second.id
    one, other, citizen = sign_in(first), sign_in(second), sign_in(factories.person())
    way = f"/moderation/{case_id}/verlaengern"
    assert "Ich bearbeite das" in one.submit(way).text
    assert the_case().claimed_by is None
    one.submit(f"/moderation/{case_id}/uebernehmen")
    assert f'data-claim="{way}"' in one.get(f"/moderation/{case_id}").text
    assert f'data-claim="{way}"' not in other.get(f"/moderation/{case_id}").text
    begun, seen = the_case().claimed_until, the_case().version
    logged = db.session.scalar(select(func.count(LoggedEvent.id)))
    assert begun is not None
    assert citizen.submit(way).status_code == 404

    def renewed_after(minutes: int, by: int) -> Case:
        with shifted_by(timedelta(minutes=minutes)), transaction():
            commands.renew(db.session.get_one(Person, by), the_case())
        return the_case()

    assert renewed_after(10, second_id).claimed_until == begun
    until = renewed_after(10, first_id).claimed_until
    assert until is not None
    assert until - begun > timedelta(minutes=9)
    # It is over by now, so it stays over: somebody else may have counted on that.
    assert renewed_after(40, first_id).claimed_until == until
    assert (the_case().claimed_by, the_case().version) == (first_id, seen)
    assert db.session.scalar(select(func.count(LoggedEvent.id))) == logged
    other.submit(f"/moderation/{case_id}/uebernehmen", trotzdem="1")
    piece = one.submit(way).text
    assert "bearbeitet diesen Fall" in piece
    assert "data-claim-until" not in piece
    assert the_case().claimed_by == second_id
    assert decide(other, the_case(), "verbergen") == 303
    assert "inzwischen entschieden" in one.submit(way).text
    assert the_case().claimed_by is None


def test_a_case_goes_to_somebody_who_may_decide_it(sign_in: SignIn) -> None:
    """M-04: with a note; whoever does not moderate cannot be given one."""
    case_id = reported().id
    one = sign_in(factories.person("moderator"))
    other, citizen = factories.person("moderator"), factories.person()
    other_id, names = other.id, (other.handle, citizen.handle)
    one.submit(f"/moderation/{case_id}/uebergeben", handle=names[1], text="Bitte du.")
    assert the_case().claimed_by is None
    one.submit(f"/moderation/{case_id}/uebergeben", handle=names[0], text="Bitte du.")
    assert the_case().claimed_by == other_id
    assert db.session.scalars(select(CaseNote.text)).all() == ["Bitte du."]


def test_notes_are_read_by_nobody_else(sign_in: SignIn, client: Visitor, work: Callable[[], int]) -> None:
    """M-29, E-18: neither author nor notifier, neither statement nor state page nor log shows what moderators say."""
    post = bad_post()
    author_id = post.author_id
    state_page = report(client, post)
    case = the_case()
    moderator = sign_in(factories.person("moderator"))
    moderator.submit(f"/moderation/{case.id}/notizen", text="Zaunkönig-Notiz", art="question")
    assert "Zaunkönig-Notiz" in moderator.get(case.url).text
    assert the_case().wants_opinion
    second = sign_in(factories.person("moderator"))
    second.submit(f"/moderation/{case.id}/notizen", text="Zaunkönig-Meinung", art="opinion")
    assert not the_case().wants_opinion
    assert decide(moderator, the_case(), "verbergen") == 303
    work()
    statement = db.session.scalars(select(Statement)).one().url
    author = sign_in(db.session.get_one(Person, author_id))
    for page in (
        author.get(statement),
        client.get(state_page),
        client.get("/transparenz"),
        client.get("/transparenz.csv"),
    ):
        assert "Zaunkönig" not in page.text
    assert author.submit(f"/moderation/{case.id}/notizen", text="Ich auch").status_code == 404


def test_the_second_of_two_reads_who_decided_what(sign_in: SignIn) -> None:
    """M-03: 409, with name and outcome of the first decision; one statement exists."""
    reported()
    seen = the_case().version
    first = factories.person("moderator", handle="Ersthabicht")
    assert decide(sign_in(first), the_case(), "verbergen") == 303
    second = sign_in(factories.person("moderator"))
    fields = {"rule": "respekt", "facts": FACTS, "version": str(seen), "schritt": "abweisen"}
    answer = second.submit(the_case().url, **fields)
    assert answer.status_code == 409
    assert "Entschieden von Ersthabicht" in answer.text
    assert FACTS in answer.text
    assert db.session.scalar(select(func.count()).select_from(Statement)) == 1


@pytest.mark.parametrize("hidden", [True, False])
def test_undo_within_ten_minutes(sign_in: SignIn, *, hidden: bool) -> None:
    """M-15: one activation; the case is open again and the post as before; later a reason is needed."""
    post = bad_post()
    post_id = post.id
    reported(post=post)
    moderator = sign_in(factories.person("moderator"))
    assert decide(moderator, the_case(), "verbergen" if hidden else "abweisen") == 303
    moderator.submit(f"{the_case().url}/rueckgaengig")
    assert the_case().state == CaseState.OPEN
    assert db.session.get_one(Post, post_id).state == PostState.VISIBLE
    assert order(factories.person("moderator")) == [the_case().id]
    assert decide(moderator, the_case(), "verbergen") == 303
    late = factories.person("moderator").id
    with pytest.raises(Conflict), shifted_by(timedelta(minutes=11)), transaction():
        commands.undo(db.session.get_one(Person, late), the_case())
    assert db.session.get_one(Post, post_id).state == PostState.HIDDEN


def test_a_shared_reason_needs_a_sentence_about_the_case(sign_in: SignIn) -> None:
    """M-19: unless the case is clear; the decision keeps the version that it used."""
    reported()
    moderator = factories.person("moderator")
    first = canned(moderator)
    first_id, text = first.id, first.text
    client = sign_in(db.session.get_one(Person, moderator.id))
    page = client.get(f"{the_case().url}?vorlage={first_id}").text
    assert text in page
    assert decide(client, the_case(), "verbergen", rule="werbung", facts=text, vorlage=str(first_id)) == 422
    fields = {
        "name": "Werbung",
        "rule": "werbung",
        "text": text,
        "text_en": "The post advertises a business.",
        "text_plain": "Der Text war Werbung für einen Laden.",
        "clear": "y",
    }
    assert client.submit(f"/moderation/vorlagen?vorlage={first_id}", **fields).status_code == 303
    second = db.session.scalars(select(CannedReason).where(CannedReason.replaced_at.is_(None))).one()
    assert (second.version, second.clear) == (2, True)
    second_id = second.id
    assert client.submit(f"/moderation/vorlagen?vorlage={first_id}", **fields).status_code == 409
    assert decide(client, the_case(), "verbergen", rule="werbung", facts=text, vorlage=str(second_id)) == 303
    statement = db.session.scalars(select(Statement)).one()
    assert statement.canned_id == second_id
    # The words in Leichte Sprache stand beside the reason, in place of the sentence of the rule.
    author = sign_in(db.session.get_one(Person, statement.author_id))
    assert "Der Text war Werbung für einen Laden." in author.get(statement.url).text


def test_a_clear_case_takes_two_choices_after_opening(sign_in: SignIn) -> None:
    """Issue 7, point 2: open it, choose the numbered reason, and the button that hides has the focus already."""
    reported()
    moderator = factories.person("moderator")
    number = canned(moderator, clear=True).id
    client = sign_in(db.session.get_one(Person, moderator.id))
    page = client.get(the_case().url).text
    assert f'vorlage={number}" data-digit="1"' in page
    page = client.get(f"{the_case().url}?vorlage={number}").text
    assert 'value="verbergen" autofocus' in page


def test_views_are_kept_under_names(sign_in: SignIn) -> None:
    """M-01: each moderator has views of their own."""
    client = sign_in(factories.person("moderator"))
    other = sign_in(factories.person("moderator"))
    assert client.submit("/moderation/ansichten?art=idea&alter=3", name="Alte Ideen").status_code == 303
    assert "Alte Ideen" in client.get("/moderation").text
    assert "Alte Ideen" not in other.get("/moderation").text
    number = queries.queue_views(db.session.scalars(select(Person).order_by(Person.id)).first() or factories.person())[
        0
    ].id
    assert other.submit(f"/moderation/ansichten/{number}/loeschen").status_code == 404
    assert client.submit(f"/moderation/ansichten/{number}/loeschen").status_code == 303


def test_many_cases_are_decided_one_by_one(sign_in: SignIn) -> None:
    """M-22: a common parent, a statement and an event each; what cannot be done fails alone; the whole can be undone."""
    moderator = factories.person("moderator")
    mine = reported(post=factories.post(factories.thread(), moderator, text="Mein eigener Beitrag")).id
    numbers = [reported().id for _one in range(3)]
    client = sign_in(db.session.get_one(Person, moderator.id))
    address = "/moderation/sammeln?" + "&".join(f"fall={number}" for number in (mine, *numbers))
    page = client.get(address).text
    assert "entscheidet jemand anderes" in page
    versions = {f"version-{number}": str(db.session.get_one(Case, number).version) for number in (mine, *numbers)}
    fields = {"rule": "respekt", "facts": FACTS, "schritt": "verbergen", **versions}
    short = client.submit("/moderation/sammeln", fall=[mine, *numbers], **{**fields, "facts": "zu kurz"})
    assert short.status_code == 422
    answer = client.submit("/moderation/sammeln", fall=[mine, *numbers], **fields)
    assert "3 Fälle sind entschieden" in answer.text
    assert f"Fall {mine}" in answer.text
    statements = db.session.scalars(select(Statement).order_by(Statement.id)).all()
    assert [row.case_id for row in statements] == numbers
    (key,) = {row.bulk for row in statements}
    issued = select(func.count()).select_from(LoggedEvent).where(LoggedEvent.type == "StatementIssued")
    assert db.session.scalar(issued) == 3
    assert client.submit(f"/moderation/sammeln/{key}/zuruecknehmen").status_code == 200
    assert {row.state for row in db.session.scalars(select(Post).where(Post.state == PostState.HIDDEN))} == set()


def test_moderators_of_a_space_see_and_decide_only_that_space(sign_in: SignIn) -> None:
    """M-25, E-16: queue, case, search, complaint and decision; the post itself has the button."""
    here, there = factories.space(), factories.space()
    in_here = factories.post(factories.thread(within=here), text="Kanarienvogel-Beschimpfung")
    post_id, url = in_here.id, in_here.thread.url
    inside = reported(post=in_here).id
    outside = reported(post=factories.post(factories.thread(within=there))).id
    person = factories.person(f"space:{here.id}:moderator")
    client = sign_in(person)
    page = client.get("/moderation").text
    assert f"/moderation/{inside}" in page
    assert f"/moderation/{outside}" not in page
    assert client.get(f"/moderation/{outside}").status_code == 404
    assert decide(client, db.session.get_one(Case, outside), "verbergen") == 404
    assert f"/moderation/oeffnen/post/{post_id}" in client.get(url).text
    assert decide(client, db.session.get_one(Case, inside), "verbergen") == 303
    assert db.session.get_one(Post, post_id).state == PostState.HIDDEN
    assert client.get(db.session.scalars(select(Statement)).one().url).status_code == 200
    person, other = db.session.get_one(Person, person.id), db.session.get_one(Case, outside)
    with pytest.raises(Forbidden), transaction():
        commands.dismiss(person, other, reason=FACTS, version=1)
    with pytest.raises(NotFound):
        queries.case(db.session.get_one(Person, person.id), outside)


def test_two_moderators_claim_at_once(app: Flask) -> None:
    """M-04: one has it, the other is told."""
    case_id = reported().id
    people = [factories.person("moderator").id for _one in range(2)]

    def claim(number: int) -> Callable[[], object]:
        return lambda: commands.claim(db.session.get_one(Person, number), db.session.get_one(Case, case_id))

    assert at_once(app, [claim(number) for number in people], refused=(Conflict,)) == 1
    assert the_case().claimed_by in people


def test_nobody_acts_on_more_than_a_hundred(app: Flask) -> None:
    """M-22: the limit is told before anything happens."""
    moderator = factories.person("moderator")
    with pytest.raises(Invalid), transaction():
        commands.decide_many(moderator, dict.fromkeys(range(1, 102), 1), step="abweisen", facts=FACTS)
