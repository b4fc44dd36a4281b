"""Pages that belong to the whole: the start page, help and rules, legal pages, health checks.

They read from the packages below and change nothing.
"""
