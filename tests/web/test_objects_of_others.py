"""Whatever belongs to others, lies behind a door, was hidden or deleted does not exist, by no route (E-17, E-18)."""

from collections.abc import Callable, Iterator

import pytest
from werkzeug.routing import Rule

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, SpaceKind
from tests import factories
from tests.web import matrix
from tests.web.matrix import Site, nothing_is_kept
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
    "draft of another": _draft_of_another,
    "deleted": _deleted,
    "hidden": _hidden,
}
# What answers all the same: it looks at the shape before it looks for the thing, so it does not tell whether there is one.
# Beside each stands an address of something that does not exist, which is answered alike.
ANSWERS = {
    ("closed space", "POST /api/v1/spaces/<slug>/threads"): "/api/v1/spaces/gibt-es-nicht/threads",
    ("closed space", "POST /api/v1/threads/<int:thread_id>/posts"): "/api/v1/threads/2147483647/posts",
}


def _addresses(site: Site, parts: dict[str, int | str]) -> Iterator[tuple[str, Rule, str, str]]:
    """Yield every route whose address has nothing but these parts, with the address."""
    adapter = site.app.url_map.bind("localhost")
    for name, rule, method in site.routes():
        if rule.arguments and rule.arguments <= set(parts):
            yield name, rule, method, adapter.build(rule.endpoint, {one: parts[one] for one in rule.arguments})


@pytest.mark.parametrize("state", FOREIGN)
@pytest.mark.parametrize("column", ["visitor", "member"])
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
