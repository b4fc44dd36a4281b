"""The shape of notices and decisions, and of what moderators keep at their desk."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from forum.core.i18n import _, lazy, ngettext
from forum.discussions.models import Space
from forum.moderation.measures import Measure
from forum.moderation.models import CannedReason, DisputeOutcome, MisuseKind, Outcome
from forum.moderation.queries.queue import AGES, FREE, MINE, Wanted
from forum.moderation.rules import GROUNDS
from forum.moderation.targets import KINDS
from forum.web.forms import Form, OpenForm, VersionForm, choices, filled, length, of_this_century, one_line, paragraphs


class NoticeForm(OpenForm):
    """What is wrong, why, and who says so."""

    rule = RadioField(lazy("Was ist der Grund?"), [filled(lazy("Bitte wählen Sie einen Grund."))])
    legal_ground = StringField(lazy("Gesetz, gegen das der Inhalt verstößt"), [length(most=250)], [one_line])
    explanation = TextAreaField(lazy("Bitte erklären Sie es kurz"), [filled(), length(20, 5000)], [paragraphs])
    name = StringField(lazy("Ihr Name"), [length(most=120)], [one_line], render_kw={"autocomplete": "name"})
    email = EmailField(
        lazy("Ihre E-Mail-Adresse"),
        [Optional(), length(most=254)],
        [one_line],
        render_kw={"autocomplete": "email"},
    )
    good_faith = BooleanField(
        lazy("Meine Angaben stimmen nach bestem Wissen."),
        [filled(lazy("Bitte bestätigen Sie, dass Ihre Angaben nach bestem Wissen stimmen."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule.choices = choices((rule.key, rule.label) for rule in GROUNDS.values())


class _NeededToHide:
    """Marks a field that hiding cannot do without; the command asks for it, and the other steps do not."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, _form: Form, _field: Field) -> None:
        """Leave the question to the command, which knows the step."""


class DecisionForm(Form):
    """A decision, the rule it rests on, the facts, and the version of the case the moderator saw."""

    rule = SelectField(lazy("Regel"), [_NeededToHide()], validate_choice=False)
    legal_ground = StringField(lazy("Gesetz und Vorschrift"), [length(most=250)], [one_line])
    facts = TextAreaField(lazy("Begründung"), [filled(), length(20, 5000)], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())
    # The words that the page showed, so that a decision notices when they changed, and shows what did (M-03).
    gesehen = StringField(widget=HiddenInput())
    dateien = StringField(widget=HiddenInput())
    # In which thread the page showed a post: measures about a thread are about that one (M-03).
    thema = StringField(widget=HiddenInput())
    measure = SelectField(lazy("Maßnahme"), validate_choice=False)
    days = IntegerField(lazy("Für wie viele Tage"), [Optional()])
    minutes = IntegerField(lazy("Minuten zwischen zwei Beiträgen"), [Optional()])
    passages = TextAreaField(lazy("Stellen, die geschwärzt werden"), [length(most=5000)], [paragraphs])
    # Which of several measures is taken back; the newest where nobody chose.
    puid = RadioField(lazy("Was Sie zurücknehmen"), validate_choice=False)
    untold = BooleanField(lazy("Massenhafte, täuschende Werbung: verbergen, ohne der Person zu schreiben."))
    # With which of the shared reasons the text began (M-19).
    vorlage = StringField(widget=HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule.choices = choices((rule.key, rule.label) for rule in GROUNDS.values())

    def offer_measures(self, measures: Iterable[Measure]) -> None:
        """Let one of these measures be chosen."""
        self.measure.choices = choices((one.key, one.label) for one in measures if one.key != "hide")

    def offer_to_take_back(self, standing: Iterable[tuple[str, str]]) -> None:
        """Let one of these measures be taken back, the first unless another is chosen."""
        offered = list(standing)
        self.puid.choices = choices(offered)
        if self.puid.data not in dict(offered):
            self.puid.data = next(iter(dict(offered)), None)


class NoteForm(Form):
    """What moderators say to each other."""

    text = TextAreaField(lazy("Notiz"), [filled(), length(3, 5000)], [paragraphs], id="note-text")


class HandOverForm(Form):
    """To whom a case goes, and why."""

    handle = StringField(lazy("Name im Forum"), [filled()], [one_line])
    text = TextAreaField(
        lazy("Was der andere Mensch wissen muss"), [filled(), length(3, 5000)], [paragraphs], id="hand-text"
    )


class UndoForm(Form):
    """Why the decision of a colleague is taken back."""

    text = TextAreaField(
        lazy("Warum Sie die Entscheidung zurücknehmen"), [filled(), length(20, 5000)], [paragraphs], id="undo-text"
    )


OUTCOMES = {
    Outcome.UPHELD: lazy("Die Entscheidung bleibt."),
    Outcome.PARTLY: lazy("Die Entscheidung bleibt, ihre Begründung wird durch diese Antwort berichtigt."),
    Outcome.REVERSED: lazy("Die Beschwerde hat Recht. Die Entscheidung gilt nicht mehr."),
}


class ComplaintForm(OpenForm):
    """Why a decision is wrong."""

    text = TextAreaField(lazy("Warum ist die Entscheidung falsch?"), [filled(), length(20, 5000)], [paragraphs])


class AnswerForm(Form):
    """The answer to a complaint, its reasons, and the version of the complaint the moderator saw."""

    outcome = RadioField(lazy("Ergebnis"), [filled(lazy("Bitte wählen Sie ein Ergebnis."))])
    reasons = TextAreaField(lazy("Begründung"), [filled(), length(20, 5000)], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = choices(OUTCOMES.items())


class QueueForm(Form):
    """What narrows the queue."""

    q = StringField(lazy("Wort in Meldungen und Texten"))
    bei = SelectField(lazy("In Arbeit bei"))
    art = SelectField(lazy("Art des Inhalts"))
    regel = SelectField(lazy("Grund der Meldung"))
    raum = SelectField(lazy("Raum"))
    alter = SelectField(lazy("Wartet seit"))
    meinung = SelectField(lazy("Zweite Meinung"))

    def __init__(self, wanted: Wanted, spaces: Sequence[Space], **kwargs: Any) -> None:
        super().__init__(formdata=None, **wanted.words, **kwargs)
        labels: dict[str, Iterable[tuple[str, Any]]] = {
            "bei": [(MINE, _("mir")), (FREE, _("niemandem"))],
            "art": [(key, kind.label) for key, kind in KINDS.items()],
            "regel": [(rule.key, rule.label) for rule in GROUNDS.values()],
            "raum": [(str(space.id), space.title) for space in spaces],
            "alter": [
                (word, ngettext("mindestens %(num)s Tag", "mindestens %(num)s Tagen", days))
                for word, days in AGES.items()
            ],
            "meinung": [("1", _("wird gesucht"))],
        }
        for word, pairs in labels.items():
            self[word].choices = choices([("", _("Alle")), *pairs])


class QueueViewForm(Form):
    """The name under which a moderator keeps what the queue shows."""

    name = StringField(lazy("Name der Ansicht"), [filled(), length(1, 60)], [one_line])


class BulkForm(DecisionForm):
    """One reason for many cases; each keeps the version that was seen in a field of its own."""

    version = None
    gesehen = dateien = thema = None
    puid = None
    vorlage = SelectField(lazy("Textbaustein"), validate_choice=False)

    def offer(self, canned: Sequence[CannedReason]) -> None:
        """Let one of the shared reasons be chosen, or none."""
        self.vorlage.choices = choices([("", _("ohne Textbaustein")), *((one.id, one.name) for one in canned)])


class CannedForm(Form):
    """A reason that moderators share."""

    name = StringField(lazy("Name des Textbausteins"), [filled(), length(1, 60)], [one_line])
    rule = SelectField(lazy("Regel"), [filled()])
    text = TextAreaField(lazy("Text auf Deutsch"), [filled(), length(20, 2000)], [paragraphs])
    text_en = TextAreaField(lazy("Text auf Englisch"), [filled(), length(20, 2000)], [paragraphs])
    text_plain = TextAreaField(lazy("Text in Leichter Sprache"), [length(most=2000)], [paragraphs])
    clear = BooleanField(lazy("Eindeutiger Fall: Der Text darf so stehen bleiben, ohne eigenen Satz."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule.choices = choices((rule.key, rule.label) for rule in GROUNDS.values())


class AppointForm(Form):
    """Who gets which task, and until when."""

    handle = StringField(lazy("Name im Forum"), [filled(), length(most=30)], [one_line])
    word = SelectField(lazy("Aufgabe oder Raum"), [filled()])
    until = DateField(lazy("Bis wann"), [Optional(), of_this_century])
    reason = StringField(lazy("Warum"), [length(most=250)], [one_line])

    def __init__(self, labels: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.word.choices = choices(labels.items())


class DisputeForm(Form):
    """Before which body a dispute began, and when."""

    body = StringField(lazy("Stelle für die Streitbeilegung"), [filled(), length(3, 200)], [one_line])
    opened_on = DateField(lazy("Beginn"), [filled(lazy("Bitte nennen Sie den Tag.")), of_this_century])


class DisputeEndForm(VersionForm):
    """How a dispute ended."""

    outcome = RadioField(lazy("Ergebnis"), [filled(lazy("Bitte wählen Sie ein Ergebnis."))])
    closed_on = DateField(lazy("Ende"), [filled(lazy("Bitte nennen Sie den Tag.")), of_this_century])
    carried_out = BooleanField(lazy("Das Forum hat das Ergebnis umgesetzt."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = choices((one.value, one.label) for one in DisputeOutcome)


class WarningForm(Form):
    """Of what somebody is warned, how heavy it is, and what speaks for intent."""

    kind = RadioField(lazy("Wovor verwarnt wird"), [filled(lazy("Bitte wählen Sie aus."))])
    gravity = TextAreaField(
        lazy("Was ist offensichtlich unbegründet, und wie schwer wiegt es?"), [filled()], [paragraphs]
    )
    intent = TextAreaField(lazy("Was spricht für Absicht, was dagegen?"), [filled()], [paragraphs])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices((one.value, one.label) for one in (MisuseKind.NOTICES, MisuseKind.COMPLAINTS))


class PauseForm(Form):
    """For how long nothing is taken in from somebody, and why."""

    days = IntegerField(lazy("Für wie viele Tage"), [filled(lazy("Bitte nennen Sie eine Zahl."))])
    reasons = TextAreaField(lazy("Begründung"), [filled()], [paragraphs])


class NamingForm(Form):
    """Why an author has to be told who reported the content."""

    reason = TextAreaField(
        lazy("Warum muss die Person das wissen?"), [filled(), length(20, 2000)], [paragraphs], id="naming-reason"
    )
