"""Pictures, versions, budgets and the ledger on the command line, against the image service on loopback."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.factories import dump
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import Behaviour


@pytest.fixture(autouse=True)
def service(replicate_in_use: ReplicateServer) -> ReplicateServer:
    """The image service of these commands."""
    return replicate_in_use


def test_the_price_is_told_before_anything_is_asked(cli: Cli, job: str, service: ReplicateServer) -> None:
    told = cli("images", job, "--all", "--price")
    assert told.out == "3 pictures by black-forest-labs/flux-schnell: about $0.009\n"
    assert cli("images", job, "--price").out == "no scene wants a picture\n"
    assert cli("images", job, "--scenes", "2-3", "--price", "--model", "ada/foxes").out.endswith(
        "price unknown, estimated $0.04\n"
    )
    assert service.requests == []


def test_pictures_are_made_looked_through_and_gone_back_from(cli: Cli, job: str, service: ReplicateServer) -> None:
    done = cli("images", job, "--scenes", "1-2")
    assert done.code == 0
    assert sorted(done.out.splitlines()) == ["scene 1 done", "scene 2 done"]
    assert "2 pictures by black-forest-labs/flux-schnell: about $0.006" in done.err
    assert service.created == 2
    cli("approve", job)
    first, second = json.loads(cli("versions", job, 1, "--json").out)
    assert [first["source"], second["source"]] == ["own", "replicate"]
    assert [first["current"], second["current"]] == [False, True]
    assert (first["cost"], second["cost"]) == (0.0, 0.003)
    assert isinstance(second["seed"], int)
    assert Path(second["file"]).is_file()
    assert "current" in cli("versions", job, 1).out
    assert cli("use", job, 1, 1).out == "scene 1: version 1 is current\n"
    assert json.loads(cli("metadata", job).out)["approved"] is False
    assert cli("use", job, 1, 2).code == 0
    assert json.loads(cli("metadata", job).out)["approved"] is True
    assert service.created == 2
    missing = cli("use", job, 1, 9)
    assert (missing.code, missing.err) == (1, "error: The scene has no version 9. It has 2.\n")


def test_variants_are_made_and_the_first_is_current(cli: Cli, job: str, service: ReplicateServer) -> None:
    done = cli("refine", job, 1, "--image-prompt", "A red heron at dawn", "--variants", 3)
    assert done.out == "scene 1 refined; 2 of 5 refinements left, estimated cost $0.06\n"
    found = json.loads(cli("versions", job, 1, "--json").out)
    assert len(found) == 4
    ledger = json.loads(cli("ledger", job, "--json").out)["lines"]
    assert [line["actual"] for line in ledger] == [0.003] * 3
    assert sum(version["current"] for version in found) == 1
    assert cli("refine", job, 1, "--image-prompt", "A red heron at dawn", "--variants", 3).code == 1
    assert service.created == 3


def test_the_picture_there_is_is_changed(cli: Cli, job: str, service: ReplicateServer) -> None:
    done = cli("refine", job, 1, "--edit", "Make it dusk")
    assert done.out.startswith("scene 1 refined; 4 of 5 refinements left")
    assert "input_image" in json.loads(service.seen("create")[0].body)["input"]
    assert json.loads(cli("ledger", job, "--json").out)["lines"][0]["prompt"] == "Make it dusk"
    assert cli("refine", job, 1, "--edit", "Make it dusk", "--image-prompt", "A red heron").code == 2
    assert cli("refine", job, 1, "--edit", "Make it dusk", "--images", "draft").code == 2
    refused = cli("refine", job, 1, "--edit", "Make it dusk", "--model", "black-forest-labs/flux-schnell")
    assert "can't change a picture" in refused.err
    assert service.created == 1


def test_pictures_go_by_a_reference(cli: Cli, job: str, pictures: Path, service: ReplicateServer) -> None:
    assert cli("reference", job).err == "No reference pictures.\n"
    told = cli("reference", job, pictures / "7.png", "--name", "The Keeper").out
    assert told.startswith("The Keeper: ")
    assert Path(told.partition(": ")[2].strip()).is_file()
    assert [each["name"] for each in json.loads(cli("reference", job, "--json").out)] == ["The Keeper"]
    cli("images", job, "--scenes", "1", "--model", "google/nano-banana")
    assert len(json.loads(service.seen("create")[0].body)["input"]["image_input"]) == 1
    assert cli("reference", job, pictures / "7.png", "--remove", "The Keeper").code == 2
    assert cli("reference", job, "--remove", "The Keeper").err == "No reference pictures.\n"
    assert "no reference picture" in cli("reference", job, "--remove", "The Keeper").err


def test_a_scene_that_fails_is_named_and_the_others_are_there(cli: Cli, job: str, service: ReplicateServer) -> None:
    service.next(Behaviour(end="failed", error="Out of memory"))
    done = cli("images", job, "--all")
    assert done.code == 0
    lines = sorted(done.out.splitlines(), key=lambda line: line[8:])
    assert [line[8:] for line in lines[:2]] == ["done", "done"]
    assert "failed: The model failed: Out of memory" in lines[2]


def test_a_budget_is_set_told_kept_and_taken_away(cli: Cli, job: str, service: ReplicateServer) -> None:
    assert cli("budget", job).out == "no budget; $0.00 spent, $0.00 under way\n"
    assert cli("budget", job, "$0.004").out.startswith("budget $0.004;")
    done = cli("images", job, "--all")
    assert service.created == 1
    assert sum(line.endswith("done") for line in done.out.splitlines()) == 1
    refused = cli("images", job, "--scenes", "1")
    assert refused.code == 1
    assert "The budget of job 1 does not allow it" in refused.err
    refined = cli("refine", job, 1, "--image-prompt", "A red heron at dawn", "--images", "replicate")
    assert "The budget of job 1" in refined.err
    assert cli("budget", job).out == "budget $0.004; $0.003 spent, $0.00 under way\n"
    assert cli("budget", job, "none").out.startswith("no budget;")
    assert cli("images", job, "--all").code == 0


@pytest.mark.parametrize("money", ["much", "-1", "1e9", "NaN", "Infinity", ""])
def test_no_budget_is_taken_from_nonsense(cli: Cli, job: str, money: str, home: Path) -> None:
    before = dump(home / "library.db")
    assert cli("budget", job, "--", money).code in {1, 2}
    assert dump(home / "library.db") == before


def test_the_ledger_has_every_picture_and_what_it_cost(cli: Cli, job: str, service: ReplicateServer) -> None:
    assert cli("ledger").err.strip() == "Nothing was paid for."
    service.next(Behaviour(), Behaviour(end="failed", error="=cmd()|' /C calc'!A0"))
    cli("images", job, "--scenes", "1-2")
    shown = json.loads(cli("ledger", job, "--json").out)
    assert sorted(line["state"] for line in shown["lines"]) == ["failed", "succeeded"]
    assert shown["totals"] == {"estimated": 0.02, "actual": 0.003, "open": 0.0, "unknown": 0.0}
    rows = list(csv.DictReader(io.StringIO(cli("ledger", "--csv").out)))
    assert {row["scene"] for row in rows} == {"1", "2"}
    assert {row["prediction"] for row in rows} == set(service.ids)
    had = next(row for row in rows if row["state"] == "succeeded")
    assert (had["estimated"], had["price"], had["actual"], had["seconds"]) == ("0.02", "0.003", "0.003", "0.4")
    assert not any(cell.startswith("=") for row in rows for cell in row.values())
    table = cli("ledger", job)
    assert "$0.003" in table.out
    assert "$0.003 spent" in table.err
    assert cli("ledger", 99).code == 1
