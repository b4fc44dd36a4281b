"""``flask forum polls``: counting published votes anew."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from forum.meetings.counting.recount import main

polls = AppGroup("polls", help="Votes.")


@polls.command("recount")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def recount(files: tuple[Path, ...]) -> None:
    """Count published votes (JSON) anew; ends with status 1 when one does not agree."""
    sys.exit(main([str(path) for path in files]))
