"""Papers as tagged PDF (PDF/UA-1, A-22): the only module that knows the library that makes them.

HTML goes in, bytes come out. The library is given nothing but the forum's own style and fonts from the disk: whatever else
an HTML names is left out, so that no paper ever makes a request to anybody. It needs Pango, a library of the system;
without it the site works, and only what would be a PDF is refused.
"""

import mimetypes
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import current_app
from werkzeug.security import safe_join

from forum.core.errors import Unavailable
from forum.core.i18n import _

log = structlog.get_logger()

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as error:
    # The library of Python is there, the one of the system is not.
    _problem = str(error).split("\n", 1)[0]
    URLFetcher = object
else:
    _problem = ""

STYLE = "css/paper.css"
REMEDY = "on Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# Making a paper takes much memory for a moment, so that one process makes one at a time.
_one_at_a_time = Lock()


def problem() -> str:
    """Return why this machine makes no PDF, for operators; an empty text when it does."""
    return f"Pango is missing; {REMEDY}. {_problem}" if _problem else ""


def make_pdf(html: str) -> bytes:
    """Return a whole HTML document as tagged PDF: its language, title and headings become those of the PDF.

    Raises Unavailable where the library of the system is missing.
    """
    if problem():
        raise Unavailable(_("PDF-Dateien gibt es hier zurzeit nicht. Die Seite selbst enthält dasselbe."))
    base = current_app.config["BASE_URL"].rstrip("/")
    with _one_at_a_time:
        style, fonts = _style(Path(str(current_app.static_folder)), base)
        page = weasyprint.HTML(string=html, base_url=f"{base}/", url_fetcher=_OwnFiles())
        made: bytes = page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return made


@cache
def _style(static: Path, base: str) -> tuple[Any, Any]:
    """Return the style of papers and the fonts it names, which are known to both or to neither.

    Unpacking the fonts takes seconds, a paper a fraction of one: a process does it for its first paper only.
    """
    fonts = FontConfiguration()
    style = weasyprint.CSS(
        string=(static / STYLE).read_text("utf-8"),
        base_url=f"{base}/static/{STYLE}",
        url_fetcher=_OwnFiles(),
        font_config=fonts,
    )
    return style, fonts


class _OwnFiles(URLFetcher):  # type: ignore[misc]
    """Where the library asks for pictures, styles and fonts: static files from the disk, and nothing else."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return a static file, or what the address itself holds. Raises ValueError for every other address."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        wanted, own = urlsplit(url), urlsplit(current_app.config["BASE_URL"])
        name = wanted.path.removeprefix("/static/")
        path = safe_join(str(current_app.static_folder), name)
        is_own = (wanted.scheme, wanted.netloc) == (own.scheme, own.netloc) and name != wanted.path
        if not is_own or path is None or not Path(path).is_file():
            log.info("pdf.left_out", host=wanted.hostname)
            raise ValueError("a paper is made from the forum's own files only")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})
