"""Presets on the command line."""

import json
from pathlib import Path

from tests.cli.conftest import Cli


def test_presets_are_listed_shown_handed_on_and_removed(cli: Cli, tmp_path: Path) -> None:
    listed = cli("presets", "list")
    assert listed.code == 0
    assert "youtube-1080p" in listed.out
    written = cli("presets", "export", "draft", tmp_path / "mine.toml")
    assert written.out.strip() == str(tmp_path / "mine.toml")
    text = (tmp_path / "mine.toml").read_text().replace("Draft", "Rough cut")
    (tmp_path / "mine.toml").write_text(text)
    assert cli("presets", "import", tmp_path / "mine.toml").out.strip() == "rough-cut"
    known = {each["name"]: each for each in json.loads(cli("presets", "list", "--json").out)}
    assert known["rough-cut"]["own"]
    assert not known["draft"]["own"]
    assert cli("presets", "show", "rough cut").out.strip() == text.strip()
    again = cli("presets", "import", tmp_path / "mine.toml")
    assert (again.code, again.out) == (1, "")
    assert "already" in again.err
    assert cli("presets", "remove", "rough-cut").code == 0
    assert cli("presets", "show", "rough-cut").code == 1


def test_a_preset_that_is_none_is_told_in_one_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("vidstudio_preset = 1\nname = 'a'\nquality = 99")
    ran = cli("presets", "import", tmp_path / "bad.toml")
    assert (ran.code, len(ran.err.strip().splitlines())) == (1, 1)
    assert "quality" in ran.err


def test_options_that_do_not_go_together_are_wrong_usage(cli: Cli) -> None:
    assert cli("export", "1", "--preset", "draft", "--quality", "low").code == 2
    assert cli("export", "1", "--preset", "draft", "--all").code == 2
    assert cli("export", "1", "--preset", "nope").code == 1
    assert cli("export", "1", "--range", "x").code == 1
