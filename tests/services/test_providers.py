"""Services by name: our own, and a plugin's that is really installed."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.servers.openai import OpenAIServer
from tests.servers.replicate import ReplicateServer
from vidstudio.errors import InputRefused, TokenRefused
from vidstudio.services.images.service import ImageService
from vidstudio.services.planners.service import ScenePlanner
from vidstudio.services.providers import IMAGES, PLANNERS, find_provider, providers
from vidstudio.settings import Settings

ROOT = Path(__file__).resolve().parents[2]

PLUGIN = """
from vidstudio.services.providers import Provider

class Oracle:
    price = "a silver coin"

    def __init__(self, model, token):
        self.model, self.token = model, token

    def stream(self, request, control, submitted=None):
        yield f"{self.model} {self.token} heard: "
        yield request.user.splitlines()[0]

    def close(self):
        print("closed")

DELPHI = Provider("whatever", "Delphi", lambda settings, token: Oracle(settings.planner_model, token))
IMPOSTOR = Provider("replicate", "Not Replicate", lambda settings, token: 1 / 0)
NOTHING = 3
"""
POINTS = """
[vidstudio.planners]
delphi = oracle:DELPHI
replicate = oracle:IMPOSTOR
nothing = oracle:NOTHING
gone = oracle:MISSING
broken = oracle_broken:DELPHI
"""
PROGRAM = """
import logging, sys
logging.basicConfig(stream=sys.stdout, level=logging.WARNING, format="log: %(message)s")
from vidstudio.core.control import Control
from vidstudio.core.job import AspectRatio
from vidstudio.core.scene_plan import plan_request
from vidstudio.errors import InputRefused
from vidstudio.services.providers import IMAGES, PLANNERS, find_provider, providers
from vidstudio.settings import Settings

print(*((each.name, each.label) for each in providers(PLANNERS)))
print(*(each.name for each in providers(IMAGES)))
planner = find_provider(PLANNERS, "delphi").open(Settings(planner_model="pythia"), "secret")
print(*planner.stream(plan_request("A keeper", 30, AspectRatio.WIDE, "noir", 6), Control()))
for name in ("nothing", "gone", "broken", "atlantis"):
    try:
        find_provider(PLANNERS, name)
    except InputRefused as exc:
        print("refused:", exc.message, exc.hint)
packages = {name.partition(".")[0] for name in sys.modules}
print("loaded:", *sorted(packages & {"httpx", "httpcore", "replicate", "numpy"}))
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with an installed package."""
    site = tmp_path / "site"
    info = site / "oracle-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: oracle\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(POINTS)
    (site / "oracle.py").write_text(PLUGIN)
    (site / "oracle_broken.py").write_text("raise RuntimeError('built for\\nanother system')")
    return site


def test_a_plugin_is_found_and_used_and_a_broken_one_named(site: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{site}"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    logged = [line for line in done.stdout.splitlines() if line.startswith("log: ")]
    told = [line for line in done.stdout.splitlines() if not line.startswith("log: ")]
    assert told[0] == "('replicate', 'Replicate') ('openai', 'OpenAI-like service') ('delphi', 'Delphi')"
    assert told[1] == "draft replicate openai"
    assert told[2] == "pythia secret heard:  Idea: A keeper"
    assert told[3].startswith(
        "refused: The service “nothing” of the package oracle can't be used: oracle:NOTHING is no"
    )
    assert "“gone”" in told[4]
    assert "RuntimeError: built for another system." in told[5]
    assert told[6].startswith("refused: There is no service “atlantis”. Choose one of replicate, openai, delphi")
    assert told[7] == "loaded:"
    assert any("“replicate” is vidstudio.services" in line for line in logged)
    assert any("“broken” of the package oracle can't be used" in line for line in logged)


def test_the_package_names_the_same_as_the_program_knows() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    assert named == {group.name: dict(group.ours) for group in (PLANNERS, IMAGES)}


def test_all_of_ours_open(replicate_server: ReplicateServer, openai_server: OpenAIServer) -> None:
    settings = Settings(
        planner_model="ada/bard", replicate_base_url=replicate_server.url, openai_base_url=openai_server.url
    )
    for planner in providers(PLANNERS):
        opened: ScenePlanner = planner.open(settings, "token")
        assert opened.model.endswith("ada/bard")
        opened.close()
    for source in providers(IMAGES):
        service: ImageService = source.open(settings, "token")
        service.close()
    assert not replicate_server.requests + openai_server.requests


def test_without_a_token_replicate_does_not_open() -> None:
    with pytest.raises(TokenRefused):
        find_provider(PLANNERS, "replicate").open(Settings(planner_model="ada/bard"), "")
    with pytest.raises(InputRefused, match="No language model"):
        find_provider(PLANNERS, "openai").open(Settings(), "")
