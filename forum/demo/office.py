"""The desk of the Stabsstelle in the demo: who works on what, notes, texts, an answer that waits, a published report."""

from datetime import timedelta

from sqlalchemy import select

from forum.accessibility import commands as commands_of_barriers
from forum.accessibility.models import BarrierReport, ReviewKind
from forum.accounts import units
from forum.assessments import commands as assessments
from forum.core.clock import today
from forum.core.db import db
from forum.core.permissions import Nobody
from forum.demo.moments import on, person
from forum.demo.papers import rate
from forum.ideas.models import Idea
from forum.office import commands
from forum.office.commands import Words
from forum.office.models import BlockKind
from forum.reports.commands import publish_report
from forum.reports.period import Period
from forum.search import counting

OFFICE, HEAD, UNIT = "Buero-Smart-City", "Leitung-Smart-City", "Stadtgruen-38"
TREES = "Feuchtefühler für Straßenbäume und eine Gießkarte"
FOUNTAINS = "Trinkbrunnen an heißen Plätzen"
WATER_LEVELS = "Pegel und Temperatur der Oker als offene Daten"
APPOINTMENTS = "Freie Termine im Bürgerbüro am selben Tag"
BLOCKS = (
    (
        BlockKind.ANSWER,
        "Wir prüfen",
        "Vielen Dank für Ihre Idee. Wir prüfen sie jetzt; bis wann, steht auf ihrer Seite.",
    ),
    (BlockKind.STATUS, "Beim Fachamt", "Die Idee liegt beim zuständigen Fachamt. Es prüft Aufwand und Nutzen."),
    (
        BlockKind.RULES,
        "Werbung",
        "Bitte werben Sie hier nicht für eigene Waren. Erzählen Sie uns lieber von Ihrer Idee.",
    ),
)
TABLE = "Mein Vorleseprogramm nennt in der Liste der Ideen nicht, wie viele Unterstützungen es gibt."
TABLE_ANSWER = "Danke für den Hinweis! Die Zahl steht jetzt als Text in der Liste und wird vorgelesen."
SMALL = "Auf meinem Telefon sind die Zeiten der Sitzungen kaum zu lesen, wenn ich die Schrift größer stelle."
REVIEWED = "Startseite\nIdeen und eine Idee\nEin Thema\nSuche"
RESULTS = "Alle Wege ließen sich gehen. In der Liste der Ideen fehlte die Zahl der Unterstützungen; das ist behoben."
FOREWORD = "Was in diesem Vierteljahr aus Ihren Ideen wurde, und was noch wartet."


def build() -> None:
    """Let the three people of the office have worked for some days."""
    _texts_and_units()
    _desk()
    _assessment_under_way()
    _searches()
    _barriers()
    with on(days=1, hour=9):
        publish_report(person(HEAD), _last_quarter(), foreword=FOREWORD)


def _searches() -> None:
    """Let it be counted what people searched for, found and missed."""
    asked = {"lastenrad": (14, 6), "mängelmelder": (11, 0), "freibad": (9, 0), "wlan": (8, 3), "anwohnerparken": (6, 0)}
    with on(days=1):
        counting.put_down({(today() - timedelta(days=2), words): numbers for words, numbers in asked.items()})


def _barriers() -> None:
    """Let two people have met a barrier: one was answered, one waits; and let the pages have been reviewed once."""
    with on(days=30, hour=15):
        commands_of_barriers.report_barrier(Nobody(), page="/ideen", text=TABLE)
        first = db.session.scalars(select(BarrierReport)).one()
        number, version = first.id, first.version
    with on(days=24, hour=9):
        report = db.session.get_one(BarrierReport, number)
        commands_of_barriers.answer_report(person(OFFICE), report, text=TABLE_ANSWER, version=version)
    with on(days=3, hour=18):
        commands_of_barriers.report_barrier(Nobody(), page="/sitzungen", text=SMALL)
    with on(days=20, hour=11):
        texts = {"pages": REVIEWED, "tools": "Firefox, NVDA", "results": RESULTS}
        reviewed_on = today() - timedelta(days=20)
        commands_of_barriers.add_review(person(OFFICE), ReviewKind.SCREEN_READER, reviewed_on=reviewed_on, **texts)


def _texts_and_units() -> None:
    with on(days=100):
        for kind, name, text in BLOCKS:
            commands.write_block(person(OFFICE), kind, name=name, text=text)
        unit = units.unit_named("Fachbereich Stadtgrün") or units.found_unit(person(HEAD), "Fachbereich Stadtgrün")
        units.propose_for_unit(person(OFFICE), unit, person(UNIT))
        for entry in units.waiting_for([unit.id]):
            units.confirm_entry(person(HEAD), entry)


def _desk() -> None:
    with on(days=5, hour=9):
        commands.claim(person(OFFICE), _idea(WATER_LEVELS))
        commands.hand_over(
            person(OFFICE),
            _idea(FOUNTAINS),
            unit=units.unit_named("Fachbereich Stadtgrün"),
            person=person(UNIT),
            reason="Brunnen und Plätze betreut der Fachbereich.",
        )
    with on(days=4, hour=10):
        commands.note(
            person(UNIT),
            _idea(FOUNTAINS),
            "Der Anschluss am Hagenmarkt ist vorhanden. @Buero-Smart-City: bitte vormerken.",
        )
        commands.note(person(HEAD), _idea(TREES), "Vor der Sitzung des Boards noch einmal die Kosten ansehen.")
    with on(days=1, hour=10):
        words = Words(
            text="Die Messwerte der Pegel liegen vor. Wir prüfen, wie wir sie als offene Daten bereitstellen."
        )
        commands.write_answer(person(OFFICE), _idea(WATER_LEVELS), words, hand_in=True)


def _assessment_under_way() -> None:
    """One has rated and one stepped back, so the idea waits for a second assessment."""
    with on(days=2, hour=11):
        assessments.declare_interest(
            person("Dezernat-Umwelt"), _idea(APPOINTMENTS), interest="Mein Amt hat sie vorgeschlagen."
        )
        rate(HEAD, _idea(APPOINTMENTS))
        assessments.assign(person(HEAD), _idea(APPOINTMENTS), person(OFFICE).id)


def _last_quarter() -> Period:
    begin = today().replace(month=(today().month - 1) // 3 * 3 + 1, day=1)
    last = begin - timedelta(days=1)
    return Period(last.replace(month=last.month - 2, day=1), last)


def _idea(title: str) -> Idea:
    return db.session.scalars(select(Idea).where(Idea.title == title)).one()
