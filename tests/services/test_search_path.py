"""Programs come from the folders of PATH, never from the one somebody happens to be in."""

import os
from pathlib import Path

import pytest

from vidstudio.services.search_path import on_path


def a_program(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "ffmpeg"
    file.write_text("#!/bin/sh\n", "utf-8")
    file.chmod(0o755)
    return file


def test_the_first_of_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = a_program(tmp_path / "one"), a_program(tmp_path / "two")
    monkeypatch.setenv("PATH", os.pathsep.join(str(file.parent) for file in (first, second)))
    assert on_path("ffmpeg") == str(first)
    first.chmod(0o644)
    assert on_path("ffmpeg") == str(second)


def test_none_is_taken_from_where_one_happens_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_program(tmp_path / "downloads")
    monkeypatch.chdir(tmp_path / "downloads")
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "../downloads"]))
    assert on_path("ffmpeg") is None


def test_a_path_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = a_program(tmp_path / "somewhere")
    monkeypatch.chdir(tmp_path)
    assert on_path(str(file)) == str(file)
    assert on_path("somewhere/ffmpeg") == "somewhere/ffmpeg"
    assert on_path("elsewhere/ffmpeg") is None
