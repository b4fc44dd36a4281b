"""Files that people attach: pictures, PDF and office documents (T-30, X-18 to X-24).

A *file* is received, looked at by its content, and kept under a random key outside of everything that is served as it
is. It belongs to its owner alone until it is *attached* to a thing; from then on every download asks the thing's
package (a *purpose*, listed in ``forum.app``) whether the viewer may have it. Pictures are re-encoded in a process of
their own, so that nothing of what was sent in reaches a reader; everything else is only ever downloaded. Videos in sign
language, which the administration alone sends in, are looked at in the same way and kept as they are (A-25).

Neighbours: the packages above show an ``Attachments`` in their forms, and arrange the files in their commands.
"""
