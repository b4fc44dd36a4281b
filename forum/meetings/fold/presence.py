"""Who is present and how, who stands in for whom, and whether they are enough."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"present": [], "substitutes": {}, "quorum_state": "open", "recusals": []}


def _came(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["present"].append([data["person_id"], data.get("kind", "room")])


def _went(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["present"] = [one for one in core["present"] if one[0] != data["person_id"]]


def _named(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["substitutes"][data["person_id"]] = data["substitute_id"]


def _ended(core: dict[str, Any], data: dict[str, Any]) -> None:
    del core["substitutes"][data["person_id"]]


def _recused(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["recusals"].append([data["item_id"], data["person_id"]])


def _takes_part(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["recusals"].remove([data["item_id"], data["person_id"]])


def _quorum(state: str) -> Case:
    def apply(core: dict[str, Any], _data: dict[str, Any]) -> None:
        core["quorum_state"] = state

    return apply


CASES: dict[str, Case] = {
    "MemberCheckedIn": _came,
    "MemberCheckedOut": _went,
    "SubstituteNamed": _named,
    "SubstituteEnded": _ended,
    "MemberRecused": _recused,
    "RecusalTakenBack": _takes_part,
    "QuorumEstablished": _quorum("established"),
    "QuorumDoubted": _quorum("doubted"),
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    return {
        "present": [[one["person_id"], one["kind"]] for one in state["present"]],
        "substitutes": {one["member_id"]: one["substitute_id"] for one in state["substitutes"]},
        "quorum_state": state["quorum_state"],
        "recusals": [[one["item_id"], one["person_id"]] for one in state["recusals"]],
    }
