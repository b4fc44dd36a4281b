"""Reading threads of any size: pages of the tree, branches, orders, views and permanent addresses."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from forum.accounts.models import Person
from forum.cli.consistency import check
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.discussions import commands, queries
from forum.discussions.models import Post, Stance, Thread
from forum.discussions.queries import More, Reading, Sorting
from forum.web.language import day
from tests import factories
from tests.discussions.growing import grown
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
ANCHOR = re.compile(r'id="beitrag-(\d+)"')
LINK = re.compile(r'href="(/beitraege/\d+/zweig[^"]*)"')
MORE = re.compile(r'class="more-posts"><a href="([^"]+)"')
NEXT = re.compile(r'pager__link--next" href="([^"]+)"')


def posts_on(html: str) -> list[int]:
    return [int(number) for number in ANCHOR.findall(html)]


def pager_of(html: str) -> dict[str, str]:
    """Return where the links of a page's pager lead, by what they say."""
    found = re.findall(r'class="pager__link[^"]*" href="([^"]+)"[^>]*>(.*?)</a>', html)
    return {re.sub("<[^>]*>", "", words): path.replace("&amp;", "&") for path, words in found}


def questions(app: Flask, client: Visitor, path: str) -> int:
    """Return how many statements a page asks of the database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    client.get(path)
    app.extensions["page_cache"].clear()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def test_every_post_of_a_large_thread_is_reachable_by_links(app: Flask, client: Visitor) -> None:
    """T-03: 20 branches a page, three levels and three answers each, the rest behind plain links."""
    thread = grown((120,), (4, 4, 4, 4), *[(1,)] * 45)
    wanted = set(db.session.scalars(select(Post.id)))
    seen: set[int] = set()
    waiting, known = [thread.url], {thread.url}
    while waiting:
        html = client.get(waiting.pop()).get_data(as_text=True)
        assert len(posts_on(html)) == len(set(posts_on(html)))
        seen |= set(posts_on(html))
        for link in (*LINK.findall(html), *NEXT.findall(html)):
            path = link.replace("&amp;", "&")
            if path not in known:
                known.add(path)
                waiting.append(path)
    assert seen == wanted
    first = client.get(thread.url).get_data(as_text=True)
    assert "117 weitere Antworten" in first
    assert check() == []


def test_pages_ask_the_same_number_of_questions_for_few_and_many(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """T-04, E-11: ten posts or thousands, a visitor or somebody signed in."""
    reader = sign_in(factories.person())
    small, large = grown((2, 2, 2)), grown((1500,), (3, 3, 3, 3), *[()] * 400)
    for who in (client, reader):
        for view in ("", "?ansicht=flach", "?ansicht=gegenueber", "?ordnung=hilfreichste"):
            few = questions(app, who, f"{small.url}{view}")
            # Whoever is signed in is also told what is new (T-27) and what they keep; visitors are asked for neither.
            most = 14 if who is reader else 12
            assert few == questions(app, who, f"{large.url}{view}") <= most, view


def test_orders_never_share_or_lose_a_post_while_new_ones_arrive(app: Flask, client: Visitor) -> None:
    """T-06: ties are decided by number."""
    thread = grown(*[()] * 44)
    there = set(db.session.scalars(select(Post.id)))
    with transaction():
        db.session.execute(update(Post).where(Post.id % 7 == 0).values(helpful=3))
    for sorting in Sorting:
        seen: list[int] = []
        path = f"{thread.url}?ordnung={sorting.value}"
        while path:
            html = client.get(path).get_data(as_text=True)
            seen += posts_on(html)
            if len(seen) < len(there):
                factories.post(thread)
            path = "".join(NEXT.findall(html)).replace("&amp;", "&")
        assert len(seen) == len(set(seen)), sorting
        assert there <= set(seen), sorting
    first = posts_on(client.get(f"{thread.url}?ordnung=hilfreichste").get_data(as_text=True))
    assert first[0] == min(number for number in there if number % 7 == 0)


def test_pages_that_begin_with_the_newest_hold_still_until_the_first_is_read_anew(app: Flask, client: Visitor) -> None:
    """T-06: back and forth shows the same posts; the first page and a wrong moment are read anew."""
    thread = grown(*[()] * 64)
    first = client.get(f"{thread.url}?ordnung=neueste").get_data(as_text=True)
    second = client.get(pager_of(first)["Nächste Seite"]).get_data(as_text=True)
    late = [factories.post(thread).id for _number in range(3)]
    third = client.get(pager_of(second)["Nächste Seite"]).get_data(as_text=True)
    assert posts_on(client.get(pager_of(third)["Vorige Seite"]).get_data(as_text=True)) == posts_on(second)
    assert posts_on(client.get(pager_of(second)["Vorige Seite"]).get_data(as_text=True)) == posts_on(first)
    assert posts_on(client.get(pager_of(third)["Erste Seite"]).get_data(as_text=True))[:3] == late[::-1]
    for moment in ("gestern", "2026-01-01", "", "9999-12-31T23:59:59%2B00:00"):
        page = client.get(f"{thread.url}?ordnung=neueste&bis={moment}").get_data(as_text=True)
        assert posts_on(page)[:3] == late[::-1], moment


def test_the_flat_view_leads_to_its_first_and_last_page(app: Flask, client: Visitor) -> None:
    """T-05, T-35: by links, and a number past the end is the last page."""
    thread = grown(*[()] * 99)
    flat = f"{thread.url}?ansicht=flach"
    pages = {number: client.get(f"{flat}&seite={number}").get_data(as_text=True) for number in range(1, 6)}
    both = ["Erste Seite", "Vorige Seite", "Nächste Seite", "Letzte Seite"]
    # From the second page the one before is the first, so no second link leads there.
    assert list(pager_of(pages[1])) == both[2:]
    assert list(pager_of(pages[2])) == both[1:]
    assert list(pager_of(pages[3])) == both
    assert list(pager_of(pages[4])) == both[:3]
    assert list(pager_of(pages[5])) == both[:2]
    links = pager_of(pages[3])
    for name, number in zip(both, (1, 2, 4, 5), strict=True):
        assert posts_on(client.get(links[name]).get_data(as_text=True)) == posts_on(pages[number])
    assert "Seite 3 von 5" in pages[3]
    assert posts_on(client.get(f"{flat}&seite=6").get_data(as_text=True)) == posts_on(pages[5])
    assert posts_on(client.get(f"{flat}&seite=2147483647").get_data(as_text=True)) == posts_on(pages[5])
    assert sorted(number for page in pages.values() for number in posts_on(page)) == sorted(
        db.session.scalars(select(Post.id).where(Post.thread_id == thread.id))
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_post_of_five_thousand_is_reachable_by_links(app: Flask, client: Visitor) -> None:
    """T-03: without scripts; a link whose page can only show what was seen already is not followed twice."""
    thread = grown((2_300,), (10, 10, 10), (30, 30), *[(2, 2)] * 100)
    wanted = set(db.session.scalars(select(Post.id).where(Post.thread_id == thread.id)))
    assert len(wanted) > 5_000
    seen: set[int] = set()
    waiting, known = [thread.url], {thread.url}
    while waiting:
        html = client.get(waiting.pop()).get_data(as_text=True)
        seen |= set(posts_on(html))
        for path in (*MORE.findall(html), *NEXT.findall(html)):
            if path not in known:
                known.add(path)
                waiting.append(path.replace("&amp;", "&"))
    assert seen == wanted


def test_most_answers_first_and_newest_first(app: Flask) -> None:
    """T-06."""
    thread = grown((1,), (3,), (2,))
    page = queries.posts(factories.person(), thread, Reading(sorting=Sorting.ANSWERS))
    assert [row.descendant_count for row in page.posts if row.depth == 0] == [3, 2, 1, 0]
    newest = queries.posts(factories.person(), thread, Reading(sorting=Sorting.NEWEST))
    tops = [row for row in newest.posts if row.depth == 0]
    assert tops == sorted(tops, key=lambda row: (row.created_at, row.id), reverse=True)


def test_an_address_without_the_title_keeps_the_wishes_of_the_reader(app: Flask, client: Visitor) -> None:
    """T-08: short and old addresses lead to the page that was meant."""
    thread = grown(())
    answer = client.get(f"/themen/{thread.id}?ansicht=flach&seite=2")
    assert answer.location == f"{thread.url}?ansicht=flach&seite=2"


def test_both_views_hold_the_same_posts(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """T-05: and the account remembers which one its person likes."""
    thread = grown((2, 1), (), ())
    tree = client.get(thread.url).get_data(as_text=True)
    flat = client.get(f"{thread.url}?ansicht=flach").get_data(as_text=True)
    assert set(posts_on(tree)) == set(posts_on(flat))
    reader = sign_in(factories.person())
    kept = reader.submit("/lesen", ansicht="flach", ordnung="aelteste", haltung="", back=thread.url)
    assert kept.location == thread.url
    assert posts_on(reader.get(thread.url).get_data(as_text=True)) == posts_on(flat)
    assert reader.submit("/lesen", ansicht="erfunden", ordnung="x", haltung="").status_code == 422


@pytest.mark.parametrize(
    "words", ["ansicht=x&ordnung=drop+table&haltung=1", "seite=99999999999", "seite=-1", "seite=ä"]
)
def test_unknown_words_in_the_address_are_the_usual_view(app: Flask, client: Visitor, words: str) -> None:
    """E-21, T-35: never an error, and a number past the end leads to the last page."""
    thread = grown(*[()] * 3)
    assert posts_on(client.get(f"{thread.url}?{words}").get_data(as_text=True))


def test_permanent_addresses_land_on_the_post(app: Flask, client: Visitor) -> None:
    """T-08, T-02: one redirect, and the page shows what stands above the post."""
    thread = grown(*[()] * 30, (5,), (1, 1, 1, 1, 1))
    for post in db.session.scalars(select(Post)).all():
        answer = client.get(f"/beitraege/{post.id}")
        assert answer.status_code == 302
        html = client.get(answer.location.split("#")[0]).get_data(as_text=True)
        assert answer.location.endswith(f"#beitrag-{post.id}")
        assert post.id in posts_on(html)
    deepest = db.session.scalars(select(Post).order_by(Post.depth.desc())).first()
    assert deepest is not None
    assert thread.id == deepest.thread_id
    html = client.get(client.get(deepest.url).location.split("#")[0]).get_data(as_text=True)
    assert len(posts_on(html)) == deepest.depth + 1


def test_a_post_taken_back_leaves_the_list_unless_answers_hang_below(app: Flask, client: Visitor) -> None:
    """T-07, S-06: its address answers 410; a post that the moderation hid always leaves its ground."""
    thread = factories.thread()
    leaf, parent, hidden = (factories.post(thread) for _ in range(3))
    factories.post(thread, parent_id=parent.id)
    with transaction():
        for post in (leaf, parent):
            found = db.session.get_one(Post, post.id)
            commands.delete_post(db.session.get_one(Person, found.author_id), found)
        commands.hide_post(factories._inside("moderator"), db.session.get_one(Post, hidden.id), ground="Regel 1")
    shown = posts_on(client.get(thread.url).get_data(as_text=True))
    assert leaf.id not in shown
    assert {parent.id, hidden.id} <= set(shown)
    assert client.get(f"/beitraege/{leaf.id}").status_code == 410


def test_readers_filter_by_stance_and_see_both_sides(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """Arguments for and against stand beside each other."""
    thread = factories.thread()
    writer = sign_in(factories.person())
    for stance in ("dafuer", "dagegen", ""):
        sent = writer.submit(f"/themen/{thread.id}/antworten", text=f"Grund {stance or 'ohne'} Angabe", stance=stance)
        assert sent.status_code == 303
    pro = client.get(f"{thread.url}?haltung=dafuer").get_data(as_text=True)
    assert "Grund dafuer" in pro
    assert "Grund dagegen" not in pro
    sides = client.get(f"{thread.url}?ansicht=gegenueber").get_data(as_text=True)
    assert sides.index("Grund dafuer") < sides.index("Grund dagegen")
    assert "Grund ohne" not in sides
    refused = writer.submit(f"/themen/{thread.id}/antworten", text="Mit falscher Haltung", stance="wütend")
    assert refused.status_code == 422
    assert "Mit falscher Haltung" in refused.get_data(as_text=True)
    assert {post.stance for post in db.session.scalars(select(Post))} == {stance.value for stance in Stance} - {
        "neutral"
    }


def test_links_to_missing_answers_stand_where_they_would(app: Flask) -> None:
    """T-03: behind the answers that are shown, on their level."""
    thread = grown((5, 4))
    rows = queries.posts(factories.person(), db.session.get_one(Thread, thread.id)).rows
    shape = [(row.depth, row.count if isinstance(row, More) else 0) for row in rows[1:]]
    inner = [(1, 0), (2, 0), (2, 0), (2, 0), (2, 1)]
    assert shape == [(0, 0), *inner, *inner, *inner, (1, 2)]


def taken_back(*numbers: int) -> None:
    for number in numbers:
        with transaction():
            found = db.session.get_one(Post, number)
            commands.delete_post(db.session.get_one(Person, found.author_id), found)


def test_a_parent_and_its_only_answer_taken_back_leave_together(client: Visitor) -> None:
    """T-07: in either order nothing is left of both, and each address says when it went."""
    thread = factories.thread()
    pairs = []
    for _ in range(2):
        parent = factories.post(db.session.merge(thread)).id
        pairs.append((parent, factories.post(db.session.merge(thread), parent_id=parent).id))
    url = db.session.merge(thread).url
    taken_back(*pairs[0])
    taken_back(*reversed(pairs[1]))
    for view in ("", "?ansicht=flach", "?ordnung=neueste"):
        assert not {*pairs[0], *pairs[1]} & set(posts_on(client.get(url + view).get_data(as_text=True)))
    for number in (*pairs[0], *pairs[1]):
        for address in (f"/beitraege/{number}", f"/beitraege/{number}/zweig"):
            answer = client.get(address)
            assert answer.status_code == 410
            assert f"gelöscht am {day(now())}" in answer.get_data(as_text=True)


def test_a_hidden_post_says_ground_and_day_at_its_address(client: Visitor) -> None:
    """T-07, S-06."""
    post_id = factories.post(factories.thread()).id
    with transaction():
        commands.hide_post(factories._inside("moderator"), db.session.get_one(Post, post_id), ground="Regel 1")
    answer = client.get(f"/beitraege/{post_id}")
    assert answer.status_code == 410
    assert f"verborgen am {day(now())}. Grund: Regel 1" in answer.get_data(as_text=True)


def test_further_answers_are_as_many_as_a_reader_finds(client: Visitor) -> None:
    """T-03, T-07: no link leads to nothing, and each says how much is behind it."""
    thread = grown((7,))
    answers = list(db.session.scalars(select(Post.id).where(Post.depth == 1).order_by(Post.path)))
    parent = db.session.scalars(select(Post.parent_id).where(Post.depth == 1)).first()
    taken_back(answers[0], answers[6])
    html = client.get(thread.url).get_data(as_text=True)
    assert set(answers[1:4]) <= set(posts_on(html))
    assert "2 weitere Antworten" in html
    assert "5 Antworten" in html
    behind = posts_on(client.get(f"/beitraege/{parent}/zweig").get_data(as_text=True))
    assert behind[1:] == answers[1:6]
    taken_back(*answers[4:6])
    assert "weitere Antwort" not in client.get(thread.url).get_data(as_text=True)
    taken_back(*answers[1:4])
    assert "Antworten</summary>" not in client.get(thread.url).get_data(as_text=True)


def test_no_page_consists_of_nothing(app: Flask, client: Visitor) -> None:
    """T-07, T-35: what was taken back fills no page and makes none, in each order and view."""
    thread = grown(*[()] * 44, stance=Stance.PRO)
    url = thread.url
    numbers = list(db.session.scalars(select(Post.id).where(Post.depth == 0).order_by(Post.path)))
    few = questions(app, client, url)
    taken_back(*numbers[1:22])
    assert questions(app, client, url) == few
    kept = [numbers[0], *numbers[22:]]
    for view in ("ansicht=baum", "ansicht=flach", "ordnung=neueste", "ordnung=hilfreichste", "ansicht=gegenueber"):
        found: list[int] = []
        for page in (1, 2):
            shown = posts_on(client.get(f"{url}?{view}&seite={page}").get_data(as_text=True))
            assert shown
            found += shown
        # The thread's own beginning has no stance.
        wanted = kept[1:] if "gegenueber" in view else kept
        assert sorted(found) == sorted(wanted), view
        assert "seite=3" not in client.get(f"{url}?{view}&seite=2").get_data(as_text=True)
    last = client.get(f"/beitraege/{numbers[-1]}").location
    assert "seite=2" in last
    assert numbers[-1] in posts_on(client.get(last.split("#")[0]).get_data(as_text=True))
    taken_back(*kept)
    assert "Hier steht zurzeit kein Beitrag" in client.get(url).get_data(as_text=True)
    assert check() == []
