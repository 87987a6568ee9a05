"""The window and its dialogs in light and dark, at both usual pixel densities: pictures to look at, nothing cut off."""

import pytest

from tests.end_to_end.conftest import OpenWindow
from tests.factories import IDEA, a_studio
from tests.servers.replicate import TOKEN, ReplicateServer
from vidstudio.core.control import Control
from vidstudio.studio.jobs import NewJob, create_job

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]


@pytest.mark.parametrize(
    ("screen_size", "scale", "appearance"),
    [((1280, 800), 1, "light"), ((2560, 1600), 2, "dark")],
    ids=["light", "dark-at-2x"],
)
def test_nothing_is_cut_off(
    open_window: OpenWindow, scale: int, appearance: str, replicate_server: ReplicateServer
) -> None:
    with a_studio() as studio:
        create_job(studio, NewJob(text=IDEA, duration=10.0), Control())
    open_window(
        "looks",
        f"{appearance}-{scale}x",
        str(scale),
        appearance,
        QT_SCALE_FACTOR=str(scale),
        VIDSTUDIO_APPEARANCE=appearance,
        REPLICATE_API_TOKEN=TOKEN,
        REPLICATE_BASE_URL=replicate_server.url,
    ).ends_well()
