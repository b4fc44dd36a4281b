"""Packing a closed idea: what was said, decided and done about it, and the files. See docs/archive-package.md."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from flask_babel import force_locale

from forum.api import decisions as decision_shapes
from forum.api import discussions as post_shapes
from forum.api import ideas as idea_shapes
from forum.api import projects as project_shapes
from forum.api.shapes import plain
from forum.core.mail import absolute
from forum.core.permissions import Actor
from forum.discussions import queries as discussions
from forum.discussions.models import PostState, Thread
from forum.discussions.queries import PostRow
from forum.dossiers import queries as dossiers
from forum.dossiers.printing import pdf_of
from forum.files import storage
from forum.files.models import File
from forum.files.queries import attached
from forum.ideas import queries as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.projects import queries as projects
from forum.web.packages import as_json, write_package

FORMAT = "smart-city-forum/idea-archive/1"
# So many posts are read at once.
POSTS = 500


def packed(viewer: Actor, found: Idea) -> IO[bytes]:
    """Return the package of an idea as an open file, as far as the viewer may read what belongs to it.

    Its words are German. Whoever takes the file closes it; it lies on the disk, since attachments may be large.
    """
    with ExitStack() as failing, force_locale("de"):
        target = failing.enter_context(TemporaryFile())
        manifest = {
            "format": FORMAT,
            "idea_id": found.id,
            "title": found.title,
            "state": found.stage.value,
            "state_since": found.state_since.isoformat(),
            "unit": found.unit,
            "url": absolute(found.url),
        }
        write_package(target, manifest, _files(viewer, found))
        target.seek(0)
        failing.pop_all()
    return target


def _files(viewer: Actor, found: Idea) -> Mapping[str, bytes | Path]:
    posts = list(_posts(viewer, found.thread)) if found.thread is not None else []
    visible = [row.id for row in posts if row.state == PostState.VISIBLE]
    of_posts = attached("post", visible)
    withdrawn = found.stage == IdeaState.ZURUECKGEZOGEN
    of_idea = {} if withdrawn else attached("idea", [found.id])
    decisions = projects.decisions_of(viewer, [found.id]).get(found.id, ())
    parts: dict[str, Any] = {
        "idee.json": plain(idea_shapes.whole(found)),
        "fassungen.json": [] if withdrawn else _versions(viewer, found),
        "verlauf.json": [_step(row) for row in ideas.timeline(viewer, found)],
        "beitraege.json": [plain(post_shapes.written(row, of_posts.get(row.id, ()))) for row in posts],
        "beratungsfolge.json": [_station(row) for row in ideas.stations(viewer, [found])],
        "beschluesse.json": [
            plain(row)
            for row in decision_shapes.recorded(dossiers.decisions_with_ids(viewer, [one.id for one in decisions]))
        ],
    }
    project = projects.project_of(viewer, found)
    if project is not None:
        parts["vorhaben.json"] = plain(project_shapes.whole(viewer, projects.project(viewer, project.id)))
    files: dict[str, bytes | Path] = {name: as_json(content) for name, content in parts.items()}
    for paper in dossiers.dossiers_about(viewer, found.id):
        files[f"vorlagen/{paper.number}-{paper.version}.pdf"] = pdf_of(paper)
    for group in (*of_idea.values(), *of_posts.values()):
        files |= _lying(group)
    return files


def _posts(viewer: Actor, thread: Thread) -> Iterator[PostRow]:
    """Yield the posts in reading order, as readers see them: of a hidden one its place and the ground."""
    path: str | None = None
    while True:
        rows, path = discussions.posts_after(viewer, thread, path, POSTS)
        yield from rows
        if path is None:
            return


def _versions(viewer: Actor, found: Idea) -> list[dict[str, Any]]:
    earlier = [
        {
            "version": row.version,
            "title": row.title,
            "source": row.source,
            "reason": row.reason,
            "at": row.at.isoformat(),
            "hidden": row.is_hidden,
        }
        for row in reversed(ideas.revisions(viewer, found))
    ]
    now = {"version": found.text_version, "title": found.title, "source": found.source, "reason": "", "at": None}
    added = [{"added": row.source, "at": row.at.isoformat()} for row in ideas.addenda(viewer, found)]
    return [*earlier, now, *added]


def _step(row: Any) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "kind": str(row.kind),
        "from": row.from_state,
        "to": row.to_state,
        "headline": str(row.headline),
        "text": row.source or str(row.meaning),
        "ground": str(row.ground),
        "unit": row.unit,
        "at": row.at.isoformat(),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "in_time": row.in_time,
        "url": row.url,
    }


def _station(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "committee": row.committee,
        "meets_on": row.meets_on.isoformat(),
        "result": row.result,
        "url": row.url,
    }


def _lying(files: Sequence[File]) -> dict[str, Path]:
    """Return where files lie that are still there, by the names that they get in the package."""
    places = {f"dateien/{file.id}-{file.name}": storage.path_of(file.key) for file in files}
    return {name: path for name, path in places.items() if path.exists()}
