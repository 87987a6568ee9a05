"""Moving clips in a film: any codec, size and rate, conformed, cut or held, in step to the frame."""

import hashlib
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.frames.sample_films import (
    FFMPEG,
    FRAMES_COMMAND,
    Image,
    decoded,
    make_job,
    make_scene,
    plan_for,
    rendered,
    save,
    textured,
    write_files,
)
from vidstudio.core.job import AspectRatio
from vidstudio.core.media import MediaFacts
from vidstudio.core.scene import Asset, Framing, Scene, Transition
from vidstudio.frames.still import frame_planes

FACTS = MediaFacts(
    "mp4", 2.0, 2.0, "h264", "High", 640, 360, Fraction(1), 0, "yuv420p", Fraction(24), 48, 8,
    "bt709", "bt709", "bt709", "tv", None, 0, 0, faststart=True, size=1000,
)  # fmt: skip

RAMP = "nullsrc=s={size}:r={rate}:d={seconds},geq=lum='16+96*T':cb=128:cr=128"
"""The clip grows brighter by 96 levels a second: a frame tells its time."""

TAGS = ("-pix_fmt", "yuv420p", "-color_range", "tv", "-colorspace", "bt709")


def clip(path: Path, *codec: str, size: str = "320x180", rate: str = "24", seconds: float = 2.0) -> Path:
    source = RAMP.format(size=size, rate=rate, seconds=seconds)
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [FFMPEG, "-v", "error", "-y", "-f", "lavfi", "-i", source, *TAGS, *codec, str(path)]
    subprocess.run(command, check=True)
    return path


def clip_scene(folder: Path, file: Path, number: int = 1, seconds: float = 1.0) -> Scene:
    poster = make_scene(number, save(textured(number), folder / "images" / f"{number}.png"), seconds)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return replace(poster, clip=Asset(1, file.name, file.name, digest, 2.0), transition=Transition.CUT)


def luma(frame: Image) -> float:
    return float(np.median(frame_planes(frame)[0]))


LOSSLESS = ("-c:v", "libx264", "-qp", "0")


@pytest.mark.slow
def test_a_clip_is_shown_frame_by_frame_and_its_last_one_held(tmp_path: Path) -> None:
    file = clip(tmp_path / "assets" / "ramp.mp4", *LOSSLESS, seconds=1.0)
    film = decoded(rendered(make_job([clip_scene(tmp_path, file, seconds=1.5)]), tmp_path))
    tones = [luma(frame) for frame in film]
    assert tones[:24] == pytest.approx([16 + 4 * number for number in range(24)], abs=1.5)
    assert tones[24:] == pytest.approx([16 + 4 * 23] * 12, abs=1.5)


@pytest.mark.slow
def test_a_clip_goes_on_through_its_transitions(tmp_path: Path) -> None:
    """Its pieces are read one by one, and yet no frame comes twice or is missing."""
    file = clip(tmp_path / "assets" / "ramp.mp4", *LOSSLESS)
    first, last = (make_scene(n, save(textured(n), tmp_path / "images" / f"{n}.png")) for n in (2, 3))
    moving = replace(clip_scene(tmp_path, file), transition=Transition.CROSS_FADE)
    film = decoded(rendered(make_job([first, moving, last]), tmp_path))
    # it is seen from 6 frames before its boundary at 24; its own first frames are half faded
    alone = [luma(frame) for frame in film[30:42]]
    assert alone == pytest.approx([16 + 4 * (12 + number) for number in range(12)], abs=1.5)


KINDS = {
    "vp9.webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime"),
    "prores.mov": ("-c:v", "prores_ks", "-pix_fmt", "yuv422p10le"),
    "mpeg4.avi": ("-c:v", "mpeg4", "-q:v", "2"),
    "hevc.mkv": ("-c:v", "libx265", "-x265-params", "log-level=error"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("rate", ["30000/1001", "12", "50"])
def test_any_codec_and_rate_is_in_step(tmp_path: Path, name: str, rate: str) -> None:
    file = clip(tmp_path / "assets" / name, *KINDS[name], rate=rate, seconds=1.5)
    film = decoded(rendered(make_job([clip_scene(tmp_path, file)]), tmp_path))
    assert len(film) == 24
    for number, frame in enumerate(film):
        shown = (luma(frame) - 16) / 96  # seconds into the clip
        assert shown == pytest.approx(number / 24, abs=1 / float(Fraction(rate)) / 2 + 1 / 48 + 0.02)


@pytest.mark.slow
@pytest.mark.parametrize("framing", Framing)
@pytest.mark.parametrize("ratio", [AspectRatio.WIDE, AspectRatio.TALL, AspectRatio.CINEMA])
def test_a_clip_of_another_shape_is_framed_unstretched(tmp_path: Path, framing: Framing, ratio: AspectRatio) -> None:
    (tmp_path / "assets").mkdir()
    disc = np.full((300, 400, 3), 60, np.uint8)
    cv2.circle(disc, (200, 150), 60, (255, 255, 255), -1)
    still = save(disc, tmp_path / "disc.png")
    file = tmp_path / "assets" / "disc.mp4"
    loop = ("-loop", "1", "-t", "1", "-i", str(still), "-vf", "scale=out_color_matrix=bt709:out_range=tv")
    subprocess.run([FFMPEG, "-v", "error", "-y", *loop, *TAGS, str(file)], check=True)
    scene = replace(clip_scene(tmp_path, file, seconds=0.5), framing=framing)
    film = decoded(rendered(make_job([scene], ratio), tmp_path))
    luma_plane = frame_planes(film[6])[0]
    width, height = luma_plane.shape[::-1]
    scale = (max if framing is Framing.CROP else min)(width / 400, height / 300)
    rows, columns = np.where(luma_plane > 190)
    assert (columns.mean(), rows.mean()) == pytest.approx(((width - 1) / 2, (height - 1) / 2), abs=2.0)
    assert (4 * columns.std(), 4 * rows.std()) == pytest.approx((120 * scale, 120 * scale), rel=0.04)
    if framing is Framing.BARS:
        assert min(luma_plane[:, 0].max(), luma_plane[0].max()) <= 17


def test_a_clip_that_can_not_be_read_names_its_scene(tmp_path: Path) -> None:
    file = clip(tmp_path / "assets" / "ramp.mp4", *LOSSLESS, seconds=1.0)
    picture = make_scene(1, save(textured(1), tmp_path / "images" / "1.png"))
    plan = plan_for(make_job([picture, clip_scene(tmp_path, file, 2)]), tmp_path)
    write_files(plan)
    file.write_bytes(b"no clip any more")
    done = subprocess.run(plan.steps[0].argv, capture_output=True, text=True, check=False)
    assert plan.steps[0].argv[:-1] == FRAMES_COMMAND
    assert done.returncode == 1
    assert done.stderr.startswith("The clip of scene 2 can't be read")
    assert len(done.stderr.splitlines()) == 1
    assert not [path for path in (tmp_path / "segments").iterdir() if path.name.startswith(".")]
