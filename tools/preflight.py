"""Say in one clear line what stands in the way of `make run`, before anything is started.

It runs with whatever Python there is, so it uses nothing that Python 3.6 does not know.
"""

import os
import socket
import sys

OLDEST = (3, 11)


def problem_of_environment():  # type: () -> str
    """Return why the environment cannot be made, or an empty text."""
    if sys.version_info < OLDEST:
        return "Python {}.{} or newer is needed; this is {}.{}. Try: make PYTHON=python3.11 run".format(
            OLDEST[0], OLDEST[1], sys.version_info[0], sys.version_info[1]
        )
    try:
        import ensurepip
        import venv
    except ImportError:
        return "Python's venv module is missing; on Debian: apt install python3-venv"
    if not os.access(".", os.W_OK):
        return "The folder {} is not writable.".format(os.getcwd())
    return ""


def problem_of_serving():  # type: () -> str
    """Return why the site cannot be served, or an empty text."""
    folder = os.environ["FORUM_INSTANCE"]
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        return "The data folder {} cannot be made: {}. Choose another with FORUM_INSTANCE=…".format(
            folder, error.strerror
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        return "The data folder {} is not writable. Choose another with FORUM_INSTANCE=…".format(folder)
    host, port = os.environ["HOST"], os.environ["PORT"]
    if not port.isdigit() or not 0 < int(port) < 65536:
        return "PORT={} is no port number.".format(port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            return "Port {} on {} cannot be used: {}. Choose another: make PORT=5001 run".format(
                port, host, error.strerror
            )
    return ""


if __name__ == "__main__":
    problem = problem_of_serving() if sys.argv[1:] == ["serve"] else problem_of_environment()
    if problem:
        sys.exit(problem)
