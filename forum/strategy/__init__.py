"""The city's strategy as data: goals, criteria, categories, districts, and the bodies and offices of its governance.

``config/strategy.toml`` is the first version of everything; no goal, criterion or name stands in the code. What the staff
office changes on the site lies in the database: goals as whole versions, offices with the terms of their holders.

``models.strategy()`` gives the strategy of this moment; it costs one small query in a transaction, however often it is
asked. Every event whose subject is the strategy lets all processes read it anew. ``drawing`` computes the picture of the
governance; the page itself lies in ``forum.pages``, which knows committees and what came of the goals.
"""
