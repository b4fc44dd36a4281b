"""The shape of what people send in about their accounts."""

from typing import Any

from flask import current_app
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)

from forum.accounts.models import AFFILIATION_LABELS
from forum.accounts.shortcuts import Shortcut
from forum.accounts.speaking import SPEAKING_GROUPS
from forum.core.i18n import LANGUAGES, _, lazy
from forum.web.forms import Form, OpenForm, choices, filled, length, one_line

# What each scope of a key lets a program do, said to its owner.
SCOPE_LABELS = {
    "read": lazy("lesen, was Sie lesen können"),
    "write": lazy("lesen und in Ihrem Namen schreiben"),
    "meetings": lazy("an Sitzungen teilnehmen, wie Sie es können"),
}
# For how many days a key may hold.
LIFE_LABELS = {30: lazy("30 Tage"), 90: lazy("90 Tage"), 365: lazy("ein Jahr")}


class ProviderRegisterForm(OpenForm):
    """What it takes to open an account for whom a sign-in service has named."""

    email = EmailField(
        lazy("E-Mail-Adresse"), [filled(), length(most=254)], [one_line], render_kw={"autocomplete": "email"}
    )
    handle = StringField(
        lazy("Name im Forum"), [filled(), length(3, 30)], [one_line], render_kw={"autocomplete": "username"}
    )
    rules = BooleanField("", [filled(lazy("Ohne die Regeln des Forums geht es nicht."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say the age that the city has set; nobody is asked for a date (P-13)."""
        super().__init__(*args, **kwargs)
        self.rules.label.text = _(
            "Ich bin mindestens %(age)d Jahre alt oder habe die Zustimmung meiner Eltern. Ich halte die Regeln des Forums "
            "ein und stimme den Nutzungsbedingungen zu.",
            age=current_app.config["MINIMUM_AGE"],
        )


class RegisterForm(ProviderRegisterForm):
    """What it takes to open an account."""

    password = PasswordField(lazy("Passwort"), [filled(), length(10, 200)], render_kw={"autocomplete": "new-password"})


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        lazy("E-Mail-Adresse"), [filled(), length(most=254)], [one_line], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        lazy("Passwort"), [filled(), length(most=200)], render_kw={"autocomplete": "current-password"}
    )


class CodeForm(Form):
    """A code of the app, or one from paper."""

    code = StringField(
        lazy("Code"), [filled(), length(most=40)], [one_line], render_kw={"autocomplete": "one-time-code"}
    )


def _password_again() -> PasswordField:
    """Return the field that asks for the password once more; forms put it where their page shows it."""
    return PasswordField(lazy("Passwort"), [filled(), length(most=200)], render_kw={"autocomplete": "current-password"})


class PasswordAgainForm(Form):
    """The password once more, before something that a borrowed device must not do."""

    password = _password_again()


class AddressForm(PasswordAgainForm):
    """Another mail address, with the password once more."""

    email = EmailField(
        lazy("Neue E-Mail-Adresse"), [filled(), length(most=254)], [one_line], render_kw={"autocomplete": "email"}
    )


class PasskeyForm(PasswordAgainForm):
    """A new passkey: what its owner calls it, and what the device answered."""

    name = StringField(lazy("Name für diesen Passkey"), [filled(), length(most=80)], [one_line])
    answer = HiddenField()


class TokenForm(Form):
    """A key for a program: what its owner calls it, what it may do, and how long."""

    name = StringField(lazy("Name des Programms"), [filled(), length(most=80)], [one_line])
    scopes = SelectMultipleField(
        lazy("Was das Programm darf"),
        [filled(lazy("Bitte wählen Sie, was das Programm darf."))],
        choices=choices(SCOPE_LABELS.items()),
    )
    days = SelectField(
        lazy("Gültig für"),
        coerce=int,
        default=90,
        choices=choices(LIFE_LABELS.items()),
    )
    password = _password_again()


class ForgottenForm(OpenForm):
    """The address to which a link goes: for a new password, or to sign in without one."""

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


class HandleForm(Form):
    """Another name to go by (I-15)."""

    handle = StringField(
        lazy("Neuer Name im Forum"), [filled(), length(3, 30)], [one_line], render_kw={"autocomplete": "username"}
    )


class ProfileForm(Form):
    """What others see of a person, and how the site speaks to them."""

    affiliations = SelectMultipleField(lazy("Ich gehöre zu"), choices=choices(AFFILIATION_LABELS.items()))
    organisation = StringField(lazy("Organisation"), [length(most=120)], [one_line])
    shows_affiliation = BooleanField(lazy("Gruppe und Organisation neben meinem Namen zeigen"))
    speaking_group = SelectField(lazy("Auf ausgewogenen Redelisten zähle ich zu"))
    language = SelectField(lazy("Sprache"), [filled()], choices=choices(LANGUAGES.items()))
    theme = RadioField(
        lazy("Darstellung"),
        choices=choices([("", lazy("wie mein Gerät")), ("light", lazy("hell")), ("dark", lazy("dunkel"))]),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = ((str(key), label) for key, label in SPEAKING_GROUPS.items())
        self.speaking_group.choices = choices([("", lazy("keine Angabe")), *groups])


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
