"""Work as data: what has to run, in which order, and what must come out.

A plan is made by pure functions (``core.render``, ``core.export``) and run by whoever is at hand: the command line
through subprocess, the window through QProcess. Running it is the same four moves everywhere: write ``Step.files``,
start ``Step.argv`` once all steps whose output it reads are done, read progress from its stdout, and at the end probe
``Plan.output`` against ``Plan.expected`` and rename it to ``Plan.target``.
"""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """One process.

    Attributes:
        title: what it does, for the progress line ("Rendering frames").
        argv: program and arguments, never a shell line.
        inputs: files it reads; another step's outputs among them make it wait for that step.
        outputs: files it leaves when it exits with 0.
        frames: video frames it works through; its stdout speaks ffmpeg's ``-progress`` format.
        cost: time a frame takes it, beside a frame of the plan's main step.
        files: small text files to write before it starts (lists, specifications), path and content.
        told: the command to show to a person, where it is another one than ``argv``.
    """

    title: str
    argv: tuple[str, ...]
    inputs: tuple[Path, ...] = ()
    outputs: tuple[Path, ...] = ()
    frames: int = 0
    files: tuple[tuple[Path, str], ...] = ()
    cost: float = 1.0
    told: tuple[str, ...] = ()

    def weight(self, frames: int | None = None) -> float:
        """What so many of its frames, or all of them, count in the plan's progress."""
        return self.cost * (self.frames if frames is None else min(frames, self.frames))


@dataclass(frozen=True, slots=True)
class Expected:
    """What the finished file must be, compared with a probe of it; sizes in pixels, duration in seconds."""

    container: str
    video_codec: str
    audio_codec: str | None
    width: int
    height: int
    duration: float
    tolerance: float = 0.1
    faststart: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps that turn into one file.

    Attributes:
        output: where the last step writes: a temporary name in the target's folder.
        target: the name it gets once it was probed and found right.
        expected: what it must be; None for a film nobody has seen, of which only that it is one can be asked.
        leftovers: files and folders to remove when it is over, however it ended.
        room: bytes that have to be free where it goes, 0 where nobody knows.
        way: how the file is made, for its report: "encode", "frames", "copy" or "fetch".
        encoder: of the pictures, by ffmpeg's name; empty where nothing is encoded, or a render chooses.
        fallback: another way to the same file, with the same temporary names, if this one fails.
    """

    steps: tuple[Step, ...]
    output: Path
    target: Path
    expected: Expected | None
    leftovers: tuple[Path, ...] = field(default=())
    room: int = 0
    way: str = "encode"
    encoder: str = ""
    fallback: "Plan | None" = None

    @property
    def commands(self) -> str:
        """What runs, a line for each step, to be copied into a shell."""
        return "\n".join(shlex.join(step.told or step.argv) for step in self.steps)

    @property
    def weight(self) -> float:
        """Of the whole plan, in frames of its main step."""
        return sum(step.weight() for step in self.steps)


def ready(steps: Iterable[Step], done: Iterable[Step]) -> list[Step]:
    """The steps that may start now: not done, and every output of another step they read has been made."""
    steps, finished = list(steps), set(done)
    makers = {path: step for step in steps for path in step.outputs}
    waiting = [step for step in steps if step not in finished]
    return [step for step in waiting if all(makers.get(path) in finished | {None} for path in step.inputs)]
