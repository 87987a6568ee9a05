"""Small jobs with generated pictures, and what it takes to render them and to look at the result."""

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

import av
import cv2
import imageio_ffmpeg  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

from vidstudio.core.approval import document
from vidstudio.core.film import FilmSettings
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.core.plan import Plan, ready
from vidstudio.core.render import RenderSources, RenderTools, render_plan
from vidstudio.core.scene import Motion, Picture, PictureSource, Scene, Transition
from vidstudio.services.probe import probe
from vidstudio.studio.kept_pieces import WholePieces

FFMPEG = str(imageio_ffmpeg.get_ffmpeg_exe())
SMALL = FilmSettings(short_side=180)
FRAMES_COMMAND = (sys.executable, "-m", "vidstudio.frames")
Image = npt.NDArray[np.uint8]


def textured(seed: int, width: int = 480, height: int = 270) -> Image:
    """A BGR picture that no other seed gives, with large shapes and fine detail everywhere."""
    random = np.random.default_rng(seed)
    shapes = cv2.resize(random.uniform(0, 255, (4, 6, 3)), (width, height), interpolation=cv2.INTER_CUBIC)
    detail = cv2.GaussianBlur(random.normal(0, 120, (height, width, 3)), (0, 0), 1.2)
    return np.asarray(np.clip(shapes + detail, 0, 255), np.uint8)


def save(image: npt.NDArray[np.generic], path: Path) -> Path:
    """Write it as the name's ending says, whatever characters the name has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, np.asarray(image))[1].tobytes())
    return path


def make_scene(number: int, file: Path, seconds: float = 1.0, motion: Motion = Motion.PUSH_IN) -> Scene:
    """A scene that shows that file."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    picture = Picture(number, file.name, digest, 480, 270, PictureSource.OWN)
    return Scene(number, f"Scene {number}", "", seconds, motion, picture=picture)


def make_job(scenes: Sequence[Scene], aspect_ratio: AspectRatio = AspectRatio.WIDE, music: str = "") -> Job:
    """An approved job of these scenes."""
    now = datetime.now(UTC)
    job = Job(1, "Sample", "", 10, aspect_ratio, "", JobStatus.STORYBOARD_READY, now, now)
    return replace(job, scenes=tuple(scenes), approved_document=document(scenes), music=music, music_digest=music)


def sample_job(
    folder: Path, seconds: Sequence[float], motions: Sequence[Motion] = (), transitions: Sequence[Transition] = ()
) -> Job:
    """A job with a textured picture of its own for each scene, in ``folder/images``."""
    scenes = []
    for number, (length, motion, transition) in enumerate(zip_longest(seconds, motions, transitions), 1):
        scene = make_scene(number, save(textured(number), folder / "images" / f"{number}.png"), length)
        scene = replace(scene, motion=motion or Motion.PUSH_IN)
        scenes.append(replace(scene, transition=transition or Transition.CROSS_FADE))
    return make_job(scenes)


def plan_for(job: Job, folder: Path, music: Path | None = None, settings: FilmSettings = SMALL) -> Plan:
    """The plan to render it in that folder, with the segments that are there."""
    segments = folder / "segments"
    segments.mkdir(parents=True, exist_ok=True)
    return render_plan(
        replace(job, settings=settings),
        sources(job, folder, music),
        tools(folder),
        folder / "final.mp4",
        WholePieces(segments),
    )


def sources(job: Job, folder: Path, music: Path | None = None) -> RenderSources:
    """Where its pictures, sounds and clips are."""
    clips = {scene.clip.digest: probe(folder / "assets" / scene.clip.file) for scene in job.scenes if scene.clip}
    return RenderSources(folder / "images", folder / "assets", music, clips)


def tools(folder: Path) -> RenderTools:
    """What renders there."""
    return RenderTools(FFMPEG, "test", FRAMES_COMMAND, folder / "segments", folder / "work", "t")


def write_files(plan: Plan) -> None:
    """What a runner does before it starts the steps."""
    for step in plan.steps:
        for path, text in step.files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")


def run(plan: Plan) -> Path:
    """Run all steps in the order they may be run, and give the film its name."""
    write_files(plan)
    done: list[object] = []
    while waiting := ready(plan.steps, done):  # type: ignore[arg-type]
        for step in waiting:
            result = subprocess.run(step.argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            assert (result.returncode, result.stderr) == (0, ""), f"{step.title}: {result.stderr}"
            assert "progress=end" in result.stdout
            done.append(step)
    assert len(done) == len(plan.steps)
    return plan.output.replace(plan.target)


def rendered(job: Job, folder: Path, music: Path | None = None, settings: FilmSettings = SMALL) -> Path:
    """The film."""
    return run(plan_for(job, folder, music, settings))


def decoded(path: Path) -> list[Image]:
    """All frames as planar 4:2:0, as they are stored."""
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="yuv420p"), np.uint8) for frame in container.decode(video=0)]


def samples(path: Path) -> npt.NDArray[np.float32]:
    """The sound of a film, channels by samples, -1 to 1."""
    command = [FFMPEG, "-v", "error", "-nostdin", "-i", f"file:{path}", "-map", "0:a:0", "-f", "f32le", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(data, np.float32).reshape(-1, 2).T


def likeness(a: Image, b: Image) -> float:
    """Correlation of two single-channel pictures of one shape."""
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])
