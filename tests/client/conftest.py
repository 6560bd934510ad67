"""The client needs no database: its tests run without Django's fixtures."""

import pytest


@pytest.fixture(autouse=True)
def _data_folders() -> None:
    """Nothing is written but what a test asks for."""
