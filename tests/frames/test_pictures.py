"""Whatever a picture file holds, the right pixels come out, or an error that names it."""

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow

from tests.frames.sample_films import save, textured
from vidstudio.errors import SourceMissing, SourceUnreadable
from vidstudio.frames.picture import read_picture


def test_a_name_with_quotes_and_emoji_is_read(tmp_path: Path) -> None:
    image = textured(1)
    assert np.array_equal(read_picture(save(image, tmp_path / 'it\'s "my" 🎬 пример.png')), image)


def test_grey_becomes_three_equal_channels(tmp_path: Path) -> None:
    grey = textured(1)[:, :, 0]
    assert np.array_equal(read_picture(save(grey, tmp_path / "grey.png")), np.dstack([grey] * 3))


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    image = textured(1)
    read = read_picture(save(image.astype(np.uint16) * 257, tmp_path / "deep.png"))
    assert read.dtype == np.uint8
    assert np.abs(read.astype(int) - image).max() <= 1


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_what_is_transparent_lies_on_black(tmp_path: Path, kind: type[np.uint8 | np.uint16]) -> None:
    most = np.iinfo(kind).max
    image: npt.NDArray[np.uint8 | np.uint16] = np.full((20, 30, 4), most, kind)
    image[:, :15, 3] = 0
    image[:, 15:20, 3] = most // 2
    read = read_picture(save(image, tmp_path / "clear.png"))
    assert [int(value) for value in read[10, [5, 17, 25], 1]] == [0, pytest.approx(127, abs=1), 255]


def test_a_transparent_webp_lies_on_black(tmp_path: Path) -> None:
    image = np.full((32, 32, 4), 200, np.uint8)
    image[:, :16, 3], image[:, 16:, 3] = 0, 255
    read = read_picture(save(image, tmp_path / "clear.webp"))
    assert int(read[16, 4].max()) == 0
    assert int(read[16, 28].min()) > 180


def test_a_palette_is_looked_up(tmp_path: Path) -> None:
    colors = np.zeros((10, 20, 3), np.uint8)
    colors[:, :10, 0], colors[:, 10:, 2] = 255, 255
    Pillow.fromarray(colors[:, :, ::-1]).convert("P", palette=Pillow.Palette.ADAPTIVE).save(tmp_path / "palette.png")
    assert np.array_equal(read_picture(tmp_path / "palette.png"), colors)


def test_it_is_turned_as_its_exif_says(tmp_path: Path) -> None:
    upright = np.zeros((40, 60, 3), np.uint8)
    upright[:20] = 255
    exif = Pillow.Exif()
    exif[0x0112] = 6  # was taken with the camera turned: show it turned clockwise
    stored = Pillow.fromarray(np.rot90(upright).copy())
    stored.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    read = read_picture(tmp_path / "turned.jpg")
    assert read.shape == (40, 60, 3)
    assert read[5].mean() > 240
    assert read[35].mean() < 15


def test_a_cmyk_jpeg_is_read(tmp_path: Path) -> None:
    Pillow.new("RGB", (16, 16), (255, 0, 0)).convert("CMYK").save(tmp_path / "print.jpg", quality=95)
    blue, green, red = read_picture(tmp_path / "print.jpg")[8, 8]
    assert red > 200
    assert max(blue, green) < 60


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"RIFF", b"\xff\xd8\xff"])
def test_a_file_that_is_no_picture_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "holiday.png").write_bytes(content)
    with pytest.raises(SourceUnreadable, match=r"holiday\.png"):
        read_picture(tmp_path / "holiday.png")


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match=r"gone\.png"):
        read_picture(tmp_path / "gone.png")


def test_a_picture_that_breaks_off_is_read_or_refused_but_never_crashes(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Pillow.fromarray(textured(1)).save(buffer, "JPEG")
    (tmp_path / "half.jpg").write_bytes(buffer.getvalue()[: len(buffer.getvalue()) // 2])
    try:
        assert read_picture(tmp_path / "half.jpg").shape == (270, 480, 3)
    except SourceUnreadable as error:
        assert "half.jpg" in error.message  # noqa: PT017 - either is right
