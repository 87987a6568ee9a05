"""The locked dependencies are those of pyproject.toml, on every system and Python, and can't be swapped for others."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "installer" / "requirements.lock"
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries() -> list[tuple[Requirement, list[str]]]:
    """Each pinned requirement with its further words, which must be hashes."""
    lines = LOCK.read_text("utf-8").replace("\\\n", " ").splitlines()
    split = [line.split(" --", 1) for line in lines if line.strip()]
    return [(Requirement(pin), ["--" + word for word in rest.split(" --")]) for pin, rest in split]


def wanted() -> list[Requirement]:
    """What pyproject.toml asks for: the program's, the developers' and the build's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = (
        project["project"]["dependencies"],
        project["dependency-groups"]["dev"],
        project["build-system"]["requires"],
    )
    return [Requirement(line) for group in groups for line in group]


def machine(python: str, system: str) -> dict[str, str]:
    """How requirements' markers see a machine."""
    platforms = {"linux": ("posix", "Linux"), "win32": ("nt", "Windows"), "darwin": ("posix", "Darwin")}
    os_name, platform_system = platforms[system]
    return {
        **{name: str(value) for name, value in default_environment().items()},
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "os_name": os_name,
        "platform_system": platform_system,
    }


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_every_dependency_is_pinned_once_to_a_version_that_is_allowed(python: str, system: str) -> None:
    here = machine(python, system)
    pins: dict[str, list[str]] = {}
    for pin, _ in entries():
        if pin.marker is None or pin.marker.evaluate(here):
            (exactly,) = pin.specifier
            assert exactly.operator == "==", pin
            pins.setdefault(canonicalize_name(pin.name), []).append(exactly.version)
    assert all(len(versions) == 1 for versions in pins.values()), pins
    for need in wanted():
        if need.marker is None or need.marker.evaluate(here):
            (version,) = pins[canonicalize_name(need.name)]
            assert need.specifier.contains(version), f"{need}, but {version} is locked: make the lock anew"


def test_every_pin_has_hashes_and_nothing_else() -> None:
    for pin, words in entries():
        assert words, pin
        assert all(HASH.fullmatch(word.strip()) for word in words), pin


def test_the_lock_names_no_place_to_download_from() -> None:
    text = LOCK.read_text("utf-8")
    assert "://" not in text
    assert " @ " not in text
    assert not any(line.startswith("-") for line in text.splitlines())
