"""The films that are rendered: photos as image models give them, jobs of such scenes, their plans, and contestants."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cv2
import imageio_ffmpeg  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import skimage.data

from tests.bench.timing import Contestant
from vidstudio.core.approval import document
from vidstudio.core.film import FilmSettings
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.core.plan import Plan
from vidstudio.core.render import RenderSources, RenderTools, render_plan
from vidstudio.core.scene import Motion, Picture, PictureSource, Scene
from vidstudio.frames.painter import Painter
from vidstudio.studio.kept_pieces import WholePieces

FFMPEG = str(imageio_ffmpeg.get_ffmpeg_exe())
QUIET = (FFMPEG, "-nostdin", "-v", "error", "-nostats", "-y")
PHOTOS = ("coffee.png", "motorcycle_left.png", "astronaut.png", "hubble_deep_field.jpg")
MOTIONS = (Motion.PUSH_IN, Motion.PAN_LEFT, Motion.PULL_OUT, Motion.DRIFT)
SCENE_SECONDS = 4.0
VERYFAST = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18")
FRAMES_COMMAND = (sys.executable, "-m", "vidstudio.frames")
WIDTH, HEIGHT = 1344, 768
"""Of the photos, in pixels."""

Image = npt.NDArray[np.uint8]


def make_picture(number: int) -> Image:
    """A photo at the size and sharpness that image models give: enlarged, with some grain; twelve different ones."""
    photo = cv2.imread(str(Path(skimage.data.__file__).parent / PHOTOS[number % len(PHOTOS)]))
    assert photo is not None
    turn = number // len(PHOTOS)
    photo = np.asarray(cv2.flip(photo, turn - 1)) if turn else np.asarray(photo)
    scale = max(WIDTH / photo.shape[1], HEIGHT / photo.shape[0])
    large = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_LANCZOS4)
    top, left = (large.shape[0] - HEIGHT) // 2, (large.shape[1] - WIDTH) // 2
    cut = np.asarray(large[top : top + HEIGHT, left : left + WIDTH], np.float32)
    grain = np.random.default_rng(number).normal(0, 2, (HEIGHT, WIDTH, 1))
    return np.clip(cut + grain, 0, 255).astype(np.uint8)


def make_scene(images: Path, number: int, motion: Motion, seconds: float = SCENE_SECONDS) -> Scene:
    """A scene of that photo, which is written to ``images`` unless it is there."""
    file = images / f"{number:02d}.png"
    if not file.exists():
        images.mkdir(parents=True, exist_ok=True)
        file.write_bytes(cv2.imencode(".png", make_picture(number))[1].tobytes())
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    picture = Picture(number + 1, file.name, digest, WIDTH, HEIGHT, PictureSource.OWN)
    return Scene(number + 1, "", "", seconds, motion, picture=picture)


def make_job(scenes: Sequence[Scene], settings: FilmSettings) -> Job:
    """An approved job of these scenes, with music."""
    now = datetime.now(UTC)
    job = Job(1, "", "", 0, AspectRatio.WIDE, "", JobStatus.STORYBOARD_READY, now, now, settings=settings)
    return with_scenes(replace(job, music="bed.wav", music_digest="bed"), scenes)


def with_scenes(job: Job, scenes: Sequence[Scene]) -> Job:
    """The job with other scenes, approved."""
    return replace(job, scenes=tuple(scenes), approved_document=document(scenes))


def photo_job(home: Path, count: int, short_side: int) -> Job:
    """A film of so many photos and moves by turns, with the default cross-fades."""
    scenes = [make_scene(home / "images", number, MOTIONS[number % len(MOTIONS)]) for number in range(count)]
    return make_job(scenes, FilmSettings(short_side=short_side))


def make_music(path: Path) -> None:
    """A minute of chords and noise."""
    tones = "aevalsrc='0.1*sin(220*2*PI*t)+0.1*sin(277*2*PI*t)|0.1*sin(330*2*PI*t)':s=48000:d=60"
    noise = "anoisesrc=c=pink:a=0.05:r=48000:d=60,aformat=channel_layouts=stereo"
    inputs = ("-f", "lavfi", "-i", tones, "-f", "lavfi", "-i", noise)
    subprocess.run([*QUIET, *inputs, "-filter_complex", "amix=inputs=2", str(path)], check=True)


def make_plan(job: Job, folder: Path) -> Plan:
    """Its plan with the pieces that the folder has, its files written; pictures and music are beside the folder."""
    segments = folder / "segments"
    segments.mkdir(parents=True, exist_ok=True)
    home = folder.parent
    plan = render_plan(
        job,
        RenderSources(home / "images", home / "assets", home / "bed.wav", {}),
        RenderTools(FFMPEG, "bench", FRAMES_COMMAND, segments, folder / "work", "bench"),
        folder / "final.mp4",
        WholePieces(segments),
    )
    for step in plan.steps:
        for path, text in step.files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
    return plan


def spec_of(plan: Plan) -> FramesSpec:
    """What the frames step of a plan is told."""
    return FramesSpec.from_json(plan.steps[0].files[0][1])


def commands(plan: Plan) -> list[Sequence[str]]:
    """What a plan runs, in order."""
    return [step.argv for step in plan.steps]


def drawn(spec: FramesSpec) -> Iterator[Image]:
    """Every frame as it is drawn, planar 4:2:0; drawn over as soon as the next one is asked for."""
    with Painter(spec) as painter:
        for frame, repeats in painter.frames():
            for _ in range(repeats):
                yield frame


def write_raw(spec: FramesSpec, raw: Path) -> None:
    """All drawn frames in one file."""
    with raw.open("wb") as file:
        for frame in drawn(spec):
            file.write(frame.data)


def ours(name: str, job: Job, folder: Path, kept: Path | None = None) -> Contestant:
    """Our plan from nothing, or with the pieces of the film that was rendered in the folder ``kept``."""

    def prepare() -> Sequence[Sequence[str]]:
        shutil.rmtree(folder, ignore_errors=True)
        if kept:
            shutil.copytree(kept / "segments", folder / "segments")
        return commands(make_plan(job, folder))

    return Contestant(name, prepare)


def alone(name: str, spec: FramesSpec, raw: Path, out: Path, codec: Sequence[str]) -> Contestant:
    """Just ffmpeg, with frames that are there already: what no renderer with that encoder can beat."""
    size, seconds = f"{spec.width}x{spec.height}", str(float(spec.frames / spec.fps))
    source = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", str(spec.fps), "-i", str(raw))
    music = ("-i", str(raw.with_name("bed.wav")), "-map", "0:v", "-map", "1:a", "-c:a", "aac", "-b:a", "192k")
    return Contestant(name, lambda: [(*QUIET, *source, *music, "-t", seconds, *codec, str(out))])


def own_codec(spec: FramesSpec) -> tuple[str, ...]:
    """What our own render tells the encoder."""
    options = (part for name, value in spec.encoder for part in (f"-{name}:v", value))
    return ("-c:v", "libx264", *options)
