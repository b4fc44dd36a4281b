"""What narrows lists and figures; bad values are dropped, not complained about."""

from typing import Any

from wtforms import DateField, SelectField, StringField
from wtforms.validators import Optional

from forum.core.i18n import _, lazy
from forum.ideas.lifecycle import IdeaState
from forum.strategy.models import strategy
from forum.web.forms import Form, choices


class PeriodForm(Form):
    """From which day to which one figures are counted; bad values are dropped, not complained about."""

    von = DateField(lazy("Von"), [Optional()])
    bis = DateField(lazy("Bis"), [Optional()])


class FilterForm(Form):
    """What narrows a list of ideas; bad values are dropped, not complained about."""

    q = StringField(lazy("Wort im Titel"))
    stand = SelectField(lazy("Stand"))
    ziel = SelectField(lazy("Ziel der Stadt"))
    thema = SelectField(lazy("Thema"))
    bezirk = SelectField(lazy("Stadtbezirk"))
    sortierung = SelectField(lazy("Sortierung"))

    def __init__(self, wanted: Any, counts: dict[IdeaState, int], **kwargs: Any) -> None:
        super().__init__(
            formdata=None,
            q=wanted.text,
            stand=wanted.state or "",
            ziel=wanted.goal,
            thema=wanted.category,
            bezirk=str(wanted.district or ""),
            sortierung=wanted.sort,
            **kwargs,
        )
        known = strategy()
        everything = ("", _("Alle"))
        self.stand.choices = choices(
            [everything, *((state.value, f"{state.label} ({counts[state]})") for state in IdeaState if state in counts)]
        )
        self.ziel.choices = choices([everything, *((goal.key, goal.label) for goal in known.goals.values())])
        self.thema.choices = choices([everything, *((row.key, row.label) for row in known.categories.values())])
        self.bezirk.choices = choices([everything, *((str(row.number), row.name) for row in known.districts.values())])
        self.sortierung.choices = choices(SORTS.items())


SORTS = {
    "neu": lazy("Neueste zuerst"),
    "unterstuetzung": lazy("Meiste Unterstützung"),
    "aktivitaet": lazy("Zuletzt aktiv"),
    "frist": lazy("Frist endet bald"),
    "wartet": lazy("Wartet am längsten"),
}
