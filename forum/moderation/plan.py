"""What was decided, as far as the effects of measures need to know it."""

from dataclasses import dataclass
from datetime import datetime

from forum.core.errors import Invalid
from forum.core.i18n import _, german
from forum.moderation.rules import RULES


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was decided, as far as the effect needs it."""

    rule: str
    until: datetime | None = None
    minutes: int = 0
    passages: str = ""
    warned_at: datetime | None = None
    # By which statement of reasons: what restricts a person names it, and cannot be without it (S-02).
    statement_puid: str = ""

    @property
    def ground(self) -> str:
        """The short public reason, as it is stored."""
        return german(RULES[self.rule].label)


def check_minutes(minutes: int) -> None:
    """Raise Invalid where nobody can wait so long between two posts."""
    if not 1 <= minutes <= 1440:
        raise Invalid(fields={"minutes": [_("Bitte nennen Sie zwischen 1 und 1.440 Minuten.")]})
