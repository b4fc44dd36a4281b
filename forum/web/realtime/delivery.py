"""Telling many sockets the same thing: the frame is made once, and written at once to whoever has nothing waiting.

Engine.IO gives each socket a queue and a writer of its own; three hundred sockets then mean three hundred switches and
timers for one event. Under gevent a frame that fits into the room that the kernel has for a socket is written
right here. Whoever has something waiting, or is slow, is served by its queue as ever, so the order stays the same.
"""

from collections.abc import Iterable
from typing import Any

from engineio.exceptions import SocketIsClosedError
from engineio.packet import MESSAGE, NOOP
from engineio.packet import Packet as EnginePacket
from socketio.packet import EVENT

from forum.web.realtime.listening import Channel, Listener
from forum.web.realtime.server import socketio
from forum.web.wholewrites import LINE, WholeServer, text_frame


def tell(name: str, value: Any, namespace: str, listeners: Iterable[Listener]) -> None:
    """Send one event to these sockets; those that are gone meanwhile are passed over."""
    encoded = socketio.server.packet_class(EVENT, namespace=namespace, data=[name, value]).encode()
    packet = EnginePacket(MESSAGE, encoded)
    frame = text_frame(packet.encode()) if socketio.server.eio.async_mode == "gevent" else b""
    manager, sockets, environments = socketio.server.manager, socketio.server.eio.sockets, socketio.server.environ
    for listener in listeners:
        number = manager.eio_sid_from_sid(listener.sid, namespace)
        socket = sockets.get(number)
        if socket is None:
            continue
        try:
            if not (frame and socket.queue.empty() and _written(socket, environments[number].get(LINE), frame)):
                socket.send(packet)
        except SocketIsClosedError:
            continue


def _written(socket: Any, line: WholeServer | None, frame: bytes) -> bool:
    """Write a frame without waiting; tell whether it is on its way. What the kernel did not take waits in the line."""
    if line is None or not socket.check_ping_timeout():
        return False
    left = line.write_now(frame)
    if left:
        # The socket's writer wakes up for a message that means nothing, and writes what is left before it.
        socket.send(EnginePacket(NOOP))
    return left is not None


def end_silent(served: Iterable[tuple[Channel, Listener]]) -> None:
    """Close the sockets whose other end has not answered a ping in time: it is gone without farewell (L-65)."""
    manager, sockets = socketio.server.manager, socketio.server.eio.sockets
    for channel, listener in served:
        socket = sockets.get(manager.eio_sid_from_sid(listener.sid, channel.namespace))
        if socket is not None and not socket.closed:
            socket.check_ping_timeout()
