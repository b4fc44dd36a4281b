"""Write the table of permissions into docs/permissions.md, from the running application (E-39); a test compares it."""

import inspect
import tempfile
from pathlib import Path

from forum import create_app
from forum.accounts.models import ROLES
from forum.administration.table import Answer, answer, holders
from forum.core.permissions import Rule, rules

FILE = Path(__file__).parent.parent / "docs" / "permissions.md"
HEAD = """\
# Permissions

Who may do what, written by `make permissions` from the same table that decides (`policies.py` of each package). The page
`/verwaltung/rechte` shows it for the settings of the site, and `flask forum explain PERSON PERMISSION [KIND:ID]` says why.
What a setting such as `FORUM_ASSURANCE` asks for besides is not in here.

**yes** holds for everything, **on condition** depends on the thing, an empty cell is a no. All predicates of one way must
hold; any one way is enough.
"""
SIGNS = {Answer.YES: "yes", Answer.DEPENDS: "on condition", Answer.NO: ""}
FURTHER = ["space moderator", "unit"]


def written() -> str:
    """Return the document; called within an application."""
    names = ["visitor", "member", *(role.replace("_", " ") for role in ROLES), *FURTHER]
    columns = holders()
    packages: dict[str, list[str]] = {}
    meanings: dict[str, str] = {}
    for name, rule in sorted(rules().items()):
        signs = [SIGNS[answer(rule, holder)] for _name, holder in zip(names, columns, strict=True)]
        row = f"| `{name}` | {_ways(rule, meanings)} | {' | '.join(signs)} |"
        packages.setdefault(name.partition(".")[0], []).append(row)
    head = f"| permission | ways | {' | '.join(names)} |\n|{'---|' * (len(names) + 2)}\n"
    table = head + "".join(f"{row}\n" for rows in packages.values() for row in rows)
    predicates = "".join(f"- `{name}`: {meaning}\n" for name, meaning in sorted(meanings.items()))
    return f"{HEAD}\n{table}\n## Predicates\n\n{predicates}"


def _ways(rule: Rule, meanings: dict[str, str]) -> str:
    for alternative in rule.alternatives:
        for predicate in alternative:
            meanings[predicate.__name__] = (inspect.getdoc(predicate) or "").partition("\n")[0]
    return "<br>".join(" + ".join(f"`{one.__name__}`" for one in alternative) for alternative in rule.alternatives)


def main() -> None:
    """Write the document."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": folder, "EMBEDDED_WORKER": False})
        with app.app_context():
            FILE.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
