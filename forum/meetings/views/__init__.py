"""Pages of meetings, cut by what people come for: plan, session, votes, minutes, course, and decisions in writing."""

from forum.meetings.views import calendars, circulation, minutes, papers, planning, polls, replay, room

blueprints = [
    planning.blueprint,
    calendars.blueprint,
    papers.blueprint,
    room.blueprint,
    polls.blueprint,
    minutes.blueprint,
    replay.blueprint,
    circulation.blueprint,
]

__all__ = ["blueprints"]
