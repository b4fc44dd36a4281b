"""The page of a committee: mandate, members, calls, sessions, ideas before it, and what became of what it recommended.

It lies on this floor because it reads the committee, its meetings and its ideas, and committees know nothing of these.
"""

from typing import Any

from flask import Blueprint, render_template

from forum.committees import queries
from forum.core.permissions import can
from forum.ideas.queries import ideas_before
from forum.meetings.queries import meetings, resolutions_of_committee, upcoming
from forum.recommendations.queries import follow_ups, with_minority_vote
from forum.web.cache import kept_for_anonymous
from forum.web.security import public, viewer

blueprint = Blueprint("committee", __name__)

SHOWN_MEETINGS = 5
SHOWN_RESOLUTIONS = 20
SHOWN_IDEAS = 50


@blueprint.get("/gremien/<name>")
@public
@kept_for_anonymous
def show(name: str) -> Any:
    """Show a committee with its mandate, members and work."""
    who = viewer()
    found = queries.committee(who, name)
    call = queries.open_call_of(who, found)
    adopted = resolutions_of_committee(who, found.id, SHOWN_RESOLUTIONS)
    numbers = [row.id for row in adopted]
    return render_template(
        "committees/show.html",
        committee=found,
        acts=queries.acts(who, found),
        rules=queries.rules_of(found.id),
        groups=queries.members_by_group(who, found),
        to_come=queries.members_to_come(who, found),
        seats=queries.seats(who, found),
        call=call,
        applied=queries.own_application(who, call) if call is not None and who.person_id is not None else None,
        # Nobody is asked to apply who is in it.
        may_apply=found.word not in who.words,
        next_meetings=upcoming(who, found.slug)[:SHOWN_MEETINGS],
        past_meetings=meetings(who, committee_slug=found.slug, over=True, limit=SHOWN_MEETINGS).items,
        ideas=ideas_before(who, found.id, SHOWN_IDEAS),
        resolutions=adopted,
        answers=follow_ups(who, numbers),
        dissented=with_minority_vote(who, numbers),
        may_decide=can(who, "committee.decide", found),
        may_rename=can(who, "committee.rename", found),
        may_appoint=can(who, "committee.appoint", found),
        waiting=len(queries.waiting_for_board(who, found)) if can(who, "member.propose", found) else 0,
        may_read_interests=can(who, "interest.read", found),
        may_read_figures=can(who, "committee.figures", found),
    )
