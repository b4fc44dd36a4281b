"""Whatever belongs to others, lies behind a door, was hidden or deleted does not exist, by no route (E-17, E-18)."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, SpaceKind
from forum.drafts.models import Draft
from forum.moderation.models import Notice
from forum.notifications.models import Message
from forum.office.models import SavedView
from forum.privacy.models import DataExport
from forum.search.models import SavedSearch
from tests import factories
from tests.web import belongings, matrix
from tests.web.matrix import Site, nothing_is_kept
from tests.web.places import address
from tests.web.site import hide


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small site, made once: each test adds its objects, so the matrix has one of its own."""
    with matrix.running_site(tmp_path_factory.mktemp("objects")) as made:
        yield made


def _in_closed_space() -> dict[str, int | str]:
    """Return a thread and a post of a space for the staff, and the space."""
    author = factories.person("staff")
    within = factories.space(SpaceKind.STAFF)
    thread = factories.thread(author, within)
    return {"thread_id": thread.id, "post_id": factories.post(thread, author).id, "slug": within.slug}


def _among_members() -> dict[str, int | str]:
    """Return a thread and a post of a space to which people are let in one by one, and the space."""
    author, within = factories.person("staff"), factories.space(SpaceKind.MEMBERS)
    with transaction():
        of, who = db.session.get_one(Space, within.id), db.session.get_one(Person, author.id)
        discussions.let_in(who, of, who)
    thread = factories.thread(author, within)
    return {"thread_id": thread.id, "post_id": factories.post(thread, author).id, "slug": within.slug}


def _of_another() -> dict[str, int | str]:
    """Return what is kept for somebody and shown to nobody else: export, draft, message, notice, search and views."""
    who = factories.person("staff", "moderator").id
    belongings.give(db.session.get_one(Person, who))
    kinds = {"export_id": DataExport, "draft_id": Draft, "message_id": Message, "notice_id": Notice}
    kinds |= {"search_id": SavedSearch, "view_id": SavedView}
    own = (select(kind.id).where(kind.person_id == who).order_by(kind.id.desc()).limit(1) for kind in kinds.values())
    return dict(zip(kinds, (db.session.scalars(one).one() for one in own), strict=True))


def _draft_of_another() -> dict[str, int | str]:
    return {"idea_id": factories.idea(factories.person(), "entwurf").id}


def _deleted() -> dict[str, int | str]:
    """Return a post that its author took back, in a thread that stays."""
    author = factories.person()
    post = factories.post(factories.thread(), author)
    with transaction():
        discussions.delete_post(db.session.get_one(Person, author.id), db.session.get_one(Post, post.id))
    return {"post_id": post.id}


def _hidden() -> dict[str, int | str]:
    """Return a post that the moderation took out of sight."""
    post = factories.post(factories.thread())
    hide(post, factories.person("moderator"))
    return {"post_id": post.id}


FOREIGN: dict[str, Callable[[], dict[str, int | str]]] = {
    "closed space": _in_closed_space,
    "space of its members": _among_members,
    "belongings of another": _of_another,
    "draft of another": _draft_of_another,
    "deleted": _deleted,
    "hidden": _hidden,
}
# What answers all the same: it looks at the shape before it looks for the thing, so it does not tell whether there is one.
# Beside each stands an address of something that does not exist, which is answered alike.
ANSWERS = {
    ("closed space", "POST /api/v1/spaces/<slug>/threads"): "/api/v1/spaces/gibt-es-nicht/threads",
    ("closed space", "POST /api/v1/threads/<int:thread_id>/posts"): "/api/v1/threads/2147483647/posts",
    ("space of its members", "POST /api/v1/spaces/<slug>/threads"): "/api/v1/spaces/gibt-es-nicht/threads",
    ("space of its members", "POST /api/v1/threads/<int:thread_id>/posts"): "/api/v1/threads/2147483647/posts",
}


def _addresses(site: Site, parts: dict[str, int | str]) -> Iterator[tuple[str, Rule, str, str]]:
    """Yield every route whose address has nothing but these parts, with the address."""
    for name, rule, method in site.routes():
        named = set(rule.arguments) - set(rule.defaults or {})
        if named and named <= set(parts):
            path = address(rule, parts)
            if path is not None:
                yield name, rule, method, path


@pytest.mark.parametrize("state", FOREIGN)
@pytest.mark.parametrize("column", ["visitor", "suspended", "member"])
def test_what_belongs_to_others_does_not_exist(site: Site, state: str, column: str) -> None:
    """E-17, E-18: each route with the number of something closed, hidden, deleted or of somebody else's."""
    parts = FOREIGN[state]()
    asked, open_to = 0, {}
    with nothing_is_kept():
        for name, _rule, method, path in _addresses(site, parts):
            asked += 1
            if (sign := site.ask(column, method, path)) not in {"-", ">"} and (state, name) not in ANSWERS:
                open_to[name] = sign
    assert asked > 10
    assert open_to == {}


def test_what_answers_all_the_same_tells_nothing(site: Site) -> None:
    """E-17, E-30: an incomplete form is complained of alike, whether or not there is something at the address."""
    with nothing_is_kept():
        signs = {path: site.ask("member", name.partition(" ")[0], path) for (_state, name), path in ANSWERS.items()}
    assert set(signs.values()) == {"?"}
