"""What several tests of this package begin with."""

import pytest
from flask import Flask

from forum.accounts.models import Person
from tests.web.site import small_site


@pytest.fixture
def everything(app: Flask) -> Person:
    """A small site with something of each kind in several states, and a person who may see all of it."""
    return small_site()
