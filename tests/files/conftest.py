"""Every test begins with an empty folder of files."""

import shutil
from pathlib import Path

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def _no_files(app: Flask) -> None:
    shutil.rmtree(Path(app.config["INSTANCE"]) / "files", ignore_errors=True)
