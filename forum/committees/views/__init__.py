"""Pages of committees, cut by what people come for: founding, members, calls, and how a committee works."""

from forum.committees.views import calls, founding, members, procedure

blueprints = [
    founding.blueprint,
    members.blueprint,
    calls.blueprint,
    procedure.blueprint,
]

__all__ = ["blueprints"]
