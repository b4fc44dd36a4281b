"""Files of posts: who may download them is asked of the post, each time (T-30, X-24)."""

from forum.core.errors import Gone
from forum.core.permissions import Actor
from forum.discussions import queries
from forum.discussions.models import PostState
from forum.discussions.pages import tombstone
from forum.files.queries import Purpose


def _check(viewer: Actor, post_id: int) -> None:
    """Refuse the file of a post that the viewer may not read now. Raises NotFound, Gone."""
    found = queries.post(viewer, post_id)
    if found.state != PostState.VISIBLE:
        raise Gone(tombstone(found))


POSTS = Purpose("post", _check)
