"""Scenes, cards, captions, size and rate from the command line."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.factories import a_studio
from tests.frames.test_rendered_films import tone
from vidstudio.core.film import FilmSettings
from vidstudio.core.job import Job
from vidstudio.services.probe import probe


def kept(job: str) -> Job:
    with a_studio() as studio:
        return studio.library(lambda library: library.jobs.get(int(job)))


def test_a_scene_is_changed_in_one_call(cli: Cli, job: str, tmp_path: Path) -> None:
    voice = tone(tmp_path / "voice.wav", 2)
    words = ("--motion", "auto", "--transition", "slide", "--transition-seconds", 1, "--framing", "blur")
    told = cli("scene", job, 1, *words, "--caption", "Hello", "--narration", voice, "--follow-narration")
    assert (told.code, told.out) == (0, "scene 1 changed\n")
    scene = kept(job).scenes[0]
    assert (scene.motion, scene.transition, scene.framing, scene.caption) == ("auto", "slide", "blur", "Hello")
    assert scene.duration == 2.5
    assert cli("scene", job, 1, "--narration", "none").code == 0
    assert kept(job).scenes[0].narration is None


def test_show_tells_what_was_changed(cli: Cli, job: str) -> None:
    cli("scene", job, 2, "--caption", "Hello", "--caption-style", "title", "--strength", 0.5)
    shown = json.loads(cli("show", job, "--json").out)["scenes"][1]
    assert (shown["caption"], shown["caption_style"], shown["strength"]) == ("Hello", "title", 0.5)
    assert (shown["transition_seconds"], shown["framing"], shown["narration"], shown["clip"]) == (
        0.5,
        "crop",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["scene", 1], 2, "say what to change"),
        (["scene", 1, "--motion", "spin"], 2, "spin"),
        (["scene", 9, "--duration", 2], 1, "error: There is no scene 9"),
        (["scene", 1, "--strength", 3], 1, "error: A camera move can't have the strength 3"),
        (["scene", 1, "--narration", "nowhere.wav"], 1, "error: “nowhere.wav” is not there"),
        (["scene", 1, "--follow-narration"], 1, "error: This scene has no narration"),
        (["film"], 2, "say what to change"),
        (["film", "--fps", 23], 1, "error: A film can't have 23 frames a second. Choose 24, 25, 30, 50 or 60."),
        (["film", "--size", 999], 1, "error: A film can't be 999 pixels high."),
        (["film", "--watermark", "x" * 61], 1, "error: The watermark is too long."),
        (["film", "--music-level", 99], 1, "error: Music can't be set to 99 dB."),
        (["card", "title", " "], 1, "error: The card has no words."),
        (["card", "middle", "x"], 2, "middle"),
        (["render", "--range", "2-9"], 1, "error: “2-9” is no range of scenes."),
        (["render", "--range", "b"], 1, "error: “b” is no range of scenes."),
    ],
)
def test_what_is_refused(cli: Cli, job: str, arguments: list[object], code: int, words: str) -> None:
    before = kept(job)
    command, *rest = arguments
    told = cli(command, job, *rest)
    assert (told.code, told.out) == (code, "")
    assert words in " ".join(told.err.replace("│", " ").split())
    assert kept(job) == before


def test_the_films_settings_are_kept(cli: Cli, job: str) -> None:
    assert cli("film", job, "--fps", 30, "--size", 720, "--watermark", "Studio", "--music-level", -6).code == 0
    assert kept(job).settings == FilmSettings(30, 720, "Studio", -6.0)
    cli("film", job, "--watermark", "")
    assert kept(job).settings == FilmSettings(30, 720, "", -6.0)


def test_captions_and_cards(cli: Cli, job: str) -> None:
    assert cli("captions", job).code == 0
    assert cli("card", job, "title", "The Heron").code == 0
    assert kept(job).scenes[0].caption == "The Heron"
    assert all(scene.caption for scene in kept(job).scenes)
    cli("captions", job, "--off")
    assert [bool(scene.caption) for scene in kept(job).scenes] == [True, False, False, False]


@pytest.mark.slow
def test_a_draft_and_an_excerpt_need_no_approval(cli: Cli, job: str) -> None:
    draft = cli("render", job, "--draft")
    assert draft.code == 0
    facts = probe(Path(draft.out.strip()))
    assert (facts.width, facts.height, facts.fps) == (960, 540, Fraction(6))
    part = cli("render", job, "--range", "2-3")
    assert Path(part.out.strip()).name == "excerpt_2-3.mp4"
    facts = probe(Path(part.out.strip()))
    assert (facts.width, facts.fps, facts.audio_codec) == (1920, Fraction(24), "aac")
    assert facts.video_duration == pytest.approx(10 - 0.25, abs=0.05)
    assert abs(facts.duration - facts.video_duration) < 0.1
    assert json.loads(cli("metadata", job).out)["status"] == "storyboard_ready"
    assert cli("render", job).code == 1, "the film itself does"


@pytest.mark.slow
@pytest.mark.parametrize("ratio", ["4:5", "21:9"])
def test_the_new_shapes_from_an_idea_to_a_film(cli: Cli, pictures: Path, ratio: str) -> None:
    number = cli("new", "--idea", "A fox.", "--images", pictures, "--aspect-ratio", ratio, "--duration", 3).out.strip()
    cli("film", number, "--size", 720, "--fps", 25)
    cli("approve", number)
    facts = probe(Path(cli("render", number).out.strip()))
    assert (facts.width, facts.height) == {"4:5": (720, 900), "21:9": (1680, 720)}[ratio]
    assert facts.fps == 25
    assert facts.video_duration == pytest.approx(3.0, abs=0.05)
