"""Private data of somebody in a post of another: a ground of its own to report, and gone from every copy at once (P-18)."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostRevision, Thread
from forum.moderation import commands
from forum.moderation.models import Notice
from forum.moderation.rules import RULES
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import the_case
from tests.moderation.test_measures import take

WORDS = "Nussberg 7"


def test_blackened_words_are_gone_from_all_versions_quotes_index_and_feeds(
    app: Flask, client: Visitor, work: Callable[[], int]
) -> None:
    """P-18, M-13, E-18: also from versions before and from quotes of these; taking it back brings all of it back."""
    author, moderator = factories.person().id, factories.person("moderator").id
    thread = factories.thread(text="Ein Anfang ohne alles.")
    post_id = factories.post(thread, db.session.get_one(Person, author), text=f"Anna wohnt im {WORDS}.").id
    thread_id, url = thread.id, thread.url
    reader = factories.person().id

    def edit(text: str) -> None:
        with transaction():
            found = db.session.get_one(Post, post_id)
            discussions.edit_post(db.session.get_one(Person, author), found, text=text, version=found.version)

    edit(f"Anna Muster wohnt im {WORDS}.")
    with transaction():
        answered = db.session.get_one(Thread, thread_id)
        words = discussions.Quoted(post_id=post_id, text=f"wohnt im {WORDS}")
        discussions.publish_post(
            db.session.get_one(Person, reader), answered, text="Das gehört nicht hierher.", quoted=words
        )
    edit(f"Anna Muster wohnt im {WORDS}, sagt man.")
    work()
    surfaces = (
        *(url, f"{url}?ansicht=flach", f"/beitraege/{post_id}/verlauf", f"/themen/{thread_id}.atom", "/raeume.atom"),
        *(
            "/suche?q=Muster",
            f"/api/v1/threads/{thread_id}/posts",
            "/api/v1/search?q=Muster",
            f"/themen/{thread_id}/druck",
        ),
    )

    def told() -> set[str]:
        app.extensions["page_cache"].clear()
        return {path for path in surfaces if "Nussberg" in client.get(path, follow_redirects=True).text}

    assert {url, f"/beitraege/{post_id}/verlauf", f"/themen/{thread_id}.atom"} <= told()
    take(post_id, moderator, "redact", rule="daten", passages=WORDS)
    assert told() == set()
    work()
    assert told() == set()
    assert "wohnt im" in client.get(url).text
    with transaction():
        actor, case = db.session.get_one(Person, moderator), the_case()
        commands.restore(actor, case, reason="Das war öffentlich bekannt.", version=case.version)
    work()
    assert db.session.scalars(select(PostRevision.hidden_at).where(PostRevision.hidden_at.is_not(None))).all() == []
    assert {url, f"/beitraege/{post_id}/verlauf"} <= told()


def test_versions_without_the_words_stay(app: Flask, client: Visitor) -> None:
    """M-13, M-15: only what says them is put away."""
    author, moderator = factories.person(), factories.person("moderator").id
    post_id = factories.post(factories.thread(), author, text="Anna mag den Norden der Stadt.").id
    with transaction():
        found = db.session.get_one(Post, post_id)
        discussions.edit_post(
            db.session.get_one(Person, found.author_id), found, text=f"Anna wohnt im {WORDS}.", version=found.version
        )
    take(post_id, moderator, "redact", rule="daten", passages=WORDS)
    page = client.get(f"/beitraege/{post_id}/verlauf").text
    assert "mag den Norden" in page
    assert "Nussberg" not in page


def test_private_data_is_a_ground_of_its_own(app: Flask, client: Visitor) -> None:
    """P-18: in words that people use, without an account, and under the category that the DSA has for it."""
    post = factories.post(factories.thread(), text=f"Anna wohnt im {WORDS}.")
    path, post_id = f"/melden/post/{post.id}", post.id
    assert "private Daten" in client.get(path).text.replace("Keine privaten", "private")
    sent = {"rule": "daten", "explanation": "Hier steht die Anschrift meiner Nachbarin.", "good_faith": "y"}
    assert client.submit(path, **sent).status_code in {200, 303}
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.rule, the_case().target_id) == ("daten", post_id)
    assert RULES["daten"].category == "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"
