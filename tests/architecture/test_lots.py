"""Which tests stay away where each runs on one database."""

from collections import Counter

from tests.lots import left_out

NAMES = [
    f"tests/{folder}/test_a.py::test_{number}[{database}-x]"
    for folder in ("ideas", "search")
    for number in range(200)
    for database in ("sqlite", "postgresql")
]


def test_each_test_runs_once_and_about_half_on_each_database() -> None:
    """The lot leaves no test out, and neither database."""
    away = left_out(NAMES, 7)
    kept = [name for name in NAMES if name not in away and "/ideas/" in name]
    assert Counter(name.split("[")[0] for name in kept) == Counter(
        {f"tests/ideas/test_a.py::test_{n}": 1 for n in range(200)}
    )
    assert 60 < sum("sqlite" in name for name in kept) < 140


def test_where_the_database_is_the_subject_nothing_is_drawn() -> None:
    """Its own SQL is asked of each."""
    assert not any("/search/" in name for name in left_out(NAMES, 7))


def test_a_test_for_one_database_or_none_stays() -> None:
    """There is nothing to choose from."""
    assert left_out(["tests/web/test_a.py::test_b[postgresql]", "tests/web/test_sqlite.py::test_c"], 7) == set()


def test_each_run_draws_anew_and_its_processes_draw_the_same() -> None:
    """What one run misses another finds; the workers of one run agree."""
    assert left_out(NAMES, 7) == left_out(reversed(NAMES), 7)
    assert left_out(NAMES, 7) != left_out(NAMES, 8)
