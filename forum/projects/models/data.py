"""The city data that a project uses or produces (G-33)."""

import enum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.core.i18n import lazy


class Protection(enum.StrEnum):
    """How much protection data need."""

    OEFFENTLICH = "oeffentlich"
    INTERN = "intern"
    PERSONENBEZOGEN = "personenbezogen"
    BESONDERS = "besonders"

    @property
    def label(self) -> Any:
        """The level in the reader's language."""
        return PROTECTIONS[self]

    @property
    def is_personal(self) -> bool:
        """Tell whether the data are about people, so that a law must allow their use."""
        return self in {Protection.PERSONENBEZOGEN, Protection.BESONDERS}


PROTECTIONS = {
    Protection.OEFFENTLICH: lazy("öffentlich"),
    Protection.INTERN: lazy("nur für die Verwaltung"),
    Protection.PERSONENBEZOGEN: lazy("personenbezogen"),
    Protection.BESONDERS: lazy("besonders geschützt (Artikel 9 DSGVO)"),
}


class CityData(Model):
    """Data of the city in a project: what for, how protected, by which law, and where they are catalogued."""

    __tablename__ = "project_data"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(500))
    is_produced: Mapped[bool]
    protection: Mapped[Protection] = mapped_column(String(20))
    legal_basis: Mapped[str] = mapped_column(String(300), default="")
    is_open: Mapped[bool]
    catalogue_url: Mapped[str] = mapped_column(String(500), default="")

    @property
    def level(self) -> Protection:
        """The protection as a word with a label."""
        return Protection(self.protection)

    @property
    def lacks_basis(self) -> bool:
        """Tell whether data about people are named without the law that allows their use."""
        return self.level.is_personal and not self.legal_basis
