"""Where a line may end, script by script."""

import pytest

from vidstudio.lettering.breaks import clusters, pieces


def texts(text: str) -> list[str]:
    return [piece.text for piece in pieces(text)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("two words", ["two", "words"]),
        ("  many   spaces ", ["many", "spaces"]),
        ("well-known e-mail", ["well-", "known", "e-mail"]),
        ("-5 to 10-12", ["-5", "to", "10-12"]),
        ("10\u00a0km away", ["10\u00a0km", "away"]),
        ("long\u200bword", ["long", "word"]),
        ("灯台守の物語。", ["灯", "台", "守", "の", "物", "語。"]),
        ("彼は「光」だ", ["彼", "は", "「光」", "だ"]),
        ("빛을 지키는", ["빛을", "지키는"]),
        ("A漢B", ["A", "漢", "B"]),
        ("", []),
    ],
)
def test_pieces_stay_whole(text: str, cut: list[str]) -> None:
    assert texts(text) == cut


def test_only_spaced_scripts_get_their_spaces_back() -> None:
    assert [piece.space for piece in pieces("a 漢字 b")] == [True, False, True, False]


def test_thai_vowels_stay_with_their_consonant_and_such_breaks_are_poor() -> None:
    cut = pieces("ภาพยนตร์เกี่ยวกับ")
    assert "".join(piece.text for piece in cut) == "ภาพยนตร์เกี่ยวกับ"
    assert not any(piece.text[0] in "ะาำ" or piece.text[-1] in "เแโใไ" for piece in cut)
    assert all(piece.poor for piece in cut[:-1])


@pytest.mark.parametrize(
    ("text", "letters"),
    [("e\u0301a", ["e\u0301", "a"]), ("क्षेत्र", ["क्षे", "त्र"]), ("👩\u200d💻", ["👩\u200d", "💻"])],
)
def test_marks_and_joined_letters_are_one(text: str, letters: list[str]) -> None:
    assert clusters(text) == letters
