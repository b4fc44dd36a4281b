"""The group as which a person is counted on balanced speakers' lists: voluntary, and known to nobody else (L-11).

It stands in a table of its own, so that no page that loads people can show it by mistake; no event says it. What a
balanced list says of it is which place somebody has, never why.
"""

import enum
from collections.abc import Collection

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.accounts.models import Person
from forum.core.db import Model, db
from forum.core.errors import Invalid
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, require


class SpeakingGroup(enum.StrEnum):
    """The groups that take turns."""

    WOMEN = "women"
    MEN = "men"
    DIVERSE = "diverse"


SPEAKING_GROUPS = {
    SpeakingGroup.WOMEN: lazy("Frauen"),
    SpeakingGroup.MEN: lazy("Männer"),
    SpeakingGroup.DIVERSE: lazy("Weitere Geschlechter"),
}


class SpeakingChoice(Model):
    """What a person said; without a row, nothing."""

    __tablename__ = "speaking_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    speaking_group: Mapped[SpeakingGroup] = mapped_column(String(10))


def own_group(person: Person) -> str:
    """Return what the person said of themselves, for their own account page."""
    said = db.session.get(SpeakingChoice, person.id)
    return str(said.speaking_group) if said else ""


def groups_of(numbers: Collection[int]) -> dict[int, str]:
    """Return the groups of these people, for working out an order and nothing else; who said nothing is missing."""
    if not numbers:
        return {}
    said = select(SpeakingChoice).where(SpeakingChoice.person_id.in_(numbers))
    return {one.person_id: str(one.speaking_group) for one in db.session.scalars(said)}


def choose_group(actor: Actor, person: Person, group: str) -> None:
    """Say as what the person is counted, or with an empty word that it is nobody's business. Raises Invalid."""
    require(actor, "account.edit", person)
    if group and group not in {str(known) for known in SpeakingGroup}:
        raise Invalid(fields={"speaking_group": [_("Diese Angabe gibt es nicht.")]})
    db.session.execute(delete(SpeakingChoice).where(SpeakingChoice.person_id == person.id))
    if group:
        db.session.add(SpeakingChoice(person_id=person.id, speaking_group=SpeakingGroup(group)))
    db.session.flush()
