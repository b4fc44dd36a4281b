"""How often a person or an address may do a kind of thing (E-28); commands know nothing of it."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from threading import Lock
from typing import Any

from flask import Flask, current_app, g, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from limits import parse

from forum.core.clock import now, today
from forum.core.errors import TooOften
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.core.text import clean_line
from forum.core.tokens import keyed_digest
from forum.web.security import marked, viewer


def caller() -> str:
    """Return by whom attempts are counted: the person, or the shortened address of a visitor (P-11)."""
    number = viewer().person_id
    return f"person:{number}" if number is not None else f"address:{shortened_address()}"


def shortened_address() -> str:
    """Return the caller's network."""
    return network_of(get_remote_address() or "")


def network_of(written: str) -> str:
    """Return the first 24 bits of an address, or 48 of a long one, however it is written; else nothing (P-11)."""
    try:
        address = ip_address(written)
    except ValueError:
        return ""
    if isinstance(address, IPv4Address):
        return str(IPv4Network((int(address), 24), strict=False))
    if address.ipv4_mapped is not None:
        # So a server that listens for both kinds sees the short ones; all of them begin with the same 48 bits.
        return str(IPv4Network((int(address.ipv4_mapped), 24), strict=False))
    return str(IPv6Network((int(address), 48), strict=False))


def unnamed_caller() -> str:
    """Return a key that counts a caller for a day and says nothing about who it is; tomorrow it is another one (L-27)."""
    return keyed_digest(f"{current_app.config['SECRET_KEY']}{today()}", caller())


def _account_named() -> str:
    """Return a digest of the address that was typed, as accounts are looked up by it; counters may lie in Redis (P-11).

    Signs that nobody sees make no other account of it.
    """
    return _unnamed(clean_line(request.form.get("email", ""))[:254])


def address_and_account() -> str:
    """Return the key for attempts to sign in: who tries, and at which account (I-13)."""
    return f"{shortened_address()}|{_account_named()}"


def account() -> str:
    """Return the key for attempts at one account, from wherever they come."""
    return f"account|{_account_named()}"


def network() -> str:
    """Return the key for attempts from one network, at whichever account."""
    return f"network|{shortened_address()}"


def _failed(response: Any) -> bool:
    """Count only what went wrong, so that nobody waits for having signed in often."""
    return bool(response.status_code >= 400)


def _refuse(limit: RequestLimit) -> Any:
    wait = max(1, int(limit.reset_at - now().timestamp()))
    minutes = -(-wait // 60)
    if request.endpoint == "accounts.sign_in":
        # Strangers who guess keep no owner out (I-13).
        raise TooOften(
            _(
                "Das Passwort war mehrmals falsch. Bitte warten Sie %(minutes)d Minuten. "
                "Mit einem Link per E-Mail oder einem Passkey kommen Sie gleich hinein.",
                minutes=max(2, minutes),
            ),
            retry_after=wait,
        )
    raise TooOften(
        _("Bitte warten Sie noch %(minutes)d Minuten und versuchen Sie es dann noch einmal.", minutes=minutes)
        if minutes > 1
        else _("Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal."),
        retry_after=wait,
    )


# Steps in meetings, by socket or HTTP: of one person in all, and of one kind (L-54).
ALL_COMMANDS = parse("60 per 10 seconds")
COMMANDS_OF_A_KIND = parse("25 per 10 seconds")


def check_command(who: str, kind: Any) -> None:
    """Count a step in a meeting, however it was sent. Raises TooOften, and names the limit."""
    if not limiter.enabled:
        return
    name = kind[:40] if isinstance(kind, str) else ""
    for limit, keys in ((COMMANDS_OF_A_KIND, (who, name)), (ALL_COMMANDS, (who,))):
        if not limiter.limiter.hit(limit, "commands", *keys):
            raise TooOften(
                _(
                    "Mehr als %(most)d solche Schritte in %(seconds)d Sekunden nehmen wir nicht an. "
                    "Bitte warten Sie einen Moment.",
                    most=limit.amount,
                    seconds=limit.get_expiry(),
                ),
                retry_after=limit.get_expiry(),
            )


# Texts that visitors leave for later, of one network.
BEGINNINGS = parse("20 per hour")


def check_beginning() -> None:
    """Count a text that a visitor leaves; the form itself says that it was too often. Raises TooOften."""
    if limiter.enabled and not limiter.limiter.hit(BEGINNINGS, "beginnings", caller()):
        raise TooOften(
            _("Aus Ihrem Netz kamen gerade sehr viele Texte. Bitte versuchen Sie es später noch einmal."),
            retry_after=BEGINNINGS.get_expiry(),
        )


# Codes of the second step for one account, from wherever: a million codes are not tried at this pace, and whoever
# knows the password and no code keeps the owner waiting for an hour at most, and a passkey not at all.
SECOND_STEPS = parse("10 per hour")


def check_second_step(account: int) -> None:
    """Count a code for an account. Raises TooOften."""
    if limiter.enabled and not limiter.limiter.hit(SECOND_STEPS, "second steps", str(account)):
        raise TooOften(
            _("Das waren zu viele Codes. Bitte versuchen Sie es in einer Stunde noch einmal."),
            retry_after=SECOND_STEPS.get_expiry(),
        )


# Files that are looked into for one person, kept or not: a picture that is broken at its end costs as much as a whole one.
FILE_LOOKS = parse("60 per 10 minutes")


def check_file_look(who: Actor) -> None:
    """Count a file that is about to be looked into; this comes before the view and its limits. Raises TooOften."""
    if limiter.enabled and not limiter.limiter.hit(FILE_LOOKS, "file looks", str(who.person_id)):
        raise TooOften(
            _("Das waren sehr viele Dateien. Bitte warten Sie einige Minuten und versuchen Sie es dann noch einmal."),
            retry_after=FILE_LOOKS.get_expiry(),
        )


# Letters of the sign-up to one address in a day, whoever asks for them: nobody fills the letter box of somebody else.
SIGN_UP_LETTERS = parse("5 per day")


def _unnamed(address: str) -> str:
    return keyed_digest(current_app.config["SECRET_KEY"], address.casefold())


def may_write_of_sign_up(address: str) -> bool:
    """Count a letter of the sign-up to an address, and tell whether it may go out."""
    return not limiter.enabled or bool(limiter.limiter.hit(SIGN_UP_LETTERS, "sign-up letters", _unnamed(address)))


# Answers of sign-in services that are to be checked with the service; this comes before the view and its limits.
ANSWERS_OF_SERVICES = parse("60 per 10 minutes")


def check_answer_of_service() -> None:
    """Count an answer that a service is asked about. Raises TooOften."""
    if limiter.enabled and not limiter.limiter.hit(ANSWERS_OF_SERVICES, "answers of services", caller()):
        raise TooOften(
            _("Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal."),
            retry_after=ANSWERS_OF_SERVICES.get_expiry(),
        )


limiter = Limiter(key_func=caller, strategy="moving-window", on_breach=_refuse)

# The table of limits, by class of route.
WRITING = limiter.shared_limit("60 per 10 minutes", scope="writing", methods=["POST", "PUT", "DELETE"])
# A page saves every few seconds while somebody types; this is no writing that others see.
DRAFTING = limiter.shared_limit("300 per 10 minutes", scope="drafting", methods=["POST"])
# A live preview asks at each pause of typing.
PREVIEWING = limiter.shared_limit("240 per 10 minutes", scope="previewing", methods=["POST"])
# An editor asks whom a name could mean at each pause of typing it, and the field of the search for titles.
COMPLETING = limiter.limit("120 per 10 minutes")
# A page says every few seconds what was read while somebody reads.
READING = limiter.shared_limit("300 per 10 minutes", scope="reading", methods=["POST"])
# A chair leads a lively session with many small steps.
IN_SESSION = limiter.shared_limit("600 per 10 minutes", scope="session", methods=["POST"])
REGISTERING = limiter.limit("10 per hour", methods=["POST"])


def _sign_ups() -> str:
    """Return how many accounts are opened from one network in an hour; a city may raise it for a day at the desk (I-13)."""
    return f"{current_app.config['SIGN_UPS_PER_HOUR']} per hour"


# Accounts that were opened; a form that came back with something to correct does not count.
SIGNING_UP = limiter.shared_limit(
    _sign_ups, scope="signing up", methods=["POST"], deduct_when=lambda response: not _failed(response)
)
# Wrong passwords: the wait grows to an hour for one account from one network; guessing from many networks at one account,
# or from one at many, has limits of its own (I-13).
_WRONG_PASSWORDS = (
    ("5 per 5 minutes;10 per hour", address_and_account),
    ("50 per hour", account),
    ("100 per hour", network),
)


# How many passwords may be looked at in the same moment: a wrong one counts when it is answered, so whoever sends all of
# them at once would have as many as there are threads. People who sign in together share a network, and no account.
_AT_ONCE = ((5, address_and_account), (5, account), (50, network))
# The same for passwords that are asked for once more, by person.
_CONFIRMED_AT_ONCE = 5


class _UnderWay:
    """The attempts to sign in that this process is looking at."""

    def __init__(self) -> None:
        self._lock, self._count = Lock(), Counter[str]()

    def enter(self, most: Mapping[str, int]) -> bool:
        """Count an attempt under its keys, unless one of them has as many as it may."""
        with self._lock:
            if any(self._count[key] >= limit for key, limit in most.items()):
                return False
            self._count.update(most.keys())
            return True

    def leave(self, keys: Iterable[str]) -> None:
        """Forget an attempt that is answered."""
        with self._lock:
            self._count.subtract(keys)
            self._count = +self._count


def _enter() -> None:
    """Begin to look at a password; the limits of wrong ones are asked after this. Raises TooOften."""
    if not limiter.enabled or request.method != "POST":
        return
    if request.endpoint == "accounts.sign_in":
        keys = {key(): most for most, key in _AT_ONCE}
    elif marked(current_app, request.endpoint, "confirms"):
        keys = {f"confirming|{caller()}": _CONFIRMED_AT_ONCE}
    else:
        return
    if not current_app.extensions["attempts"].enter(keys):
        raise TooOften(_("Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal."), retry_after=1)
    g.attempt = keys


def _leave(_error: BaseException | None) -> None:
    """Note that a password was looked at, and counted when it was wrong."""
    if keys := g.pop("attempt", None):
        current_app.extensions["attempts"].leave(keys)


def SIGNING_IN(view: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802  It is used like the other limits.
    """Limit how often a wrong password is taken."""
    for limit, key in _WRONG_PASSWORDS:
        view = limiter.limit(limit, key_func=key, methods=["POST"], deduct_when=_failed)(view)
    return view


# Nobody finds a password by trying on a device that its owner left open; counted by person, not by network, and on all pages
# that ask for it together.
_CONFIRMED = limiter.shared_limit("5 per 10 minutes", scope="confirming", methods=["POST"], deduct_when=_failed)


def CONFIRMING(view: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802  It is used like the other limits.
    """Limit how often a wrong password is taken, and how many are looked at in the same moment."""
    limited: Any = _CONFIRMED(view)
    limited.confirms = True
    return limited


# Each wish for another mail address writes to that address, whoever reads there.
READDRESSING = limiter.limit(
    "5 per hour;10 per day", methods=["POST"], deduct_when=lambda response: not _failed(response)
)
# Questions to devices that hold passkeys, and their answers.
ASKING_DEVICES = limiter.limit("60 per 10 minutes", methods=["POST"])
# Pages whose answer the server asks a sign-in service for, however they are fetched.
ASKING_SERVICES = limiter.limit("60 per 10 minutes")
# Nobody finds a one-time code by trying.
CLAIMING = limiter.limit("10 per hour", methods=["POST"])
# The page of the search and its API do the same work, so one is not the way around the limit of the other.
SEARCHING = limiter.shared_limit("60 per 10 minutes", scope="searching")
# What resembles a title, and lists that are narrowed or exported; each counted by itself.
LISTING = limiter.limit("60 per 10 minutes")
# Making a PDF takes a second of a processor.
PRINTING = limiter.limit("60 per 10 minutes")
# Anonymous questions are counted by a key that changes daily, and nowhere is it written down beside a question.
ASKING = limiter.limit("10 per hour", key_func=unnamed_caller, methods=["POST"])


def notifying(exempt_when: Callable[[], bool] | None = None) -> Any:
    """Limit how many notices are taken in an hour; what was refused counts for nothing, and some always come through."""
    return limiter.limit(
        "10 per hour", methods=["POST"], deduct_when=lambda response: not _failed(response), exempt_when=exempt_when
    )


NOTIFYING = notifying()


def init_app(app: Flask) -> None:
    """Count in Redis where one is configured, else in this process."""
    app.extensions["attempts"] = _UnderWay()
    app.before_request(_enter)
    app.teardown_request(_leave)
    app.config["RATELIMIT_STORAGE_URI"] = app.config["REDIS_URL"] or "memory://"
    # It would write the key of whoever comes too often into the log (E-37).
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)
    app.config["RATELIMIT_ENABLED"] = app.config["RATE_LIMITS"]
    limiter.init_app(app)
