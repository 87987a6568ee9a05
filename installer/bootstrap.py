"""From a fresh machine with nothing but Python 3.11, 3.12 or 3.13 to a film, the window, or the whole check.

usage: python3 installer/bootstrap.py COMMAND

  sample [ARGS]  make a film from a sample script: no account, no service, no screen needed
  check [ARGS]   everything a change has to pass: format, lint, types, layers, tests; ARGS go to pytest
  package        make the package of this system and try it in a bare one, where that can be done
  open           open the window
  run ARGS       any vidstudio command (run --help lists them)
  sync           only make everything ready

Each command first makes .venv with the locked dependencies, and on Debian and Ubuntu adds the system's libraries
it needs, or names them. On Windows: py installer/bootstrap.py COMMAND
"""

import platform
import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit("vidstudio needs Python 3.11, 3.12 or 3.13, and this is " + platform.python_version() + ".")

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from installer import build, environment, system_libraries
from installer.system_libraries import CHECK, COMMAND_LINE, PACKAGE, WINDOW, Needs

ROOT = Path(__file__).resolve().parent.parent
HERE = environment.Environment(ROOT)
NO_SCREEN = "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so that the window can't open."


def prepare(needs: Needs, *, needed: bool = True) -> None:
    """Make everything ready, or end with one line that says what is missing; ``needed``: the work can't do without."""
    for_python = [] if HERE.is_ready() else environment.missing_packages()
    packages = for_python + system_libraries.missing_packages(needs)
    problem = system_libraries.install(packages) if packages else ""
    if problem and (needed or for_python):
        sys.exit(problem)
    if problem:
        print(problem, file=sys.stderr, flush=True)
    HERE.make()


def sample(arguments: list[str]) -> int:
    """Make the sample film, then say where it is and how to see it in the window."""
    prepare(COMMAND_LINE)
    print("Making the sample film", flush=True)
    code, said = vidstudio("sample", *arguments, stdout=subprocess.PIPE)
    film = Path(said.strip())
    if code or not film.is_file():
        print(said, end="")
        return code
    window = str(HERE.program("vidstudio"))
    print("", f"The film:         {film}", f"Open the window:  {quoted(window)}", sep="\n")
    missing = system_libraries.missing_packages(WINDOW)
    if not has_screen():
        print(NO_SCREEN)
    elif missing:
        print(f"The window needs these packages first: {' '.join(missing)}; bootstrap.py open adds them.")
    return 0


def check(arguments: list[str]) -> int:
    """Run every stage, whatever the others say; 1 if any of them failed."""
    prepare(CHECK)
    python, lint_imports = str(HERE.python), str(HERE.program("lint-imports"))
    stages = {
        "Format": [python, "-m", "ruff", "format", "--check", "."],
        "Lint": [python, "-m", "ruff", "check", "."],
        "Types": [python, "-m", "mypy"],
        "Layers": [lint_imports],
        "Tests": [python, "-m", "pytest", "--numprocesses", "auto", "--dist", "worksteal", *arguments],
    }
    results = [f"{name:8}{_stage(name, command)}" for name, command in stages.items()]
    print("", "== Summary", *results, sep="\n", flush=True)
    return int(any("FAILED" in result for result in results))


def _stage(name: str, command: list[str]) -> str:
    print(f"\n== {name}: {' '.join([Path(command[0]).stem, *command[1:]])}", flush=True)
    start = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
    return f"{'ok' if code == 0 else f'FAILED (exit {code})':18}{time.monotonic() - start:7.1f} s"


def package(_arguments: list[str]) -> int:
    """Make the package and try it; what can't be tried here is skipped, and said."""
    missing = system_libraries.missing_packages(PACKAGE) if has_root() else []
    problem = system_libraries.install(missing) if missing else ""
    if problem:
        print(problem, file=sys.stderr, flush=True)
    return build.check(fresh=True)


def has_root() -> bool:
    """Whether a system in a folder could be made at all; nothing is installed for it otherwise."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def open_window(arguments: list[str]) -> int:
    """Open the window, where there is a screen."""
    if not has_screen():
        sys.exit(NO_SCREEN)
    prepare(WINDOW)
    return vidstudio(*arguments)[0]


def run(arguments: list[str]) -> int:
    """Run any vidstudio command."""
    prepare(COMMAND_LINE)
    return vidstudio(*arguments)[0]


def sync(_arguments: list[str]) -> int:
    """Make everything ready; a machine that can't have the window's libraries still gets the command line."""
    prepare(CHECK, needed=False)
    print(f"Ready: {HERE.folder}")
    return 0


def vidstudio(*arguments: str, stdout: int | None = None) -> tuple[int, str]:
    """Run the program in the folder this was called from; gives its exit code and, if it was piped, its output.

    Ctrl-C reaches the program as well, and this lets it clean up and end by itself.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        command = [str(HERE.python), "-m", "vidstudio", *arguments]
        done = subprocess.run(command, stdout=stdout, text=True, check=False)
    finally:
        signal.signal(signal.SIGINT, before)
    return (done.returncode if done.returncode >= 0 else 128 - done.returncode), done.stdout or ""


def quoted(path: str) -> str:
    """For a shell, of whichever system."""
    return f'"{path}"' if " " in path else path


def has_screen() -> bool:
    """Whether a window could open."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "sample": sample,
    "check": check,
    "package": package,
    "open": open_window,
    "run": run,
    "sync": sync,
}


def main(arguments: list[str]) -> int:
    """Do one command; 2 for wrong usage, 130 when it was interrupted."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return command(arguments[1:])
    except environment.SetupError as exc:
        sys.exit(str(exc))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
