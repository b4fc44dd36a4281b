"""The shape of spaces, their members, and of asking to be let in."""

from typing import Any

from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from forum.core.audiences import named_audiences
from forum.core.i18n import _, lazy
from forum.discussions.commands import SpacePlan
from forum.discussions.models import Parting, Space, SpaceKind
from forum.web.forms import Form, VersionForm, choices, filled, length, one_line, paragraphs


class ApplicationForm(Form):
    """Why somebody wants to be let into a space."""

    text = TextAreaField(lazy("Was führt Sie hierher?"), [filled(), length(10, 1000)], [paragraphs])


class MemberForm(Form):
    """Who is let into a space."""

    handle = StringField(lazy("Name im Forum"), [filled(), length(3, 30)], [one_line])


class PartingForm(Form):
    """Why somebody's part in a space ends."""

    reason = SelectField(lazy("Grund"), choices=lambda: choices((one.value, one.label) for one in Parting))


def _writers() -> Any:
    return choices([("", lazy("Alle, die mitlesen und ein Konto haben")), ("staff", lazy("Nur die Stabsstelle"))])


class SpaceForm(Form):
    """A space with its settings."""

    title = StringField(lazy("Name des Raums"), [filled(), length(5, 120)], [one_line])
    description = TextAreaField(lazy("Worum es geht"), [filled(), length(8, 4000)], [paragraphs])
    kind = SelectField(lazy("Für wen"), choices=lambda: choices((one.value, one.label) for one in SpaceKind))
    committee = SelectField(
        lazy("Gremium"), choices=lambda: choices([("", lazy("Keines")), *named_audiences()]), default=""
    )
    applications = BooleanField(lazy("Wer nicht dazugehört, sieht den Namen des Raums und kann um Aufnahme bitten"))
    starters = SelectField(lazy("Wer darf Themen beginnen?"), choices=_writers, default="")
    writers = SelectField(lazy("Wer darf antworten?"), choices=_writers, default="")
    rules = TextAreaField(lazy("Hausregeln"), [Optional(), length(most=4000)], [paragraphs])
    influence = StringField(
        lazy("Was lässt sich hier beeinflussen – und was nicht?"), [Optional(), length(most=500)], [one_line]
    )
    contact = StringField(lazy("Ansprechperson"), [Optional(), length(most=200)], [one_line])
    slow_minutes = IntegerField(
        lazy("Langsamer Modus: Minuten zwischen zwei Beiträgen"), [Optional(), NumberRange(0, 1440)], default=0
    )

    holds_texts = BooleanField(lazy("Ein Mensch liest jeden Text, bevor er erscheint"))

    def plan(self) -> SpacePlan:
        """Return what was filled in."""
        return SpacePlan(
            title=self.title.data,
            description=self.description.data,
            kind=SpaceKind(self.kind.data),
            committee=self.committee.data,
            starters=self.starters.data,
            writers=self.writers.data,
            rules=self.rules.data,
            influence=self.influence.data,
            contact=self.contact.data,
            applications=self.applications.data,
            slow_minutes=self.slow_minutes.data or 0,
            holds_texts=self.holds_texts.data,
        )


def _stored(space: Space) -> dict[str, Any]:
    """Return what a form shows of a space where the row keeps something else."""
    usual = "members" if space.kind == SpaceKind.PUBLIC else space.audience
    return {
        "committee": space.audience if space.kind == SpaceKind.COMMITTEE else "",
        "starters": "" if space.starters == usual else space.starters,
        "writers": "" if space.writers == usual else space.writers,
    }


class SettingsForm(SpaceForm, VersionForm):
    """The settings of a space that is there; ``confirmed`` is asked for when others may read from now on."""

    confirmed = BooleanField(lazy("Ja, ab jetzt lesen andere Menschen mit"))

    @classmethod
    def of(cls, space: Space) -> "SettingsForm":
        """Return the form as it shows a space."""
        return cls(obj=space, **_stored(space))

    def stored(self, space: Space) -> list[tuple[Any, Any]]:
        """Return label and stored value of each field that holds something else now; the next click replaces these."""
        now_there = vars(SettingsForm(formdata=None, obj=space, **_stored(space)))["_fields"]
        self.see_version(space)
        names = [name for name in self.data if name not in {"version", "confirmed"}]
        return [
            (self[name].label.text, _readable(now_there[name]))
            for name in names
            if (now_there[name].data or "") != (self[name].data or "")
        ]


def _readable(field: Any) -> Any:
    """Return the value of a field as people read it."""
    if isinstance(field, SelectField):
        return next((choice[1] for choice in field.iter_choices() if choice[2]), field.data)
    if isinstance(field, BooleanField):
        return _("ja") if field.data else _("nein")
    return field.data or _("nichts")
