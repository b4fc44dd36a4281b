"""Pages that the law asks for and whose words differ from city to city: which there are, and what stands there at first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for

from forum.core.errors import NotFound
from forum.core.i18n import lazy
from forum.terms.easy import EASY


@dataclass(frozen=True)
class LegalPage:
    """A page by the word in its address; ``least`` are the characters that it cannot do without.

    One in Leichte Sprache (``is_easy``) is German alone, and is published once people of a test group have read it (A-25).
    What is no page of its own (``is_aside``) stands on that of a goal, a room or a decision, and may name a video.
    """

    name: str
    label: Any
    endpoint: str
    place: Any
    least: int = 0
    first: Callable[[], str] = lambda: ""
    is_easy: bool = False
    is_aside: bool = False
    # Words that are kept elsewhere leave the video alone to be chosen here.
    has_text: bool = True
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address of the page on which it stands."""
        return url_for(self.endpoint, _external=False, **self.values)


PAGES: Mapping[str, LegalPage] = {
    page.name: page
    for page in (
        LegalPage(
            "impressum",
            lazy("Impressum"),
            "legal.imprint",
            lazy(
                "Wer die Seite verantwortet, mit Anschrift und Vertretung. Die Kontaktstellen darunter sind Einstellungen."
            ),
            least=10,
            first=lambda: str(current_app.config["IMPRINT"]),
        ),
        LegalPage(
            "kontakt",
            lazy("Kontakt"),
            "legal.contact",
            lazy("Steht unter den Kontaktstellen: Öffnungszeiten, Wege, Ansprechpersonen."),
        ),
        LegalPage(
            "datenschutz",
            lazy("Datenschutz"),
            "privacy.statement",
            lazy("Steht vor der Liste des Gespeicherten: wer verantwortlich ist, wer den Datenschutz beaufsichtigt."),
        ),
        LegalPage(
            "barrierefreiheit",
            lazy("Barrierefreiheit"),
            "accessibility.statement_page",
            lazy("Steht vor der Liste der Barrieren: was diese Stadt zusätzlich sagt oder anbietet."),
        ),
        LegalPage(
            "leichte-sprache",
            lazy("Leichte Sprache"),
            "legal.easy",
            lazy(
                "Was das Forum ist, wie man sich zurechtfindet und wer hilft. Unten auf jeder Seite führt ein Verweis hin."
            ),
            least=10,
            first=lambda: EASY,
            is_easy=True,
        ),
    )
}


def legal_page(name: str) -> LegalPage:
    """Return a page. Raises NotFound."""
    found = PAGES.get(name)
    if found is None:
        raise NotFound
    return found
