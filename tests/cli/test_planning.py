"""A storyboard from a language model by the command line, in processes of their own against both services."""

import json
import signal
import subprocess

import pytest

from tests.cli.conftest import Cli, process
from tests.servers.openai import KEY, OpenAIServer, Reply, error
from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import Behaviour
from tests.stories import IDEA, story

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def services(openai_server: OpenAIServer, replicate_server: ReplicateServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both, with what they ask for."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url)
    monkeypatch.setenv("REPLICATE_API_TOKEN", TOKEN)
    monkeypatch.setenv("REPLICATE_BASE_URL", replicate_server.url)


@pytest.mark.parametrize("model", ["openai:bard", "openai/gpt-5-mini", "google/gemini-2.5-flash"])
def test_from_idea_to_storyboard(
    alone: Cli, openai_server: OpenAIServer, replicate_server: ReplicateServer, model: str
) -> None:
    openai_server.say(Reply(story(), size=7, newline="\r\n", pings=True))
    replicate_server.behaviour = Behaviour(text=story(), stream="whole" if "gpt" in model else "none")
    ran = alone("new", "--idea", IDEA, "--duration", "9", "--plan", model, "--captions")
    assert (ran.code, ran.out) == (0, "1\n")
    told = [line for line in ran.err.splitlines() if line.startswith("scene ")]
    assert told == [f"scene {number}: Mira keeps watch in the storm, part {number}." for number in (1, 2, 3)]
    assert not {KEY, TOKEN} & set(ran.err.split())
    shown = json.loads(alone("show", "1", "--json").out)
    assert shown["title"] == "Storm"
    assert [scene["duration"] for scene in shown["scenes"]] == [2, 3, 4]
    assert all("white braid" in scene["image_prompt"] for scene in shown["scenes"])


def test_from_idea_to_storyboard_with_pictures_all_paid_for_in_one_ledger(
    alone: Cli, replicate_server: ReplicateServer
) -> None:
    replicate_server.next(Behaviour(text=story(), stream="whole"))
    model = "black-forest-labs/flux-schnell"
    ran = alone(
        *("new", "--idea", IDEA, "--duration", "9", "--plan", "openai/gpt-5-mini"),
        *("--images", "replicate", "--model", model),
    )
    assert (ran.code, ran.out) == (0, "1\n")
    lines = json.loads(alone("ledger", "1", "--json").out)["lines"]
    assert [(line["kind"], line["state"]) for line in lines] == [("plan", "succeeded")] + [("picture", "succeeded")] * 3
    assert {line["scene_number"] for line in lines} == {None, 1, 2, 3}
    assert replicate_server.charged == len(lines)
    assert {line["model"] for line in lines} == {"openai/gpt-5-mini", model}


def test_an_answer_that_is_none_is_told_in_one_line(alone: Cli, openai_server: OpenAIServer) -> None:
    openai_server.say(Reply(story(duration=0)))
    ran = alone("new", "--idea", IDEA, "--plan", "openai:bard")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1].startswith("error: The model's storyboard can't be used. Scene 3 has a duration")
    assert alone("jobs").err.startswith("No jobs yet")


def test_a_wrong_key_is_told_in_one_line(cli: Cli, openai_server: OpenAIServer) -> None:
    openai_server.fail("chat", error(401, f"Incorrect API key provided: {KEY}"))
    ran = cli("new", "--idea", IDEA, "--plan", "openai:bard")
    assert ran.code == 1
    assert "error: 127.0.0.1 does not accept the key: Incorrect API key provided: …." in ran.err
    assert KEY not in ran.err


def test_interrupted_it_stops_the_model_and_leaves_nothing(alone: Cli, replicate_server: ReplicateServer) -> None:
    replicate_server.behaviour = Behaviour(text=story(6), stream="hold", starting=0, processing=10_000)
    command = process("new", "--idea", IDEA, "--plan", "openai/gpt-5-mini")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        told = iter(running.stderr.readline, "")
        assert next(line for line in told if line.startswith("scene 1: ")) == (
            "scene 1: Mira keeps watch in the storm, part 1.\n"
        )
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert (running.returncode, out, err.splitlines()[-1]) == (130, "", "interrupted")
    assert replicate_server.status(replicate_server.ids[0]) == "canceled"
    assert alone("jobs").err.startswith("No jobs yet")


@pytest.mark.parametrize(
    "arguments",
    [["--script", "tide.md", "--plan", "openai:bard"], ["--idea", IDEA, "--captions"]],
)
def test_wrong_usage(cli: Cli, openai_server: OpenAIServer, arguments: list[str]) -> None:
    assert cli("new", *arguments).code == 2
    assert not openai_server.requests
