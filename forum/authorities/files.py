"""Files of evidence: read by those who keep the register, and by nobody else."""

from forum.authorities import queries
from forum.authorities.models import Evidence
from forum.core.db import get_or_404
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.files.keeping import WITHHELD as WITHHELD_PURPOSES
from forum.files.queries import Purpose


def _check(viewer: Actor, evidence_id: int) -> None:
    found = get_or_404(Evidence, evidence_id)
    queries.record(viewer, found.record_id)
    if not found.is_for(viewer):
        raise NotFound


def _refuse(_viewer: Actor, _thing_id: int) -> None:
    """Let nobody reach what only a hold keeps; who needs it has the copy."""
    raise NotFound


# Of posts and ideas the moderation keeps files too, and looks at those.
WITHHELD = [Purpose(WITHHELD_PURPOSES[kind], _refuse) for kind in ("held", "person")]
EVIDENCE = Purpose("evidence", _check, proofs=True)
