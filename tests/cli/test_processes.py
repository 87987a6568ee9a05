"""The command line as a process: no Qt, Ctrl-C, closed pipes, and the service on the other side."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, process
from tests.factories import dump
from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import HANG_UP, Behaviour
from vidstudio.studio import generate

pytestmark = pytest.mark.slow

EVERYTHING = """
import sys
from vidstudio.__main__ import main
try:
    main(["jobs"])
finally:
    loaded = sorted({name.split(".")[0] for name in sys.modules} & {"PySide6", "shiboken6"})
    print("Qt:", loaded)
"""


def test_no_qt_is_loaded(job: str) -> None:
    done = subprocess.run([sys.executable, "-c", EVERYTHING], capture_output=True, text=True, check=True)
    assert "A heron waits" in done.stdout
    assert done.stdout.endswith("Qt: []\n")


@pytest.fixture
def service(replicate_server: ReplicateServer, monkeypatch: pytest.MonkeyPatch) -> ReplicateServer:
    """The image service, with a token for it; what a busy line refuses is tried again at once."""
    monkeypatch.setattr(generate, "FIRST_PAUSE", 0.001)
    monkeypatch.setenv("REPLICATE_API_TOKEN", TOKEN)
    monkeypatch.setenv("REPLICATE_BASE_URL", replicate_server.url)
    return replicate_server


def refining(job: str) -> list[str]:
    return process("refine", job, "1", "--image-prompt", "A red heron at dawn")


def test_interrupted_is_exit_130_and_gives_everything_back(job: str, service: ReplicateServer, home: Path) -> None:
    service.next(Behaviour(starting=10_000))
    with subprocess.Popen(refining(job), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        service.wait_for("get")
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert (running.returncode, out, err.splitlines()[-1]) == (130, "", "interrupted")
    assert service.status(service.ids[0]) == "canceled"
    after = dump(home / "library.db")
    assert "'canceled'" in after
    assert list((home / "locks").iterdir()) == []


def test_an_interrupted_render_leaves_nothing_half_done(cli: Cli, job: str, home: Path) -> None:
    cli("approve", job)
    before = dump(home / "library.db")
    with subprocess.Popen(process("render", job), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while not list((home / "cache").rglob(".*.part")):
            assert running.poll() is None
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert (running.returncode, out, err.splitlines()[-1]) == (130, "", "interrupted")
    assert dump(home / "library.db") == before
    assert not [*home.rglob("*.part*"), *home.rglob("*.lock"), *(home / "cache" / "work").iterdir()]


def test_a_terminated_render_leaves_nothing_half_done(cli: Cli, job: str, home: Path) -> None:
    cli("approve", job)
    before = dump(home / "library.db")
    with subprocess.Popen(process("render", job), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while not list((home / "cache").rglob(".*.part")):
            assert running.poll() is None
            time.sleep(0.02)
        running.terminate()
        running.communicate()
    assert running.returncode == 128 + signal.SIGTERM
    assert dump(home / "library.db") == before
    assert not [*home.rglob("*.part*"), *home.rglob("*.lock")]


def test_a_reader_that_leaves_is_no_disaster(job: str) -> None:
    with subprocess.Popen(
        process("metadata", job), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        err = running.stderr.read()
    assert "Traceback" not in err
    assert "unexpected" not in err


def test_a_paid_refinement_tells_its_cost(alone: Cli, job: str, service: ReplicateServer) -> None:
    service.behaviour = Behaviour(starting=0, processing=0)
    told = alone("refine", job, "1", "--image-prompt", "A red heron at dawn")
    assert (told.code, told.out) == (0, "scene 1 refined; 4 of 5 refinements left, estimated cost $0.02\n")
    assert "Asking for a picture" in told.err
    assert TOKEN not in told.err


def test_what_could_not_be_told_is_resumed(cli: Cli, job: str, service: ReplicateServer) -> None:
    service.behaviour = Behaviour(starting=0, processing=0)
    service.fail("create", HANG_UP)
    service.fail("list", HANG_UP, times=10)
    told = cli("refine", job, "1", "--image-prompt", "A red heron at dawn")
    assert (told.code, told.err.splitlines()[-1][:6]) == (1, "error:")
    service._failures.clear()
    told = cli("resume")
    assert (told.code, told.out) == (1, "")
    assert "error: The picture was never asked for" in told.err
    assert cli("resume").err == "Nothing is waiting.\n"
    assert service.created == 0


def test_the_log_has_the_job_and_no_token(cli: Cli, job: str, service: ReplicateServer, home: Path) -> None:
    cli("export", job)
    cli("refine", job, "1", "--image-prompt", "A red heron at dawn", "--model", "no/model")
    log = (home / "logs" / "vidstudio.log").read_text("utf-8")
    assert f"New job {job}: 3 scenes, 15 s, 16:9" in log
    assert "NotReady" in log
    assert TOKEN not in log
    assert os.environ["REPLICATE_API_TOKEN"] == TOKEN
