"""The texts of discussions that are stored as HTML, and the pictures that belong to them (T-31)."""

from collections.abc import Mapping, Sequence

from forum.core.rendered import Rendered
from forum.core.text import Picture
from forum.discussions.models import Post, PostRevision, Space, ThreadSummary
from forum.files.queries import attached


def _pictures(post_ids: Sequence[int]) -> Mapping[int, Mapping[str, Picture]]:
    """Return the pictures that are attached to posts, by post and address."""
    return {
        post_id: {
            row.url: Picture("" if row.decorative else row.alt, row.width or 0, row.height or 0)
            for row in rows
            if row.is_picture
        }
        for post_id, rows in attached("post", post_ids).items()
    }


TABLES = [
    Rendered(Post, pictures=_pictures),
    Rendered(ThreadSummary),
    Rendered(Space, (("description", "description_html"), ("rules", "rules_html"))),
    Rendered(PostRevision, pictures=_pictures, thing="post_id"),
]
