"""Whatever can be moderated can be ordered by the address at which the site shows it, and frozen (S-18, S-16, M-27)."""

import pytest
from flask import Flask
from sqlalchemy import select

from forum.activities.models import Activity
from forum.authorities import commands
from forum.authorities.models import Evidence
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Invalid
from forum.discussions.models import SpaceKind, Thread
from forum.files.models import File
from forum.holds.models import LegalHold
from forum.moderation import targets
from tests import factories
from tests.authorities.test_register import FACTS, an_order, legal, person
from tests.ideas.test_authors import join
from tests.moderation.kinds import MADE, an_activity
from tests.moderation.test_redoing import moderator

# What stands at the address of another thing is frozen with that: a former version with its post, an account as a profile.
MEANT = {"revision": "post", "account": "profile"}


def ordered(address: str) -> list[tuple[str, int]]:
    """Register an order for an address, and return what was frozen."""
    by = legal()
    with transaction():
        commands.register_order(person(by), an_order(addresses=[f"https://forum.example{address}"]))
    rows = select(Evidence.kind, Evidence.target_id).distinct().order_by(Evidence.kind)
    return [(kind, number) for kind, number in db.session.execute(rows)]


def address_of(kind: str, number: int) -> str:
    """Return where the site shows a thing."""
    if kind == "file":
        return f"/dateien/{db.session.get_one(File, number).key}"
    return targets.load(person(moderator()), kind, number).url


@pytest.mark.parametrize("kind", sorted(targets.KINDS))
def test_each_kind_is_ordered_by_its_address(app: Flask, kind: str) -> None:
    """S-18, P-09: it is found and frozen, with a hold; of a former version all versions are."""
    author = factories.person().id
    number = MADE[kind](author)
    address = address_of(kind, number)
    ((found, held),) = ordered(address)
    assert found == MEANT.get(kind, kind)
    assert held == number or kind == "revision"
    assert db.session.scalars(select(LegalHold.kind)).one() == found
    texts = db.session.scalars(select(Evidence.text).order_by(Evidence.id)).all()
    assert all(texts)
    assert len(texts) == (2 if kind == "revision" else 1)


@pytest.mark.parametrize("kind", sorted(set(targets.KINDS) - {"account", "revision"}))
def test_a_suspicion_of_each_kind_is_noted(app: Flask, kind: str) -> None:
    """S-16: from where a moderator reads it."""
    by, number = moderator(), MADE[kind](factories.person().id)
    with transaction():
        commands.report_suspicion(person(by), kind, number, authority="Polizei", facts=FACTS, crime="§ 241 StGB")
    assert db.session.scalars(select(Evidence.kind)).one() == kind


def test_an_activity_is_ordered_by_the_address_that_the_browser_shows(app: Flask) -> None:
    """S-18: its words are those of its thread, which is frozen with organisation and address; so is a post on its page."""
    number = an_activity(factories.person().id)
    activity = db.session.get_one(Activity, number)
    thread_id, url = activity.thread_id, activity.url
    post = factories.post(db.session.get_one(Thread, thread_id)).id
    assert ordered(url) == [("thread", thread_id)]
    assert ordered(f"{url}#beitrag-{post}") == [("post", post), ("thread", thread_id)]


def test_what_stands_in_rooms_of_others_is_frozen_unread(app: Flask) -> None:
    """S-18: an order reaches a title in a room where those who keep the register do not read."""
    thread = factories.thread(factories.person("staff"), factories.space(SpaceKind.STAFF))
    number, url = thread.id, thread.url
    assert ordered(url) == [("thread", number)]
    assert db.session.scalars(select(Evidence.audience)).one() == "staff"


@pytest.mark.parametrize("address", ["/vorhaben/1-bruecke", "/aktivitaeten/999", "/empfehlungen/999", "/themen/999"])
def test_what_is_not_there_or_is_the_city_is_refused(app: Flask, address: str) -> None:
    """S-18: a project is written in office, and corrected openly; the register says which address names nothing."""
    with pytest.raises(Invalid):
        ordered(address)


@pytest.mark.parametrize("kind", ["post", "profile", "idea", "file"])
def test_nobody_lifts_a_hold_on_what_they_wrote(app: Flask, kind: str) -> None:
    """M-23, M-24, P-09: the second person is none whose words are held; a third one lifts it."""
    setter, author, third = legal(), legal(), legal()
    address = address_of(kind, MADE[kind](author))
    with transaction():
        commands.register_order(person(setter), an_order(addresses=[address]))
    for one in (setter, author):
        with pytest.raises(Forbidden), transaction():
            commands.lift_hold(person(one), db.session.scalars(select(LegalHold)).one(), reason=FACTS)
    with transaction():
        commands.lift_hold(person(third), db.session.scalars(select(LegalHold)).one(), reason=FACTS)
    assert db.session.scalars(select(LegalHold.lifted_by)).one() == third


def test_no_co_author_lifts_it_either(app: Flask) -> None:
    """M-23, M-24, N-06: whoever wrote the idea together with others."""
    setter, second = legal(), legal()
    idea = factories.idea()
    join(idea, person(second))
    with transaction():
        commands.register_order(person(setter), an_order(addresses=[idea.url]))
    with pytest.raises(Forbidden), transaction():
        commands.lift_hold(person(second), db.session.scalars(select(LegalHold)).one(), reason=FACTS)
