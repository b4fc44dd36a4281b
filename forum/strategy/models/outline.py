"""Where the districts lie: the outline for the map that the forum draws itself, and points on it (N-07).

``config/districts.geojson`` holds it as GeoJSON. The file that comes with the forum is schematic, which the page says;
official outlines go into the same file, or into another one that the setting ``DISTRICTS_FILE`` names.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from flask import current_app

# How many units of the picture a degree of latitude has; the city is then about 130 by 210.
SCALE = 1000
# A metre, and no more than that, is kept of what somebody shows or types.
DIGITS = 5
_NUMBER = re.compile(r"(?<![\d.-])\d{1,3}[.,]\d{1,15}")


class Point(NamedTuple):
    """A place in degrees, in the order in which people and maps name them."""

    latitude: float
    longitude: float

    @property
    def words(self) -> str:
        """The point as the form takes it and as other maps understand it."""
        return f"{self.latitude:.{DIGITS}f}, {self.longitude:.{DIGITS}f}"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A district on the map: its number and its outer line, in degrees (longitude, latitude) as GeoJSON has them."""

    number: int
    name: str
    line: tuple[tuple[float, float], ...]

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies inside: a ray from it to the east crosses the line an odd number of times."""
        inside = False
        for (x1, y1), (x2, y2) in zip(self.line, self.line[1:] + self.line[:1], strict=True):
            if (y1 > point.latitude) != (y2 > point.latitude):
                crossing = x1 + (point.latitude - y1) * (x2 - x1) / (y2 - y1)
                inside ^= point.longitude < crossing
        return inside


@dataclass(frozen=True, kw_only=True)
class Outline:
    """All districts, and the box outside of which no point is taken."""

    is_schematic: bool
    west: float
    south: float
    east: float
    north: float
    shapes: tuple[Shape, ...]

    def covers(self, point: Point) -> bool:
        """Tell whether a point lies in the box; what is no number lies nowhere."""
        return self.south <= point.latitude <= self.north and self.west <= point.longitude <= self.east

    def district_at(self, point: Point) -> int | None:
        """Return the number of the district in which a point lies; between the lines and outside there is none."""
        return next((shape.number for shape in self.shapes if shape.holds(point)), None)

    def point_in(self, typed: str) -> Point | None:
        """Read a point from what somebody typed or copied: two numbers with point or comma, in either order.

        Returns None where there are not exactly two such numbers. Which of them is the latitude is told by the box, because
        the ranges of both do not meet there.
        """
        numbers = [float(number.replace(",", ".")) for number in _NUMBER.findall(typed)]
        if len(numbers) != 2 or re.search(r"[\d-]", _NUMBER.sub("", typed)):
            return None
        first, second = (round(number, DIGITS) for number in numbers)
        swapped = Point(second, first)
        return swapped if self.covers(swapped) else Point(first, second)

    @property
    def _narrow(self) -> float:
        """How much shorter a degree of longitude is here than one of latitude."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the picture."""
        return round((self.east - self.west) * self._narrow * SCALE, 1), round((self.north - self.south) * SCALE, 1)

    def spot(self, point: Point) -> tuple[float, float]:
        """Return where a point lies in the picture."""
        return (
            round((point.longitude - self.west) * self._narrow * SCALE, 1),
            round((self.north - point.latitude) * SCALE, 1),
        )

    def drawn(self, shape: Shape) -> str:
        """Return the corners of a district in the picture, as SVG takes them."""
        return " ".join("{},{}".format(*self.spot(Point(y, x))) for x, y in shape.line)


def outline() -> Outline:
    """Return the outline that the setting names."""
    return _read(current_app.config["DISTRICTS_FILE"])


@cache
def _read(path: str) -> Outline:
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    west, south, east, north = data["bbox"]
    return Outline(
        is_schematic=bool(data.get("schematic")),
        west=west,
        south=south,
        east=east,
        north=north,
        shapes=tuple(_shape(row) for row in data["features"]),
    )


def _shape(row: dict[str, object]) -> Shape:
    properties, geometry = row["properties"], row["geometry"]
    assert isinstance(properties, dict)  # noqa: S101  The file is ours.
    assert isinstance(geometry, dict)  # noqa: S101
    ring: Sequence[Sequence[float]] = geometry["coordinates"][0]
    return Shape(
        number=properties["number"], name=properties["name"], line=tuple((corner[0], corner[1]) for corner in ring[:-1])
    )
