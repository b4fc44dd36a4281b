"""Who speaks next, why, and for how long: pure functions that know no database (L-07 to L-14)."""

from forum.meetings.speaking.clock import Clock
from forum.meetings.speaking.order import Heard, Kind, Place, Rules, Why, Wish, order
from forum.meetings.speaking.points import POINTS, Point
from forum.meetings.speaking.spoken import Spoken, spoken

__all__ = ["POINTS", "Clock", "Heard", "Kind", "Place", "Point", "Rules", "Spoken", "Why", "Wish", "order", "spoken"]
