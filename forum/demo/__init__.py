"""The demonstration: a living forum of made-up people, built with the same commands that everybody uses.

The texts lie in TOML files; the modules walk them through the forum's commands at moments in the past, so that two builds
on the same day are alike (E-43).
"""
