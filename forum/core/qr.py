"""Drawing what a telephone reads from a screen."""

import segno
from markupsafe import Markup


def drawing(text: str, label: str) -> Markup:
    """Return a QR code as an SVG that stands in the page: dark on light in every theme, as cameras need it."""
    code = segno.make(text, micro=False)
    picture = code.svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", title=label, svgclass="qr", lineclass=None
    )
    return Markup(picture)  # noqa: S704  The library escapes the title; all else are numbers.
