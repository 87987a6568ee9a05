"""Pictures framed for a film: whole or cut, never stretched, with the camera inside them and aimed where it matters."""

import itertools

import cv2
import numpy as np
import pytest

from tests.frames.sample_films import Image, textured
from vidstudio.core.frames_spec import LayerSpec
from vidstudio.core.motion import CENTRE
from vidstudio.core.scene import MAX_STRENGTH, Framing, Motion
from vidstudio.frames.focus import focus
from vidstudio.frames.shot import draw_shot, make_shot
from vidstudio.frames.still import frame_planes

FILMS = [(320, 180), (180, 320), (180, 180), (180, 224), (420, 180)]
PICTURES = [(1000, 872), (872, 1000), (1344, 768), (333, 777), (64, 64), (3000, 200), (200, 3000)]
STILL_MOTIONS = [motion for motion in Motion if motion is not Motion.AUTO]


def layer(framing: Framing, motion: Motion = Motion.HOLD, *, aimed: bool = False, strength: float = 1.0) -> LayerSpec:
    return LayerSpec(1, "a.png", 0, 100, motion, strength, aimed, framing)


def shown(picture: Image, spec: LayerSpec, film: tuple[int, int], index: int = 50) -> Image:
    width, height = film
    frame = np.full((height * 3 // 2, width), 77, np.uint8)
    draw_shot(make_shot(picture, spec, width, height), spec, index, 24.0, frame)
    return frame


def with_disc(size: tuple[int, int], radius: float) -> Image:
    """A bright disc in the middle of a grey picture."""
    width, height = size
    x, y = np.meshgrid(np.arange(width) + 0.5 - width / 2, np.arange(height) + 0.5 - height / 2)
    gray = np.where(x**2 + y**2 < radius**2, 255, 90).astype(np.uint8)
    return np.repeat(gray[:, :, None], 3, axis=2)


@pytest.mark.parametrize(("size", "film"), list(itertools.product(PICTURES[:4], FILMS)))
@pytest.mark.parametrize("framing", [Framing.BLUR, Framing.BARS])
def test_a_whole_picture_is_seen_whole_and_unstretched(
    size: tuple[int, int], film: tuple[int, int], framing: Framing
) -> None:
    scale = min(film[0] / size[0], film[1] / size[1])
    picture = with_disc(size, 40 / scale)
    luma = frame_planes(shown(picture, layer(framing), film))[0]
    rows, columns = np.where(luma > 170)
    assert (columns.mean(), rows.mean()) == pytest.approx(((film[0] - 1) / 2, (film[1] - 1) / 2), abs=1.1)
    assert (4 * columns.std(), 4 * rows.std()) == pytest.approx((80, 80), abs=2.5)


def test_bars_are_black_and_do_not_move() -> None:
    picture = textured(1, 400, 400)
    frames = [shown(picture, layer(Framing.BARS, Motion.PUSH_IN), (320, 180), index) for index in (0, 60)]
    for frame in frames:
        luma, blue, red = frame_planes(frame)
        assert set(luma[:, :70].ravel()) == {16} == set(luma[:, 250:].ravel())
        assert set(blue[:, :35].ravel()) == {128} == set(red[:, 125:].ravel())
    assert not np.array_equal(frames[0][:, 70:250], frames[1][:, 70:250])


def test_a_blurred_self_is_dim_soft_and_of_the_pictures_colors() -> None:
    picture = np.full((400, 400, 3), (40, 40, 220), np.uint8)
    luma, _, red = frame_planes(shown(picture, layer(Framing.BLUR), (320, 180)))
    assert 16 < luma[:, :60].mean() < luma[:, 100:200].mean() * 0.8
    assert red[:, :30].mean() > 150
    steps = np.abs(np.diff(shown(textured(2, 400, 400), layer(Framing.BLUR), (320, 180))[:180, :66].astype(int)))
    assert steps.max() < 12


@pytest.mark.parametrize("framing", Framing)
def test_a_picture_of_nearly_the_films_shape_fills_it(framing: Framing) -> None:
    white = np.full((768, 1344, 3), 255, np.uint8)
    assert frame_planes(shown(white, layer(framing), (320, 180)))[0].min() >= 234


@pytest.mark.slow
@pytest.mark.parametrize(("size", "film"), list(itertools.product(PICTURES, FILMS)))
@pytest.mark.parametrize("framing", Framing)
def test_every_move_over_every_shape_stays_inside(
    size: tuple[int, int], film: tuple[int, int], framing: Framing
) -> None:
    white = np.full((size[1], size[0], 3), 255, np.uint8)
    for motion, index in itertools.product(STILL_MOTIONS, (0, 99)):
        spec = layer(framing, motion, aimed=True, strength=MAX_STRENGTH)
        shot = make_shot(white, spec, *film)
        frame = np.zeros((film[1] * 3 // 2, film[0]), np.uint8)
        draw_shot(shot, spec, index, 24.0, frame)
        left, top, width, height = shot.place
        assert frame[top : top + height, left : left + width].min() >= 234


@pytest.mark.parametrize(("x", "y"), [(0.2, 0.3), (0.8, 0.3), (0.25, 0.75), (0.5, 0.5)])
def test_what_stands_out_is_found(x: float, y: float) -> None:
    picture = np.full((600, 800, 3), 120, np.uint8)
    cv2.circle(picture, (round(800 * x), round(600 * y)), 60, (30, 40, 230), -1)
    cv2.circle(picture, (round(800 * x), round(600 * y)), 20, (250, 250, 250), -1)
    assert focus(picture) == pytest.approx((x, y), abs=0.08)


def test_nothing_stands_out_of_a_plain_picture() -> None:
    assert focus(np.full((300, 400, 3), 60, np.uint8)) == CENTRE


def test_an_aimed_push_in_ends_nearer_to_what_stands_out() -> None:
    picture = np.full((540, 960, 3), 120, np.uint8)
    cv2.circle(picture, (700, 180), 50, (30, 40, 230), -1)

    def distance(*, aimed: bool) -> float:
        luma = frame_planes(shown(picture, layer(Framing.CROP, Motion.PUSH_IN, aimed=aimed), (320, 180), 99))[0]
        rows, columns = np.where(luma < 100)
        return float(np.hypot(columns.mean() - 160, rows.mean() - 90))

    assert distance(aimed=True) < distance(aimed=False) - 8


def test_an_aimed_crop_keeps_what_stands_out_in_view() -> None:
    picture = np.full((1600, 900, 3), 120, np.uint8)
    cv2.circle(picture, (450, 250), 90, (30, 40, 230), -1)
    seen = [
        (frame_planes(shown(picture, layer(Framing.CROP, aimed=aimed), (320, 180)))[0] < 100).sum()
        for aimed in (True, False)
    ]
    assert seen[0] > 500
    assert seen[1] == 0


def test_strength_sets_how_far_the_camera_goes() -> None:
    picture = textured(4, 960, 540)
    still, usual, far = (
        shown(picture, layer(Framing.CROP, Motion.PUSH_IN, strength=strength), (320, 180), 99).astype(int)
        for strength in (0.0, 1.0, 2.0)
    )
    hold = shown(picture, layer(Framing.CROP, Motion.HOLD, strength=0.0), (320, 180)).astype(int)
    assert np.array_equal(still, hold)
    assert np.abs(far - still).mean() > np.abs(usual - still).mean() > 1
