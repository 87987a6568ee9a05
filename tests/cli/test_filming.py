"""Clips, narration and music by models on the command line, against the service on loopback."""

import json
import os
import signal
import subprocess
from decimal import Decimal

import pytest

from tests.cli.conftest import Cli, process
from tests.factories import a_studio
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import BILLING, Behaviour
from vidstudio.core.generation import GenerationKind, GenerationState, MediaOrder
from vidstudio.core.media_request import MediaRequest

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def service(replicate_in_use: ReplicateServer) -> ReplicateServer:
    """The service of these commands."""
    return replicate_in_use


def test_prices_are_told_before_anything_is_asked(cli: Cli, job: str, service: ReplicateServer) -> None:
    told = cli("clip", job, "1-3", "--price")
    assert told.out == "3 clips by wan-video/wan-2.2-i2v-fast in 480p: about $0.15\n"
    lite = ["--model", "bytedance/seedance-1-lite", "--resolution", "480p", "--seconds", 2]
    assert cli("clip", job, 1, *lite, "--price").out.endswith("in 480p: about $0.036\n")
    (offer,) = json.loads(cli("clip", job, 2, *lite, "--price", "--json").out)
    assert offer == {
        "scene_number": 2,
        "model": "bytedance/seedance-1-lite",
        "resolution": "480p",
        "seconds": 2,
        "price": 0.036,
    }
    assert "about $0.0009" in cli("narrate", job, 1, "--price").out
    assert "15 s of music by MusicGen" in cli("music", job, "--prompt", "slow piano", "--price").out
    lyria = cli("music", job, "--prompt", "slow piano", "--model", "google/lyria-2", "--price").out
    assert lyria == "30 s of music by Lyria 2, 30 s in 48 kHz stereo: about $0.06\n"
    assert service.requests == []


def test_clips_of_an_approved_storyboard(cli: Cli, job: str, service: ReplicateServer) -> None:
    refused = cli("clip", job, 1)
    assert refused.code == 1
    assert f"is not approved. Look at the storyboard, then approve it: vidstudio approve {job}" in refused.err
    assert service.requests == []
    cli("approve", job)
    done = cli("clip", job, "2-3")
    assert done.code == 0, done.err
    assert sorted(done.out.splitlines()) == ["scene 2 done", "scene 3 done"]
    assert "Approve the storyboard again" in done.err
    again = cli("clip", job, 1)
    assert (again.code, "Scene 2: clip changed; Scene 3: clip changed" in again.err) == (1, True)
    cli("approve", job)
    (came,) = json.loads(cli("clip", job, 1, "--json").out)
    assert (came["scene_number"], came["state"], came["actual"]) == (1, "succeeded", 0.05)
    lines = json.loads(cli("ledger", job, "--json").out)["lines"]
    assert [line["kind"] for line in lines] == ["clip"] * 3
    assert cli("ledger").out.count(" clip ") == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--seconds", 3], "no clips of 3 s in 480p. Choose one of 5, 6, 7"),
        (["--resolution", "8K"], "makes no clips in 8K. Choose one of 480p, 720p"),
        (["--model", "ada/films"], "is not a model that makes clips here"),
        (["--model", "minimax/hailuo-02", "--resolution", "1080p", "--seconds", 10], "Choose one of 6 seconds"),
    ],
)
def test_what_can_not_be_had_is_refused(cli: Cli, job: str, options: list[object], words: str) -> None:
    cli("approve", job)
    refused = cli("clip", job, 1, *options)
    assert (refused.code, words in refused.err) == (1, True), refused.err


def test_narration_is_spoken_and_a_scene_may_follow_it(cli: Cli, job: str, service: ReplicateServer) -> None:
    text = "The heron waits until the very last of the mist has gone, and then it strikes."
    done = cli("narrate", job, 1, "--text", text, "--voice", "bm_george", "--follow")
    assert (done.code, done.out) == (0, "scene 1 done\n"), done.err
    assert service.inputs(service.ids[0]) == {"text": text, "voice": "bm_george"}
    scene = json.loads(cli("show", job, "--json").out)["scenes"][0]
    assert scene["duration"] == pytest.approx(len(text) / 15 + 0.5, abs=0.1)
    assert cli("narrate", job, "2-3", "--model", "minimax/speech-02-turbo").code == 0
    costs = [line["actual"] for line in json.loads(cli("ledger", job, "--json").out)["lines"]]
    assert sum(costs) == pytest.approx(float(service.bill))
    wrong = cli("narrate", job, 1, "--voice", "gollum")
    assert (wrong.code, "has no voice “gollum”" in wrong.err) == (1, True)


def test_music_is_made_as_long_as_the_film(cli: Cli, job: str, service: ReplicateServer) -> None:
    done = cli("music", job, "--prompt", "a slow piano over soft strings")
    assert (done.code, done.out) == (0, f"job {job}: music chosen\n"), done.err
    assert service.inputs(service.ids[0])["duration"] == 15
    assert cli("music", job, "--prompt", "a drone", "--model", "google/lyria-2").code == 0
    lines = json.loads(cli("ledger", job, "--json").out)["lines"]
    assert [(line["kind"], line["actual"]) for line in lines] == [("music", 0.0006), ("music", 0.06)]
    assert cli("music", job, "--prompt", "x", "--generated").code == 2


def test_what_belongs_to_no_job_has_a_dash_for_it(cli: Cli) -> None:
    with a_studio() as studio:
        order = MediaOrder(GenerationKind.PLAN, MediaRequest("openai/gpt-5-mini", "A fox", 0), None)
        (line,) = studio.library(lambda library: library.generations.begin_media(None, [order]))
        studio.library(lambda library: library.generations.end_plan(line.id, GenerationState.LOST, "", Decimal("0.02")))
    told = cli("ledger")
    assert " – " in told.out
    assert "$0.02 spent" in told.err
    (document,) = json.loads(cli("ledger", "--json").out)["lines"]
    assert (document["job_id"], document["scene_number"], document["kind"]) == (None, None, "plan")
    assert cli("ledger", "--csv").out.splitlines()[1].split(",")[2:4] == ["", ""]


def test_an_unpaid_account_is_asked_once(cli: Cli, job: str, service: ReplicateServer) -> None:
    cli("approve", job)
    service.fail("create", BILLING, times=3)
    refused = cli("clip", job, "1-3")
    assert refused.code == 1
    assert "asks for payment first" in refused.err
    assert len(service.seen("create")) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals are a thing of Unix")
def test_ctrl_c_cancels_at_the_service(cli: Cli, job: str, service: ReplicateServer) -> None:
    cli("approve", job)
    service.behaviour = Behaviour(starting=10_000, predict_time=0.0)
    with subprocess.Popen(process("clip", job, 1), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        service.wait_for("get", 2)
        os.kill(running.pid, signal.SIGINT)
        running.communicate()
    assert running.returncode == 130
    assert service.status(service.ids[0]) == "canceled"
    (line,) = json.loads(cli("ledger", job, "--json").out)["lines"]
    assert (line["state"], line["actual"]) == ("canceled", None)
