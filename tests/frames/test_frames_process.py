"""The frames process from outside: progress, errors in one line, and nothing left however it ends."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.frames.sample_films import FRAMES_COMMAND, SMALL, make_job, plan_for, sample_job, write_files
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.frames.__main__ import main

LONG = replace(SMALL, short_side=720)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc")


def specification(folder: Path, seconds: float = 0.5, scenes: int = 2) -> FramesSpec:
    """Of a film that takes long enough to be stopped if it is told so."""
    job = sample_job(folder, [seconds] * scenes)
    plan = plan_for(job, folder, settings=LONG if seconds > 1 else SMALL)
    write_files(plan)
    return FramesSpec.from_json(plan.steps[0].files[0][1])


def write(spec: FramesSpec, folder: Path) -> str:
    path = folder / "spec.json"
    path.write_text(spec.to_json(), "utf-8")
    return str(path)


def call(spec: FramesSpec, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*FRAMES_COMMAND, write(spec, folder)], capture_output=True, text=True, check=False)


def children(pid: int) -> list[int]:
    """Processes it has started."""
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for file in tasks.glob("*/children") for child in file.read_text().split()]


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, "a process is still there"
        time.sleep(0.02)


def test_progress_counts_all_segments(tmp_path: Path) -> None:
    spec = specification(tmp_path)
    result = call(spec, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    blocks = [line.split("=") for line in result.stdout.splitlines()]
    assert [value for key, value in blocks if key == "frame"][-1] == "24" == str(spec.frames)
    assert [value for key, value in blocks if key == "out_time_us"][-1] == "1000000"
    assert [value for key, value in blocks if key == "progress"][-1] == "end"
    assert {key for key, _ in blocks} == {"frame", "fps", "out_time_us", "speed", "progress"}
    assert sorted(os.listdir(tmp_path / "segments")) == sorted(  # noqa: PTH208
        Path(piece.output).name for piece in (*spec.segments, spec.sound) if piece
    )


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_and_leaves_nothing(tmp_path: Path, number: signal.Signals, code: int) -> None:
    spec = specification(tmp_path, seconds=60)
    with subprocess.Popen([*FRAMES_COMMAND, write(spec, tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("frame=")
        encoders = children(process.pid)
        assert encoders
        process.send_signal(number)
        process.stdout.read()
        assert process.wait() == code
    wait_until_gone(encoders)
    assert not [path for path in (tmp_path / "segments").iterdir() if path.suffix == ".part"]


@pytest.mark.slow
def test_it_stops_when_nobody_listens(tmp_path: Path) -> None:
    spec = specification(tmp_path, seconds=60)
    with subprocess.Popen(
        [*FRAMES_COMMAND, write(spec, tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 143
    assert not [path for path in (tmp_path / "segments").iterdir() if path.suffix == ".part"]


@pytest.mark.slow
def test_it_stops_when_its_parent_is_killed(tmp_path: Path) -> None:
    spec = specification(tmp_path, seconds=60)
    script = "import subprocess, sys; p = subprocess.Popen(sys.argv[1:]); print('pid', p.pid, flush=True); p.wait()"
    argv = [sys.executable, "-c", script, *FRAMES_COMMAND, write(spec, tmp_path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        renderer = int(parent.stdout.readline().split()[1])
        assert parent.stdout.readline().startswith("frame=")
        encoders = children(renderer)
        parent.kill()
        wait_until_gone([renderer, *encoders])
    assert not [path for path in (tmp_path / "segments").iterdir() if path.suffix == ".part"]


def test_what_was_complete_stays_when_a_later_piece_fails(tmp_path: Path) -> None:
    spec = specification(tmp_path, scenes=3)
    Path(spec.segments[-1].layers[0].source).write_bytes(b"no picture")
    result = call(spec, tmp_path)
    assert result.returncode == 1
    assert result.stderr.splitlines() == ["Scene 3: The picture 3.png can't be read."]
    assert Path(spec.segments[0].output).exists()
    assert not Path(spec.segments[-1].output).exists()
    assert not list((tmp_path / "segments").glob(".*"))


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    spec = specification(tmp_path)
    Path(spec.segments[0].layers[0].source).unlink()
    result = call(spec, tmp_path)
    assert (result.returncode, result.stderr) == (1, "Scene 1: The picture 1.png is missing.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("piece", ["segment", "sound"])
def test_a_full_disk_is_called_so(tmp_path: Path, piece: str) -> None:
    spec = specification(tmp_path)
    full = tmp_path / "full"
    full.symlink_to("/dev/full")  # a link, as what could not be completed is removed
    first, *rest = spec.segments
    if piece == "segment" or spec.sound is None:
        spec = replace(spec, segments=(replace(first, part=str(full)), *rest))
    else:
        spec = replace(spec, sound=replace(spec.sound, part=str(full)))
    result = call(spec, tmp_path)
    assert result.returncode == 1
    assert "No space left on device" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not full.is_symlink()


def test_an_ffmpeg_that_does_not_start_is_said(tmp_path: Path) -> None:
    result = call(replace(specification(tmp_path), ffmpeg=str(tmp_path / "no-ffmpeg")), tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("ffmpeg did not start")
    assert len(result.stderr.splitlines()) == 1


def test_music_that_is_none_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "music.mp3").write_bytes(b"no music at all" * 100)
    job = make_job(sample_job(tmp_path, [0.5]).scenes, music="music.mp3")
    spec = FramesSpec.from_json(plan_for(job, tmp_path, tmp_path / "music.mp3").steps[0].files[0][1])
    result = call(spec, tmp_path)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "The music" in result.stderr


def test_an_encoder_that_refuses_is_said(tmp_path: Path) -> None:
    spec = specification(tmp_path)
    result = call(replace(spec, encoder=(("preset", "no such preset"), ("x264-params", "ref=1"))), tmp_path)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("A piece of the film could not be made")
    assert not any(Path(piece.output).exists() for piece in spec.segments)
    assert not list((tmp_path / "segments").glob(".*"))


def test_a_wrong_call_is_told_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_a_specification_without_frames_still_ends_well(tmp_path: Path) -> None:
    spec = replace(specification(tmp_path), segments=(), sound=None, film=None)
    result = call(spec, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "progress=end" in result.stdout
