"""Kept files vouch for themselves."""

import random
from pathlib import Path

import pytest

from vidstudio.frames.seal import is_whole, seal


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "piece.mp4"
    path.write_bytes(random.Random(1).randbytes(3_000_000))
    seal(path)
    return path


def test_what_was_sealed_is_whole(sealed: Path) -> None:
    assert is_whole(sealed)
    assert sealed.stat().st_size == 3_000_000 + 56


@pytest.mark.parametrize("place", [0, 1, 1_048_576, 2_999_999, 3_000_003, 3_000_010, 3_000_055])
def test_one_wrong_bit_is_noticed(sealed: Path, place: int) -> None:
    data = bytearray(sealed.read_bytes())
    data[place] ^= 4
    sealed.write_bytes(data)
    assert is_whole(sealed) == (place in range(3_000_000, 3_000_008))  # but for the head of the box itself


@pytest.mark.parametrize("length", [0, 10, 55, 56, 1000, 2_999_999, 3_000_055])
def test_a_file_cut_short_is_noticed(sealed: Path, length: int) -> None:
    sealed.write_bytes(sealed.read_bytes()[:length])
    assert not is_whole(sealed)


def test_what_is_longer_missing_or_a_folder_is_not_whole(sealed: Path, tmp_path: Path) -> None:
    sealed.write_bytes(sealed.read_bytes() + b"x")
    assert not is_whole(sealed)
    assert not is_whole(tmp_path / "none.mp4")
    assert not is_whole(tmp_path)
