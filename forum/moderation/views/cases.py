"""Pages of a case and of the statements of reasons."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from forum.core.clock import now
from forum.core.db import db
from forum.core.difference import difference
from forum.core.errors import Conflict, ForumError, Gone, NotFound
from forum.core.i18n import _
from forum.core.permissions import can
from forum.core.text import excerpt
from forum.files.models import File
from forum.files.queries import attached, proofs_among
from forum.moderation import commands, queries, score, targets
from forum.moderation.authorship import authors_of
from forum.moderation.evidence import taken_off
from forum.moderation.forms import OUTCOMES, DecisionForm, HandOverForm, NoteForm, UndoForm
from forum.moderation.measures import LEFT, MEASURES
from forum.moderation.models import CannedReason, Case, CaseState, NoteKind, Statement
from forum.moderation.plain import plain_words
from forum.moderation.rules import RULES
from forum.moderation.target import Target, TextChanged, barred, mark_of
from forum.moderation.targets_files import is_taken_off
from forum.screening.models import HeldState, HeldText
from forum.screening.queries import findings
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.language import moment
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import viewer

blueprint = Blueprint("moderation", __name__)


@blueprint.post("/moderation/oeffnen/<kind>/<int:target_id>")
def act(kind: str, target_id: int) -> Any:
    """Open the case of a thing from where it stands."""
    case = commands.open_case_for(viewer(), targets.load(viewer(), kind, target_id))
    return redirect(case.url, 303)


@blueprint.get("/moderation/<int:case_id>")
def case(case_id: int) -> Any:
    """Show a case with its notices and what can be done."""
    return case_page(queries.case(viewer(), case_id)), 200


def case_page(
    found: Case,
    form: DecisionForm | None = None,
    *,
    note_form: NoteForm | None = None,
    hand_form: HandOverForm | None = None,
    undo_form: UndoForm | None = None,
    read: str = "",
) -> str:
    """Return the page of a case with whatever was typed; ``read`` is the text that was decided about, where it changed."""
    target = _target_of(found)
    form = form or DecisionForm(formdata=None, version=found.version)
    canned = queries.canned_reasons(viewer())
    chosen = next((one for one in canned if str(one.id) == request.args.get("vorlage")), None)
    measures = commands.possible_to(viewer(), found, target) if target is not None else []
    liftable = commands.to_take_back(viewer(), found, target)
    form.offer_measures(measures)
    form.offer_to_take_back((row.puid, _title(row, words=target is not None)) for row in liftable)
    _fill(form, found, target, chosen, read=read)
    # Whoever wrote it moderates as well: they learn neither who reported it nor what colleagues say about it (S-11, M-29).
    involved = viewer().person_id in authors_of(found.kind, found.target_id)
    return render_template(
        "moderation/case.html",
        case=found,
        target=target,
        form=form,
        note_form=note_form or NoteForm(formdata=None),
        hand_form=hand_form or HandOverForm(formdata=None),
        undo_form=undo_form or UndoForm(formdata=None),
        measures=measures,
        liftable=liftable,
        canned=canned,
        chosen=chosen,
        is_involved=involved,
        notes=() if involved else queries.notes_of(viewer(), found),
        history=queries.history_of(viewer(), target.author_id if target is not None else None, but=found.id),
        changes=difference(read, target.text) if read and target is not None else (),
        **_around(found, target),
        **_LABELS,
    )


def _target_of(found: Case) -> Target | None:
    """Return the thing of a case, unless it is gone or not for the viewer."""
    try:
        return targets.load(viewer(), found.kind, found.target_id)
    except (NotFound, Gone):
        return None


def _fill(form: DecisionForm, found: Case, target: Target | None, chosen: CannedReason | None, *, read: str) -> None:
    """Fill in what is proposed, where nothing was decided yet: the page also answers to other forms that it holds."""
    fresh = not form.facts.raw_data
    if target is not None and (read or fresh):
        form.gesehen.data, form.dateien.data = target.text, target.digests
        form.thema.data = str(target.thing.thread_id) if target.kind == "post" else ""
    if not fresh:
        return
    told = found.present_notices
    form.rule.data = told[-1].rule if told else form.rule.data
    if chosen is not None:
        languages = {target.language} if target is not None else set()
        form.rule.data, form.facts.data = chosen.rule, chosen.text_for(languages)
        form.vorlage.data = str(chosen.id)
    if target is not None:
        form.measure.data = commands.next_step(target.author_id)


# What the page needs to say things in words.
_LABELS = {"known": MEASURES, "rules": RULES, "held_states": HeldState, "note_kinds": NoteKind}


def _around(found: Case, target: Target | None) -> dict[str, Any]:
    """Return what hangs on a case, and what the viewer may do with it."""
    files = _files_of(found) if target is not None else ()
    return {
        "kind": targets.KINDS[found.kind].label,
        "files": files,
        "proofs": proofs_among(viewer(), files),
        "taken_off": _taken_off(found) if target is not None else (),
        "words": target is not None or queries.words_are_for(viewer(), found),
        "findings": findings(found.kind, found.target_id),
        "may_decide": target is not None and can(viewer(), "case.decide", barred(found, target)),
        "may_undo": commands.may_undo(viewer(), found, target),
        "undoes_own": commands.undoes_own(viewer(), found),
        "taken_back": commands.taken_back_last(found),
        "waited": _waited(found) if target is None else None,
        "parts": score.explained(found),
        "following": queries.next_case(viewer(), queries.Wanted()) if found.state != CaseState.OPEN else None,
    }


def _title(statement: Statement, *, words: bool) -> str:
    """Return what tells one measure of a case from the others: which words it took, for who reads them, and when."""
    passages = (statement.detail or {}).get("passages", "") if words else ""
    said = ", ".join(passages.splitlines()) or str(RULES[statement.rule].label)
    return f"{MEASURES[statement.measure].label}: {excerpt(said, 80)}, {moment(statement.created_at)}"


def _waited(found: Case) -> HeldText | None:
    """Return the text that waited, where it waits no more: published, withdrawn or given back, not deleted (M-12)."""
    held = db.session.get(HeldText, found.target_id) if found.kind == "held" else None
    over = {HeldState.PUBLISHED, HeldState.WITHDRAWN, HeldState.RETURNED}
    return held if held is not None and held.state in over else None


def _files_of(found: Case) -> Sequence[File]:
    """Return the files of a case, also those that are hidden: they are evidence (M-20)."""
    if found.kind == "file":
        row = db.session.get(File, found.target_id)
        return [row] if row is not None and not is_taken_off(row) else []
    return attached(found.kind, [found.target_id], hidden=True).get(found.target_id, ())


def _taken_off(found: Case) -> Sequence[File]:
    """Return the files of a case that their author took off meanwhile and that are kept for it (M-20)."""
    if found.kind != "file":
        return taken_off(found.kind, found.target_id)
    row = db.session.get(File, found.target_id)
    return [row] if row is not None and is_taken_off(row) else []


@blueprint.post("/moderation/<int:case_id>")
def decide(case_id: int) -> Any:
    """Hide, dismiss or restore, with a reason."""
    found = queries.case(viewer(), case_id)
    form, status, read = DecisionForm(), 422, ""
    if form.validate():
        try:
            _carry_out(found, form, request.form.get("schritt", ""))
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict):
                form.version.process_data(found.version)
                form.version.raw_data = None
                read = (form.gesehen.data or "") if isinstance(error, TextChanged) else ""
        else:
            flash(_("Ihre Entscheidung gilt. Alle Beteiligten erfahren davon."), "success")
            return redirect(found.url, 303)
    return case_page(found, form, read=read), status


def _carry_out(found: Case, form: DecisionForm, step: str) -> None:
    facts, version = form.facts.data, form.version.data
    seen = mark_of(form.gesehen.data, form.dateien.data or "") if form.gesehen.data else ""
    if step == "verbergen":
        commands.hide(
            viewer(),
            found,
            rule=form.rule.data,
            facts=facts,
            version=version,
            seen=seen,
            legal_ground=form.legal_ground.data,
            canned=_chosen(form),
            untold=form.untold.data,
        )
    elif step == "massnahme":
        decision = commands.Decision(
            rule=form.rule.data or "",
            facts=facts,
            version=version,
            seen=seen,
            seen_in=number_in(form.thema.data),
            measure=form.measure.data or "",
            legal_ground=form.legal_ground.data or "",
            days=form.days.data,
            minutes=form.minutes.data or 0,
            passages=form.passages.data or "",
            canned=_chosen(form),
        )
        commands.take_measure(viewer(), found, decision)
    elif step == "wiederherstellen":
        commands.restore(viewer(), found, reason=facts, version=version, puid=form.puid.data or "")
    elif step == "abweisen":
        commands.dismiss(viewer(), found, reason=facts, version=version, seen=seen)
    else:
        raise Conflict(_("Diesen Schritt gibt es nicht."))


def _chosen(form: DecisionForm) -> CannedReason | None:
    """Return the shared reason that the form began with, in the version of that moment."""
    number = number_in(form.vorlage.data)
    return queries.canned_reason(viewer(), number) if number else None


@blueprint.get("/begruendungen/<puid>")
def statement(puid: str) -> Any:
    """Show a statement of reasons to the author of the content."""
    found = queries.statement(viewer(), puid)
    words = found.author_id == viewer().person_id or queries.words_are_for(viewer(), found.case)
    files = _files_of(found.case) if words and not found.is_on_thread else ()
    taken_off = _taken_off(found.case) if words and can(viewer(), "complaint.file", found) else ()
    informed_at = found.informed_at or now()
    return render_template(
        "moderation/statement.html",
        proofs=proofs_among(viewer(), files) | proofs_among(viewer(), taken_off),
        statement=found,
        is_unopened=found.informed_at is None and can(viewer(), "statement.open", found),
        known=MEASURES,
        files=files,
        taken_off=taken_off,
        rules=RULES,
        outcomes=OUTCOMES,
        may_complain=_may_complain(found),
        until=commands.complain_until(informed_at),
        is_late=now() > commands.complain_until(informed_at),
        plain=plain_words(found),
        # Whoever only began the thread wrote nothing of what was reported, and learns of nobody who reported it (S-11).
        named=[one for one in found.case.notices if one.named_at is not None and not found.is_on_thread],
        words=words,
        left=LEFT,
    )


def _may_complain(found: Statement) -> bool:
    """Tell whether the viewer can object: each of those who wrote it once, as long as it stands."""
    own = any(one.person_id == viewer().person_id for one in found.complaints)
    return found.reverted_at is None and not own and can(viewer(), "complaint.file", found)


@blueprint.post("/begruendungen/<puid>/oeffnen")
@WRITING
def open_statement(puid: str) -> Any:
    """Open a statement of which nobody was written to; the time to object runs from now on."""
    found = queries.statement(viewer(), puid)
    commands.open_statement(viewer(), found)
    return redirect(found.url, 303)


@blueprint.get("/begruendungen/<puid>/beitraege")
def swept(puid: str) -> Any:
    """List all that a decision about an account hid, as it was then, for its author and those who decide (M-20)."""
    found = queries.statement(viewer(), puid)
    if found.case.kind != "account":
        raise NotFound
    page = queries.swept_evidence(viewer(), found, request.args.get("after"))
    following = next_page(page.after)
    return render_template("moderation/swept.html", statement=found, posts=page.items, next_url=following)


@blueprint.get("/begruendungen")
def own_statements() -> Any:
    """List the statements about what the viewer wrote."""
    return render_template(
        "moderation/own.html",
        statements=queries.own_statements(viewer()),
        misuses=queries.own_misuse(viewer()),
        rules=RULES,
        known=MEASURES,
    )
