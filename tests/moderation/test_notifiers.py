"""What notifiers can do: report ten things a day, see what became of it, take a report back, be trusted flaggers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.clock import shifted_by
from forum.core.counts import repair
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, TooOften
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.moderation import commands, queries, score, targets, transparency, yearly
from forum.moderation.models import Case, CaseState, Notice, Statement
from forum.screening.commands import label
from forum.screening.findings import Finding
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import WHY, bad_post, decide, report, the_case
from tests.moderation.test_queue import order, reported
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def send(notifier_id: int, post_id: int, rule: str = "respekt") -> None:
    who = db.session.get_one(Person, notifier_id)
    commands.file_notice(who, targets.load(who, "post", post_id), rule=rule, explanation=WHY, good_faith=True)


def file(notifier_id: int, post_id: int, rule: str = "respekt") -> None:
    with transaction():
        send(notifier_id, post_id, rule)


def own(notifier_id: int) -> Notice:
    return db.session.scalars(select(Notice).where(Notice.person_id == notifier_id)).one()


def withdraw(notifier_id: int) -> None:
    with transaction():
        commands.withdraw_notice(db.session.get_one(Person, notifier_id), own(notifier_id))


@pytest.fixture
def posts(app: Flask) -> list[int]:
    """Return the numbers of twelve posts."""
    thread = factories.thread()
    return [factories.post(thread).id for _number in range(12)]


def test_ten_a_day_and_danger_always(posts: list[int]) -> None:
    """M-05: the eleventh of a day is refused, tomorrow it is taken; danger to life is never refused."""
    me = factories.person().id
    for number in posts[:10]:
        file(me, number)
    with pytest.raises(TooOften):
        file(me, posts[10])
    file(me, posts[10], rule="gefahr")
    with shifted_by(timedelta(hours=25)):
        file(me, posts[11])


def test_of_twelve_at_the_same_moment_ten_are_taken(app: Flask, posts: list[int]) -> None:
    """M-05: the cap is counted one after the other."""
    me = factories.person().id
    assert at_once(app, [partial(send, me, number) for number in posts], refused=(TooOften,)) == 2
    assert db.session.scalar(select(func.count(Notice.id))) == 10


def test_an_account_reports_a_thing_once(posts: list[int]) -> None:
    """M-05: a second one is refused, until the first is taken back."""
    me = factories.person().id
    file(me, posts[0])
    with pytest.raises(Conflict):
        file(me, posts[0])
    withdraw(me)
    file(me, posts[0])
    assert the_case().notice_count == 1
    assert the_case().state == CaseState.OPEN


def test_the_own_notices_show_their_state(sign_in: SignIn) -> None:
    """M-05: under "Meine Meldungen" stands what became of each, and nobody else's."""
    me = factories.person()
    client, me_id = sign_in(me), me.id
    reported(factories.person())
    assert "Noch nichts gemeldet" in client.get("/konto/meldungen").text
    report(client, bad_post())
    assert "wird geprüft" in client.get("/konto/meldungen").text
    case = db.session.get_one(Case, own(me_id).case_id)
    decide(sign_in(factories.person("moderator")), case, "verbergen")
    page = client.get("/konto/meldungen").text
    assert "Die Moderation hat etwas unternommen." in page
    assert "Der Beitrag beleidigt eine Person." in page
    assert "/konto/meldungen" in client.get("/konto").text


def test_who_has_an_account_objects_without_the_secret_link(sign_in: SignIn, client: Visitor) -> None:
    """S-12: under "Meine Meldungen" stands the whole notice with the complaint; a stranger finds neither."""
    me = factories.person()
    mine, me_id = sign_in(me), me.id
    report(mine, bad_post())
    notice = own(me_id)
    path, complaint = f"/konto/meldungen/{notice.id}", f"/konto/meldungen/{notice.id}/beschwerde"
    assert f'href="{path}"' in mine.get("/konto/meldungen").text
    page = mine.get(path).text
    assert "wird geprüft" in page
    assert "Nur mit ihr sehen Sie ohne Konto" not in page
    english = mine.get(f"{path}?sprache=en").text
    assert "Your notice" in english
    assert "Ihre Meldung" not in english
    assert mine.get(complaint).status_code == 303
    decide(sign_in(factories.person("moderator")), db.session.get_one(Case, notice.case_id), "abweisen")
    assert f'href="{complaint}"' in mine.get(path).text
    for stranger in (sign_in(factories.person()), sign_in(factories.person("moderator"))):
        assert stranger.get(path).status_code == 404
        assert stranger.submit(complaint, text="Ich sehe das ganz anders als Sie.").status_code == 404
    assert client.get(path).location.startswith("/anmelden")
    sent = mine.submit(complaint, text="Der Beitrag beleidigt meine Nachbarin noch immer.")
    assert (sent.status_code, sent.location) == (303, path)
    page = mine.get(path).text
    assert "Der Beitrag beleidigt meine Nachbarin noch immer." in page
    assert f'href="{complaint}"' not in page


def test_a_mistake_is_taken_back_and_the_case_closes(sign_in: SignIn) -> None:
    """M-34: nobody else reported it, so the case is closed; whoever decides reads that it is another one now."""
    me = factories.person()
    client = sign_in(me)
    report(client, bad_post())
    seen, number = the_case(), own(me.id).id
    assert client.submit(f"/konto/meldungen/{number}/zurueckziehen").status_code == 303
    assert "zurückgezogen" in client.get("/konto/meldungen").text
    found = the_case()
    assert (found.state, found.notice_count, found.decided_by) == (CaseState.DISMISSED, 0, None)
    moderator = sign_in(factories.person("moderator"))
    assert (
        moderator.submit(
            f"/moderation/{found.id}",
            schritt="verbergen",
            rule="respekt",
            facts="Eine Beleidigung, ganz klar.",
            version=1,
        ).status_code
        == 409
    )
    assert seen.id == found.id
    assert client.submit(f"/konto/meldungen/{number}/zurueckziehen").status_code == 409


def test_a_notice_without_account_is_taken_back_by_its_link(client: Visitor) -> None:
    """M-34: the secret link opens it; a wrong one opens nothing."""
    page = report(client, bad_post())
    assert "Meldung zurückziehen" in client.get(page).text
    assert client.submit("/meldungen/falsch/zurueckziehen").status_code == 404
    assert client.submit(f"{page}/zurueckziehen").status_code == 303
    assert "zurückgezogen" in client.get(page).text
    assert the_case().state == CaseState.DISMISSED
    # There is no decision, so there is nothing to complain about.
    token = page.rsplit("/", 1)[1]
    with pytest.raises(Conflict), transaction():
        commands.complain_of_inaction(Nobody(), queries.notice_by_token(token), text="Das ist nicht in Ordnung so.")


def test_other_notices_keep_the_case_open_and_the_score_fits(posts: list[int]) -> None:
    """M-34, M-06: what is left is scored anew, and the figure equals a recount."""
    first, second = factories.person().id, factories.person().id
    file(first, posts[0], rule="gefahr")
    file(second, posts[0])
    withdraw(first)
    found = the_case()
    assert (found.state, found.notice_count) == (CaseState.OPEN, 1)
    assert score.score(found) == score.HOUSE
    assert not repair()


def test_what_a_rule_found_stays_open(posts: list[int]) -> None:
    """M-34, M-11: the moderation looks at it also when nobody reports it any more."""
    me = factories.person().id
    with transaction():
        label(db.session.get_one(Person, me), "post", posts[0], [Finding("links", "example.org")])
    file(me, posts[0])
    withdraw(me)
    assert the_case().state == CaseState.OPEN


def test_a_decided_notice_cannot_be_taken_back(sign_in: SignIn, posts: list[int]) -> None:
    """M-34: only while it is undecided, also when somebody else opens the case again; and only one's own."""
    me, other = factories.person().id, factories.person().id
    file(me, posts[0])
    with pytest.raises(Forbidden), transaction():
        commands.withdraw_notice(db.session.get_one(Person, other), own(me))
    facts = "Das ist eine zulässige Meinung."
    decide(sign_in(factories.person("moderator")), the_case(), "abweisen", facts=facts)
    with pytest.raises(Conflict):
        withdraw(me)
    file(other, posts[0])
    with pytest.raises(Conflict):
        withdraw(me)
    withdraw(other)
    assert the_case().state == CaseState.DISMISSED


def test_what_was_taken_back_says_nothing_about_a_measure(
    sign_in: SignIn, posts: list[int], work: Callable[[], int]
) -> None:
    """M-34, S-10, S-05: it is counted as received and withdrawn, it gets no answer, and it is no source of a measure."""
    gone, left = factories.person(), factories.person()
    gone_id, left_id, address = gone.id, left.id, gone.email
    file(gone_id, posts[0], rule="rechtswidrig")
    file(left_id, posts[0])
    withdraw(gone_id)
    mails = select(func.count(Mail.id)).where(Mail.to_address == address)
    before = db.session.scalar(mails)
    decide(sign_in(factories.person("moderator")), the_case(), "verbergen")
    work()
    assert db.session.scalar(mails) == before
    assert db.session.scalars(select(Statement)).one().source == "SOURCE_TYPE_OTHER_NOTIFICATION"
    figures = transparency.figures(datetime.now().astimezone().year)
    assert (figures.notices, figures.withdrawn) == (2, 1)


def test_trusted_flaggers_come_first_and_are_counted_apart(sign_in: SignIn, posts: list[int]) -> None:
    """S-15: only the administration grants it; their notices stand on top, without a cap, and in the figures."""
    flagger = factories.person("trusted_flagger").id
    for number in posts[1:4]:
        for _more in range(2):
            file(factories.person().id, number)
    for number in (posts[0], *posts[4:]):
        file(flagger, number, rule="rechtswidrig")
    moderator = factories.person("moderator")
    first = [db.session.get_one(Case, number).target_id for number in order(moderator)]
    assert set(first[:9]) == {posts[0], *posts[4:]}
    parts = score.explained(db.session.scalars(select(Case).where(Case.target_id == posts[0])).one())
    assert score.TRUSTED in [part.points for part in parts]
    year = datetime.now().astimezone().year
    lines = {(line.indicator, line.scope): line.value for line in yearly.lines(year, "2_notices")}
    assert lines["notices_of_trusted_flaggers", "TOTAL"] == transparency.figures(year).trusted == 9
    case = db.session.scalars(select(Case).where(Case.target_id == posts[0])).one()
    assert decide(sign_in(moderator), case, "verbergen", rule="rechtswidrig", legal_ground="§ 185 StGB") == 303
    assert db.session.scalars(select(Statement)).one().source == "SOURCE_TRUSTED_FLAGGER"
