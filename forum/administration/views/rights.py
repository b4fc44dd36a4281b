"""The permission table, and the explanation of one permission for one person."""

from typing import Any

from flask import Blueprint, render_template, request

from forum.accounts.queries import person_by_handle
from forum.administration import table
from forum.administration.explaining import explained, is_allowed, kinds_of
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import require, rules
from forum.core.text import clean_line
from forum.web.security import viewer

blueprint = Blueprint("rights", __name__)


@blueprint.get("/verwaltung/rechte")
def index() -> Any:
    """Show which role may do what, from the running application."""
    return render_template("administration/rights.html", lines=table.table(viewer()), holders=table.holders())


@blueprint.get("/verwaltung/rechte/erklaeren")
def explain() -> Any:
    """Show what each condition of a permission says of a person, as the command line does."""
    require(viewer(), "permission.explain")
    asked = {name: clean_line(request.args.get(name, ""))[:80] for name in ("person", "recht", "sache")}
    known = asked["recht"] if asked["recht"] in rules() else ""
    findings, problem = None, ""
    if known and asked["person"]:
        try:
            findings = explained(person_by_handle(viewer(), asked["person"]), known, asked["sache"] or None)
        except ForumError as error:
            problem = _problem(error, known, asked["sache"])
    page = render_template(
        "administration/explain.html",
        asked=asked,
        known=known,
        names=sorted(rules()),
        kinds=kinds_of(known) if known else (),
        conditions=table.conditions(viewer(), known) if known else (),
        holds={(one.alternative, one.predicate): one.holds for one in findings or ()},
        answered=findings is not None,
        allowed=is_allowed(findings or ()),
        problem=problem,
    )
    return page, 422 if problem else 200


def _problem(error: ForumError, permission: str, thing: str) -> str:
    """Return why nothing could be explained, in the reader's language."""
    kinds = _(" oder ").join(f"{kind}:ID" for kind in kinds_of(permission))
    if kinds and not thing:
        return _("Dieses Recht gilt für eine Sache. Nennen Sie sie als %(kinds)s.", kinds=kinds)
    if isinstance(error, NotFound) and not error.message:
        return _("Diesen Namen gibt es im Forum nicht.")
    if kinds:
        return _("Diese Sache gibt es nicht, oder sie passt nicht. Nennen Sie sie als %(kinds)s.", kinds=kinds)
    return _("Diese Sache gibt es nicht.")
