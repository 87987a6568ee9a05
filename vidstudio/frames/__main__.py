"""``vidstudio frames SPEC.json``, a hidden command, or ``python -m vidstudio.frames SPEC.json``: the frames process."""

import sys
from collections.abc import Sequence
from pathlib import Path

from vidstudio.core.frames_spec import FramesSpec
from vidstudio.errors import VidstudioError
from vidstudio.frames.film import render
from vidstudio.frames.memory import give_back_freed
from vidstudio.frames.progress import ProgressPrinter
from vidstudio.frames.stopping import Stopped, leave, stop_on_signals


def main(argv: Sequence[str] | None = None) -> int:
    """Make the files that ``core.frames_spec`` asks for, progress on stdout.

    Returns the exit code: 0, 1 with one line on stderr, 130 and 143 when it was stopped, 2 for a wrong call.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m vidstudio.frames SPEC.json\n")
        return 2
    half_files: tuple[str, ...] = ()
    try:
        stop_on_signals()
        give_back_freed()
        spec = FramesSpec.from_json(Path(arguments[0]).read_text("utf-8"))
        half_files = spec.parts
        printer = ProgressPrinter(spec.fps)
        render(spec, printer.report)
        printer.end(spec.frames)
    except Stopped as stopped:
        leave(stopped.exit_code, half_files)
    except (VidstudioError, OSError) as exc:
        sys.stderr.write(" ".join(str(exc).split()) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
