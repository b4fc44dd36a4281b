"""What seldom happens on a small site: made for the walk that reads every page, and for nothing else."""

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.discussions.models import Space, SpaceKind
from forum.files import commands as files
from forum.files import storage
from forum.files.intake import Received
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.moderation.models import Case, Notice, Statement
from tests import factories
from tests.web import columns


def rarely_seen() -> list[str]:
    """Return pages about somebody in a closed space, a notifier to be named, a swept account, and a file that is a proof."""
    return [_member(), _notifier(), _swept(), _proof()]


def _member() -> str:
    person_id = columns._let_in()
    slug = db.session.scalars(select(Space.slug).where(Space.kind == SpaceKind.MEMBERS).order_by(Space.id)).first()
    return f"/stabsstelle/raeume/{slug}/mitglieder/{person_id}/entfernen"


def _notifier() -> str:
    """Return the way to a notice about what somebody else wrote, by a person with an account."""
    post_id, keeper = factories.post(factories.thread()).id, factories.person().id
    with transaction():
        who = db.session.get_one(Person, keeper)
        target, why = targets.load(who, "post", post_id), "This post is about a neighbour of mine."
        moderation.file_notice(who, target, rule="respekt", explanation=why, good_faith=True)
    told = db.session.scalars(select(Notice).where(Notice.person_id == keeper)).one()
    return f"/moderation/{told.case_id}/meldungen/{told.id}/nennen"


def _swept() -> str:
    author, keeper = factories.person().id, factories.person("moderator").id
    factories.post(factories.thread(), db.session.get_one(Person, author))
    with transaction():
        actor = db.session.get_one(Person, keeper)
        case = moderation.open_case_for(actor, targets.load(actor, "account", author))
        moderation.hide(actor, case, rule="werbung", facts="This account is for advertising.", version=case.version)
    of_account = select(Statement.puid).join(Case).where(Case.kind == "account", Case.target_id == author)
    return f"/begruendungen/{db.session.scalars(of_account).one()}/beitraege"


def _proof() -> str:
    """Return the way to a file on a post of somebody else that the moderation has taken from sight."""
    owner, post_id = factories.person().id, factories.post(factories.thread()).id
    with transaction():
        taken = Received(key=storage.new_key(), kind="pdf", name="plan.pdf", size=9, sha256="2" * 64)
        row = files.add_file(db.session.get_one(Person, owner), taken)
        row.purpose, row.thing_id = "post", post_id
        row.hidden_at, row.hidden_ground = now(), "Rule 3"
        return f"/dateien/{row.key}/oeffnen"
