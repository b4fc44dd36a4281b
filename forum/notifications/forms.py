"""The shape of what people send in about messages and mails."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, SelectField

from forum.core.i18n import lazy
from forum.notifications.levels import GROUP_LABELS, Group
from forum.notifications.models import USUAL_RHYTHMS, MailWishes
from forum.notifications.moments import RHYTHM_LABELS, QuietHours, Rhythm
from forum.web.forms import Form, choices, filled

AS_ABOVE = "as_above"
_HOURS = [("", lazy("keine")), *((str(hour), f"{hour:02}:00") for hour in range(24))]


def _rhythms(*first: tuple[str, Any]) -> Any:
    return choices([*first, *((str(key), label) for key, label in RHYTHM_LABELS.items())])


def _group(group: Group) -> SelectField:
    return SelectField(GROUP_LABELS[group], [filled()], choices=_rhythms((AS_ABOVE, lazy("wie oben"))))


class MailWishesForm(Form):
    """When a person wants mails."""

    rhythm = RadioField(lazy("E-Mails bekomme ich"), [filled()], choices=_rhythms())
    answers = _group(Group.ANSWERS)
    posts = _group(Group.POSTS)
    steps = _group(Group.STEPS)
    tasks = _group(Group.TASKS)
    districts = SelectField(GROUP_LABELS[Group.DISTRICTS], [filled()], choices=_rhythms())
    own = _group(Group.OWN)
    quiet_begin = SelectField(lazy("Ruhezeit von"), choices=choices(_HOURS))
    quiet_end = SelectField(lazy("Ruhezeit bis"), choices=choices(_HOURS))

    @classmethod
    def showing(cls, wishes: MailWishes, *, mails: bool) -> "MailWishesForm":
        """Return the form with what holds now, or with what was sent in."""
        quiet = wishes.quiet_hours
        return cls(
            rhythm=wishes.rhythm if mails else Rhythm.OFF,
            quiet_begin=str(quiet.begin) if quiet else "",
            quiet_end=str(quiet.end) if quiet else "",
            **{group.value: wishes.groups.get(group.value) or USUAL_RHYTHMS.get(group, AS_ABOVE) for group in Group},
        )

    def groups(self) -> Mapping[Group, Rhythm | None]:
        """Return the rhythms of single kinds of messages."""
        chosen = {group: self[group.value].data for group in Group}
        return {group: None if word == AS_ABOVE else Rhythm(word) for group, word in chosen.items()}

    def quiet(self) -> QuietHours | None:
        """Return the quiet hours; one that is left open makes an empty span, which the command refuses."""
        begin, end = self.quiet_begin.data, self.quiet_end.data
        if not begin and not end:
            return None
        return QuietHours(int(begin or end), int(end or begin))
