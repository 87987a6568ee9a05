"""An idea or a script becomes scenes: how many, how long, and with which words."""

import random
from itertools import pairwise

import pytest

from vidstudio.core.job import AspectRatio
from vidstudio.core.script import Outline, image_prompt, motions, outline_idea, outline_script, shots
from vidstudio.errors import InputRefused

LANGUAGES = {
    "German": "Am 3. Mai geht Frau Dr. Weiß z. B. ins Café. Sie bestellt Kuchen. „Noch einen?“ fragt der Kellner.",
    "Japanese": "夜明けの港。漁師が網を引く。カモメが鳴く。市場が開く。魚が並ぶ。子供が笑う。猫が逃げる。",
    "Arabic": "في الصباح الباكر يخرج الصياد إلى البحر. هل سيعود؟ تنتظره ابنته على الشاطئ.",
    "Hindi": "सुबह होती है। एक बूढ़ा आदमी चाय बनाता है। बच्चे खेलते हैं।",
    "emoji": "A 👨‍👩‍👧‍👦 family flies a kite 🪁. The string snaps! 😱 They chase it.",
    "one long word": "x" * 4000,
    "long prose": " ".join(f"Sentence {n} tells of a walk along river number {n}." for n in range(400)),
    "no end": "a slow train through snow and nobody gets off",
    "nothing but marks around": "*** !!! \n\n A cat. ??? \n\n --- ...",
    "links": "[](target) ![A tower](tower.png) stands.",
    "windows lines": "A dog.\r\n\r\nA cat.\r\nA bird.\r\n",
    "NUL and escape": "A d\x00og\x1b[31m barks.",
}


def idea(text: str, seconds: float | None = None, style: str = "cinematic") -> Outline:
    return outline_idea(text, seconds, AspectRatio.WIDE, style)


def script(text: str, seconds: float | None = None, style: str = "cinematic") -> Outline:
    return outline_script(text, seconds, AspectRatio.WIDE, style)


@pytest.mark.parametrize(
    ("seconds", "scenes"),
    [(1, 3), (3, 3), (12, 3), (17.4, 3), (17.5, 4), (20, 4), (30, 6), (None, 6), (50, 10), (51, 10), (3600, 10)],
)
def test_an_idea_becomes_a_scene_for_five_seconds_three_to_ten(seconds: float | None, scenes: int) -> None:
    made = idea("A fox crosses a frozen lake.", seconds)
    assert len(made.scenes) == scenes
    assert made.duration == (seconds or 30)


def test_durations_add_up_exactly_for_any_total() -> None:
    random_number = random.Random(5)
    for _ in range(300):
        total = round(random_number.uniform(1, 3600), random_number.choice([0, 1, 2, 3]))
        made = idea("One. Two is longer. Three.", total)
        assert round(sum(scene.duration for scene in made.scenes), 6) == made.duration == total
        assert all(0.25 <= scene.duration <= 600 for scene in made.scenes)


@pytest.mark.parametrize("text", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("make", [idea, script])
def test_any_text_becomes_a_storyboard_within_the_limits(text: str, make: type) -> None:
    made = make(text, None, "watercolor")
    assert made.title
    assert len(made.title) <= 60
    assert made.scenes
    for scene in made.scenes:
        assert any(map(str.isalnum, scene.description))
        assert len(scene.description) <= 1000
        assert 10 <= len(scene.image_prompt) <= 2000
        assert "watercolor style" in scene.image_prompt
        assert "\n" not in scene.description + scene.image_prompt
        assert not {"\x00", "\x1b"} & set(scene.description)


@pytest.mark.parametrize("text", ["", "  \n ", "?!… —", "\x00\x01", "\ufeff", "🎬🎬", "---\n\n***"])
def test_a_text_without_a_word_is_refused(text: str) -> None:
    for make in (idea, script):
        with pytest.raises(InputRefused, match="empty"):
            make(text)


def test_a_script_with_words_in_its_comments_alone_is_refused() -> None:
    with pytest.raises(InputRefused, match="no text"):
        script("<!-- to be written -->")


def test_more_sentences_than_scenes_are_grouped_in_order_and_none_is_lost() -> None:
    sentences = [f"Thing number {n} happens." for n in range(23)]
    made = idea(" ".join(sentences), 20)
    assert " ".join(scene.description for scene in made.scenes) == " ".join(sentences)


def test_fewer_sentences_than_scenes_are_seen_in_several_shots() -> None:
    made = idea("A fox. A very long night in the forest.", 30)
    told = [scene.description.partition(": ") for scene in made.scenes]
    assert [line for _, _, line in told] == ["A fox."] * 3 + ["A very long night in the forest."] * 3
    used = [shot for shot, _, _ in told]
    assert (used[0], used[-1], len(set(used))) == ("Wide shot", "Closing wide shot", 6)


def test_descriptions_are_cut_at_sentences() -> None:
    long = " ".join(f"The {n}th wave breaks over the pier." for n in range(100))
    (first, *_) = script(f"## Storm\n{long}\n## Calm\nNothing.").scenes
    assert len(first.description) <= 1000
    assert first.description.endswith("over the pier.")


def test_one_endless_sentence_is_cut_between_words() -> None:
    words = [f"word{n}" for n in range(1000)]
    (first, *_) = script("## A\n" + " ".join(words)).scenes
    assert first.description.endswith("…")
    assert set(first.description.removesuffix("…").split()) <= {*words, "A."}


def test_a_prompt_is_at_most_2000_letters_and_keeps_its_style() -> None:
    prompt = image_prompt("A very long sentence about the sea. " * 200, "Wide shot", "s" * 100)
    assert len(prompt) <= 2000
    assert prompt.endswith(f"{'s' * 100} style, film still")


@pytest.mark.parametrize(
    ("description", "prompt"),
    [
        ("A boat", "Detail: A boat. noir style, film still"),
        ("A boat.", "Detail: A boat. noir style, film still"),
        ("„Ein Boot!“", "Detail: „Ein Boot!“ noir style, film still"),
        ("船が出る。", "Detail: 船が出る。 noir style, film still"),
        ("Aerial view of a boat.", "Aerial view of a boat. noir style, film still"),
        ("The boat. Close-up of its bell.", "The boat. Close-up of its bell. noir style, film still"),
    ],
)
def test_a_prompt_names_one_shot_only(description: str, prompt: str) -> None:
    assert image_prompt(description, "Detail", "noir") == prompt
    assert image_prompt(description, "Detail", "noir style") == prompt


@pytest.mark.parametrize("style", ["", "   ", "s" * 101, "\x00"])
def test_a_style_is_a_word_or_two(style: str) -> None:
    with pytest.raises(InputRefused, match="style"):
        idea("A fox", style=style)


@pytest.mark.parametrize("seconds", [0, 0.9, -5, 3601, float("nan"), float("inf")])
def test_a_film_lasts_a_second_to_an_hour(seconds: float) -> None:
    for make in (idea, script):
        with pytest.raises(InputRefused, match="can't last"):
            make("A fox runs.", seconds)


def test_neighbours_never_move_alike() -> None:
    for aspect_ratio in AspectRatio:
        moves = motions(30, aspect_ratio)
        assert all(first != second for first, second in pairwise(moves))
    assert shots(1) == ["Wide shot"]


def test_lengths_in_a_script_are_the_films() -> None:
    made = script("## Dawn (4 s)\nLight.\n## Noon [0:06]\nHeat.\n## Night\n**Duration:** 2.5 seconds\nStars.")
    assert [scene.duration for scene in made.scenes] == [4, 6, 2.5]
    assert made.duration == 12.5
    assert not any("4 s" in scene.description or "uration" in scene.description for scene in made.scenes)


def test_a_scene_without_a_length_among_others_counts_five_seconds() -> None:
    assert [scene.duration for scene in script("## A (3 s)\nX.\n## B\nY.\n## C (8 s)\nZ.").scenes] == [3, 5, 8]


def test_another_duration_keeps_the_written_lengths_in_proportion() -> None:
    made = script("## A (4 s)\nX.\n## B (6 s)\nY.\n## C (5 s)\nZ.", 30)
    assert [scene.duration for scene in made.scenes] == [8, 12, 10]


@pytest.mark.parametrize("length", ["0.1 s", "601 s", "11:40"])
def test_a_written_length_that_is_none_is_refused(length: str) -> None:
    with pytest.raises(InputRefused, match="scene can't last"):
        script(f"## A ({length})\nX.\n## B (5 s)\nY.")


def test_a_long_script_gets_three_seconds_a_scene_unless_asked_otherwise() -> None:
    text = "\n".join(f"## Shot {n}\nThing {n}." for n in range(40))
    assert script(text).duration == 120
    assert len(script(text, 20).scenes) == 40
    with pytest.raises(InputRefused, match="40 scenes don't fit into 9 s"):
        script(text, 9)


def test_too_few_scenes_for_a_long_film_are_refused() -> None:
    with pytest.raises(InputRefused, match="2 scenes can't fill 1300 s"):
        script("## A\nX.\n## B\nY.", 1300)
    assert [scene.duration for scene in script("## A\nX.\n## B\nYyyyyyyyyyyyyyyyy yyyyy.", 1200).scenes] == [600, 600]


def test_prose_of_one_paragraph_is_cut_like_an_idea() -> None:
    text = " ".join(f"Sentence number {n} of the walk" + ("." if n % 3 else ", and on") for n in range(1, 40))
    assert len(script(text, 30).scenes) == 6
    assert len(script("Only one sentence.", 30).scenes) == 1


def test_more_paragraphs_than_seconds_are_joined() -> None:
    made = script("\n\n".join(f"Paragraph {n} of many." for n in range(500)), 60)
    assert len(made.scenes) == 60
    assert "Paragraph 499 of many." in made.scenes[-1].description


def test_a_huge_script_is_read() -> None:
    made = script("\n\n".join(f"INT. ROOM {n} - DAY\n\nSomeone enters. A. B. C. waits." for n in range(1000)))
    assert len(made.scenes) == 1000
    assert made.duration == 3000


def test_abbreviations_without_end_do_not_take_for_ever() -> None:
    assert len(idea("A. " * 60_000).scenes) == 6


def test_an_age_in_brackets_is_not_a_length() -> None:
    made = outline_script(
        "INT. BAKERY - NIGHT\n\nMIGUEL (60s) kneads.\n\nEXT. STREET\n\nA tram (4s)", None, AspectRatio.WIDE, "noir"
    )
    assert "MIGUEL (60s) kneads" in made.scenes[0].description
    assert made.scenes[1].description.endswith("A tram")
