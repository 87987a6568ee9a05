"""What holds for every test: its own home, no real secrets, no network but loopback, nothing left behind."""

import gc
import ipaddress
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from pytestqt.qtbot import QtBot

from vidstudio.services.ffmpeg import find_ffmpeg
from vidstudio.services.images import models

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt loads; tests on a virtual screen give their processes another

pytest_plugins = ["tests.card", "tests.servers.replicate", "tests.servers.openai", "tests.servers.films"]

PATIENCE = 120_000
"""Milliseconds a test waits for what must come, more than a busy machine needs; pytest-qt's own are 5000."""

for wait in (QtBot.waitActive, QtBot.waitExposed, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitUntil):
    wait.__kwdefaults__ = {**(wait.__kwdefaults__ or {}), "timeout": PATIENCE}

GRACE = 3.0
"""Seconds that threads, timers and processes may take to be gone after a test."""


class MemoryKeyring(KeyringBackend):
    """A real backend of the keyring library that forgets everything with the test."""

    priority = 1

    def __init__(self) -> None:  # not the base's, which reads the environment
        self._passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self._passwords.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if sys.platform != "linux" and item.get_closest_marker("xvfb"):
        pytest.skip("a virtual X screen is a thing of Linux")


@pytest.fixture(autouse=True)
def home(nothing_left_behind: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ``VIDSTUDIO_HOME`` of this test, not made yet; the person's settings, token and keyring are out of reach."""
    for name in os.environ:
        if name.startswith(("VIDSTUDIO_", "REPLICATE_", "OPENAI_", "VIDEO_STORAGE_PATH")):
            monkeypatch.delenv(name)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "user"))
    monkeypatch.setenv("VIDSTUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")  # for processes a test starts
    keyring.set_keyring(MemoryKeyring())
    models._TOLD.clear()  # what a service told in another test
    return tmp_path / "home"


@pytest.fixture(scope="session")
def qapp_cls() -> type[Any]:
    """The application of tests that use Qt is ours."""
    from vidstudio.app import Application  # noqa: PLC0415 - only where a test uses Qt

    return Application


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """Refuse every connection and name that leads off this machine, in a way no ``except Exception`` can hide."""

    def guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
        def checked(self: socket.socket, address: Any) -> Any:
            if self.family != getattr(socket, "AF_UNIX", None):
                _refuse_unless_local(address[0])
            return connect(self, address)

        return checked

    def getaddrinfo(host: Any, *rest: Any, **options: Any) -> Any:
        _refuse_unless_local(host)
        return look_up(host, *rest, **options)

    look_up = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


def _refuse_unless_local(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return
    try:
        local = ipaddress.ip_address(name).is_loopback
    except ValueError:
        local = False
    if not local:
        pytest.fail(f"This test reached for the network: {name}", pytrace=True)


@pytest.fixture(autouse=True, scope="session")
def nothing_loaded_is_garbage() -> None:
    """Keep what was loaded to collect the tests out of every later look through the garbage collector's objects."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test after which a thread, a running timer, a busy Qt thread or a child process is still there."""
    qt = "qapp" in request.fixturenames
    before = _alive(qt=qt)
    yield
    deadline = time.monotonic() + GRACE
    while (left := _alive(qt=qt).keys() - before.keys()) and time.monotonic() < deadline:
        time.sleep(0.02)
    if left:
        now = _alive(qt=qt)
        pytest.fail("This test left behind: " + ", ".join(now[key] for key in left if key in now), pytrace=False)


def _alive(*, qt: bool) -> dict[object, str]:
    threads = {t: f"thread {t.name}" for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}
    return threads | _children() | (_qt_objects() if qt else {})


def _children() -> dict[object, str]:
    tasks = Path("/proc/self/task")
    found: dict[object, str] = {}
    for file in tasks.glob("*/children"):
        try:
            pids = file.read_text().split()
            found |= {pid: f"process {_command(pid)}" for pid in pids}
        except OSError:  # it ended meanwhile
            continue
    return found


def _command(pid: str) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace") or f"{pid} (ended)"


def _qt_objects() -> dict[object, str]:
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer  # noqa: PLC0415 - only where a test uses Qt
    from shiboken6 import isValid  # noqa: PLC0415

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    main = QCoreApplication.instance()
    found: dict[object, str] = {}
    for thing in gc.get_objects():
        if isinstance(thing, (QTimer, QThread)) and isValid(thing):
            busy = thing.isActive() if isinstance(thing, QTimer) else thing.isRunning()
            if busy and not (main and thing == main.thread()):
                found[id(thing)] = repr(thing)
    return found


@pytest.fixture(scope="session")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of eight seconds that takes a few to encode."""
    film = tmp_path_factory.mktemp("noise") / "film.mp4"
    picture = "nullsrc=s=640x360:r=24:d=8,geq=random(1)*255:128:128"
    command = [find_ffmpeg(""), "-v", "error", "-f", "lavfi", "-i", picture, "-preset", "ultrafast", str(film)]
    subprocess.run(command, check=True)
    return film


@pytest.fixture(scope="session")
def short_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of film with sound."""
    file = tmp_path_factory.mktemp("film") / "final.mp4"
    sources = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=24:d=1", "-f", "lavfi", "-i", "sine=d=1"]
    command = [find_ffmpeg(""), "-v", "error", *sources, "-pix_fmt", "yuv420p", "-shortest", str(file)]
    subprocess.run(command, check=True)
    return file
