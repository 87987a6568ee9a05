"""Media nobody vouches for: every file ends in a result or a clear error, soon, and reaches nothing else."""

import io
import os
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import psutil
import pytest
from PIL import Image

from tests.services.hostile import Canary, hostile_files, whole_films
from vidstudio.core.control import Control
from vidstudio.core.export import ExportFormat, Quality, export_plan, pair
from vidstudio.core.media import MediaFacts
from vidstudio.core.plan import Expected, Plan, Step
from vidstudio.core.sound import music_arguments
from vidstudio.errors import OutputWrong, SourceUnreadable, VidstudioError
from vidstudio.services.deliver import deliver
from vidstudio.services.ffmpeg import find_ffmpeg
from vidstudio.services.looking import MEMORY
from vidstudio.services.probe import probe
from vidstudio.services.run import run_plan
from vidstudio.services.untrusted import poster_untrusted, probe_audio_untrusted, probe_untrusted

pytestmark = pytest.mark.slow

Found = TypeVar("Found")

SECRET = b"canary-6f1b2a"
SOUNDS = {".mp3", ".wav", ".m3u8", ".pls"}
LONGEST = 60.0
KINDS = 144
"""Files of which no two are damaged or hostile in the same way; what comes after them is left to chance."""

LOW = pair(ExportFormat.MP4, Quality.LOW)


def run_ffmpeg(*arguments: str) -> str:
    """What it said; for inputs that may well be refused."""
    command = [find_ffmpeg(""), "-y", "-nostdin", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, timeout=30)
    return done.stderr.decode(errors="replace")


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


def timed(look: Callable[[Path], Found], file: Path) -> Found:
    began = time.monotonic()
    try:
        return look(file)
    finally:
        assert time.monotonic() - began < LONGEST, file


def handled(file: Path, folder: Path) -> str:
    """What became of a file, asserting that each look and the export end soon and say what to do."""
    stage = "refused"
    try:
        if file.suffix in SOUNDS:
            timed(probe_audio_untrusted, file)
        facts = timed(probe_untrusted, file)
        assert 0 < facts.video_duration <= 86_400, file
        stage = "not exported"
        exported(file, facts, folder)
    except VidstudioError as exc:
        return stage if exc.message and exc.hint else f"{stage} without a word: {file}"
    return "exported"


def exported(file: Path, facts: MediaFacts, folder: Path) -> None:
    """The export of a file; one that has to be stopped raises ``Canceled``, which is no way to end."""
    began = time.monotonic()
    token = str(zlib.crc32(os.fsencode(file.name)))
    target, work = folder / f"{token}.mp4", folder / "work"
    plan = export_plan(file, facts, LOW, target=target, work=work, ffmpeg=find_ffmpeg(""), token=token)
    control = Control()
    too_long = threading.Timer(LONGEST, control.cancel)
    too_long.start()
    try:
        run_plan(plan, control, stall_seconds=LONGEST)
    finally:
        too_long.cancel()
    deliver(plan)
    assert time.monotonic() - began < LONGEST, file
    assert SECRET not in target.read_bytes()
    assert target.stat().st_size < 5_000_000, file


def largest_child() -> int:
    """Bytes that any process started here has had at most; 0 where that is not told in the same way."""
    if sys.platform != "linux":
        return 0
    from resource import RUSAGE_CHILDREN, getrusage  # noqa: PLC0415 - not there on every system

    return getrusage(RUSAGE_CHILDREN).ru_maxrss * 1024


def check(files: list[Path], folder: Path, listener: Listener) -> None:
    folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda file: handled(file, folder), files))
    assert listener.calls == 0
    assert set(outcomes) == {"refused", "not exported", "exported"}
    assert {outcome for file, outcome in zip(files, outcomes, strict=True) if file.name.startswith("list")} == {
        "refused"
    }
    assert not list(folder.glob(".*"))
    assert largest_child() < MEMORY


def test_three_hundred_of_them(tmp_path: Path, whole: dict[str, bytes], canary: Canary, listener: Listener) -> None:
    check(list(hostile_files(tmp_path / "files", whole, canary, KINDS + 170, seed=11)), tmp_path / "out", listener)


def test_without_limits_they_do_reach_others(
    tmp_path: Path, whole: dict[str, bytes], canary: Canary, listener: Listener
) -> None:
    """What the other tests rely on: these files are no mere nonsense."""
    files = list(hostile_files(tmp_path / "files", whole, canary, KINDS, seed=7))
    beside = f"{tmp_path / 'files' / canary.beside}' for reading"
    told = []
    for file in files:
        if file.suffix == ".m3u8":
            every = ("-protocol_whitelist", "file,http,tcp", "-allowed_extensions", "ALL")
            told.append(run_ffmpeg(*every, "-i", f"file:{file}", "-f", "null", "-"))
        if file.name.startswith("alias"):
            opening = ("-v", "verbose", "-enable_drefs", "1")
            told.append(run_ffmpeg(*opening, "-i", f"file:{file}", "-f", "null", "-"))
    assert listener.calls
    assert sum(beside in said for said in told) >= 2


def test_sounds_reach_nothing_else_either(
    tmp_path: Path, whole: dict[str, bytes], canary: Canary, listener: Listener
) -> None:
    lists = [file for file in hostile_files(tmp_path / "files", whole, canary, KINDS, 7) if file.name[:4] == "list"]
    for file in lists[::3]:
        with pytest.raises(VidstudioError):
            probe_audio_untrusted(file)
        output = tmp_path / "music.w64"
        run_ffmpeg(*music_arguments(file, 48_000), f"file:{output}")
        assert not output.exists(), file
    assert listener.calls == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets us limit the memory of others")
def test_no_step_may_have_all_memory(tmp_path: Path) -> None:
    told = tmp_path / "limit"
    code = (
        "import pathlib, resource, sys, time; time.sleep(1);"
        "pathlib.Path(sys.argv[1]).write_text(str(resource.getrlimit(resource.RLIMIT_DATA)[0]))"
    )
    step = Step("Telling", (sys.executable, "-c", code, str(told)), outputs=(told,), frames=1)
    run_plan(Plan((step,), told, told, Expected("mp4", "h264", None, 2, 2, 1.0)), Control())
    assert 0 < int(told.read_text()) <= max(4 << 30, psutil.virtual_memory().total * 3 // 4)


@pytest.mark.skipif(sys.platform != "linux", reason="others have not all of these limits")
@pytest.mark.parametrize(
    "work", ["bytearray(3 << 30)", "open('written', 'wb', 0).write(b'x')", "exec('while 1: pass')"]
)
def test_whoever_looks_is_held_to_little(tmp_path: Path, work: str) -> None:
    code = f"from vidstudio.services import looking as look; look.SECONDS = 1; look.main(('film', 'gone')); {work}"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False, capture_output=True, timeout=30)
    assert done.returncode
    assert not any(file.stat().st_size for file in tmp_path.iterdir())


def test_an_export_that_ends_at_its_limit_is_an_error(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=24:d=20", "-preset", "ultrafast", str(film))
    work = tmp_path / "work"
    plan = export_plan(film, probe(film), LOW, target=tmp_path / "a.mp4", work=work, ffmpeg=find_ffmpeg(""), token="t")
    argv = list(plan.steps[0].argv)
    argv[argv.index("-fs") + 1] = "20000"
    short = replace(plan, steps=(replace(plan.steps[0], argv=tuple(argv)),))
    run_plan(short, Control())
    with pytest.raises(OutputWrong, match="s long instead of"):
        deliver(short)
    assert not list(tmp_path.glob("*a.mp4*"))


def test_modules_beside_a_file_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(0)")
    (tmp_path / "av.py").write_text("raise SystemExit(0)")
    (tmp_path / "film.mp4").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceUnreadable, match="empty"):
        probe_untrusted(Path("film.mp4"))


def test_a_file_is_looked_into_again_once_it_has_changed(tmp_path: Path, whole: dict[str, bytes]) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(whole["mp4"])
    assert probe_untrusted(film) == probe_untrusted(film)
    film.write_bytes(whole["mp4"][:-1000])
    with pytest.raises(SourceUnreadable, match="incomplete"):
        probe_untrusted(film)


def test_pictures_without_a_container_have_a_poster(tmp_path: Path) -> None:
    film = tmp_path / "film.h264"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x90:r=24:d=1", "-c:v", "libx264", str(film))
    assert poster_untrusted(film, 1.0).startswith(b"\x89PNG")


def test_a_poster_is_no_larger_than_a_scene_needs(tmp_path: Path) -> None:
    film = tmp_path / "wide.mp4"
    size = ("-f", "lavfi", "-i", "color=red:s=5000x100:r=5:d=1")
    run_ffmpeg(*size, "-vf", "setsar=3/2", "-c:v", "mpeg4", str(film))
    with Image.open(io.BytesIO(poster_untrusted(film, 1.0))) as picture:
        assert picture.size == (4096, 55)


@pytest.mark.skipif(sys.platform == "win32", reason="has neither pipes nor devices among its files")
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
