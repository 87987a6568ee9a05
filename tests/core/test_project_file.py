"""The document in a project file: what is read as it was written, and what is refused by name."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.factories import a_job, a_scene
from vidstudio.core.job import JobStatus
from vidstudio.core.project import Project, project_name, project_of, without_folder
from vidstudio.core.project_file import MOST_BYTES, read_project, write_project
from vidstudio.core.reference import Reference
from vidstudio.core.scene import Asset, Picture, Scene
from vidstudio.errors import InputRefused, NotReady


def packed(scene: Scene) -> Scene:
    """With its files as an archive names them."""
    sound = Asset(0, "media/9.wav", "voice.wav", "", 0.0)
    return replace(scene, picture=replace(of(scene), file=f"media/{scene.id}.png"), narration=sound)


def of(scene: Scene) -> Picture:
    assert scene.picture is not None
    return scene.picture


@pytest.fixture
def project() -> Project:
    job = a_job(scenes=2)
    job = replace(
        job,
        scenes=tuple(packed(scene) for scene in job.scenes),
        references=(Reference("Tomas", "media/7.png", ""),),
        music="media/8.mp3",
        budget=Decimal("2.5000"),
        refinement_count=3,
    )
    return project_of(job, {scene.id: [of(scene)] for scene in job.scenes})


@pytest.fixture
def document(project: Project) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(write_project(project))
    return read


def read(document: object) -> Project:
    return read_project(json.dumps(document).encode())


def test_it_is_read_as_it_was_written(project: Project, document: dict[str, Any]) -> None:
    again = read(document)
    assert replace(again, scenes=(), versions=()) == replace(project, scenes=(), versions=())
    for mine, other in zip(again.scenes, project.scenes, strict=True):
        assert (mine.description, mine.duration, of(mine).file) == (other.description, other.duration, of(other).file)
        assert mine.narration == other.narration
    assert write_project(again) == write_project(project)


def test_what_this_format_does_not_have_is_passed_over(project: Project, document: dict[str, Any]) -> None:
    document["comment"] = document["job"]["mood"] = {"any": ["thing"]}
    assert read(document).title == project.title


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("job", "scenes", 1, "duration"), 9000, "A scene can't last 9000 seconds."),
        (("job", "scenes", 1, "duration"), "5", "job scenes 2 duration: input should be a valid number"),
        (("job", "scenes", 0, "motion"), "spin", "job scenes 1 motion: input should be 'auto'"),
        (("job", "scenes", 0, "versions", 0, "file"), "../1.png", "job scenes 1 versions 1 file: string should match"),
        (("job", "scenes", 0, "picture"), 5, "scene 1 has no picture 5"),
        (("job", "scenes", 0, "picture"), True, "job scenes 1 picture: input should be a valid integer"),
        (("job", "scenes", 0, "caption"), "x" * 400, "The caption is too long: 400 characters."),
        (("job", "title"), " \u0007 ", "it has no title"),
        (("job", "aspect_ratio"), "3:2", "job aspect_ratio: input should be '16:9'"),
        (("job", "settings", "fps"), 23, "A film can't have 23 frames a second."),
        (("job", "refinement_count"), -5, "job refinement_count: input should be greater than or equal to 0"),
        (("job", "budget"), "1e9", "job budget: string should match"),
        (("job", "budget"), "999999999", "This is no budget."),
        (("job", "references"), [{"file": "media/1.png", "name": "A"}] * 2, "two reference pictures have one name"),
        (("job", "references"), [{"file": "media/1.png", "name": "A"}] * 5, "job references: tuple should have at"),
        (("job", "film"), "media/3.mp4", "its film comes from nowhere"),
        (("job", "video_url"), "https://example.org/film.mp4", "both a storyboard and a film"),
        (("job", "scenes"), [{}] * 3000, "job scenes 1 description: field required"),
        (("job",), None, "job: input should be an object"),
        (("vidstudio_project",), 0, "vidstudio_project: input should be greater than or equal to 1"),
        (("vidstudio_project",), "1", "vidstudio_project: input should be a valid integer"),
        (("vidstudio_project",), 2, "made by a newer vidstudio (format 2, this one knows 1)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(document: dict[str, Any], path: tuple[Any, ...], value: object, words: str) -> None:
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(InputRefused) as told:
        read(document)
    assert words in told.value.message
    assert told.value.hint


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "file://server/share/film.mp4", "file:///..%2Ffilm.mp4", "file:///", "file://["),
        *("file:///.hidden", "ftp://example.org/film.mp4", "http://user:word@example.org/", "film.mp4", "http://["),
    ],
)
def test_addresses_that_lead_elsewhere(url: str) -> None:
    job = {"title": "Film", "duration": 1.0, "aspect_ratio": "16:9", "video_url": url, "film": "media/1.mp4"}
    job["settings"] = {"fps": 24, "short_side": 1080, "watermark": "", "music_decibels": 0.0}
    with pytest.raises(InputRefused):
        read({"vidstudio_project": 1, "job": job})
    job["video_url"] = "file:///film.mp4"
    assert read({"vidstudio_project": 1, "job": job}).film == "media/1.mp4"
    del job["film"]
    with pytest.raises(InputRefused, match="its film is not in it"):
        read({"vidstudio_project": 1, "job": job})


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b'{"vidstudio_project": 1}', b"\xff\xfe", b"[" * 100_000, b"9" * 5000]
)
def test_what_is_no_document(data: bytes) -> None:
    with pytest.raises(InputRefused, match=r"^This project can't be opened: "):
        read_project(data)


def test_texts_beyond_all_measure_are_refused_before_anything_is_written(project: Project) -> None:
    scene = replace(a_scene(1, description="x" * 4_000_000, image_prompt="x" * 4_000_000), picture=None)
    long = replace(project, idea="x" * 4_500_000, scenes=(scene,), versions=((),))
    with pytest.raises(InputRefused, match="texts of this project are too long"):
        write_project(long)
    with pytest.raises(InputRefused, match="string should have at most"):
        write_project(replace(project, idea="x" * 5_000_001))
    with pytest.raises(InputRefused, match="too long"):
        read_project(bytes(MOST_BYTES + 1))


def test_a_storyboard_that_is_drawn_makes_none() -> None:
    with pytest.raises(NotReady, match="still being drawn"):
        project_of(a_job(status=JobStatus.PARSING), {})


def test_addresses_without_their_folders() -> None:
    file = Path.home() / "private" / "My film 1%.mp4"
    assert without_folder(file.as_uri()) == "file:///My%20film%201%25.mp4"
    assert without_folder(without_folder(file.as_uri())) == without_folder(file.as_uri())
    assert without_folder("https://example.org/a/film.mp4") == "https://example.org/a/film.mp4"
    assert without_folder("") == ""


def test_a_name_is_short_and_safe() -> None:
    assert project_name("a/b: “c”\n" + "x" * 4000) == f"a b “c” {'x' * 71}.vidstudio"
    assert project_name("..") == "film.vidstudio"
