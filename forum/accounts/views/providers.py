"""Signing in by a sign-in service: there, back, a name for a new account, linking, and out again (I-01 to I-06).

The way back comes as a GET, which changes nothing here: its page sends what it brought as a form, with a script or with
one press. What the service is asked is asked before the change begins, so that nobody waits for it.
"""

from hmac import compare_digest
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_login import current_user

from forum.accounts import commands, oidc_protocol
from forum.accounts.forms import ProviderRegisterForm
from forum.accounts.models import ProviderIdentity, Standing
from forum.accounts.oidc_keeping import Away
from forum.accounts.oidc_protocol import Untrue
from forum.accounts.providers import Provider, provider_named, providers
from forum.accounts.views.door import PROVIDER, carried, note_opened, proceed
from forum.accounts.views.factors import own, with_password
from forum.accounts.views.passkeys import site
from forum.core.db import get_or_404
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _, language, ngettext
from forum.web import errors
from forum.web.limits import (
    ASKING_DEVICES,
    ASKING_SERVICES,
    CONFIRMING,
    REGISTERING,
    SIGNING_UP,
    check_answer_of_service,
)
from forum.web.security import public, viewer
from forum.web.transaction import receives

blueprint = Blueprint("providers", __name__)
# Under this name the cookie holds the state of the visit that this browser began; another one's is refused (I-02).
STATE = "provider_visit"
# Whose the last step of a new account is, by the end of its address.
CHOOSING = "provider_choosing"
# What a service sends along is short; nothing longer is handed on.
LONGEST = 4000

blueprint.app_template_global("sign_in_providers")(providers)


def redirect_address(provider: Provider) -> str:
    """Return the address to which the service sends people back; it is told there once."""
    return site().origin + url_for("providers.back", name=provider.name, _external=False)


@blueprint.post("/anmelden/dienst/<name>")
@public
@ASKING_DEVICES
def begin(name: str) -> Any:
    """Begin a visit to a service; from here on the browser has a cookie."""
    provider = provider_named(name)
    session[STATE] = commands.begin_visit(provider, target=carried())
    return redirect(url_for("providers.leave", name=name), 303)


@blueprint.get("/anmelden/dienst/<name>/weiter")
@public
@ASKING_SERVICES
def leave(name: str) -> Any:
    """Lead to the service, by a page that says so: forms may not lead away from the site, and no script is needed."""
    provider = provider_named(name)
    try:
        question = commands.question_of(provider, _state(), redirect_address(provider))
        url = oidc_protocol.address(provider, question)
    except Invalid as error:
        return _refused(error.message)
    except Away:
        return _away(provider)
    return render_template("accounts/provider_leave.html", provider=provider, url=url)


@blueprint.get("/anmelden/dienst/<name>/zurueck")
@public
def back(name: str) -> Any:
    """Take somebody in who comes back, and let the page send what they bring."""
    provider = provider_named(name)
    if "error" in request.args:
        return _refused(_("Die Anmeldung bei %(title)s wurde abgebrochen.", title=provider.title))
    brought = {key: request.args.get(key, "")[:LONGEST] for key in ("code", "state", "iss")}
    return render_template("accounts/provider_back.html", provider=provider, brought=brought)


def _ask_provider() -> None:
    """Ask the service whether the answer is true, before the change begins; what comes of it waits in ``g``."""
    provider = provider_named(str((request.view_args or {}).get("name", "")))
    check_answer_of_service()
    sent = {key: request.form.get(key, "")[:LONGEST] for key in ("code", "state", "iss")}
    g.provider_proof = None
    try:
        if not compare_digest(sent["state"].encode(), _state().encode()):
            raise Untrue
        question = commands.question_of(provider, sent["state"], redirect_address(provider))
        g.provider_proof = oidc_protocol.proven(provider, question, code=sent["code"], issuer=sent["iss"])
    except (Untrue, Invalid):
        g.provider_refusal = _refused(
            _(
                "Die Antwort von %(title)s passt nicht zu Ihrer Anmeldung. Bitte beginnen Sie noch einmal.",
                title=provider.title,
            )
        )
    except Away:
        g.provider_refusal = _away(provider)


@blueprint.post("/anmelden/dienst/<name>/zurueck")
@public
@errors.not_typed
@receives(_ask_provider)
def come_back(name: str) -> Any:
    """Sign in whom the service has named, link the service, or ask for a name for a new account."""
    provider = provider_named(name)
    if g.get("provider_proof") is None:
        return g.get("provider_refusal") or _refused("")
    try:
        came = commands.come_back(viewer().person_id, provider, _state(), g.provider_proof)
    except Invalid as error:
        return _refused(error.message)
    session.pop(STATE, None)
    if came.linked:
        flash(_("%(title)s ist mit Ihrem Konto verbunden.", title=provider.title), "success")
        return redirect(url_for("factors.index"), 303)
    if came.person is None:
        # The way on is for this browser alone: whoever sends it to somebody else would have them open an account for two.
        session[CHOOSING] = came.choosing
        return redirect(url_for("providers.choose", name=name, token=came.choosing), 303)
    if came.person.standing == Standing.UNCONFIRMED:
        return redirect(url_for("accounts.mail_sent"), 303)
    session[PROVIDER] = provider.name
    return proceed(came.person, came.target or url_for("pages.start"))


@blueprint.route("/anmelden/dienst/<name>/neu/<token>", methods=["GET", "POST"])
@public
@REGISTERING
@SIGNING_UP
def choose(name: str, token: str) -> Any:
    """Choose a name for a new account; its address is proven by a mail, as always."""
    provider = provider_named(name)
    try:
        commands.choosing(provider, token if compare_digest(session.get(CHOOSING, "").encode(), token.encode()) else "")
    except Invalid as error:
        return _refused(error.message)
    form = ProviderRegisterForm()
    if form.validate_on_submit():
        try:
            person = commands.register_by_provider(
                viewer(), provider, token, email=form.email.data, handle=form.handle.data, language=language()
            )
        except Invalid as error:
            form.show(error)
        else:
            session.pop(CHOOSING, None)
            note_opened(person)
            return redirect(url_for("accounts.mail_sent"), 303)
    page = render_template("accounts/provider_choose.html", form=form, provider=provider)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/abgemeldet/<name>")
@public
@ASKING_SERVICES
def left(name: str) -> Any:
    """Say that the sign-in here has ended, and lead on to end it at the service, if it offers that."""
    provider = provider_named(name)
    try:
        url = oidc_protocol.sign_out_address(provider, site().origin + url_for("pages.start", _external=False))
    except Away:
        url = None
    return render_template("accounts/provider_left.html", provider=provider, url=url)


@blueprint.route("/konto/dienste/<name>/verbinden", methods=["GET", "POST"])
@CONFIRMING
def link(name: str) -> Any:
    """Link a service to the own account, by the password and a visit to the service (I-03)."""
    provider = provider_named(name)

    def there(state: str) -> Any:
        session[STATE] = state
        return redirect(url_for("providers.leave", name=name), 303)

    return with_password(
        lambda password: commands.begin_linking(viewer(), own(), provider, password=password),
        there,
        title=_("%(title)s verbinden", title=provider.title),
        lead=_(
            "Danach melden Sie sich auch damit an. Das Forum erfährt nur, wie sicher der Dienst Sie kennt und ob Sie in "
            "Braunschweig wohnen, nicht Ihren Namen und nicht Ihre Anschrift."
        ),
        button=_("Weiter zu %(title)s", title=provider.title),
    )


@blueprint.route("/konto/dienste/<int:identity_id>/trennen", methods=["GET", "POST"])
@CONFIRMING
def unlink(identity_id: int) -> Any:
    """Unlink a service from the own account, by the password."""
    row = get_or_404(ProviderIdentity, identity_id)
    if row.person_id != current_user.id:
        raise NotFound

    def back_to_list(_nothing: Any) -> Any:
        flash(_("Der Anmeldedienst ist getrennt."), "success")
        return redirect(url_for("factors.index"), 303)

    return with_password(
        lambda password: commands.unlink(viewer(), own(), identity_id, password=password),
        back_to_list,
        title=_("Anmeldedienst trennen"),
        lead=" ".join(_what_stays(row)),
        button=_("Anmeldedienst trennen"),
        kind="danger",
    )


def _what_stays(identity: ProviderIdentity) -> list[str]:
    """Say what comes of it when a service is unlinked."""
    gone = _("Damit melden Sie sich danach nicht mehr an. Was der Dienst über Sie gesagt hat, wird gelöscht.")
    stays = ngettext(
        "Ein Prüfwert bleibt %(num)s Tag: So lange können Sie den Dienst nur mit diesem Konto wieder verbinden, damit "
        "niemand mehrere Konten als in Braunschweig wohnhaft bestätigt.",
        "Ein Prüfwert bleibt %(num)s Tage: So lange können Sie den Dienst nur mit diesem Konto wieder verbinden, damit "
        "niemand mehrere Konten als in Braunschweig wohnhaft bestätigt.",
        current_app.config["RESIDENT_KEEP_DAYS"],
    )
    return [gone, stays] if identity.resident else [gone]


def _state() -> str:
    return str(session.get(STATE, ""))


def _refused(message: str) -> Any:
    links = [{"label": _("Zur Anmeldung"), "url": url_for("accounts.sign_in")}]
    return errors.error_response(400, message, links=links)


def _away(provider: Provider) -> Any:
    """Say that a service does not answer; every other way stays open (I-10)."""
    message = _(
        "%(title)s antwortet gerade nicht. Das Forum läuft: Lesen geht ohne Anmeldung, und mit Passwort, Passkey oder einem "
        "Link per E-Mail kommen Sie hinein.",
        title=provider.title,
    )
    links = [{"label": _("Zur Anmeldung"), "url": url_for("accounts.sign_in")}]
    return errors.error_response(503, message, links=links)
