"""Faults as the log tells of them: where they happened and of what kind they are, never in their own words (E-37).

What an error says may quote what it was given: a mail server repeats the address that it refused, PostgreSQL the value that
stood there already, a parser the text it could not read. The place in the code and the kind are what an operator needs.
"""

import sys
from collections.abc import Iterator, MutableMapping
from traceback import format_tb
from typing import Any


def without_words(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put the course of the error of a line into it, in place of the error; a step on the way to a line of the log."""
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        line["exception"] = course(error)
    return line


def course(error: BaseException) -> str:
    """Return the way of an error through the code, and the errors from which it came, the first one first."""
    return "\n".join(f"{''.join(format_tb(one.__traceback__))}{_kind(one)}" for one in reversed(list(_chain(error))))


def _kind(error: BaseException) -> str:
    """Return the full name of the kind of an error; of the system and of mail servers also the number of the problem."""
    kind = type(error)
    number = getattr(error, "errno", None) or getattr(error, "smtp_code", None)
    return f"{kind.__module__}.{kind.__qualname__}{f' {number}' if isinstance(number, int) else ''}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
