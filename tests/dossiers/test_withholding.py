"""What the moderation hides leaves the papers that quote it."""

from pathlib import Path

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Stance
from forum.dossiers import queries
from forum.dossiers.models import Dossier
from forum.dossiers.printing import tidy_papers
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from tests import factories
from tests.dossiers.test_papers import CANARY, argue, drafted, frozen
from tests.factories import Visitor


@pytest.mark.parametrize("how", ["hidden", "blackened"])
def test_a_hidden_post_leaves_every_form_of_a_frozen_paper(app: Flask, client: Visitor, how: str) -> None:
    """S-02, M-13: page, earlier version, JSON, comparison and PDF withhold it, and show it again; the digest still fits."""
    idea = factories.idea(state="fachpruefung")
    post_id, _kept = (
        argue(idea, Stance.CONTRA, f"Das darf niemand lesen: {CANARY}."),
        argue(idea, Stance.PRO, "Das ist gut so."),
    )
    draft_id = drafted(idea)
    found = frozen(draft_id)
    frozen(draft_id)
    digest, paths = (
        found.digest,
        [f"/vorlagen/{found.number}{end}" for end in ("", "?fassung=1", ".json", "/vergleich")],
    )
    pdf_path = f"/vorlagen/{found.number}.pdf?fassung=1"
    before = client.get(pdf_path).data
    assert all(CANARY in client.get(path).get_data(as_text=True) for path in paths[:3])
    moderator_id = factories.person("moderator").id
    with transaction():
        moderator, post = db.session.get_one(Person, moderator_id), db.session.get_one(Post, post_id)
        if how == "hidden":
            discussions.hide_post(moderator, post, ground="Hausordnung")
        else:
            version = discussions.redact_post(moderator, post, [CANARY])
    pages = [client.get(path).get_data(as_text=True) for path in paths]
    assert not any(CANARY in page for page in pages)
    assert all("von der Moderation verborgen" in page and "Das ist gut so." in page for page in pages[:3])
    tidy_papers()
    folder = Path(app.config["INSTANCE"]) / "papers"
    assert [path.name for path in folder.glob(f"{digest}*")] == []  # P-10: the PDF with the words is gone.
    assert client.get(pdf_path).data != before
    tidy_papers()
    assert len([*folder.glob(f"{digest}-*.pdf")]) == 1
    assert (db.session.get_one(Dossier, found.id).digest, queries.changed_dossiers()) == (digest, [])
    with transaction():
        moderator, post = db.session.get_one(Person, moderator_id), db.session.get_one(Post, post_id)
        if how == "hidden":
            discussions.restore_post(moderator, post)
        else:
            discussions.unredact_post(moderator, post, version, [CANARY])
    assert all(CANARY in client.get(path).get_data(as_text=True) for path in paths[:3])


def test_blackened_words_of_an_idea_leave_every_form_of_a_frozen_paper(app: Flask, client: Visitor) -> None:
    """M-13, B-13: title, wording and lessons of other cities; bars stand there, the digest fits, and all comes back."""
    title = f"Bänke für {CANARY} & Co"
    idea = factories.idea(state="fachpruefung", title=title, text=f"Für **{CANARY}** & andere fehlen hier Bänke.")
    number = idea.id
    with transaction():
        lines = [ideas.ReferenceLine(city="Bonn", lesson=f"Dort sitzt {CANARY} schon.")]
        found = db.session.get_one(Idea, number)
        reason = "Ein gutes Beispiel."
        ideas.describe_solution(factories._inside("staff"), found, lines, maturity="", version=0, reason=reason)
    paper = frozen(drafted(db.session.get_one(Idea, number)))
    digest = paper.digest
    paths = [f"/vorlagen/{paper.number}{end}" for end in ("", ".json")]
    pdf_path = f"/vorlagen/{paper.number}.pdf?fassung=1"
    before = client.get(pdf_path).data
    assert all(CANARY in client.get(path).get_data(as_text=True) for path in paths)
    moderator_id = factories.person("moderator").id
    with transaction():
        moderator, found = db.session.get_one(Person, moderator_id), db.session.get_one(Idea, number)
        versions = ideas.redact_idea(moderator, found, [CANARY])
    pages = [client.get(path).get_data(as_text=True) for path in paths]
    assert not any(CANARY in page for page in pages)
    assert "<strong>█████</strong> &amp; andere fehlen hier Bänke." in pages[0]
    assert "Dort sitzt █████ schon." in pages[0]
    assert client.get(pdf_path).data != before
    assert (db.session.get_one(Dossier, paper.id).digest, queries.changed_dossiers()) == (digest, [])
    with transaction():
        moderator, found = db.session.get_one(Person, moderator_id), db.session.get_one(Idea, number)
        ideas.unredact_idea(moderator, found, versions, [CANARY])
    assert all(CANARY in client.get(path).get_data(as_text=True) for path in paths)
