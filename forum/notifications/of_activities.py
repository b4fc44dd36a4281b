"""What owners of activities are told; the followers of one hear of its updates as posts of its thread (G-34)."""

from forum.accounts.queries import holders
from forum.activities.events import ActivityOffered, ActivityReminded, ActivityUpdated
from forum.activities.models import Activity
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.notifications.commands import tell
from forum.notifications.handling import each
from forum.notifications.placing import listeners, place_of


def _updated(event: LoggedEvent) -> None:
    """Tell who follows the thread closely enough for steps; who hears of each post has heard of this one."""
    activity, place = _activity(event), place_of(event)
    people = set(listeners(place, "step")) - set(listeners(place, "post"))
    tell(event, people, "activity_told", activity.url, title=activity.title, status=event.data["status"])


def _reminded(event: LoggedEvent) -> None:
    """Remind the owner; where that account is gone, the Stabsstelle."""
    activity = _activity(event)
    people = [activity.owner_id] if activity.owner_id is not None else holders("staff")
    where = f"{activity.url}#stand"
    tell(event, people, "activity_due", where, title=activity.title, overdue=event.data["overdue"])


def _offered(event: LoggedEvent) -> None:
    """Tell who was asked to answer for it."""
    activity = _activity(event)
    tell(event, [event.data["person_id"]], "activity_handed", activity.url, title=activity.title)


def _activity(event: LoggedEvent) -> Activity:
    return db.session.get_one(Activity, event.data["activity_id"])


SUBSCRIBERS = [
    Subscriber("notifications.activity_told", (ActivityUpdated,), each(_updated)),
    Subscriber("notifications.activity_due", (ActivityReminded,), each(_reminded)),
    Subscriber("notifications.activity_handed", (ActivityOffered,), each(_offered)),
]
