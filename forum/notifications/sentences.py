"""The sentence of a message as a page shows it; mails render the same template as plain text."""

from flask import current_app
from markupsafe import Markup, escape

from forum.core.text import without_controls
from forum.notifications.models import Message
from forum.web.language import lang_of

# What people wrote, among the values of a message: titles, reasons, the beginning of a text. The rest are our own words.
WRITTEN = ("title", "into", "milestone", "reason_given", "text")
# Where such words begin and end, until the whole is escaped.
BEGIN, END = "\x02", "\x03"


def sentence(message: Message) -> Markup:
    """Return what a message tells, safe to stand in a page, with what people wrote marked as German (A-04, E-22).

    The templates are plain text and escape nothing, so the whole sentence is escaped here, and the marks are put in last.
    """
    mark = lang_of()
    data = {name: without_controls(value) if isinstance(value, str) else value for name, value in message.data.items()}
    if mark:
        data |= {name: f"{BEGIN}{data[name]}{END}" for name in WRITTEN if data.get(name)}
    said = escape(current_app.jinja_env.get_template(f"notifications/{message.kind}.txt").render(data=data).strip())
    return said.replace(BEGIN, Markup("<span{}>").format(mark)).replace(END, Markup("</span>"))
