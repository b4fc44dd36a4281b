"""The shape of a proposal."""

from typing import Any

from wtforms import DateField, Field, StringField, TextAreaField

from forum.core.i18n import lazy
from forum.terms.commands import SHORT, TEXT, TITLE
from forum.terms.queries import Version
from forum.web.forms import VersionForm, filled, length, of_this_century, one_line, paragraphs


class ProposalForm(VersionForm):
    """What is common to all documents; ``form_for`` adds the clauses of one."""

    summary = TextAreaField(lazy("Kurz gesagt, in Einfacher Sprache"), [filled(), length(*SHORT)], [paragraphs])
    note = TextAreaField(lazy("Was ist neu, und warum?"), [filled(), length(*SHORT)], [paragraphs])
    valid_from = DateField(lazy("Gilt ab"), [filled(), of_this_century])

    def pairs(self, version: Version) -> list[tuple[Field, Field]]:
        """Return the fields for title and text of each clause."""
        return [(self[f"{clause.key}_title"], self[f"{clause.key}_text"]) for clause in version.clauses]

    def clauses(self, version: Version) -> dict[str, tuple[str, str]]:
        """Return title and text of each clause as they were typed."""
        typed = zip(version.clauses, self.pairs(version), strict=True)
        return {clause.key: (title.data, text.data) for clause, (title, text) in typed}


def form_for(version: Version) -> ProposalForm:
    """Return a form that begins with the version that holds."""
    fields: dict[str, Any] = {}
    for clause in version.clauses:
        title, text = str(clause.title), str(clause.text)
        fields[f"{clause.key}_title"] = StringField(
            lazy("Überschrift"), [filled(), length(*TITLE)], [one_line], default=title
        )
        fields[f"{clause.key}_text"] = TextAreaField(
            lazy("Wortlaut"), [filled(), length(*TEXT)], [paragraphs], default=text
        )
    made: type[ProposalForm] = type("ProposalForm", (ProposalForm,), fields)
    return made(data={"summary": str(version.summary), "version": version.number})
