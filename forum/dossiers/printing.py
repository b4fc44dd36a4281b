"""Papers as PDF: made by the worker once they are frozen, and kept beside the database by their digest (A-22)."""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from forum.core import pdf
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.dossiers.events import DossierFrozen
from forum.dossiers.models import Dossier
from forum.dossiers.withholding import Shown, shown


def pdf_of(dossier: Dossier) -> bytes:
    """Return the paper as PDF: the kept one, or one that is made now and kept. Raises Unavailable without Pango."""
    paper = shown(dossier)
    path = _folder() / _name(dossier, paper)
    if path.exists():
        return path.read_bytes()
    # A paper is German and the same for everybody; the worker has neither request nor viewer.
    with force_locale("de"):
        page = current_app.jinja_env.get_template("dossiers/dossier_paper.html")
        html = page.render(dossier=dossier, shown=paper)
    made = pdf.make_pdf(html)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(made)
    os.replace(file.name, path)  # noqa: PTH105  One step, whatever happens in between.
    return made


def tidy_papers() -> None:
    """Remove each kept PDF that shows other words than its paper does today; who asks for it has it made anew (P-10).

    What the moderation hid or blackened would otherwise lie on in a file that nobody is shown any more. A paper whose
    words came back loses the PDF with the gaps.
    """
    kept = {path.name: path for path in _folder().glob("*.pdf")}
    digests = {name.removesuffix(".pdf").partition("-")[0] for name in kept}
    for dossier in db.session.scalars(select(Dossier).where(Dossier.digest.in_(digests))):
        kept.pop(_name(dossier, shown(dossier)), None)
        db.session.expunge(dossier)  # Papers are long, and there may be many.
    for path in kept.values():
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "papers"


def _name(dossier: Dossier, paper: Shown) -> str:
    return f"{dossier.digest}-{paper.mark}.pdf" if paper.mark else f"{dossier.digest}.pdf"


def _print(events: Sequence[LoggedEvent]) -> None:
    """Make the PDF of papers that were just frozen, so that nobody has to wait for it."""
    if pdf.problem():
        return
    for event in events:
        pdf_of(db.session.get_one(Dossier, event.data["dossier_id"]))


PRINTER = Subscriber("dossiers.printer", (DossierFrozen,), _print, inside_transaction=False, in_any_order=True)
