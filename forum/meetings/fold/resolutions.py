"""What the committee adopted."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"resolutions": []}


def _adopted(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["resolutions"].append(data["resolution_id"])


def _announced(core: dict[str, Any], data: dict[str, Any]) -> None:
    # Who was there when it was adopted knows it already.
    if data["resolution_id"] not in core["resolutions"]:
        core["resolutions"] = sorted([*core["resolutions"], data["resolution_id"]])


CASES: dict[str, Case] = {"ResolutionAdopted": _adopted, "ResolutionAnnounced": _announced}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    return {"resolutions": [one["id"] for one in state["resolutions"]]}
