"""Who is told of an idea on its way, of the work on its file, and of papers about it for the Board."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import current_app, url_for

from forum.accounts.models import Person
from forum.accounts.queries import holders
from forum.committees.queries import board_members, members_of
from forum.core import mail
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.permissions import can
from forum.dossiers.events import DossierFrozen
from forum.dossiers.models import Dossier
from forum.ideas.commands.clock import ESCALATED, SOON
from forum.ideas.events import (
    IdeaAdvanced,
    IdeaAnswered,
    IdeaClaimed,
    IdeaDecided,
    IdeaEdited,
    IdeaRecommended,
    IdeaReminded,
    IdeaSubmitted,
    IdeaSupported,
    PaperWaits,
)
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaStep, PaperFigure
from forum.ideas.queries import supporters, supporters_since
from forum.ideas.rules import rules_of
from forum.ideas.titles import shown_title, shown_url
from forum.notifications.commands import follow_by_taking_part, follow_on, tell
from forum.notifications.handling import each
from forum.notifications.placing import listeners, place_of
from forum.office.events import AnswerHandedIn, AnswerSentBack, AnswerStuck, FileNoted, IdeaAssigned
from forum.office.models import AnswerDraft

# A signature and its event are written in one transaction.
JUST_BEFORE = timedelta(minutes=1)


def _of_role(role: str) -> set[int]:
    """Return who holds a role: by a grant, or as a member of the Board."""
    return {*holders(role), *(board_members() if role == "board" else ())}


def _of_unit(idea: Idea) -> set[int]:
    """Return who works in the unit that is responsible for an idea; nobody where the Stabsstelle is."""
    return set(holders(f"unit:{idea.unit_id}")) if idea.unit_id is not None else set()


def _idea_submitted(event: LoggedEvent) -> None:
    """Send the authors a receipt with number and next step (N-21); tell the Stabsstelle; the authors follow."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    for author in idea.authors:
        follow_by_taking_part(author.id, "idea", idea.id)
        mail.queue(
            author.email,
            "idea_received",
            language=author.language,
            handle=author.handle,
            number=idea.id,
            title=idea.title,
            url=mail.absolute(idea.url),
            days=rules_of(idea).check_days,
            inside=idea.audience != "public",
        )
    tell(event, holders("staff"), "idea_submitted", idea.url, title=idea.title)


def _idea_claimed(event: LoggedEvent) -> None:
    """Whoever claims an idea hears of it from then on, like every author (N-16, N-29)."""
    if event.actor_id is not None:
        follow_by_taking_part(event.actor_id, "idea", event.data["idea_id"])


def _idea_supported(event: LoggedEvent) -> None:
    """Whoever supports an idea hears of it from then on (N-29).

    The log does not say who it was (P-08), so all are asked who signed just before it was written.
    """
    for number in supporters_since(event.data["idea_id"], event.at - JUST_BEFORE, until=event.at):
        follow_by_taking_part(number, "idea", event.data["idea_id"])


def _idea_advanced(event: LoggedEvent) -> None:
    """Tell the groups that the table of transitions names (N-22); of a merge by its own sentence (N-18)."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    if event.data["target"] == IdeaState.ZUSAMMENGEFUEHRT:
        _idea_lives_on(event, idea)
        return
    groups, values = set(event.data["told"]), {"title": idea.title, "state": event.data["target"]}
    # Who took the step hears nothing of it; who wrote the idea together with them does, also that it was withdrawn.
    tell(event, idea.author_ids, "idea_advanced", idea.url, reason="author", **values)
    on_duty = {number for role in groups & {"staff", "board"} for number in _of_role(role)}
    on_duty |= _of_unit(idea) if "unit" in groups else set()
    on_duty |= set(members_of(idea.committee_id)) if "committee" in groups and idea.committee_id is not None else set()
    tell(event, on_duty, "idea_advanced", idea.url, reason="role", **values)
    if "followers" in groups:
        tell(event, listeners(place_of(event), "step"), "idea_advanced", idea.url, **values)


def _idea_reminded(event: LoggedEvent) -> None:
    """Remind the unit, from the day on also the Stabsstelle; of a day long missed the head hears by mail too (G-36)."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    level, unit = event.data["level"], _of_unit(idea)
    reminded = unit if unit and level == SOON else unit | set(holders("staff"))
    may_know = partial(_may_read_file, idea)
    tell(event, reminded, "idea_due", idea.url, may_know=may_know, title=idea.title, level=level)
    if level == ESCALATED:
        values = {"number": idea.id, "title": idea.title, "url": mail.absolute(idea.url)}
        addresses = current_app.config["CLOCK_ESCALATION_TO"]
        mail.queue_all([mail.Draft(address, "idea_escalated", values=values) for address in addresses])


def _paper_waits(event: LoggedEvent) -> None:
    """Remind the others of the Stabsstelle that a list of signatures needs a second person (N-15)."""
    figure = db.session.get_one(PaperFigure, event.data["figure_id"])
    if figure.confirmed_at is not None:
        return
    idea = db.session.get_one(Idea, event.data["idea_id"])
    url = url_for("idea_paper.batches", idea_id=idea.id, _external=False)
    people = set(holders("staff")) - {figure.entered_by}
    tell(event, people, "paper_waits", url, may_know=partial(_may_confirm, figure), title=idea.title)


def _may_confirm(figure: PaperFigure, person: Person) -> bool:
    return can(person, "paper.confirm", figure)


def _may_read_file(idea: Idea, person: Person) -> bool:
    return can(person, "idea.read_file", idea)


def _idea_assigned(event: LoggedEvent) -> None:
    """Tell to whom an idea went: the person who was named, or else everybody in the unit (N-26)."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    person_id = event.data["person_id"]
    people = {person_id} if person_id is not None else _of_unit(idea)
    url = url_for("files_of_ideas.show", idea_id=idea.id, _external=False)
    tell(event, people, "idea_assigned", url, reason="role", may_know=partial(_may_read_file, idea), title=idea.title)


def _file_noted(event: LoggedEvent) -> None:
    """Tell whom an internal note names, as long as they may read it (N-26)."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    url = url_for("files_of_ideas.show", idea_id=idea.id, _external=False) + f"#notiz-{event.data['note_id']}"
    people = event.data["mentioned"]
    tell(event, people, "file_noted", url, reason="role", may_know=partial(_may_read_file, idea), title=idea.title)


_DRAFT_KINDS = {
    AnswerHandedIn.__name__: "answer_handed_in",
    AnswerSentBack.__name__: "answer_sent_back",
    AnswerStuck.__name__: "answer_stuck",
}


def _answer_on_its_way(event: LoggedEvent) -> None:
    """Tell the Stabsstelle of an answer to look at, and who wrote it that it came back or could not appear (N-23)."""
    draft = db.session.get(AnswerDraft, event.data["draft_id"])
    if draft is None:
        return
    wrote = {draft.author_id, draft.editor_id}
    people = set(holders("staff")) - wrote if event.type == AnswerHandedIn.__name__ else wrote
    if draft.releaser_id is not None:
        people |= {draft.releaser_id}
    url = url_for("answers.edit", draft_id=draft.id, _external=False)
    may_know = partial(_may_read_file, draft.idea)
    tell(event, people, _DRAFT_KINDS[event.type], url, reason="role", may_know=may_know, title=draft.idea.title)


def _idea_lives_on(event: LoggedEvent, idea: Idea) -> None:
    """Tell author, supporters and followers where their idea lives on, and that they may take their support back."""
    target = db.session.get(Idea, idea.merged_into_id)
    if target is None:
        return
    told: dict[str, Any] = {"url": shown_url(target), "title": idea.title, "into": shown_title(target)}
    tell(event, idea.author_ids, "idea_merged", reason="author", **told)
    tell(event, supporters(idea), "idea_merged", reason="support", **told)
    tell(event, listeners(place_of(event), "step"), "idea_merged", **told)
    follow_on(("idea", idea.id), ("idea", target.id))


_SPOKEN = {
    IdeaAnswered.__name__: "idea_answered",
    IdeaRecommended.__name__: "idea_recommended",
    IdeaDecided.__name__: "idea_decided",
}


def _idea_step_added(event: LoggedEvent) -> None:
    """Tell author and followers of answers, recommendations and what the Board took note of; steps were told as such."""
    if db.session.get_one(IdeaStep, event.data["step_id"]).to_state is not None:
        return
    idea = db.session.get_one(Idea, event.data["idea_id"])
    kind = _SPOKEN[event.type]
    tell(event, idea.author_ids, kind, idea.url, reason="author", title=idea.title)
    tell(event, listeners(place_of(event), "step"), kind, idea.url, title=idea.title)


def _idea_edited(event: LoggedEvent) -> None:
    """Tell the supporters when the text they signed has changed (N-14)."""
    if event.data["text_changed"]:
        idea = db.session.get_one(Idea, event.data["idea_id"])
        tell(event, supporters(idea), "idea_edited", idea.url, title=idea.title)


def _dossier_frozen(event: LoggedEvent) -> None:
    """Tell the Board that there is a paper to decide on."""
    dossier = db.session.get_one(Dossier, event.data["dossier_id"])
    tell(event, _of_role("board"), "dossier_frozen", dossier.url, number=dossier.number, title=dossier.title)


SUBSCRIBERS = [
    Subscriber("notifications.idea_submitted", (IdeaSubmitted,), each(_idea_submitted)),
    Subscriber("notifications.idea_claimed", (IdeaClaimed,), each(_idea_claimed)),
    Subscriber("notifications.idea_supported", (IdeaSupported,), each(_idea_supported), batch=50),
    Subscriber("notifications.idea_advanced", (IdeaAdvanced,), each(_idea_advanced)),
    Subscriber("notifications.idea_assigned", (IdeaAssigned,), each(_idea_assigned)),
    Subscriber("notifications.answers", (AnswerHandedIn, AnswerSentBack, AnswerStuck), each(_answer_on_its_way)),
    Subscriber("notifications.file_noted", (FileNoted,), each(_file_noted)),
    Subscriber("notifications.idea_reminded", (IdeaReminded,), each(_idea_reminded)),
    Subscriber("notifications.paper_waits", (PaperWaits,), each(_paper_waits)),
    Subscriber("notifications.idea_spoken", (IdeaAnswered, IdeaRecommended, IdeaDecided), each(_idea_step_added)),
    Subscriber("notifications.idea_edited", (IdeaEdited,), each(_idea_edited)),
    Subscriber("notifications.dossier_frozen", (DossierFrozen,), each(_dossier_frozen)),
]
