"""The way of an idea through the hands of others: paper, decision, project, result (B-10).

The log of an idea carries the addresses of what lies on floors above, so the pages of all of them can show the same chain
and lead both ways, and none has to know the other packages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum.core.i18n import _
from forum.ideas.lifecycle import IdeaState, StepKind
from forum.ideas.models import Idea, IdeaStep

ENDS = frozenset({IdeaState.ABGESCHLOSSEN, IdeaState.GESTOPPT, IdeaState.ABGELEHNT})


@dataclass(frozen=True)
class Link:
    """A station of the way: its kind, its name, where it is, and when the idea came there."""

    kind: str
    label: Any
    title: Any
    url: str
    at: Any


def chain(idea: Idea, steps: Sequence[IdeaStep]) -> list[Link]:
    """Return the stations of an idea's way in the order in which it came to them, from its log."""
    links = [] if idea.hidden_at is not None else [Link("idea", _("Idee"), idea.title, idea.url, idea.submitted_at)]
    links += [link for step in steps if (link := _station(idea, step)) is not None]
    first = {(link.kind, link.url): link for link in reversed(links)}  # What is named twice stands once.
    return [link for link in links if first[link.kind, link.url] is link]


def _station(idea: Idea, step: IdeaStep) -> Link | None:
    note = step.data.get("note", "")
    if step.kind == StepKind.RECOMMENDATION:
        return Link("recommendation", _("Empfehlung"), step.title, step.url, step.at)
    if note == "dossier":
        return Link("dossier", _("Vorlage"), step.title, step.url, step.at)
    if step.kind == StepKind.DECISION:
        return Link("decision", _("Beschluss"), step.title, step.url, step.at)
    if note == "project" or (step.state == IdeaState.UMSETZUNG and step.url):
        title = step.title or idea.title
        # A project may bear the title of its idea, and that is not shown while the moderation hides it.
        is_hidden = idea.hidden_at is not None and title == idea.title
        return Link(
            "project", _("Vorhaben der Stadt"), _("Vorhaben zu dieser Idee") if is_hidden else title, step.url, step.at
        )
    if step.state in ENDS:
        return Link("result", _("Ergebnis"), step.headline, step.url, step.at)
    return None
