"""The controls beside the search field: each operator of the syntax is one of them, too (Q-26)."""

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField
from wtforms.form import Form

from forum.committees.queries import committees
from forum.core.clock import today
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor
from forum.discussions.queries import spaces
from forum.ideas.lifecycle import UNLISTED, IdeaState
from forum.search.asking import ONCE, SEVERAL, Choices
from forum.search.labels import HAS, MARKS
from forum.search.offering import sort_labels
from forum.search.sources import SOURCES
from forum.search.syntax import Query
from forum.search.syntax.operators import MARKS as MARK_WORDS
from forum.search.syntax.operators import USUAL, spot, understand
from forum.search.syntax.writing import SORTS
from forum.strategy.models import Outline, Point, outline, strategy

_FIRST_YEAR = 2020
# What has no control of its own, because it is about one thread; it is kept all the same.
_KEPT = ("thema",)


class SearchForm(Form):
    """All that narrows and orders a search. It only shows: what a control cannot mean is named in a note of the page."""

    sortierung = SelectField(lazy("Sortierung"))
    art = SelectMultipleField(lazy("Art"))
    status = SelectField(lazy("Stand"))
    ziel = SelectField(lazy("Ziel der Stadt"))
    bezirk = SelectField(lazy("Stadtbezirk"))
    jahr = SelectField(lazy("Jahr"))
    raum = SelectField(lazy("Raum"))
    gremium = SelectField(lazy("Gremium"))
    von = StringField(lazy("Geschrieben von (Anzeigename)"))
    nach = DateField(lazy("Ab diesem Tag"))
    vor = DateField(lazy("Vor diesem Tag"))
    punkt = StringField(lazy("Um diesen Punkt"))
    weite = SelectField(lazy("So weit darum"))
    hat = SelectMultipleField(lazy("Hat"))
    nur = SelectMultipleField(lazy("Für mich"))
    titel = BooleanField(lazy("Nur im Titel suchen"))

    @property
    def outline(self) -> Outline:
        """The map on which a point can be shown."""
        return outline()

    def __init__(self, viewer: Actor, said: Choices, query: Query) -> None:
        """Fill the controls with what there is to choose, and with what was chosen.

        Order and days can be said once, and the control counts: so it shows what was typed, and sending it changes nothing.
        """
        values: dict[str, Any] = {name: said.get(name, [""])[0] for name in _SINGLE}
        values |= {name: list(said.get(name, ())) for name in ("art", "hat", "nur")}
        values |= {"sortierung": SORTS[query.sort], "nach": query.after, "vor": query.before}
        values |= _around(said.get("umkreis", ()))
        super().__init__(formdata=None, titel=bool(said.get("titel")), **values)
        known = strategy()
        self.sortierung.choices = [(SORTS[sort], label) for sort, label in sort_labels().items()]
        self.art.choices = [(kind, source.label) for kind, source in SOURCES.items()]
        self.status.choices = _all((state.value, state.label) for state in IdeaState if state not in UNLISTED)
        self.ziel.choices = _all((goal.key, goal.label) for goal in known.goals.values())
        self.bezirk.choices = _all((str(row.number), row.name) for row in known.districts.values())
        self.jahr.choices = _all((str(year), str(year)) for year in range(today().year, _FIRST_YEAR - 1, -1))
        self.raum.choices = _all((space.slug, space.title) for space in spaces(viewer))
        self.gremium.choices = _all((one.slug, one.title) for one in committees(viewer))
        self.weite.choices = [(str(metres), _("%(metres)s m", metres=metres)) for metres in _DISTANCES]
        if self.weite.data not in map(str, _DISTANCES):
            self.weite.choices.append((self.weite.data, _("%(metres)s m", metres=self.weite.data)))
        self.hat.choices = list(HAS.items())
        self.nur.choices = [(word, MARKS[MARK_WORDS[word]]) for word in ("gemerkt", "ungelesen", "folge-ich")]
        self.more = _not_shown(self, said)


_DISTANCES = (250, 500, 1_000, 2_000, 5_000)
_SINGLE = ("sortierung", "status", "ziel", "bezirk", "jahr", "raum", "gremium", "von")


def _all(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("Alle")), *pairs]


def choices_of(said: MultiDict[str, str]) -> Choices:
    """Return what the controls say; a point and how far around it are two fields of the form and one choice (Q-37)."""
    found = {name: said.getlist(name) for name in (*SEVERAL, *ONCE)}
    if typed := said.get("punkt", "").strip():
        point = outline().point_in(typed)
        found["umkreis"] = [f"{point.words if point else typed},{said.get('weite', '') or USUAL}"]
    return found


def _around(values: Iterable[str]) -> dict[str, str]:
    """Return what the two fields show of the first point that was chosen."""
    narrowing = next((understand("umkreis", value, excluded=False, today=today()) for value in values), None)
    if narrowing is None or narrowing.by is None:
        return {"punkt": "", "weite": str(USUAL)}
    latitude, longitude, metres = spot(narrowing.by.value)
    return {"punkt": Point(latitude, longitude).words, "weite": str(metres)}


def _not_shown(form: SearchForm, said: Choices) -> list[tuple[str, str]]:
    """Return what was chosen and no control shows, so that sending the form again keeps it."""
    left = [(name, value) for name in _KEPT for value in said.get(name, ())]
    left += [("umkreis", value) for value in said.get("umkreis", ())[1:]]
    for name in _SINGLE:
        values = said.get(name, ())
        choices = getattr(form[name], "choices", None)
        is_shown = choices is None or any(str(value) == values[0] for value, _label in choices) if values else False
        left += [(name, value) for value in values[1 if is_shown else 0 :]]
    return left
