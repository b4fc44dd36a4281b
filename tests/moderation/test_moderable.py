"""Whatever people write in public can be reported and moderated, or it is named here with the reason why not."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.activities.models import Activity, ActivityKind, Status
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.discussions import commands as discussions
from forum.discussions.commands.revisions import keep_version
from forum.discussions.models import Post, PostRevision, Thread
from forum.ideas import commands as ideas
from forum.ideas.commands.versions import keep_revision
from forum.ideas.models import Addendum, Idea, IdeaRevision
from forum.moderation import commands, targets
from forum.moderation.commands import Decision
from forum.moderation.models import Case, NoteKind, Statement
from forum.privacy.inventory import holdings
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import SignIn, decide, the_case

FACTS = "Der Titel beleidigt eine Person aus der Nachbarschaft."
# Of each table with words of people: by which kind they are moderated, or why they need not be.
HOW = {
    **dict.fromkeys(("person",), "profile"),
    **dict.fromkeys(("post", "post_quote", "mention"), "post"),
    "post_revision": "revision",
    **dict.fromkeys(("thread", "activity"), "thread"),
    **dict.fromkeys(("idea", "idea_revision", "idea_addendum"), "idea"),
    **dict.fromkeys(("file", "file_text", "session_paper"), "file"),
    "contribution": "contribution",
    "question": "question",
    "minority_vote": "minority_vote",
    "follow_up": "board_answer",
    "held_text": "held",
}
ONLY_SELF = "only the person reads it"
OFFICE = "somebody wrote it in office, in the name of a body, which corrects it openly"
DESK = "only those read it who work on it in office"
MACHINE = "a program keeps it"
NAMES = "names of files go from the history with the file or the version that is hidden"
WHY_NOT = {
    **dict.fromkeys(
        (
            "api_token",
            "draft",
            "mail_wishes",
            "saved_search",
            "saved_view",
            "queue_view",
            "speaking_choice",
            "begun_idea",
            "passkey",
            "known_device",
            "sign_in",
            "provider_visit",
            "provider_identity",
            "address_change",
        ),
        ONLY_SELF,
    ),
    **dict.fromkeys(
        ("message", "mail", "ballot", "event", "idea_twin", "screening_label", "former_handle", "asked_link", "lease"),
        MACHINE,
    ),
    # Members of a body speak in its session; what they say is minuted, and the chair may call them to order.
    **dict.fromkeys(
        ("motion", "motion_version", "circulation_reply", "minutes_objection", "poll_objection", "named_vote"), OFFICE
    ),
    **dict.fromkeys(("poll_officer", "speaker_entry", "recusal", "interest", "membership"), OFFICE),
    # Answers to a survey are read by the Stabsstelle before any of them is shown.
    **dict.fromkeys(("survey_answer", "survey_text", "application", "space_application", "summary_correction"), DESK),
    **dict.fromkeys(
        ("barrier_report", "answer_draft", "file_note", "dossier_draft", "member_call", "grant", "board_entry"), DESK
    ),
    # A proposal for a body is founded by the Stabsstelle, which edits it, or stays with whoever made it.
    **dict.fromkeys(("committee", "committee_act", "committee_rules", "thread_summary", "office_term"), OFFICE),
    **dict.fromkeys(("assessment", "assessment_round", "circulation", "council_paper", "criteria_version"), OFFICE),
    **dict.fromkeys(("decision", "dossier", "duty_fulfilment", "goal_version", "idea_step", "measured_value"), OFFICE),
    **dict.fromkeys(("minutes_paragraph", "move", "project", "project_change", "report", "support_removal"), OFFICE),
    **dict.fromkeys(
        ("terms_version", "page_text", "text_block_version", "thread_step", "paper_figure", "paper_batch"), OFFICE
    ),
    "sign_video": OFFICE,
    **dict.fromkeys(("accessibility_review", "authority_record", "legal_hold", "evidence", "watched_word"), OFFICE),
    # What the moderation itself keeps.
    **dict.fromkeys(("notice", "statement", "complaint", "moderation_case", "case_note", "canned_reason"), DESK),
    **dict.fromkeys(("dispute", "misuse_case", "published_report", "post_sweep", "swept_evidence"), DESK),
    # Why somebody looked an address up, and why somebody is to have a role: the administration and data protection read it.
    **dict.fromkeys(("address_look", "file_look", "role_proposal"), DESK),
}


def test_each_column_with_words_belongs_to_a_kind() -> None:
    """M-27: a new table with texts of people is noticed here, and so is one that is gone."""
    known = {one.table for one in holdings() if one.texts}
    assert known == set(HOW) | set(WHY_NOT)
    assert not set(HOW) & set(WHY_NOT)
    assert set(HOW.values()) <= set(targets.KINDS)
    # An account is all its posts together; each other kind answers for words of its own.
    assert set(targets.KINDS) - set(HOW.values()) == {"account"}


# Of tables with several columns of words: those that whoever moderates the thing reads and can blacken (M-13) ...
READ = {
    "post": {"source", "edit_reason"},
    "post_revision": {"source", "reason"},
    "idea": {"title", "source", "place_text", "goals_reason", "told_at"},
    "idea_revision": {"title", "source", "reason"},
    "idea_addendum": {"source"},
}
# ... and why the others are not there. The words of notes on the log of an idea are blackened with those of the idea.
_MADE = dict.fromkeys(("html", "edit_kind", "kind"), MACHINE)
NOT_READ = {
    "post": _MADE | {"unit": OFFICE, "state_ground": OFFICE},
    "post_revision": _MADE | {"blackened": DESK, "files": NAMES},
    "idea": _MADE
    | dict.fromkeys(("unit", "dossier_number", "hidden_ground"), OFFICE)
    | dict.fromkeys(("hidden_from", "source_url", "foreign_key"), MACHINE),
    "idea_revision": _MADE | {"blackened": DESK, "beside": DESK},
    "idea_addendum": _MADE,
}


def test_each_column_of_posts_and_ideas_with_words_is_before_the_moderation(app: Flask) -> None:
    """M-27, M-13: also why a text was changed, and what stands in its history alone."""
    columns = {one.table: set(one.texts) for one in holdings() if one.table in READ}
    assert columns == {table: READ[table] | (set(NOT_READ[table]) & columns[table]) for table in READ}
    post_id, idea_id = factories.post(factories.thread()).id, factories.idea().id
    moderator_id = factories.person("moderator").id
    with transaction():
        post, idea = db.session.get_one(Post, post_id), db.session.get_one(Idea, idea_id)
        keep_version(post)
        keep_revision(idea)
        idea.text_version += 1
        addendum = Addendum(idea_id=idea.id, author_id=idea.author_id, at=idea.created_at, source="", html="")
        db.session.add(addendum)
        db.session.flush()
        former = db.session.scalars(select(PostRevision)).one()
        rows = {"post": post, "post_revision": former, "idea": idea, "idea_addendum": addendum}
        rows["idea_revision"] = db.session.scalars(select(IdeaRevision)).one()
        for table, names in READ.items():
            for name in names:
                setattr(rows[table], name, f"Wort-{table}-{name}")
    moderator = db.session.get_one(Person, moderator_id)
    for kind, number in (("post", post_id), ("revision", former.id), ("idea", idea_id)):
        text = targets.load(moderator, kind, number).text
        told = [(table, name) for table in READ for name in READ[table] if HOW[table] == kind]
        assert [one for one in told if "Wort-{}-{}".format(*one) not in text] == []
    with transaction():
        for table in ("post", "idea"):
            row = db.session.get_one(type(rows[table]), rows[table].id)
            words = [f"Wort-{one}-{name}" for one in READ if one.startswith(table) for name in sorted(READ[one])]
            redact = discussions.redact_post if table == "post" else ideas.redact_idea
            assert len(redact(db.session.get_one(Person, moderator_id), row, words)) == 2  # type: ignore[operator]


def titled(title: str = "Kanarienvogel muss weg") -> int:
    """Return the number of a thread with a title that somebody will report."""
    return factories.thread(title=title, text="Hier steht nichts Schlimmes.").id


def test_a_title_is_reported_hidden_and_comes_back(
    client: Visitor, sign_in: SignIn, work: Callable[[], int], app: Flask
) -> None:
    """M-27, M-36, S-06: page, list, feed and search show a neutral sentence; what stands below it stays."""
    number = titled()
    url = db.session.get_one(Thread, number).url
    space_url = db.session.get_one(Thread, number).space.url  # type: ignore[union-attr]
    assert f"/melden/thread/{number}" in client.get(url).text
    fields = {"rule": "respekt", "explanation": "Der Titel beleidigt unsere Nachbarin.", "good_faith": "y"}
    assert client.submit(f"/melden/thread/{number}", **fields).status_code == 303
    moderator = factories.person("moderator")
    moderator_id = moderator.id
    page = sign_in(moderator).get(the_case().url).text
    assert "Kanarienvogel muss weg" in page
    assert decide(sign_in(db.session.get_one(Person, moderator_id)), the_case(), "verbergen") == 303
    work()

    def everywhere() -> str:
        address = db.session.get_one(Thread, number).url
        pages = (address, space_url, "/", f"{space_url}.atom", "/suche?q=Kanarienvogel", f"/api/v1/threads/{number}")
        return "".join(client.get(one, follow_redirects=True).text for one in pages)

    assert "Kanarienvogel muss weg" not in everywhere().replace("?q=Kanarienvogel", "")
    assert "Titel von der Moderation verborgen" in client.get(db.session.get_one(Thread, number).url).text
    assert "Hier steht nichts Schlimmes." in client.get(db.session.get_one(Thread, number).url).text
    assert client.get(f"/melden/thread/{number}").status_code == 404
    statement = db.session.scalars(select(Statement)).one()
    assert statement.author_id == db.session.get_one(Thread, number).author_id
    assert decide(sign_in(db.session.get_one(Person, moderator_id)), the_case(), "wiederherstellen") == 303
    work()
    assert "Kanarienvogel muss weg" in everywhere()


def test_what_an_activity_says_of_itself_goes_with_its_title(app: Flask, client: Visitor) -> None:
    """M-27: title, organisation and address; its owner cannot bring them back by another change."""
    number = titled()
    with transaction():
        thread = db.session.get_one(Thread, number)
        made = Activity(
            thread_id=number,
            owner_id=thread.author_id,
            kind=ActivityKind.ACTIVITY,
            status=Status.RUNNING,
            title=thread.title,
            organisation="Verein gegen Kanarienvögel",
            link="https://kanarienvogel.example.org/",
            created_at=thread.created_at,
            told_at=thread.created_at,
            version=1,
        )
        db.session.add(made)
        db.session.flush()
        activity_id = made.id
    moderator_id = factories.person("moderator").id
    url = db.session.get_one(Activity, activity_id).url
    assert f"/melden/thread/{number}" in client.get(url).text

    def act(step: Callable[[Person, Case], object]) -> None:
        with transaction():
            actor = db.session.get_one(Person, moderator_id)
            step(actor, commands.open_case_for(actor, targets.load(actor, "thread", number)))

    act(lambda actor, case: commands.hide(actor, case, rule="respekt", facts=FACTS, version=case.version))
    page = client.get(db.session.get_one(Activity, activity_id).url).text
    assert "Kanarienv" not in page
    assert "kanarienvogel.example.org" not in page + client.get("/aktivitaeten").text
    act(lambda actor, case: commands.restore(actor, case, reason=FACTS, version=case.version))
    assert "Verein gegen Kanarienvögel" in client.get(db.session.get_one(Activity, activity_id).url).text


def test_who_moderates_a_space_moderates_its_titles(app: Flask) -> None:
    """M-25, M-27: there, and nowhere else; hiding twice is refused."""
    space = factories.space()
    number = factories.thread(within=space, title="Ein böser Titel").id
    helper_id = factories.person(f"space:{space.id}:moderator").id
    with transaction():
        actor = db.session.get_one(Person, helper_id)
        case = commands.open_case_for(actor, targets.load(actor, "thread", number))
        commands.hide(actor, case, rule="respekt", facts=FACTS, version=case.version)
    with pytest.raises(Conflict), transaction():
        discussions.hide_title(db.session.get_one(Person, helper_id), db.session.get_one(Thread, number))


def test_an_idea_over_its_threshold_takes_two(app: Flask) -> None:
    """M-23, M-24: nobody hides alone what so many stand behind; the consent of another moderator is noted in the case."""
    idea_id = factories.idea().id
    first, second = factories.person("moderator").id, factories.person("moderator").id
    with transaction():
        idea = db.session.get_one(Idea, idea_id)
        idea.threshold_reached_at = idea.submitted_at

    def hide() -> None:
        with transaction():
            actor = db.session.get_one(Person, first)
            case = commands.open_case_for(actor, targets.load(actor, "idea", idea_id))
            commands.take_measure(actor, case, Decision(rule="respekt", facts=FACTS, version=case.version))

    def consent(number: int) -> None:
        with transaction():
            actor = db.session.get_one(Person, number)
            case = commands.open_case_for(actor, targets.load(actor, "idea", idea_id))
            commands.add_note(actor, case, text="Dem stimme ich zu.", kind=NoteKind.CONSENT, measure="hide")

    for number in (0, first):
        if number:
            consent(number)
        with pytest.raises(Invalid):
            hide()
    consent(second)
    hide()
    assert db.session.get_one(Idea, idea_id).hidden_at is not None


def test_the_reported_title_is_kept_as_it_was(client: Visitor, app: Flask) -> None:
    """S-09, M-20: the notice keeps the words of that moment."""
    number = titled()
    fields = {"rule": "respekt", "explanation": "Der Titel beleidigt unsere Nachbarin.", "good_faith": "y"}
    client.submit(f"/melden/thread/{number}", **fields)
    with transaction():
        db.session.get_one(Thread, number).title = "Etwas anderes"
    assert the_case().notices[0].evidence == "Kanarienvogel muss weg"
