"""What a mail address, a handle and a password must be like, each as the sentences a person reads."""

import re
from collections.abc import Collection, Iterable

from forum.accounts import passwords
from forum.accounts.models import AFFILIATION_LABELS
from forum.accounts.queries import email_key, handle_key
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.text import normalised

_HANDLE = re.compile(r"[^\W_]([\w.-]*[^\W_])?")
_EMAIL = re.compile(r"[^@\s<>\"(),;:\\\[\]]+@[^@\s<>\"(),;:\\\[\]]+\.[^@\s<>\"(),;:\\\[\].]{2,}")
# Letters beside those of ASCII and their accents; what else Unicode calls Latin passes for one of these: ɑ for a.
_LETTERS = frozenset("ßẞæøðþđħıłŋœŧ")
# Names of offices are kept free, so that nobody speaks in the city's name (I-15): these wherever they stand in a name,
_OFFICES = (
    "verwaltung moderation moderator administrator stabsstelle fachbeirat bürgermeister stadtbraunschweig smartcityboard "
    "redaktion gelöschteskonto datenschutz vorsitzende stadtrat pressestelle ordnungsdienst berufsfeuerwehr"
).split()
# these where a name or a word in it begins,
_BEGINNINGS = "dezernat fachbereich referat polizei feuerwehr obbüro".split()
# these alone or between signs that divide words, since many a name of people begins or ends so.
_SHORT_OFFICES = "stadt board admin rathaus vorsitz beirat amt smartcity stadtbs".split()
# and these where they and their like are all there is.
_ALONE = "forum support system anonym team mod mods bs braunschweig".split()
_NO_OFFICES = frozenset({"gesamt", "insgesamt", "ehrenamt"})  # that end like the Ordnungsamt


def raise_if_any(problems: dict[str, list[str]]) -> None:
    """Raise Invalid with the sentences of each field that has any."""
    found = {name: sentences for name, sentences in problems.items() if sentences}
    if found:
        raise Invalid(fields=found)


def email_problems(email: str) -> list[str]:
    """Say what is wrong with a mail address: exactly one, without name and comment, since it goes into ``To``."""
    # What a mail program reads as an encoded word, or what nobody sees, would be another address there.
    is_plain = "=?" not in email and email.isprintable()
    if max(len(email), len(email_key(email))) > 254 or not is_plain or not _EMAIL.fullmatch(email):
        return [_("Bitte geben Sie eine vollständige E-Mail-Adresse an, zum Beispiel name@beispiel.de.")]
    return []


def handle_problems(handle: str, *, of_office: bool = False) -> list[str]:
    """Say what is wrong with the name somebody wants to be known by (I-15); an office of the city may bear its name."""
    if not 3 <= len(handle) <= 30:
        return [_("Bitte wählen Sie einen Namen mit 3 bis 30 Zeichen.")]
    if not _HANDLE.fullmatch(handle) or not all(map(_is_plain, handle)):
        return [
            _(
                "Bitte nehmen Sie nur lateinische Buchstaben, Ziffern, Punkt, Unterstrich und Bindestrich, ohne Leerzeichen."
            )
        ]
    if not of_office and _sounds_official(handle):
        return [_of_offices()]
    return []


def _is_plain(sign: str) -> bool:
    """Tell whether a sign is one that people tell apart: letters of other scripts and ligatures pass for several others."""
    base = normalised("NFD", sign)[0]
    is_known = sign in "._-" or (base.isascii() and base.isalnum()) or base in _LETTERS
    return is_known and normalised("NFKC", sign) == sign


def _sounds_official(handle: str) -> bool:
    """Say whether a handle speaks for an office: nobody is ``Team-Moderation``, ``Das.Board`` or ``Ordnungsamt``."""
    key, words = _office_key(handle), [_office_key(word) for word in re.split(r"[\W_]+", handle)]
    if any(_office_key(office) in key for office in _OFFICES) or _is_general(key):
        return True
    if any(word.startswith(tuple(map(_office_key, _BEGINNINGS))) for word in (key, *words)):
        return True
    # A number behind it makes no other name, and an office of several words is one, too.
    is_short = not {key, *words}.isdisjoint(map(_office_key, _SHORT_OFFICES))
    return is_short or any(word.endswith("amt") and word not in _NO_OFFICES for word in (key, *words))


def _is_general(key: str) -> bool:
    """Tell whether a name says nothing but who runs the forum, such as ``Forum-Team`` or ``Braunschweig``."""
    return bool(re.fullmatch(f"({_GENERAL})+", key))


def unit_problems(handle: str, units: Iterable[str]) -> list[str]:
    """Say whether a name looks like one of these units of the city, also like ``Stadtarchiv-BS`` (I-15)."""
    key = _office_key(handle)
    names = [name for name in map(_office_key, units) if name]
    if any(re.fullmatch(f"({_GENERAL})*{re.escape(name)}({_GENERAL})*", key) for name in names):
        return [_of_offices()]
    return []


def _of_offices() -> str:
    return _("Dieser Name ist für Ämter und Gremien vorbehalten.")


def _office_key(handle: str) -> str:
    letters = re.sub(r"[\W_]|\d+$", "", handle.casefold())
    for spelled, umlaut in (("ae", "ä"), ("oe", "ö"), ("ue", "ü")):
        letters = letters.replace(spelled, umlaut)
    return handle_key(letters)


_GENERAL = "|".join(sorted(map(_office_key, (*_ALONE, *_SHORT_OFFICES))))


def password_problems(password: str, handle: str, email: str) -> list[str]:
    """Say what is wrong with a password: too short, too long, too common, or the same as name or address."""
    if len(password) < passwords.SHORTEST:
        return [_("Bitte wählen Sie ein Passwort mit mindestens 10 Zeichen.")]
    if len(password) > passwords.LONGEST:
        return [_("Bitte wählen Sie ein Passwort mit höchstens 200 Zeichen.")]
    if passwords.is_common(password) or password.casefold() in {handle.casefold(), email.casefold()}:
        return [_("Dieses Passwort wird sehr oft benutzt und ist leicht zu erraten. Bitte wählen Sie ein anderes.")]
    return []


def affiliation_problems(affiliations: Collection[str]) -> list[str]:
    """Say what is wrong with the parts of urban society somebody names."""
    if set(affiliations) - {str(key) for key in AFFILIATION_LABELS}:
        return [_("Diese Auswahl gibt es nicht.")]
    return []
