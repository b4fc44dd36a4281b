"""Files of posts: who may download them is asked of the post, each time (T-30, X-24)."""

from forum.core.errors import Gone
from forum.core.permissions import Actor, can
from forum.discussions import queries
from forum.discussions.models import PostState
from forum.discussions.pages import tombstone
from forum.files.queries import Purpose


def _check(viewer: Actor, post_id: int) -> bool:
    """Refuse the file of a post that the viewer may not read now, and tell who gets a proof. Raises NotFound, Gone.

    What the moderation hid stays evidence for its author and for moderators who may read there (P-09, X-24).
    """
    found = queries.post(viewer, post_id)
    if found.state == PostState.HIDDEN and can(viewer, "post.see_evidence", found):
        return True
    if found.state != PostState.VISIBLE:
        raise Gone(tombstone(found))
    return False


POSTS = Purpose("post", _check)
