"""The shape of a process of participation and of a call."""

from datetime import datetime
from typing import Any

from wtforms import DateField, DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from forum.core.clock import local, of_city
from forum.core.i18n import lazy
from forum.discussions.commands import CallPlan, ProcessPlan
from forum.discussions.models import CallKind, Influence, Phase, Space
from forum.web.forms import VersionForm, choices, length, of_this_century, one_line, paragraphs


def _begin(label: Any) -> DateTimeLocalField:
    return DateTimeLocalField(label, [Optional(), of_this_century])


class ProcessForm(VersionForm):
    """How far words reach, when which phase begins, and the call; the fields of the phases have the names of these."""

    influence = SelectField(
        lazy("Wie weit reicht die Beteiligung?"),
        choices=lambda: choices([("", lazy("Nicht festgelegt")), *((one.value, one.label) for one in Influence)]),
    )
    excluded = StringField(lazy("Was steht nicht zur Debatte?"), [length(most=500)], [one_line])
    open = _begin(lazy("„Sammeln“ beginnt"))
    discussion = _begin(lazy("„Diskussion“ beginnt"))
    check = _begin(lazy("„Prüfung“ beginnt"))
    decision = _begin(lazy("„Entscheidung“ beginnt"))
    follow_up = _begin(lazy("„Umsetzung“ beginnt"))
    call = SelectField(
        lazy("Aufruf des Forschungsstandorts"),
        choices=lambda: choices([("", lazy("Kein Aufruf")), *((one.value, one.label) for one in CallKind)]),
    )
    partners = StringField(lazy("Beteiligte Einrichtungen"), [length(most=500)], [one_line])
    call_from = DateField(lazy("Der Aufruf beginnt am"), [Optional(), of_this_century])
    call_until = DateField(lazy("Letzter Tag des Aufrufs"), [Optional(), of_this_century])
    promise = TextAreaField(lazy("Was geschieht mit den Ergebnissen?"), [length(most=2000)], [paragraphs])

    @classmethod
    def of(cls, space: Space) -> "ProcessForm":
        """Return the form as it shows a space."""
        moments = {one.phase.value: local(one.at).replace(tzinfo=None) for one in space.course.begins}
        names = ("excluded", "call", "partners", "call_from", "call_until", "promise")
        values = {name: getattr(space, name) for name in names}
        return cls(data=values | moments | {"influence": space.level, "version": space.version})

    def plan(self) -> ProcessPlan:
        """Return what was filled in; days and hours are those of Braunschweig."""
        shown: dict[Phase, datetime | None] = {phase: self[phase.value].data for phase in Phase}
        call = None
        if self.call.data:
            call = CallPlan(
                kind=CallKind(self.call.data),
                partners=self.partners.data or "",
                since=self.call_from.data,
                until=self.call_until.data,
                promise=self.promise.data or "",
            )
        return ProcessPlan(
            influence=Influence(self.influence.data) if self.influence.data else None,
            excluded=self.excluded.data or "",
            begins={phase: of_city(at) for phase, at in shown.items() if at is not None},
            call=call,
        )
