"""Bring the English catalogues up to date with the German sentences in code and templates.

One catalogue per package; translations that are there stay, sentences that are gone go, new ones are listed. What
another package says already is taken over. With ``--check`` nothing is written, and a missing, unused or uncertain
translation ends with status 1 (E-41).
"""

import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
# No dates, names or versions: a catalogue changes only when its sentences do.
HEADER = r"""# The English sentences of {package}; the German ones are the keys. Brought up to date by `make translations`.
msgid ""
msgstr ""
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
LOCALE = ROOT / "forum" / "locale" / "en"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
# Templates that belong to no package of their own are translated with the frame of the page.
FRAME = ("kit", "errors", "mail", ".")
# Packages whose templates lie in more folders than their own.
FOLDERS = {"web": FRAME, "pages": ("pages", "legal")}


def packages() -> list[str]:
    """Return the packages that may speak."""
    names = {path.name for path in (ROOT / "forum").iterdir() if path.is_dir() and path.name != "locale"}
    return sorted((names - {"core", "web", "__pycache__"}) | {"web"})


def sources(package: str) -> Iterator[tuple[Path, str]]:
    """Yield the files of a package with the method that reads their sentences."""
    folders = [ROOT / "forum" / package]
    templates = [ROOT / "templates" / name for name in FOLDERS.get(package, (package,))]
    if package == "web":
        folders += [ROOT / "forum" / "core"]
        yield from ((path, "python") for path in sorted((ROOT / "forum").glob("*.py")))
    for folder in folders:
        yield from ((path, "python") for path in sorted(folder.rglob("*.py")))
    for folder in templates:
        files = folder.glob("*") if folder.name == "templates" else folder.rglob("*")
        yield from ((path, "jinja2") for path in sorted(files) if path.suffix in {".html", ".txt"})


def template(package: str) -> Catalog:
    """Return the sentences of a package, without translations."""
    catalogue = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for path, method in sources(package):
        name = "jinja2.ext:babel_extract" if method == "jinja2" else method
        options = JINJA if method == "jinja2" else {}
        with path.open("rb") as file:
            for _line, message, _comments, context in extract(name, file, KEYWORDS, options=options):
                python = "%(" in str(message)
                catalogue.add(
                    message,
                    None,
                    [(str(path.relative_to(ROOT)), 0)],
                    context=context,
                    flags=["python-format"] if python else [],
                )
    return catalogue


def _complete(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, list | tuple) else bool(message.string)


def elsewhere(message: Message) -> Message | None:
    """Return the translation of a sentence from another catalogue."""
    for path in sorted(LOCALE.glob("*.po")):
        found = _stored(path, path.stat().st_mtime_ns).get(message.id, message.context)
        if found is not None and _complete(found) and not found.fuzzy and found.pluralizable == message.pluralizable:
            return found
    return None


@cache
def _stored(path: Path, _changed: int) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en")


def translated(package: str) -> tuple[Catalog, list[str]]:
    """Return the catalogue of a package as it should be, and what is wrong with it."""
    wanted = template(package)
    path = LOCALE / f"{package}.po"
    known = _stored(path, path.stat().st_mtime_ns) if path.exists() else Catalog(locale="en")
    faults: list[str] = []
    for message in wanted:
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        if old is not None and old.fuzzy:
            faults.append(f"uncertain: {message.id}")
        elif old is not None and old.pluralizable == message.pluralizable:
            message.string = old.string
        if not _complete(message) and (other := elsewhere(message)) is not None:
            message.string = other.string
        if not _complete(message):
            faults.append(f"missing: {message.id}")
        faults += [f"{error}: {message.id}" for error in message.check(wanted)]
    faults += [
        f"unused: {message.id}" for message in known if message.id and wanted.get(message.id, message.context) is None
    ]
    return wanted, faults


def write(package: str, catalogue: Catalog) -> None:
    """Write the catalogue of a package; a package that says nothing has none."""
    path = LOCALE / f"{package}.po"
    if not len(catalogue):
        path.unlink(missing_ok=True)
        return
    LOCALE.mkdir(parents=True, exist_ok=True)
    content = BytesIO()
    write_po(content, catalogue, width=110, sort_output=True, omit_header=True, no_location=True)
    sentences = content.getvalue().decode().rstrip("\n")
    path.write_text(f"{HEADER.format(package=package)}{sentences}\n", encoding="utf-8")


def main() -> int:
    """Update or check all catalogues."""
    check = "--check" in sys.argv
    count = 0
    for package in packages():
        catalogue, faults = translated(package)
        for fault in faults:
            if check or fault.startswith(("missing", "placeholders", "format")):
                print(f"{package}: {fault}")
        count += len([fault for fault in faults if check or not fault.startswith("unused")])
        if not check:
            write(package, catalogue)
    print(f"{count} sentences need work.")
    return 1 if check and count else 0


if __name__ == "__main__":
    sys.exit(main())
