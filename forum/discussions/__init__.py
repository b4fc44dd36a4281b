"""Discussions: spaces (Räume), threads (Themen) and nested posts (Beiträge).

A *space* is a themed place with an audience; a *thread* is one discussion in it, or the discussion of an idea; a *post*
is one contribution and may answer another. The tree lies in one table with a materialised path, so that the posts of any
page are read by one statement (``docs/decisions/thread-tree.md``).

Neighbours: ideas give every idea a thread; moderation hides and restores posts through the commands here; search and
notifications learn from the events.
"""
