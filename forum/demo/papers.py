"""Assessments, dossiers and decisions of the demo."""

from datetime import timedelta
from typing import Any

from forum.assessments import commands as assessments
from forum.core.clock import today
from forum.core.db import db
from forum.demo.moments import on, person
from forum.dossiers import commands as dossiers
from forum.dossiers.commands import Duty, Ruling, Subjects, Vote
from forum.dossiers.models import Result, Unanimity
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState as S
from forum.ideas.models import Idea
from forum.strategy.models import strategy

ASSESSORS = ("Buero-Smart-City", "Dezernat-Umwelt")
GOALS_REASON = "Die Idee dient den genannten Zielen und widerspricht keinem anderen."
WRITTEN = {
    "summary": "Die Idee ist mit vorhandener Technik umsetzbar und dient zwei Zielen der Stadt.",
    "costs": "- Einmalig: 48.000 Euro\n- Im Jahr: 6.000 Euro für Betrieb und Wartung",
    "privacy": "Es werden keine Daten erhoben, die sich auf Personen beziehen.",
    "alternatives": "Nichts tun. Oder: erst in einem Stadtteil erproben.",
    "sources": "Angebot des Fachbereichs; Erfahrungen anderer Städte.",
    "proposal": "Die Idee wird umgesetzt. Die Stabsstelle berichtet nach sechs Monaten.",
}
TO_BOARD = "Fachlich geprüft und bewertet; die Vorlage liegt dem Board vor."
BASIS = "Beschluss im Rahmen der Zuständigkeit der Dezernate und Gesellschaften."


def assess(idea_id: int, *, days: int) -> None:
    """Say what is known of the solution, and let two people rate the idea by the criteria of the strategy."""
    with on(days, hour=9):
        describe(db.session.get_one(Idea, idea_id))
    for number, handle in enumerate(ASSESSORS):
        with on(days, hour=10 + number):
            rate(handle, db.session.get_one(Idea, idea_id), number)


def describe(idea: Idea) -> None:
    """Say how mature the solution of an idea is, and what another city has learned (G-23)."""
    lines = [ideas.ReferenceLine(city="Eine Nachbarstadt", lesson="Klein anfangen und früh mit den Anliegern reden.")]
    reason = "Was wir von anderen lernen."
    ideas.describe_solution(
        person("Buero-Smart-City"), idea, lines, maturity="erprobung", version=idea.solution.version, reason=reason
    )


def rate(handle: str, idea: Idea, number: int = 0) -> None:
    """Let somebody rate an idea; whoever has another number sees it a little differently."""
    given = {
        criterion.key: True if criterion.knock_out else 2 + (idea.id + place + number) % 4
        for place, criterion in enumerate(strategy().criteria.values())
    }
    assessments.assess(person(handle), idea, given=given, comment="Nutzen und Aufwand stehen in gutem Verhältnis.")


def assess_and_freeze(idea_id: int, *, days: int) -> None:
    """Rate an idea and freeze its dossier, which puts it before the Board."""
    assess(idea_id, days=days)
    freeze(idea_id, days=days)


def freeze(idea_id: int, *, days: int) -> None:
    """Freeze the dossier of an idea."""
    with on(days, hour=13):
        office, idea = person("Buero-Smart-City"), db.session.get_one(Idea, idea_id)
        draft = dossiers.begin_draft(office, [idea])
        dossiers.save_draft(office, draft, [idea], title=draft.title, parts=WRITTEN, version=draft.version)
        dossiers.freeze_dossier(office, idea, goals_reason=GOALS_REASON, reason=TO_BOARD, draft=draft)


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
