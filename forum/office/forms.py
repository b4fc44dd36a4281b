"""The shape of what people send in to the staff office."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from forum.accounts.models import Person, Unit
from forum.accounts.units import NAME
from forum.core.i18n import _, lazy
from forum.ideas.forms import StepChoice
from forum.ideas.lifecycle import DEFAULT_UNIT, TRANSITIONS, IdeaState, Text, Transition, Way
from forum.office.commands import Act, Words
from forum.office.models import BlockKind, TextBlock
from forum.office.queries import Facets, Wanted, is_version
from forum.office.queries.workbench import (
    CLOCK_LABELS,
    MINE,
    NOBODY,
    PENDING_LABELS,
    SORT_LABELS,
    SUPPORT_LABELS,
    WAITING,
)
from forum.strategy.models import strategy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs


class WorkbenchForm(Form):
    """What narrows the workbench, each choice with the number of ideas it would show."""

    q = StringField(lazy("Wort oder Nummer"))
    frist = SelectField(lazy("Frist"))
    stand = SelectField(lazy("Stand"))
    bei = SelectField(lazy("In Arbeit bei"))
    stelle = SelectField(lazy("Zuständige Stelle"))
    thema = SelectField(lazy("Thema"))
    ziel = SelectField(lazy("Ziel der Stadt"))
    bezirk = SelectField(lazy("Stadtbezirk"))
    unterstuetzung = SelectField(lazy("Unterstützung"))
    ansteht = SelectField(lazy("Was ansteht"))
    wartet = SelectField(lazy("Unverändert"))
    sortierung = SelectField(lazy("Sortierung"))

    def __init__(self, wanted: Wanted, found: Facets, **kwargs: Any) -> None:
        super().__init__(formdata=None, **{**wanted.words, "sortierung": wanted.sort}, **kwargs)
        known = strategy()
        labels: dict[str, Iterable[tuple[str, Any]]] = {
            "frist": CLOCK_LABELS.items(),
            "stand": [(state.value, state.label) for state in IdeaState],
            "bei": [(MINE, _("mir")), (NOBODY, _("niemandem")), *found.handles.items()],
            "stelle": [(name, _(name) if name == DEFAULT_UNIT else name) for name in sorted(found.counts["stelle"])],
            "thema": [(row.key, row.label) for row in known.categories.values()],
            "ziel": [(goal.key, goal.label) for goal in known.goals.values()],
            "bezirk": [(str(row.number), row.name) for row in known.districts.values()],
            "unterstuetzung": SUPPORT_LABELS.items(),
            "wartet": WAITING.items(),
            "ansteht": PENDING_LABELS.items(),
        }
        # What narrows the list, in words.
        self.chosen = [f"„{wanted.text}“"] if wanted.text else []
        for word, pairs in labels.items():
            self.chosen += [str(label) for key, label in pairs if key == wanted.words.get(word)]
            self[word].choices = _counted(pairs, found.counts[word], wanted.words.get(word, ""))
        self.sortierung.choices = choices(SORT_LABELS.items())

    @property
    def facets(self) -> list[Any]:
        """The fields of the facets, in the order of the panel."""
        return [field for field in self if field.name not in {"q", "sortierung"}]


def _counted(pairs: Iterable[tuple[str, Any]], counts: Mapping[str, int], taken: str) -> Any:
    """Return the choices that would show something, each with its number, and the one that holds."""
    shown = [(word, f"{label} ({counts.get(word, 0)})") for word, label in pairs if counts.get(word) or word == taken]
    return choices([("", _("Alle")), *shown])


class ViewForm(Form):
    """A name for what the workbench shows at present."""

    name = StringField(lazy("Name der Ansicht"), [filled(), length(1, 60)], [one_line])
    is_default = BooleanField(lazy("Beim Öffnen zeigen"))


def _units(units: Sequence[Unit]) -> list[tuple[str, Any]]:
    return [("0", _(DEFAULT_UNIT)), *((str(unit.id), unit.name) for unit in units)]


def _people(people: Sequence[tuple[str, Person]]) -> list[tuple[str, Any]]:
    return [(str(person.id), f"{person.handle} ({group})") for group, person in people]


class HandOverForm(Form):
    """To which unit and person an idea goes, and why."""

    unit = SelectField(lazy("Zuständige Stelle"))
    person = SelectField(lazy("Person"), [Optional()])
    reason = TextAreaField(lazy("Grund"), [filled(), length(3, 2000)], [paragraphs])

    def offer(self, units: Sequence[Unit], people: Sequence[tuple[str, Person]]) -> None:
        """Offer the units, and the people who work in them."""
        self.unit.choices = choices(_units(units))
        self.person.choices = choices([("", _("Niemand bestimmtes")), *_people(people)])


class ReleaseForm(Form):
    """Why somebody puts an idea back."""

    reason = TextAreaField(lazy("Grund"), [filled(), length(3, 2000)], [paragraphs])


class NoteForm(Form):
    """An internal note."""

    text = TextAreaField(lazy("Interne Notiz"), [filled(), length(1, 20_000)], [paragraphs])


class BlockChoice(Form):
    """A form into whose text a text block can be put; ``used`` keeps which one, in which version (G-11)."""

    block = SelectField(lazy("Textvorlage"), [Optional()])
    used = StringField(validators=[length(most=24)], filters=[one_line], widget=HiddenInput())

    # The field into which the block goes.
    filled_field: ClassVar[str]

    def offer_blocks(self, blocks: Sequence[TextBlock]) -> None:
        """Offer the text blocks."""
        pairs = [(str(block.id), block.label) for block in blocks]
        self.block.choices = choices([("", _("Bitte wählen")), *pairs])

    def put_in(self, blocks: Sequence[TextBlock]) -> None:
        """Put the chosen block in, behind what was typed already."""
        chosen = next((block for block in blocks if str(block.id) == self.block.data), None)
        if chosen is not None:
            field = self[self.filled_field]
            field.data = "\n\n".join(part for part in (field.data, chosen.text) if part)
            self.used.data = f"{chosen.id}/{chosen.version}"

    @property
    def block_used(self) -> tuple[int, int] | None:
        """The text block from which the text was made, with its version; a made-up one is none."""
        found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", self.used.data or "")
        if found is None or not is_version(int(found[1]), int(found[2])):
            return None
        return int(found[1]), int(found[2])


class AnswerForm(BlockChoice, StepChoice):
    """An official answer on its way (N-23)."""

    filled_field = "text"

    text = TextAreaField(lazy("Antwort der Stadt"), [filled(), length(10, 20_000)], [paragraphs])
    target = SelectField(lazy("Damit verbundener Schritt"), [Optional()])
    unit = SelectField(lazy("Zuständige Stelle"), [Optional()])
    cost = StringField(lazy("Kosten"), [length(most=120)], [one_line])
    period = StringField(lazy("Zeitraum"), [length(most=120)], [one_line])
    conditions = TextAreaField(lazy("Bedingungen"), [length(most=1000)], [paragraphs])
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    def offer(self, units: Sequence[Unit], steps: Sequence[Transition]) -> None:
        """Offer units, and the steps from where the idea stands; asking a Fachbeirat is a step, but no answer."""
        answering = [(row.target, row.target.label) for row in steps if row.target != IdeaState.FACHBEIRAT]
        self.offer_steps(answering, _("Keiner, die Idee bleibt, wo sie ist"))
        self.unit.choices = choices([("", _("wie bisher")), *_units(units)])

    def words(self, unit: str) -> Words:
        """Return what was written, as the command takes it."""
        return Words(
            text=self.text.data or "",
            unit=unit,
            target=self.step,
            reason_key=self.ground,
            cost=self.cost.data or "",
            period=self.period.data or "",
            conditions=self.conditions.data or "",
            block=self.block_used,
        )


class SendBackForm(Form):
    """What should be changed in an answer."""

    reason = TextAreaField(lazy("Was soll sich ändern?"), [filled(), length(3, 2000)], [paragraphs])


class ReleaseAnswersForm(Form):
    """Which answers go to the public, and when."""

    publish_at = DateTimeLocalField(lazy("Veröffentlichen am"), [Optional(), of_this_century])


class TextBlockForm(Form):
    """A text that is used again."""

    kind = SelectField(lazy("Wofür"), choices=lambda: choices((one.value, one.label) for one in BlockKind))
    name = StringField(lazy("Name"), [filled(), length(3, 80)], [one_line])
    text = TextAreaField(lazy("Text"), [filled(), length(10, 20_000)], [paragraphs])
    version = IntegerField(validators=[Optional()], widget=HiddenInput())


class SponsorForm(Form):
    """Who promotes an idea, and until when somebody looks after it."""

    sponsor = StringField(lazy("Wer fördert"), [filled(), length(3, 120)], [one_line])
    review_on = DateField(lazy("Durchsicht bis"), [filled(), of_this_century])


class ReviewForm(Form):
    """What a look at a promoted idea showed."""

    text = TextAreaField(lazy("Ergebnis der Durchsicht"), [filled(), length(1, 20_000)], [paragraphs])


def _by_hand(target: IdeaState | None = None) -> list[Transition]:
    """Return the rows of the table that people take by hand, all of them or those that lead to one state."""
    return [row for row in TRANSITIONS if row.way == Way.HAND and target in {None, row.target}]


class BulkForm(BlockChoice, StepChoice):
    """One act on many ideas: which fields count depends on the act."""

    filled_field = "reason"

    akt = StringField(validators=[filled()], widget=HiddenInput())
    unit = SelectField(lazy("Zuständige Stelle"), [Optional()])
    person = SelectField(lazy("Person"), [Optional()])
    reason = TextAreaField(lazy("Begründung"), [length(most=20_000)], [paragraphs])

    def offer(self, units: Sequence[Unit], people: Sequence[tuple[str, Person]]) -> None:
        """Offer what the act may need."""
        by_hand = {row.target for row in _by_hand()} - ({IdeaState.FACHBEIRAT} if self.act == Act.ANSWER else set())
        none = _("Keiner, die Idee bleibt, wo sie ist") if self.act == Act.ANSWER else ""
        self.offer_steps([(state, state.label) for state in IdeaState if state in by_hand], none)
        same = [("", _("wie bisher"))] if self.act in {Act.STEP, Act.ANSWER} else []
        self.unit.choices = choices([*same, *_units(units)])
        self.person.choices = choices([("", _("Niemand bestimmtes")), *_people(people)])
        # What an act cannot do without is not called voluntary; which it is depends on the act and the step.
        asked = {
            "target": self.act == Act.STEP,
            "unit": self.act == Act.HAND_OVER,
            "reason": self.act != Act.STEP or any(row.text != Text.OPTIONAL for row in _by_hand(self.step)),
        }
        for name, is_asked in asked.items():
            self[name].flags.required = is_asked

    @property
    def act(self) -> Act:
        """The act; an unknown word is the first of them, which is asked about before it is done."""
        return Act(self.akt.data) if self.akt.data in set(Act) else Act.CLAIM


class UnitForm(Form):
    """The name of a unit."""

    name = StringField(lazy("Name der Stelle"), [filled(), length(*NAME)], [one_line])


class MemberForm(Form):
    """Somebody who works in a unit."""

    handle = StringField(lazy("Name im Forum"), [filled(), length(1, 30)], [one_line])


class MoveForm(Form):
    """The person of a unit that a button is about."""

    person = IntegerField(validators=[filled()], widget=HiddenInput())
