"""What authorities order, what is reported to them, and the evidence that is kept for them (S-16, S-18, P-09).

An *order* (Anordnung) comes from an authority and asks for removal or information; a *suspicion* (Verdacht) is what the
forum itself reports when life or safety is in danger. Both freeze *evidence*: a copy of text and files with a digest that
shows any later change, and put a *hold* on the original. Few people read this register; everything done in it is logged.

Neighbours: content is hidden by the moderation, with a statement of reasons like any other; here stands only why.
"""
