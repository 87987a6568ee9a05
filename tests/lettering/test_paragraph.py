"""Lines of about one length, made smaller, then cut."""

import pytest

from vidstudio.core.captions import Weight
from vidstudio.lettering import fonts
from vidstudio.lettering.lines import ELLIPSIS, wrap
from vidstudio.lettering.paragraph import Paragraph, set_paragraph

SIZE, ROOM = 50, 1000.0
SENTENCE = "The keeper climbs the wet stairs and lights the lamp before the ships can see it"


def lines_of(text: str, most: int = 3, room: float = ROOM) -> tuple[Paragraph, list[str]]:
    paragraph = set_paragraph(text, SIZE, Weight.MEDIUM, room, most)
    assert paragraph is not None
    return paragraph, [row.text for row in paragraph.rows]


def test_what_fits_in_one_line_stays_in_one_line() -> None:
    paragraph, lines = lines_of("A short line")
    assert lines == ["A short line"]
    assert paragraph.size == SIZE


def test_lines_are_about_as_long_as_each_other() -> None:
    paragraph, lines = lines_of(SENTENCE)
    assert " ".join(lines) == SENTENCE
    assert len(lines) == 2
    widths = [row.width for row in paragraph.rows]
    assert max(widths) <= ROOM
    assert min(widths) > 0.85 * max(widths)


@pytest.mark.parametrize("words", range(8, 22))
def test_no_word_stands_alone_in_the_last_line(words: int) -> None:
    _, lines = lines_of(" ".join(["lamp"] * words))
    assert len(lines) == 1 or len(lines[-1].split()) > 1


def test_a_line_ends_at_a_comma_rather_than_elsewhere() -> None:
    _, lines = lines_of("When the storm came at night, nobody in the village slept", room=900)
    assert lines == ["When the storm came at night,", "nobody in the village slept"]


def test_line_breaks_are_kept_while_there_is_room_for_them() -> None:
    assert lines_of("One\nTwo\r\n\n Three ")[1] == ["One", "Two", "Three"]
    assert lines_of("One\nTwo\nThree", most=2)[1] == ["One Two Three"]


def test_long_text_is_made_smaller_before_it_is_cut() -> None:
    small, lines = lines_of(SENTENCE, most=1, room=1500)
    assert lines == [SENTENCE]
    assert 0.7 * SIZE <= small.size < SIZE
    long = f"{SENTENCE} " * 3
    least, cut = lines_of(long, most=1, room=1500)
    assert least.size == 0.7 * SIZE
    kept = cut[0].removesuffix(ELLIPSIS)
    assert cut[0] == kept + ELLIPSIS
    assert long.startswith(f"{kept} ")


@pytest.mark.parametrize("text", ["W" * 300, "word " * 60, "word " * 800, "a" * 4000, "x" * 20 + " y" * 290])
@pytest.mark.parametrize("most", [1, 3])
def test_nothing_is_wider_than_its_room_or_has_more_lines(text: str, most: int) -> None:
    paragraph, lines = lines_of(text, most, room=400)
    assert len(lines) <= most
    assert paragraph.width <= 400
    assert lines[-1].endswith(ELLIPSIS)


def test_a_long_word_is_made_smaller_rather_than_broken() -> None:
    paragraph, lines = lines_of("Donaudampfschifffahrtsgesellschaft fährt", room=600)
    assert lines == ["Donaudampfschifffahrtsgesellschaft", "fährt"]
    assert paragraph.size < 0.7 * SIZE


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\x00\x07", "\u200d\ufe0f", "\U000f1234", "\u0301", "\u00a0"])
def test_nothing_drawable_is_no_paragraph(text: str) -> None:
    assert set_paragraph(text, SIZE, Weight.MEDIUM, ROOM, 3) is None


def test_what_no_font_has_is_left_out_with_its_marks() -> None:
    assert lines_of("before \U000f1234\ufe0f\u200d\u20e3 af\u00adter\u202e\x07")[1] == ["before after"]


def test_letters_are_put_together_with_their_accents() -> None:
    assert lines_of("Cafe\u0301")[1] == ["Café"]


def test_lines_never_touch() -> None:
    paragraph, _ = lines_of("ÅÉj\ngÂy\nÅ")
    downs = paragraph.baselines(0.5)
    for index, (above, below) in enumerate(zip(paragraph.rows, paragraph.rows[1:], strict=False)):
        assert downs[index + 1] - downs[index] > above.drop + below.rise
    assert paragraph.baselines(3.0) == [0, 150, 300]


def test_the_whole_text_says_where_it_reads_from() -> None:
    if fonts.font_for("ש") is None:
        pytest.skip("no font with Hebrew on this machine")
    paragraph, _ = lines_of("שלום\nLighthouse")
    assert paragraph.right_to_left
    assert [part.right_to_left for part in paragraph.rows[0].parts] == [True]
    assert not lines_of("Lighthouse שלום")[0].right_to_left


def test_parts_follow_each_other_without_gaps() -> None:
    if fonts.font_for("ש") is None:
        pytest.skip("no font with Hebrew on this machine")
    paragraph, _ = lines_of("שלום (abc) עולם, 2024!")
    row = paragraph.rows[0]
    lefts = [part.left for part in row.parts]
    assert lefts == sorted(lefts)
    assert lefts[0] == 0
    assert len({part.font.path for part in row.parts}) > 1


@pytest.mark.parametrize("text", ["漢字、漢字。" * 12, "สวัสดีชาวโลก" * 12, "한국어 자막 " * 12])
def test_scripts_without_spaces_are_broken_too(text: str) -> None:
    if any(fonts.font_for(letter) is None for letter in text if not fonts.is_silent(letter)):
        pytest.skip("no font with that script on this machine")
    paragraph, lines = lines_of(text, most=6)
    assert len(lines) > 1
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert paragraph.width <= ROOM
    assert not any(line[0] in "、。" for line in lines)


def test_drafts_wrap_from_the_left_and_cut_at_a_word() -> None:
    lines = wrap("many words " * 30, SIZE, ROOM, 2)
    assert len(lines) == 2
    assert lines[-1][-1].text.endswith(ELLIPSIS)
