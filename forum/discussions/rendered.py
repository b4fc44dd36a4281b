"""The texts of discussions that are stored as HTML, and the pictures and people that belong to them (T-31)."""

from functools import partial

from forum.core.rendered import Rendered
from forum.discussions.models import Post, PostRevision, Space, ThreadSummary
from forum.discussions.queries.mentions import people_of
from forum.files.queries import pictures_of

_pictures = partial(pictures_of, "post")

TABLES = [
    Rendered(Post, pictures=_pictures, people=people_of),
    Rendered(ThreadSummary, (("source", "html"), ("against", "against_html"), ("affected", "affected_html"))),
    Rendered(Space, (("description", "description_html"), ("rules", "rules_html"))),
    Rendered(PostRevision, pictures=_pictures, people=people_of, thing="post_id"),
]
