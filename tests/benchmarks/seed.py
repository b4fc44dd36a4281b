"""The data of the benchmarks: the same on every run, written in bulk."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from forum.accounts.models import Person, Standing
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import record
from forum.core.likeness import title_key
from forum.core.permissions import SYSTEM
from forum.core.text import excerpt, plain, render
from forum.discussions import tree
from forum.discussions.events import SpaceChanged
from forum.discussions.models import Post, PostState, Space, Thread
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, Support

THREADS = 2_000
LONG_THREAD = 2_000
MIDDLE_THREAD = 200
IDEAS = 2_000
PEOPLE = 50
CATEGORIES = ("mobilitaet", "umwelt", "verwaltung", "bildung")

WORDS = """
    Radweg Ampel Haltestelle Spielplatz Baum Brunnen Schule Bibliothek Straßenbahn Kreuzung Parkplatz Sensor Karte Daten
    Nachbarschaft Verein Werkstatt Beleuchtung Gehweg Fahrplan Bürgerbüro Termin Antrag Stadtteil Innenstadt Markt
""".split()
SENTENCES = (
    "An dieser Stelle fehlt seit langem etwas, das allen nützt.",
    "Wir sollten zuerst messen und dann entscheiden.",
    "Andere Städte haben damit **gute Erfahrungen** gemacht.",
    "Wichtig ist, dass niemand ausgeschlossen wird.",
    "Die Kosten lassen sich mit wenigen Zahlen abschätzen.",
    "Das wäre ein Anfang, den man leicht ausprobieren kann.",
)


# Threads that differ in nothing but size, by their number of posts.
SIZES = {50: 3, 1_000: 4, 10_000: 5}


def text(random: Random) -> str:
    """Return a post of ordinary length."""
    words = ", ".join(random.choice(WORDS) for _ in range(4))
    return f"Es geht um {words}. " + " ".join(random.choice(SENTENCES) for _ in range(5))


def seed() -> None:
    """Fill the database; the middle thread has the number 1, the long one 2, those of SIZES follow."""
    random = Random(38)  # noqa: S311  The same data on every run.
    moment = now() - timedelta(days=30)
    bodies = [text(random) for _ in range(40)]
    rendered = [render(body) for body in bodies]
    with transaction():
        people = [
            {
                "handle": f"Mensch{number}",
                "handle_key": f"mensch{number}",
                "email": f"m{number}@example.org",
                "email_key": f"m{number}@example.org",
                "password_hash": "x",
                "standing": Standing.ACTIVE,
                "rules_accepted_at": moment,
                "created_at": moment,
                "confirmed_at": moment,
            }
            for number in range(PEOPLE)
        ]
        db.session.execute(insert(Person), people)
        space = Space(
            slug="messung",
            title="Messung",
            audience="public",
            starters="members",
            writers="members",
            created_at=moment,
            thread_count=THREADS,
        )
        db.session.add(space)
        db.session.flush()
        threads = [
            {
                "id": number,
                "space_id": space.id,
                "author_id": number % PEOPLE + 1,
                "title": f"{random.choice(WORDS)} und {random.choice(WORDS)} Nummer {number}",
                "audience": "public",
                "writers": "members",
                "created_at": moment,
                "last_post_at": moment + timedelta(minutes=number),
                "top_count": 1,
                "places": 1,
                "post_count": 1,
            }
            for number in range(1, THREADS + 1)
        ]
        sizes = {1: MIDDLE_THREAD, 2: LONG_THREAD, **{number: size for size, number in SIZES.items()}}
        for thread in threads:
            size = sizes.get(thread["id"], 1)
            thread["post_count"] = size
            thread["top_count"] = thread["places"] = -(-size // 4)
        db.session.execute(insert(Thread), threads)
        posts: list[dict[str, Any]] = []
        for thread in threads:
            _add_posts(posts, thread, sizes.get(thread["id"], 1), bodies, rendered)
        for start in range(0, len(posts), 500):
            db.session.execute(insert(Post), posts[start : start + 500])
        _add_ideas(random, bodies, rendered, moment)
        record(SYSTEM, SpaceChanged(space_id=space.id), audience="public")


def _add_ideas(random: Random, bodies: list[str], html: list[str], moment: datetime) -> None:
    threads, ideas = [], []
    for number in range(1, IDEAS + 1):
        title = f"{random.choice(WORDS)} statt {random.choice(WORDS)} im Bezirk Nummer {number}"
        body = number % len(bodies)
        common = {"author_id": number % PEOPLE + 1, "title": title, "audience": "public", "created_at": moment}
        threads.append(
            {**common, "id": THREADS + number, "idea_id": number, "writers": "members", "last_post_at": moment}
        )
        ideas.append(
            {
                **common,
                "id": number,
                "title_key": title_key(title),
                "source": bodies[body],
                "html": html[body],
                "excerpt": excerpt(plain(bodies[body]), 240),
                "category": CATEGORIES[number % len(CATEGORIES)],
                "state": IdeaState.IN_DISKUSSION,
                "thread_id": THREADS + number,
                "support_count": number % PEOPLE,
                "threshold": 50,
                "submitted_at": moment + timedelta(minutes=number),
                "active_at": moment + timedelta(minutes=number),
                "state_since": moment,
            }
        )
    db.session.execute(insert(Thread), threads)
    db.session.execute(insert(Idea), ideas)
    supporters = [
        {"idea_id": idea["id"], "person_id": person_id, "at": moment}
        for idea in ideas
        for person_id in range(1, idea["support_count"] + 1)
    ]
    for start in range(0, len(supporters), 5_000):
        db.session.execute(insert(Support), supporters[start : start + 5_000])


def _add_posts(
    posts: list[dict[str, Any]], thread: dict[str, Any], size: int, bodies: list[str], html: list[str]
) -> None:
    """Lay out a thread of top posts with a chain of three answers each."""
    for number in range(size):
        top, level = divmod(number, 4)
        path = tree.word(top + 1) + tree.word(1) * level
        identity = len(posts) + 1
        posts.append(
            {
                "id": identity,
                "thread_id": thread["id"],
                "parent_id": identity - 1 if level else None,
                "depth": level,
                "path": path,
                "author_id": number % PEOPLE + 1,
                "source": bodies[number % len(bodies)],
                "html": html[number % len(html)],
                "language": "de",
                "state": PostState.VISIBLE,
                "version": 1,
                "child_count": (below := min(1, 3 - level, size - 1 - number)),
                "places": below,
                "descendant_count": min(3 - level, size - 1 - number),
                "created_at": thread["created_at"] + timedelta(minutes=number),
            }
        )
