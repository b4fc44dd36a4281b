"""Files as the moderation sees them: on a post or an idea, in an earlier version of it, or taken off and kept (M-20)."""

from collections.abc import Callable
from typing import Any

from forum.core import rendered
from forum.core.db import get_or_404
from forum.core.errors import NotFound
from forum.core.permissions import SYSTEM, Actor, can
from forum.discussions.models import Post
from forum.files import commands as files
from forum.files import queries as file_queries
from forum.files.keeping import WITHHELD
from forum.files.models import File
from forum.ideas.commands.writing import FORMER_FILES
from forum.ideas.models import Idea
from forum.moderation.target import Target

# In what the files lie that can be reported, with the rows whose texts may show them.
_HOLDERS: dict[str, Any] = {"post": Post, "idea": Idea}
_ORIGINS = {**{kind: kind for kind in _HOLDERS}, FORMER_FILES: "idea", **{WITHHELD[kind]: kind for kind in _HOLDERS}}


# Under which purposes files hang or hung on an idea, so that all its authors wrote what they belong to; and on a post.
IDEA_FILES, POST_FILES = (
    tuple(purpose for purpose, kind in _ORIGINS.items() if kind == wanted) for wanted in ("idea", "post")
)


def origin_of(file: File) -> str:
    """Return the kind of thing on which a file hangs or hung; nothing for what can not be reported."""
    return _ORIGINS.get(file.purpose or "", "")


def is_taken_off(file: File) -> bool:
    """Tell whether its author took a file off, and it is only kept."""
    return file.purpose in WITHHELD.values()


def file(viewer: Actor, file_id: int, holder: Callable[[Actor, str, int], Target]) -> Target:
    """Return a file that the viewer may look at: its name and the words for those who do not see it.

    ``holder`` finds the thing on which it hangs. Raises NotFound, Gone.
    """
    found = file_queries.file(viewer, get_or_404(File, file_id).key)
    if not origin_of(found) or found.thing_id is None:
        raise NotFound
    return of_file(found, holder(viewer, origin_of(found), found.thing_id))


def of_file(file: File, holder: Target) -> Target:
    """Return a file whoever looks at it, with the thing on which it hangs."""
    return Target(
        kind="file",
        id=file.id,
        author_id=file.owner_id,
        title=file.name,
        text="\n".join(word for word in (file.name, file.alt) if word),
        version=0,
        url=holder.url,
        is_hidden=file.hidden_at is not None or holder.is_hidden,
        thing=file,
        author_ids=holder.author_ids,
        space_id=holder.space_id,
        published_at=file.created_at,
        language=holder.language,
        content_type="IMAGE" if file.is_picture else "OTHER",
    )


def hide(actor: Actor, file: File, *, ground: str) -> None:
    """Hide a file, also where a text shows it as a picture; the right to decide was asked for at the case (M-25)."""
    files.hide_file(actor if can(actor, "file.hide", file) else SYSTEM, file, ground=ground)
    rendered.outdate(_HOLDERS[origin_of(file)], file.thing_id)


def restore(actor: Actor, file: File) -> None:
    """Show a file again, also in the text; what was taken off meanwhile is only free of the decision."""
    files.restore_file(actor if can(actor, "file.hide", file) else SYSTEM, file)
    rendered.outdate(_HOLDERS[origin_of(file)], file.thing_id)
