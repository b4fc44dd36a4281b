"""Digests that prove papers and records unchanged (G-07, E-38); each knows which fields its time covered."""

import hashlib
import json
from typing import Any

from forum.dossiers.models import Decision

DIGEST_VERSION = 2

_FIRST = (
    "number", "idea_id", "meeting_id", "title", "text", "reasons", "conditions", "yes", "no", "abstain",
    "binding_basis", "strategy_version", "assessments",
)  # fmt: skip
_SECOND = (
    *_FIRST, "dossier_id", "committee_id", "body", "item_id", "minutes_seq", "rule", "present", "entitled", "recused",
    "binding", "replaces",
)  # fmt: skip
# The word for what was later told apart as decided with and without changes.
_FORMER_RESULTS = {"ungeaendert": "beschlossen"}


def of_decision(decision: Decision) -> str:
    """Return the digest of a record by the fields of its digest's version."""
    first = decision.digest_version == 1
    values: dict[str, Any] = {name: getattr(decision, name) for name in (_FIRST if first else _SECOND)}
    values["title"] = decision.withheld_title or decision.title
    if decision.withheld_text is not None:
        values |= {"text": decision.withheld_text, "reasons": decision.withheld_reasons or ""}
    result = str(decision.result)
    values["result"] = _FORMER_RESULTS.get(result, result) if first else result
    values["unanimity"] = str(decision.unanimity)
    values["decided_on"] = decision.decided_on.isoformat()
    values["next_on"] = decision.next_on.isoformat() if decision.next_on else None
    values["goals"] = sorted(link.goal for link in decision.goal_links)
    values["districts"] = sorted(link.district for link in decision.district_links)
    if not first:
        values["goals"] = sorted([link.goal, link.version] for link in decision.goal_links)
        values["subjects"] = [
            [
                one.position,
                one.idea_id,
                one.dossier_id,
                one.project_id,
                one.resolution_id,
                one.withheld_title or one.title,
            ]
            for one in decision.subjects
        ]
        values["duties"] = [
            [
                duty.position,
                duty.withheld_text or duty.text,
                duty.withheld_unit or duty.unit,
                duty.due_on.isoformat(),
            ]
            for duty in decision.duties
        ]
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def of_paper(data: dict[str, Any], html: str) -> str:
    """Return the digest of a dossier."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{text}\n{html}".encode()).hexdigest()
