"""By what a project is measured: indicators, the days of measuring, and values that are never overwritten (G-20, G-21)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import Model
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.web.charts import Reading


class Indicator(Model):
    """A figure by which one sees whether a project reaches its goal."""

    __tablename__ = "project_indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(500))
    baseline: Mapped[float | None] = mapped_column(Float)
    target: Mapped[float | None] = mapped_column(Float)
    unit: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(300), default="")

    dates: Mapped[list["MeasuringDate"]] = relationship(
        cascade="all, delete-orphan", order_by="MeasuringDate.due_on", back_populates="indicator"
    )
    values: Mapped[list["MeasuredValue"]] = relationship(
        order_by="(MeasuredValue.measured_on, MeasuredValue.id)", back_populates="indicator"
    )

    @property
    def is_complete(self) -> bool:
        """Tell whether all stands that a project needs before work begins (G-20)."""
        return None not in {self.baseline, self.target} and bool(self.unit and self.source and self.dates)

    @property
    def standing(self) -> list["MeasuredValue"]:
        """The values that hold, oldest first; those that were corrected stand in the history."""
        return [value for value in self.values if value.corrected_by is None]

    @property
    def readings(self) -> list[Reading]:
        """What a chart shows: the values that hold, and the days that were missed."""
        held = [Reading(value.measured_on, value.value) for value in self.standing]
        return [*held, *(Reading(day, None) for day in self.missed)]

    @property
    def open_dates(self) -> Sequence["MeasuringDate"]:
        """The days of measuring that no value was entered for, also those still to come."""
        met = {value.due_on for value in self.values}
        return [day for day in self.dates if day.due_on not in met]

    @property
    def missed(self) -> list[date]:
        """The days of measuring that have passed without a value."""
        return [day.due_on for day in self.open_dates if day.due_on < today()]


class MeasuringDate(Model):
    """A day on which an indicator is to be measured."""

    __tablename__ = "measuring_date"

    indicator_id: Mapped[int] = mapped_column(ForeignKey("project_indicator.id"), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True, index=True)

    indicator: Mapped[Indicator] = relationship(back_populates="dates")


class MeasuredValue(Model):
    """A value with its day and who entered it. A correction is a row of its own, and the first value stays (G-21)."""

    __tablename__ = "measured_value"
    __table_args__ = (Index("ix_measured_value_day", "indicator_id", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("project_indicator.id"))
    value: Mapped[float] = mapped_column(Float)
    measured_on: Mapped[date]
    # The day of measuring that the value is for; some values come in between.
    due_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    # A value is corrected once; the correction may be corrected in turn.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("measured_value.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    indicator: Mapped[Indicator] = relationship(back_populates="values")
    person: Mapped[Person | None] = relationship()
    corrects: Mapped["MeasuredValue | None"] = relationship(remote_side=[id], back_populates="corrected_by")
    corrected_by: Mapped["MeasuredValue | None"] = relationship(back_populates="corrects", uselist=False)


def _refuse(_mapper: Any, _connection: Any, _row: Any) -> None:
    raise Conflict(_("Ein Messwert wird nicht überschrieben. Tragen Sie eine Berichtigung ein."))


event.listen(MeasuredValue, "before_update", _refuse)
event.listen(MeasuredValue, "before_delete", _refuse)
