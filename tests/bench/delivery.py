"""Deliveries of a whole job beside plain commands and HandBrake: ``python -m tests.bench.delivery [--rounds 2]``.

A storyboard of photos is rendered to a 20 s film in 1080p24. Then, all side by side in one run:

* each pair of a format and a quality: ``vidstudio export`` as a person calls it, start-up, probing, measuring and all,
  against the ffmpeg command anybody would type, and HandBrakeCLI where it is installed, at the same bit rates;
* all nine at once: ``vidstudio queue run`` against nine such commands, one after the other;
* the queue's own cost: one entry that copies nothing and draws nothing, against its bare ffmpeg command.

VMAF is against the film. Ours is drawn anew from the storyboard where that is better, so that pixels of it can be
nearer to the photos than the film is; VMAF counts that as a difference.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2

from tests.bench.export import handbrake, likeness, obvious
from tests.bench.films import make_picture
from tests.bench.timing import Contestant, alternate, print_table
from vidstudio.core.export import ExportFormat, Quality, fit, pair
from vidstudio.services.probe import probe

IDEA = "A harbour wakes. Boats go out. The sea is rough. The boats come home. Nets dry. Lamps are lit."


class Home:
    """A library of its own, driven by the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "home"
        os.environ["VIDSTUDIO_HOME"] = str(self.folder)

    def command(self, *arguments: object) -> list[str]:
        """How a command is started."""
        return [sys.executable, "-m", "vidstudio", *map(str, arguments)]

    def run(self, *arguments: object) -> str:
        """Runs a command; what it printed."""
        done = subprocess.run(self.command(*arguments), check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def make_film(self, seconds: float) -> Path:
        """A job of photos, rendered; its film."""
        pictures = self.folder.parent / "pictures"
        pictures.mkdir()
        for number in range(6):
            cv2.imwrite(str(pictures / f"{number}.png"), make_picture(number))
        job = self.run("new", "--idea", IDEA, "--duration", seconds, "--images", pictures)
        self.run("approve", job)
        return Path(self.run("render", job))

    def forget_exports(self) -> None:
        """So that each is made anew."""
        shutil.rmtree(self.folder / "videos" / "exports", ignore_errors=True)


def pairs(home: Home, film: Path, rounds: int, folder: Path, chosen: Sequence[tuple[ExportFormat, Quality]]) -> None:
    """Each pair by itself."""
    facts = probe(film)
    for fmt, quality in chosen:
        size = fit(facts.display_width, facts.display_height, pair(fmt, quality))
        typed, braked = folder / f"typed.{fmt}", folder / f"braked.{fmt}"

        def ours(fmt: ExportFormat = fmt, quality: Quality = quality) -> Sequence[Sequence[str]]:
            home.forget_exports()
            return [home.command("export", 1, "--format", fmt, "--quality", quality)]

        plain = obvious(film, fmt, quality, size, typed)
        contestants = [Contestant("obvious", lambda plain=plain: [plain]), Contestant("ours", ours)]  # type: ignore[misc]
        files = {"obvious": typed, "ours": home.folder / "videos" / "exports" / "1" / f"{fmt}_{quality}.{fmt}"}
        if shutil.which("HandBrakeCLI") and fmt is not ExportFormat.MOV:
            command = handbrake(film, fmt, quality, size, braked)
            contestants.append(Contestant("HandBrake", lambda command=command: [command]))  # type: ignore[misc]
            files["HandBrake"] = braked
        print(f"\n{fmt} {quality}, {size[0]}x{size[1]}")
        print_table(alternate(contestants, rounds), "obvious")
        for name, file in files.items():
            made = probe(file)
            print(f"{name:10} {8 * made.size / made.duration / 1000:6.0f} kbit/s  {likeness(file, film)}", flush=True)


def batch(home: Home, film: Path, rounds: int, folder: Path) -> None:
    """All nine at once."""
    facts = probe(film)

    def plain() -> list[Sequence[str]]:
        return [
            obvious(
                film,
                fmt,
                quality,
                fit(facts.display_width, facts.display_height, pair(fmt, quality)),
                folder / f"{fmt}_{quality}.{fmt}",
            )
            for quality in Quality
            for fmt in ExportFormat
        ]

    def ours() -> list[Sequence[str]]:
        home.forget_exports()
        home.run("queue", "add", 1, "--all")
        return [home.command("queue", "run")]

    print("\nall nine")
    contestants = [Contestant("obvious", plain), Contestant("ours", ours)]
    print_table(alternate(contestants, rounds), "obvious")


def overhead(home: Home, rounds: int) -> None:
    """One entry of the queue against the very command it runs: a part of the film, which is never drawn anew."""
    wanted = ("--format", "mp4", "--quality", "high", "--range", "0:00-0:19")
    home.run("queue", "add", 1, *wanted)
    home.run("queue", "run")
    number = home.run("queue", "list").splitlines()[1].split()[0]
    bare = shlex.split(home.run("queue", "show", number).splitlines()[3])
    bare[-1] = f"file:{home.folder}/bare.mp4"

    def queued() -> list[Sequence[str]]:
        home.forget_exports()
        home.run("queue", "add", 1, *wanted)
        return [home.command("queue", "run")]

    print("\nthe queue's own cost")
    print_table(alternate([Contestant("bare", lambda: [bare]), Contestant("queue", queued)], rounds), "bare")


def main() -> None:
    """Read the command line and run the contests."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--parts", nargs="*", default=["pairs", "batch", "overhead"])
    parser.add_argument("--formats", nargs="*", default=list(ExportFormat), type=ExportFormat)
    parser.add_argument("--qualities", nargs="*", default=list(Quality), type=Quality)
    parser.add_argument("--folder", type=Path, help="where to work, instead of the system's folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vidstudio-bench-", dir=options.folder) as name:
        folder = Path(name)
        home = Home(folder)
        film = home.make_film(options.seconds)
        facts = probe(film)
        print(
            f"{facts.width}x{facts.height}, {facts.duration:.1f} s, {8 * facts.size / facts.duration / 1e6:.1f} Mbit/s"
        )
        if "overhead" in options.parts:
            overhead(home, options.rounds)
        if "pairs" in options.parts:
            chosen = [(fmt, quality) for fmt in options.formats for quality in options.qualities]
            pairs(home, film, options.rounds, folder, chosen)
        if "batch" in options.parts:
            batch(home, film, options.rounds, folder)


if __name__ == "__main__":
    main()
