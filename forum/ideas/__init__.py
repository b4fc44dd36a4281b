"""Ideas: what people propose to the city, and the public path of each proposal.

An *idea* begins as a private draft, is submitted, discussed and *supported*; at its threshold the administration must
deal with it. ``lifecycle`` holds the one table of its *states* and transitions; every *step* is a row of the public log,
with a responsible unit and, where one runs, a day by which the next step is due.

Neighbours: discussions give every idea a thread; dossiers assess ideas, freeze papers and record decisions; meetings put
recommendations on the log; moderation hides ideas through the commands here; search and notifications learn from the
events.
"""
