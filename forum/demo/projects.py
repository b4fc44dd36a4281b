"""Projects of the demo: planned, running with something late, finished; each with all that the pages show."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from forum.core.clock import today
from forum.core.db import db
from forum.demo.moments import on, person
from forum.ideas.models import Idea
from forum.projects import commands
from forum.projects.commands import (
    Basics,
    CostLine,
    DataLine,
    Effect,
    GoalLine,
    IndicatorLine,
    Resources,
    Stage,
)
from forum.projects.models import CostKind, Project, Protection

STAFF = "Buero-Smart-City"
UNIT = "Stabsstelle Digitalisierung, Smart City"
COMPATIBLE = "Das Vorhaben nutzt, was die Stadt schon hat, und steht keinem anderen Ziel der Strategie entgegen."
CONTRIBUTION = "Das Vorhaben trägt unmittelbar zum genannten Ziel bei; die Kennzahl zeigt, wie viel."


def start(row: dict[str, Any], idea_id: int, *, days: int, finished: bool) -> None:
    """Turn a decided idea into a project, let it run, and finish it if it is done."""
    project_id = _list(row, idea_id, days)
    for write in (_milestones, _costs, _effect, _data):
        _change(project_id, days, write)
    _change(project_id, max(0, days - 1), lambda who, one: commands.begin_work(who, one, version=one.version))
    if finished:
        _finish(row, project_id, days)
    else:
        _go_on(project_id, days)


def _list(row: dict[str, Any], idea_id: int, days: int) -> int:
    with on(days, hour=9):
        idea = db.session.get_one(Idea, idea_id)
        goals = [GoalLine(goal=key, compatibility=COMPATIBLE, contribution=CONTRIBUTION) for key in row["goals"][:2]]
        plan = Basics(
            title=row["title"],
            summary=row["text"],
            unit=UNIT,
            goals=goals,
            districts=idea.district_numbers,
            area=idea.place_text,
            contact="Büro Smart City, smart-city@demo.example",
            started_by="Fachbeirat der Smart City",
            owner_id=person(STAFF).id,
            begins_on=today(),
            ends_on=today() + timedelta(days=300),
            first_reading_on=today() + timedelta(days=120),
            participation=True,
            participation_form="Rundgang vor Ort und eine Umfrage nach dem Probebetrieb",
            sponsor="Dezernat für Umwelt, Stadtgrün, Sport und Hochbau",
            sponsor_review_on=today() + timedelta(days=200),
        )
        return commands.start_project(person(STAFF), idea, plan).id


def _change(project_id: int, days: int, act: Callable[[Any, Project], object]) -> None:
    with on(days, hour=10):
        act(person(STAFF), db.session.get_one(Project, project_id))


def _seen(project: Project, reason: str) -> dict[str, Any]:
    return {"version": project.version, "reason": reason}


def _milestones(who: Any, project: Project) -> None:
    names = ("Standorte und Partner festlegen", "Technik beschaffen und aufstellen", "Probebetrieb auswerten")
    stages = [
        Stage(title=name, text="Die Stabsstelle berichtet darüber.", due_on=today() + timedelta(days=10 + 25 * place))
        for place, name in enumerate(names)
    ]
    commands.save_milestones(who, project, stages, **_seen(project, "Die Schritte nach dem Beschluss."))


def _costs(who: Any, project: Project) -> None:
    year = today().year
    kinds = ((CostKind.INVESTITION, year, 48_000, 21_500), (CostKind.PERSONAL, year, 30_000, 12_000))
    lines = [
        CostLine(kind=kind, year=when, planned=planned, spent=spent, as_of=today(), source="Haushaltsplan der Stadt")
        for kind, when, planned, spent in kinds
    ]
    lines.append(CostLine(kind=CostKind.BETRIEB, planned=6_000, as_of=today(), source="Schätzung der Stabsstelle"))
    plan = Resources(
        costs=lines,
        running_cost=6_000,
        staff_need="Eine halbe Stelle für zwei Jahre",
        resource_use="Etwa 900 Kilowattstunden im Jahr",
    )
    commands.save_costs(who, project, plan, **_seen(project, "Die Kosten nach dem Haushaltsplan."))


def _effect(who: Any, project: Project) -> None:
    indicator = IndicatorLine(
        name="Nutzungen im Monat",
        baseline=0,
        target=1_000,
        unit="Nutzungen",
        source="Zählung des Betriebs",
        dates=[today() + timedelta(days=number) for number in (5, 20, 200)],
    )
    effect = Effect(
        benefit="Wege werden kürzer, und wer unterwegs ist, weiß vorher Bescheid.",
        budget_effect="Keine Mehrkosten über die genannten Beträge hinaus.",
        next_step="Die Standorte werden mit den Stadtbezirksräten abgestimmt.",
        progress=35,
        indicators=[indicator],
    )
    commands.save_effect(who, project, effect, **_seen(project, "Womit der Erfolg gemessen wird."))


def _data(who: Any, project: Project) -> None:
    lines = [
        DataLine(
            name="Zählwerte der Nutzung",
            purpose="Zeigen, wie oft das Angebot genutzt wird",
            is_produced=True,
            protection=Protection.OEFFENTLICH,
            is_open=True,
        ),
        DataLine(
            name="Anmeldungen zum Probebetrieb",
            purpose="Menschen einladen, die mitmachen möchten",
            protection=Protection.PERSONENBEZOGEN,
            legal_basis="Einwilligung, Artikel 6 Absatz 1 Buchstabe a DSGVO",
        ),
    ]
    commands.save_data(who, project, lines, **_seen(project, "Welche Daten gebraucht werden."))


def _measure(project_id: int, days: int, value: float) -> None:
    def enter(who: Any, project: Project) -> None:
        indicator = project.indicators[0]
        due_on = indicator.open_dates[0].due_on
        commands.enter_value(who, project, indicator.id, value=value, measured_on=today(), due_on=due_on)

    _change(project_id, days, enter)


def _go_on(project_id: int, days: int) -> None:
    """Tell news and a first value; a milestone and a day of measuring pass unnoticed."""
    _measure(project_id, max(0, days - 6), 180)
    news = "Die Technik ist bestellt. Die ersten Geräte kommen im nächsten Monat und werden gemeinsam ausprobiert."
    _change(project_id, max(0, days - 8), lambda who, one: commands.publish_news(who, one, text=news))


def _finish(row: dict[str, Any], project_id: int, days: int) -> None:
    _measure(project_id, days // 2, 640)
    _measure(project_id, days // 3, 1_120)

    def complete(who: Any, project: Project) -> None:
        stages = [Stage(title=one.title, due_on=one.due_on, done_on=today()) for one in project.milestones]
        commands.save_milestones(who, project, stages, **_seen(project, "Alle Schritte sind erreicht."))
        commands.finish(who, project, reason=row["reason"], version=project.version)

    _change(project_id, days // 3, complete)
