"""From an idea to files to hand over, with texts and pictures nobody tuned it to."""

import json
from pathlib import Path

import pytest
import skimage.data
from PIL import Image

from tests.cli.conftest import Cli
from tests.factories import dump, fingerprints
from vidstudio.core.captions import CaptionStyle
from vidstudio.services.probe import probe
from vidstudio.studio.jobs import outline
from vidstudio.studio.sample import sample_script

pytestmark = pytest.mark.slow

TEXTS = {
    "16:9": "Die Astronautin trinkt Kaffee, während ihr Hund hinausschaut. Draußen: nichts. „Schön“, sagt sie.",
    "9:16": "猫がロケットに乗る。月まで飛ぶ。コーヒーを忘れた！",
    "1:1": "- [ ] wake up\n- [x] coffee ☕\n- [ ] fly to the moon & back <again>",
}


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """Pictures of many kinds: colour, grey, square, wide, with transparency."""
    folder = tmp_path / "Fotos für den Film 🎬"
    folder.mkdir()
    kinds = {"10 cat.jpg": "chelsea", "2 Kaffee.PNG": "coffee", "1 rocket.tiff": "rocket", "3 moon.webp": "moon"}
    for name, picture in {**kinds, "4 astronaut.png": "astronaut"}.items():
        image = Image.fromarray(getattr(skimage.data, picture)())
        (image.convert("RGBA") if picture == "astronaut" else image).save(folder / name)
    (folder / "notes.txt").write_text("not for the film")
    return folder


@pytest.mark.parametrize(("ratio", "text"), TEXTS.items())
def test_every_command_in_a_row(cli: Cli, photographs: Path, tmp_path: Path, ratio: str, text: str, home: Path) -> None:
    new = ["--idea", text, "--duration", "3", "--aspect-ratio", ratio, "--images", photographs]
    number = cli("new", *new).out.strip()
    assert number == "1"
    assert cli("reorder", number, "2", "3", "1").code == 0
    assert cli("refine", number, "1", "--description", "Once more, told otherwise").code == 0
    assert cli("approve", number).code == 0
    rendered = cli("render", number)
    film = home / "videos" / number / "final.mp4"
    assert (rendered.code, rendered.out) == (0, f"{film}\n")
    assert probe(film).video_duration == pytest.approx(3, abs=0.1)

    for fmt in ("mp4", "webm"):
        exported = cli("export", number, "--format", fmt, "--quality", "low")
        assert exported.out == f"{home}/videos/exports/{number}/{fmt}_low.{fmt}\n"
        facts = probe(Path(exported.out.strip()))
        assert {"mp4": ("h264", "aac"), "webm": ("vp9", "opus")}[fmt] == (facts.video_codec, facts.audio_codec)
        width, height = map(int, ratio.split(":"))
        assert facts.display_width / facts.display_height == pytest.approx(width / height, rel=0.01)
    copy = Path(cli("export", number, "--quality", "low", "--to", tmp_path).out.removesuffix("\n"))
    assert (copy.parent, copy.name[-12:], copy.is_file()) == (tmp_path, "_mp4_low.mp4", True)

    exports = home / "videos" / "exports" / number
    every = cli("export", number, "--all", "--quality", "low")
    assert (every.code, every.out) == (0, "".join(f"{exports}/{fmt}_low.{fmt}\n" for fmt in ("mp4", "mov", "webm")))

    told = json.loads(cli("metadata", number).out)
    assert told["status"] == "completed"
    assert told["metrics"] == {"refinement_count": 1, "download_count": 6}
    assert told["video"]["url"] == film.as_uri()
    assert told["video"]["parameters"] == {"duration": 3, "aspect_ratio": ratio, "style": "cinematic"}

    film.write_bytes(b"no film")
    before = dump(home / "library.db"), fingerprints(home)
    refused = cli("export", number, "--quality", "high")
    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    film.unlink()
    refused = cli("export", number)
    assert (refused.code, "is missing" in refused.err) == (1, True)
    assert dump(home / "library.db") == before[0]


def test_the_sample_is_made_once_and_its_path_printed(cli: Cli, home: Path) -> None:
    made = cli("sample")
    assert (made.code, made.out) == (0, f"{home}/videos/exports/1/mp4_high.mp4\n")
    file = Path(made.out.strip())
    facts, wanted = probe(file), outline(sample_script())
    assert facts.video_duration == pytest.approx(wanted.duration, abs=0.2)
    stamp = file.stat().st_mtime_ns
    assert cli("sample").out == made.out
    assert file.stat().st_mtime_ns == stamp
    (job,) = json.loads(cli("jobs", "--json").out)
    assert (job["title"], job["status"]) == (wanted.title, "completed")
    scenes = json.loads(cli("show", str(job["job_id"]), "--json").out)["scenes"]
    assert {scene["caption_style"] for scene in scenes if scene["caption"]} == set(CaptionStyle)
    assert len({scene["transition"] for scene in scenes}) > 3
