"""Where a link may lead, and how it says so: one rule of targets, real hosts, no parameters that follow people."""

import re
from urllib.parse import urlsplit

# Control, space-like, soft hyphen, zero-width, bidi and BOM characters hide schemes from one parser or the other.
_HIDING = re.compile(
    "[\\x00-\\x20\\x7f-\\xa0\\xad\\u061c\\u115f\\u1160\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufe00-\\ufe0f\\ufeff\\\\]"
)
_ALLOWED_START = re.compile(r"(?:https?://[^/]|mailto:[^/]|/(?![/\\])|#)", re.IGNORECASE)
# A host that is shown as it is written: Latin letters that nobody takes for others. Any other shows as punycode.
_PLAIN_HOST = re.compile("[a-z0-9.\\-\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u017f]+")
# It begins where a word does, and only the beginning of the words is looked at, so that no long word makes it slow.
_HOST_LIKE = re.compile(r"(?<![\w-])\w[\w-]*(?:\.\w[\w-]*)+")
_LOOKED_AT = 300
# Parameters that follow people from site to site and change nothing about what is shown.
_TRACKERS = re.compile(
    r"(?:utm_\w+|(?:fb|g|d)clid|[gw]braid|msclkid|yclid|ttclid|twclid|igshid|li_fat_id|mc_[ce]id|mkt_tok|vero_id|_hs(?:enc|mi)"
    r"|oly_(?:anon|enc)_id|pk_(?:campaign|kwd)|mtm_\w+)(?:=.*)?",
    re.IGNORECASE,
)


def safe_link(target: str) -> str | None:
    """Return the target if it may stand in a link, else None; both walls ask this one rule (X-05)."""
    return target if not _HIDING.search(target) and _ALLOWED_START.match(target) else None


def without_trackers(target: str) -> str:
    """Return an address without the parameters that follow people; everything else stays as it is."""
    address, hash_sign, fragment = target.partition("#")
    before, mark, query = address.partition("?")
    if not mark or not safe_link(target):
        return target
    kept = "&".join(part for part in query.split("&") if not _TRACKERS.fullmatch(part))
    return before + ("?" + kept if kept else "") + hash_sign + fragment


def host_of(target: str) -> str:
    """Return the host of an address in the form that is sent, or an empty text."""
    try:
        return (urlsplit(target).hostname or "") if safe_link(target) else ""
    except ValueError:
        return ""


def _written(host: str) -> str:
    """Return a host as people write it."""
    try:
        return ".".join(
            label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
            for label in host.split(".")
        )
    except UnicodeError:
        return host


def looks_plain(host: str) -> bool:
    """Tell whether a host is written in letters that nobody takes for others."""
    return not host or _PLAIN_HOST.fullmatch(_written(host)) is not None


def shown_host(host: str) -> str:
    """Return a host as people may read it: in its own letters if these are plain, else as punycode."""
    return _written(host) if looks_plain(host) else host


def names_host(words: str, host: str) -> bool:
    """Tell whether the first thing in the words that looks like a host is this one."""
    first = _HOST_LIKE.search(words[:_LOOKED_AT].lower())
    return first is not None and first[0].removeprefix("www.") == shown_host(host).removeprefix("www.")
