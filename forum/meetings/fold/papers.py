"""The papers of items and motions."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"papers": {}}


def _added(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["papers"][data["paper_id"]] = [data["item_id"], data["motion_id"]]


def _removed(core: dict[str, Any], data: dict[str, Any]) -> None:
    del core["papers"][data["paper_id"]]


CASES: dict[str, Case] = {"PaperAdded": _added, "PaperRemoved": _removed}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    return {"papers": {one["id"]: [one["item_id"], one["motion_id"]] for one in state["papers"]}}
