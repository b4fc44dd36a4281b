"""Projects (Vorhaben): what a decision set in motion, and how far it has come.

A *project* belongs to the idea that started it and to the decision that carries it. It stands on the list before a
committee first reads of it, serves *goals* of the city, goes from *milestone* to milestone, and is measured by
*indicators* whose *values* are never overwritten. Its *news* are lines on the log of its idea; the next ones are promised
for a day, and the page says so when that day has passed.

Neighbours: ideas own the path, and a project takes its steps by commands there; decisions lie below; search and
notifications learn from the events.
"""
