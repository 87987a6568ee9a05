"""Texts cut at sentences and words."""

import random

import pytest

from vidstudio.core.sentences import cut, cut_words, group, join, sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("no end", ["no end"]),
        ("One. Two! Three? Four… five", ["One.", "Two!", "Three?", "Four… five"]),
        ("Dr. No met J. R. Smith at 3.5 km. Mrs. B. left.", ["Dr. No met J. R. Smith at 3.5 km.", "Mrs. B. left."]),
        ("Am 3. Mai kam sie, z. B. zu Fuß. Es war 1999. Dann Regen.",
         ["Am 3. Mai kam sie, z. B. zu Fuß.", "Es war 1999.", "Dann Regen."]),
        ('"Stop!" he said. "Now!" Nobody stopped... not even the dog.',
         ['"Stop!" he said.', '"Now!"', "Nobody stopped... not even the dog."]),
        ("a fox runs. it jumps! then... silence", ["a fox runs.", "it jumps!", "then...", "silence"]),
        ("夜明け。「行くぞ！」彼は言う。", ["夜明け。", "「行くぞ！」", "彼は言う。"]),
        ("هل سيعود؟ نعم.", ["هل سيعود؟", "نعم."]),
        ("सुबह। शाम।", ["सुबह।", "शाम।"]),
        ("Hello. !!! ... World. 🎬", ["Hello. !!! ...", "World. 🎬"]),
        ("... Hello.", ["... Hello."]),
        ("Two\n  lines\tfolded. Yes.", ["Two lines folded.", "Yes."]),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_would_say(text: str, found: list[str]) -> None:
    assert sentences(text) == found


def test_sentences_joined_are_the_text() -> None:
    for text in ("One. Two! Three", "夜明け。雨。", "Ja. 雨。 No."):
        assert join(sentences(text)).replace(" ", "") == text.replace(" ", "")
    assert join(["夜明け。", "雨。"]) == "夜明け。雨。"


@pytest.mark.parametrize(
    ("text", "letters", "kept"),
    [
        ("One two. Three four. Five.", 100, "One two. Three four. Five."),
        ("One two. Three four. Five.", 20, "One two. Three four."),
        ("One two. Three four. Five.", 19, "One two."),
        ("One two three four", 13, "One two…"),
        ("One two three four", 14, "One two three…"),
        ("雨が降る。風が吹く。", 7, "雨が降る。"),
        ("x" * 50, 10, "x" * 9 + "…"),
    ],
)
def test_a_cut_is_at_a_sentence_else_between_words(text: str, letters: int, kept: str) -> None:
    assert cut(text, letters) == kept


def test_a_cut_is_never_inside_a_word_and_never_too_long() -> None:
    random_number = random.Random(11)
    for _ in range(300):
        words = ["w" * random_number.randint(1, 12) for _ in range(random_number.randint(1, 60))]
        letters = random_number.randint(14, 200)
        kept = cut_words(" ".join(words), letters)
        assert len(kept) <= letters
        assert kept.removesuffix("…").split() == words[: len(kept.split())]


@pytest.mark.parametrize("sign", ["👨‍👩‍👧", "👍🏽", "e\u0301\u0323", "क्षि", "❤\ufe0f"])
def test_a_sign_of_several_parts_is_not_parted(sign: str) -> None:
    kept = {cut_words(sign * 20, letters).removesuffix("…") for letters in range(10, 40)}
    if sign != "क्षि":  # two consonants, each of which may stand alone
        assert all(text == sign * (len(text) // len(sign)) for text in kept)
    assert all(text[-1] not in "\u200d्" or text.endswith("्") for text in kept)


def test_groups_keep_order_and_are_of_about_equal_length() -> None:
    random_number = random.Random(3)
    for _ in range(200):
        pieces = [f"{n}{'x' * random_number.randint(0, 40)}." for n in range(random_number.randint(1, 40))]
        count = random_number.randint(1, 12)
        groups = group(pieces, count)
        assert len(groups) == min(count, len(pieces))
        assert " ".join(groups) == " ".join(pieces)
    assert group(["aaaa.", "bbbb.", "cccc.", "dddd."], 2) == ["aaaa. bbbb.", "cccc. dddd."]
