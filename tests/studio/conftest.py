"""A studio with its library, a folder of pictures, and an image service to pay."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import a_studio, made_job, picture_folder
from tests.servers.replicate import TOKEN, ReplicateServer
from vidstudio.core.job import Job
from vidstudio.studio import generate
from vidstudio.studio.context import Studio


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with ten pictures of the user's own."""
    return picture_folder(tmp_path / "pictures")


@pytest.fixture
def studio() -> Iterator[Studio]:
    """The studio in this test's home."""
    with a_studio() as opened:
        yield opened


@pytest.fixture
def job(studio: Studio, pictures: Path) -> Job:
    """A job of three scenes with pictures, not approved."""
    return made_job(studio, pictures)


@pytest.fixture
def paid(replicate_server: ReplicateServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """A studio whose image service is the one on loopback, asked a hundred times a second."""
    monkeypatch.setenv("REPLICATE_API_TOKEN", TOKEN)
    monkeypatch.setenv("REPLICATE_BASE_URL", replicate_server.url)
    monkeypatch.setattr(generate, "POLL_SECONDS", 0.01)
    with a_studio() as opened:
        yield opened
