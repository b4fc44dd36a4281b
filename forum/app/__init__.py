"""The composition root: lists of everything that is plugged together, and the making of the application.

Nothing imports this package but the one above it. Whoever adds a package names its blueprint, permission table, subscribers
and word source in ``parts.py``, its jobs in ``jobs.py``, its place in the menus in ``navigation.py``, and nothing elsewhere.
"""

from forum.app.making import UnsafeSettings, create_app

__all__ = ["UnsafeSettings", "create_app"]
