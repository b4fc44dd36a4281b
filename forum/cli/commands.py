"""The commands of ``flask forum``; JSON on standard output with ``--json``."""

import json
import sys
from threading import Event as Flag
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from forum.accounts import commands as accounts
from forum.accounts.models import ROLES, Person
from forum.accounts.queries import person_by_email, person_by_handle
from forum.core import events, worker
from forum.core.db import transaction
from forum.core.errors import ForumError, Invalid
from forum.core.permissions import SYSTEM, explain

forum = AppGroup("forum", help="Operate the Smart City-Forum.")
user = AppGroup("user", help="People and their roles.")
log_group = AppGroup("events", help="The event log.")
forum.add_command(user)
forum.add_command(log_group)

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON.")


def say(values: dict[str, Any], sentence: str, *, wants_json: bool) -> None:
    """Print a result for people or for programs."""
    click.echo(json.dumps(values, ensure_ascii=False, default=str) if wants_json else sentence)


def fail(error: ForumError) -> None:
    """Print a refusal in one clear line per reason and end with status 1."""
    reasons = [error.message] if error.message else []
    if isinstance(error, Invalid):
        reasons += [f"{name}: {sentence}" for name, sentences in error.fields.items() for sentence in sentences]
    click.echo("\n".join(reasons) or type(error).__name__, err=True)
    sys.exit(1)


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


@user.command("role")
@click.argument("handle")
@click.argument("role", type=click.Choice(sorted(ROLES)))
@click.option("--end", is_flag=True, help="End the role instead of giving it.")
@click.option("--reason", default="command line")
@as_json
def change_role(handle: str, role: str, reason: str, *, end: bool, wants_json: bool) -> None:
    """Give a person a role, or end it."""
    try:
        with transaction():
            person = person_by_handle(SYSTEM, handle)
            if end:
                accounts.end_role(SYSTEM, person, role)
            else:
                accounts.grant_role(SYSTEM, person, role, reason=reason)
    except ForumError as error:
        fail(error)
    word = "no longer holds" if end else "holds"
    say({"handle": handle, "role": role, "holds": not end}, f"{handle} {word} {role}.", wants_json=wants_json)


@user.command("token")
@click.argument("handle")
@click.option("--name", default="command line")
@click.option("--scope", "scopes", multiple=True, default=["read", "write"])
@as_json
def make_token(handle: str, name: str, scopes: tuple[str, ...], *, wants_json: bool) -> None:
    """Print a new API token of a person; it is shown this once."""
    try:
        with transaction():
            person = person_by_handle(SYSTEM, handle)
            token = accounts.issue_token(person, person, name=name, scopes=list(scopes))
    except ForumError as error:
        fail(error)
    say({"handle": handle, "token": token}, token, wants_json=wants_json)


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
    """Check the hash chain of the event log; ends with status 1 at the first broken seal."""
    with transaction():
        events.seal()
    broken = events.first_broken_seal()
    sentence = "The event log is whole." if broken is None else f"The event log is broken at event {broken}."
    say({"whole": broken is None, "first_broken": broken}, sentence, wants_json=wants_json)
    if broken is not None:
        sys.exit(1)


@forum.command("explain")
@click.argument("person")
@click.argument("permission")
@as_json
def explain_permission(person: str, permission: str, *, wants_json: bool) -> None:
    """Show what each predicate of a permission says of a person (handle or mail address)."""
    try:
        found: Person = person_by_email(person) or person_by_handle(SYSTEM, person)
        findings = explain(found, permission)
    except KeyError:
        fail(Invalid(f"There is no permission {permission}."))
    except ForumError as error:
        fail(error)
    lines = [f"{finding.alternative}. {finding.predicate}: {'yes' if finding.holds else 'no'}" for finding in findings]
    values = {"findings": [vars(finding) for finding in findings]}
    say(values, "\n".join(lines), wants_json=wants_json)
