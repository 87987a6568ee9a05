"""Where things are; nothing is made by asking."""

from pathlib import Path

import pytest

from vidstudio.paths import VideoStorage, expanded, licences, places, resources


def test_everything_is_in_the_home(home: Path) -> None:
    here = places()
    files = (here.settings_file, here.window_file, here.database, here.locks, here.videos)
    work = (here.segments, here.work, here.log_file)
    assert all(path.is_relative_to(home) for path in (*files, *work))
    assert len({*files, *work}) == 8
    assert not home.exists()


def test_without_a_home_the_system_says_where(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    for value in ("", "   "):
        monkeypatch.setenv("VIDSTUDIO_HOME", value)
        assert not places().database.is_relative_to(home)
        assert places().database.name == "library.db"
        assert "vidstudio" in places().database.parts


def test_a_home_may_be_relative_or_begin_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIDSTUDIO_HOME", "here ü 🎬")
    assert places().data == tmp_path / "here ü 🎬"
    monkeypatch.setenv("VIDSTUDIO_HOME", "~/there")
    assert places().data == tmp_path / "user" / "there"


@pytest.mark.parametrize("name", ["~nobody-by-this-name", "~film.mp4", "film.mp4"])
def test_a_tilde_of_nobodys_is_a_letter_like_any_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert expanded(Path(name)) == tmp_path / name
    assert expanded(f"~/{name}") == tmp_path / "user" / name


def test_films_and_exports_lie_where_the_rules_say() -> None:
    storage = VideoStorage(Path("/films"))
    assert storage.film(123) == Path("/films/123/final.mp4")
    assert storage.exports(123) == Path("/films/exports/123")
    assert storage.images(123).parent == storage.job(123) == Path("/films/123")


def test_resources_lie_beside_the_package_or_in_a_frozen_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (resources() / "samples").is_dir()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert resources() == tmp_path / "resources"


def test_the_licence_is_ours_or_in_a_frozen_program_that_of_all_its_parts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "MIT License" in licences().read_text("utf-8")
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert licences() == tmp_path / "licences.txt"
