"""What is blackened goes from every version that has it, and comes back whole when the decision falls (M-13, S-04, M-15)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostRevision
from forum.moderation import commands, targets
from forum.moderation.commands import Decision
from forum.moderation.models import Case, Statement
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import the_case
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_measures import take

SignIn = Callable[[Person], Visitor]
# What the history says of the moderation's own versions, as a badge.
MARK = '<span class="badge badge--warning">Moderation</span>'
FIRST = "Anna Muster wohnt im Nussberg 7."
NEWER = "Anna Muster wohnt im Norden, und sie grüßt immer freundlich."


@pytest.fixture
def post(app: Flask) -> Post:
    """A post that says where somebody lives."""
    return factories.post(factories.thread(text="Ein Anfang ohne alles."), text=FIRST)


@pytest.fixture
def moderator(app: Flask) -> int:
    """Somebody who moderates everywhere."""
    return factories.person("moderator").id


def edit(post_id: int, text: str, reason: str = "") -> None:
    """Let the author change the post."""
    with transaction():
        found = db.session.get_one(Post, post_id)
        author = db.session.get_one(Person, found.author_id or 0)
        discussions.edit_post(author, found, text=text, version=found.version, reason=reason)


def restore(moderator_id: int) -> None:
    """Take the newest measure back."""
    with transaction():
        case = the_case()
        commands.restore(db.session.get_one(Person, moderator_id), case, reason=REASONS, version=case.version)


def versions(post_id: int) -> list[tuple[str, bool]]:
    """Return what the earlier versions say, the oldest first, and whether each is hidden."""
    rows = db.session.execute(
        select(PostRevision.source, PostRevision.hidden_at)
        .where(PostRevision.post_id == post_id)
        .order_by(PostRevision.version)
    ).all()
    return [(source, hidden_at is not None) for source, hidden_at in rows]


def test_a_complaint_about_blackening_is_granted_also_after_an_edit(
    post: Post, moderator: int, sign_in: SignIn, client: Visitor
) -> None:
    """S-04, M-13: the newer text stays, the blackened words are read in the history, and the statement says so."""
    post_id, author_id = post.id, post.author_id or 0
    url = take(post_id, moderator, "redact", passages="Nussberg 7").url
    edit(post_id, NEWER)
    author = sign_in(db.session.get_one(Person, author_id))
    assert author.submit(f"{url}/beschwerde", text=TEXT).status_code == 303
    history = f"/beitraege/{post_id}/verlauf"
    assert "Nussberg" not in client.get(history).text
    complaint = the_case().complaints[0]
    second = sign_in(factories.person("moderator"))
    answer = second.submit(complaint.url, outcome="reversed", reasons=REASONS, version=str(complaint.version))
    assert answer.status_code == 303
    assert db.session.get_one(Post, post_id).source == NEWER
    assert versions(post_id) == [(FIRST, False), ("Anna Muster wohnt im █████.", False)]
    assert "Nussberg 7" in client.get(history).text
    said = author.get(url).text
    assert "Diese Entscheidung wurde zurückgenommen" in said
    assert "Der neuere Text bleibt stehen." in said
    # What nobody holds back any more may be written again.
    edit(post_id, FIRST)


def test_undoing_at_once_keeps_the_edit_too(post: Post, moderator: int) -> None:
    """M-15: within the ten minutes as well; whoever edited meanwhile loses nothing."""
    post_id = post.id
    take(post_id, moderator, "redact", passages="Nussberg 7")
    edit(post_id, NEWER)
    with transaction():
        commands.undo(db.session.get_one(Person, moderator), the_case())
    assert db.session.get_one(Post, post_id).source == NEWER
    assert not any(hidden for _source, hidden in versions(post_id))


def test_two_blackenings_come_back_one_after_the_other(post: Post, moderator: int) -> None:
    """M-15: each gives back its own words, and no version is missing in the history."""
    post_id = post.id
    take(post_id, moderator, "redact", passages="Nussberg 7")
    take(post_id, moderator, "redact", passages="Anna Muster")
    restore(moderator)
    assert db.session.get_one(Post, post_id).source == "Anna Muster wohnt im █████."
    restore(moderator)
    assert db.session.get_one(Post, post_id).source == FIRST
    assert [source for source, _hidden in versions(post_id)] == [
        FIRST,
        "Anna Muster wohnt im █████.",
        "█████ wohnt im █████.",
        "Anna Muster wohnt im █████.",
    ]


def complain_and_win(post_id: int, statement_id: int) -> None:
    """Let the author object to a decision, and another moderator find that it does not hold."""
    second = factories.person("moderator").id
    with transaction():
        statement = db.session.get_one(Statement, statement_id)
        author = db.session.get_one(Person, db.session.get_one(Post, post_id).author_id or 0)
        made = commands.complain(author, statement, text=TEXT)
        judge = db.session.get_one(Person, second)
        commands.answer_complaint(judge, made, outcome="reversed", reasons=REASONS, version=made.version)


def test_the_older_of_two_blackenings_falls_alone(post: Post, moderator: int, client: Visitor) -> None:
    """S-04, M-13: its words come back, those of the newer one stay black in the text, in the history and for the author."""
    post_id = post.id
    older = take(post_id, moderator, "redact", passages="Nussberg 7").id
    take(post_id, moderator, "redact", passages="Anna Muster")
    complain_and_win(post_id, older)
    assert db.session.get_one(Post, post_id).source == "█████ wohnt im Nussberg 7."
    history = client.get(f"/beitraege/{post_id}/verlauf").text
    assert "Anna Muster" not in history
    assert "Nussberg 7" in history
    # What fell may be written again, and what holds still may not.
    edit(post_id, "Im Nussberg 7 wohnt sie.")
    with pytest.raises(Invalid):
        edit(post_id, "Anna Muster wohnt hier.")
    restore(factories.person("moderator").id)
    assert db.session.get_one(Post, post_id).source == "Im Nussberg 7 wohnt sie."
    assert not any(hidden for _source, hidden in versions(post_id))


def test_the_older_of_two_falls_alone_also_by_a_later_reversal(post: Post, moderator: int, sign_in: SignIn) -> None:
    """M-15: the page of the case asks which one, and takes back that one."""
    post_id = post.id
    older = take(post_id, moderator, "redact", passages="Nussberg 7").puid
    newer = take(post_id, moderator, "redact", passages="Anna Muster").puid
    judge = sign_in(factories.person("moderator"))
    page = judge.get(the_case().url).text
    assert f'value="{older}"' in page
    assert f'value="{newer}"' in page
    fields = {"schritt": "wiederherstellen", "facts": REASONS, "version": str(the_case().version)}
    assert judge.submit(the_case().url, **fields, puid=older).status_code == 303
    assert db.session.get_one(Post, post_id).source == "█████ wohnt im Nussberg 7."
    assert judge.submit(the_case().url, **fields | {"version": str(the_case().version)}, puid=older).status_code == 409


def test_hiding_and_showing_a_post_between_changes_nothing(post: Post, moderator: int) -> None:
    """M-13: it gets another number by that, but no newer words of its author."""
    post_id = post.id
    older = take(post_id, moderator, "redact", passages="Nussberg 7").id
    take(post_id, moderator, "hide")
    restore(moderator)
    complain_and_win(post_id, older)
    assert db.session.get_one(Post, post_id).source == FIRST


def test_a_newer_text_stays_when_the_older_of_two_falls(post: Post, moderator: int) -> None:
    """S-04: nobody's text changes behind their back; what the older one alone held is read in the history."""
    post_id = post.id
    older = take(post_id, moderator, "redact", passages="Nussberg 7").id
    edit(post_id, NEWER)
    take(post_id, moderator, "redact", passages="Norden")
    complain_and_win(post_id, older)
    assert db.session.get_one(Post, post_id).source == NEWER.replace("Norden", "█████")
    assert [hidden for _source, hidden in versions(post_id)] == [False, False, True]
    edit(post_id, FIRST)


def test_what_is_black_already_is_not_blackened_again(post: Post, moderator: int) -> None:
    """M-13: a passage that reaches over it could not be given back alone."""
    take(post.id, moderator, "redact", passages="Nussberg 7")
    with pytest.raises(Invalid):
        take(post.id, moderator, "redact", passages="wohnt im █████")


def test_no_reason_of_an_author_looks_like_the_moderation(post: Post, moderator: int, client: Visitor) -> None:
    """M-13, M-16: the history marks what the moderation did by itself, whatever somebody gives as a reason."""
    post_id, author_id = post.id, post.author_id
    with transaction():
        found = db.session.get_one(Post, post_id)
        reason = "Die Moderation hat Stellen geschwärzt."
        author = db.session.get_one(Person, author_id)
        discussions.edit_post(author, found, text="Hier stand █████.", version=found.version, reason=reason)
    history = client.get(f"/beitraege/{post_id}/verlauf").text
    assert "Begründung: „Die Moderation hat Stellen geschwärzt.“" in history
    assert MARK not in history
    # It is no blackening for those who write, either.
    edit(post_id, FIRST)
    take(post_id, moderator, "redact", passages="Nussberg 7")
    restore(moderator)
    history = client.get(f"/beitraege/{post_id}/verlauf").text
    assert history.count(MARK) == 2
    assert "Die Moderation hat Stellen geschwärzt." in history
    assert "Die Moderation hat geschwärzte Stellen wieder gezeigt." in history


def test_earlier_versions_with_the_same_words_go_and_come_with_them(
    post: Post, moderator: int, client: Visitor
) -> None:
    """M-13, M-36: what is blackened stands in no earlier version either, and all of them come back."""
    post_id = post.id
    edit(post_id, "Anna Muster wohnt im Nussberg 7, glaube ich.")
    take(post_id, moderator, "redact", passages="Nussberg 7")
    assert "Nussberg" not in client.get(f"/beitraege/{post_id}/verlauf").text
    with pytest.raises(Invalid):
        edit(post_id, FIRST)
    restore(moderator)
    assert db.session.get_one(Post, post_id).source == "Anna Muster wohnt im Nussberg 7, glaube ich."
    assert not any(hidden for _source, hidden in versions(post_id))


def hide_version(post_id: int, moderator_id: int) -> int:
    """Hide the first version of a post by a measure of its own, and return the case."""
    with transaction():
        revision_id = db.session.scalars(
            select(PostRevision.id).where(PostRevision.post_id == post_id).order_by(PostRevision.version)
        ).first()
        actor = db.session.get_one(Person, moderator_id)
        case = commands.open_case_for(actor, targets.load(actor, "revision", revision_id or 0))
        commands.take_measure(actor, case, Decision(rule="daten", facts=REASONS, version=case.version))
        return case.id


def show_again(case_id: int, moderator_id: int) -> None:
    """Take back what was decided about this case."""
    with transaction():
        case, actor = db.session.get_one(Case, case_id), db.session.get_one(Person, moderator_id)
        commands.restore(actor, case, reason=REASONS, version=case.version)


@pytest.mark.parametrize("blackening_first", [True, False])
def test_a_version_stays_hidden_while_any_decision_holds_it(
    post: Post, moderator: int, client: Visitor, sign_in: SignIn, *, blackening_first: bool
) -> None:
    """M-13, T-12: hidden by itself and for its words; whichever decision falls first, the other one still holds."""
    post_id, author_id = post.id, post.author_id or 0
    edit(post_id, "Anna Muster wohnt im Nussberg 7, glaube ich.")
    hidden = hide_version(post_id, moderator)
    of_version = db.session.get_one(Case, hidden).statements[0].url
    take(post_id, moderator, "redact", passages="Nussberg 7")
    blackened = db.session.scalars(select(Case.id).where(Case.kind == "post")).one()
    first, second = (blackened, hidden) if blackening_first else (hidden, blackened)
    show_again(first, moderator)
    assert versions(post_id)[0] == (FIRST, True)
    assert "Anna Muster wohnt im Nussberg 7." not in client.get(f"/beitraege/{post_id}/verlauf").text
    if not blackening_first:
        said = sign_in(db.session.get_one(Person, author_id)).get(of_version).text
        assert "Die Fassung bleibt verborgen" in said
        # Taken back by a slip, it holds again beside the other.
        with transaction():
            commands.undo(db.session.get_one(Person, moderator), db.session.get_one(Case, hidden))
        show_again(second, moderator)
        assert versions(post_id)[0] == (FIRST, True)
        first, second = second, first
    show_again(second, moderator)
    assert not any(hidden for _source, hidden in versions(post_id))


def test_a_version_with_two_blackened_passages_waits_for_both(post: Post, moderator: int) -> None:
    """M-13: the one that is taken back first does not show what the other holds."""
    post_id = post.id
    edit(post_id, "Anna Muster wohnt im Nussberg 7, glaube ich.")
    take(post_id, moderator, "redact", passages="Nussberg 7")
    take(post_id, moderator, "redact", passages="Anna Muster")
    restore(moderator)
    assert [hidden for _source, hidden in versions(post_id)] == [True, True, False, False]
    restore(moderator)
    assert not any(hidden for _source, hidden in versions(post_id))


def test_whole_words_are_blackened_and_no_part_of_others(app: Flask, moderator: int) -> None:
    """M-13: nothing is changed but the words that are named, and their letters may stand in others later."""
    post_id = factories.post(factories.thread(), text="Anna meint, die _Anna_ der Annahme 1 sei Nr. 12 (Anna).").id
    take(post_id, moderator, "redact", passages="Anna\n1")
    assert db.session.get_one(Post, post_id).source == "█████ meint, die _█████_ der Annahme █████ sei Nr. 12 (█████)."
    edit(post_id, "Die Annahme ist falsch, meint Johanna.")
    for text in ("Das war Anna.", "Das war ANNA!", "Das war **Anna**."):
        with pytest.raises(Invalid):
            edit(post_id, text)
    with pytest.raises(Invalid):
        edit(post_id, "Die Annahme ist richtig.", reason="Das war doch Anna.")
    with pytest.raises(Invalid):
        take(post_id, moderator, "redact", passages="Annahm")


@pytest.mark.parametrize(
    "before", ["Im NUSSBERG 7 wohnt sie.", "Im Nussberg **7** wohnt sie.", "Im nussberg\n7 wohnt sie.", "Nussberg_ 7"]
)
def test_earlier_versions_go_however_they_write_it(app: Flask, moderator: int, client: Visitor, before: str) -> None:
    """M-13, M-36: large letters, stress and line breaks make no other address of it."""
    post_id = factories.post(factories.thread(), text=before).id
    edit(post_id, "Sie wohnt dort nicht: Nussberg 70.")
    edit(post_id, FIRST)
    take(post_id, moderator, "redact", passages="Nussberg 7")
    history = client.get(f"/beitraege/{post_id}/verlauf").text
    assert "wohnt sie" not in history
    assert [hidden for _source, hidden in versions(post_id)] == [True, False, True]
    restore(moderator)
    assert not any(hidden for _source, hidden in versions(post_id))


def test_each_form_of_the_words_goes_so_that_the_author_is_not_shut_out(post: Post, moderator: int) -> None:
    """M-13: large letters, ß and stressed words are barred with the rest; the author edits what is left."""
    post_id = post.id
    edit(post_id, f"{FIRST} ANNA MUSTER und **Anna** Muster, Nußberg 7, im nussberg\n7, Annas Haus.")
    take(post_id, moderator, "redact", passages="Nussberg 7\nAnna Muster")
    left = "█████ wohnt im █████. █████ und **█████**, █████, im █████, Annas Haus."
    assert db.session.get_one(Post, post_id).source == left
    edit(post_id, f"{left} Das ist schön.")
    restore(moderator)
    assert versions(post_id)[-1] == (left, False)


def test_words_of_earlier_versions_and_reasons_alone_are_reported_and_blackened(
    post: Post, moderator: int, client: Visitor
) -> None:
    """M-27, M-13, M-20: the text of today stays as it is, and each decision falls whole."""
    post_id, history = post.id, f"/beitraege/{post.id}/verlauf"
    edit(post_id, NEWER, reason="Herr Vorgarten bat darum.")
    edit(post_id, f"{NEWER} Immer.", reason="Frau Hintergarten bat darum.")
    page = client.get(history).text
    assert f'href="/melden/post/{post_id}"' in page
    fields = {"rule": "daten", "explanation": "Im Grund steht, wer da wohnt.", "good_faith": "y"}
    assert client.submit(f"/melden/post/{post_id}", **fields).status_code == 303
    assert "Hintergarten" in the_case().notices[0].evidence
    take(post_id, moderator, "redact", passages="Nussberg 7\nHerr Vorgarten")
    page = client.get(history).text
    assert not any(word in page for word in ("Nussberg", "Vorgarten"))
    assert "Frau Hintergarten" in page
    assert MARK not in page
    restore(moderator)
    assert all(word in client.get(history).text for word in ("Nussberg 7", "Vorgarten"))
    assert (the_case().statements[-1].detail or {}).get("left") is None
    statement = take(post_id, moderator, "redact", passages="Frau Hintergarten")
    assert "Hintergarten" not in client.get(history).text
    assert "Hintergarten" in statement.evidence
    restore(moderator)
    assert db.session.get_one(Post, post_id).source == f"{NEWER} Immer."
    page = client.get(history).text
    assert "Hintergarten" in page
    assert "geschwärzte Stellen wieder gezeigt" in page
    with pytest.raises(Invalid):
        take(post_id, moderator, "redact", passages="steht nirgends")
