"""What a ballot may say, for each kind of vote, and adding ballots up.

A ballot is a small JSON object. Options are named by their place on the ballot paper, beginning with 0:

    yes_no, consent    {"choice": "yes" | "no" | "abstain"}, with consent an objection ("no") has a "reason"
    choice             {"options": [0, 2]}
    rating             {"ratings": [5, null, 3]}, one for each option, null where none was given
    irv, stv           {"ranking": [2, 0]}, the best first; what is missing was not ranked
    each of them       {"blank": true} or {"invalid": true}
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

Ballot = dict[str, Any]

KINDS = ("yes_no", "choice", "rating", "irv", "stv", "consent")
CHOICES = ("yes", "no", "abstain")
LONGEST_REASON = 500
MOST_OPTIONS = 20


# Words and what proves them; their digests stay in the plan of a vote.
_REMOVABLE = ("options", "options_salt", "conditions_salt")


def canonical(value: Any) -> str:
    """Return the one way in which a value is written as JSON: sorted names, no blanks."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's one way of being written."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def fingerprint(poll: dict[str, Any]) -> str:
    """Return the hash that the log names a configuration by when its vote opens (L-73).

    The words of the options are in it by their salted digest only, so that they can be removed and the hash still
    fits (L-51); configurations of the first format hold them as they are.
    """
    if "options_digest" not in poll:
        return digest(poll)
    return digest({name: value for name, value in poll.items() if name not in _REMOVABLE})


def fits_its_options(poll: dict[str, Any]) -> bool:
    """Tell whether the options are those that were frozen, or were removed together with their salt."""
    if "options_digest" not in poll:
        return True
    options, salt = poll["options"], poll["options_salt"]
    if len(options) != poll["choices"]:
        return False
    return digest([salt, options]) == poll["options_digest"] if salt else not any(options)


def checked(poll: dict[str, Any], ballot: Any) -> Ballot:
    """Return the ballot as it is kept, if the poll allows it. Raises ValueError with a word for what is wrong."""
    if not isinstance(ballot, dict):
        raise ValueError("shape")
    for word in ("blank", "invalid"):
        if ballot == {word: True}:
            return {word: True}
    return _CHECKS[poll["kind"]](poll, ballot)


def _one_of_three(_poll: dict[str, Any], ballot: Ballot) -> Ballot:
    if set(ballot) != {"choice"} or ballot["choice"] not in CHOICES:
        raise ValueError("choice")
    return {"choice": ballot["choice"]}


def _consent(poll: dict[str, Any], ballot: Ballot) -> Ballot:
    if ballot.get("choice") != "no":
        return _one_of_three(poll, ballot)
    reason = ballot.get("reason")
    if set(ballot) != {"choice", "reason"} or not isinstance(reason, str):
        raise ValueError("reason")
    reason = " ".join(reason.split())
    if not 5 <= len(reason) <= LONGEST_REASON:
        raise ValueError("reason")
    return {"choice": "no", "reason": reason}


def _options(poll: dict[str, Any], ballot: Ballot) -> Ballot:
    places = _places(poll, ballot, "options")
    if not poll["least"] <= len(places) <= poll["most"]:
        raise ValueError("number")
    return {"options": sorted(places)}


def _ranking(poll: dict[str, Any], ballot: Ballot) -> Ballot:
    places = _places(poll, ballot, "ranking")
    if not places:
        raise ValueError("number")
    return {"ranking": places}


def _places(poll: dict[str, Any], ballot: Ballot, name: str) -> list[int]:
    places = ballot.get(name)
    if set(ballot) != {name} or not isinstance(places, list):
        raise ValueError("shape")
    if not all(_is_number(place, 0, len(poll["options"]) - 1) for place in places):
        raise ValueError("option")
    if len(set(places)) != len(places):
        raise ValueError("twice")
    return list(places)


def _ratings(poll: dict[str, Any], ballot: Ballot) -> Ballot:
    ratings = ballot.get("ratings")
    if set(ballot) != {"ratings"} or not isinstance(ratings, list) or len(ratings) != len(poll["options"]):
        raise ValueError("shape")
    if not all(rating is None or _is_number(rating, 0, poll["scale"]) for rating in ratings):
        raise ValueError("rating")
    if not any(rating is not None for rating in ratings):
        raise ValueError("number")
    return {"ratings": list(ratings)}


def _is_number(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


_CHECKS: dict[str, Callable[[dict[str, Any], Ballot], Ballot]] = {
    "yes_no": _one_of_three,
    "consent": _consent,
    "choice": _options,
    "rating": _ratings,
    "irv": _ranking,
    "stv": _ranking,
}


def no_figures(options: int) -> dict[str, Any]:
    """Return the figures of a poll in which nobody has voted yet."""
    return {"yes": 0, "no": 0, "abstain": 0, "blank": 0, "invalid": 0, "options": [0] * options, "ballots": 0}


def with_one_more(so_far: dict[str, Any], ballot: Ballot) -> dict[str, Any]:
    """Return the figures with one more ballot: votes, points of a rating, or first places of a ranking, by option."""
    more = {**so_far, "options": list(so_far["options"]), "ballots": so_far["ballots"] + 1}
    for word in ("blank", "invalid"):
        more[word] += bool(ballot.get(word))
    if "choice" in ballot:
        more[ballot["choice"]] += 1
    for place in [*ballot.get("options", ()), *ballot.get("ranking", ())[:1]]:
        more["options"][place] += 1
    for place, rating in enumerate(ballot.get("ratings", ())):
        more["options"][place] += rating or 0
    return more


def figures(options: int, ballots: Iterable[Ballot]) -> dict[str, Any]:
    """Return the figures of all ballots."""
    so_far = no_figures(options)
    for ballot in ballots:
        so_far = with_one_more(so_far, ballot)
    return so_far
