"""The render against what it could be compared with, in one run: ``python -m tests.bench.render [--rounds 3]``.

1. A film of four scenes of 4 s in 1080p24: our whole plan, x264 alone on the very same frames (veryfast, and our own
   settings), MoviePy and melt where they are installed.
2. Twelve scenes: all of it, one scene changed, nothing changed.
3. Jitter of drawn frames, before any encoder.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cv2
import imageio_ffmpeg  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import skimage.data

from tests.bench.jitter import jitter
from tests.bench.timing import Contestant, alternate, print_table, ratio
from vidstudio.core.approval import document
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.core.plan import Plan
from vidstudio.core.render import film_size, render_plan
from vidstudio.core.render_commands import DEFAULTS
from vidstudio.core.scene import Motion, Picture, PictureSource, Scene
from vidstudio.frames.painter import Painter

FFMPEG = str(imageio_ffmpeg.get_ffmpeg_exe())
PHOTOS = ("coffee.png", "motorcycle_left.png", "astronaut.png", "hubble_deep_field.jpg")
MOTIONS = (Motion.PUSH_IN, Motion.PAN_LEFT, Motion.PULL_OUT, Motion.DRIFT)
SCENE_SECONDS = 4.0
FRAMES_COMMAND = (sys.executable, "-m", "vidstudio.frames")
X264 = ("-c:v", "libx264", "-crf", "18", "-preset")
OWN_X264 = (
    *X264,
    "superfast",
    "-x264-params",
    "mbtree=1:rc-lookahead=10:b-adapt=0:bframes=2:b-pyramid=none:scenecut=0",
)


def make_picture(number: int) -> npt.NDArray[np.uint8]:
    """A photo at the size and sharpness that image models give: enlarged, with some grain; twelve different ones."""
    photo = cv2.imread(str(Path(skimage.data.__file__).parent / PHOTOS[number % len(PHOTOS)]))
    assert photo is not None
    turn = number // len(PHOTOS)
    photo = np.asarray(cv2.flip(photo, turn - 1)) if turn else np.asarray(photo)
    scale = max(1344 / photo.shape[1], 768 / photo.shape[0])
    large = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_LANCZOS4)
    top, left = (large.shape[0] - 768) // 2, (large.shape[1] - 1344) // 2
    cut = np.asarray(large[top : top + 768, left : left + 1344], np.float32)
    grain = np.random.default_rng(number).normal(0, 2, (768, 1344, 1))
    return np.clip(cut + grain, 0, 255).astype(np.uint8)


def make_job(images: Path, count: int) -> Job:
    """Scenes of the photos, pictures written to ``images``."""
    images.mkdir(parents=True, exist_ok=True)
    scenes = []
    for number in range(count):
        file = images / f"{number:02d}.png"
        if not file.exists():
            cv2.imwrite(str(file), make_picture(number))
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        picture = Picture(number + 1, file.name, digest, 1344, 768, PictureSource.OWN)
        scenes.append(Scene(number + 1, "", "", SCENE_SECONDS, MOTIONS[number % 4], picture=picture))
    now = datetime.now(UTC)
    job = Job(1, "", "", 0, AspectRatio.WIDE, "", JobStatus.STORYBOARD_READY, now, now)
    return with_scenes(replace(job, music="bed.wav", music_digest="bed"), scenes)


def with_scenes(job: Job, scenes: Sequence[Scene]) -> Job:
    """The job with other scenes, approved."""
    return replace(job, scenes=tuple(scenes), approved_document=document(scenes))


def make_plan(job: Job, folder: Path) -> Plan:
    """Its plan with what the folder has already, its files written."""
    segments = folder / "segments"
    segments.mkdir(parents=True, exist_ok=True)
    plan = render_plan(
        job,
        images=folder.parent / "images",
        music=folder.parent / "bed.wav",
        segments=segments,
        work=folder / "work",
        target=folder / "final.mp4",
        have=[path.name for path in segments.iterdir()],
        ffmpeg=FFMPEG,
        encoder="bench",
        frames_command=FRAMES_COMMAND,
        token="bench",
    )
    for step in plan.steps:
        for path, text in step.files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return plan


def ours(name: str, job: Job, folder: Path, kept: Path | None = None) -> Contestant:
    """Our plan from nothing, or with the segments of the film that was rendered in the folder ``kept``."""

    def prepare() -> Sequence[Sequence[str]]:
        shutil.rmtree(folder, ignore_errors=True)
        if kept:
            shutil.copytree(kept / "segments", folder / "segments")
        return [step.argv for step in make_plan(job, folder).steps]

    return Contestant(name, prepare)


def run(argv: Sequence[str]) -> None:
    """Outside of any measured time."""
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)


def make_music(path: Path) -> None:
    """A minute of chords and noise."""
    tones = "aevalsrc='0.1*sin(220*2*PI*t)+0.1*sin(277*2*PI*t)|0.1*sin(330*2*PI*t)':s=48000:d=60"
    noise = "anoisesrc=c=pink:a=0.05:r=48000:d=60,aformat=channel_layouts=stereo"
    run(
        [
            FFMPEG,
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            tones,
            "-f",
            "lavfi",
            "-i",
            noise,
            "-filter_complex",
            "amix=inputs=2",
            str(path),
        ]
    )


def write_raw(job: Job, folder: Path, raw: Path) -> None:
    """All frames as our painter draws them, planar 4:2:0."""
    spec = FramesSpec.from_json(make_plan(job, folder).steps[0].files[0][1])
    with Painter(spec) as painter, raw.open("wb") as file:
        for _, frame, repeats in painter.frames():
            for _ in range(repeats):
                file.write(frame.data)


def alone(name: str, raw: Path, music: Path, out: Path, seconds: float, *codec: str) -> Contestant:
    """Just ffmpeg, with frames that are there already: what no renderer with that encoder can beat."""
    width, height = film_size(AspectRatio.WIDE)
    source = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", "24", "-i", str(raw))
    sound = ("-i", str(music), "-map", "0:v", "-map", "1:a", "-c:a", "aac", "-b:a", "192k", "-t", str(seconds))
    argv = (FFMPEG, "-nostdin", "-v", "error", "-nostats", "-y", *source, *sound, *codec, str(out))
    return Contestant(name, lambda: [argv])


def others(job: Job, folder: Path, moviepy_python: str | None) -> list[Contestant]:
    """MoviePy and melt on the same pictures, if they are there; says so if not."""
    found = []
    pictures = [str(folder / "images" / scene.picture.file) for scene in job.scenes if scene.picture]
    if moviepy_python:
        script = str(Path(__file__).with_name("moviepy_film.py"))
        argv = (moviepy_python, script, FFMPEG, str(folder / "bed.wav"), str(folder / "moviepy.mp4"), *pictures)
        found.append(Contestant("MoviePy", lambda: [argv]))
    else:
        print("MoviePy: not installed (--moviepy-python PATH names a Python that has it)")
    melt = shutil.which("melt")
    if melt:
        found.append(Contestant("melt", lambda: [melt_command(melt, pictures, folder)]))
    else:
        print("melt: not installed")
    return found


def melt_command(melt: str, pictures: Sequence[str], folder: Path) -> list[str]:
    """Its affine filter as camera, its luma mix as cross-fade."""
    length, fade = round(SCENE_SECONDS * DEFAULTS.fps), round(DEFAULTS.fade_seconds * DEFAULTS.fps)
    argv = [melt]
    for number, picture in enumerate(pictures):
        frames = length + fade // 2 * ((number > 0) + (number < len(pictures) - 1))
        rect = f"transition.rect=0=0%/0%:100%x100%;{frames - 1}=-7%/-7%:114%x114%"
        argv += [picture, f"out={frames - 1}", "-attach-cut", "affine", rect]
        argv += ["-mix", str(fade), "-mixer", "luma"] if number else []
    argv += ["-profile", "atsc_1080p_24", "-consumer", f"avformat:{folder / 'melt.mp4'}", "vcodec=libx264"]
    return [*argv, "preset=veryfast", "crf=18", "acodec=aac", "ab=192k", "pix_fmt=yuv420p", "real_time=-2"]


def bench_film(folder: Path, rounds: int, moviepy_python: str | None) -> None:
    """Part 1."""
    job = make_job(folder / "images", 4)
    seconds, raw, music = SCENE_SECONDS * 4, folder / "frames.yuv", folder / "bed.wav"
    write_raw(job, folder / "raw", raw)
    base = "x264 veryfast alone"
    contestants = [
        alone(base, raw, music, folder / "a.mp4", seconds, *X264, "veryfast"),
        ours("ours, whole plan", job, folder / "ours"),
        alone("x264 our settings alone", raw, music, folder / "b.mp4", seconds, *OWN_X264),
        *others(job, folder, moviepy_python),
    ]
    print(f"\nFour scenes, {seconds:g} s, 1080p24, {rounds} rounds")
    print_table(alternate(contestants, rounds), base)
    raw.unlink()


def bench_incremental(folder: Path, rounds: int) -> None:
    """Part 2."""
    job = make_job(folder / "images", 12)
    changed = with_scenes(
        job,
        [replace(scene, picture=job.scenes[7].picture) if row == 5 else scene for row, scene in enumerate(job.scenes)],
    )
    contestants = [
        ours("all twelve", job, folder / "full"),
        ours("one changed", changed, folder / "one", kept=folder / "full"),
        ours("nothing changed", job, folder / "none", kept=folder / "full"),
    ]
    print(f"\nTwelve scenes, {SCENE_SECONDS * 12:g} s, 1080p24, {rounds} rounds")
    runs = alternate(contestants, rounds)
    print_table(runs, "all twelve")
    print(f"goal: one changed at most 0.16 of all: {ratio(runs, 'one changed', 'all twelve').wall:.3f}")


def bench_jitter() -> None:
    """Part 3."""
    print("\nJitter of drawn frames, px a frame (rms), 1080p, before encoding")
    for number in (1, 3):
        picture = make_picture(number)[6:762]
        for motion in (Motion.PUSH_IN, Motion.PAN_LEFT, Motion.DRIFT):
            value = jitter(picture, motion, size=film_size(AspectRatio.WIDE), frames=48, fps=12)
            print(f"{PHOTOS[number]:22} {motion.value:9} {value:.4f}", flush=True)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--moviepy-python", metavar="PATH", help="a Python that can import moviepy")
    parser.add_argument("--folder", help="where to work, best in memory (needs 2.5 GB)")
    parser.add_argument("--only", choices=("film", "incremental", "jitter"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        make_music(folder / "bed.wav")
        if options.only in {None, "film"}:
            bench_film(folder, options.rounds, options.moviepy_python)
        if options.only in {None, "incremental"}:
            bench_incremental(folder, options.rounds)
        if options.only in {None, "jitter"}:
            bench_jitter()


if __name__ == "__main__":
    main()
