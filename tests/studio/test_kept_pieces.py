"""The folder of pieces keeps to its size and forgets what nobody uses, but never what a render is about to join."""

import os
import time
from pathlib import Path

import pytest

from vidstudio.frames.seal import seal
from vidstudio.studio.context import Studio
from vidstudio.studio.kept_pieces import UNUSED_DAYS, WholePieces, trim_pieces

DAY = 86_400


def piece(folder: Path, name: str, *, size: int = 1000, days: float = 0.0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(bytes(size))
    seal(path)
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


def limited(studio: Studio, size: int) -> Studio:
    settings = studio.settings.model_copy(update={"cache_gigabytes": size / 1e9})
    return Studio(studio.library, studio.places, settings)


def names(studio: Studio) -> set[str]:
    return {path.name for path in studio.places.segments.iterdir()}


def test_the_longest_unused_go_first_until_the_rest_fits(studio: Studio) -> None:
    for number in range(5):
        piece(studio.places.segments, f"{number}.mp4", days=number)
    trim_pieces(limited(studio, 3200))
    assert names(studio) == {"0.mp4", "1.mp4", "2.mp4"}


def test_what_nobody_used_for_long_goes_however_small(studio: Studio) -> None:
    piece(studio.places.segments, "old.mp4", days=UNUSED_DAYS + 1)
    piece(studio.places.segments, "young.mp4", days=UNUSED_DAYS - 1)
    trim_pieces(studio)
    assert names(studio) == {"young.mp4"}


def test_nothing_goes_while_a_render_is_under_way(studio: Studio) -> None:
    piece(studio.places.segments, "old.mp4", days=UNUSED_DAYS + 1)
    with studio.locks.hold("render-3", ""):
        trim_pieces(studio)
    assert names(studio) == {"old.mp4"}


def test_half_files_are_not_pieces(studio: Studio) -> None:
    piece(studio.places.segments, ".a.mp4.t.part", days=UNUSED_DAYS + 1)
    trim_pieces(limited(studio, 0))
    assert names(studio) == {".a.mp4.t.part"}


def test_a_folder_that_is_not_there_is_no_matter(studio: Studio) -> None:
    trim_pieces(studio)
    assert list(WholePieces(studio.places.segments)) == []


def test_only_whole_pieces_are_had_and_using_one_marks_it(studio: Studio, caplog: pytest.LogCaptureFixture) -> None:
    folder = studio.places.segments
    used, damaged = piece(folder, "used.mp4", days=9), piece(folder, "damaged.mp4")
    damaged.write_bytes(damaged.read_bytes()[:-1])
    have = WholePieces(folder)
    assert "used.mp4" in have
    assert "damaged.mp4" not in have
    assert "none.mp4" not in have
    assert (list(have), len(have)) == (["used.mp4"], 1)
    assert time.time() - used.stat().st_mtime < DAY
    assert "damaged.mp4 is damaged" in caplog.text
