"""Minutes: what the log says, as a pure function of it, and the paper that is printed from it.

The clerk's paragraphs, objections and the way to publication are an area of the session like others, in ``models``,
``commands``, ``events`` and ``queries``.
"""

from forum.meetings.minutes.skeleton import draft

__all__ = ["draft"]
