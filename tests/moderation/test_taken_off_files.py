"""Files that their author takes off while somebody may still ask for them: they stay as evidence, and for nobody else."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from forum.accounts.models import Person
from forum.authorities.models import Evidence
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import NotFound
from forum.core.permissions import SYSTEM, Nobody
from forum.discussions import commands as discussions
from forum.discussions.models import Post
from forum.files import storage
from forum.files.commands import forget_unused_files
from forum.files.models import File
from forum.files.queries import attached
from forum.ideas import commands as ideas
from forum.ideas.models import Idea, Support
from forum.moderation import targets
from forum.moderation.models import CaseState, Statement
from forum.privacy.erasing import erase
from forum.privacy.retention import forget_closed_cases
from tests import factories
from tests.factories import Visitor
from tests.files import samples
from tests.files.test_files import newest, post_with
from tests.moderation.test_cases import WHY, decide, report, the_case

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]
TEXT = "Ein Beitrag mit Datei"
FIELDS = {"rule": "respekt", "explanation": WHY, "good_faith": "y"}


def reported(client: Visitor, sign_in: SignIn, kind: str) -> tuple[int, int, int, str]:
    """Return author, post, file and the address of the file, once somebody reported the post or the file."""
    author = factories.person()
    post = post_with(author, sign_in(author), samples.pdf(), "Kanarienplan.pdf")
    numbers = author.id, post.id, newest().id, newest().url
    if kind == "file":
        assert client.submit(f"/melden/file/{numbers[2]}", **FIELDS).status_code == 303
    else:
        report(client, post)
    return numbers


def take_off(author: int, post: int) -> None:
    with transaction():
        found = db.session.get_one(Post, post)
        discussions.edit_post(db.session.get_one(Person, author), found, text=TEXT, version=found.version, files=())


def there(number: int) -> bool:
    """Tell whether a file is there with its bytes."""
    db.session.expire_all()
    row = db.session.get(File, number)
    return row is not None and storage.path_of(row.key).exists()


@pytest.mark.parametrize("kind", ["file", "post"])
def test_what_was_reported_stays_as_evidence(client: Visitor, sign_in: SignIn, work: Work, kind: str) -> None:
    """M-20, S-09: whoever moderates opens it, its author once they are told, nobody else; the case can be decided."""
    author, post, number, url = reported(client, sign_in, kind)
    take_off(author, post)
    work()
    assert there(number)
    assert the_case().state == CaseState.OPEN
    for who in (client, sign_in(factories.person()), sign_in(db.session.get_one(Person, author))):
        assert who.get(url).status_code == 404
        assert url not in who.get(f"/beitraege/{post}", follow_redirects=True).text
    moderator = sign_in(factories.person("moderator"))
    page = moderator.get(the_case().url).text
    assert "Inzwischen abgehängte Dateien" in page
    assert url in page
    assert moderator.submit(f"{url}/oeffnen").status_code == 200
    assert decide(moderator, the_case(), "verbergen") == 303
    statement = db.session.scalars(select(Statement)).one()
    assert [one["name"] for one in statement.evidence_files or ()] == ["Kanarienplan.pdf"]
    # Once told, its author reads what the decision rests on (M-20); nobody else does.
    own = sign_in(db.session.get_one(Person, author))
    assert url in own.get(statement.url).text
    assert own.get(url).status_code == 200
    for who in (client, sign_in(factories.person())):
        assert who.get(url).status_code == 404
    facts = "Das war ein Irrtum, und es tut uns leid."
    assert decide(moderator, the_case(), "wiederherstellen", facts=facts) == 303


@pytest.mark.parametrize("kind", ["file", "post"])
def test_a_suspicion_freezes_what_was_taken_off(client: Visitor, sign_in: SignIn, work: Work, kind: str) -> None:
    """S-16: the bytes are copied, also when the post went too."""
    author, post, number, _url = reported(client, sign_in, kind)
    take_off(author, post)
    with transaction():
        discussions.delete_post(db.session.get_one(Person, author), db.session.get_one(Post, post))
    work()
    where = f"/behoerden/verdacht/{kind}/{number if kind == 'file' else post}"
    fields = {"authority": "Polizei Braunschweig", "facts": WHY, "crime": "§ 131 StGB"}
    assert sign_in(factories.person("moderator")).submit(where, **fields).status_code == 303
    frozen = db.session.scalars(select(Evidence).where(Evidence.is_present)).one()
    assert [row.name for row in attached("evidence", [frozen.id])[frozen.id]] == ["Kanarienplan.pdf"]


def test_other_files_are_another_content(client: Visitor, sign_in: SignIn) -> None:
    """M-03: whoever read the post with its file does not decide about the post without it."""
    author, post, _number, _url = reported(client, sign_in, "post")
    moderator = sign_in(factories.person("moderator"))
    seen = targets.load(db.session.get_one(Person, factories.person("moderator").id), "post", post).digests
    fields = {"rule": "respekt", "facts": WHY, "version": str(the_case().version), "schritt": "abweisen"}
    assert f'name="dateien" type="hidden" value="{seen}"' in moderator.get(the_case().url).text
    take_off(author, post)
    answer = moderator.submit(the_case().url, **fields, gesehen=TEXT, dateien=seen)
    assert answer.status_code == 409
    assert "Der Inhalt wurde geändert" in answer.text
    assert moderator.submit(the_case().url, **fields, gesehen=TEXT, dateien="").status_code == 303


def test_evidence_goes_with_the_papers_of_its_case(client: Visitor, sign_in: SignIn, work: Work) -> None:
    """P-10, M-20: it outlasts the decision, and the account with its texts, and goes with the words of the notice."""
    author, _post, number, _url = reported(client, sign_in, "post")
    assert decide(sign_in(factories.person("moderator")), the_case(), "abweisen") == 303
    with transaction():
        erase(SYSTEM, db.session.get_one(Person, author), with_texts=True)
    work()
    forget_unused_files()
    assert there(number)
    with shifted_by(timedelta(days=366 * current_app.config["MODERATION_KEEP_YEARS"] + 1)):
        forget_closed_cases()
        forget_unused_files()
    assert not there(number)


@pytest.mark.parametrize("is_supported", [False, True])
def test_files_of_ideas_can_be_decided_about_still(app: Flask, client: Visitor, work: Work, is_supported: bool) -> None:
    """M-20, N-14: whether nothing of it is left to be read, or an earlier version shows the file to everybody."""
    idea, moderator = factories.idea(), factories.person("moderator").id
    number, author = idea.id, idea.author_id
    fields = {"kind": "pdf", "size": 1, "sha256": "0" * 64, "created_at": now(), "purpose": "idea", "thing_id": number}
    with transaction():
        db.session.add(File(key=storage.new_key(), owner_id=author, name="Kanarienplan.pdf", **fields))
    file = newest().id
    assert client.submit(f"/melden/file/{file}", **FIELDS).status_code == 303
    if is_supported:
        fan = factories.person().id
        with transaction():
            ideas.support(db.session.get_one(Person, fan), db.session.get_one(Idea, number))
            db.session.get_one(Support, (number, fan)).at = now() - timedelta(hours=1)
    with transaction():
        row = db.session.get_one(Idea, number)
        content = ideas.Content(title=row.title, text=row.source, files=())
        ideas.edit(db.session.get_one(Person, author), row, content, version=row.version, reason="Ohne den Plan")
    work()
    assert db.session.get_one(File, file).purpose == ("former idea" if is_supported else "withheld idea")
    assert the_case().state == CaseState.OPEN
    assert targets.load(db.session.get_one(Person, moderator), "file", file).title == "Kanarienplan.pdf"
    with pytest.raises(NotFound) if not is_supported else nullcontext():
        targets.load(Nobody(), "file", file)


def test_what_nobody_reported_goes_at_once(app: Flask, sign_in: SignIn) -> None:
    """P-03: without a case nothing keeps what an author takes off."""
    author = factories.person()
    post, author_id = post_with(author, sign_in(author), samples.pdf(), "Kanarienplan.pdf"), author.id
    number = newest().id
    take_off(author_id, post.id)
    assert not there(number)
