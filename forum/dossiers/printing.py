"""Papers as PDF: made by the worker once they are frozen, and kept beside the database by their digest (A-22)."""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app
from flask_babel import force_locale

from forum.core import pdf
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.dossiers.events import DossierFrozen
from forum.dossiers.models import Dossier
from forum.dossiers.withholding import shown


def pdf_of(dossier: Dossier) -> bytes:
    """Return the paper as PDF: the kept one, or one that is made now and kept. Raises Unavailable without Pango."""
    paper = shown(dossier)
    name = f"{dossier.digest}-{paper.mark}" if paper.mark else dossier.digest
    path = Path(current_app.config["INSTANCE"]) / "papers" / f"{name}.pdf"
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


def _print(events: Sequence[LoggedEvent]) -> None:
    """Make the PDF of papers that were just frozen, so that nobody has to wait for it."""
    if pdf.problem():
        return
    for event in events:
        pdf_of(db.session.get_one(Dossier, event.data["dossier_id"]))


PRINTER = Subscriber("dossiers.printer", (DossierFrozen,), _print, inside_transaction=False, in_any_order=True)
