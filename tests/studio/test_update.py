"""Once a day at most, by leave alone, and quietly."""

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import a_studio
from tests.servers.films import FilmServer, Play
from vidstudio.core.control import Control
from vidstudio.core.update import Newest
from vidstudio.settings import load_settings
from vidstudio.studio.context import Studio
from vidstudio.studio.update import is_to_ask, keep_answer, look_for_update, why_no_updates


@pytest.fixture
def told(films: FilmServer, monkeypatch: pytest.MonkeyPatch) -> FilmServer:
    """The address, which tells of a newer version."""
    films.content = json.dumps({"version": "99.0", "page": f"{films.root}/get"}).encode()
    monkeypatch.setenv("VIDSTUDIO_UPDATE_ADDRESS", films.root)
    return films


def look(*, wanted: bool = True) -> Newest | None:
    with a_studio() as studio:
        settings = keep_answer(studio, wanted=wanted)
        return look_for_update(replace(studio, settings=settings), Control())


def set_back(studio: Studio, hours: float) -> None:
    moment = time.time() - 3600 * hours
    os.utime(studio.places.update_file, (moment, moment))


def test_it_is_off_and_kept_off(told: FilmServer) -> None:
    with a_studio() as studio:
        assert studio.settings.look_for_updates is None
        assert look_for_update(studio, Control()) is None
    assert look(wanted=False) is None
    assert told.asked == []


def test_once_a_day(told: FilmServer) -> None:
    assert look() == Newest("99.0", f"{told.root}/get")
    assert look() is None
    with a_studio() as studio:
        set_back(studio, 23.9)
        assert look() is None
        assert len(told.asked) == 1
        for hours in (24.1, -5):  # a clock that went back counts as a new day
            set_back(studio, hours)
            assert look() is not None
    assert len(told.asked) == 3


@pytest.mark.parametrize("version", ["0.0.1", "0.1"])
def test_no_newer_one_is_nothing_to_tell(told: FilmServer, version: str) -> None:
    told.content = told.content.replace(b"99.0", version.encode())
    assert look() is None
    assert len(told.asked) == 1


def test_what_fails_is_quiet_and_not_tried_again_today(told: FilmServer) -> None:
    told.plays = [Play(status=500)]
    assert look() is None
    assert look() is None
    assert len(told.asked) == 1


def test_where_the_day_can_not_be_kept_nothing_is_asked(told: FilmServer, home: Path) -> None:
    home.mkdir()
    (home / "cache").write_text("a file")
    assert look() is None
    assert told.asked == []


def test_a_distribution_brings_updates(told: FilmServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert why_no_updates() == ""
    (tmp_path / "packaged_by").write_text("Debian\n", "utf-8")
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert why_no_updates() == "Newer versions come with Debian."
    assert look() is None
    assert told.asked == []


def test_the_project_has_no_address_yet(home: Path) -> None:
    assert why_no_updates() == "There is no address to ask yet."
    assert look() is None
    assert not (home / "cache" / "update").exists()


def test_nobody_is_asked_without_a_film(told: FilmServer) -> None:
    with a_studio() as studio:
        assert not is_to_ask(studio, ())
        keep_answer(studio, wanted=True)
        assert load_settings(studio.places).look_for_updates is True
    assert told.asked == []
