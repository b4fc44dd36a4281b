"""Accessibility as the law asks for it: the statement, reports of barriers with their answers, and reviews.

The statement is data (``config/accessibility.toml``), because it says what holds for this city and this day; what people
report and what reviews found lies in the database (NBGG §§ 9b and 9d; A-23, A-24, A-26, A-32).
"""
