"""What a form with files needs: taking in what was chosen, keeping it when the form is refused, asking for words (X-22)."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, request
from werkzeug.datastructures import FileStorage

from forum.core.db import db, transaction
from forum.core.errors import Forbidden, ForumError
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.core.text import clean_line
from forum.files import commands, queries, storage
from forum.files.intake import Received, receive
from forum.files.models import File
from forum.files.queries import Choice
from forum.files.videos import receive_video
from forum.web.forms import Form
from forum.web.limits import check_file_look
from forum.web.security import viewer

MOST_AT_ONCE = 10
PLACE = re.compile(r"-?\d{1,2}\.\d{3}, -?\d{1,3}\.\d{3}")


@dataclass
class Item:
    """A file in a form: what its owner says about it, and what is missing."""

    file: File
    alt: str = ""
    decorative: bool = False
    problem: str = ""
    had_place: bool = False
    # The place, as long as its owner has not said what shall become of it; it lives in the form alone.
    place: str = ""

    @property
    def place_sentence(self) -> str:
        """The line that would go into the text."""
        return sentence_of(self.place)

    @property
    def choice(self) -> Choice:
        """What the command needs to know."""
        return Choice(self.file.key, self.alt, self.decorative)


def take_in() -> None:
    """Keep the files of the request before its own change begins, so that a refused form keeps them.

    Each is looked at outside of any transaction, because a picture may take seconds. What is refused has its sentence.
    """
    _take_in(receive, video=False)


def take_in_video() -> None:
    """Keep the video of the request in the same way."""
    _take_in(receive_video, video=True)


def _take_in(look: Callable[[FileStorage], Received], *, video: bool) -> None:
    g.received, g.refused, g.places = [], [], {}
    uploads = [
        upload for upload in [*request.files.getlist("files"), *request.files.getlist("file")] if upload.filename
    ]
    for upload in uploads[:MOST_AT_ONCE]:
        kept: Received | None = None
        try:
            commands.check_allowance(viewer(), video=video)
            check_file_look(viewer())
            kept = look(upload)
            db.session.rollback()
            with transaction():
                g.received.append(commands.add_file(viewer(), kept).key)
        except Forbidden:
            return  # The view itself says why.
        except ForumError as error:
            g.refused.append((clean_line(upload.filename or "")[:80], error))
            if kept is not None:
                storage.remove(kept.key)
        else:
            if kept.had_place:
                g.places[kept.key] = kept.place


def asking(item: Item) -> Item:
    """Return the item with the place that its owner is asked about: just found, or still without an answer."""
    carried = request.form.get(f"place-{item.file.key}", "")
    item.place = g.get("places", {}).get(item.file.key) or (carried if PLACE.fullmatch(carried) else "")
    item.had_place = bool(item.place) or item.file.key in g.get("places", {})
    return item


def sentence_of(place: str) -> str:
    """Return the line that goes into the text for whoever wants the place to be known."""
    sentence: str = _("Ort der Aufnahme: %(place)s", place=place)
    return sentence


class Attachments:
    """The files of a form: attached before, held by hidden keys, or just taken in; without those the person took off."""

    def __init__(self, viewer: Actor, form: Form, purpose: str, thing_id: int | None = None) -> None:
        self._viewer, self._form = viewer, form
        self._purpose, self._thing_id = purpose, thing_id
        self.missing = 0
        self.items = self._sent() if request.method == "POST" else self._fresh()
        self._take_places()
        form.held.process_data(self.held)
        form.held.raw_data = None

    @property
    def thing(self) -> str:
        """What the files belong to already; empty for what is not published yet."""
        return f"{self._purpose}:{self._thing_id}" if self._thing_id else ""

    @property
    def choices(self) -> Sequence[Choice]:
        """What the commands attach."""
        return [item.choice for item in self.items]

    @property
    def pictures(self) -> Any:
        """The own pictures that the text may show."""
        return queries.pictures(self._viewer, self.choices, self._purpose, self._thing_id)

    @property
    def held(self) -> str:
        """The files in one line, as a draft keeps them."""
        rows = [[item.file.key, item.alt, item.decorative] for item in self.items]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""

    def check(self) -> bool:
        """Tell whether everything is there to attach the files; what is missing is said at its place (X-22)."""
        self.tell()
        try:
            commands.check_number(len(self.items))
        except ForumError as error:
            self._form.show(error)
        for item in self.items:
            item.problem = commands.problem_of(item.file, item.choice)
            if item.problem:
                self._form.form_errors.append(f"{item.file.name}: {item.problem}")
        return not self._form.form_errors

    def tell(self) -> None:
        """Say which of the chosen files were not taken, and why."""
        for name, error in g.get("refused", ()):
            self._form.form_errors.append(f"{name}: {error.message}")

    def _sent(self) -> list[Item]:
        return self._items(sent_choices())

    def _fresh(self) -> list[Item]:
        if self._form.held.data:
            return self._items(parsed(self._form.held.data))
        rows = queries.attached(self._purpose, [self._thing_id]).get(self._thing_id, ()) if self._thing_id else ()
        return [Item(row, row.alt, row.decorative) for row in rows]

    def _items(self, choices: Sequence[Choice]) -> list[Item]:
        wanted = {choice.key: choice for choice in choices}
        rows = queries.own(self._viewer, list(wanted), self._purpose, self._thing_id) if wanted else []
        self.missing = len(wanted) - len(rows)
        return [asking(Item(row, wanted[row.key].alt, wanted[row.key].decorative)) for row in rows]

    def _take_places(self) -> None:
        """Add the places that their owner chose to the text; from then on they are words like all others (X-19)."""
        for item in self.items:
            if item.place and "text" in self._form and f"take-place-{item.file.key}" in request.form:
                said = sentence_of(item.place)
                if said not in (self._form.text.data or ""):
                    text = f"{self._form.text.data or ''}\n\n{said}".strip()
                    self._form.text.data, self._form.text.raw_data = text, [text]
                item.place, item.had_place = "", False


def sent_choices() -> list[Choice]:
    """Return the files that the sent form names; whose they are is asked elsewhere."""
    taken_off = {name.removeprefix("remove-") for name in request.form if name.startswith("remove-")}
    keys = [key for key in [*request.form.getlist("file"), *g.get("received", ())] if key not in taken_off]
    return [
        Choice(
            key,
            clean_line(request.form.get(f"alt-{key}", ""))[: commands.LONGEST_ALT + 1],
            f"decorative-{key}" in request.form,
        )
        for key in keys[:50]
    ]


def parsed(held: str) -> list[Choice]:
    """Return the files that a draft names; whatever else stands there names none."""
    try:
        rows = json.loads(held)
    except ValueError:
        return []
    if not isinstance(rows, list):
        return []
    return [
        Choice(row[0], row[1][: commands.LONGEST_ALT], row[2] is True)
        for row in rows[:50]
        if isinstance(row, list) and len(row) == 3 and all(isinstance(word, str) for word in row[:2])
    ]


def refusals() -> list[str]:
    """Return the sentences about the files of this request that were not taken."""
    return [f"{name}: {error.message}" if name else _("Diese Datei fehlt.") for name, error in g.get("refused", ())]
