"""What states and events of an account are called on the pages of the administration."""

from forum.accounts.models import Limit, Standing
from forum.core.i18n import lazy

STANDINGS = {
    Standing.UNCONFIRMED: lazy("noch nicht bestätigt"),
    Standing.ACTIVE: lazy("nimmt teil"),
    Standing.SUSPENDED: lazy("gesperrt"),
    Standing.ERASED: lazy("gelöscht"),
}

LIMITS = {
    Limit.SLOW: lazy("schreibt langsamer"),
    Limit.LIMITED: lazy("Schreibpause"),
    Limit.SUSPENDED: lazy("gesperrt"),
}

# Events about a person that have a name of their own here; others are shown as the log calls them.
EVENTS = {
    "PersonRegistered": lazy("Konto angelegt"),
    "AddressConfirmed": lazy("Adresse bestätigt"),
    "PasswordChanged": lazy("Passwort geändert"),
    "SignInsEnded": lazy("Überall abgemeldet"),
    "ProfileChanged": lazy("Angaben geändert"),
    "HandleChanged": lazy("Name geändert"),
    "NamesSwept": lazy("Abgelegter Name aus Texten entfernt"),
    "AddressChangeAsked": lazy("Andere E-Mail-Adresse gewünscht"),
    "AddressChangeDropped": lazy("E-Mail-Adresse behalten"),
    "AddressChanged": lazy("E-Mail-Adresse geändert"),
    "AddressChangeUndone": lazy("Änderung der E-Mail-Adresse zurückgenommen"),
    "ErasureAsked": lazy("Löschung gewünscht"),
    "ErasureUndone": lazy("Löschung zurückgenommen"),
    "PersonErased": lazy("Konto gelöscht"),
    "RoleProposed": lazy("Rolle vorgeschlagen"),
    "UnitEntryProposed": lazy("Person für eine Stelle vorgeschlagen"),
    "UnitEntryDropped": lazy("Vorschlag für eine Stelle verworfen"),
    "RoleConfirmed": lazy("Rolle bestätigt"),
    "RoleProposalDropped": lazy("Vorschlag verworfen"),
    "RoleGranted": lazy("Rolle vergeben"),
    "RoleEnded": lazy("Rolle beendet"),
    "TokenIssued": lazy("Schlüssel ausgestellt"),
    "TokenEnded": lazy("Schlüssel beendet"),
    "SearchedAs": lazy("An der Befehlszeile mit ihren Rechten gesucht"),
    "RestrictionSet": lazy("Einschränkung begonnen"),
    "RestrictionEnded": lazy("Einschränkung beendet"),
}
