"""What kind of device a request comes from, as its browser says: enough for its owner to know it again, no more."""

from flask import request

# The first word found names it; browsers that are built on others say the other's name, too, so they stand first.
_BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("chromium", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)


def device() -> str:
    """Return browser and system of the present request, such as ``Firefox, Windows``; empty when it names none."""
    said = request.user_agent.string.casefold()[:500]
    found = (next((name for sign, name in names if sign in said), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)
