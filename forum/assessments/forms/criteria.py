"""The forms in which the staff office keeps the criteria: weights and order of all, and the words of one."""

from dataclasses import replace
from typing import Any

from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import NumberRange

from forum.core.i18n import _, lazy
from forum.core.text import slug
from forum.strategy.models import CriteriaSet, Criterion
from forum.strategy.models.criteria import MOST_POINTS
from forum.web.forms import Form, filled, length, one_line

# Names of other fields and pages, which no criterion may take for its key.
TAKEN = frozenset({"comment", "fassung", "neu", "once"})


def _reason() -> StringField:
    return StringField(lazy("Warum ändern Sie die Kriterien?"), [filled(), length(10, 500)], [one_line])


def weights_form(present: CriteriaSet) -> Form:
    """Build the form of weights and order; every criterion has a place, and may be left out of the next version."""
    names: dict[str, Any] = {}
    values: dict[str, Any] = {"needed": present.needed}
    for place, row in enumerate(present.criteria.values(), start=1):
        names[f"place-{row.key}"] = IntegerField(_("Platz: %(criterion)s", criterion=row.label), [filled()])
        names[f"weight-{row.key}"] = IntegerField(
            _("Gewicht: %(criterion)s", criterion=row.label), [filled(), NumberRange(0, 100)]
        )
        names[f"drop-{row.key}"] = BooleanField(_("Entfällt: %(criterion)s", criterion=row.label))
        values |= {f"place-{row.key}": place, f"weight-{row.key}": row.weight}
    names["needed"] = IntegerField(lazy("Zahl der Bewertungen, die ein Beschluss braucht"), [filled()])
    names["reason"] = _reason()
    built: type[Form] = type("WeightsForm", (Form,), names)
    return built(data=values)


def weighed(present: CriteriaSet, form: Form) -> list[Criterion]:
    """Return the criteria as the form of weights orders and weighs them."""
    kept = [row for row in present.criteria.values() if not form[f"drop-{row.key}"].data]
    kept.sort(key=lambda row: form[f"place-{row.key}"].data)
    return [replace(row, weight=form[f"weight-{row.key}"].data) for row in kept]


def wording_form(row: Criterion | None) -> Form:
    """Build the form of a criterion's words; its fields end with the key, as the command names them."""
    key = row.key if row else "neu"
    names: dict[str, Any] = {
        f"title-{key}": StringField(lazy("Kriterium"), [filled(), length(3, 120)], [one_line]),
        f"title_en-{key}": StringField(lazy("Kriterium auf Englisch"), [filled(), length(3, 120)], [one_line]),
        f"knock_out-{key}": BooleanField(lazy("K.-o.-Kriterium: Es wird mit Ja oder Nein beantwortet.")),
        f"weight-{key}": IntegerField(lazy("Gewicht"), [filled(), NumberRange(0, 100)]),
    }
    values: dict[str, Any] = {f"weight-{key}": 5}
    if row:
        values |= {f"{name}-{key}": getattr(row, name) for name in ("title", "title_en", "knock_out", "weight")}
    for points in range(MOST_POINTS + 1):
        for name, label in (("anchors", _("%(points)d Punkte bedeuten", points=points)),
                            ("anchors_en", _("%(points)d Punkte auf Englisch", points=points))):  # fmt: skip
            names[f"{name}-{key}-{points}"] = StringField(label, [length(most=200)], [one_line])
            words = getattr(row, name) if row else ()
            values[f"{name}-{key}-{points}"] = words[points] if points < len(words) else ""
    names["reason"] = _reason()
    built: type[Form] = type("WordingForm", (Form,), names)
    return built(data=values)


def worded(present: CriteriaSet, row: Criterion | None, form: Form) -> list[Criterion]:
    """Return the criteria with the words of the form for one of them, or with a new one at the end."""
    key = row.key if row else "neu"
    anchors, anchors_en = (
        tuple(form[f"{name}-{key}-{points}"].data for points in range(MOST_POINTS + 1))
        for name in ("anchors", "anchors_en")
    )
    made = Criterion(
        key=row.key if row else _free_key(present, form["title-neu"].data),
        title=form[f"title-{key}"].data,
        title_en=form[f"title_en-{key}"].data,
        verified=row.verified if row else True,
        weight=form[f"weight-{key}"].data,
        knock_out=form[f"knock_out-{key}"].data,
        anchors=anchors,
        anchors_en=anchors_en,
    )
    return list({**present.criteria, made.key: made}.values())


def _free_key(present: CriteriaSet, title: str) -> str:
    wanted = slug(title, longest=34)
    taken = set(present.criteria) | TAKEN
    return next(key for key in (wanted, *(f"{wanted}-{number}" for number in range(2, 100))) if key not in taken)
