"""A library for every test of the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vidstudio.store.library import Library


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the library of this test is."""
    return tmp_path / "library.db"


@pytest.fixture
def library(database: Path) -> Iterator[Library]:
    """An empty library."""
    with Library(database) as opened:
        yield opened
