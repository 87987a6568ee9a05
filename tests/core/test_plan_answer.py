"""Reading what a language model answered, whole and while it arrives."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidstudio.core.plan_answer import MOST_LETTERS, SceneStream, read_plan
from vidstudio.core.scene_plan import Move, PlannedScene, Shot
from vidstudio.errors import PlanRefused


def a_scene(**changes: Any) -> dict[str, Any]:
    scene = {
        "description": "Mira climbs the stairs.",
        "image_prompt": "An old keeper on a stair",
        "duration": 4,
        "shot": "low_angle",
        "move": "tilt_up",
        "mood": "cold",
        "spoken": "It comes.",
    }
    return {key: value for key, value in (scene | changes).items() if value is not ...}


def an_answer(*scenes: Any, **changes: Any) -> str:
    bible = {"characters": [{"name": "Mira", "looks": "a white braid"}], "look": "blue"}
    return json.dumps({"title": "Storm", "bible": bible, "scenes": list(scenes), **changes})


READ = PlannedScene(
    "Mira climbs the stairs.", "An old keeper on a stair", 4.0, Shot.LOW_ANGLE, Move.TILT_UP, "cold", "It comes."
)


def test_a_good_answer_is_read() -> None:
    plan = read_plan(an_answer(a_scene(), a_scene(duration=2.5)))
    assert plan.title == "Storm"
    assert (plan.bible.characters, plan.bible.look) == ((("Mira", "a white braid"),), "blue")
    assert plan.scenes[0] == READ
    assert [scene.duration for scene in plan.scenes] == [4, 2.5]


@pytest.mark.parametrize(
    "around",
    [
        "```json\n{}\n```",
        "Here is your plan {as asked}:\n{}\nShall I go on?",
        "\ufeff \n{}",
        "It's {\"not\": \"it\"} but this: {}",
        "<think>{</think>{}",
        "{} {}",
    ],
)  # fmt: skip
def test_talk_and_fences_do_not_matter(around: str) -> None:
    answer = an_answer(a_scene())
    assert read_plan(around.replace("{}", answer)).scenes == (READ,)


def test_keys_nobody_asked_for_do_not_matter() -> None:
    assert read_plan(an_answer(a_scene(camera={"lens": [50]}), notes="…")).scenes == (READ,)


def test_what_may_be_missing() -> None:
    scene = a_scene(shot=..., move="spiral", mood=None, spoken=...)
    (read,) = read_plan(json.dumps({"scenes": [scene]})).scenes
    assert (read.shot, read.move, read.mood, read.spoken) == (None, None, "", "")


@pytest.mark.parametrize("written", ["push_in", "Push-in", "PUSH IN", " push  in "])
def test_our_words_are_known_however_they_are_written(written: str) -> None:
    assert read_plan(an_answer(a_scene(move=written))).scenes[0].move is Move.PUSH_IN


def test_texts_are_put_on_one_clean_line() -> None:
    (read,) = read_plan(an_answer(a_scene(description="Mira\n\n climbs\x00 the\tstairs \ud800."))).scenes
    assert read.description == "Mira climbs the stairs ."


DEEP = '{"scenes": ' + '{"a": [' * 100_000
BAD: dict[str, tuple[str, str]] = {
    "nothing": ("", "There is no JSON"),
    "talk": ("I can't help with that.", "There is no JSON"),
    "half": (an_answer(a_scene(), a_scene())[:-40], "not valid JSON"),
    "single quotes": ("{'scenes': []}", "not valid JSON"),
    "another object": ('{"error": "no"}', "It has no scenes"),
    "no scenes": (an_answer(), "It has no scenes"),
    "scenes are a text": (an_answer(scenes="three"), "scenes are not a list"),
    "too many": (an_answer(*[a_scene()] * 101), "too many scenes: 101"),
    "a scene is a text": (an_answer("Mira climbs."), "Scene 1 is not an object"),
    "no description": (an_answer(a_scene(), a_scene(), a_scene(description=...)), "Scene 3 has no description"),
    "blank description": (an_answer(a_scene(description=" \n")), "Scene 1 has no description"),
    "short description": (an_answer(a_scene(description="Mira.")), "of 5 characters; it must be 10 to 1000"),
    "long description": (an_answer(a_scene(description="x" * 1001)), "description of 1001 characters"),
    "description is a list": (an_answer(a_scene(description=["Mira climbs."])), "the description is not a text"),
    "no prompt": (an_answer(a_scene(image_prompt=None)), "Scene 1 has no image prompt"),
    "long prompt": (an_answer(a_scene(image_prompt="x" * 2001)), "image prompt of 2001 characters"),
    "no duration": (an_answer(a_scene(duration=...)), "Scene 1 has no duration"),
    "duration of nothing": (an_answer(a_scene(), a_scene(duration=0)), "Scene 2 has a duration that is not above 0"),
    "negative": (an_answer(a_scene(duration=-3)), "not above 0"),
    "duration is a text": (an_answer(a_scene(duration="4")), "not a number"),
    "duration is true": (an_answer(a_scene(duration=True)), "not a number"),
    "NaN": (an_answer(a_scene(duration=float("nan"))), "NaN for a number"),
    "endless": (an_answer(a_scene(duration=float("inf"))), "Infinity for a number"),
    "endless in digits": (an_answer(a_scene()).replace('"duration": 4', '"duration": 1e999'), "finite"),
    "a whole number beyond floats": (an_answer(a_scene(duration=10**400)), "finite"),
    "more digits than are read": (an_answer(a_scene()).replace(": 4,", f": {'9' * 5000},"), "without measure"),
    "one key twice": (an_answer(a_scene()).replace('"shot"', '"move"'), "“move” twice"),
    "two lists of scenes": (an_answer(a_scene())[:-1] + ', "scenes": []}', "“scenes” twice"),
    "a bomb of braces": (DEEP, "nested too deep"),
    "a flood of braces": ("{" * 500_000, "not valid JSON"),
    "ten megabytes": (an_answer(a_scene(), filler="x" * 10_000_000), "longer than 1,000,000"),
    "bible is a text": (an_answer(a_scene(), bible="Mira"), "bible is not an object"),
    "characters are texts": (an_answer(a_scene(), bible={"characters": ["Mira"]}), "not a list of objects"),
    "looks are a number": (
        an_answer(a_scene(), bible={"characters": [{"name": "M", "looks": 3}]}),
        "Character 1 of the bible: the looks is not a text",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "words"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_named(answer: str, words: str) -> None:
    with pytest.raises(PlanRefused, match="The model's storyboard can't be used") as refused:
        read_plan(answer)
    assert words in refused.value.message
    assert "rules" in refused.value.hint


def streamed(answer: str, cuts: list[int]) -> list[PlannedScene]:
    stream, found = SceneStream(), []
    places = sorted({0, len(answer), *cuts})
    for start, end in pairwise(places):
        found += stream.feed(answer[start:end])
    return found


TEXTS = st.text(min_size=10, max_size=40).map(lambda text: f'Scene {text} \\ " }}]{{[ 🎬 end')
ANSWERS = st.builds(
    lambda texts, ascii_only, indent, before: (
        before
        + json.dumps(
            {
                "scenes first": [{"a": 1}],
                "title": 'a "quoted" {title}',
                "bible": {"scenes": [{"description": "not one of them"}], "characters": []},
                "scenes": [a_scene(description=text, extra={"deep": [[{}], "]"]}) for text in texts],
                "after": [{"duration": 3}],
            },
            ensure_ascii=ascii_only,
            indent=indent,
        )
    ),
    st.lists(TEXTS, min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from([None, 2]),
    st.sampled_from(["", "```json\n", "Here {it} is: "]),
)


@given(answer=ANSWERS, data=st.data())
def test_any_split_gives_the_scenes_of_the_whole(answer: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(answer)), max_size=30))
    whole = list(read_plan(answer).scenes)
    assert streamed(answer, cuts) == whole
    assert streamed(answer, list(range(len(answer)))) == whole


@given(st.text(alphabet='{}[]":,\\ascenes1 \n', max_size=200))
def test_no_text_breaks_the_stream(text: str) -> None:
    assert streamed(text, list(range(len(text)))) == streamed(text, [])


def test_a_scene_is_told_as_soon_as_it_is_whole() -> None:
    answer, stream = an_answer(a_scene(), a_scene(duration=2)), SceneStream()
    told = [len(stream.feed(letter)) for letter in answer]
    first, second = (place for place, count in enumerate(told) if count)
    assert answer[first] == answer[second] == "}"
    assert answer[first + 1] == ","


def test_a_scene_that_breaks_a_rule_is_left_out_of_the_stream() -> None:
    answer = an_answer(a_scene(duration=0), a_scene(), a_scene(duration=float("nan")))
    assert SceneStream().feed(answer) == [READ]


def test_a_stream_without_end_is_refused() -> None:
    stream = SceneStream()
    stream.feed("x" * MOST_LETTERS)
    with pytest.raises(PlanRefused, match="longer than"):
        stream.feed("x")


def test_a_deep_stream_takes_no_room() -> None:
    assert SceneStream().feed('{"scenes": [' + '{"a": [' * 100_000) == []
