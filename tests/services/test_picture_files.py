"""Pictures of every kind: taken as they look, or refused with the reason."""

import io
import os
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.factories import image_bytes
from vidstudio.core.scene import Picture, PictureSource
from vidstudio.errors import PictureRefused, StorageRefused
from vidstudio.services.images import files
from vidstudio.services.images.files import keep_picture, picture_files, read_picture_file

LEFT, RIGHT = (220, 40, 40), (40, 60, 220)


def halves(size: tuple[int, int] = (128, 96)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, LEFT)
    image.paste(RIGHT, (size[0] // 2, 0, *size))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def kept(folder: Path, data: bytes) -> tuple[Picture, Image.Image]:
    picture = keep_picture(folder, 3, data, PictureSource.OWN)
    assert [path.name for path in folder.iterdir()] == [picture.file]
    image = Image.open(io.BytesIO((folder / picture.file).read_bytes()))
    image.load()
    assert (picture.width, picture.height) == image.size
    return picture, image


def turned() -> bytes:
    """A JPEG whose pixels lie on their side and whose EXIF says so (6: turn it clockwise)."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(halves().transpose(Image.Transpose.ROTATE_90), "JPEG", quality=95, exif=exif)


def cmyk() -> bytes:
    return saved(halves().convert("CMYK"), "JPEG", quality=95)


def with_profile() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return saved(halves(), "JPEG", quality=95, icc_profile=profile)


def with_broken_profile() -> bytes:
    return saved(halves(), "PNG", icc_profile=b"no profile at all")


def animated() -> bytes:
    return saved(halves(), "GIF", save_all=True, append_images=[Image.new("RGB", (128, 96), "green")], duration=100)


def sheer(kind: str = "PNG", **options: object) -> bytes:
    image = halves().convert("RGBA")
    image.paste((0, 255, 0, 0), (0, 0, 128, 10))
    return saved(image, kind, **options)


KINDS: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: saved(halves(), "PNG"),
    "JPEG": lambda: saved(halves(), "JPEG", quality=95),
    "WebP": lambda: saved(halves(), "WEBP", lossless=True),
    "TIFF": lambda: saved(halves(), "TIFF"),
    "BMP": lambda: saved(halves(), "BMP"),
    "GIF": lambda: saved(halves(), "GIF"),
    "turned by EXIF": turned,
    "CMYK": cmyk,
    "palette": lambda: saved(halves().convert("P", palette=Image.Palette.ADAPTIVE), "PNG"),
    "profile": with_profile,
    "broken profile": with_broken_profile,
    "animated": animated,
    "sheer": sheer,
    "WebP with alpha": lambda: sheer("WEBP", lossless=True),
}
AS_IT_IS = {"PNG", "JPEG", "WebP"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_looks_as_it_should(tmp_path: Path, kind: str) -> None:
    data = KINDS[kind]()
    picture, image = kept(tmp_path, data)
    assert image.size == (128, 96)
    assert image.mode == "RGB"
    tolerance = 45 if kind == "CMYK" else 12
    for x, wanted in ((20, LEFT), (108, RIGHT)):
        pixel = image.getpixel((x, 60))
        assert isinstance(pixel, tuple)
        assert np.abs(np.subtract(pixel, wanted)).max() <= tolerance
    assert ((tmp_path / picture.file).read_bytes() == data) is (kind in AS_IT_IS)
    assert getattr(image, "n_frames", 1) == 1


def test_what_is_see_through_lies_on_black(tmp_path: Path) -> None:
    _, image = kept(tmp_path, sheer())
    assert image.getpixel((60, 4)) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_deep_grey_keeps_its_brightness(tmp_path: Path, kind: str) -> None:
    ramp = np.tile(np.linspace(0, 65535, 128, dtype=np.uint16), (96, 1))
    _, image = kept(tmp_path, saved(Image.fromarray(ramp), kind))
    pixels = np.asarray(image, dtype=int)[..., 0]
    assert abs(pixels[50, 64] - 128) <= 3
    assert (pixels[50, 0], pixels[50, 127]) == (0, 255)


def test_a_name_no_other_has_and_no_part_left(tmp_path: Path) -> None:
    first = keep_picture(tmp_path, 3, image_bytes((1, 2, 3)), PictureSource.OWN, prompt="p", model="m")
    other = keep_picture(tmp_path, 3, image_bytes((1, 2, 4)), PictureSource.OWN)
    same = keep_picture(tmp_path, 3, image_bytes((1, 2, 3)), PictureSource.DRAFT)
    assert (first.prompt, first.model, first.id) == ("p", "m", 0)
    assert len({first.file, other.file}) == 2
    assert (same.file, same.digest) == (first.file, first.digest)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([first.file, other.file])


def bomb() -> bytes:
    """A PNG of some bytes that says it has 60,000 pixels a side."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is no picture"),
    "text": (lambda: b"only words, and renamed", "is no picture"),
    "PDF": (lambda: b"%PDF-1.7\n" + b"0" * 500, "is no picture"),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no picture"),
    "cut PNG": (lambda: saved(halves((400, 400)), "PNG")[:-60], "is damaged"),
    "cut JPEG": (lambda: saved(halves((400, 400)), "JPEG")[:900], "is damaged"),
    "head alone": (lambda: b"\x89PNG\r\n\x1a\n", "is"),
    "bomb": (bomb, "more than 150 million pixels"),
    "too small": (lambda: image_bytes(size=(640, 63)), "is only 640x63 pixels"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_is_refused_with_the_reason(tmp_path: Path, data: Callable[[], bytes], words: str) -> None:
    with pytest.raises(PictureRefused, match=words) as error:
        keep_picture(tmp_path / "images", 1, data(), PictureSource.OWN, name="holiday.png")
    assert error.value.message.startswith("holiday.png ")
    assert error.value.hint
    assert not (tmp_path / "images").exists()


def test_a_large_photograph_is_taken(tmp_path: Path) -> None:
    image = Image.new("L", (11_000, 9_000), 99)  # 99 million pixels, above what Pillow warns of
    picture = keep_picture(tmp_path, 1, saved(image, "PNG", compress_level=1), PictureSource.OWN)
    assert (picture.width, picture.height) == (11_000, 9_000)


def test_files_are_read_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(image_bytes())
    assert read_picture_file(tmp_path / "a.png") == image_bytes()
    for wrong in (tmp_path, tmp_path / "missing.png", tmp_path / ("x" * 300)):
        with pytest.raises(PictureRefused):
            read_picture_file(wrong)
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(PictureRefused, match="larger than"):
        read_picture_file(tmp_path / "a.png")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no names in folders there")
def test_a_pipe_is_no_picture(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(PictureRefused, match="is no file"):
        read_picture_file(tmp_path / "pipe.png")


def test_pictures_come_in_the_order_a_person_counts(tmp_path: Path) -> None:
    names = ["10.png", "2.PNG", "1.jpg", "Szene 3.webp", "szene 20.tif", "²1.gif", "0002b.jpeg", "é.bmp"]
    for name in [*names, ".hidden.png", "notes.txt", "film.mp4"]:
        (tmp_path / name).write_bytes(b"")
    found = [path.name for path in picture_files(tmp_path)]
    assert found == ["1.jpg", "2.PNG", "0002b.jpeg", "10.png", "Szene 3.webp", "szene 20.tif", "²1.gif", "é.bmp"]


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(PictureRefused, match="no pictures"):
        picture_files(tmp_path)
    with pytest.raises(PictureRefused, match="no folder"):
        picture_files(tmp_path / "missing")


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageRefused, match="can't be written"):
        keep_picture(tmp_path / "file" / "images", 1, image_bytes(), PictureSource.OWN)
