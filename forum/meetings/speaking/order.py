"""The order of the speakers' list, and for each place the reason (L-07 to L-11).

Without rules it is the order of asking. Points of order come before speeches, by rank. Two rules can be switched on:
speakers for and against take turns, and *balanced*: groups take turns, and who spoke less comes first.

To which group somebody belongs is nobody's business but their own. So the reason says only that the rule moved the
place, never which half of it: "another group" would tell the group of everybody who was passed.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forum.meetings.speaking.points import Point


class Kind(enum.StrEnum):
    """What somebody asks the floor for."""

    QUESTION = "question"
    POINT = "point"
    SPEECH = "speech"


class Why(enum.StrEnum):
    """Why a wish stands at its place."""

    TURN = "turn"
    POINT = "point"
    QUESTION = "question"
    STANCE = "stance"
    BALANCED = "balanced"
    MOVED = "moved"


@dataclass(frozen=True)
class Wish:
    """Somebody who waits; numbers rise in the order of asking."""

    number: int
    kind: Kind = Kind.SPEECH
    stance: str = ""
    point: Point = Point.OTHER
    # The voluntary group of the person, and how often they spoke in this meeting; both only count when balanced.
    group: str = ""
    times: int = 0
    # The place before this change, from one; a wish that the chair moved keeps those behind it that were behind it.
    place: int = 0
    moved: bool = False


@dataclass(frozen=True)
class Heard:
    """Somebody who had the floor under this item: what the next turn is seen against."""

    stance: str = ""
    group: str = ""


@dataclass(frozen=True)
class Rules:
    """The rules that are switched on."""

    alternate: bool = False
    balanced: bool = False


@dataclass(frozen=True)
class Place:
    """A place in the list and its reason."""

    number: int
    why: Why


def order(wishes: Iterable[Wish], rules: Rules | None = None, heard: Sequence[Heard] = ()) -> list[Place]:
    """Return the places: interposed questions, points of order by rank, then speeches by the rules."""
    rules = rules or Rules()
    waiting = sorted(wishes, key=lambda wish: wish.number)
    questions = [Place(wish.number, Why.QUESTION) for wish in waiting if wish.kind == Kind.QUESTION]
    ranked = sorted((wish for wish in waiting if wish.kind == Kind.POINT), key=lambda wish: wish.point.rank)
    points = [Place(wish.number, Why.POINT) for wish in ranked]
    speeches = [wish for wish in waiting if wish.kind == Kind.SPEECH]
    return questions + points + _by_turns(speeches, rules, heard)


def _by_turns(speeches: list[Wish], rules: Rules, heard: Sequence[Heard]) -> list[Place]:
    """Let the rules fill the places that the chair gave to nobody; a turn is seen against whoever comes before it."""
    before, left, places = list(heard), [wish for wish in speeches if not wish.moved], []
    for moved in _with_moved(speeches):
        if moved is None:
            next_one = min(left, key=lambda wish: (*_delay(wish, rules, before), wish.number))
            why = _reason(next_one, left[0], rules, before)
            left.remove(next_one)
        else:
            next_one, why = moved, Why.MOVED
        places.append(Place(next_one.number, why))
        before.append(Heard(next_one.stance, next_one.group))
    return places


def _delay(wish: Wish, rules: Rules, before: Sequence[Heard]) -> tuple[bool, int, int]:
    """Return what holds a wish back: its side spoke last; its group spoke not long ago; its person spoke often."""
    last = next((one.stance for one in reversed(before) if one.stance), "")
    same_side = rules.alternate and bool(wish.stance) and wish.stance == last
    if not rules.balanced:
        return same_side, 0, 0
    turns = [place for place, one in enumerate(before, start=1) if one.group == wish.group]
    return same_side, turns[-1] if turns else 0, wish.times


def _reason(chosen: Wish, earliest: Wish, rules: Rules, before: Sequence[Heard]) -> Why:
    if chosen is earliest:
        return Why.TURN
    passed, passing = _delay(earliest, rules, before), _delay(chosen, rules, before)
    return Why.STANCE if passed[0] and not passing[0] else Why.BALANCED


def _with_moved(speeches: list[Wish]) -> list[Wish | None]:
    """Return the places, free where the chair put nobody; who was moved has as many ahead as before who still wait."""
    result: list[Wish | None] = [None for one in speeches if not one.moved]
    for wish in sorted((one for one in speeches if one.moved), key=lambda one: one.place):
        ahead = sum(0 < other.place < wish.place for other in speeches)
        result.insert(min(ahead, len(result)), wish)
    return result
