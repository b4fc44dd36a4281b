"""The city's strategy as data: goals, criteria, categories, districts, and the picture of its governance.

Everything is read from ``config/strategy.toml`` once at the start; no goal, criterion or name stands in the code.
"""
