"""Where what is typed about activities belongs until it is published."""

from collections.abc import Mapping, Sequence

from flask import url_for

from forum.activities import queries
from forum.activities.models import Activity
from forum.core.errors import NotFound
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, can
from forum.drafts.places import Place, Spot
from forum.web.addresses import number_in

NEW = "activities"


def target_of(activity: Activity) -> str:
    """Return the word by which drafts name an activity."""
    return f"activity:{activity.id}"


def _new(_viewer: Actor, targets: Sequence[str]) -> Mapping[str, Spot]:
    return {target: Spot(_("Neue Aktivität"), url_for("activities.start")) for target in targets if target == NEW}


def _updates(viewer: Actor, targets: Sequence[str]) -> Mapping[str, Spot]:
    spots: dict[str, Spot] = {}
    for target in targets:
        try:
            found = queries.activity(viewer, number_in(target.removeprefix("activity:")) or 0)
        except NotFound:
            continue
        note = "" if can(viewer, "activity.manage", found) else _("Dafür sind Sie nicht mehr verantwortlich.")
        spots[target] = Spot(found.title, f"{found.url}#stand", note)
    return spots


PLACES = [
    Place("activity.start", lazy("Neue Aktivität"), ("title", "text", "organisation", "link"), _new),
    Place("activity.manage", lazy("Neuer Stand"), ("text",), _updates),
]
