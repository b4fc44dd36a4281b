"""Sockets without any domain: who listens to which stream, and the one reader that tells them what is new.

A handler never emits. It changes the forum in one transaction and its acknowledgement leaves after the commit; the new
rows of the log leave through the reader, in order, as one batch per audience (L-46, L-66). A wake-up only makes the
reader fast: it looks five times a second anyway (L-47). The whole is told in ``docs/decisions/live-protocol.md``.
"""

from forum.web.realtime.door import door
from forum.web.realtime.leases import GONE, connected, forget_old_leases, observers
from forum.web.realtime.listening import Channel, Listener, Row
from forum.web.realtime.messages import message, on_connect, sid
from forum.web.realtime.places import AGAIN, place_to_wait
from forum.web.realtime.starting import init_app, leave

__all__ = [
    "AGAIN",
    "GONE",
    "Channel",
    "Listener",
    "Row",
    "connected",
    "door",
    "forget_old_leases",
    "init_app",
    "leave",
    "message",
    "observers",
    "on_connect",
    "place_to_wait",
    "sid",
]
