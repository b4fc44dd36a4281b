"""Who is told: levels of following, and the reasons for which somebody is told. Nothing here knows the database.

A person may have a stance on a thread, on its idea and on the space around it. Being mute anywhere wins over everything
(T-17). Otherwise the closest stance that the person chose counts; taking part never lowers it, but at least *tracking*
comes of it.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forum.core.i18n import lazy


class Level(enum.StrEnum):
    """How much a person wants to hear of a thing; each level includes those before it."""

    MUTED = "muted"
    NORMAL = "normal"
    TRACKING = "tracking"
    WATCHING = "watching"


LEVEL_LABELS = {
    Level.WATCHING: lazy("Alles"),
    Level.TRACKING: lazy("Antworten, Erwähnungen und wichtige Schritte"),
    Level.NORMAL: lazy("Antworten und Erwähnungen"),
    Level.MUTED: lazy("Stumm"),
}

_RANK = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True)
class Stance:
    """A person's level on one thing; ``chosen`` tells a choice from what taking part brought along."""

    level: Level
    chosen: bool = True


class Group(enum.StrEnum):
    """The kinds of messages for which a person can choose a rhythm of mails (T-18)."""

    ANSWERS = "answers"
    POSTS = "posts"
    STEPS = "steps"
    TASKS = "tasks"
    DISTRICTS = "districts"
    OWN = "own"


GROUP_LABELS = {
    Group.ANSWERS: lazy("Antworten und Erwähnungen"),
    Group.POSTS: lazy("Neue Beiträge und Themen"),
    Group.STEPS: lazy("Schritte von Ideen, Themen und Vorhaben"),
    Group.TASKS: lazy("Meine Aufgaben im Forum"),
    Group.DISTRICTS: lazy("Ideen aus dem Stadtbezirk, den ich vertrete"),
    Group.OWN: lazy("Was mich selbst betrifft, etwa Moderation und Berufung"),
}


@dataclass(frozen=True)
class Reason:
    """Why somebody is told: the kind of message, the lowest level that hears of it, and the sentence for mails.

    What has no lowest level is a duty or concerns the person's own rights, so that no level keeps it away.
    """

    group: Group
    least: Level | None
    sentence: Any


REASONS = {
    "reply": Reason(Group.ANSWERS, Level.NORMAL, lazy("weil jemand auf Ihren Beitrag geantwortet hat")),
    "mention": Reason(Group.ANSWERS, Level.NORMAL, lazy("weil jemand Sie erwähnt hat")),
    "answer": Reason(Group.ANSWERS, Level.NORMAL, lazy("weil Sie dieses Gespräch begonnen haben")),
    "post": Reason(Group.POSTS, Level.WATCHING, lazy("weil Sie hier alles mitlesen")),
    "thread": Reason(Group.POSTS, Level.TRACKING, lazy("weil Sie diesem Raum folgen")),
    "step": Reason(Group.STEPS, Level.TRACKING, lazy("weil Sie daran beteiligt sind oder ihm folgen")),
    "author": Reason(Group.STEPS, Level.NORMAL, lazy("weil Sie die Idee eingereicht haben")),
    "support": Reason(Group.STEPS, Level.NORMAL, lazy("weil Sie die Idee unterstützen")),
    "role": Reason(Group.TASKS, None, lazy("weil Sie eine Aufgabe im Forum haben")),
    "district": Reason(Group.DISTRICTS, None, lazy("weil Sie einen Stadtbezirk vertreten")),
    "own": Reason(Group.OWN, None, lazy("weil es Sie selbst betrifft")),
}

# The reason of a kind of message where the caller names no other; any other kind concerns the person itself.
USUAL_REASONS = {
    "reply": "reply",
    "mention": "mention",
    "answer": "answer",
    "post": "post",
    "thread": "thread",
    "thread_closed": "step",
    "thread_archived": "step",
    "thread_reopened": "step",
    "idea_submitted": "role",
    "idea_advanced": "step",
    "idea_merged": "step",
    "idea_due": "role",
    "idea_answered": "step",
    "idea_recommended": "step",
    "idea_decided": "step",
    "paper_waits": "role",
    "idea_edited": "support",
    "idea_split": "step",
    "idea_retired": "step",
    "idea_added": "step",
    "project_news": "step",
    "project_advanced": "step",
    "milestone_missed": "step",
    "project_due": "role",
    "activity_told": "step",
    "survey_opened": "step",
    "survey_closed": "step",
    "survey_withdrawn": "step",
    "activity_due": "role",
    "activity_handed": "role",
    "co_author_joined": "author",
    "co_author_left": "author",
    "dossier_frozen": "role",
    "district_idea": "district",
    "district_missed": "district",
    "queue_waits": "role",
    "hold_due": "role",
    "report_due": "role",
    "space_applied": "role",
    "application_sent": "role",
    "term_ends": "role",
    "recommendation_due": "role",
    "recommendation_answered": "role",
    "minority_begun": "role",
    "committee_changed": "role",
    "circulation_started": "role",
    "circulation_due": "role",
    "circulation_closed": "role",
    "minutes_submitted": "role",
    "minutes_objected": "role",
    "barrier_reported": "role",
    "barrier_due": "role",
}


def usual_reason(kind: str) -> str:
    """Return why somebody is told of this kind of message unless the teller knows better."""
    return USUAL_REASONS.get(kind, "own")


def level_of(stances: Iterable[Stance | None]) -> Level:
    """Return the level that counts; the stances come from the closest thing to the widest: thread, idea, space."""
    given = [stance for stance in stances if stance is not None]
    if any(stance.level == Level.MUTED for stance in given):
        return Level.MUTED
    chosen = next((stance.level for stance in given if stance.chosen), Level.NORMAL)
    return max([chosen, *(stance.level for stance in given if not stance.chosen)], key=_RANK.__getitem__)


def is_told(reason: str, stances: Iterable[Stance | None]) -> bool:
    """Tell whether somebody with these stances hears of something for this reason."""
    least = REASONS[reason].least
    return least is None or _RANK[level_of(stances)] >= _RANK[least]


def at_least(level: Level) -> list[Level]:
    """Return the level and all that hear more."""
    return [other for other in Level if _RANK[other] >= _RANK[level]]
