"""The whole forum in a real browser: stories of people, barriers on every page, and what a visit leaves behind."""
