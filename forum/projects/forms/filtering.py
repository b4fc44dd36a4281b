"""The form above the lists of projects."""

from typing import Any

from wtforms import BooleanField, SelectField, StringField

from forum.core.i18n import _, lazy
from forum.projects.models import PROJECT_STATES
from forum.projects.queries import Filter
from forum.strategy.models import strategy
from forum.web.forms import Form, choices


class FilterForm(Form):
    """What a reader wants to see; the names are the words of the address."""

    q = StringField(lazy("Stichwort"))
    stand = SelectField(lazy("Stand"))
    ziel = SelectField(lazy("Ziel der Stadt"))
    thema = SelectField(lazy("Thema"))
    bezirk = SelectField(lazy("Stadtbezirk"))
    leuchtturm = BooleanField(lazy("nur Leuchtturmprojekte"))
    ueberfaellig = BooleanField(lazy("nur Überfälliges"))

    def __init__(self, wanted: Filter) -> None:
        super().__init__(
            formdata=None,
            q=wanted.text,
            stand=wanted.state.value if wanted.state else "alle" if wanted.everything else "",
            ziel=wanted.goal,
            thema=wanted.category,
            bezirk=str(wanted.district or ""),
            leuchtturm=wanted.lighthouse,
            ueberfaellig=wanted.overdue,
        )
        known = strategy()
        every: list[tuple[str, Any]] = [("", _("Alle"))]
        states = [("", _("nicht beendet")), ("alle", _("auch beendete"))]
        self.stand.choices = choices([*states, *((key.value, label) for key, label in PROJECT_STATES.items())])
        self.ziel.choices = choices([*every, *((goal.key, goal.label) for goal in known.goals.values())])
        self.thema.choices = choices([*every, *((row.key, row.label) for row in known.categories.values())])
        self.bezirk.choices = choices([*every, *((str(row.number), row.name) for row in known.districts.values())])
