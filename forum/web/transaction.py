"""One unsafe request is one transaction, and the same form sent twice is one effect (E-02).

The commit happens before the answer leaves; an answer of 400 or above, or an error, rolls everything back. Forms carry
a one-time key: whoever sends the same key again gets the answer of the first time.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from math import prod
from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, request, session
from sqlalchemy import String, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Model, db, transaction
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import can
from forum.core.sealing import opened, sealed
from forum.core.tokens import digest
from forum.web.security import SAFE_METHODS, View, marked, viewer

KEEP = timedelta(days=2)
# Of a sealed place. A longer one is not kept: whoever sends the form again comes to the page of the form.
LONGEST = 2000
_PLACE = "submission"
# A secret that an answer showed is shown to the same form for so long, and then forgotten.
SHOWN_FOR = timedelta(minutes=10)
_SHOWN = "shown"


class Submission(Model):
    """A form that was sent with success, and where its answer led.

    An answer may lead on by a secret, such as that of a sign-in that is half done, or show one that is kept nowhere
    else, so the place and what was shown are sealed (E-27).
    """

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    location: Mapped[str] = mapped_column(String(LONGEST), default="")
    at: Mapped[datetime] = mapped_column(index=True)
    # What was shown instead of leading on; sealed.
    shown: Mapped[str] = mapped_column(String(LONGEST), default="", server_default="")


def only_reads(view: View) -> View:
    """Mark a POST that changes nothing and carries a text too long for an address: it takes no lock for writing."""
    view.only_reads = True  # type: ignore[attr-defined]
    return view


def receives(
    step: Callable[[], object], *, room: tuple[str, ...] = ("FILES_PER_POST", "FILE_MEBIBYTES"), needs: str = ""
) -> Callable[[View], View]:
    """Let a view take something in before its own change, which then locks nothing meanwhile.

    Files come in transactions of their own, so that a refused form keeps them; an answer of another machine is waited for.
    The product of the settings in ``room`` is how many MB may come at once, from everybody or who holds what it ``needs``.
    """

    def mark(view: View) -> View:
        view.receives, view.room, view.needs = step, room, needs  # type: ignore[attr-defined]
        return view

    return mark


def hands_out(show: Callable[..., Any]) -> Callable[[View], View]:
    """Let a view hand out a secret that is shown once, by ``show``; who sends the same form again sees it again (E-02)."""

    def mark(view: View) -> View:
        view.show = show  # type: ignore[attr-defined]
        return view

    return mark


def handed_out(**values: Any) -> Any:
    """Answer with what the view hands out; ``values`` are what its ``show`` takes, and go through JSON."""
    g.handed_out = values
    view: Any = current_app.view_functions[request.endpoint or ""]
    return view.show(**values)


def leaves_no_time(view: View) -> View:
    """Mark a POST of which nothing may be kept that has a time; the command itself knows what was sent before."""
    view.leaves_no_time = True  # type: ignore[attr-defined]
    return view


def allow_files() -> None:
    """Let people who are known by a cookie or a token send larger bodies, where a view takes files in."""
    if ("_user_id" in session or "actor" in g) and marked(current_app, request.endpoint, "receives"):
        view: Any = current_app.view_functions[request.endpoint or ""]
        if not view.needs or can(viewer(), view.needs):
            together = prod(current_app.config[name] for name in view.room)
            request.max_content_length = (together + 2) * 1024 * 1024


def close_files(_error: BaseException | None) -> None:
    """Let go of the files of the request; their bytes were in a place that the system removes."""
    request.close()


class Forum(Flask):
    """Flask, with a transaction around every unsafe request."""

    def dispatch_request(self) -> Any:
        """Answer the request; what it changed is committed before the answer is handed on."""
        if request.method in SAFE_METHODS or request.endpoint is None or marked(self, request.endpoint, "only_reads"):
            return super().dispatch_request()
        key = _submission_key()
        receive = getattr(self.view_functions[request.endpoint], "receives", None)
        if receive is not None and not (key and db.session.get(Submission, key)):
            receive()
        try:
            with transaction() as change:
                if key:
                    if (earlier := db.session.get(Submission, key)) is not None:
                        return _same_answer(earlier)
                    db.session.execute(insert(Submission).values(key=key, at=now(), location=""))
                response: Response = make_response(super().dispatch_request())
                if response.status_code >= 400:
                    change.discard()
                elif key:
                    _keep(key, response)
            return response
        except IntegrityError as error:
            if key and (earlier := db.session.get(Submission, key)) is not None:
                return _same_answer(earlier)
            raise Conflict(
                _("Das kam gleichzeitig mit einer anderen Änderung. Bitte versuchen Sie es noch einmal.")
            ) from error


def _submission_key() -> str | None:
    """Return the digest of the form's one-time key, bound to the person and the address."""
    if marked(current_app, request.endpoint, "leaves_no_time"):
        return None
    key = request.form.get("once", "") if request.mimetype != "application/json" else ""
    if not 16 <= len(key) <= 64:
        return None
    return digest(f"{viewer().person_id}\n{request.path}\n{key}")


def _keep(key: str, response: Response) -> None:
    """Keep what an answer was, for whoever sends the same form again."""
    location = sealed(response.headers.get("Location", ""), _PLACE)
    shown = sealed(json.dumps(g.handed_out), _SHOWN) if "handed_out" in g else ""
    values = {name: text for name, text in (("location", location), ("shown", shown)) if len(text) <= LONGEST}
    db.session.execute(update(Submission).where(Submission.key == key).values(values))


def _same_answer(earlier: Submission) -> Any:
    shown = opened(earlier.shown, _SHOWN) if earlier.shown and now() < earlier.at + SHOWN_FOR else None
    if shown is not None:
        view: Any = current_app.view_functions[request.endpoint or ""]
        return view.show(**json.loads(shown))
    return redirect(opened(earlier.location, _PLACE) or request.path, 303)


def forget_old_submissions() -> None:
    """Remove one-time keys that no browser repeats any more, and what was shown for some minutes."""
    with transaction():
        late = update(Submission).where(Submission.shown != "", Submission.at < now() - SHOWN_FOR)
        db.session.execute(late.values(shown=""))
        db.session.execute(delete(Submission).where(Submission.at < now() - KEEP))
