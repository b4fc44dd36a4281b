"""Where council and committees deal with an idea, as the Stabsstelle enters it (B-18)."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import select

from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, safe_link
from forum.ideas.commands.log import Line, add_line
from forum.ideas.events import IdeaNoted
from forum.ideas.lifecycle import IdeaState, StepKind, Transition
from forum.ideas.models import CouncilPaper, Idea, IdeaStep
from forum.ideas.results import Result

NUMBER = re.compile(r"\d{2}-\d{5}(-\d{2})?")


@dataclass(frozen=True, kw_only=True)
class Station:
    """A station as it is handed in; without a result it is still to come."""

    number: str
    committee: str
    meets_on: date
    result: Result | None = None
    url: str = ""


def enter_station(actor: Actor, idea: Idea, station: Station, paper: CouncilPaper | None = None) -> CouncilPaper:
    """Enter a station of an idea, or bring one up to date; the log names each. Raises Invalid."""
    require(actor, "idea.enter_station", idea)
    number, committee, url = clean_line(station.number), clean_line(station.committee), clean_line(station.url)
    wrong: dict[str, list[str]] = {}
    if not NUMBER.fullmatch(number):
        wrong["number"] = [_("Bitte geben Sie die Nummer der Drucksache an, zum Beispiel 26-12345.")]
    if not 3 <= len(committee) <= 160:
        wrong["committee"] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=3, most=160)]
    if url and not (urlsplit(url).scheme == "https" and safe_link(url) and len(url) <= 500):
        wrong["url"] = [_("Bitte geben Sie eine vollständige Adresse mit https an.")]
    if station.result is not None and station.meets_on > today():
        wrong["result"] = [_("Ein Ergebnis gibt es erst nach der Sitzung.")]
    if wrong:
        raise Invalid(fields=wrong)
    if paper is None:
        paper = CouncilPaper(idea_id=idea.id)
        db.session.add(paper)
    paper.number, paper.committee, paper.url = number, committee, url
    paper.meets_on, paper.result = station.meets_on, station.result
    paper.entered_at, paper.entered_by = now(), actor.person_id
    db.session.flush()
    data = {"note": "council", "paper": number, "paper_date": paper.meets_on.isoformat()}
    if paper.result is not None:
        data["result"] = str(paper.result)
    step = add_line(actor, idea, StepKind.NOTE, Line(title=committee, url=url, data=data))
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    return paper


def deciding_station(idea: Idea, row: Transition) -> dict[str, str]:
    """Return the station that led to a step out of the council, for the log. Raises Conflict when none says so."""
    last = db.session.scalar(
        select(CouncilPaper)
        .where(CouncilPaper.idea_id == idea.id, CouncilPaper.result.is_not(None))
        .order_by(CouncilPaper.meets_on.desc(), CouncilPaper.id.desc())
        .limit(1)
    )
    if last is None or last.outcome is None or last.outcome.state != row.target or _was_used(last):
        raise Conflict(
            _(
                "In der Beratungsfolge fehlt noch das Ergebnis, das zu diesem Schritt führt. Bitte tragen Sie es zuerst ein."
            )
        )
    return {"paper": last.number, "paper_date": last.meets_on.isoformat()}


def _was_used(paper: CouncilPaper) -> bool:
    """Tell whether a step out of the council rests on this result already: the next one needs a result of its own."""
    taken = select(IdeaStep.data).where(
        IdeaStep.idea_id == paper.idea_id, IdeaStep.from_state == IdeaState.GREMIUM.value
    )
    day = paper.meets_on.isoformat()
    return any((data.get("paper"), data.get("paper_date")) == (paper.number, day) for data in db.session.scalars(taken))
