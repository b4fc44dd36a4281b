"""The staff office: how three people, and the units of the administration, work on ideas.

The *workbench* is one list of all ideas with facets, saved *views* and *bulk* acts. An idea's *file* is what the public
does not see of it: who works on it (*assignment*), and internal *notes*. Units see the files of their own ideas.

Neighbours: ideas hold the public path and its log, which this package reaches only through their commands; accounts know the
units and who belongs to them; notifications learn from the events.
"""
