"""Ranked ballots: instant run-off (IRV) for one place, single transferable vote (STV) for several.

STV takes the Droop quota, whole votes: valid ballots divided by places and one, rounded down, and one more. Whoever
reaches it is elected, the most votes first; what is above the quota goes to the next choices of *all* ballots that lie
there, passing over those who have reached the quota themselves, each at the same fraction of its worth (weighted
inclusive Gregory method, as in Scottish councils), in exact fractions. When nobody reaches it, the last one drops out.
IRV is the same for one place, and the quota is more than half of the ballots that still count.

The rule for ties, shown with every one: of those who are equal the one is last who had fewer votes in the latest round
before in which they differed; if they never differed, the lot decides. The lot is the SHA-256 of the hash of
the configuration, all ballots in sorted order, and the place of the option: nobody knows it before the last vote, everybody
can compute it after.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from forum.meetings.counting.ballots import canonical


@dataclass
class _Paper:
    """A ballot: what it is worth now, what it says, and where it lies."""

    worth: Fraction
    ranking: list[int]
    place: int | None = None


@dataclass
class _Count:
    """A count under way."""

    options: int
    seats: int
    lot_seed: str
    papers: list[_Paper]
    moving_quota: bool
    running: set[int] = field(default_factory=set)
    # Who has reached the quota and waits for its surplus to be passed on; nothing comes to them any more.
    full: set[int] = field(default_factory=set)
    elected: list[int] = field(default_factory=list)
    rounds: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[int, Fraction]] = field(default_factory=list)


def ranked(
    kind: str, options: int, seats: int, ballots: Sequence[dict[str, Any]], seed: str, *, anybody: bool = False
) -> dict[str, Any]:
    """Return who is elected, in which order, and every round of the count.

    Whom nobody ranked is not elected, and then places stay open; ``anybody`` counts as it was done before.
    """
    rankings = [list(ballot["ranking"]) for ballot in ballots if "ranking" in ballot]
    lot_seed = seed + "\n" + "\n".join(sorted(canonical(ballot) for ballot in ballots))
    papers = [_Paper(Fraction(1), ranking) for ranking in rankings]
    one = _Count(options, 1 if kind == "irv" else seats, lot_seed, papers, moving_quota=kind == "irv")
    one.running = set(range(options)) if anybody else {place for ranking in rankings for place in ranking}
    _pass_on(one, papers)
    fixed = Fraction(len(rankings) // (one.seats + 1) + 1)
    while rankings and one.running and len(one.elected) < one.seats:
        _round(one, fixed)
    return {"elected": one.elected, "quota": str(fixed) if kind == "stv" else "", "rounds": one.rounds}


def _round(one: _Count, fixed: Fraction) -> None:
    votes = {place: Fraction(0) for place in one.running}
    for paper in one.papers:
        if paper.place is not None:
            votes[paper.place] += paper.worth
    one.history.append(votes)
    counting = sum(votes.values(), Fraction(0))
    quota = Fraction(counting.__floor__() // 2 + 1) if one.moving_quota else fixed
    places_left = one.seats - len(one.elected)
    step: dict[str, Any] = {"votes": [str(votes[place]) if place in votes else None for place in range(one.options)]}
    one.full |= {place for place in one.running if votes[place] >= quota}
    if len(one.running) <= places_left:
        # Whoever is left takes what is left.
        chosen, tie = _first(one, sorted(one.running))
        step |= {"elected": chosen, "without_quota": votes[chosen] < quota}
        _elect(one, chosen, votes[chosen], min(quota, votes[chosen]))
    elif one.full:
        chosen, tie = _first(one, sorted(one.full))
        step |= {"elected": chosen}
        _elect(one, chosen, votes[chosen], quota)
    else:
        out, tie = _last(one, sorted(one.running))
        step |= {"out": out}
        one.running.discard(out)
        _pass_on(one, [paper for paper in one.papers if paper.place == out])
    one.rounds.append(step | ({"tie": tie} if tie else {}))


def _pass_on(one: _Count, papers: list[_Paper]) -> None:
    """Lay ballots where they say next, of those who are still in and have not reached the quota."""
    still = one.running - one.full
    for paper in papers:
        paper.place = next((place for place in paper.ranking if place in still), None)


def _elect(one: _Count, chosen: int, votes: Fraction, quota: Fraction) -> None:
    """Elect somebody; every ballot that lies there goes on with the same part of its worth."""
    rest = (votes - quota) / votes if votes else Fraction(0)
    one.running.discard(chosen)
    one.full.discard(chosen)
    one.elected.append(chosen)
    there = [paper for paper in one.papers if paper.place == chosen]
    for paper in there:
        paper.worth *= rest
    _pass_on(one, there)


def _first(one: _Count, places: list[int]) -> tuple[int, dict[str, Any] | None]:
    return _choose(one, places, best=True)


def _last(one: _Count, places: list[int]) -> tuple[int, dict[str, Any] | None]:
    return _choose(one, places, best=False)


def _choose(one: _Count, places: list[int], *, best: bool) -> tuple[int, dict[str, Any] | None]:
    """Return the one with the most or the fewest votes, and how a tie was broken."""
    pick = max if best else min
    equal = places
    for number in range(len(one.history) - 1, -1, -1):
        votes = one.history[number]
        wanted = pick(votes[place] for place in equal)
        rest = [place for place in equal if votes[place] == wanted]
        if number == len(one.history) - 1:
            tied = rest
        equal = rest
        if len(equal) == 1:
            break
    if len(tied) == 1:
        return tied[0], None
    if len(equal) == 1:
        return equal[0], {"between": tied, "by": "earlier_round"}
    drawn = pick(equal, key=lambda place: _lot(one, place))
    return drawn, {"between": tied, "by": "lot"}


def _lot(one: _Count, place: int) -> str:
    return hashlib.sha256(f"{one.lot_seed}\n{place}".encode()).hexdigest()
