"""Privacy: what is kept about people, and what they can have of it.

The *inventory* names every table and column that tells something about a person: what for, on which ground of law, how
long, who sees it, and what becomes of it when the account goes. The page /datenschutz and the *export* of one's own data
are made from it, so neither can forget a table; a test refuses any column that the inventory does not know.

Neighbours: it reads the tables of every package below, and changes none of them.
"""
