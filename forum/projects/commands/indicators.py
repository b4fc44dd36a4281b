"""Writing what comes of a project: benefit, effect on the budget, next step, and the indicators."""

from collections.abc import Sequence

from forum.core.checking import Complaints, counted
from forum.core.i18n import _
from forum.core.text import clean_line, clean_text
from forum.projects.commands.content import Effect, IndicatorLine
from forum.projects.commands.writing import figure
from forum.projects.models import Indicator, MeasuringDate, Project

MOST_DATES = 40


def effect(project: Project, plan: Effect, wrong: Complaints) -> None:
    """Write what comes of a project, and by what one sees it (G-20, G-22)."""
    for name in ("benefit", "budget_effect", "next_step"):
        setattr(project, name, wrong.size(name, clean_text(getattr(plan, name)), 0, 5_000))
    if not 0 <= plan.progress <= 100:
        wrong.add("progress", _("Bitte geben Sie 0 bis 100 Prozent an."))
    else:
        project.progress = plan.progress
    lines = counted(plan.indicators, wrong, "indicators")
    known = {indicator.id: indicator for indicator in project.indicators}
    kept = {line.id for _row, line in lines}
    for indicator in project.indicators:
        if indicator.values and indicator.id not in kept:
            sentence = _("Zu „%(name)s“ gibt es Messwerte. Die Kennzahl bleibt stehen.", name=indicator.name)
            wrong.add("indicators", sentence)
    project.indicators = _written(known, lines, wrong)


def _written(
    known: dict[int, Indicator], lines: Sequence[tuple[int, IndicatorLine]], wrong: Complaints
) -> list[Indicator]:
    found: list[Indicator] = []
    for row, line in lines:
        # A number that stands twice in the form, or is foreign, is a new indicator.
        indicator = known.pop(line.id, None) if line.id is not None else None
        indicator = indicator or Indicator()
        field = f"indicators-{row}"
        indicator.position = len(found) + 1
        indicator.name = wrong.size(f"{field}-name", clean_line(line.name), 5, 500)
        indicator.unit = wrong.size(f"{field}-unit", clean_line(line.unit), 0, 60)
        indicator.source = wrong.size(f"{field}-source", clean_line(line.source), 0, 300)
        indicator.baseline = figure(wrong, f"{field}-baseline", line.baseline)
        indicator.target = figure(wrong, f"{field}-target", line.target)
        _dates(indicator, line, wrong, field)
        found.append(indicator)
    return found


def _dates(indicator: Indicator, line: IndicatorLine, wrong: Complaints, field: str) -> None:
    wanted = sorted(set(line.dates))
    if len(wanted) > MOST_DATES:
        wrong.add(f"{field}-dates", _("Bitte geben Sie höchstens %(most)d an.", most=MOST_DATES))
    met = {value.due_on for value in indicator.values}
    if any(day.due_on in met and day.due_on not in wanted for day in indicator.dates):
        wrong.add(f"{field}-dates", _("Ein Messtag, zu dem es einen Wert gibt, bleibt stehen."))
    there = {day.due_on: day for day in indicator.dates}
    indicator.dates = [there.get(day) or MeasuringDate(due_on=day) for day in wanted[:MOST_DATES]]
