"""Projects (Vorhaben): what a decision set in motion, and how far it has come.

A *project* belongs to the idea that started it and to the decision that carries it; it has *milestones*, a goal of the city
with an indicator, and a day by which the next news are promised.

Neighbours: ideas own the path, and a project takes its steps by commands there; decisions lie below; search and
notifications learn from the events.
"""
