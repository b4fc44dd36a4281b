"""Drafts: what people are writing, kept on the server until it is published (T-09, T-10).

A *draft* belongs to a person, an *action* (the permission that publishing will ask for, ``post.publish``) and a *target*
(what it is for, ``thread:12``). The *form* that wrote it last may write it again; any other form must have seen what is
stored, so that two tabs or devices never overwrite each other silently.

Neighbours: the packages above say in ``forum.app`` for which actions there are drafts (``Place``), open a ``Desk`` in
their views and clear it when the text is published. Drafts of ideas are ideas themselves and have nothing to do with it.
"""
