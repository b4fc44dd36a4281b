"""What stands in the templates of the implementing regulation for a year, computed from the rows (S-05, S-21).

Each part is a table of its own. What the forum does not know, such as keywords below a category, has an empty cell; what
it knows to be none has a zero. Times are hours.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from flask import current_app
from sqlalchemy import select

from forum.accounts import visits
from forum.core.clock import local
from forum.core.db import db
from forum.core.i18n import german, lazy
from forum.moderation import annex
from forum.moderation.annex import ALL, HOSTING, PLATFORMS, VERY_LARGE, VERY_LARGE_ALL
from forum.moderation.annex_appeals import appeals
from forum.moderation.annex_rows import SERVICE, TOTAL, Row, front, middle, said, share
from forum.moderation.measures import MEASURES
from forum.moderation.models import (
    Notice,
    PublishedReport,
    Statement,
)
from forum.moderation.rules import RULES
from forum.moderation.yearly import Year, first_measure, judged, read
from forum.web.sheets import safe_cell

UNIT = lazy("Zeiten in Stunden, mittlerer Wert (Median).")
_ALL_NOTICES = lazy("Gezählt sind alle Meldungen, auch die zu Regeln des Forums.")


def _category(name: str) -> str:
    return name if name == TOTAL else f"STATEMENT_CATEGORY_{name}"


def _lines(rows: Year, part: str, applicability: str, values: Callable[[str], Row]) -> Iterator[Row]:
    """Yield a line for all, for each category, and for each keyword, of which nothing is known."""
    yield [*front(rows, applicability), TOTAL, "", *values(TOTAL)]
    for name in annex.categories_of(part):
        yield [*front(rows, applicability), _category(name), "", *values(name)]
        for word in annex.CATEGORIES[name][1].split():
            yield [*front(rows, applicability), f"KEYWORD_{word}", ""]


def _identification(rows: Year) -> Iterator[Row]:
    before = db.session.scalar(
        select(PublishedReport.published_at)
        .where(PublishedReport.year < rows.year)
        .order_by(PublishedReport.year.desc())
        .limit(1)
    )
    own = db.session.get(PublishedReport, rows.year)
    facts = {
        "Name of the service provider": " ".join(current_app.config["IMPRINT"].split("\n")[:1]).strip(),
        "Date of the publication of the report": local(own.published_at).date() if own is not None else None,
        "Date of the publication of the latest previous report": local(before).date() if before is not None else None,
        "Starting date of reporting period": date(rows.year, 1, 1),
        "Ending date of reporting period": date(rows.year, 12, 31),
    }
    yield from ([ALL, SERVICE, indicator, value] for indicator, value in facts.items())


def _names(_rows: Year) -> Iterator[Row]:
    yield [TOTAL, "All the entries", TOTAL]
    for number, (name, (description, words)) in enumerate(annex.CATEGORIES.items(), start=1):
        of_house = [german(rule.label) for rule in RULES.values() if rule.category == name]
        yield [f"Category {number}", description, _category(name), "; ".join(of_house)]
        for letter, word in zip("abcdefgh", words.split(), strict=False):
            yield [f"Category {number}{letter}", "", f"KEYWORD_{word}"]


def _orders(rows: Year) -> Iterator[Row]:
    """Yield what authorities ordered; the register keeps no category, so all stand under the one that says so (S-18)."""
    found = {
        (word, scope): value
        for word, scope, value in current_app.extensions["orders_in_figures"](rows.since, rows.until)
    }
    act, ask = "orders_to_act_against_illegal_content", "orders_to_provide_information"

    def values(scope: str) -> Row:
        known = [found.get((act, scope), 0)]
        if scope == TOTAL:
            known += [found[f"{act}{end}", TOTAL] for end in _ENDS]
            return [*known, found[ask, TOTAL], *(found[f"{ask}{end}", TOTAL] for end in _ENDS[1:])]
        return [*known, None, None, None, found.get((ask, scope), 0)]

    part = "3_member_states_orders"
    told = annex.NOT_SPECIFIED_ORDER
    none: Row = [0, 0, None, None, 0]
    yield from _lines(rows, part, ALL, lambda name: [TOTAL, *(values(TOTAL) if name in {TOTAL, told} else none)])
    states = sorted({scope for word, scope in found if word in {act, ask} and scope != TOTAL})
    for state in states:
        for name in (TOTAL, told):
            yield [*front(rows, ALL), _category(name), "", state, *values(state)]


_ENDS = ("_items", "_median_hours_to_acknowledged", "_median_hours_to_effect")


def _notices(rows: Year) -> Iterator[Row]:
    def of(name: str, *, trusted: bool) -> tuple[int, float | None, int, int]:
        some = [one for one in rows.notices if name in {TOTAL, _reported_as(one)} and (one.trusted or not trusted)]
        acted = [(one, first) for one in some if (first := first_measure(one)) is not None]
        by_law = sum(RULES[first.rule].illegal for _one, first in acted)
        spans = [first.created_at - one.created_at for one, first in acted]
        return len(some), middle(spans), by_law, len(acted) - by_law

    def values(name: str) -> Row:
        pairs = zip(of(name, trusted=False), of(name, trusted=True), strict=True)
        number, hours, by_law, by_terms = ([all_, trusted] for all_, trusted in pairs)
        # Each notice is about one thing.
        cells = [*number, *number, *hours, *by_law, *by_terms]
        return [*cells, german(_ALL_NOTICES), None, None, None, german(UNIT)] if name == TOTAL else cells

    yield from _lines(rows, "4_notices", HOSTING, values)


def _reported_as(notice: Notice) -> str:
    """Return the category of a notice; what is no category of illegal content stands under the one without."""
    name = RULES[notice.rule].category
    return annex.NOT_SPECIFIED_NOTICE if name == annex.OTHER_TERMS else name


def _own(rows: Year, part: str, *, illegal: bool) -> Iterator[Row]:
    found = [
        row
        for row in rows.statements
        if row.source == "SOURCE_VOLUNTARY" and RULES[row.rule].illegal is illegal and MEASURES[row.measure].word
    ]

    def values(name: str) -> Row:
        some = [row for row in found if name in {TOTAL, RULES[row.rule].category}]
        words = [MEASURES[row.measure].word for row in some]
        by_kind = [sum(words.count(word) for word in counted) for counted in annex.RESTRICTIONS.values()]
        return [len(some), sum(row.automated_detection for row in some), *by_kind]

    yield from _lines(rows, part, ALL, values)


def _automated(rows: Year) -> Iterator[Row]:
    section = "Use of automated means for content moderation"
    own = [row for row in rows.statements if row.source == "SOURCE_VOLUNTARY"]
    for scope, some in (("Total number", rows.statements), ("Own-initiative", own)):
        taken = [row for row in some if MEASURES[row.measure].word]
        by_program = [row for row in taken if row.automated_decision]
        yield said(rows, ALL, section, "Number of measures solely taken by automated means", scope, len(by_program))
        rest = len(taken) - len(by_program)
        yield said(rows, ALL, section, "Number of measures not taken by automated means", scope, rest)
        yield from _accuracy(rows, ALL, section, scope, by_program)
    trusted = sum(one.trusted for one in rows.notices)
    for who, scope, number in (
        (HOSTING, "NAM Total", len(rows.notices)),
        (PLATFORMS, "NAM Trusted Flagger", trusted),
    ):
        yield said(rows, who, section, "Number of notices solely processed by automated means", scope, 0)
        yield said(rows, who, section, "Number of notices not processed by automated means", scope, number)
        yield from _accuracy(rows, who, section, scope, ())


def _accuracy(rows: Year, who: str, section: str, scope: str, by_program: Sequence[Statement]) -> Iterator[Row]:
    """Yield how often a person found right what a program did; what it should have found besides nobody knows."""
    for kind, value in (("Accuracy", None), ("Precision", share(judged(by_program))), ("Recall", None)):
        yield said(rows, who, section, f"Accuracy of the automated means - {kind}", scope, value)


def _people(rows: Year) -> Iterator[Row]:
    section = "Human resources dedicated to content moderation"
    for indicator in (
        "Number of internal moderators employed by the provider",
        "Number of external moderators contracted by the provider",
        "Number of total moderators with sufficient linguistic expertise",
    ):
        yield said(rows, VERY_LARGE, section, indicator, "Total number", None)


def _recipients(rows: Year) -> Iterator[Row]:
    """Yield the mean of the months that were counted; nobody is followed for it (S-22)."""
    mean = visits.average(date(rows.year, 1, 1), date(rows.year + 1, 1, 1))
    indicator = "Number of average monthly active recipients during the reporting period"
    yield said(rows, VERY_LARGE_ALL, "AMAR", indicator, TOTAL, mean[0] if mean is not None else None)


_MEANINGFUL = (
    "Meaningful and comprehensible information regarding content moderation engaged in at the providers' own initiative"
)
_WORDS = {
    "Summary of the content moderation engaged in at the providers’ own initiative": lazy(
        "Die Moderation handelt auf Meldungen und aus eigenem Antrieb. Jede Maßnahme wird begründet, und über Beschwerden "
        "entscheidet jemand anderes, kostenlos und mit Gründen."
    ),
    _MEANINGFUL: lazy(
        "Menschen sehen nach, was feste Regeln zeigen: erste Texte, Links und Dateien neuer Konten, beobachtete Wörter, "
        "Wiederholungen. Vor jeder Sperre steht eine Verwarnung. Sperren enden von selbst."
    ),
    "Qualitative description of the automated means": lazy(
        "Feste Regeln lassen Texte auf einen Menschen warten oder zeigen sie ihm. Es gibt keine lernenden Programme."
    ),
    "Qualitative description of indicators of accuracy and possible rate of error of automated means": lazy(
        "Gezählt wird, wie oft ein Mensch zurücknimmt, was ein Programm für einen Tag verborgen hat."
    ),
    "Specification of the precise purposes to apply automated means": lazy(
        "Das Forum vor Werbung und Massentexten schützen, und Menschen schnell auf Gefahr hinweisen."
    ),
    "Safeguards applied to the use of automated means": lazy(
        "Kein Programm löscht etwas. Wer schreibt, liest, warum ein Text wartet. Über jeden Text entscheidet ein Mensch."
    ),
}


def _qualitative(rows: Year) -> Iterator[Row]:
    yield from ([*front(rows, ALL), indicator, german(words)] for indicator, words in _WORDS.items())


PARTS: dict[str, Callable[[Year], Iterator[Row]]] = {
    "1_report_identification": _identification,
    "2_categories_names": _names,
    "3_member_states_orders": _orders,
    "4_notices": _notices,
    "5_own_initiative_illegal": lambda rows: _own(rows, "5_own_initiative_illegal", illegal=True),
    "6_own_initiative_TC": lambda rows: _own(rows, "6_own_initiative_TC", illegal=False),
    "7_appeals_and_recidivism": appeals,
    "8_automated_means": _automated,
    "9_human_resources": _people,
    "10_AMAR": _recipients,
    "11_qualitative": _qualitative,
}


def text_of(part: str, rows: Year) -> str:
    """Return a part as CSV by RFC 4180: comma, quotes where needed, lines that end with CR and LF."""
    headers = annex.HEADERS[part]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(headers)
    for row in PARTS[part](rows):
        cells = [safe_cell(cell) for cell in row]
        writer.writerow([*cells, *[""] * (len(headers) - len(cells))])
    return buffer.getvalue()


def parts_of(year: int) -> dict[str, str]:
    """Return all parts of a year as they are computed now."""
    rows = read(year)
    return {part: text_of(part, rows) for part in PARTS}


def part_of(year: int, part: str) -> str:
    """Return one part of a year: as it was published, or as it is computed as long as it was not."""
    published = db.session.get(PublishedReport, year)
    return str(published.parts[part]) if published is not None else text_of(part, read(year))
