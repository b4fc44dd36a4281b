"""What stands in a forum, but for what is drawn by lot and what the clock says: two forums with the same words compare."""

from datetime import date

from sqlalchemy import select

from forum.core.db import Model, db

# Keys, salts, and what is computed from them; addresses name the port of the server; a job is due once in the time
# that one building takes and not yet in another.
BY_LOT = {
    "barrier_report.token_digest",
    "event.data",
    "event.seal",
    "job_run.finished_at",
    "log_check.seal",
    "mail.text",
    "minutes.seal",
    "notice.address",
    "notice.token_digest",
    "person.password_hash",
    "poll.configuration",
    "poll.configuration_hash",
    "sealed_text.digest",
    "sealed_text.salt",
    "survey_answer.id",
}


def dump() -> dict[str, list[str]]:
    """Return the rows of each table as words, in an order of their own."""
    found = {}
    for table in Model.metadata.sorted_tables:
        columns = [column for column in table.columns if f"{table.name}.{column.name}" not in BY_LOT]
        rows = db.session.execute(select(*columns)) if columns else ()
        found[table.name] = sorted(repr(["" if isinstance(value, date) else value for value in row]) for row in rows)
    db.session.rollback()
    return found
