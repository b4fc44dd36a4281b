"""Dossiers: what comes between an idea and the thing that gets built.

An *assessment* rates an idea by the strategy's criteria, one per assessor. A *dossier* (Vorlage) is the frozen, numbered
paper about an idea. A *decision* (Beschluss) is a line of the Board's register and never changes. A *project* (Vorhaben)
is what a decision set in motion, with *milestones*.

Neighbours: ideas own the path, and every step of it is taken by a command there; meetings call ``record_decision`` when
the Board has voted; search and notifications learn from the events.
"""
