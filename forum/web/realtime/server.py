"""The Socket.IO server of this process."""

from flask_socketio import SocketIO

socketio = SocketIO()
