"""The commands of ``flask forum``; JSON on standard output with ``--json``."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Flag
from typing import Any, NoReturn

import click
import structlog
from flask import current_app
from flask.cli import AppGroup

from forum.accounts import commands as accounts
from forum.accounts.models import ROLES, Person
from forum.accounts.queries import person_by_email, person_by_handle
from forum.administration.events import BackupMade, SearchedAs
from forum.administration.explaining import explained
from forum.administration.verifying import verify
from forum.cli import consistency
from forum.cli.backup import backup, restore
from forum.cli.importing import import_ideas
from forum.cli.polls import polls
from forum.cli.reading import READERS
from forum.core import counts, worker
from forum.core.db import transaction
from forum.core.errors import Conflict, ForumError, Invalid, NotFound
from forum.core.events import record
from forum.core.permissions import SYSTEM, Nobody
from forum.demo import build as demo
from forum.privacy import erasing, ledger
from forum.search import queries as search_queries
from forum.search import subscribers as search_subscribers
from forum.search.engines import IndexBusy
from forum.search.looking import engine as search_engine
from forum.strategy.models import strategy

forum = AppGroup("forum", help="Operate the Smart City-Forum.")
user = AppGroup("user", help="People and their roles.")
log_group = AppGroup("events", help="The event log.")
search = AppGroup("search", help="The search index.")
privacy = AppGroup("privacy", help="Erased accounts.")
forum.add_command(privacy)
forum.add_command(user)
forum.add_command(search)
forum.add_command(log_group)
forum.add_command(polls)

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON.")


def say(values: dict[str, Any], sentence: str, *, wants_json: bool) -> None:
    """Print a result for people or for programs."""
    click.echo(json.dumps(values, ensure_ascii=False, default=str) if wants_json else sentence)


def fail(error: ForumError) -> NoReturn:
    """Print a refusal in one clear line per reason and end with status 1."""
    reasons = [error.message] if error.message else []
    if isinstance(error, Invalid):
        reasons += [f"{name}: {sentence}" for name, sentences in error.fields.items() for sentence in sentences]
    click.echo("\n".join(reasons) or type(error).__name__, err=True)
    sys.exit(1)


def _person(handle: str) -> Person:
    """Return the person with this handle. Raises NotFound with a sentence."""
    try:
        return person_by_handle(SYSTEM, handle)
    except NotFound as error:
        raise NotFound(f"There is nobody named {handle}.") from error


@user.command("create")
@click.argument("email")
@click.argument("handle")
@click.option("--password", prompt=True, hide_input=True)
@as_json
def create_user(email: str, handle: str, password: str, *, wants_json: bool) -> None:
    """Open a confirmed account."""
    try:
        with transaction():
            person = accounts.create_confirmed(SYSTEM, email=email, handle=handle, password=password)
            number = person.id
    except ForumError as error:
        fail(error)
    say({"id": number, "handle": handle}, f"{handle} has account number {number}.", wants_json=wants_json)


def _known_role(_context: click.Context, _parameter: click.Parameter, role: str) -> str:
    """Take a role, or the word of somebody who represents a district or moderates a space (B-04, M-25).

    Such words are ``district:130`` and ``space:7:moderator``.
    """
    words = {*ROLES, *(f"district:{number}" for number in strategy().districts)}
    if role not in words and not re.fullmatch(r"space:[1-9]\d{0,8}:moderator", role):
        raise click.BadParameter(f"must be one of {', '.join(sorted(words))}")
    return role


@user.command("role")
@click.argument("handle")
@click.argument("role", callback=_known_role)
@click.option("--end", is_flag=True, help="End the role instead of giving it.")
@click.option("--reason", default="command line")
@as_json
def change_role(handle: str, role: str, reason: str, *, end: bool, wants_json: bool) -> None:
    """Give a person a role, or end it."""
    try:
        with transaction():
            person = _person(handle)
            if end:
                accounts.end_role(SYSTEM, person, role)
            else:
                accounts.grant_role(SYSTEM, person, role, reason=reason)
    except ForumError as error:
        fail(error)
    word = "no longer holds" if end else "holds"
    say({"handle": handle, "role": role, "holds": not end}, f"{handle} {word} {role}.", wants_json=wants_json)


@user.command("forget-factors")
@click.argument("handle")
@as_json
def forget_factors(handle: str, *, wants_json: bool) -> None:
    """Take app, passkeys, codes and sign-in services from a person who has lost them and has proven who they are."""
    try:
        with transaction():
            accounts.remove_factors(SYSTEM, _person(handle))
    except ForumError as error:
        fail(error)
    say(
        {"handle": handle}, f"{handle} signs in with the password alone, and is told so by mail.", wants_json=wants_json
    )


@user.command("token")
@click.argument("handle")
@click.option("--name", default="command line")
@click.option("--scope", "scopes", multiple=True, default=["read", "write"])
@as_json
def make_token(handle: str, name: str, scopes: tuple[str, ...], *, wants_json: bool) -> None:
    """Print a new API token of a person; it is shown this once."""
    try:
        with transaction():
            person = _person(handle)
            token = accounts.issue_token(SYSTEM, person, name=name, scopes=list(scopes))
    except ForumError as error:
        fail(error)
    say({"handle": handle, "token": token}, token, wants_json=wants_json)


@privacy.command("erase-again")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@as_json
def erase_again(source: Path | None, *, wants_json: bool) -> None:
    """Erase whom a restored backup brought back; SOURCE is the list, erased.jsonl of the data folder unless named.

    Run it after each restore, before the site is open again, and keep the list apart from the backups.
    """
    try:
        done = erasing.erase_again(source or ledger.place())
    except ForumError as error:
        fail(error)
    say({"erased": done}, f"{done} accounts erased again.", wants_json=wants_json)


@forum.command("worker")
@click.option("--once", is_flag=True, help="Work until nothing is due, then end.")
@as_json
def run_worker(*, once: bool, wants_json: bool) -> None:
    """Deliver events and run due jobs."""
    if once:
        done = worker.run_until_idle()
        say({"done": done}, f"{done} deliveries and jobs.", wants_json=wants_json)
        return
    worker.run_forever(current_app._get_current_object(), Flag())  # type: ignore[attr-defined]  # noqa: SLF001


@log_group.command("verify")
@as_json
def verify_events(*, wants_json: bool) -> None:
    """Check the hash chain of the event log and all that was frozen; ends with status 1 when something was changed."""
    check = verify()
    broken, changed = check.first_broken, check.changed
    lines = ["The event log is whole." if broken is None else f"The event log is broken at {check.place}."]
    lines += [f"Changed since it was frozen: {name}" for name in changed]
    values = {"whole": broken is None, "first_broken": broken, "changed": changed}
    say(values, "\n".join(lines), wants_json=wants_json)
    if not check.is_whole:
        sys.exit(1)


@forum.command("explain")
@click.argument("person")
@click.argument("permission")
@click.argument("thing", required=False)
@as_json
def explain_permission(person: str, permission: str, thing: str | None, *, wants_json: bool) -> None:
    """Show what each predicate of a permission says of a person (handle or mail address).

    THING is what is asked about, as kind:id, such as idea:1, thread:2, space:verkehr or step:1:fachpruefung.
    """
    try:
        found = person_by_email(person) or _person(person)
        findings = explained(found, permission, thing)
    except ForumError as error:
        fail(error)
    lines = [f"{finding.alternative}. {finding.predicate}: {'yes' if finding.holds else 'no'}" for finding in findings]
    values = {"findings": [vars(finding) for finding in findings]}
    say(values, "\n".join(lines), wants_json=wants_json)


@search.command("rebuild")
@as_json
def rebuild_index(*, wants_json: bool) -> None:
    """Build the index anew beside the old one, and switch to it."""
    try:
        count = search_subscribers.rebuild()
    except IndexBusy:
        fail(Conflict("Another process writes the index. It rebuilds it every night; or stop it first."))
    say({"documents": count}, f"The index holds {count} documents.", wants_json=wants_json)


@search.command("status")
@as_json
def index_status(*, wants_json: bool) -> None:
    """Say whether the index can be read, how much it holds, and how much waits."""
    engine = search_engine()
    healthy = engine.healthy()
    count = engine.count() if healthy else 0
    waiting = worker.waiting("search.index")
    sentence = f"{'healthy' if healthy else 'not readable'}, {count} documents, {waiting} changes waiting."
    say({"healthy": healthy, "documents": count, "waiting": waiting}, sentence, wants_json=wants_json)


@search.command("find")
@click.argument("words", nargs=-1, required=True)
@click.option("--as", "handle", help="Search as this person; without it as a visitor.")
@as_json
def find_words(words: tuple[str, ...], handle: str | None, *, wants_json: bool) -> None:
    """Search as a visitor, or as a person; the log says whose rights were used, and not for what."""
    try:
        viewer = _person(handle) if handle else Nobody()
    except ForumError as error:
        fail(error)
    if isinstance(viewer, Person):
        with transaction():
            record(SYSTEM, SearchedAs(person_id=viewer.id), audience="admin")
    with current_app.test_request_context():
        answer = search_queries.find(viewer, " ".join(words))
        hits = [
            {"kind": f.shown.kind, "id": f.shown.id, "title": f.shown.title, "url": f.shown.url} for f in answer.found
        ]
    lines = [f"{hit['kind']} {hit['id']}: {hit['title']}  {hit['url']}" for hit in hits]
    say({"total": answer.total, "items": hits}, "\n".join(lines) or "Nothing found.", wants_json=wants_json)


@forum.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def make_backup(file: Path, *, wants_json: bool) -> None:
    """Write the database and the key into one file; the log says that there is one more."""
    try:
        manifest = backup(file)
    except ForumError as error:
        fail(error)
    with transaction():
        record(SYSTEM, BackupMade(), audience="admin")
    say({"file": str(file), **manifest}, f"Written to {file}.", wants_json=wants_json)


@forum.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@as_json
def bring_back(file: Path, *, wants_json: bool) -> None:
    """Bring a backup back into an empty database, check it, and rebuild the index."""
    try:
        manifest = restore(file)
    except ForumError as error:
        fail(error)
    findings = consistency.check()
    documents = search_subscribers.rebuild()
    sentence = f"Restored the backup of {manifest['made_at']}: {len(findings)} findings, {documents} documents."
    say({**manifest, "findings": len(findings), "documents": documents}, sentence, wants_json=wants_json)


@forum.command("check")
@click.option("--repair", is_flag=True, help="Put wrong counts right.")
@as_json
def check_consistency(*, repair: bool, wants_json: bool) -> None:
    """Compare what is kept with a recount; ends with status 1 when something is wrong."""
    with transaction() as change:
        findings = consistency.check()
        change.discard()
    if repair:
        counts.repair()
    lines = [f"{f.check}: {f.thing}: stored {f.stored}, counted {f.counted}" for f in findings]
    say({"findings": [vars(f) for f in findings]}, "\n".join(lines) or "Everything fits.", wants_json=wants_json)
    if findings and not repair:
        sys.exit(1)


@contextmanager
def _quiet() -> Iterator[None]:
    """Log warnings only, for a command whose own few lines are what people read."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        yield
    finally:
        structlog.configure(**before)


@forum.command("demo")
@click.option("--if-empty", is_flag=True, help="Build it only when nobody has an account yet.")
@as_json
def build_demo(*, if_empty: bool, wants_json: bool) -> None:
    """Fill an empty forum with the demo, and say how to sign in."""
    if current_app.config["MODE"] == "production":
        fail(Conflict("Everybody knows the passwords of the demo: there is none with FORUM_MODE=production."))
    empty = demo.is_empty()
    if not empty and not if_empty:
        fail(Conflict("The forum is not empty. The demo needs an empty one: choose another FORUM_INSTANCE."))
    if empty:
        click.echo("Filling the demo; this takes a moment.", err=True)
        with _quiet():
            demo.build()
    if not demo.is_here():
        return
    people = [{"email": email, "as": about} for email, about in demo.sign_ins()]
    lines = [f"  {one['email']:<26} {one['as']}" for one in people]
    head = f"Serving on {current_app.config['BASE_URL']} – sign in with the password {demo.PASSWORD} as:"
    say({"password": demo.PASSWORD, "people": people}, "\n".join([head, *lines]), wants_json=wants_json)


@forum.command("import-ideas")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "file_format", type=click.Choice(sorted(READERS)), required=True)
@click.option("--space", help="The slug of the space the ideas belong to.")
@as_json
def bring_in_ideas(file: Path, file_format: str, space: str | None, *, wants_json: bool) -> None:
    """Take ideas over from a file; a second run changes nothing, a broken file changes nothing at all."""
    try:
        figures = import_ideas(file, file_format, space=space)
    except NotFound:
        fail(NotFound(f"There is no space {space}."))
    except ForumError as error:
        fail(error)
    sentence = f"{figures['read']} ideas read, {figures['new']} new, {figures['known']} known before."
    say(figures, sentence, wants_json=wants_json)
