"""Benchmarks: what a page, a post, a search, a live event and a morning of digests cost.

Where there is a bare floor to compare with, it is measured in the same run. ``make bench`` seeds its own data, starts real
servers, and prints one JSON document. Nothing here is a test, and no test asserts a time: figures depend
on the machine, ratios to the floor hardly do.
"""
