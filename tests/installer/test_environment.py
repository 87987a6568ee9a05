"""When an environment counts as ready, and that two set-ups take turns."""

import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from installer.environment import Environment, SetupError, alone

RECORD = "thing/__init__.py,sha256=abc,10\nthing/__pycache__/__init__.cpython-311.pyc,,\n../../../bin/thing,,\n"
WAITING = "Another set-up is under way in this folder; waiting for it."


@pytest.fixture
def made(tmp_path: Path) -> Environment:
    """A small environment with one package, finished as ``make`` finishes it but for pip."""
    root = tmp_path / "project"
    (root / "installer").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[project]\n")
    environment = Environment(root)
    environment.lock.write_text("thing==1\n")
    venv.EnvBuilder(with_pip=False).create(environment.folder)
    site = environment.site_packages
    (site / "thing-1.dist-info").mkdir()
    (site / "thing").mkdir()
    (site / "thing" / "__init__.py").touch()
    script = site / "../../../bin/thing"
    script.resolve().parent.mkdir(exist_ok=True)
    script.touch()
    (site / "thing-1.dist-info" / "RECORD").write_text(RECORD)
    environment._write_stamp()
    return environment


def test_what_was_made_to_the_end_is_ready_and_left_alone(made: Environment) -> None:
    assert made.is_ready()
    before = made._stamp.stat().st_mtime_ns
    made.make()
    assert made._stamp.stat().st_mtime_ns == before


def append(file: Path) -> None:
    file.write_text(file.read_text("utf-8") + "\n", "utf-8")


DAMAGE: dict[str, Callable[[Environment], object]] = {
    "lock changed": lambda made: append(made.lock),
    "project changed": lambda made: append(made.root / "pyproject.toml"),
    "interpreter gone": lambda made: made.python.unlink(),
    "stopped half-way": lambda made: made._stamp.unlink(),
    "stamp cut short": lambda made: made._stamp.write_text(""),
    "file deleted": lambda made: (made.site_packages / "thing" / "__init__.py").unlink(),
    "package deleted": lambda made: shutil.rmtree(made.site_packages / "thing-1.dist-info"),
    "all deleted": lambda made: shutil.rmtree(made.folder),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_stale_or_broken_is_not_ready(made: Environment, damage: str) -> None:
    DAMAGE[damage](made)
    assert not made.is_ready()


def test_a_moved_folder_is_not_ready(made: Environment) -> None:
    moved = made.root.rename(made.root.with_name("elsewhere"))
    assert not Environment(moved).is_ready()


def test_a_further_package_and_lost_bytecode_do_no_harm(made: Environment) -> None:
    (made.site_packages / "debugger-2.dist-info").mkdir()
    shutil.rmtree(made.site_packages / "thing" / "__pycache__", ignore_errors=True)
    assert made.is_ready()


def test_an_environment_does_not_pull_the_rug_from_under_itself(made: Environment) -> None:
    made._stamp.unlink()
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); "
        "from installer.environment import Environment; Environment(Path(sys.argv[2])).make()"
    )
    source = str(Path(__file__).resolve().parent.parent.parent)
    command = [str(made.python), "-c", program, source, str(made.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "start this with a Python outside of it" in done.stderr.splitlines()[-1]
    assert made.python.exists()


def test_a_folder_that_is_none_is_named(made: Environment) -> None:
    shutil.rmtree(made.root)
    with pytest.raises(SetupError, match=r"\.venv can't be made"):
        made.make()


def test_the_second_set_up_waits_for_the_first(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from installer.environment import alone\n"
        "with alone(Path(sys.argv[2])): print('my turn', flush=True)"
    )
    command = [
        sys.executable,
        "-c",
        program,
        str(Path(__file__).resolve().parent.parent.parent),
        str(tmp_path / "lock"),
    ]
    with alone(tmp_path / "lock"):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        assert second.stdout.readline().strip() == WAITING
    said, _ = second.communicate(timeout=60)
    assert (second.returncode, said.strip()) == (0, "my turn")
