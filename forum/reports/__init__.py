"""Reports: what came of all the ideas, in figures that anybody can recount.

A *report* gathers a *period* – a year or any other span of days – from the rows of the packages below: participation,
answers, decisions, projects, goals. The *coverage* shows which goals and districts have ideas, decisions, projects and
measured results, and which have none. Small numbers of people are not told (``core.small_cells``).

A *published* report is a copy that never changes, for a document that the council has in hand must stay what it was.

Neighbours: it reads every package below and changes none of them.
"""
