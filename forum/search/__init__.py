"""Finding what a viewer may see, by the words of everyday German.

`analysis` turns text into terms: stems, parts of compounds, names kept together. `syntax` reads what a
person typed into the search field and never fails. `engines` keep documents and answer queries: Whoosh
inside the process for one city, another engine beside the same interface for more. `highlight` marks hits
in a text.

A *document* is what the index knows of one readable thing; a *hit* is its key, nothing more, for the
database has the last word on every hit. Only the worker writes the index; it can be deleted and rebuilt
while the site runs. Neighbours: it learns from the events of the packages below, and `pages` and `api` ask
it. Only `analysis` knows the Snowball stemmer, and only `engines.whoosh` knows Whoosh.
"""
