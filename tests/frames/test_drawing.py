"""Frames as they are drawn, before any encoder: colors, shapes, motion, fades."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.bench.jitter import displacement
from tests.bench.likeness import exact
from tests.frames.sample_films import Image, likeness, plan_for, sample_job, save, textured
from vidstudio.core.frames_spec import FramesSpec, LayerSpec, SegmentSpec
from vidstudio.core.motion import MAX_TRAVEL, Window, window
from vidstudio.core.scene import Motion, Transition
from vidstudio.frames.painter import Painter
from vidstudio.frames.still import draw, frame_planes, make_still

WHOLE = Window(0, 0, 1)
WIDTH, HEIGHT = 320, 180


def drawn(picture: Image, seen: Window = WHOLE, width: int = WIDTH, height: int = HEIGHT) -> Image:
    frame = np.full((height * 3 // 2, width), 99, np.uint8)
    draw(make_still(picture, width, height), seen, frame_planes(frame))
    return frame


def painted(*segments: SegmentSpec) -> list[Image]:
    spec = FramesSpec("ffmpeg", WIDTH, HEIGHT, Fraction(24), (), segments)
    with Painter(spec) as painter:
        return [frame.copy() for frame, repeats in painter.frames() for _ in range(repeats)]


def segment(frames: int, *layers: tuple[Path, Motion, int, int]) -> SegmentSpec:
    specs = [LayerSpec(1, str(path), start, length, motion) for path, motion, start, length in layers]
    return SegmentSpec("out", "part", frames, tuple(specs), Transition.CROSS_FADE)


@pytest.mark.parametrize(
    ("bgr", "yuv"),
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((0, 0, 255), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((255, 0, 0), (32, 240, 118)),
    ],
)
def test_colors_are_bt709_in_limited_range(bgr: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    planes = frame_planes(drawn(np.full((90, 160, 3), bgr, np.uint8)))
    assert [plane.min() for plane in planes] == pytest.approx(yuv, abs=1)
    assert [plane.max() for plane in planes] == pytest.approx(yuv, abs=1)


@pytest.mark.parametrize("size", [(160, 90), (320, 180), (1344, 768), (4000, 1200), (1200, 4000), (333, 777), (64, 48)])
@pytest.mark.parametrize("film", [(320, 180), (180, 320), (180, 180)])
def test_pictures_of_any_shape_cover_the_film_unstretched(size: tuple[int, int], film: tuple[int, int]) -> None:
    """A disc in the middle stays round, and is as large as the scale that covers the film makes it."""
    width, height = size
    x, y = np.meshgrid(np.arange(width) + 0.5 - width / 2, np.arange(height) + 0.5 - height / 2)
    scale = max(film[0] / width, film[1] / height)
    radius = 60 / scale
    picture = np.repeat((255 * (x**2 + y**2 < radius**2)).astype(np.uint8)[:, :, None], 3, axis=2)
    luma = frame_planes(drawn(picture, width=film[0], height=film[1]))[0]
    rows, columns = np.where(luma > 125)
    assert (columns.mean(), rows.mean()) == pytest.approx(((film[0] - 1) / 2, (film[1] - 1) / 2), abs=0.6)
    assert (4 * columns.std(), 4 * rows.std()) == pytest.approx((120, 120), abs=2.5)


@pytest.mark.parametrize("motion", sorted(set(Motion) - {Motion.AUTO}))
def test_no_border_shows_at_any_moment(motion: Motion) -> None:
    still = make_still(np.full((300, 500, 3), 255, np.uint8), WIDTH, HEIGHT)
    frame = np.zeros((HEIGHT * 3 // 2, WIDTH), np.uint8)
    for time in np.linspace(0, 1, 9):
        draw(still, window(motion, float(time), MAX_TRAVEL), frame_planes(frame))
        assert frame[:HEIGHT].min() >= 234
        assert abs(frame[HEIGHT:].astype(int) - 128).max() <= 1


@pytest.mark.parametrize("size", [(480, 270), (1920, 1080)])
def test_a_frame_is_the_picture_as_exact_resampling_shows_it(size: tuple[int, int]) -> None:
    picture = np.asarray(cv2.GaussianBlur(textured(3, *size), (0, 0), size[0] / 480), np.uint8)
    luma = np.rint(picture @ np.array([0.0722, 0.7152, 0.2126]) * 219 / 255 + 16).astype(np.uint8)
    seen = window(Motion.DRIFT, 0.4, MAX_TRAVEL)
    wanted, got = exact(luma, seen, WIDTH, HEIGHT), frame_planes(drawn(picture, seen))[0]
    assert likeness(wanted, got) > 0.995
    assert np.abs(displacement(wanted, got)).max() < 0.02


def test_chroma_lies_where_the_luma_does() -> None:
    """An edge of brightness and color falls on one place in both; chroma samples lie on left luma ones."""
    picture = np.zeros((360, 640, 3), np.uint8)
    picture[:, 301:] = (0, 0, 255)
    luma, _, red = frame_planes(drawn(picture))
    luma_edge, chroma_edge = _edge(luma[90].astype(float)), _edge(red[45].astype(float))
    assert 2 * chroma_edge == pytest.approx(luma_edge + 0.5, abs=0.1)


def _edge(row: npt.NDArray[np.float64]) -> float:
    """Where a row of samples goes from dark to light, in samples from its left end."""
    return float((row[-1] - row).sum() / (row[-1] - row[0]))


@pytest.mark.parametrize("motion", [Motion.PUSH_IN, Motion.PAN_LEFT, Motion.PAN_DOWN, Motion.DRIFT])
def test_motion_is_smooth_below_the_pixel(tmp_path: Path, motion: Motion) -> None:
    """A slow move: less than half a pixel a frame, and every step is taken, none twice as large as it should be."""
    file = save(textured(5), tmp_path / "a.png")
    frames = painted(segment(40, (file, motion, 160, 360)))
    corner = np.s_[16:96, 16:96]
    moved = [displacement(a[corner], b[corner]) for a, b in pairwise(frames)]
    wanted = [_shift(motion, index) for index in range(39)]
    assert 0.02 < np.abs(wanted).max() < 0.5
    errors = np.array(moved) - np.array(wanted)
    assert np.sqrt((errors**2).sum(1).mean()) < 0.02
    assert np.abs(errors).max() < 0.05


def _shift(motion: Motion, index: int) -> tuple[float, float]:
    """How far the middle of the corner that is measured moves from that frame to the next, in pixels."""
    before, after = (window(motion, (160 + index + more + 0.5) / 360, MAX_TRAVEL) for more in (0, 1))
    x, y = before.left + before.size * 56 / WIDTH, before.top + before.size * 56 / HEIGHT
    return (x - after.left) / after.size * WIDTH - 56, (y - after.top) / after.size * HEIGHT - 56


def test_hold_gives_identical_frames(tmp_path: Path) -> None:
    file = save(textured(1), tmp_path / "a.png")
    frames = painted(segment(10, (file, Motion.HOLD, 0, 10)))
    assert len(frames) == 10
    assert all(np.array_equal(frames[0], frame) for frame in frames)


def test_a_fade_is_the_weighted_mean_of_both_scenes(tmp_path: Path) -> None:
    one, two = (save(textured(seed), tmp_path / f"{seed}.png") for seed in (1, 2))
    first, second = (one, Motion.PUSH_IN, 30, 42), (two, Motion.PAN_LEFT, 0, 42)
    faded, going, coming = (painted(segment(12, *layers)) for layers in ([first, second], [first], [second]))
    for index, frame in enumerate(faded):
        weight = (index + 0.5) / 12
        mean = going[index] * (1 - weight) + coming[index] * weight
        assert np.abs(frame - mean).max() <= 0.5 + 1e-6
    middle = (faded[5].astype(float) + faded[6]) / 2
    half = (going[5].astype(float) + going[6] + coming[5] + coming[6]) / 4
    assert np.abs(middle - half).mean() < 1


def test_frames_come_in_order_across_segments_as_if_drawn_in_one(tmp_path: Path) -> None:
    job = sample_job(tmp_path, [1.0, 0.5, 1.0], [Motion.PUSH_IN, Motion.HOLD, Motion.PAN_UP])
    spec = FramesSpec.from_json(plan_for(job, tmp_path).steps[0].files[0][1])
    together = painted(*spec.segments)
    assert len(together) == spec.frames
    with Painter(spec) as painter:
        apart = [
            frame.copy()
            for piece in reversed(spec.segments)
            for frame, repeats in reversed([(frame.copy(), repeats) for frame, repeats in painter.segment(piece)])
            for _ in range(repeats)
        ][::-1]
    assert all(np.array_equal(a, b) for a, b in zip(together, apart, strict=True))
