"""The render against what it could be compared with, in one run: ``python -m tests.bench.render [--rounds 3]``.

1. A film of photos at each size: our whole plan, x264 alone on the very same frames (veryfast, and our own settings),
   MoviePy and melt where they are installed.
2. How like those films, and the frames before any encoder, are to exact ones.
3. Twelve scenes: all of it, one scene changed, nothing changed.
4. Jitter and likeness of drawn frames, by size, rate and move.
5. Memory of the frames step.
"""

import argparse
import itertools
import shutil
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench import films, peers
from tests.bench.jitter import glide
from tests.bench.likeness import EVERY, decoded, exact_frames, score
from tests.bench.memory import peak_megabytes
from tests.bench.timing import Contestant, Run, alternate, print_goal, print_table, ratio
from vidstudio.core.film import FilmSettings
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.core.scene import Motion

PARTS = ("film", "likeness", "incremental", "jitter", "memory")
LIMIT = "x264 veryfast alone"
OWN = "x264 our settings alone"
OURS = "ours, whole plan"
FEW = {2160: 2}
"""Scenes at a size whose raw frames would not fit into memory otherwise; four elsewhere."""


def bench_film(home: Path, side: int, options: argparse.Namespace, parts: Collection[str]) -> None:
    """Parts 1 and 2 at one size."""
    folder, raw = home / f"film{side}", home / "frames.yuv"
    job = films.photo_job(home, FEW.get(side, 4), side)
    plan = films.make_plan(job, folder)
    spec = films.spec_of(plan)
    films.write_raw(spec, raw)
    outputs = {LIMIT: home / "alone.mp4", OURS: plan.output, OWN: home / "own.mp4"}
    outputs |= {name: home / f"{name}.mp4" for name in ("MoviePy", "melt")}
    contestants = [
        films.alone(LIMIT, spec, raw, outputs[LIMIT], films.VERYFAST),
        films.ours(OURS, job, folder),
        films.alone(OWN, spec, raw, outputs[OWN], films.own_codec(spec)),
        *_peers(spec, home, outputs, options.moviepy_python),
    ]
    timed = "film" in parts
    runs = alternate(contestants, options.rounds if timed else 1)
    if timed:
        print(f"\n{spec.width}x{spec.height}, {spec.frames} frames, {options.rounds} rounds")
        print_table(runs, LIMIT)
        _print_goals(runs)
    if "likeness" in parts:
        _print_likeness(spec, {name: outputs[name] for name in runs})
    raw.unlink()
    shutil.rmtree(folder)


def _peers(spec: FramesSpec, home: Path, outputs: dict[str, Path], moviepy_python: str | None) -> list[Contestant]:
    music, found = home / "bed.wav", []
    if moviepy_python:
        found.append(peers.moviepy(spec, moviepy_python, music, outputs["MoviePy"]))
    else:
        print("MoviePy: not installed (--moviepy-python PATH names a Python that has it)")
    by_melt = peers.melt(spec, music, outputs["melt"])
    if by_melt:
        found.append(by_melt)
    else:
        print("melt: not installed")
    return found


def _print_goals(runs: dict[str, list[Run]]) -> None:
    print_goal(f"wall of ours to that of {LIMIT}", ratio(runs, OURS, LIMIT).wall, 0.8)
    for name, times in (("MoviePy", 9.0), ("melt", 2.2)):
        if name in runs:
            against = ratio(runs, name, OURS)
            print_goal(f"wall of {name} to that of ours (cpu {against.cpu:.2f})", against.wall, times, least=True)


def _print_likeness(spec: FramesSpec, outputs: dict[str, Path]) -> None:
    print(f"\nLikeness to exact frames, luma, {spec.width}x{spec.height}, every {EVERY}th frame")
    wanted = exact_frames(spec)
    lossless = (frame[: spec.height] for row, frame in enumerate(films.drawn(spec)) if row % EVERY == 0)
    found = score(wanted, lossless)
    print(f"{'drawn frames':23}  PSNR-Y {found.psnr:6.2f} dB  SSIM-Y {found.ssim:.5f}", flush=True)
    for name, film in outputs.items():
        # melt fades as if a frame were shown at its beginning, everybody else as in its middle.
        found = score(exact_frames(spec, 0.0) if name == "melt" else wanted, decoded(film))
        kbps = 8 * film.stat().st_size / float(spec.frames / spec.fps) / 1000
        print(f"{name:23}  PSNR-Y {found.psnr:6.2f} dB  SSIM-Y {found.ssim:.5f}  {kbps:6.0f} kbit/s", flush=True)


def bench_incremental(home: Path, side: int, rounds: int) -> None:
    """Part 3 at one size."""
    job = films.photo_job(home, 12, side)
    other = job.scenes[7].picture
    changed = films.with_scenes(
        job, [replace(scene, picture=other) if row == 5 else scene for row, scene in enumerate(job.scenes)]
    )
    contestants = [
        films.ours("all twelve", job, home / "full"),
        films.ours("one changed", changed, home / "one", kept=home / "full"),
        films.ours("nothing changed", job, home / "none", kept=home / "full"),
    ]
    print(f"\nTwelve scenes, 48 s, {side}p24, {rounds} rounds")
    runs = alternate(contestants, rounds)
    print_table(runs, "all twelve")
    for name, most in (("one changed", 0.13), ("nothing changed", 0.03)):
        against = ratio(runs, name, "all twelve")
        print_goal(f"wall, {name} to all (cpu {against.cpu:.3f})", against.wall, most)
    start = time.perf_counter()
    films.make_plan(job, home / "none")
    print(f"  not in it: the plan, with a look for damaged pieces, {time.perf_counter() - start:.3f} s")


def bench_jitter(home: Path, sizes: Sequence[int]) -> None:
    """Part 4."""
    print(f"\nDrawn frames, moves of {films.SCENE_SECONDS:g} s, before encoding: jitter in px a frame (rms), SSIM-Y")
    found = []
    for side, fps, number in itertools.product(sizes, (24, 60), (1, 3)):
        for motion in (Motion.PUSH_IN, Motion.PAN_LEFT, Motion.DRIFT):
            scene = films.make_scene(home / "images", number, motion, films.SCENE_SECONDS)
            job = films.make_job([scene], FilmSettings(fps=fps, short_side=side))
            found.append(glide(films.spec_of(films.make_plan(job, home / "jitter"))))
            name = films.PHOTOS[number]
            print(
                f"{side:4}p{fps} {name:22} {motion:9} {found[-1].jitter:.4f} px (exact ones in 8 bit "
                f"{found[-1].rounded:.4f})  SSIM {found[-1].ssim:.4f}",
                flush=True,
            )
    print_goal("jitter", max(each.jitter for each in found), 0.005)
    print_goal("SSIM", min(each.ssim for each in found), 0.995, least=True)


def bench_memory(home: Path, sizes: Sequence[int]) -> None:
    """Part 5."""
    print("\nMemory of the frames step, its whole process tree, peak in MB")
    for side in sizes:
        plan = films.make_plan(films.photo_job(home, 4, side), home / f"memory{side}")
        most = peak_megabytes(plan.steps[0].argv)
        print(f"{side:4}p  {most:5.0f}", flush=True)
        if side == 2160:
            print_goal("memory at 2160p", most, 600)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[720, 1080, 2160], help="short sides, in pixels")
    parser.add_argument("--moviepy-python", metavar="PATH", help="a Python that can import moviepy")
    parser.add_argument("--folder", help="where to work, best in memory (needs 4 GB)")
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args()
    parts = [options.only] if options.only else PARTS
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        home = Path(name)
        films.make_music(home / "bed.wav")
        for side in options.sizes if {"film", "likeness"} & set(parts) else ():
            bench_film(home, side, options, parts)
        for side in options.sizes if "incremental" in parts else ():
            if side <= 1080:
                bench_incremental(home, side, options.rounds)
        if "jitter" in parts:
            bench_jitter(home, options.sizes)
        if "memory" in parts:
            bench_memory(home, options.sizes)


if __name__ == "__main__":
    main()
