"""Tables that hold nothing about people: what bodies of the city publish in their own name, and the machine's own.

Somebody may be named in them all the same, as in any text; such a name goes with its account (P-07).
"""

from collections.abc import Iterator

from sqlalchemy import JSON, String

from forum.core.db import Model
from forum.privacy.inventory.kinds import WORDS, Fate, Holding

# The machine's own: nobody writes into these.
MACHINES = frozenset(
    {
        *("active_month", "asked_words", "delivery", "job_run", "log_check", "number_series"),
        *("sealed_text", "submission"),
    }
)

# What was decided lies under a digest as a whole, and what was adopted is frozen: not a word is ever changed (E-38, G-07).
FROZEN = frozenset({"decision_district", "decision_duty", "decision_goal", "decision_subject", "resolution"})
# What proves a row is no text of it.
_PROOFS = frozenset({"digest", "seal", "configuration_hash"})

IMPERSONAL = frozenset(
    {
        # Beside a post, a thread or an idea: places, states and sums.
        *("activity_update", "closed_branch", "idea_district", "idea_goal", "merged_idea", "moved_branch"),
        *("project_news", "sponsorship", "swept_post", "space"),
        # What committees and the Board publish as bodies.
        *(
            "agenda_item",
            "decision_district",
            "decision_duty",
            "decision_goal",
            "decision_subject",
            "dossier_draft_idea",
        ),
        *(
            "dossier_idea",
            "meeting",
            "minutes",
            "poll",
            "redaction",
            "resolution",
            "resolution_idea",
            "seat",
            "speaker_list",
        ),
        *("speaking_rules", "writing_rules"),
        # The strategy, offices and projects.
        *("goal", "measuring_date", "milestone", "office", "project_cost", "project_data"),
        *("project_district", "project_goal", "project_indicator", "text_block", "unit"),
        *("idea_solution", "idea_reference"),
        # Surveys as they are asked, and what they came to.
        *("survey", "survey_question", "survey_tally"),
        *MACHINES,
    }
)


def published() -> Iterator[Holding]:
    """Go through the tables with texts in which somebody may be named, though they are about nobody."""
    for name in sorted(IMPERSONAL - MACHINES):
        columns = Model.metadata.tables[name].columns
        texts = tuple(one.name for one in columns if isinstance(one.type, String | JSON) and not one.foreign_keys)
        yield Holding(
            name, texts=tuple(one for one in texts if one not in WORDS | _PROOFS), fate=Fate.KEPT, frozen=name in FROZEN
        )
