"""Benchmarks: what a page, a post, a search and a live event cost, beside bare floors measured in the same run.

``make bench`` seeds its own data, starts real servers, and prints one JSON document. Nothing here is a test, and no test
asserts a time: figures depend on the machine, ratios to the floor hardly do.
"""
