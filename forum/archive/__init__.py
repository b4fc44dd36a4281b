"""What the city's archive is offered: closed processes, each as a package that needs no forum to be read (P-17).

A *closed process* is an idea in a final state, with everything that belongs to it, or a session that is over. A *package*
holds what the machine interface says of it, its papers as PDF and its files; a manifest names the sum of each.

Neighbours: it reads every package below and changes none of them; ``meetings`` packs its sessions itself (L-34).
"""
