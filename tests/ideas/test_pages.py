"""Writing, reading, supporting, hiding and sorting ideas, through the pages."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts import units
from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.permissions import SYSTEM
from forum.discussions.models import Post, Space, SpaceKind, Stance
from forum.ideas import commands
from forum.ideas.models import Idea, IdeaRevision, IdeaStep, Support
from forum.web.language import day as in_words
from tests import factories
from tests.factories import REASON, Visitor

SignIn = Callable[[Person], Visitor]


TITLE = "Sensoren an den Fahrradbügeln am Hagenmarkt"


TEXT = "Man sähe **sofort**, wo noch ein Platz frei ist, und müsste nicht suchen."


def test_somebody_writes_checks_and_submits_an_idea(sign_in: SignIn, client: Visitor) -> None:
    """N-01: one form and one check lead to a public idea with a number."""
    writer = sign_in(factories.person())
    answer = writer.submit(
        "/ideen/neu", title=TITLE, text=TEXT, goals=["daten"], districts=["130"], category="mobilitaet"
    )
    assert answer.status_code == 303
    assert answer.location.endswith("/pruefung")
    page = writer.get(answer.location).get_data(as_text=True)
    assert "<strong>sofort</strong>" in page
    assert "50 Menschen" in page
    assert client.get("/ideen").get_data(as_text=True).count(TITLE) == 0
    answer = writer.submit(answer.location)
    assert answer.status_code == 303
    idea = db.session.scalars(select(Idea)).one()
    assert (idea.state, idea.audience, idea.goal_keys, idea.district_numbers) == (
        "eingereicht",
        "public",
        ["daten"],
        [130],
    )
    shown = client.get(answer.location).get_data(as_text=True)
    assert TITLE in shown
    assert "<strong>sofort</strong>" in shown
    assert TITLE in client.get("/ideen").get_data(as_text=True)


def test_drafts_are_seen_by_their_author_only(sign_in: SignIn, client: Visitor) -> None:
    """N-03, E-17: two accounts, one after the other; a foreign draft does not exist."""
    ada, ben = factories.person(), factories.person("staff", "moderator", "admin")
    answer = sign_in(ada).submit("/ideen/neu", title="Kanarienvogel", text="halb fertig", entwurf="1")
    assert answer.location == "/ideen/entwuerfe"
    number = db.session.scalars(select(Idea.id)).one()
    assert "Kanarienvogel" in sign_in(ada).get("/ideen/entwuerfe").get_data(as_text=True)
    for who in (client, sign_in(ben)):
        for path in (
            f"/ideen/{number}",
            f"/ideen/{number}-kanarienvogel",
            f"/ideen/{number}/pruefung",
            f"/ideen/{number}/bearbeiten",
            f"/ideen/{number}/verlauf",
        ):
            answer = who.get(path, follow_redirects=True)
            assert answer.status_code in {404, 200}
            assert "Kanarienvogel" not in answer.get_data(as_text=True)
    for path in (
        "/ideen",
        "/ideen/entwuerfe",
        "/stabsstelle",
        "/stabsstelle/ideen.csv",
        "/ideen/aehnlich?titel=Kanarienvogel",
    ):
        assert "Kanarienvogel" not in sign_in(ben).get(path).get_data(as_text=True)
    assert sign_in(ben).submit(f"/ideen/{number}/pruefung").status_code == 404
    assert sign_in(ada).submit(f"/ideen/{number}/verwerfen").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Idea)) == 0


@pytest.mark.parametrize(
    ("title", "text"), [("zu kurz", TEXT), (TITLE, "zu kurz"), ("x" * 121, TEXT), ("", ""), (TITLE, "y" * 20_001)]
)
def test_bad_input_comes_back_as_typed(sign_in: SignIn, title: str, text: str) -> None:
    answer = sign_in(factories.person()).submit("/ideen/neu", title=title, text=text, place="Am Kohlmarkt 7")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert title in page
    assert text[:50] in page
    assert "Am Kohlmarkt 7" in page
    assert db.session.scalar(select(func.count()).select_from(Idea)) == 0


@pytest.mark.parametrize("field", [{"goals": ["erfunden"]}, {"districts": ["999"]}, {"category": "erfunden"}])
def test_unknown_choices_are_refused(sign_in: SignIn, field: dict[str, object]) -> None:
    answer = sign_in(factories.person()).submit("/ideen/neu", title=TITLE, text=TEXT, **field)
    assert answer.status_code == 422


def test_wrong_slugs_redirect(client: Visitor) -> None:
    """N-32."""
    idea = factories.idea(title="Grüne Straßen überall für alle")
    for path in (f"/ideen/{idea.id}", f"/ideen/{idea.id}-alt"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (301, f"/ideen/{idea.id}-gruene-strassen-ueberall-fuer-alle")
    assert client.get(f"/ideen/{idea.id}abc").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ideen/99999999999999999999", 404),
        ("/ideen/4294967296", 404),
        ("/ideen/1x", 404),
        ("/ideen/1-a?seite=%C2%B2", 301),
        ("/ideen/%C2%B2", 404),
        ("/vorhaben/99999999999999999999", 404),
        ("/themen/99999999999999999999", 404),
        ("/beschluesse?jahr=99999&bezirk=99999999999999999999", 200),
        ("/ideen?ab=99999999999999999999&seit=gestern&bezirk=%00&q=%25_'", 200),
        ("/ideen?sortierung=frist&after=WzFd", 422),
        ("/ideen?after=WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTEyOjAwIiwxXQ", 422),  # A moment outside the calendar.
        ("/ideen?after=WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwxXQ", 422),  # A moment without a zone.
        ("/ideen/aehnlich?titel=%00%25&ausser=%C2%B2", 200),
    ],
)
def test_strange_addresses_are_answered_plainly(client: Visitor, path: str, status: int) -> None:
    """E-17, E-21: never an error of the database."""
    factories.idea()
    assert client.get(path).status_code == status


def test_support_counts_once_and_can_be_taken_back(sign_in: SignIn, client: Visitor) -> None:
    """N-08, N-13: no name of a supporter stands on the page."""
    idea, fan = factories.idea(), factories.person(handle="HeimlicherFan")
    for _time in range(2):
        assert sign_in(fan).submit(f"/ideen/{idea.id}/unterstuetzen").status_code == 303
    assert db.session.get_one(Idea, idea.id).support_count == 1
    page = client.get(idea.url).get_data(as_text=True)
    assert "1 von 50" in page
    assert "HeimlicherFan" not in page
    assert "zurücknehmen" in sign_in(fan).get(idea.url).get_data(as_text=True)
    for _time in range(2):
        assert sign_in(fan).submit(f"/ideen/{idea.id}/zuruecknehmen").status_code == 303
    assert db.session.get_one(Idea, idea.id).support_count == 0
    assert client.submit(f"/ideen/{idea.id}/unterstuetzen").status_code in {302, 303}
    assert db.session.scalar(select(func.count()).select_from(Support)) == 0


@pytest.mark.parametrize(("state", "status"), [("in_diskussion", 303), ("board", 409), ("abgelehnt", 409)])
def test_support_ends_with_the_decision(sign_in: SignIn, state: str, status: int) -> None:
    idea = factories.idea(state=state)
    assert sign_in(factories.person()).submit(f"/ideen/{idea.id}/unterstuetzen").status_code == status


def test_editing_keeps_the_version_that_others_supported(sign_in: SignIn, client: Visitor, app: Flask) -> None:
    """N-14: free before the first support, with a reason and a kept version afterwards, never after an answer."""
    ada = factories.person()
    idea = factories.idea(ada)
    path = f"/ideen/{idea.id}/bearbeiten"
    values = {"title": idea.title, "text": TEXT, "version": str(idea.version)}
    assert sign_in(ada).submit(path, **values).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(IdeaRevision)) == 0
    stale = sign_in(ada).submit(path, **{**values, "text": "Ein anderer Text, der auch lang genug ist."})
    assert stale.status_code == 409
    assert "Ein anderer Text" in stale.get_data(as_text=True)
    app.config["IDEA_GRACE_MINUTES"] = 0
    fan = factories.person()
    with transaction():
        commands.support(fan, db.session.get_one(Idea, idea.id))
    values |= {
        "text": "Noch ein Text, der lang genug ist.",
        "version": str(db.session.get_one(Idea, idea.id).version),
    }
    assert sign_in(ada).submit(path, **values).status_code == 422
    assert sign_in(ada).submit(path, **values, reason="Ort genauer gesagt").status_code == 303
    history = client.get(f"/ideen/{idea.id}/verlauf").get_data(as_text=True)
    assert "wo noch ein Platz frei ist" in history
    assert "Ort genauer gesagt" in history
    staff = factories.person("staff")
    ids = staff.id, idea.id
    with transaction():
        said = commands.Answer(text="Wir prüfen das gern.")
        commands.note_answer(db.session.get_one(Person, ids[0]), db.session.get_one(Idea, ids[1]), said)
    values["version"] = str(db.session.get_one(Idea, idea.id).version)
    assert sign_in(ada).submit(path, **values, reason="Zu spät dafür").status_code == 403
    assert "Wir prüfen das gern." in client.get(idea.url).get_data(as_text=True)


def test_an_answer_keeps_version_and_supporters_of_its_moment(app: Flask) -> None:
    """N-24."""
    idea, staff, fan = factories.idea(), factories.person("staff"), factories.person()
    with transaction():
        found = db.session.get_one(Idea, idea.id)
        step_id = commands.note_answer(staff, found, commands.Answer(text="Eine **amtliche** Antwort.")).id
        commands.support(db.session.get_one(Person, fan.id), found)
    step = db.session.get_one(IdeaStep, step_id)
    assert step.data["supporters"] == 0
    assert db.session.get_one(Idea, idea.id).support_count == 1


def test_staff_takes_steps_on_the_page_of_the_idea(sign_in: SignIn, client: Visitor) -> None:
    idea, staff = factories.idea(), factories.person("staff")
    page = sign_in(staff).get(idea.url).get_data(as_text=True)
    assert 'value="fachpruefung"' in page
    assert 'value="beschlossen"' not in page
    assert 'value="fachpruefung"' not in client.get(idea.url).get_data(as_text=True)
    path = f"/ideen/{idea.id}/schritt"
    assert sign_in(staff).submit(path, seen="in_diskussion", target="fachpruefung", reason="kurz").status_code == 422
    typed = sign_in(staff).submit(path, seen="in_diskussion", target="beschlossen", reason=REASON)
    assert (typed.status_code, REASON in typed.get_data(as_text=True)) == (422, True)
    assert "Bitte wählen Sie bei „Nächster Schritt“ etwas aus der Liste." in typed.text
    with transaction():
        units.found_unit(SYSTEM, "Tiefbau")
    fields = {"seen": "in_diskussion", "target": "fachpruefung", "reason": REASON, "unit": "Tiefbau"}
    unseen = sign_in(staff).submit(path, **fields | {"seen": ""})
    assert (unseen.status_code, REASON in unseen.text) == (409, True)
    assert sign_in(staff).submit(path, **fields).status_code == 303
    page = client.get(idea.url).get_data(as_text=True)
    assert "Tiefbau" in page
    assert REASON in page
    assert sign_in(factories.person()).submit(path, target="abgelehnt", reason=REASON).status_code == 409


def test_a_withdrawn_idea_leaves_a_tombstone(sign_in: SignIn, client: Visitor) -> None:
    """N-30, S-06: the text is gone from page and API, what others wrote stays."""
    ada = factories.person()
    idea = factories.idea(ada, text="Kanarienvogel im Text, der lang genug ist.")
    assert idea.thread is not None
    factories.post(idea.thread, text="Das wäre schön gewesen.")
    assert sign_in(factories.person()).submit(f"/ideen/{idea.id}/zurueckziehen").status_code == 403
    assert sign_in(ada).submit(f"/ideen/{idea.id}/zurueckziehen", reason="Hat sich erledigt").status_code == 303
    page = client.get(idea.url).get_data(as_text=True)
    assert "zurückgezogen" in page
    assert "Kanarienvogel" not in page
    assert "Das wäre schön gewesen." in page
    assert "Kanarienvogel" not in client.get(f"/api/v1/ideas/{idea.id}").text
    assert "Kanarienvogel" not in client.get(f"/ideen/{idea.id}/verlauf").text
    assert idea.title not in client.get("/ideen").get_data(as_text=True)


def test_an_idea_that_reached_its_threshold_stays(sign_in: SignIn) -> None:
    """N-30: the threshold ends taking back; nothing is written."""
    ada = factories.person()
    idea = factories.idea(ada, "quorum_erreicht")
    assert "zurueckziehen" not in sign_in(ada).get(idea.url).text
    assert sign_in(ada).submit(f"/ideen/{idea.id}/zurueckziehen", reason="Zu spät").status_code == 409
    assert db.session.get_one(Idea, idea.id).state == "quorum_erreicht"


def test_what_lies_behind_is_not_threatened_any_more(client: Visitor) -> None:
    """N-09: whoever supports an idea past its threshold does not read that it will be closed."""
    threat = "wird die Idee geschlossen"
    assert threat in client.get(factories.idea(state="in_diskussion").url).text
    assert threat not in client.get(factories.idea(state="fachpruefung").url).text


def test_arguments_stand_in_one_list_or_two_columns(sign_in: SignIn, client: Visitor) -> None:
    """N-34: both hold the same posts, and the author of a post can change its mark."""
    idea, ada = factories.idea(), factories.person()
    assert idea.thread is not None
    spoken = {
        factories.post(idea.thread, ada, text=text, stance=stance).id: text
        for text, stance in (("Ich bin dafür, weil.", Stance.PRO), ("Ich bin dagegen, weil.", Stance.CONTRA))
    }
    for view in ("baum", "gegenueber"):
        page = client.get(f"{idea.url}?ansicht={view}").text
        assert all(page.count(text) == 1 for text in spoken.values()), view
    first = db.session.get_one(Post, next(iter(spoken)))
    fields = {"text": first.source, "version": first.version, "language": "de", "stance": "dagegen"}
    assert sign_in(ada).submit(f"/beitraege/{first.id}/bearbeiten", **fields).status_code == 303
    assert db.session.get_one(Post, first.id).stance == Stance.CONTRA
    assert client.get(f"{idea.url}?ansicht=gegenueber").text.count("Ich bin dafür, weil.") == 1


def test_a_hidden_idea_is_gone_from_every_page(client: Visitor, sign_in: SignIn) -> None:
    """E-18, S-06: the tombstone names the ground, nothing else remains."""
    idea, moderator = factories.idea(title="Kanarienvogel gegen alle Regeln"), factories.person("moderator")
    assert "Kanarienvogel" in client.get("/ideen").get_data(as_text=True)
    with transaction():
        commands.hide_idea(moderator, db.session.get_one(Idea, idea.id), ground="Regel 3")
    for path in ("/ideen", "/ideen?q=Kanarienvogel", "/ideen/aehnlich?titel=Kanarienvogel+gegen", f"/ideen/{idea.id}"):
        assert "vogel gegen" not in client.get(path, follow_redirects=True).get_data(as_text=True)
    gone = client.get(f"/ideen/{idea.id}-alt")
    assert (gone.status_code, "Regel 3" in gone.get_data(as_text=True)) == (410, True)
    thread_id = db.session.get_one(Idea, idea.id).thread_id
    assert client.get(f"/themen/{thread_id}").status_code == 404
    staff = sign_in(factories.person("staff"))
    assert "Kanarienvogel" not in staff.get("/stabsstelle/ideen.csv").get_data(as_text=True)
    with transaction():
        commands.restore_idea(db.session.get_one(Person, moderator.id), db.session.get_one(Idea, idea.id))
    assert "Kanarienvogel" in client.get("/ideen").get_data(as_text=True)


def test_staff_sorts_an_idea_and_leaves_the_words_alone(sign_in: SignIn, client: Visitor) -> None:
    """N-40: the author's text is byte-equal afterwards, and what staff added carries unit and date."""
    text = "Zwei Leerzeichen  bleiben, auch **Zeichen**.\n\n- und Listen\n"
    idea, staff = factories.idea(goals=(), text=text), factories.person("staff")
    source, html = idea.source.encode(), idea.html.encode()
    path = f"/ideen/{idea.id}/bearbeiten"
    answer = sign_in(staff).submit(
        path,
        goals=["daten"],
        category="daten",
        place="Kohlmarkt",
        title="Andere Worte hier",
        seen=commands.mark_of_facts(idea),
    )
    assert answer.status_code == 303
    found = db.session.get_one(Idea, idea.id)
    assert (found.goal_keys, found.place_text, found.title) == (["daten"], "Kohlmarkt", idea.title)
    assert (found.source.encode(), found.html.encode(), found.text_version) == (source, html, 1)
    page = client.get(idea.url).get_data(as_text=True)
    assert "Ziele, Thema oder Ort ergänzt" in page
    facts = page[page.index("Einordnung ergänzt") :][:300]
    assert "Stabsstelle Digitalisierung, Smart City" in facts
    assert in_words(today()) in facts


def test_an_idea_of_a_closed_space_stays_closed_when_it_is_shown_again(app: Flask, client: Visitor) -> None:
    """E-17, M-15: restoring gives back the audience of the space, not everybody."""
    space_id, moderator_id = factories.space(SpaceKind.STAFF).id, factories.person("moderator").id
    with transaction():
        space = db.session.get_one(Space, space_id)
        content = commands.Content(title="Nur für die Verwaltung", text="Ein Text.")
        made, _is_new = commands.import_idea(SYSTEM, content, foreign_key="eins", space=space)
        number, audience = made.id, made.audience
    for act, values in ((commands.hide_idea, {"ground": "respekt"}), (commands.restore_idea, {})):
        with transaction():
            act(db.session.get_one(Person, moderator_id), db.session.get_one(Idea, number), **values)
    assert (db.session.get_one(Idea, number).audience, audience == "public") == (audience, False)
    assert client.get(f"/ideen/{number}", follow_redirects=True).status_code == 404


def test_a_withdrawn_idea_gets_no_answer(app: Flask) -> None:
    """N-23, N-30: there is nothing left to answer."""
    number, staff_id = factories.idea(state="zurueckgezogen").id, factories.person("staff").id
    said = commands.Answer(text="Wir prüfen das gern.")
    with pytest.raises(Conflict, match="zurückgezogen"), transaction():
        commands.note_answer(db.session.get_one(Person, staff_id), db.session.get_one(Idea, number), said)


def test_authors_who_sort_their_idea_anew_leave_a_line(sign_in: SignIn, client: Visitor) -> None:
    """N-40, B-01: thresholds hang on category and district, so everybody sees that these were changed."""
    ada = factories.person()
    idea = factories.idea(ada)
    values = {"title": idea.title, "text": TEXT, "goals": ["mitnehmen"], "version": str(idea.version)}
    path, line = f"/ideen/{idea.id}/bearbeiten", "geändert von denen, die sie schrieben"
    assert sign_in(ada).submit(path, **values).status_code == 303
    assert line not in client.get(idea.url).text
    values["version"] = str(db.session.get_one(Idea, idea.id).version)
    assert sign_in(ada).submit(path, **values, category="daten", districts=["111"]).status_code == 303
    assert client.get(idea.url).text.count(line) == 1


def test_the_address_of_a_person_is_the_same_outside_a_request(app: Flask) -> None:
    """Mails and jobs link people like pages do."""
    assert factories.person(handle="Adalein").url.startswith("/")


def test_what_is_not_allowed_names_the_rule(sign_in: SignIn, client: Visitor) -> None:
    """N-22: the rule is chosen from the list of the house and stands in the log."""
    idea, staff = factories.idea(state="eingereicht"), sign_in(factories.person("staff"))
    fields = {"seen": "eingereicht", "target": "unzulaessig", "reason": REASON}
    assert "Regel 4: Keine Werbung" in staff.get(idea.url).text
    refused = staff.submit(f"/ideen/{idea.id}/schritt", **fields, reason_key="technisch")
    assert (refused.status_code, "Bitte wählen Sie die Regel" in refused.text) == (422, True)
    assert staff.submit(f"/ideen/{idea.id}/schritt", **fields, rule="werbung").status_code == 303
    assert "Unzulässig · Regel 4: Keine Werbung" in client.get(idea.url).text
