"""Stored HTML is made anew when the renderer changed, and nobody's words are lost by it."""

from collections.abc import Callable
from threading import Thread as Runner

from flask import Flask
from sqlalchemy import func, select, update

from forum.core import rendered, text
from forum.core.db import Model, db, transaction
from forum.core.events import LoggedEvent
from forum.discussions import commands
from forum.discussions.models import Post, PostRevision, Space
from tests import factories
from tests.factories import Visitor

# HTML that is not rendered from a source beside it: what was frozen stays as it was adopted.
FROZEN = {"dossier", "report", "resolution"}


def made_by_an_older_renderer(post_ids: list[int]) -> None:
    """Give posts HTML that says another thing than their source, as an older renderer might."""
    with transaction():
        values = {"html": "<p>Altes Aussehen</p>", "renderer": text.RENDERER - 1}
        db.session.execute(update(Post).where(Post.id.in_(post_ids)).values(**values))
    db.session.expire_all()


def test_every_table_with_html_is_listed(app: Flask) -> None:
    """T-31: whoever stores HTML names its source, so that it can be made anew."""
    listed = {
        (table.model.__tablename__, html) for table in app.extensions["rendered"] for _source, html in table.texts
    }
    there = {
        (table.name, column.name)
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if (column.name == "html" or column.name.endswith("_html")) and table.name not in FROZEN
    }
    assert listed == there
    assert all("renderer" in Model.metadata.tables[name].columns for name, _column in listed)


def test_pages_serve_the_old_html_until_it_is_renewed(client: Visitor, work: Callable[[], int]) -> None:
    """T-31, X-07: nobody waits, and the source is rendered anew; version, history and log stay as they were."""
    thread = factories.thread()
    post = factories.post(thread, text="Ein **neues** Aussehen")
    work()
    post_id, version = post.id, post.version
    made_by_an_older_renderer([post_id])
    events = db.session.scalar(select(func.max(LoggedEvent.id)))
    assert "Altes Aussehen" in client.get(f"/themen/{thread.id}", follow_redirects=True).get_data(as_text=True)
    assert rendered.renew() == 1
    client.application.extensions["page_cache"].clear()
    page = client.get(f"/themen/{thread.id}", follow_redirects=True).get_data(as_text=True)
    assert "Ein <strong>neues</strong> Aussehen" in page
    assert "Altes" not in page
    renewed = db.session.get_one(Post, post_id)
    assert (renewed.version, renewed.edited_at, renewed.renderer) == (version, None, text.RENDERER)
    assert db.session.scalar(select(func.count()).select_from(PostRevision)) == 0
    assert db.session.scalar(select(func.max(LoggedEvent.id))) == events
    assert rendered.renew() == 0


def test_renewal_goes_in_bounded_chunks(app: Flask) -> None:
    """T-31: one run takes so many rows and no more; the next goes on."""
    thread = factories.thread()
    made_by_an_older_renderer([factories.post(thread).id for _ in range(7)])
    assert [rendered.renew(most=3), rendered.renew(most=3), rendered.renew(most=3), rendered.renew(most=3)] == [
        3,
        3,
        1,
        0,
    ]


def test_an_edit_in_between_is_not_overwritten(app: Flask) -> None:
    """T-31: what was read before an edit is not stored after it; the edit says by which renderer it was made."""
    thread, author = factories.thread(), factories.person()
    edited, other = factories.post(thread, author).id, factories.post(thread, author).id
    made_by_an_older_renderer([edited, other])
    table = app.extensions["rendered"][0]
    rows = rendered.prepare(table, 10)
    with transaction():
        post = db.session.get_one(Post, edited)
        commands.edit_post(db.session.merge(author), post, text="Ein zweiter Gedanke.", version=post.version)
    assert rendered.store(table, rows) == 1
    db.session.expire_all()
    post = db.session.get_one(Post, edited)
    assert (post.html, post.renderer) == ("<p>Ein zweiter Gedanke.</p>\n", text.RENDERER)
    revision = db.session.scalars(select(PostRevision)).one()
    assert (revision.html, revision.renderer) == ("<p>Altes Aussehen</p>", text.RENDERER - 1)
    assert db.session.get_one(Post, other).renderer == text.RENDERER


def test_renewal_and_edits_at_once_lose_nothing(app: Flask) -> None:
    """T-31: real threads; at the end every post says what its source says."""
    thread, author = factories.thread(), factories.person()
    ids = [factories.post(thread, author).id for _ in range(20)]
    author_id = author.id
    made_by_an_older_renderer(ids)

    def renew() -> None:
        with app.app_context():
            while rendered.renew(most=5):
                pass
            db.session.remove()

    db.session.rollback()
    runner = Runner(target=renew)
    runner.start()
    for number in ids[::-1]:
        with transaction():
            writer = db.session.get_one(type(author), author_id)
            post = db.session.get_one(Post, number)
            commands.edit_post(writer, post, text=f"Geändert: Nummer {number}", version=post.version)
    runner.join()
    rendered.renew()
    db.session.expire_all()
    for post in db.session.scalars(select(Post).where(Post.id.in_(ids))):
        assert post.source == f"Geändert: Nummer {post.id}"
        assert post.html == text.render(post.source)
        assert post.renderer == text.RENDERER


def test_what_todays_limits_refuse_is_shown_as_it_was_typed(app: Flask) -> None:
    """T-31, X-08: a stored text is never lost, and never shown by an older renderer for ever."""
    post_id = factories.post(factories.thread()).id
    with transaction():
        source = "|a|b|\n|-|-|\n" + "|a|<b>|\n" * 2_600
        db.session.execute(update(Post).where(Post.id == post_id).values(source=source, renderer=1))
    rendered.renew()
    db.session.expire_all()
    html = db.session.get_one(Post, post_id).html
    assert html.startswith("<pre>|a|b|")
    assert "|a|&lt;b&gt;|" in html


def test_texts_beside_each_other_are_renewed_together(app: Flask) -> None:
    """T-31: a space has two."""
    space_id = factories.space().id
    with transaction():
        values = {"description": "*Worum* es geht", "rules": "", "rules_html": "<p>alt</p>", "renderer": 1}
        db.session.execute(update(Space).where(Space.id == space_id).values(**values))
    rendered.renew()
    db.session.expire_all()
    space = db.session.get_one(Space, space_id)
    assert (space.description_html, space.rules_html) == ("<p><em>Worum</em> es geht</p>\n", "")
