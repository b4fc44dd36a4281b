"""Activities of the demo: one that goes on, one that is regular, and one nobody has heard of for long."""

from typing import Any

from sqlalchemy import select

from forum.activities import commands
from forum.activities.commands import Facts
from forum.activities.models import Activity, ActivityKind, Status
from forum.core.db import db
from forum.demo.moments import on, person
from forum.discussions.models import Space


def build(data: dict[str, Any]) -> None:
    """Let people present what they do, and say how it stands."""
    for row in data["activities"]:
        with on(row["days"], hour=10):
            space = db.session.scalars(select(Space).where(Space.title == row["space"])).one()
            facts = Facts(title=row["title"], kind=ActivityKind(row["kind"]), organisation=row["organisation"])
            number = commands.start_activity(person(row["owner"]), space, facts, text=row["text"]).id
        for days, status, text in row["updates"]:
            with on(days, hour=10):
                found = db.session.get_one(Activity, number)
                commands.publish_update(person(row["owner"]), found, text=text, status=Status(status))
