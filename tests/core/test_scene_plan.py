"""What a language model is asked for, and the storyboard that becomes of its plan."""

import json
from dataclasses import replace
from typing import Any

import pytest

from vidstudio.core.job import AspectRatio
from vidstudio.core.scene import Motion
from vidstudio.core.scene_plan import (
    IDEA_LETTERS,
    Bible,
    Move,
    PlannedScene,
    Shot,
    StoryPlan,
    carried_prompt,
    outline_of,
    plan_request,
)
from vidstudio.core.script import Outline
from vidstudio.errors import InputRefused

KEEPER = ("Mira", "a woman of sixty, white braid, yellow oilskins")
BIBLE = Bible((KEEPER, ("Bo", "a grey whale with a scar")), "cold blue light, 35 mm")
SCENE = PlannedScene("Mira climbs the stairs of the tower.", "An old keeper on a spiral stair", 4.0, Shot.LOW_ANGLE)


def outline(*scenes: PlannedScene, seconds: float | None = 12.0, bible: Bible = BIBLE) -> Outline:
    return outline_of(StoryPlan("Storm", bible, scenes), seconds, AspectRatio.WIDE, "noir")


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every object in a schema, itself included."""
    found = [schema] if schema["type"] == "object" else []
    for inner in schema.get("properties", {}).values():
        found += objects(inner)
    return found + (objects(schema["items"]) if "items" in schema else [])


def test_the_request_says_what_the_film_has_to_be() -> None:
    asked = plan_request("  A keeper and a whale. ", 42.5, AspectRatio.TALL, "ink  wash", 8)
    assert asked.user.splitlines()[0] == "Idea: A keeper and a whale."
    for words in ("42.5 seconds", "Scenes: 8.", "9:16", "Style: ink wash."):
        assert words in asked.user
    assert "30 seconds" in plan_request("A keeper", None, AspectRatio.WIDE, "noir", 6).user


def test_the_schema_is_strict_and_every_field_is_described() -> None:
    schema = plan_request("A keeper", 30, AspectRatio.WIDE, "noir", 6).schema
    assert len(objects(schema)) == 4
    for each in objects(schema):
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])
        assert all(field["description"] for field in each["properties"].values())
    scene = schema["properties"]["scenes"]["items"]["properties"]
    assert (scene["shot"]["enum"], scene["move"]["enum"]) == (list(Shot), list(Move))


def test_a_model_that_takes_no_schema_finds_it_in_the_text() -> None:
    asked = plan_request("A keeper", 30, AspectRatio.WIDE, "noir", 6)
    assert json.loads(asked.spelled_out.partition("your answer:\n")[2]) == asked.schema
    assert not {"{", "}"} & set(asked.system)


def test_a_second_request_names_the_fault_of_the_first_answer() -> None:
    asked = plan_request("A keeper", 30, AspectRatio.WIDE, "noir", 6)
    assert "Scene 3 has no description." in asked.corrected("Scene 3 has no description.").user
    assert asked.corrected("x").user.startswith(asked.user)


@pytest.mark.parametrize(
    ("idea", "seconds", "style", "words"),
    [
        (" ?! ", 30, "noir", "empty"),
        ("A" * (IDEA_LETTERS + 1), 30, "noir", "too long for a language model"),
        ("A fox", float("nan"), "noir", "can't last"),
        ("A fox", 30, "", "style is empty"),
    ],
)
def test_what_no_model_is_asked(idea: str, seconds: float, style: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        plan_request(idea, seconds, AspectRatio.WIDE, style, 6)


def test_lengths_are_made_to_fit_in_proportion() -> None:
    made = outline(SCENE, replace(SCENE, duration=8.0), replace(SCENE, duration=6.0), seconds=9.0)
    assert [scene.duration for scene in made.scenes] == [2, 4, 3]
    assert (made.title, made.duration) == ("Storm", 9.0)
    assert outline(SCENE, SCENE, seconds=None).duration == 30


def test_scenes_that_can_not_fill_the_film_are_refused() -> None:
    with pytest.raises(InputRefused, match="1 scene can't fill"):
        outline(SCENE, seconds=700)
    with pytest.raises(InputRefused, match="don't fit"):
        outline(*[SCENE] * 60, seconds=10)


def test_every_move_is_one_of_ours() -> None:
    made = outline(*(replace(SCENE, move=move) for move in Move), seconds=30)
    assert [scene.motion for scene in made.scenes] == [
        Motion.HOLD, Motion.PUSH_IN, Motion.PULL_OUT, Motion.PAN_LEFT, Motion.PAN_RIGHT, Motion.PAN_UP, Motion.PAN_DOWN,
        Motion.DRIFT,
    ]  # fmt: skip


def test_a_scene_without_a_move_gets_the_rules_one() -> None:
    assert [scene.motion for scene in outline(SCENE, SCENE).scenes] == [Motion.PUSH_IN, Motion.PAN_RIGHT]


def test_the_bible_goes_where_it_belongs() -> None:
    alone, both = outline(SCENE, replace(SCENE, description="Mira sees BO, the whale, below.")).scenes
    assert alone.image_prompt == (
        "Low angle: An old keeper on a spiral stair. Mira: a woman of sixty, white braid, yellow oilskins."
        " cold blue light, 35 mm. noir style, film still"
    )
    assert "Bo: a grey whale" in both.image_prompt
    assert "Mira: a woman" in both.image_prompt


@pytest.mark.parametrize(
    ("name", "description", "appears"),
    [
        ("Bo", "A bottle rolls.", False),
        ("Bo", "Bo's fin.", True),
        ("Bo", "Robo, and then (bo)!", True),
        ("美咲", "夜明けに美咲が歩く。", True),
        ("", "Nobody is here.", False),
    ],
)
def test_a_character_appears_by_name(name: str, description: str, appears: bool) -> None:
    scene = replace(SCENE, description=description)
    assert ("a scar" in carried_prompt(scene, Bible(((name, "a scar"),)), "noir")) is appears


def test_looks_that_the_scene_tells_itself_are_not_told_twice() -> None:
    scene = replace(SCENE, image_prompt=f"Mira, {KEEPER[1]}, on a stair")
    assert carried_prompt(scene, BIBLE, "noir").count("white braid") == 1


def test_a_prompt_that_names_its_shot_gets_no_other() -> None:
    assert carried_prompt(replace(SCENE, image_prompt="Aerial view of a tower"), Bible(), "noir").startswith("Aerial")


@pytest.mark.parametrize("own", [10, 1500, 1900, 1985, 1990, 1998, 1999, 2000])
def test_the_scenes_own_words_are_never_cut(own: int) -> None:
    words = ("wave " * 400)[: own - 1] + "s"
    bible = Bible((("Mira", "a coat of many colours " * 20), ("Bo", "a scar " * 80)), "blue light " * 50)
    scene = replace(SCENE, description="Mira and Bo", image_prompt=words, mood="calm " * 30)
    prompt = carried_prompt(scene, bible, "noir")
    assert words in prompt
    assert len(prompt) <= 2000


def test_what_is_spoken_is_kept_for_who_asks() -> None:
    (made,) = outline(replace(SCENE, spoken="It comes."), seconds=5).scenes
    assert made.spoken == "It comes."


def test_a_plan_without_a_title_is_called_by_its_first_words() -> None:
    assert outline_of(StoryPlan("", Bible(), (SCENE,)), 5, AspectRatio.WIDE, "noir").title == SCENE.description[:-1]
