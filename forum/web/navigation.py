"""What every page shows around its content: navigation, language links, the viewer. The items come from ``forum.app``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, request

from forum.core.i18n import language
from forum.core.permissions import pause_minutes
from forum.web import addresses
from forum.web.language import language_links
from forum.web.security import viewer


@dataclass(frozen=True)
class Item:
    """One link: an endpoint, its label, and for role items the words of which the viewer needs one.

    ``under`` names the blueprints whose pages make the item the current one.
    """

    endpoint: str
    label: Any
    words: frozenset[str] = frozenset()
    under: tuple[str, ...] = ()


Counter = Callable[[Any], int]


def _shown(items: Sequence[Item], words: frozenset[str]) -> list[dict[str, Any]]:
    endpoint, blueprint = request.endpoint, request.blueprint
    seen = [item for item in items if not item.words or item.words & words]
    # One item at most is the current one: the last of those that a page belongs to.
    current = [item for item in seen if endpoint == item.endpoint or blueprint in item.under][-1:]
    return [{"label": item.label, "url": addresses.of(item.endpoint), "current": item in current} for item in seen]


def init_app(
    app: Flask,
    *,
    main: Sequence[Item],
    roles: Sequence[Item],
    footer: Sequence[Item],
    unread: Counter | None = None,
) -> None:
    """Hand the frame of the page to every template; ``unread`` counts the viewer's unread notices."""

    def frame() -> dict[str, Any]:
        who = viewer()
        signed_in = who.person_id is not None
        return {
            "viewer": who,
            "language": language(),
            "navigation": _shown(main, who.words),
            "role_navigation": _shown(roles, who.words) if signed_in else [],
            "footer_links": _shown(footer, who.words),
            "language_links": language_links(),
            "pause_minutes": pause_minutes(who),
            "unread_count": unread(who) if unread and signed_in else 0,
        }

    app.context_processor(frame)
