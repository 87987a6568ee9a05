"""The queue on the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def listed(cli: Cli) -> dict[int, str]:
    document = json.loads(cli("queue", "list", "--json").out)
    return {entry["entry"]: "held" if entry["held"] else entry["state"] for entry in document["entries"]}


def test_entries_are_added_held_moved_canceled_tried_again_and_removed(cli: Cli, job: str) -> None:
    assert cli("queue", "add", job, "--quality", "low", "--all").out.split() == ["1", "2", "3"]
    assert cli("queue", "add", job, "--preset", "draft", "--range", "1-2", "--first").out.split() == ["4"]
    assert list(listed(cli)) == [4, 1, 2, 3]
    assert "Draft, scenes 1-2" in cli("queue", "list").out
    assert cli("queue", "pause", 2).code == 0
    assert cli("queue", "move", 3, "--", "-2").code == 0
    assert listed(cli) == {4: "waiting", 3: "waiting", 1: "waiting", 2: "held"}
    assert cli("queue", "resume", 2).code == 0
    assert cli("queue", "priority", "low", 4).code == 0
    assert list(listed(cli)) == [3, 1, 2, 4]
    assert "Draft" in cli("queue", "edit", 3, "--preset", "draft").out
    assert cli("queue", "cancel", 1, 2).code == 0
    assert listed(cli)[1] == listed(cli)[2] == "canceled"
    assert cli("queue", "retry", "--all").out.count("waits again") == 2
    assert cli("queue", "remove", 1, 2, 3, 4).code == 0
    assert "empty" in cli("queue", "list").err


def test_a_paused_queue_is_not_worked_off(cli: Cli, job: str) -> None:
    cli("queue", "add", job)
    assert cli("queue", "pause").code == 0
    ran = cli("queue", "run")
    assert (ran.code, "paused" in ran.err) == (1, True)
    assert cli("queue", "resume").code == 0
    assert listed(cli) == {1: "waiting"}


def test_what_fails_is_told_and_is_exit_1(cli: Cli, job: str) -> None:
    cli("queue", "add", job)
    ran = cli("queue", "run")
    assert (ran.code, ran.out) == (1, "")
    assert "not completed yet" in ran.err
    assert listed(cli) == {1: "failed"}
    assert "not completed yet" in cli("queue", "show", 1).out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", 99), 1),
        (("cancel",), 2),
        (("cancel", 7), 1),
        (("retry", 7), 1),
        (("remove", 7), 1),
        (("pause", 7), 1),
        (("priority", "high", 7), 1),
        (("edit", 7), 1),
        (("move", 7, 1), 1),
        (("show", 7), 1),
        (("add", 1, "--preset", "x", "--all"), 2),
        (("when-done", "explode"), 2),
    ],
)
def test_mistakes_are_told(cli: Cli, arguments: tuple[object, ...], code: int) -> None:
    ran = cli("queue", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err


@pytest.mark.slow
def test_a_film_goes_through_the_line_to_a_folder(cli: Cli, job: str, tmp_path: Path) -> None:
    cli("approve", job)
    cli("queue", "add", job, "--render", "--preset", "draft", "--to", tmp_path)
    ran = cli("queue", "run")
    assert ran.code == 0
    film, draft = map(Path, ran.out.split("\n")[:2])
    assert film.name == "final.mp4"
    assert draft.parent == tmp_path
    assert draft.is_file()
    again = cli("export", job, "--preset", "draft", "--to", tmp_path)
    assert f"{draft} is there already, and is replaced." in again.err
    shown = cli("queue", "show", 2).out
    assert "drawn from the storyboard" in shown
    assert "libx264" in shown
