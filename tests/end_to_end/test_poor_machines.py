"""The window on machines, folders and screens nobody has tidied up: it opens, or a box and a line say why not."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.desk import Desk
from tests.end_to_end.screen import virtual_screen
from tests.factories import a_studio, made_job, picture_folder
from tests.small_disk import small_disk
from tests.unprivileged import held_to_modes

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]


def told(desk: Desk, *by: str, **more: str) -> str:
    """The one line that the window leaves behind, once its box is confirmed."""
    code, said = desk.confirms(desk.starts(by=by, **more))
    assert code == 1
    assert said.startswith("error: ")
    assert said.count("\n") == 1, said
    return said


def test_a_home_that_can_not_be_written(desk: Desk, home: Path) -> None:
    by = held_to_modes()
    home.mkdir(mode=0o555)
    said = told(desk, *by)
    assert str(home) in said
    assert "VIDSTUDIO_HOME" in said
    assert list(home.iterdir()) == []


def test_a_home_on_a_full_disk(desk: Desk, home: Path) -> None:
    with small_disk(home):
        with pytest.raises(OSError, match="No space"):
            (home / "all of it").write_bytes(b"x" * 100_000)
        said = told(desk)
    assert "no room on the disk" in said
    assert "VIDSTUDIO_HOME" in said


def test_a_home_whose_name_is_no_text(desk: Desk, tmp_path: Path) -> None:
    assert "VIDSTUDIO_HOME" in told(desk, VIDSTUDIO_HOME=os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))


def test_settings_that_can_not_be_read(desk: Desk, home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("= broken")
    assert "settings.toml" in told(desk)


@pytest.fixture
def odd_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    def make() -> Path:
        home = tmp_path / 'it\'s "a" home, 50 % of 家 – дом 🎬 #1'
        monkeypatch.setenv("VIDSTUDIO_HOME", str(home))
        with a_studio() as studio:
            made_job(studio, picture_folder(tmp_path / "pictures"), 2, title="Fox 家 🎬")
        return home

    return make


@pytest.mark.parametrize("more", [{"LC_ALL": "C"}, {"LC_ALL": "xx_YY.UTF-8", "LANG": "zz"}])
def test_an_odd_home_in_an_odd_locale(desk: Desk, odd_home: Callable[[], Path], more: dict[str, str]) -> None:
    window = desk.starts(VIDSTUDIO_HOME=str(odd_home()), **more)
    desk.waits_for("the window", lambda: desk.shows("Fox 家 🎬"))
    assert window.poll() is None


def test_no_opengl_and_no_home_of_the_persons_own(odd_home: Callable[[], Path]) -> None:
    home = odd_home()
    with ExitStack() as ends:
        desk = Desk(ends.enter_context(virtual_screen(without=("GLX",))), ends)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
            desk.environment.pop(name, None)
        desk.starts(VIDSTUDIO_HOME=str(home), LIBGL_ALWAYS_SOFTWARE="1", LIBGL_DRIVERS_PATH="nowhere")
        desk.waits_for("the window", lambda: desk.shows("Fox 家 🎬"))
