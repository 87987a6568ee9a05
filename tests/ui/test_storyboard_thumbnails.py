"""Pictures are read beside the window's thread, once each, in shape and upright, and never held without bound."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject, QSize, QThreadPool
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from vidstudio.ui.storyboard.thumbnails import ThumbnailCache, ThumbnailKey, load

RED, BLUE, GREEN = (200, 30, 30), (30, 30, 200), (30, 160, 30)


def a_file(folder: Path, name: str, size: tuple[int, int] = (320, 180), color: tuple[int, int, int] = RED) -> str:
    """A picture file of one colour; its name."""
    Image.new("RGB", size, color).save(folder / name)
    return name


def a_key(file: str, width: int = 64, height: int = 36, ratio: float = 1.0) -> ThumbnailKey:
    return ThumbnailKey(file, f"digest of {file}", width, height, ratio)


def ink(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    color = image.pixelColor(x, y)
    return color.red(), color.green(), color.blue()


@pytest.fixture
def cache(qtbot: QtBot, tmp_path: Path) -> Iterator[ThumbnailCache]:
    """A cache of the pictures in ``tmp_path``."""
    made = ThumbnailCache()
    made.set_folder(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_a_picture_arrives_once_at_the_pixels_of_the_screen(
    cache: ThumbnailCache, qtbot: QtBot, tmp_path: Path, suffix: str
) -> None:
    key = a_key(a_file(tmp_path, f"1.{suffix}"), ratio=2.0)
    with qtbot.waitSignal(cache.arrived) as arrived:
        assert cache.pixmap(key) is None
        assert cache.pixmap(key) is None
    assert arrived.args == [key.digest]
    with qtbot.assertNotEmitted(cache.arrived, wait=50):
        pixmap = cache.pixmap(key)
    assert pixmap is not None
    assert pixmap.size() == QSize(128, 72)
    assert pixmap.devicePixelRatio() == 2.0
    assert cache.bytes == 128 * 72 * 4
    assert ink(pixmap.toImage(), 64, 36) == pytest.approx(RED, abs=4)


def test_a_file_with_the_wrong_suffix_is_read_all_the_same(tmp_path: Path) -> None:
    a_file(tmp_path, "1.png")
    (tmp_path / "1.png").rename(tmp_path / "1.jpg")
    assert not load(str(tmp_path / "1.jpg"), a_key("1.jpg")).isNull()


@pytest.mark.parametrize("content", [None, b"", b"no picture at all", b"\x89PNG\r\n\x1a\n half a header"])
def test_a_broken_file_is_tried_once(
    cache: ThumbnailCache, qtbot: QtBot, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "1.png").write_bytes(content)
    key = a_key("1.png")
    with qtbot.waitSignal(cache.arrived):
        assert cache.pixmap(key) is None
    assert cache.broken(key.digest)
    with qtbot.assertNotEmitted(cache.arrived, wait=50):
        assert cache.pixmap(key) is None
    a_file(tmp_path, "1.png")
    cache.set_folder(tmp_path)
    assert not cache.broken(key.digest)
    with qtbot.waitSignal(cache.arrived):
        cache.pixmap(key)
    assert cache.pixmap(key) is not None


def test_another_size_stands_in_until_the_right_one_is_there(
    cache: ThumbnailCache, qtbot: QtBot, tmp_path: Path
) -> None:
    file = a_file(tmp_path, "1.png")
    with qtbot.waitSignal(cache.arrived):
        cache.pixmap(a_key(file))
    with qtbot.waitSignal(cache.arrived):
        stand_in = cache.pixmap(a_key(file, 96, 54))
    assert stand_in is not None
    assert stand_in.width() == 64
    fresh = cache.pixmap(a_key(file, 96, 54))
    assert fresh is not None
    assert fresh.width() == 96


def test_the_newest_wish_comes_first_and_forgotten_ones_not_at_all(
    cache: ThumbnailCache, qtbot: QtBot, tmp_path: Path
) -> None:
    keys = [a_key(a_file(tmp_path, f"{number}.png", (1600, 900))) for number in range(12)]
    heard: list[str] = []
    cache.arrived.connect(heard.append)
    for key in keys:
        cache.pixmap(key)
    wanted = {keys[2].digest, keys[9].digest, keys[10].digest}
    cache.retain(wanted)
    qtbot.waitUntil(lambda: wanted <= set(heard))
    qtbot.wait(50)
    at_work = {keys[0].digest, keys[1].digest}  # two were begun before the others were wished for
    assert set(heard) == wanted | at_work
    newer = min(heard.index(keys[row].digest) for row in (9, 10))  # side by side, so that either may be first
    assert newer < heard.index(keys[2].digest)


def test_what_is_held_stays_within_the_bound(qtbot: QtBot, tmp_path: Path) -> None:
    one = 64 * 36 * 4
    cache = ThumbnailCache(max_bytes=3 * one)
    cache.set_folder(tmp_path)
    keys = [a_key(a_file(tmp_path, f"{number}.png")) for number in range(5)]
    for key in keys:
        with qtbot.waitSignal(cache.arrived):
            cache.pixmap(key)
        if key is keys[2]:
            assert cache.pixmap(keys[0]) is not None  # used again, so that others go first
    assert cache.bytes == 3 * one
    held = [cache.pixmap(key) is not None for key in keys]
    assert held == [True, False, False, True, True]
    cache.close()


def test_closing_waits_and_leaves_no_thread_and_no_late_signal(qtbot: QtBot, tmp_path: Path) -> None:
    cache = ThumbnailCache()
    cache.set_folder(tmp_path)
    for number in range(6):
        cache.pixmap(a_key(a_file(tmp_path, f"{number}.png", (1600, 900))))
    cache.close()
    pool = cache.findChild(QThreadPool)
    assert isinstance(pool, QThreadPool)
    assert pool.activeThreadCount() == 0
    with qtbot.assertNotEmitted(cache.arrived, wait=50):
        assert cache.pixmap(a_key("5.png")) is None


def test_its_owner_may_go_while_pictures_are_read(qtbot: QtBot, tmp_path: Path) -> None:
    owner = QObject()
    cache = ThumbnailCache(owner)
    cache.set_folder(tmp_path)
    for number in range(3):
        cache.pixmap(a_key(a_file(tmp_path, f"{number}.png", (1600, 900))))
    delete(owner)  # what its threads raised from now on would fail the test
    qtbot.wait(50)
    assert not isValid(cache)


@pytest.mark.parametrize("size", [(400, 100), (100, 400), (64, 36), (10, 8)])
def test_every_shape_fills_the_card_from_its_middle(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, RED)
    third = (size[0] * 3 // 8, size[1] * 3 // 8, size[0] * 5 // 8, size[1] * 5 // 8)
    picture.paste(BLUE, third)
    picture.save(tmp_path / "1.png")
    image = load(str(tmp_path / "1.png"), a_key("1.png"))
    assert image.size() == QSize(64, 36)
    assert ink(image, 32, 18) == pytest.approx(BLUE, abs=8)
    assert image.pixelColor(0, 0).alpha() < 128
    assert image.pixelColor(32, 0).alpha() == 255


def test_pictures_from_cameras_stand_upright(tmp_path: Path) -> None:
    picture = Image.new("RGB", (90, 160), GREEN)  # lying: its top is at the left when turned by the tag
    picture.paste(BLUE, (0, 80, 90, 160))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "1.jpg", exif=exif, quality=95)
    image = load(str(tmp_path / "1.jpg"), a_key("1.jpg", 160, 90))
    assert image.size() == QSize(160, 90)
    assert ink(image, 20, 45) == pytest.approx(BLUE, abs=12)
    assert ink(image, 140, 45) == pytest.approx(GREEN, abs=12)
