"""Finding out what the system lacks, and getting it or saying how."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from installer.system_libraries import CHECK, COMMAND_LINE, WINDOW, Needs, missing_packages

ROOT = Path(__file__).resolve().parent.parent.parent
INSTALL = "from installer.system_libraries import install; print(install(['libone', 'libtwo']))"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="libraries of the system are looked up on Linux only")


def test_what_does_not_load_is_missing_and_named_once() -> None:
    needs = Needs(
        libraries={"libc.so.6": "libc6", "libnone.so.1": "libnone1", "libnone-x11.so.1": "libnone1"},
        programs={"sh": "dash", "no-such-program": "nothing"},
        fonts={"NoSuchFont.ttf": "fonts-nothing"},
    )
    assert missing_packages(needs) == ["libnone1", "nothing", "fonts-nothing"]


def test_the_command_line_needs_nothing_and_the_check_all_the_window_does() -> None:
    assert missing_packages(COMMAND_LINE) == []
    assert WINDOW.libraries.items() <= CHECK.libraries.items()
    assert "libxcb-cursor0" in WINDOW.libraries.values()


def install(path: Path) -> str:
    """What ``install`` says where only the programs in ``path`` exist."""
    done = subprocess.run(
        [sys.executable, "-c", INSTALL],
        cwd=ROOT,
        env={**os.environ, "PATH": str(path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


def program(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_elsewhere_than_on_debian_the_packages_are_named(tmp_path: Path) -> None:
    assert install(tmp_path) == "Please install, with your package manager, what Debian calls: libone libtwo"


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() == 0, reason="root needs nobody's leave")
def test_who_is_not_allowed_gets_the_line_to_copy(tmp_path: Path) -> None:
    program(tmp_path / "apt-get", "exit 1")
    assert install(tmp_path).endswith("apt-get install -y --no-install-recommends libone libtwo")


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A PATH on which sudo and env start programs as the real ones do, whoever runs this."""
    program(tmp_path / "sudo", 'shift\nexec "$@"')
    for name in ("env", "true"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    return tmp_path


def test_apt_get_brings_them_where_that_is_allowed(commands: Path) -> None:
    program(commands / "apt-get", f'echo "$DEBIAN_FRONTEND" "$@" >> {commands}/asked')
    assert install(commands) == ""
    update, asked = (commands / "asked").read_text().splitlines()
    assert update.startswith("noninteractive ")
    assert update.endswith(" update")
    assert asked.endswith(" install -y --no-install-recommends libone libtwo")


def test_what_apt_get_says_is_passed_on_in_one_line(commands: Path) -> None:
    program(commands / "apt-get", 'echo "W: no news" >&2; echo "E: Unable to locate package libone" >&2; exit 100')
    said = install(commands)
    assert said.startswith("apt-get could not install libone libtwo")
    assert said.endswith("E: Unable to locate package libone")
