"""What was written, by which rules, and whether it can be read."""

from typing import Any

from forum.meetings.fold.case import Case

RULES = {"locked": False, "pause_seconds": 0, "questions": True, "held_first": False, "anonymous": True}
# A state holds no more than these, the newest; whoever wants older ones reads the log.
MOST = 200
START: dict[str, Any] = {"contributions": {}, "writing_rules": RULES}


def _added(core: dict[str, Any], data: dict[str, Any]) -> None:
    held = core["contributions"]
    held[data["contribution_id"]] = {"state": "visible", "reason": ""}
    if len(held) > MOST:
        del held[min(held)]


def _moved(core: dict[str, Any], data: dict[str, Any]) -> None:
    _stands(core, data["contribution_id"], data["state"], data["reason"])


def _stands(core: dict[str, Any], number: int, state: str, reason: str) -> None:
    # Of those that are not among the newest any more nothing is told.
    if number in core["contributions"]:
        core["contributions"][number] = {"state": state, "reason": reason}


def _hidden(core: dict[str, Any], data: dict[str, Any]) -> None:
    """Read what logs said of removed contributions before they had states."""
    _stands(core, data["contribution_id"], "removed", "rules")


def _rules(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["writing_rules"] = {name: data[name] for name in RULES}


CASES: dict[str, Case] = {
    "ContributionAdded": _added,
    "ContributionMoved": _moved,
    "ContributionHidden": _hidden,
    "WritingRulesSet": _rules,
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    return {
        "contributions": {
            one["id"]: {"state": one["state"], "reason": one["reason"]} for one in state["contributions"]
        },
        "writing_rules": {name: state["writing_rules"][name] for name in RULES},
    }
