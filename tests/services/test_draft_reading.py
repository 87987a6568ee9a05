"""From a scene's words to its look."""

import pytest

from vidstudio.services.images.drafting import words
from vidstudio.services.images.drafting.look import INDOORS, Framing, Light, Mood, Setting, Subject
from vidstudio.services.images.drafting.reading import read_look


@pytest.mark.parametrize(
    ("text", "setting", "light"),
    [
        ("Waves roll onto the beach at sunset", Setting.SEA, Light.GOLDEN),
        ("A misty forest in the morning", Setting.FOREST, Light.DAWN),
        ("The rainy city street at night", Setting.STREET, Light.NIGHT),
        ("She cooks in the kitchen at noon", Setting.KITCHEN, Light.DAY),
        ("Ein Leuchtturm an der Küste im Sturm", Setting.SEA, Light.STORM),
        ("Der Wald bei Nacht", Setting.FOREST, Light.NIGHT),
        ("La forêt à l'aube", Setting.FOREST, Light.DAWN),
        ("Une rue sous la pluie", Setting.STREET, Light.RAIN),
        ("El desierto al atardecer", Setting.DESERT, Light.GOLDEN),
        ("La montaña por la noche", Setting.MOUNTAINS, Light.NIGHT),
        ("Under the full moon, the lake lies still", Setting.LAKE, Light.NIGHT),
    ],
)
def test_place_and_light(text: str, setting: Setting, light: Light) -> None:
    look = read_look(text, "")
    assert (look.setting, look.light) == (setting, light)


@pytest.mark.parametrize(
    ("text", "framing"),
    [
        ("Wide shot of a valley", Framing.WIDE),
        ("Close-up of her eyes", Framing.CLOSE),
        ("Detail of a rose", Framing.DETAIL),
        ("Drone shot over the coast", Framing.AERIAL),
        ("Low angle: a castle", Framing.LOW),
        ("Over the shoulder, a man reads", Framing.SHOULDER),
        ("Luftaufnahme der Stadt", Framing.AERIAL),
        ("Gros plan sur un visage", Framing.CLOSE),
        ("Primer plano de una flor", Framing.CLOSE),
    ],
)
def test_framing(text: str, framing: Framing) -> None:
    assert read_look(text, "").framing is framing


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("A girl and her dog run", (Subject.GIRL, Subject.DOG)),
        ("Horses cross a bridge", (Subject.HORSE, Subject.BRIDGE)),
        ("A man with an umbrella", (Subject.UMBRELLA,)),
        ("Windows glow in the village", (Subject.HOUSE,)),
        ("The skyscraper towers over us", (Subject.SKYSCRAPER,)),
        ("A planet rises", ()),
    ],
)
def test_subjects_in_the_order_of_the_text(text: str, subjects: tuple[Subject, ...]) -> None:
    assert read_look(text, "").subjects == subjects


def test_a_subject_brings_its_usual_place() -> None:
    assert read_look("A whale", "").setting is Setting.UNDERWATER
    assert read_look("A cat naps", "").setting is Setting.ROOM


def test_a_second_place_is_kept() -> None:
    look = read_look("A road through the desert", "")
    assert (look.setting, look.also) == (Setting.ROAD, Setting.DESERT)


def test_moods_and_colors() -> None:
    look = read_look("A lonely yellow house, blue shutters", "")
    assert Mood.COLD in look.moods
    assert look.colors[0] == look.accent
    assert len(look.colors) == 2


def test_the_description_counts_more_than_the_prompt() -> None:
    assert read_look("A forest", "a city, skyline, downtown at night").setting is Setting.FOREST
    assert read_look("He waits", "a city at night").setting is Setting.CITY


def test_a_text_that_names_nothing_always_looks_the_same() -> None:
    assert read_look("Hope is a decision", "") == read_look("Hope is a decision", "")


@pytest.mark.parametrize(
    "table", [words.SETTINGS, words.LIGHTS, words.FRAMINGS, words.SUBJECTS, words.MOODS, words.COLORS]
)
def test_words_are_written_as_they_are_looked_up(table: dict[object, str]) -> None:
    for phrases in table.values():
        for phrase in phrases.split(","):
            assert phrase.strip() == phrase.strip().lower()
            assert phrase.isascii()
            assert 1 <= len(phrase.split()) <= 4


@pytest.mark.parametrize("text", ["The boat is at home in her room.", "A ship sails through the living room."])
def test_no_ship_sails_through_a_room(text: str) -> None:
    assert read_look(text, text).setting not in INDOORS
