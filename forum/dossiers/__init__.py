"""Dossiers: the paper that goes before the Board, and what the Board decides.

A *dossier* (Vorlage) is the frozen, numbered paper about an idea. A *decision* (Beschluss) is a line of the Board's
register and never changes.

Neighbours: ideas own the path, and every step of it is taken by a command there; assessments lie below and go into the
papers without names; meetings call ``record_decision`` when the Board has voted; projects build on decisions; search and
notifications learn from the events.
"""
