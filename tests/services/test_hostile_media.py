"""Media nobody vouches for: every file ends in a result or a clear error, soon, and reaches nothing else."""

import os
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.services.hostile import Canary, hostile_files, whole_films
from vidstudio.core.control import Control
from vidstudio.core.export import ExportFormat, Quality, export_plan, pair
from vidstudio.errors import VidstudioError
from vidstudio.services.deliver import deliver
from vidstudio.services.ffmpeg import find_ffmpeg
from vidstudio.services.run import run_plan
from vidstudio.services.untrusted import poster_untrusted, probe_audio_untrusted, probe_untrusted

SECRET = b"canary-6f1b2a"
LONGEST = 10.0
LOW = pair(ExportFormat.MP4, Quality.LOW)


class Listener:
    """Counts whoever connects."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/film.mp4"
        self.calls = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self.socket.close()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                caller, _address = self.socket.accept()
            except TimeoutError:
                continue
            self.calls += 1
            caller.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return whole_films(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def canary(tmp_path: Path, listener: Listener, whole: dict[str, bytes]) -> Canary:
    """A film whose every byte would be fit to be shown, with a secret in it."""
    file = tmp_path / "elsewhere" / "canary.mp4"
    file.parent.mkdir()
    file.write_bytes(whole["mp4"] + SECRET)
    return Canary(file, listener.url)


def probed(file: Path) -> str:
    """What became of a file: taken, or the error; asserts that it ended soon and said what to do."""
    began = time.monotonic()
    try:
        with suppress(VidstudioError):
            probe_audio_untrusted(file)
        facts = probe_untrusted(file)
        assert 0 < facts.video_duration <= 86_400, file
        assert poster_untrusted(file, facts.video_duration).startswith(b"\x89PNG"), file
    except VidstudioError as exc:
        return "refused" if exc.message and exc.hint else f"refused without a word: {file}"
    finally:
        assert time.monotonic() - began < 3 * LONGEST, file
    return "taken"


def exported(file: Path, folder: Path) -> str:
    """What became of an export of a file."""
    began = time.monotonic()
    try:
        facts = probe_untrusted(file)
        target = folder / f"{zlib.crc32(os.fsencode(file.name))}.mp4"
        plan = export_plan(file, facts, LOW, target=target, work=folder, ffmpeg=find_ffmpeg(""), token="t")
        control = Control()
        canceled = threading.Timer(LONGEST, control.cancel)
        canceled.start()
        try:
            run_plan(plan, control, stall_seconds=LONGEST)
        finally:
            canceled.cancel()
        deliver(plan)
    except VidstudioError as exc:
        return "refused" if exc.message and exc.hint else f"refused without a word: {file}"
    finally:
        assert time.monotonic() - began < LONGEST, file
        assert not list(folder.glob(".*")), file
    assert SECRET not in target.read_bytes()
    assert target.stat().st_size < 5_000_000, file
    return "made"


def check(files: list[Path], folder: Path, listener: Listener) -> list[str]:
    folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(probed, files))
    taken = [file for file, outcome in zip(files, outcomes, strict=True) if outcome == "taken"]
    made = [exported(file, folder) for file in taken]
    assert listener.calls == 0
    assert not any(file.name.startswith("list") for file in taken)
    assert outcomes.count("refused") > len(files) // 4
    assert set(outcomes) <= {"refused", "taken"}
    assert set(made) <= {"refused", "made"}
    assert "made" in made
    return made


def test_some_of_them(tmp_path: Path, whole: dict[str, bytes], canary: Canary, listener: Listener) -> None:
    files = list(hostile_files(tmp_path / "files", whole, canary, 30, seed=7))
    check(files, tmp_path / "out", listener)


@pytest.mark.slow
def test_three_hundred_of_them(tmp_path: Path, whole: dict[str, bytes], canary: Canary, listener: Listener) -> None:
    files = list(hostile_files(tmp_path / "files", whole, canary, 300, seed=11))
    check(files, tmp_path / "out", listener)


@pytest.mark.parametrize("look", [probe_untrusted, probe_audio_untrusted])
def test_what_is_no_file_at_all(tmp_path: Path, look: object) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "endless.mp4").symlink_to("/dev/zero")
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "loop.mp4").symlink_to(tmp_path / "loop.mp4")
    for name in ("pipe.mp4", "endless.mp4", "folder.mp4", "loop.mp4", "gone.mp4", "a" * 300):
        with pytest.raises(VidstudioError) as told:
            look(tmp_path / name)  # type: ignore[operator]
        assert told.value.hint, name
