"""Writing what people said into the rows of a project; what is wrong is noted, not raised."""

from collections.abc import Sequence
from datetime import date
from math import isfinite

from forum.core.checking import Complaints, counted, places
from forum.core.clock import today
from forum.core.i18n import _
from forum.core.text import clean_line, clean_text, excerpt, plain, render
from forum.projects.commands.content import Basics, DataLine, GoalLine, Resources, Stage
from forum.projects.models import (
    CityData,
    Cost,
    Milestone,
    Project,
    ProjectDistrict,
    ProjectGoal,
)
from forum.strategy.models import strategy

MOST_EUROS = 2_000_000_000
# What is compared and shown stays far below what a double can hold exactly.
LARGEST_FIGURE = 10.0**12


def euros(wrong: Complaints, field: str, amount: int | None) -> int | None:
    """Note an amount that nobody can mean, and return it otherwise."""
    if amount is not None and not 0 <= amount <= MOST_EUROS:
        wrong.add(field, _("Bitte geben Sie einen Betrag zwischen 0 und 2 Milliarden Euro an."))
        return None
    return amount


def figure(wrong: Complaints, field: str, value: float | None) -> float | None:
    """Note a figure that nobody can mean, and return it otherwise."""
    if value is not None and not (isfinite(value) and abs(value) <= LARGEST_FIGURE):
        wrong.add(field, _("Bitte geben Sie eine Zahl an."))
        return None
    return value


def basics(project: Project, plan: Basics, wrong: Complaints) -> None:
    """Write what a project is, who answers for it, and where and when it happens."""
    project.title = wrong.size("title", clean_line(plan.title), 5, 250)
    project.unit = wrong.size("unit", clean_line(plan.unit), 3, 120)
    summary = wrong.size("summary", clean_text(plan.summary), 20, 20_000)
    if summary != project.summary:
        project.summary, project.summary_html = summary, render(summary)
        project.excerpt = excerpt(plain(summary), 240)
    for name, most in (("area", 300), ("contact", 300), ("started_by", 200), ("sponsor", 200)):
        setattr(project, name, wrong.size(name, clean_line(getattr(plan, name)), 0, most))
    project.participation_form = wrong.size("participation_form", clean_line(plan.participation_form), 0, 500)
    for name in ("owner_id", "begins_on", "ends_on", "first_reading_on", "participation", "sponsor_review_on"):
        setattr(project, name, getattr(plan, name))
    _check_facts(plan, wrong)
    _goals(project, plan.goals, wrong)
    known = {link.district: link for link in project.district_links}
    numbers = sorted({number for number in plan.districts if number in strategy().districts})
    project.district_links = [known.get(number) or ProjectDistrict(district=number) for number in numbers]


def _check_facts(plan: Basics, wrong: Complaints) -> None:
    if plan.begins_on and plan.ends_on and plan.ends_on < plan.begins_on:
        wrong.add("ends_on", _("Das Ende liegt vor dem Beginn."))
    if plan.participation and not clean_line(plan.participation_form):
        wrong.add("participation_form", _("Bitte schreiben Sie, wie die Menschen beteiligt werden."))
    if clean_line(plan.sponsor) and plan.sponsor_review_on is None:
        wrong.add("sponsor_review_on", _("Bitte nennen Sie den Tag, an dem die Förderung überprüft wird."))
    if plan.sponsor_review_on is not None and not clean_line(plan.sponsor):
        wrong.add("sponsor", _("Bitte nennen Sie, wer das Vorhaben fördert."))


def _goals(project: Project, lines: Sequence[GoalLine], wrong: Complaints) -> None:
    known = {link.goal: link for link in project.goal_links}
    links: list[ProjectGoal] = []
    for row, line in counted(lines, wrong, "goals"):
        if line.goal not in strategy().goals and line.goal not in known:
            wrong.add(f"goals-{row}-goal", _("Diese Auswahl gibt es nicht."))
        elif any(link.goal == line.goal for link in links):
            wrong.add(f"goals-{row}-goal", _("Dieses Ziel steht schon da."))
        else:
            link = known.get(line.goal) or ProjectGoal(goal=line.goal)
            link.position = len(links) + 1
            for name in ("compatibility", "contribution"):
                text = clean_text(getattr(line, name))
                setattr(link, name, wrong.size(f"goals-{row}-{name}", text, 20, 5_000))
            links.append(link)
    if not links:
        wrong.add("goals-0-goal", _("Bitte nennen Sie mindestens ein Ziel der Stadt, dem das Vorhaben dient."))
    project.goal_links = links


def milestones(project: Project, stages: Sequence[Stage], wrong: Complaints) -> None:
    """Write the steps; of a day that has passed nobody is told twice."""
    told = {(row.title, row.due_on): row.told_late_of for row in project.milestones}
    lines = counted(stages, wrong, "milestones")
    project.milestones = places(Milestone, project.milestones, len(lines))
    for milestone, (row, stage) in zip(project.milestones, lines, strict=True):
        field = f"milestones-{row}"
        milestone.title = wrong.size(f"{field}-title", clean_line(stage.title), 1, 200)
        milestone.text = wrong.size(f"{field}-text", clean_line(stage.text), 0, 1000)
        milestone.unit = wrong.size(f"{field}-unit", clean_line(stage.unit) or project.unit, 3, 120)
        milestone.due_on, milestone.done_on = stage.due_on, stage.done_on
        if stage.done_on is not None and stage.done_on > today():
            wrong.add(f"{field}-done_on", _("Dieser Tag liegt in der Zukunft."))
        milestone.told_late_of = told.get((milestone.title, milestone.due_on))


def resources(project: Project, plan: Resources, wrong: Complaints) -> None:
    """Write the costs, and what else is needed."""
    lines = counted(plan.costs, wrong, "costs")
    project.costs = places(Cost, project.costs, len(lines))
    for cost, (row, line) in zip(project.costs, lines, strict=True):
        field = f"costs-{row}"
        if line.planned is None and line.spent is None:
            wrong.add(f"{field}-planned", _("Bitte geben Sie einen Betrag an."))
        cost.kind, cost.year = line.kind, line.year
        cost.planned = euros(wrong, f"{field}-planned", line.planned)
        cost.spent = euros(wrong, f"{field}-spent", line.spent)
        cost.as_of = _day_of(line.as_of, wrong, f"{field}-as_of")
        cost.source = wrong.size(f"{field}-source", clean_line(line.source), 3, 200)
    project.running_cost = euros(wrong, "running_cost", plan.running_cost)
    project.staff_need = wrong.size("staff_need", clean_line(plan.staff_need), 0, 500)
    project.resource_use = wrong.size("resource_use", clean_line(plan.resource_use), 0, 500)


def _day_of(day: date | None, wrong: Complaints, field: str) -> date:
    if day is None or day > today():
        wrong.add(field, _("Bitte nennen Sie den Tag, von dem die Zahl ist."))
        return today()
    return day


def city_data(project: Project, lines: Sequence[DataLine], wrong: Complaints) -> None:
    """Write which data of the city a project uses or produces (G-33)."""
    named = counted(lines, wrong, "city_data")
    project.city_data = places(CityData, project.city_data, len(named))
    for data, (row, line) in zip(project.city_data, named, strict=True):
        field = f"city_data-{row}"
        data.name = wrong.size(f"{field}-name", clean_line(line.name), 1, 200)
        data.purpose = wrong.size(f"{field}-purpose", clean_line(line.purpose), 5, 500)
        data.legal_basis = wrong.size(f"{field}-legal_basis", clean_line(line.legal_basis), 0, 300)
        data.catalogue_url = wrong.web_address(f"{field}-catalogue_url", clean_line(line.catalogue_url))
        data.protection, data.is_produced, data.is_open = line.protection, line.is_produced, line.is_open
        if line.is_open and line.protection.is_personal:
            wrong.add(f"{field}-is_open", _("Daten über Menschen sind nicht offen."))
