"""Assessments, dossiers, decisions and projects of the demo."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from forum.assessments import commands as assessments
from forum.core.clock import today
from forum.core.db import db
from forum.demo.moments import on, person
from forum.dossiers import commands as dossiers
from forum.dossiers.commands import Duty, Ruling, Subjects, Vote
from forum.dossiers.models import Result, Unanimity
from forum.ideas.lifecycle import IdeaState as S
from forum.ideas.models import Idea
from forum.projects import commands as projects
from forum.projects.commands import Plan, Stage
from forum.projects.models import Project, ProjectState
from forum.strategy.models import strategy

ASSESSORS = ("Buero-Smart-City", "Dezernat-Umwelt")
GOALS_REASON = "Die Idee dient den genannten Zielen und widerspricht keinem anderen."
TO_BOARD = "Fachlich geprüft und bewertet; die Vorlage liegt dem Board vor."
BASIS = "Beschluss im Rahmen der Zuständigkeit der Dezernate und Gesellschaften."


def assess(idea_id: int, *, days: int) -> None:
    """Let two people rate an idea by the criteria of the strategy."""
    for number, handle in enumerate(ASSESSORS):
        with on(days, hour=10 + number):
            idea = db.session.get_one(Idea, idea_id)
            given = {
                criterion.key: True if criterion.knock_out else 2 + (idea_id + place + number) % 4
                for place, criterion in enumerate(strategy().criteria.values())
            }
            assessments.assess(
                person(handle), idea, given=given, comment="Nutzen und Aufwand stehen in gutem Verhältnis."
            )


def assess_and_freeze(idea_id: int, *, days: int) -> None:
    """Rate an idea and freeze its dossier, which puts it before the Board."""
    assess(idea_id, days=days)
    freeze(idea_id, days=days)


def freeze(idea_id: int, *, days: int) -> None:
    """Freeze the dossier of an idea."""
    with on(days, hour=13):
        idea = db.session.get_one(Idea, idea_id)
        dossiers.freeze_dossier(person("Buero-Smart-City"), idea, goals_reason=GOALS_REASON, reason=TO_BOARD)


def decide(row: dict[str, Any], idea_id: int, goal: S, *, days: int) -> None:
    """Let the Board decide about an idea."""
    refused, postponed = goal == S.ABGELEHNT, goal == S.VERTAGT
    result = Result.ABGELEHNT if refused else Result.VERTAGT if postponed else Result.UNGEAENDERT
    with on(days, hour=11):
        report = Duty(
            text="Die Stabsstelle berichtet über die Wirkung.",
            unit="Stabsstelle Digitalisierung, Smart City",
            due_on=today() + timedelta(days=182),
        )
        ruling = Ruling(
            result=result,
            vote=Vote(
                yes=1 if refused else 3,
                no=2 if refused else 0,
                abstain=0,
                unanimity=Unanimity.MEHRHEITLICH if refused else Unanimity.EINSTIMMIG,
                present=3,
                entitled=4,
            ),
            text=f"Das Smart City-Board hat über die Idee „{row['title']}“ beraten.",
            reasons=row["reason"],
            duties=() if refused or postponed else (report,),
            binding_basis=BASIS,
            decided_on=today(),
            next_on=today() + timedelta(days=180) if postponed else None,
        )
        idea = db.session.get_one(Idea, idea_id)
        dossiers.record_decision(person("Dezernat-Bauen"), Subjects(ideas=[idea]), ruling)


def start_project(row: dict[str, Any], idea_id: int, *, days: int, finished: bool) -> None:
    """Turn a decided idea into a project, and finish it if it is done."""
    plan = _plan(row, finished=False)
    with on(days, hour=9):
        project_id = projects.start_project(person("Buero-Smart-City"), db.session.get_one(Idea, idea_id), plan).id
    if finished:
        with on(days // 3, hour=12):
            project = db.session.scalars(select(Project).where(Project.id == project_id)).one()
            projects.update_project(
                person("Buero-Smart-City"),
                project,
                _plan(row, finished=True),
                state=ProjectState.ABGESCHLOSSEN,
                version=project.version,
                news=row["reason"],
            )


def _plan(row: dict[str, Any], *, finished: bool) -> Plan:
    start = today()
    names = ("Standorte und Partner festlegen", "Technik beschaffen und aufstellen", "Probebetrieb auswerten")
    return Plan(
        title=row["title"],
        summary=row["text"],
        goal=row["goals"][0],
        contribution="Das Vorhaben trägt unmittelbar zum genannten Ziel bei und ist mit den anderen Zielen vereinbar.",
        indicator="Zahl der Nutzungen im Monat: heute 0, Ziel 1.000, gemessen an jedem Monatsende.",
        unit="Stabsstelle Digitalisierung, Smart City",
        progress=100 if finished else 35,
        next_update_on=None if finished else start + timedelta(days=60),
        stages=tuple(
            Stage(
                title=name,
                due_on=start + timedelta(days=30 * (place + 1)),
                done_on=start if finished or not place else None,
            )
            for place, name in enumerate(names)
        ),
    )
