"""The shape of what people send in about their accounts."""

from typing import Any

from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectChoice, SelectField, StringField

from forum.accounts.models import AFFILIATION_LABELS
from forum.accounts.shortcuts import Shortcut
from forum.core.i18n import LANGUAGES, lazy
from forum.web.forms import Form, choices, filled, length, one_line


def _affiliations() -> list[SelectChoice]:
    return choices([("", lazy("keine Angabe")), *((str(key), label) for key, label in AFFILIATION_LABELS.items())])


class RegisterForm(Form):
    """What it takes to open an account."""

    email = EmailField(
        lazy("E-Mail-Adresse"), [filled(), length(most=254)], [one_line], render_kw={"autocomplete": "email"}
    )
    handle = StringField(
        lazy("Name im Forum"), [filled(), length(3, 30)], [one_line], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(lazy("Passwort"), [filled(), length(10, 200)], render_kw={"autocomplete": "new-password"})
    rules = BooleanField(
        lazy(
            "Ich bin mindestens 16 Jahre alt oder habe die Zustimmung meiner Eltern und halte die Regeln des Forums ein."
        ),
        [filled(lazy("Ohne die Regeln des Forums geht es nicht."))],
    )


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        lazy("E-Mail-Adresse"), [filled(), length(most=254)], [one_line], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        lazy("Passwort"), [filled(), length(most=200)], render_kw={"autocomplete": "current-password"}
    )


class ForgottenForm(Form):
    """The address to which a link for a new password goes."""

    email = EmailField(
        lazy("E-Mail-Adresse"), [filled(), length(most=254)], [one_line], render_kw={"autocomplete": "email"}
    )


class NewPasswordForm(Form):
    """A new password, after the link from the mail."""

    password = PasswordField(
        lazy("Neues Passwort"), [filled(), length(10, 200)], render_kw={"autocomplete": "new-password"}
    )


class ChangePasswordForm(Form):
    """The old password and a new one."""

    old = PasswordField(
        lazy("Bisheriges Passwort"), [filled(), length(most=200)], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(lazy("Neues Passwort"), [filled(), length(10, 200)], render_kw={"autocomplete": "new-password"})


class ProfileForm(Form):
    """What others see of a person, and how the site speaks to them."""

    affiliation = SelectField(lazy("Ich gehöre zu"))
    organisation = StringField(lazy("Organisation"), [length(most=120)], [one_line])
    shows_affiliation = BooleanField(lazy("Gruppe und Organisation neben meinem Namen zeigen"))
    language = SelectField(lazy("Sprache"), [filled()], choices=choices(LANGUAGES.items()))
    theme = RadioField(
        lazy("Darstellung"),
        choices=choices([("", lazy("wie mein Gerät")), ("light", lazy("hell")), ("dark", lazy("dunkel"))]),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.affiliation.choices = _affiliations()


class ShortcutsForm(Form):
    """Whether single keys do something, and which (T-36)."""

    on = BooleanField(lazy("Tastenkürzel einschalten"))
    next = StringField(Shortcut.NEXT.label, [length(most=1)], [one_line])
    previous = StringField(Shortcut.PREVIOUS.label, [length(most=1)], [one_line])
    answer = StringField(Shortcut.ANSWER.label, [length(most=1)], [one_line])
    unread = StringField(Shortcut.UNREAD.label, [length(most=1)], [one_line])
    open = StringField(Shortcut.OPEN.label, [length(most=1)], [one_line])
    mark = StringField(Shortcut.MARK.label, [length(most=1)], [one_line])
    act = StringField(Shortcut.ACT.label, [length(most=1)], [one_line])
    search = StringField(Shortcut.SEARCH.label, [length(most=1)], [one_line])
    help = StringField(Shortcut.HELP.label, [length(most=1)], [one_line])

    @property
    def key_fields(self) -> list[Any]:
        """The fields of the keys, in the order of the list."""
        return [self[shortcut.value] for shortcut in Shortcut]

    @property
    def keys(self) -> dict[Shortcut, str]:
        """Which key was given for what."""
        return {shortcut: self[shortcut.value].data for shortcut in Shortcut}
