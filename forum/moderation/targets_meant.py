"""Which earlier version of an idea somebody reports; the idea and all its versions are one case (M-27).

There is nothing to hide by itself in such a version: it leads to the text of today, supporters signed it, and the next one
says what was changed. What should not stand there is blackened in it, and today's text stays as it is.
"""

from dataclasses import replace

from forum.core.i18n import german, lazy
from forum.core.permissions import Actor
from forum.ideas import queries as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.queries.single import EarlierText
from forum.moderation.target import Target, joined

_MEANT = lazy("Gemeint ist die frühere Fassung %(number)s.")


def version_meant(viewer: Actor, target: Target, number: int | None) -> EarlierText | None:
    """Return the earlier version of an idea that has a number, if the history shows it to the viewer."""
    if number is None or target.kind != "idea" or target.thing.state == IdeaState.ZURUECKGEZOGEN:
        return None
    shown = (one for one in ideas.revisions(viewer, target.thing) if not one.is_hidden)
    return next((one for one in shown if one.version == number), None)


def with_version(target: Target, meant: EarlierText | None) -> Target:
    """Return a thing of which what is kept says which version somebody means; in German, like all that is kept."""
    if meant is None:
        return target
    return replace(
        target, version=meant.version, kept=joined(german(_MEANT) % {"number": meant.version}, target.evidence)
    )
