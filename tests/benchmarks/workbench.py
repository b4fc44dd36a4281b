"""How long the workbench of the Stabsstelle takes with many ideas, with and without a word to look for (N-33).

    .venv/bin/python -m tests.benchmarks.workbench [--ideas 10000] [--times 15] [--database URL]

prints JSON, in milliseconds: list and counts each for itself, at the median and at the worst. ``each`` counts as before, a
question for each facet; it is measured in the same run, so that both meet the same machine, and has to find the same. The
database of PostgreSQL has to be empty.
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import case, func, insert

from forum import create_app
from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.likeness import title_key
from forum.core.permissions import SYSTEM
from forum.core.text import excerpt, plain, render
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaDistrict, IdeaGoal
from forum.office.queries import facets, rows
from forum.office.queries.facets import LINKS, PARTS
from forum.office.queries.workbench import WAITING, Clock, Pending, Wanted, narrowed, since, waits_for
from forum.strategy.models import strategy
from tests.benchmarks.seed import CATEGORIES, WORDS, text

SEED = 33
STATES = (IdeaState.EINGEREICHT, IdeaState.IN_DISKUSSION, IdeaState.FACHPRUEFUNG, IdeaState.BOARD, IdeaState.ABGELEHNT)
# What is looked for: everything, what is late, a word that is in every seventh text or so, and one that is in none.
QUESTIONS = {
    "no word": Wanted(),
    "two choices": Wanted(state=IdeaState.FACHPRUEFUNG, clock=Clock.OVERDUE),
    "frequent word": Wanted(text="Ampel"),
    "no hit": Wanted(text="Zeppelin"),
}
# What takes the choice of a facet away, by its word in the address.
WITHOUT: dict[str, dict[str, Any]] = {
    "stand": {"state": None},
    "thema": {"category": ""},
    "unterstuetzung": {"support": None},
    "frist": {"clock": None},
    "stelle": {"unit": ""},
    "bei": {"assigned": ""},
    "ziel": {"goal": ""},
    "bezirk": {"district": None},
    "wartet": {"waiting": ""},
    "ansteht": {"pending": None},
}


def seed(number: int) -> int:
    """Fill the database with ideas and return the number of somebody of the Stabsstelle."""
    dice = Random(SEED)  # noqa: S311  The same data on every run.
    goals, districts = list(strategy().goals), list(strategy().districts)
    version, moment = strategy().goal_set.number, now() - timedelta(days=200)
    with transaction():
        staff = accounts.create_confirmed(
            SYSTEM, email="amt@example.org", handle="Messlatte", password="benchmark-werkbank-2026"
        )
        accounts.grant_role(SYSTEM, staff, "staff", reason="Benchmark")
        staff_id = staff.id
    with transaction():
        ideas: list[dict[str, Any]] = []
        for place in range(1, number + 1):
            body, title = text(dice), f"{dice.choice(WORDS)} und {dice.choice(WORDS)} am Platz {place}"
            at, state = moment + timedelta(minutes=place * 20), dice.choice(STATES)
            ideas.append(
                {
                    "id": place, "title": title, "title_key": title_key(title), "source": body, "html": render(body),
                    "excerpt": excerpt(plain(body), 240), "category": dice.choice(CATEGORIES), "author_id": staff_id,
                    "state": state, "audience": "public", "threshold": 50, "support_count": dice.randrange(60),
                    "submitted_at": at, "active_at": at, "state_since": at, "created_at": at,
                    "due_on": today() + timedelta(days=dice.randrange(-20, 60)), "unit": "Stabsstelle",
                }
            )  # fmt: skip
        db.session.execute(insert(Idea), ideas)
        linked = [{"idea_id": one["id"], "goal": dice.choice(goals), "version": version} for one in ideas]
        db.session.execute(insert(IdeaGoal), linked)
        placed = [{"idea_id": one["id"], "district": dice.choice(districts)} for one in ideas]
        db.session.execute(insert(IdeaDistrict), placed)
    return staff_id


def timed(act: Callable[[], object], times: int) -> dict[str, float]:
    """Return how many milliseconds something takes; the first time, which warms everything up, does not count."""
    spent = []
    for _each in range(times + 1):
        db.session.rollback()
        start = perf_counter()
        act()
        spent.append((perf_counter() - start) * 1000)
    return {"median": round(median(spent[1:]), 1), "worst": round(max(spent[1:]), 1)}


def each_for_itself(viewer: Person, wanted: Wanted) -> dict[str, dict[str, int]]:
    """Count as before: by a question for each facet, which goes through the ideas again."""
    counts: dict[str, dict[str, int]] = {}
    holding: list[Any] = []
    if wanted.text:
        numbers = db.session.scalars(narrowed(viewer, Wanted(text=wanted.text)).with_only_columns(Idea.id)).all()
        wanted, holding = replace(wanted, text=""), [Idea.id.in_(numbers)]
    for facet, without in WITHOUT.items():
        statement = narrowed(viewer, replace(wanted, **without)).where(*holding)
        if facet in LINKS:
            link, column = LINKS[facet]
            statement = statement.join(link, link.idea_id == Idea.id)
        elif facet in PARTS:
            column = PARTS[facet]()
        else:
            met = {days: Idea.state_since < since(days) for days in WAITING}
            if facet == "ansteht":
                met = {what.value: waits_for(what) for what in Pending}
            sums = statement.with_only_columns(*(func.count(case((one, 1))) for one in met.values()))
            counts[facet] = dict(zip(met, db.session.execute(sums).one(), strict=True))
            continue
        key = column.label("key")
        found = db.session.execute(statement.with_only_columns(key, func.count()).group_by(key))
        counts[facet] = {str(value): there for value, there in found if value not in {None, ""} or facet == "bei"}
    return counts


def measure(staff_id: int, times: int) -> dict[str, Any]:
    """Return the figures of each question."""
    found: dict[str, Any] = {}
    for name, wanted in QUESTIONS.items():

        def look(act: Callable[[Person, Wanted], object], wanted: Wanted = wanted) -> Callable[[], object]:
            return lambda: act(db.session.get_one(Person, staff_id), wanted)

        staff = db.session.get_one(Person, staff_id)
        counted, before = facets(staff, wanted), each_for_itself(staff, wanted)
        # In the data nobody works on an idea, and "nobody" had no word of its own.
        same = {facet: counts for facet, counts in counted.counts.items() if facet != "bei"}
        assert same == {facet: counts for facet, counts in before.items() if facet != "bei"}, (same, before)
        found[name] = {"ideas": counted.total, "list": timed(look(rows), times)}
        found[name] |= {"counts": timed(look(facets), times), "each": timed(look(each_for_itself), times)}
    return found


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--ideas", type=int, default=10_000)
    asked.add_argument("--times", type=int, default=15)
    asked.add_argument("--database", default="")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"INSTANCE": folder, "MODE": "demo", "RATE_LIMITS": False}
        app = create_app(settings | ({"DATABASE_URL": given.database} if given.database else {}))
        with app.test_request_context():
            upgrade()
            staff_id = seed(given.ideas)
            print(json.dumps(measure(staff_id, given.times), indent=2, ensure_ascii=False))
            db.session.remove()


if __name__ == "__main__":
    main()
