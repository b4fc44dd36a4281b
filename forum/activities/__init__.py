"""Activities and initiatives: what people, associations, companies and the university do for the city, and how it stands.

The second standing entry of the Forum beside the ideas (G-02). An *activity* has an *owner*, a *status* and a *thread* in
one of the spaces; the thread's first post describes it, so moderation, files, versions and search hold for it as for every
post. An *update* is a post of the owner that says how it stands. Whoever stays silent too long is reminded, and then the
page says so (G-34).
"""
