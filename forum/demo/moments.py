"""Moments in the past, and the people of the demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import CITY_ZONE, frozen_at, now, today
from forum.core.db import db, transaction


@contextmanager
def on(days: int, hour: int = 12, minute: int = 0) -> Iterator[None]:
    """Do something in one transaction, so many days ago at this hour in Braunschweig, but never in the future."""
    moment = datetime.combine(today() - timedelta(days=days), time(hour % 24, minute % 60), CITY_ZONE)
    with frozen_at(min(moment, now())), transaction():
        yield


def person(handle: str) -> Person:
    """Return one of the demo's people."""
    return db.session.scalars(select(Person).where(Person.handle == handle)).one()
