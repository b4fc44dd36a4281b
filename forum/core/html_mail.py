"""The HTML part of a mail, made from its plain text, so that no sentence of a mail stands in two places (X-17).

The text has a handful of forms: paragraphs; lists of ``- `` lines, the line above them being their heading and an
indented address below a line its target; ``> `` lines that quote a post as its author wrote it, in Markdown; and, below
``--``, why the mail came. Nothing in it comes from another site: no picture, no style sheet, no font (P-16).
"""

import re
from dataclasses import dataclass, field

from flask import current_app
from flask_babel import force_locale

from forum.core.text import render

_LABELLED = re.compile(r"(?P<words>.+): (?P<target>https?://\S+)")


@dataclass
class Line:
    """Words that lead somewhere if they have a target."""

    words: str
    target: str = ""


@dataclass
class Block:
    """A part of a mail: its kind is paragraph, heading, list, quote or ending."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    quote_html: str = ""


def html_part(subject: str, text: str, language: str) -> str:
    """Return a whole HTML document that says what the text says."""
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with force_locale(language):
        template = current_app.jinja_env.get_template("mail/frame.html")
        return template.render(subject=subject, language=language, blocks=blocks(text, base))


def blocks(text: str, base: str) -> list[Block]:
    """Return the parts of a mail's text; only addresses below ``base`` become links, whatever a title says."""
    letter, _, ending = text.partition("\n--\n")
    found: list[Block] = []
    for chunk in re.split(r"\n\s*?\n", letter.strip("\n")):
        lines = chunk.splitlines()
        if all(line.startswith(">") for line in lines):
            source = "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines)
            found.append(Block("quote", quote_html=render(source, base=base)))
        else:
            _sort_lines(lines, base, found)
    if ending:
        found.append(Block("ending", [_line(line, base) for line in ending.splitlines() if line.strip()]))
    return found


def _sort_lines(lines: list[str], base: str, found: list[Block]) -> None:
    """Add the lines of a chunk to what was found: entries and their targets to a list, others to a paragraph."""
    plain: list[Line] = []
    for line in lines:
        in_list = bool(found) and found[-1].kind == "list" and not plain
        if line.startswith("- "):
            if plain:
                found.append(Block("heading", plain))
                plain = []
            if not in_list:
                found.append(Block("list"))
            found[-1].lines.append(Line(line.removeprefix("- ")))
        elif in_list and line.startswith(f"  {base}/"):
            found[-1].lines[-1].target = line.strip()
        else:
            plain.append(_line(line, base))
    if plain:
        found.append(Block("paragraph", plain))


def _line(line: str, base: str) -> Line:
    line = line.strip()
    if line.startswith(f"{base}/") and " " not in line:
        return Line(line, line)
    if (labelled := _LABELLED.fullmatch(line)) and labelled["target"].startswith(f"{base}/"):
        return Line(labelled["words"], labelled["target"])
    return Line(line)
