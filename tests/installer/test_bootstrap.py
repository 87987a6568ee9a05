"""The command for a fresh machine, run as people run it."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BOOTSTRAP = ROOT / "installer" / "bootstrap.py"


def bootstrap(*arguments: str, script: Path = BOOTSTRAP, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, script, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", [(), ("wat",)])
def test_wrong_usage_shows_the_commands(arguments: tuple[str, ...]) -> None:
    done = bootstrap(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: python3 installer/bootstrap.py COMMAND" in done.stderr
    assert all(f"\n  {name} " in done.stderr for name in ("sample", "check", "package", "open", "run", "sync"))


def test_help_is_no_error() -> None:
    done = bootstrap("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "usage:" in done.stdout


@pytest.mark.parametrize("version", ["(3, 10, 9)", "(3, 14, 0)"])
def test_another_python_is_refused_in_one_line(version: str) -> None:
    pretend = (
        f"import sys, runpy; sys.version_info = {version}; runpy.run_path({str(BOOTSTRAP)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("vidstudio needs Python 3.11, 3.12 or 3.13, and this is ")
    assert len(done.stderr.splitlines()) == 1


def test_an_old_python_can_read_the_refusal() -> None:
    """The file itself must compile there; what it imports is not reached."""
    assert ast.parse(BOOTSTRAP.read_text("utf-8"), feature_version=(3, 7)).body


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    done = bootstrap("open", script=copy_of_the_installer(tmp_path), DISPLAY="", WAYLAND_DISPLAY="")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no screen here")
    assert not (tmp_path / ".venv").exists()


@pytest.mark.slow
def test_without_a_network_one_line_says_so_and_the_next_run_begins_anew(tmp_path: Path) -> None:
    script = copy_of_the_installer(tmp_path)
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}
    nowhere |= {"PIP_NO_CACHE_DIR": "1", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    for _ in range(2):
        done = bootstrap("run", "--version", script=script, **nowhere)
        assert done.returncode == 1
        assert done.stdout.startswith("Making ")
        assert done.stderr.startswith("The package index can't be reached")
        assert len(done.stderr.splitlines()) == 1


def copy_of_the_installer(folder: Path) -> Path:
    """A project without its program, to make an environment in; returns its bootstrap.py."""
    shutil.copytree(ROOT / "installer", folder / "installer", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder / "installer" / "bootstrap.py"
