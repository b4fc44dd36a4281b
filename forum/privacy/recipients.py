"""Who else gets data about people, by the settings: the page about privacy names them (P-15; DSGVO Art. 13 (1) e)."""

from collections.abc import Sequence
from typing import Any

from flask import current_app

from config.check import SAME_MACHINE
from forum.accounts.providers import providers
from forum.core.i18n import _


def recipients() -> Sequence[tuple[Any, Any]]:
    """Return each recipient with what it gets; none for a site that sends nothing and has no service."""
    config = current_app.config
    found = []
    if config["MAIL_SERVER"] and config["MAIL_SERVER"] not in SAME_MACHINE:
        found.append(
            (
                _("Mailserver %(name)s", name=config["MAIL_SERVER"]),
                _("bei jeder E-Mail an Sie: Ihre Adresse und den Text"),
            )
        )
    found += [
        (
            _("Anmeldedienst %(title)s", title=provider.title),
            _("nur wenn Sie sich damit anmelden: dass und wann Sie das Forum nutzen"),
        )
        for provider in providers()
    ]
    found += [
        (line.strip(), _("verarbeitet Daten im Auftrag der Stadt"))
        for line in str(config["DATA_PROCESSORS"]).splitlines()
        if line.strip()
    ]
    return found
