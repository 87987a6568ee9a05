"""The lists of what is in the package: for people, with all licences, and for programs."""

import json
import re
import shutil
from pathlib import Path

import pytest

from installer import about
from installer.licences import licences_text
from installer.parts import Part, packages
from installer.sbom import sbom

PARTS = [
    Part("ffmpeg", "9.0", "GPL-3.0-or-later", "https://ffmpeg.org", "GNU words", "pkg:generic/ffmpeg@9.0"),
    Part("one", "1", "MIT", "", "the same words", "pkg:pypi/one@1"),
    Part("two", "2", "what its maker says", "", "the same words", "pkg:pypi/two@2"),
    Part("lib", "3", "see one", purl="pkg:generic/lib@3"),
]


def test_packages_are_those_the_program_asks_for_and_what_they_ask_for() -> None:
    found = {part.name: part for part in packages()}
    assert {"peewee", "pyside6-essentials", "shiboken6", "numpy", "h11"} <= found.keys()
    assert not {"pytest", "ruff", "mypy", "scikit-image", "hypothesis"} & found.keys()
    assert all(part.licence for part in found.values()), [part.name for part in found.values() if not part.licence]
    assert "LGPL" in found["pyside6-essentials"].licence
    assert "MIT" in found["keyring"].licence
    assert found["numpy"].text


def test_the_licences_are_told_once_each_and_the_gnu_words_always() -> None:
    text = licences_text(PARTS)
    assert text.count("the same words") == 1
    assert "one 1, two 2\n\nthe same words" in text
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "MIT License" in text
    assert about.CONTACT in text
    assert max(map(len, text.split("MIT License")[0].splitlines())) <= 120


def test_the_sbom_is_cyclonedx_and_the_same_for_the_same_parts() -> None:
    made = sbom(PARTS)
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.5")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", made["serialNumber"])
    assert made["metadata"]["component"]["version"] == about.version()
    assert [each["licenses"] for each in made["components"]] == [
        [{"expression": "GPL-3.0-or-later"}],
        [{"expression": "MIT"}],
        [{"license": {"name": "what its maker says"}}],
        [{"license": {"name": "see one"}}],
    ]
    references = [each["bom-ref"] for each in made["components"]]
    assert len(set(references)) == len(references)
    assert made["dependencies"][0]["dependsOn"] == sorted(references)
    assert json.dumps(made) == json.dumps(sbom(PARTS))


def test_the_build_time_is_what_is_asked_for_else_the_last_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert about.build_time() == 1_700_000_000
    assert about.build_date().year == 2023
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert about.build_time() > 1_750_000_000


def test_the_gnu_texts_are_whole() -> None:
    folder = Path(about.ROOT) / "installer" / "texts"
    assert len((folder / "GPL-3.txt").read_text("utf-8")) == 35_149
    assert len((folder / "LGPL-3.txt").read_text("utf-8")) == 7_652


def test_one_version_everywhere() -> None:
    import vidstudio  # noqa: PLC0415

    assert about.version() == vidstudio.__version__
    assert shutil.which("python3") is None or about.NAME == "vidstudio"
