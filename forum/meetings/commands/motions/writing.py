"""Writing motions: new ones, amendments by paragraph, new versions, and the opinions that differ (L-15, L-16)."""

import re
from collections import defaultdict
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from sqlalchemy import select

from forum.core.clock import today
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.i18n import _
from forum.core.permissions import can
from forum.core.text import clean_line, clean_text, render
from forum.ideas.results import Result
from forum.meetings import handover
from forum.meetings.commands.action import Action, LongText, Number, Shape
from forum.meetings.commands.motions.moving import announce, require_author, require_settled
from forum.meetings.commands.motions.rows import MotionRef, matter_of, motion
from forum.meetings.commands.step import Step, require_committee
from forum.meetings.conditions import LONGEST_TEXT, MOST, UNIT, Begun, as_text, problems_of_conditions, whole
from forum.meetings.course import IN_AUTHORS_HAND, OPEN, VOTABLE, Course, amended, paragraphs
from forum.meetings.events import MotionChanged, MotionDrafted, MotionOpposed
from forum.meetings.models import AgendaItem, Motion, MotionKind, MotionVersion, Poll, Resolution
from forum.meetings.ruling import RulingWord, problems_of_ruling, result_of

LONGEST = 20_000
_LINE = re.compile(r"duty_(\d)_(text|unit|due_on)")
OptionalText = Annotated[str, Field(max_length=LONGEST)]


def _day(value: object) -> object:
    """Return the day that a text names; JSON has no days."""
    return date.fromisoformat(value) if isinstance(value, str) else value


class NewDuty(Shape):
    """A condition of a yes, with the unit that keeps it and the day by which."""

    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    unit: Annotated[str, Field(max_length=UNIT[1])] = ""
    due_on: Annotated[date | None, BeforeValidator(_day)] = None


class NewMotion(Shape):
    """A text to vote on, with its reasons; a recommendation also says to whom and by when."""

    text: LongText
    reasons: OptionalText = ""
    kind: Literal["motion", "recommendation"] = "motion"
    against: OptionalText = ""
    addressee: Annotated[str, Field(max_length=160)] = ""
    due_on: Annotated[date | None, BeforeValidator(_day)] = None
    draft: bool = False
    # In the Board, of a motion about ideas: what it decides about them.
    ruling: RulingWord = ""
    next_on: Annotated[date | None, BeforeValidator(_day)] = None
    duties: Annotated[list[NewDuty], Field(default_factory=list, max_length=MOST)]

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        """Gather the lines of a form, ``duty_1_text`` and so on, into a list; an empty line is no condition."""
        if not isinstance(data, dict):
            return data
        lines: dict[str, dict[str, Any]] = defaultdict(dict)
        rest = {}
        for name, value in data.items():
            found = _LINE.fullmatch(name)
            if found is None:
                rest[name] = value
            elif not isinstance(value, str) or value.strip():
                lines[found[1]][found[2]] = value
        if not lines:
            return rest
        if "duties" in rest:
            raise ValueError("duties stand either in lines or in a list")
        return rest | {"duties": [lines[place] for place in sorted(lines)]}


class NewAmendment(MotionRef):
    """New words for one paragraph of a motion; no words strike it out."""

    paragraph: Annotated[int, Field(ge=1, le=500)]
    text: OptionalText = ""
    reasons: OptionalText = ""


class NewText(MotionRef):
    """A motion written anew, from the version that its writer had before them."""

    text: LongText
    version: Number


class Against(MotionRef):
    """The opinions that differ from a motion."""

    text: OptionalText = ""


def add_motion(step: Step, data: NewMotion) -> None:
    """Put a text on the table, under the current item; the desk admits its own at once."""
    step.require_running()
    item = step.current_item()
    require_committee(item)
    step.require_taking_part(item)
    step.require_seat()
    recommends = data.kind == "recommendation"
    decided = _decides(step, item, data)
    found = Motion(
        item_id=item.id,
        kind=MotionKind(data.kind),
        against=clean_text(data.against),
        addressee=clean_line(data.addressee) or ("Smart City-Board" if recommends else ""),
        due_on=data.due_on,
        ruling=decided,
        next_on=data.next_on if decided == Result.VERTAGT else None,
        duties=as_text(whole(_begun(data))),
        audience=f"committee:{step.meeting.committee_id}" if data.draft else item.audience,
        state=Course.DRAFT if data.draft else _begins(step),
    )
    found.against_html = render(found.against) if found.against else ""
    _write(step, found, data.text, data.reasons, least=10)
    if data.draft:
        event = MotionDrafted(meeting_id=step.meeting.id, motion_id=found.id, item_id=item.id)
        step.record(event, found.audience)
    else:
        announce(step, found)


def _decides(step: Step, item: AgendaItem, data: NewMotion) -> str | None:
    """Return what a motion says of the ideas of its item; outside the Board none says anything. Raises Invalid."""
    matter = matter_of(step, item)
    problems = problems_of_ruling(data.ruling, data.next_on, data.reasons, matter, voted_on=today())
    result = result_of(data.ruling)
    accepts = result is not None and result.accepts
    problems |= problems_of_conditions(_begun(data), accepts=accepts, voted_on=today())
    if problems:
        raise Invalid(fields=problems)
    return data.ruling or None


def _begun(data: NewMotion) -> list[Begun]:
    return [Begun(clean_line(one.text), clean_line(one.unit), one.due_on) for one in data.duties]


def _begins(step: Step) -> Course:
    return Course.ADMITTED if can(step.actor, "meeting.lead", step.meeting) else Course.SUBMITTED


def amend(step: Step, data: NewAmendment) -> None:
    """Move to give one paragraph of a motion new words."""
    step.require_running()
    parent = motion(step, data.motion_id)
    if parent.kind == MotionKind.AMENDMENT or parent.state not in VOTABLE | {Course.SUBMITTED}:
        raise Conflict(_("Zu diesem Antrag gibt es keine Änderungsanträge mehr."))
    if parent.item_id != step.current_item().id:
        raise Conflict(_("Diesen Antrag gibt es beim aufgerufenen Punkt nicht."))
    step.require_seat()
    parts = paragraphs(parent.source)
    if data.paragraph > len(parts):
        raise Invalid(fields={"paragraph": [_("Diesen Absatz gibt es nicht.")]})
    before = parts[data.paragraph - 1]
    if clean_text(data.text) == before:
        raise Invalid(fields={"text": [_("Der neue Absatz ist derselbe wie der alte.")]})
    found = Motion(
        item_id=parent.item_id,
        kind=MotionKind.AMENDMENT,
        parent_id=parent.id,
        paragraph=data.paragraph,
        before=before,
        audience=parent.audience,
        state=_begins(step),
    )
    _write(step, found, data.text, data.reasons, least=0)
    announce(step, found)


def _write(step: Step, found: Motion, text: str, reasons: str, *, least: int) -> None:
    source, why = clean_text(text), clean_text(reasons)
    if len(source) < least:
        raise Invalid(fields={"text": [_("Bitte schreiben Sie mindestens 10 Zeichen.")]})
    found.meeting_id, found.person_id = step.meeting.id, step.person_id
    found.source, found.html = source, render(source) if source else ""
    found.reasons, found.reasons_html = why, render(why) if why else ""
    found.version = 1
    db.session.add(found)
    db.session.flush()


def change(step: Step, data: NewText) -> None:
    """Write a motion anew: its author until it is admitted, then the desk as the committee wishes. Raises Conflict."""
    step.require_running()
    found = motion(step, data.motion_id)
    leads = can(step.actor, "meeting.lead", step.meeting)
    if found.kind == MotionKind.AMENDMENT or found.state not in OPEN:
        raise Conflict(_("Dieser Text steht fest."))
    if found.state in IN_AUTHORS_HAND:
        require_author(step, found)
    elif not leads:
        raise Forbidden(_("Einen zugelassenen Antrag ändert die Sitzungsleitung, wie das Gremium es wünscht."))
    require_settled(found)
    if data.version != found.version:
        raise Conflict(_("Der Antrag wurde inzwischen an anderer Stelle geändert."), current=found)
    source = clean_text(data.text)
    if len(source) < 10:
        raise Invalid(fields={"text": [_("Bitte schreiben Sie mindestens 10 Zeichen.")]})
    _renew(step, found, source)


def apply_amendment(step: Step, amendment: Motion) -> None:
    """Give the amended motion its new text, as a new version that names the amendment."""
    parent = db.session.get_one(Motion, amendment.parent_id)
    source = amended(parent.source, amendment.paragraph or 0, amendment.before, amendment.source)
    # Nobody changes a motion while its amendment is voted on, so its paragraph is still the one that the vote was about.
    if source is not None:
        _renew(step, parent, source, amendment)


def _renew(step: Step, found: Motion, source: str, amendment: Motion | None = None) -> None:
    number = amendment.id if amendment else None
    # What the committee changes before it says yes is not what was laid before it (B-19).
    if found.ruling == Result.UNGEAENDERT and found.state not in IN_AUTHORS_HAND:
        found.ruling = Result.GEAENDERT
    db.session.add(MotionVersion(motion_id=found.id, version=found.version, source=found.source, amendment_id=number))
    found.source, found.html, found.version = source, render(source) if source else "", found.version + 1
    event = MotionChanged(meeting_id=step.meeting.id, motion_id=found.id, version=found.version, amendment_id=number)
    step.record(event, found.audience)


def oppose(step: Step, data: Against) -> None:
    """Write down the opinions that differ from a motion, before the vote or after it.

    What stands beside an adopted text is not replaced, only added to; what must go is removed openly. Raises Conflict.
    """
    step.require_running()
    found = motion(step, data.motion_id)
    text = clean_text(data.text)
    if found.state == Course.ACCEPTED and not text.startswith(found.against):
        raise Conflict(_("Was gegen den Beschluss spricht, steht fest. Sie können nur etwas darunter ergänzen."))
    found.against = text
    found.against_html = render(found.against) if found.against else ""
    step.record(MotionOpposed(meeting_id=step.meeting.id, motion_id=found.id), found.audience)
    adopted = select(Resolution).join(Poll, Poll.id == Resolution.poll_id).where(Poll.motion_id == found.id)
    if (resolution := db.session.scalar(adopted)) is not None:
        handover.say_anew(resolution)


ACTIONS = {
    "motion.add": Action("meeting.contribute", NewMotion, add_motion),
    "motion.amend": Action("meeting.contribute", NewAmendment, amend),
    "motion.change": Action("meeting.contribute", NewText, change),
    "motion.oppose": Action("meeting.lead", Against, oppose),
}
