"""The texts that the office uses again, with all their versions (G-11)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.office import commands, queries
from forum.office.forms import TextBlockForm
from forum.office.models import BlockKind
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("blocks", __name__)


@blueprint.route("/stabsstelle/texte", methods=["GET", "POST"])
@WRITING
def index() -> Any:
    """List the text blocks, and keep a new one."""
    require(viewer(), "block.edit")
    form, status = TextBlockForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                kind = BlockKind(form.kind.data)
                commands.write_block(viewer(), kind, name=form.name.data or "", text=form.text.data or "")
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                flash(_("Der Text ist gespeichert."), "success")
                return redirect(url_for("blocks.index"), 303)
    return render_template("office/blocks.html", blocks=queries.blocks(viewer()), form=form), status


@blueprint.route("/stabsstelle/texte/<int:block_id>", methods=["GET", "POST"])
@WRITING
def show(block_id: int) -> Any:
    """Show a text block with all its versions, and change it."""
    block = queries.block(viewer(), block_id)
    form = TextBlockForm(kind=block.kind, name=block.name, text=block.text, version=block.version)
    status = 200
    if form.is_submitted():
        status = 422
        form.kind.data = block.kind
        if form.validate():
            name, text, version = form.name.data or "", form.text.data or "", form.version.data or 0
            try:
                commands.change_block(viewer(), block, name=name, text=text, version=version)
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                flash(_("Die neue Fassung ist gespeichert. Frühere Antworten bleiben, wie sie sind."), "success")
                return redirect(url_for("blocks.show", block_id=block.id), 303)
    versions = queries.block_versions(viewer(), block)
    return render_template("office/block.html", block=block, versions=versions, form=form), status


@blueprint.post("/stabsstelle/texte/<int:block_id>/weglegen")
@WRITING
def put_away(block_id: int) -> Any:
    """Offer a text block no more."""
    commands.put_block_away(viewer(), queries.block(viewer(), block_id))
    flash(_("Der Text ist weggelegt."), "success")
    return redirect(url_for("blocks.index"), 303)
