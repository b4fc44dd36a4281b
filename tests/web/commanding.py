"""What each column of the matrix gets from the commands of a session, sent through sockets as browsers send them (L-62)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from functools import partial
from types import NoneType
from typing import Any, Literal, Union, get_args, get_origin
from unittest.mock import patch

from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import select

from forum.core.db import db
from forum.core.tokens import random_key
from forum.meetings.commands.dispatcher import ACTIONS
from forum.meetings.models import (
    AgendaItem,
    Contribution,
    Meeting,
    Motion,
    Paragraph,
    Poll,
    Question,
    SpeakerEntry,
)
from forum.meetings.sockets import NAMESPACE
from forum.web.realtime.server import socketio
from tests.factories import Visitor

# What the status of a refusal stands for; whatever else it says comes after the right was asked.
SIGNS = {400: "?", 422: "?", 401: ">", 403: "-", 404: "-", 409: "="}
TEXT = "Ein Satz, der lang genug ist."
# Which table holds what a field numbers.
THINGS: Mapping[str, Any] = {
    "item_id": AgendaItem,
    "speaker_id": SpeakerEntry,
    "contribution_id": Contribution,
    "question_id": Question,
    "motion_id": Motion,
    "poll_id": Poll,
    "paragraph_id": Paragraph,
}


def filled(kind: str, meeting: Meeting) -> dict[str, Any]:
    """Return data for a command: everything that it must have, about things that stand in the session."""
    fields = ACTIONS[kind].shape.model_fields
    return {name: _value(name, field.annotation, meeting) for name, field in fields.items() if field.is_required()}


def _value(name: str, kind: Any, meeting: Meeting) -> Any:
    if get_origin(kind) in {Union, type(int | None)}:
        kind = next(one for one in get_args(kind) if one is not NoneType)
    if name in THINGS:
        model = THINGS[name]
        return (
            db.session.scalars(
                select(model.id).where(model.meeting_id == meeting.id).order_by(model.id).limit(1)
            ).first()
            or 1
        )
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    return {bool: True, int: 1, str: TEXT}.get(kind, [])


@contextmanager
def alone() -> Iterator[None]:
    """Answer sockets in this thread only: nobody reads the log for them, and the server is as it was afterwards."""
    server = socketio.server
    with patch.object(socketio, "start_background_task"):
        try:
            yield
        finally:
            for name in ("_send_packet", "_send_eio_packet"):
                vars(server).pop(name, None)


class Line:
    """A socket of somebody, opened with the cookies of a browser; each message begins with nothing, as on a server."""

    def __init__(self, visitor: Visitor, meeting_id: int) -> None:
        of = {"namespace": NAMESPACE, "auth": {"meeting_id": meeting_id}, "flask_test_client": visitor}
        self._client: SocketIOTestClient = Context().run(socketio.test_client, visitor.application, **of)

    def sign(self, kind: str, data: Mapping[str, Any]) -> str:
        """Return the sign of what is answered to a command; who was not let in at all is refused everything."""
        if not self._client.is_connected(NAMESPACE):
            return "-"
        message = {"type": kind, "data": data, "idempotency_key": random_key()}
        send = partial(self._client.emit, "command", message, namespace=NAMESPACE, callback=True)
        answer: Mapping[str, Any] = Context().run(send)
        if answer["ok"]:
            return "+"
        status = answer["problem"]["status"]
        return SIGNS.get(status, "!")

    def close(self) -> None:
        """Hang up."""
        if self._client.is_connected(NAMESPACE):
            Context().run(self._client.disconnect, NAMESPACE)
