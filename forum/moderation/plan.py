"""What was decided, as far as the effects of measures need to know it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.core.errors import Invalid
from forum.core.i18n import _, german
from forum.holds.queries import is_ordered
from forum.moderation.models import Case, Notice
from forum.moderation.rules import RULES


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was decided, as far as the effect needs it."""

    rule: str
    until: datetime | None = None
    minutes: int = 0
    passages: str = ""
    warned_at: datetime | None = None
    # In which thread it holds again, whatever became of the post that led there; else it is the one of the post.
    thread_id: int | None = None
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


# What an account reported, and what an authority ordered.
OTHERS = "SOURCE_TYPE_OTHER_NOTIFICATION"


def source_of(case: Case) -> str:
    """Return from where the moderation heard of it, in the vocabulary of the transparency database."""
    notices = case.present_notices
    if not notices:
        return OTHERS if is_ordered(case.kind, case.target_id) else "SOURCE_VOLUNTARY"
    if any(notice.trusted for notice in notices):
        return "SOURCE_TRUSTED_FLAGGER"
    by_law = any(notice.person_id is None or RULES[notice.rule].illegal for notice in notices)
    return "SOURCE_ARTICLE_16" if by_law else OTHERS


# A citation such as "§ 130 Abs. 1 StGB" or "Art. 9 DSGVO", ending with the short name of a law.
_CITED = re.compile(
    r"(?:§{1,2}|Art(?:ikel|\.)?)\s*\d{1,4}[a-z]?(?:(?:\s|,|und|bis|ff?\.|Abs\.|Nr\.|S\.|Satz)+\d{0,4}[a-z]?)*\s"
    r"[A-ZÄÖÜ][A-Za-zäöü]{0,9}[A-Z][A-Za-z]{0,5}\b"
)


def ground_of(notices: Sequence[Notice]) -> tuple[str, str] | None:
    """Return the rule that most of these notices name, and the law where it is one about illegal content.

    A program judges no law: it takes the one that was cited most, and nothing else of what a notifier wrote (S-11). A
    ground without a law carries no measure (Art. 17 (3) d DSA); None where no other is left.
    """
    named = [notice.rule for notice in notices]
    for rule in sorted(dict.fromkeys(named), key=named.count, reverse=True):
        if not RULES[rule].illegal:
            return rule, ""
        cited = [one[0] for notice in notices if notice.rule == rule and (one := _CITED.search(notice.legal_ground))]
        if cited:
            return rule, max(cited, key=cited.count)
    return None
